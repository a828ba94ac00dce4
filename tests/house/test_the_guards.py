"""The guards around the tests themselves: they must be able to fail."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction

from tests.setting.home import HOME
from tests.setting.network import ForbiddenTraffic


def test_a_test_cannot_reach_another_machine() -> None:
    with socket.socket() as outside, pytest.raises(ForbiddenTraffic):
        outside.connect(("192.0.2.1", 25))


def test_a_test_can_reach_this_machine() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as client:
        client.connect(server.getsockname())


@pytest.mark.django_db
def test_the_network_is_closed_inside_a_transaction() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as client:
        with transaction.atomic(), pytest.raises(ForbiddenTraffic):
            client.connect(server.getsockname())
        client.connect(server.getsockname())
        with transaction.atomic(), pytest.raises(ForbiddenTraffic):
            client.sendall(b"x")
        client.sendall(b"x")


def test_settings_read_a_throw_away_home() -> None:
    assert Path(settings.AFTERWORD_HOME) == HOME


@pytest.mark.django_db
def test_the_test_database_is_not_the_real_one() -> None:
    assert str(connection.settings_dict["NAME"]).startswith(("test_", str(HOME)))


def test_a_query_outside_a_django_db_test_is_refused() -> None:
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        connection.ensure_connection()


def test_a_fresh_database_is_of_the_kind_under_test(fresh_database: str) -> None:
    kind = "postgresql" if connection.vendor == "postgresql" else "sqlite"
    assert fresh_database.startswith(f"{kind}://")
