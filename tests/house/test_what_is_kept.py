"""No table keeps anything about people without saying what they are told and what is left when they are forgotten."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models

from afterword.customers.kept import CODES, OWN_WORDS
from afterword.customers.personal import Personal, personal_tables
from afterword.infra.tenancy import TenantModel
from afterword.timeline.catalogue import catalogue

#: Tables that are about nobody who buys, each with its reason.
ABOUT_NO_CUSTOMER = {
    "businesses.Business": "the business itself",
    "businesses.Membership": "who works there",
    "businesses.Absence": "who works there",
    "businesses.ClosedDay": "days",
    "channels.ChannelAccount": "the business's own mailbox",
    "channels.SenderCheck": "the business's own domain",
    "channels.SendingDay": "numbers",
    "channels.SigningKey": "the business's own domain",
    "conversations.InboxMark": "how far the mailbox was read",
    "followups.Template": "wording with places for names",
    "followups.CardDesign": "how cards look",
    "followups.AuditResult": "numbers",
    "followups.Overflow": "weeks and minutes",
    "followups.PersonalTouch": "how the business writes",
    "imports.ImportRun": "a file as a whole: its name, its columns, how many rows",
    "imports.ColumnMemory": "headings of columns",
    "plans.Move": "numbers",
    "plans.Plan": "a rule about many",
    "plans.PlanVersion": "a rule about many",
    "plans.Step": "a rule about many",
    "plans.TypicalRhythm": "numbers",
    "plans.Tally": "numbers",
    "plans.Kept": "numbers",
    "plans.KnownState": "whether changes are marked",
    "sales.Product": "what the business sells",
}
#: Columns that the person is not told, although they are told of the row.
REPEATED = {
    "customers.Customer.search_text": "the name and the addresses, folded",
    "customers.Customer.name_key": "the name, folded",
    "customers.ContactPoint.normal": "the address, folded",
    "conversations.Received.external_id": "the mail's random name",
    "imports.ImportChange.table": "the same for all",
}
WORDS = (models.CharField, models.TextField, models.JSONField, models.BinaryField)


def tables() -> dict[str, Personal]:
    return {one.model._meta.label: one for one in personal_tables()}


def ours() -> list[type[models.Model]]:
    return [
        one for one in apps.get_models() if issubclass(one, TenantModel) or one._meta.label == "businesses.Business"
    ]


def words_of(model: type[models.Model]) -> list[str]:
    return [one.name for one in model._meta.concrete_fields if isinstance(one, WORDS) and not one.is_relation]


def test_every_table_is_declared_or_about_no_customer() -> None:
    unknown = {one._meta.label for one in ours()} - set(tables()) - set(ABOUT_NO_CUSTOMER)
    assert not unknown, (
        f"{sorted(unknown)}: say in the room's module `kept` what people are told of these rows and what is left of"
        " them when somebody is forgotten; or write down in ABOUT_NO_CUSTOMER why they are about no customer."
    )


def test_nothing_declared_is_gone_or_declared_twice() -> None:
    labels = [one.model._meta.label for one in personal_tables()]
    assert len(labels) == len(set(labels)) == len({one.name for one in personal_tables()})
    assert not set(labels) & set(ABOUT_NO_CUSTOMER)
    assert set(ABOUT_NO_CUSTOMER) <= {one._meta.label for one in ours()}


def test_a_table_with_a_customer_is_never_said_to_be_about_nobody() -> None:
    for label in ABOUT_NO_CUSTOMER:
        names = {one.attname for one in apps.get_model(label)._meta.concrete_fields}
        assert not names & {"customer_id", "follow_up_id", "message_id", "received_id"}, label


@pytest.mark.parametrize("label", sorted(tables()))
def test_no_word_is_left_by_oversight(label: str) -> None:
    table = tables()[label]
    if table.goes:
        return
    settled = {*table.becomes, *table.rewritten, *table.stays}
    assert set(words_of(table.model)) <= settled, "add them to becomes, or to stays with the reason"
    assert all(table.stays.values())


@pytest.mark.parametrize("label", sorted(tables()))
def test_no_word_is_kept_from_the_person(label: str) -> None:
    table = tables()[label]
    assert bool(table.told) != bool(table.untold), "either it is told, or it says why not"
    if table.told:
        told = (
            set(table.told)
            | set(table.stays)
            | {one.rpartition(".")[2] for one in REPEATED if one.startswith(f"{label}.")}
        )
        assert set(words_of(table.model)) - {"mode"} <= told
        assert all(map(str, table.told.values()))
        assert str(table.title)


def test_what_an_event_keeps_as_a_code_is_kept_by_some_event() -> None:
    kept = {(kind, name) for kind, event in catalogue().items() for name in event.kept}
    assert {name for _, name in kept} >= CODES
    assert kept >= OWN_WORDS
    values = {name: event.__annotations__.get(name) for event in catalogue().values() for name in event.kept}
    assert set(values.values()) <= {"str", "int", "bool"}, "a text within a list or a table would not be emptied"
