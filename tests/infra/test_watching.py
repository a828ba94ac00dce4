"""Whether anybody else has written: never a wrong yes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from afterword.infra import heartbeat
from afterword.infra.watching import Watch

pytestmark = pytest.mark.django_db(transaction=True)


def write_elsewhere() -> None:
    def write() -> None:
        heartbeat.beat(name="somebody else")
        connection.close()

    with ThreadPoolExecutor(1) as others:
        others.submit(write).result()


def test_a_write_over_another_connection_is_noticed() -> None:
    watch = Watch()
    write_elsewhere()
    with transaction.atomic():
        assert not watch.nobody_wrote()


def test_our_own_writes_are_not_somebody_elses() -> None:
    watch = Watch()
    heartbeat.beat(name="mine")
    with transaction.atomic():
        assert watch.nobody_wrote() == (connection.vendor == "sqlite")
