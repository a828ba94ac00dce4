"""Several statements on one way to the database, with the commit or without."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from afterword.infra import clock
from afterword.infra.bulk import stored_moment
from afterword.infra.models import Heartbeat
from afterword.infra.prepared import Statement, run_together

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
