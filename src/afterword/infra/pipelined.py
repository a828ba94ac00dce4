"""PostgreSQL: prepared statements handed to the server in one go, and their answers fetched in another.

The driver's own pipeline waits for the answer to BEGIN and turns to the socket for every statement; with short
statements that costs more than they do. So this speaks to libpq through the driver's thin layer around it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Any
from weakref import WeakKeyDictionary

from psycopg import Connection
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import OperationalError, error_from_result
from psycopg.generators import fetch_many, pipeline_communicate
from psycopg.pq import ConnStatus, ExecStatus
from psycopg.pq.abc import PGresult

Plan = tuple[str, tuple[int, ...]]

#: What each connection has prepared: a statement and the types of its values, and the name it goes by.
_prepared: WeakKeyDictionary[Connection[Any], dict[Plan, bytes]] = WeakKeyDictionary()


def exchange(
    raw: Connection[Any], statements: Sequence[tuple[str, Sequence[Any]]], meanwhile: Callable[[], None] | None = None
) -> list[list[tuple[Any, ...]]]:
    """The rows of each statement; ``meanwhile`` is called between sending them and waiting for the answers.

    The connection must be idle. Placeholders are ``%s``. Raises the driver's error of the first that failed; those
    after it were not run.
    """
    known = _prepared.setdefault(raw, {})
    fresh: dict[Plan, bytes] = {}
    commands: deque[Callable[[], None]] = deque()
    speaker = Transformer(raw)
    #: Where in the answers each statement's own stands: preparing is answered, too.
    places: list[int] = []
    for sql, values in statements:
        texts = speaker.dump_sequence(values, [PyFormat.AUTO] * len(values))
        plan = (sql, speaker.types or ())
        name = known.get(plan) or fresh.get(plan)
        if name is None:
            name = fresh[plan] = b"afterword_%d" % (len(known) + len(fresh))
            commands.append(partial(raw.pgconn.send_prepare, name, _numbered(sql), plan[1]))
        places.append(len(commands))
        commands.append(partial(raw.pgconn.send_query_prepared, name, texts, speaker.formats))
    answers = _answers(raw, commands, meanwhile)
    for answer in answers:
        if answer.status == ExecStatus.FATAL_ERROR:
            raise error_from_result(answer)
    known.update(fresh)
    found: list[list[tuple[Any, ...]]] = []
    for answer in (answers[place] for place in places):
        speaker.set_pgresult(answer)
        found.append(speaker.load_rows(0, answer.ntuples, tuple))
    return found


def _answers(
    raw: Connection[Any], commands: deque[Callable[[], None]], meanwhile: Callable[[], None] | None
) -> list[PGresult]:
    """Send all and take all answers, one for each command; the connection is as before, unless it is lost."""
    expected = len(commands)
    commands.append(raw.pgconn.pipeline_sync)
    raw.pgconn.enter_pipeline_mode()
    try:
        answers = _each(raw.wait(pipeline_communicate(raw.pgconn, commands)))
        try:
            if meanwhile:
                meanwhile()
        finally:
            while len(answers) <= expected:  # the last answers the sync
                fetched = _each([raw.wait(fetch_many(raw.pgconn))])
                if not fetched:
                    raise OperationalError("The connection to the database was lost.")
                answers += fetched
    finally:
        if raw.pgconn.status == ConnStatus.OK:
            raw.pgconn.exit_pipeline_mode()
    return answers[:expected]


def _each(fetched: Sequence[Sequence[PGresult]]) -> list[PGresult]:
    return [results[0] for results in fetched if results]


@lru_cache(maxsize=256)
def _numbered(sql: str) -> bytes:
    """The statement with $1, $2 … in place of each %s."""
    first, *others = sql.split("%s")
    return "".join([first, *(f"${number}{text}" for number, text in enumerate(others, 1))]).encode()
