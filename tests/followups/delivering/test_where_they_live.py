"""The law and the clock of the place where a customer lives, as far as their address or number tells it."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from afterword.customers.actions import record_consent
from afterword.customers.models import ContactPoint, Customer
from afterword.customers.whereabouts import of_address, of_number
from afterword.domain.contact import Reason, Verdict
from afterword.domain.soft_opt_in import Ground
from afterword.followups.delivering.deciding import decide, this_day
from afterword.followups.grounds import grounds_of
from afterword.followups.models import FollowUp, Message
from afterword.infra import clock
from afterword.plans.models import Plan
from tests.setting.leaving import Leaving, message_of

TORONTO = "12 King Street\nToronto, ON M5H 1A1\nCanada"
BERGEN = "Strandgaten 1\n5013 Bergen"


def oslo(hour: int) -> datetime:
    """An hour of the day that the clock stands on; at noon there it is 6 in New York and midnight in Honolulu."""
    return datetime(2026, 6, 10, hour, tzinfo=ZoneInfo("Europe/Oslo"))


def offered(leaving: Leaving, address: str, *, bought_days_ago: int) -> FollowUp:
    """An offer by e-mail, approved, to somebody who lives there and bought so long ago."""
    plan, _ = Plan.objects.get_or_create(
        business=leaving.shop.business,
        slug="offer",
        defaults={"name": "Offer", "trigger": "sale", "purpose": "promotion", "created_at": clock.now()},
    )
    leaving.shop.business.postal_address = "Storgata 1"
    leaving.shop.business.save()
    customer = leaving.customer()
    leaving.shop.address(customer, "post", address)
    leaving.shop.sale(customer, "tulips", days_ago=bought_days_ago)
    return leaving.approved(customer=customer, plan_id=plan.pk)


def verdict(owed: FollowUp) -> Verdict:
    message = message_of(owed)
    return decide([message.pk], this_day())[message.pk].verdict


@pytest.mark.parametrize(
    ("address", "days", "reason"),
    [
        (TORONTO, 700, Reason.ALLOWED),
        (TORONTO, 800, Reason.NO_CONSENT),
        (BERGEN, 800, Reason.ALLOWED),
        ("ul. Długa 1\n00-001 Warszawa\nPoland", 2, Reason.NO_CONSENT),
    ],
)
def test_an_offer_goes_to_who_bought_as_long_as_their_law_says(
    leaving: Leaving, address: str, days: int, reason: Reason
) -> None:
    assert verdict(offered(leaving, address, bought_days_ago=days)).reason is reason


def test_the_owner_may_want_a_yes_where_the_law_does_not(leaving: Leaving) -> None:
    owed = offered(leaving, BERGEN, bought_days_ago=5)
    leaving.shop.business.promotes_only_with_a_yes = True
    leaving.shop.business.save()
    assert verdict(owed).reason is Reason.NO_CONSENT
    record_consent(
        customer_id=owed.customer_id, purpose="promotion", channel="email", granted=True, source="in the shop"
    )
    assert verdict(owed).reason is Reason.ALLOWED


def test_an_offer_waits_until_the_business_says_where_it_is(leaving: Leaving) -> None:
    owed = offered(leaving, BERGEN, bought_days_ago=5)
    leaving.shop.business.postal_address = ""
    leaving.shop.business.save()
    assert verdict(owed).reason is Reason.NO_POSTAL_ADDRESS


def automatic(leaving: Leaving, customer: Customer) -> FollowUp:
    owed = leaving.owed(customer=customer, mode="automatic")
    now = clock.now()
    Message.objects.create(
        follow_up=owed, customer=customer, channel="email", not_before=now, useless_after=now + timedelta(days=5),
        created_at=now,
    )  # fmt: skip
    return owed


@pytest.mark.parametrize(
    ("channel", "where", "until"),
    [
        ("phone", "+12125550123", oslo(20)),
        ("phone", "+4722334455", None),
        ("post", "5 Pine St\nSeattle, WA 98101\nUSA", oslo(17)),
        ("post", "5 Pine St\n02108 Boston\nMassachusetts\nUSA", oslo(14)),
        ("post", "Unter den Linden 1\n10117 Berlin\nDeutschland", None),
    ],
)  # fmt: skip
def test_nothing_automatic_leaves_while_it_is_night_there(
    leaving: Leaving, channel: str, where: str, until: datetime | None
) -> None:
    customer = leaving.customer()
    ContactPoint.objects.create(
        customer=customer, channel=channel, value=where, normal=where.casefold(), created_at=clock.now()
    )
    found = verdict(automatic(leaving, customer))
    assert found.until == until
    assert found.reason is (Reason.ALLOWED if until is None else Reason.QUIET_HOURS)


@pytest.mark.parametrize(
    ("written", "home", "country", "zones"),
    [
        ("Storgata 1\n0155 Oslo\nNorge", "NO", "NO", []),
        ("Storgata 1\n0155 Oslo", "NO", "NO", []),
        ("Storgata 1\n0155 Oslo\nNorge", "US", "NO", ["Europe/Oslo"]),
        ("1 Main St\nDenver, CO 80202", "US", "US", ["America/Denver"]),
        ("1 Main St\n37203 Nashville\nTennessee\nUnited States", "US", "US", ["America/New_York", "America/Chicago"]),
        ("1 George St\nSydney NSW 2000\nAustralia", "NO", "AU", ["Australia/Sydney"]),
        ("1 Main St\nSpringfield", "US", "US", []),
        ("Calle Mayor 1\n28013 Madrid\nEspaña", "NO", "ES", ["Europe/Madrid", "Atlantic/Canary"]),
    ],
)
def test_an_address_tells_country_and_clock(written: str, home: str, country: str, zones: list[str]) -> None:
    found = of_address(written, home)
    assert (found.country, [str(zone) for zone in found.zones]) == (country, zones)


@pytest.mark.parametrize(
    ("number", "country"),
    [
        ("+4722334455", "NO"),
        ("+442079460990", "GB"),
        ("+14165550123", "CA"),
        ("+12125550123", "US"),
        ("+46812345678", "SE"),
        ("x", ""),
    ],
)
def test_a_number_tells_the_country(number: str, country: str) -> None:
    assert of_number(number, "SE").country == country


def test_a_finished_job_counts_as_a_purchase(leaving: Leaving) -> None:
    from afterword.domain.contact import Purpose
    from afterword.sales.actions import finish_job

    customer = leaving.customer()
    assert grounds_of([customer.pk]).of(customer.pk, Purpose.PROMOTION) is None
    finish_job(customer_id=customer.pk, what="Hedge", done_on=leaving.shop.today, key="1")
    assert grounds_of([customer.pk]).of(customer.pk, Purpose.PROMOTION) is Ground.BOUGHT
