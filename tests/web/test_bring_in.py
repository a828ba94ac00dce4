"""Bringing a file in by the browser, step by step."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client

from afterword.businesses.models import Business
from afterword.customers.models import Customer
from afterword.imports.jobs import run_import_job
from afterword.imports.models import ColumnMemory, ImportRun
from tests.web.house import House

FILE = "No;Who;Mail;When\n1;Ann Berg;ann@customers.example;31.01.2026\n2;Tom Reed;tom@customers.example;32.01.2026\n"


@pytest.fixture(autouse=True)
def _jobs_wait(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


def upload(house: House, owner: Client, text: str = FILE, name: str = "Till.csv") -> ImportRun:
    file = io.BytesIO(text.encode())
    file.name = name
    answer = owner.post(house.url("bring-in/"), {"file": file})
    assert answer.status_code == 302
    return ImportRun.objects.latest("id")


def look(house: House, run: ImportRun) -> str:
    return house.url(f"bring-in/{run.pk}/")


COLUMNS = {
    "kind": "sales",
    "kind_before": "sales",
    "column-0": "sale_key",
    "column-1": "full_name",
    "column-2": "email",
}


def test_looking_writes_nothing_but_the_upload(house: House, owner: Client, inside: Business) -> None:
    run = upload(house, owner)
    page = owner.get(look(house, run))
    assert page.status_code == 200
    assert b"Ann Berg" in page.content
    assert not Customer.objects.exists()
    assert ImportRun.objects.get().state == "uploaded"


def test_a_correction_is_taken_shown_and_remembered(house: House, owner: Client, inside: Business) -> None:
    run = upload(house, owner)
    chosen = COLUMNS | {"column-3": "sold_at", "guessed-3": ""}
    page = owner.get(look(house, run), COLUMNS | {"column-3": ""}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in page
    assert '<option value="sold_at">' in page
    assert owner.post(look(house, run) + "start", chosen)["Location"].endswith("/progress")
    run.refresh_from_db()
    assert run.state == "waiting"
    assert run.mapping["columns"]["3"] == "sold_at"
    assert ColumnMemory.objects.count() == 1


def test_the_whole_way_and_back(house: House, owner: Client, inside: Business) -> None:
    run = upload(house, owner)
    owner.post(look(house, run) + "start", COLUMNS | {"column-3": "sold_at"})
    waiting = owner.get(look(house, run) + "progress")
    assert b"It begins in a moment" in waiting.content
    part = owner.get(look(house, run) + "progress", headers={"HX-Request": "true"})
    assert b"<html" not in part.content
    run_import_job.func(inside.pk, run.pk)
    done = owner.get(look(house, run) + "progress", headers={"HX-Request": "true"})
    assert done["HX-Redirect"] == look(house, run) + "result"
    page = owner.get(look(house, run) + "result").content.decode()
    assert "1 new customer." in page
    assert "1 row was not taken" in page
    assert "Tom Reed" in page
    mend = owner.get(look(house, run) + "to-mend.csv")
    assert mend["Content-Disposition"] == 'attachment; filename="Till-to-mend.csv"'
    assert b"tom@customers.example" in b"".join(mend.streaming_content)  # type: ignore[attr-defined]
    assert owner.post(look(house, run) + "start", COLUMNS)["Location"] == look(house, run), "not twice"
    owner.post(look(house, run) + "undo")
    assert not Customer.objects.exists()
    assert b"It was taken back" in owner.get(look(house, run) + "result").content
    assert owner.get(look(house, run) + "to-mend.csv").status_code == 404


def test_a_file_that_is_no_table_is_told_in_a_sentence(house: House, owner: Client, inside: Business) -> None:
    run = upload(house, owner, text="", name="empty.csv")
    answer = owner.get(look(house, run))
    assert answer.status_code == 422
    assert b"This file cannot be read" in answer.content


def test_no_file_and_a_file_too_large_are_told_in_a_sentence(
    house: House, owner: Client, inside: Business, settings: Any
) -> None:
    assert b"Choose a file first" in owner.post(house.url("bring-in/"), follow=True).content
    settings.UPLOAD_LIMIT = 10
    file = io.BytesIO(FILE.encode())
    file.name = "a.csv"
    assert b"This file is larger than" in owner.post(house.url("bring-in/"), {"file": file}, follow=True).content
    assert not ImportRun.objects.exists()


def test_a_file_without_the_needed_column_cannot_be_started(house: House, owner: Client, inside: Business) -> None:
    run = upload(house, owner)
    nothing = {"kind": "customers", "kind_before": "customers"} | {f"column-{i}": "" for i in range(4)}
    page = owner.get(look(house, run), nothing).content.decode()
    assert "One column is still missing" in page
    owner.post(look(house, run) + "start", nothing)
    assert ImportRun.objects.get().state == "uploaded"


def test_another_kind_is_guessed_anew(house: House, owner: Client, inside: Business) -> None:
    run = upload(house, owner)
    page = owner.get(look(house, run), COLUMNS | {"kind": "customers"}).content.decode()
    assert '<option value="customers" selected>' in page
    assert '<option value="email" selected>' in page


def test_strange_answers_do_no_harm(house: House, owner: Client, inside: Business) -> None:
    run = upload(house, owner)
    for asked in ({"kind": "nonsense"}, COLUMNS | {"column-3": "nonsense"}, {"sheet": "Nope"}, {"column-99": "email"}):
        assert owner.get(look(house, run), asked).status_code in (200, 422)
