"""Several statements on one way to the database, with the commit or without."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import IntegrityError, OperationalError, connection, transaction

from afterword.infra import clock
from afterword.infra.bulk import stored_moment
from afterword.infra.models import Heartbeat
from afterword.infra.prepared import Statement, run_together, run_transaction

pytestmark = pytest.mark.django_db(transaction=True)


def insert(name: str) -> Statement:
    sql = "INSERT INTO infra_heartbeat (name, at, note) VALUES (%s, %s, '') RETURNING name"
    return sql, [name, stored_moment(clock.wall())]


def names() -> set[str]:
    return set(Heartbeat.objects.values_list("name", flat=True))


def test_the_rows_of_each_statement_come_in_their_order() -> None:
    count: Statement = ("SELECT COUNT(*) FROM infra_heartbeat", [])
    with transaction.atomic():
        assert run_together([insert("a"), count, insert("b"), count]) == [[("a",)], [(1,)], [("b",)], [(2,)]]


def test_with_the_commit_all_is_kept() -> None:
    with transaction.atomic():
        run_together([insert("a")], and_commit=True)
    assert names() == {"a"}
    assert not connection.in_atomic_block


@transaction.atomic
def insert_and_commit(*later: str) -> None:
    run_together([insert("before")])
    run_together([insert(name) for name in later], and_commit=True)


@transaction.atomic
def give_up_around(name: str) -> None:
    with transaction.atomic():
        run_together([insert(name)], and_commit=True)
    raise ZeroDivisionError


def test_a_statement_that_fails_takes_all_of_the_transaction_back() -> None:
    with pytest.raises(IntegrityError):
        insert_and_commit("a", "a")
    assert names() == set()
    insert_and_commit("after")
    assert names() == {"before", "after"}


def test_within_a_savepoint_nothing_is_committed() -> None:
    with pytest.raises(ZeroDivisionError):
        give_up_around("a")
    assert names() == set()


def test_a_whole_transaction_is_kept_or_taken_back() -> None:
    assert run_transaction([insert("a"), insert("b")]) == [[("a",)], [("b",)]]
    with pytest.raises(IntegrityError):
        run_transaction([insert("c"), insert("a"), insert("d")])
    assert names() == {"a", "b"}
    run_transaction([insert("e")])
    assert names() == {"a", "b", "e"}


@transaction.atomic
def give_up_after(name: str) -> None:
    run_transaction([insert(name)])
    raise ZeroDivisionError


def test_a_whole_transaction_within_another_goes_with_it() -> None:
    with pytest.raises(ZeroDivisionError):
        give_up_after("a")
    assert names() == set()


def test_what_is_done_meanwhile_is_done_once_and_its_failure_leaves_a_connection_that_works() -> None:
    done: list[str] = []
    run_transaction([insert("a")], meanwhile=lambda: done.append("b"))
    assert done == (["b"] if connection.vendor == "postgresql" else [])
    if done:
        with pytest.raises(ZeroDivisionError):
            run_transaction([insert("c")], meanwhile=lambda: done.append(str(1 // 0)))
    run_transaction([insert("d")])
    assert {"a", "d"} <= names()


on_postgresql = pytest.mark.skipif(
    settings.DATABASES["default"]["ENGINE"].endswith("sqlite"), reason="SQLite has no way to a server"
)


@on_postgresql
def test_values_of_many_kinds_come_and_go() -> None:
    now = clock.wall()
    sql = "SELECT %s::bigint, %s::text, %s::timestamptz, %s::bigint[], %s::text IS NULL"
    for number in (1, 40_000, 2**40):
        [[row]] = run_transaction([(sql, [number, "å", now, [1, number], None])])
        assert row == (number, "å", now, [1, number], True)


@on_postgresql
def test_a_statement_that_was_never_prepared_because_another_failed_is_prepared_later() -> None:
    late: Statement = ("SELECT count(*) + %s FROM infra_heartbeat", [40])
    run_transaction([insert("a")])
    with pytest.raises(IntegrityError):
        run_transaction([insert("a"), late])
    assert run_transaction([insert("b"), late])[1] == [(42,)]


@on_postgresql
def test_a_connection_that_breaks_is_told_and_the_next_one_works() -> None:
    with pytest.raises(OperationalError):
        run_transaction([insert("a"), ("SELECT pg_terminate_backend(pg_backend_pid())", []), insert("b")])
    connection.close()
    assert names() == set()
    run_transaction([insert("c")])
    assert names() == {"c"}
