"""Everything that is kept about a person can be told to them and taken away, and only that."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import connection

from afterword.businesses.models import Business
from afterword.customers.exporting import as_json, as_page, everything_about
from afterword.customers.forgetting import forget_customer
from afterword.customers.models import Customer, Suppression
from afterword.customers.personal import personal_tables
from afterword.infra.tenancy import acting_for
from tests.customers.forgetting.marked import BORN, Marked, everything_stored
from tests.imports.bringing import found_shop


def staying() -> set[tuple[str, str]]:
    return {(one.model._meta.label, column) for one in personal_tables() for column in one.stays}


def test_all_that_is_kept_is_told_and_nothing_of_others(business: Business) -> None:
    ann, bo = Marked("qann"), Marked("qbob")
    everything = everything_about(ann.customer.pk)
    written = as_json(everything).decode()
    told = {(one.model._meta.label, column) for one in personal_tables() for column in one.told}
    for (table, column), mark in ann.marks.items():
        if (table, column) in told or table.startswith("event "):
            assert mark in written, f"{table}.{column} is not told"
    assert BORN.isoformat() in written
    assert "qbob" not in written
    assert json.loads(written)["customer"] == ann.customer.pk
    page = as_page(everything).decode()
    assert all(f">{mark}<" in page for (table, column), mark in ann.marks.items() if (table, column) in {("customers.Customer", "note"), ("followups.MessageText", "body")})  # fmt: skip  # noqa: E501
    assert "qbob" not in page
    assert bo.customer.pk != ann.customer.pk


def test_nothing_is_left_of_whoever_is_forgotten_and_everything_of_others(business: Business) -> None:
    ann, bo = Marked("qann"), Marked("qbob")
    before = {mark for mark in bo.marks.values() if mark in everything_stored()}
    assert forget_customer(customer_id=ann.customer.pk)
    stored = everything_stored()
    left = {where for where, mark in ann.marks.items() if mark in stored}
    assert left <= staying() | {("plans.Plan", ""), *not_theirs(ann)}, left - staying()
    assert {mark for mark in bo.marks.values() if mark in stored} == before
    emptied = Customer.objects.get(pk=ann.customer.pk)
    assert (emptied.display_name, emptied.birth_on) == (f"Forgotten customer {emptied.pk}", None)
    assert emptied.forgotten_at is not None
    assert Suppression.objects.filter(lifted_at=None).exists()


def not_theirs(marked: Marked) -> set[tuple[str, str]]:
    """Rows of plans, products and files that their rows refer to: they are about many."""
    declared = {one.model._meta.label for one in personal_tables()}
    return {where for where in marked.marks if where[0] not in declared and not where[0].startswith("event ")}


def test_forgetting_twice_changes_nothing_more(business: Business) -> None:
    ann = Marked("qann")
    assert forget_customer(customer_id=ann.customer.pk)
    stored = everything_stored()
    assert not forget_customer(customer_id=ann.customer.pk)
    assert everything_stored() == stored


@pytest.mark.django_db(transaction=True)
def test_the_file_of_the_database_holds_none_of_it_either() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the files of PostgreSQL are its own; rows that are gone leave them with its next vacuum")
    shop = found_shop()
    with acting_for(shop.pk):
        ann = Marked("qann")
        name = str(connection.settings_dict["NAME"])
        assert any(mark.encode() in on_disk(name) for mark in ann.marks.values())
        forget_customer(customer_id=ann.customer.pk)
        raw = on_disk(name)
    left = {where for where, mark in ann.marks.items() if mark.encode() in raw}
    assert left <= staying() | not_theirs(ann), left - staying()


def on_disk(name: str) -> bytes:
    return b"".join(path.read_bytes() for path in (Path(name), Path(f"{name}-wal")) if path.exists())
