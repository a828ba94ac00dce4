"""The database under test: SQLite in a file, or the PostgreSQL that DATABASE_URL names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import pytest

from tests.setting.home import HOME

USES_A_DATABASE = {"db", "transactional_db", "django_db_setup", "live_server", "fresh_database"}


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Start Django, with SQLite's test database in a file: the in-memory one knows neither WAL nor two processes."""
    if not config.pluginmanager.hasplugin("django"):
        return
    import django
    from django.conf import settings

    if settings.DATABASES["default"]["ENGINE"] == "afterword.infra.sqlite":
        settings.DATABASES["default"]["TEST"] = {"NAME": str(HOME / "test.sqlite3")}
    django.setup()
    # Test processes that xdist starts inherit the environment; with this in it they would read the settings, and so
    # this process's home, before their own conftest.
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as `pure` what touches no database: once is enough for that."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        marked = any(item.get_closest_marker(name) for name in ("django_db", "database", "browser"))
        if not marked and not fixtures & USES_A_DATABASE:
            item.add_marker(pytest.mark.pure)


@pytest.fixture(autouse=True)
def _no_business_is_chosen(request: pytest.FixtureRequest) -> Iterator[None]:
    """Each test begins and ends acting for nobody, so that a forgotten `acting_for` shows."""
    if not request.config.pluginmanager.hasplugin("django"):  # `-p no:django`: pure tests need none
        yield
        return
    from afterword.infra.tenancy import acting_for

    with acting_for(None):
        yield


@pytest.fixture
def fresh_database(tmp_path: Path) -> Iterator[str]:
    """DATABASE_URL of an empty database, on the kind under test, for processes that a test starts itself."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield f"sqlite://{tmp_path / 'fresh.sqlite3'}"
        return
    import psycopg
    from psycopg import sql

    name = f"fresh_{uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
