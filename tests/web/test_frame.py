"""What stands around every page: policy, banners, trouble, health."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from afterword.accounts.actions import change_profile
from afterword.businesses.models import Business
from afterword.infra import clock
from afterword.infra.models import Heartbeat
from afterword.web.templatetags.frame import day, icon, money, number
from tests.web.house import House


def test_no_page_allows_anything_inline_or_foreign(house: House, owner: Client) -> None:
    answer = owner.get(house.url("plans/"))
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    page = answer.content.decode()
    assert " style=" not in page
    assert "<style" not in page
    assert "onclick" not in page


def test_no_cache_takes_a_part_for_the_page_or_keeps_what_is_private(house: House, owner: Client) -> None:
    answer = owner.get(house.url("customers/"))
    assert "HX-Request" in answer["Vary"]
    assert answer["Cache-Control"] == "private, no-cache"


def test_a_stopped_scheduler_is_loud_on_every_page(house: House, owner: Client) -> None:
    assert b'role="alert"' not in owner.get(house.url("you/")).content
    Heartbeat.objects.update(at=clock.wall() - timedelta(hours=3))
    for path in ("you/", "plans/", "customers/", "settings/", "bring-in/"):
        assert "The scheduler stopped 3\xa0hours ago" in owner.get(house.url(path)).content.decode()


def test_a_shifted_clock_is_told(house: House, owner: Client, settings: Any) -> None:
    settings.CLOCK = "2019-06-30T09:00:00-07:00"
    assert b"Nothing leaves this machine" in owner.get(house.url("plans/")).content
    assert "30 June 2019" in owner.get(house.url("plans/")).content.decode()


def test_a_frozen_business_says_so(house: House, owner: Client, inside: Business) -> None:
    Business.objects.update(frozen_at=clock.now())
    assert b"is frozen" in owner.get(house.url("plans/")).content


@pytest.mark.parametrize("path", ["/nothing", "/nothing/here/", "/static-nothing"])
def test_what_is_not_there_is_told_in_our_own_words(db: None, path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 404
    assert b"There is nothing at this address" in answer.content


def test_what_breaks_needs_neither_database_nor_request() -> None:
    from django.test import RequestFactory

    from afterword.web.trouble import broken

    answer = broken(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert b"it is our mistake" in answer.content


def test_health_says_whether_the_scheduler_is_alive(house: House) -> None:
    assert Client().get("/health").json() == {"database": True, "scheduler": True}
    Heartbeat.objects.all().delete()
    assert Client().get("/health").json()["scheduler"] is False


def test_screens_speak_the_members_language_before_the_businesss(house: House, owner: Client) -> None:
    assert b'<html lang="en">' in owner.get(house.url("you/"), headers={"Accept-Language": "de"}).content
    change_profile(user=house.owner, name="Rosa", language="nb")
    assert b'<html lang="nb">' in owner.get(house.url("you/")).content


def test_an_icon_is_decoration_or_has_a_name() -> None:
    assert 'aria-hidden="true"' in icon("mail")
    named = icon("mail", '"><script>')
    assert 'role="img"' in named
    assert "<script>" not in named


def test_money_days_and_counts_are_written_as_people_write_them() -> None:
    assert money(125050, "NOK") == "NOK\xa01,250.50"
    assert money(1250, "JPY") == "¥1,250"
    assert money(None, "NOK") == ""
    assert number(17100) == "17,100"
    from datetime import date

    assert day(date(2026, 11, 21)) == "21 November 2026"


def test_every_word_that_a_room_holds_is_in_the_catalogue() -> None:
    from afterword.businesses.models import Role, Trade
    from afterword.channels.email.providers.catalogue import PROVIDERS
    from afterword.channels.inbound import mailbox
    from afterword.channels.mail_hooks import HOOK_KINDS
    from afterword.channels.registry import channels
    from afterword.customers.keeping import SENTENCES
    from afterword.domain.importing.fields import FIELDS
    from afterword.followups import merge_fields
    from afterword.web.said_elsewhere import SAID_ELSEWHERE

    held = {str(choice.label) for choice in (*Trade, *Role)}
    held |= {field.title for fields in FIELDS.values() for field in fields.values()}
    held |= {*merge_fields.FIELDS.values(), *SENTENCES.values()}
    asked = [setting for channel in channels().values() for setting in channel.settings_fields]
    asked += [setting for one in (*PROVIDERS.values(), *HOOK_KINDS.values()) for setting in one.fields]
    for setting in (*asked, *mailbox.FIELDS):
        held |= {setting.label, setting.help}
        if setting.key != "service":  # the choices are names of companies
            held |= {name for _value, name in setting.choices}
    assert held - {""} <= set(SAID_ELSEWHERE)


def test_what_recurs_has_a_name_in_the_catalogue() -> None:
    from afterword.ops.recurring import RECURRING
    from afterword.web.said_elsewhere import SAID_ELSEWHERE

    assert {one.name for one in RECURRING} <= set(SAID_ELSEWHERE)
