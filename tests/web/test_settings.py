"""What can be set, and what is refused."""

from __future__ import annotations

import re
from datetime import date, time

import pytest
from django.http import HttpResponse
from django.test import Client

from afterword.businesses.models import Business, ClosedDay, Membership
from afterword.channels.models import ChannelAccount
from afterword.infra import heartbeat
from tests.web.house import House

BUSINESS = {
    "name": "Rosa & Tom", "signature": "Rosa and Tom", "email": "hello@example.org", "phone": "", "website": "",
    "postal_address": "3 Harbor Street\nOslo", "accent": "#aa3355", "trade": "jeweller", "language": "nb",
    "timezone": "Europe/Oslo", "country": "NO", "currency": "NOK",
}  # fmt: skip
HOURS = {
    "open_weekdays": ["0", "4"],
    "quiet_from": "19:30",
    "quiet_until": "09:00",
    "cap_days": "5",
    "post_days": "2",
    "most_a_month": "4",
    "most_calls_a_month": "1",
    "keep_in_touch_a_day": "7",
}


def test_what_customers_see_is_kept(house: House, owner: Client, inside: Business) -> None:
    assert owner.post(house.url("settings/"), BUSINESS).status_code == 302
    kept = Business.objects.get(pk=inside.pk)
    assert (kept.name, kept.signature, kept.accent, kept.language) == ("Rosa & Tom", "Rosa and Tom", "#aa3355", "nb")
    assert kept.postal_address == "3 Harbor Street\r\nOslo".replace("\r\n", "\n")
    assert kept.slug == house.business.slug, "links in letters go on working"


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"accent": "red;}"}, {"email": "hello"}, {"currency": "XXQ"}, {"website": "javascript:alert(1)"}],
)
def test_a_wrong_answer_keeps_nothing(house: House, owner: Client, inside: Business, wrong: dict[str, str]) -> None:
    assert owner.post(house.url("settings/"), BUSINESS | wrong).status_code == 422
    assert Business.objects.get(pk=inside.pk).name == "Rosa's frames"


def test_hours_are_kept(house: House, owner: Client, inside: Business) -> None:
    assert owner.post(house.url("settings/hours"), HOURS).status_code == 302
    kept = Business.objects.get(pk=inside.pk)
    assert kept.open_weekdays == 0b0010001
    assert not kept.closed_on_holidays
    assert (kept.quiet_from, kept.quiet_until, kept.cap_days) == (time(19, 30), time(9), 5)
    assert kept.post_days == 2
    assert (kept.most_a_month, kept.most_promotions_a_month, kept.most_calls_a_month) == (4, None, 1)
    assert kept.keep_in_touch_a_day == 7


@pytest.mark.parametrize(
    "wrong",
    [{"open_weekdays": []}, {"cap_days": "61"}, {"post_days": "31"}, {"most_a_month": "0"}, {"quiet_from": "25:00"}],
)
def test_hours_that_cannot_be_are_refused(
    house: House, owner: Client, inside: Business, wrong: dict[str, object]
) -> None:
    assert owner.post(house.url("settings/hours"), HOURS | wrong).status_code == 422  # type: ignore[arg-type]
    assert Business.objects.get(pk=inside.pk).cap_days == 3


def test_a_day_is_closed_and_opened_again(house: House, owner: Client, inside: Business) -> None:
    owner.post(house.url("settings/hours/closed"), {"day": "2026-12-28", "reason": "Stocktaking"})
    assert list(ClosedDay.objects.values_list("day", "reason")) == [(date(2026, 12, 28), "Stocktaking")]
    assert b"28 December 2026" in owner.get(house.url("settings/hours")).content
    owner.post(house.url("settings/hours/open/2026-12-28"))
    assert not ClosedDay.objects.exists()
    assert owner.post(house.url("settings/hours/open/someday")).status_code == 404


def test_the_last_owner_stays_one(house: House, owner: Client, inside: Business) -> None:
    mine = Membership.objects.get()
    for path, data in ((f"settings/team/{mine.pk}/role", {"role": "staff"}), (f"settings/team/{mine.pk}/remove", {})):
        answer = owner.post(house.url(path), data, follow=True)
        assert b"A business needs an owner" in answer.content
    assert Membership.objects.get().role == "owner"


def test_a_member_is_added_promoted_and_removed(house: House, owner: Client, inside: Business) -> None:
    answer = owner.post(house.url("settings/team"), {"name": "Tom Reed", "email": "Tom@example.org", "role": "staff"})
    assert b"/welcome/" in answer.content
    tom = Membership.objects.get(user__email="tom@example.org")
    owner.post(house.url(f"settings/team/{tom.pk}/role"), {"role": "manager"})
    assert Membership.objects.get(pk=tom.pk).role == "manager"
    owner.post(house.url(f"settings/team/{tom.pk}/remove"))
    assert not Membership.objects.filter(pk=tom.pk).exists()


def test_a_mail_server_s_password_is_kept_and_never_shown(house: House, owner: Client, inside: Business) -> None:
    asked = {
        "sender_name": "Rosa", "sender_address": "rosa@example.org", "host": "smtp.example.org", "port": "587",
        "security": "starttls", "username": "rosa", "password": "sesame-street-9",
    }  # fmt: skip
    assert owner.post(house.url("settings/channels"), asked).status_code == 302
    page = owner.get(house.url("settings/channels")).content
    assert b"smtp.example.org" in page
    assert b"sesame-street-9" not in page
    owner.post(house.url("settings/channels"), asked | {"password": "", "port": "2525"})
    sealed = ChannelAccount.objects.get().sealed_settings
    assert "sesame" not in sealed
    from afterword.infra.vault import unseal

    assert (unseal(sealed)["password"], unseal(sealed)["port"]) == ("sesame-street-9", "2525")


def test_health_tells_of_this_business_and_of_nobody_elses(house: House) -> None:
    mine, other = house.business.pk, house.business.pk + 1
    heartbeat.beat(name=heartbeat.mark_of("compose the days", mine), note="2026-11-22")
    heartbeat.beat(name=heartbeat.mark_of("keep in touch", mine), note=f"{heartbeat.FAILED}OSError: no room left")
    heartbeat.beat(name=heartbeat.mark_of("audit everybody", other), note=f"{heartbeat.FAILED}ValueError: their secret")
    page = house.as_role("owner").get(house.url("settings/health")).content.decode()
    assert "Compose the days" in page
    assert "OSError: no room left" in page
    assert "Something failed." in page
    assert "Audit everybody" not in page
    assert "their secret" not in page


def test_a_provider_is_chosen_and_its_key_never_shown(house: House, owner: Client, inside: Business) -> None:
    page = owner.get(house.url("settings/channels?way=mailgun")).content.decode()
    assert 'name="api_key"' in page
    assert 'name="domain"' in page
    asked = {
        "provider": "mailgun", "sender_name": "Rosa", "sender_address": "rosa@example.org",
        "api_key": "key-sesame-9", "domain": "mg.example.org", "region": "eu",
    }  # fmt: skip
    assert owner.post(house.url("settings/channels"), asked | {"domain": "a b"}).status_code == 422
    assert owner.post(house.url("settings/channels"), asked).status_code == 302
    page = owner.get(house.url("settings/channels")).content.decode()
    assert "mg.example.org" in page
    assert "sesame" not in page
    owner.post(house.url("settings/channels"), asked | {"api_key": "", "region": "us"})
    sealed = ChannelAccount.objects.get(channel="email").sealed_settings
    assert "sesame" not in sealed
    from afterword.infra.vault import unseal

    assert (unseal(sealed)["api_key"], unseal(sealed)["region"]) == ("key-sesame-9", "us")
    other = {key: value for key, value in asked.items() if key not in ("domain", "region")} | {"api_key": ""}
    answer = owner.post(house.url("settings/channels"), other | {"provider": "brevo"})
    assert answer.status_code == 422, "another provider's key is not taken for this one's"


def _hook_address(page: HttpResponse) -> str:
    found = re.search(r'class="secret">([^<]+)<', page.content.decode())
    assert found is not None
    return found[1]


def test_a_provider_gets_an_address_at_which_to_tell(house: House, owner: Client, inside: Business) -> None:
    path = house.url("settings/mail-hook")
    assert "Signing secret" in owner.get(f"{path}?provider=resend").content.decode()
    refused = owner.post(path, {"provider": "mailgun", "secret": " "})
    assert refused.status_code == 422
    assert not ChannelAccount.objects.filter(channel="mail-hook").exists()
    assert owner.post(path, {"provider": "mailgun", "secret": "sesame-9"}).status_code == 302
    page = owner.get(path)
    assert f"/{house.business.slug}/p/hooks/mailgun/" in _hook_address(page)
    assert b"sesame" not in page.content
    owner.post(path, {"provider": "mailgun", "secret": ""})
    assert _hook_address(owner.get(path)) == _hook_address(page), "an empty key keeps the one of before"
    owner.post(house.url("settings/mail-hook/renew"))
    assert _hook_address(owner.get(path)) != _hook_address(page)
    owner.post(house.url("settings/mail-hook/close"))
    assert "/p/hooks/" not in owner.get(path).content.decode()
    owner.post(path, {"provider": "postmark"})
    assert "//afterword:" in owner.get(path).content.decode(), "the address holds the password"
