"""A scratch AFTERWORD_HOME and database for one run of a benchmark; both are gone afterwards."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

from afterword.domain.trouble import Trouble


class NoScratch(Trouble):
    """The database named cannot be used for a benchmark."""


@contextmanager
def scratch(database: str | None) -> Iterator[dict[str, str]]:
    """The environment of one run: SQLite in the scratch folder, or a new database on the PostgreSQL of ``database``."""
    if database and urlsplit(database).scheme not in ("postgres", "postgresql"):
        raise NoScratch("--database takes the URL of a PostgreSQL server; leave it out to measure SQLite.")
    home = Path(tempfile.mkdtemp(prefix="afterword-bench-"))
    (home / "static").mkdir()  # whoever serves pages looks for it
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith("AFTERWORD_") and name != "EMAIL_URL"
    }
    try:
        with _scratch_database(database) as url:
            # On two cores, numerical libraries must not start threads of their own.
            yield {**kept, "AFTERWORD_HOME": str(home), "DATABASE_URL": url, "OPENBLAS_NUM_THREADS": "1"}
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def _scratch_database(server: str | None) -> Iterator[str]:
    if not server:
        yield ""
        return
    import psycopg  # noqa: PLC0415  why: only where PostgreSQL is measured
    from psycopg import sql  # noqa: PLC0415  why: as above

    name = f"afterword_bench_{uuid4().hex[:12]}"
    try:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    except psycopg.Error as error:
        raise NoScratch(
            f"No scratch database can be made on that server: {str(error).strip().splitlines()[0]}"
        ) from None
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
