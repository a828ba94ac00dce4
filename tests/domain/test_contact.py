"""The one gate: a table of cases, and what must hold for any facts."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from afterword.domain.channel import OURS, Channel
from afterword.domain.civil import local_date
from afterword.domain.contact import (
    SILENT,
    Consent,
    Facts,
    Hold,
    Purpose,
    Reason,
    may_contact,
    stays_allowed,
)
from afterword.domain.planning import Mode

OSLO = ZoneInfo("Europe/Oslo")
ZONES = ("Europe/Oslo", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Pacific/Apia", "Asia/Kolkata")
NOON = datetime(2026, 6, 3, 10, tzinfo=UTC)  # a Wednesday, 12:00 in Oslo

FINE = Facts(
    now=NOON,
    zone=OSLO,
    purpose=Purpose.CARE,
    channel=Channel.EMAIL,
    mode=Mode.AUTOMATIC,
    has_address=True,
    suppressed=False,
    consent=Consent.GRANTED,
    quiet_from=time(20),
    quiet_until=time(9),
    next_open_day=date(2026, 6, 4),
    window_first=date(2026, 6, 1),
    window_last=date(2026, 6, 8),
)


def oslo(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=OSLO)


_NAMED: dict[str, Any] = {"purpose": Purpose.PUBLIC, "channel": Channel.SOCIAL, "mode": Mode.HAND}

CASES: list[tuple[str, Mapping[str, Any], Reason, datetime | None]] = [
    ("nothing speaks against it", {}, Reason.ALLOWED, None),
    ("a restored backup", {"frozen": True}, Reason.FROZEN, None),
    ("a merged record", {"customer_gone": "merged"}, Reason.CUSTOMER_GONE, None),
    ("do not contact, whatever was granted", {"suppressed": True}, Reason.SUPPRESSED, None),
    ("a recorded no", {"consent": Consent.REFUSED}, Reason.REFUSED, None),
    ("no address", {"has_address": False}, Reason.NO_ADDRESS, None),
    ("a bounced address", {"address_bad": True}, Reason.ADDRESS_BAD, None),
    ("the plan was switched off", {"plan_active": False}, Reason.PLAN_OFF, None),
    ("they bought again", {"newer_sale_on": date(2026, 6, 2)}, Reason.NEWER_SALE, None),
    ("too late to be of use", {"useless_after": oslo(3, 11)}, Reason.USELESS, None),
    ("just in time", {"useless_after": oslo(3, 12)}, Reason.ALLOWED, None),
    ("in the comparison group", {"held_out": True}, Reason.HELD_OUT, None),
    ("silence is no consent", {"consent": Consent.UNKNOWN}, Reason.NO_CONSENT, None),
    ("a buyer may be written to", {"consent": Consent.UNKNOWN, "soft_opt_in": True}, Reason.ALLOWED, None),
    ("thanked in public, with a yes, by hand, on a network", _NAMED, Reason.ALLOWED, None),
    ("in public without a yes", _NAMED | {"consent": Consent.UNKNOWN, "soft_opt_in": True}, Reason.NOT_IN_PUBLIC, None),
    ("in public by a machine", _NAMED | {"mode": Mode.AUTOMATIC}, Reason.NOT_IN_PUBLIC, None),
    ("in public by mail", _NAMED | {"channel": Channel.EMAIL}, Reason.NOT_IN_PUBLIC, None),
    ("in public where we do not know them", _NAMED | {"has_address": False}, Reason.NO_ADDRESS, None),
    ("in public after a no", _NAMED | {"consent": Consent.REFUSED}, Reason.REFUSED, None),
    ("in public while they complain", _NAMED | {"hold": "complaint"}, Reason.COMPLAINT, None),
    ("an open complaint", {"hold": "complaint"}, Reason.COMPLAINT, None),
    ("a reply", {"hold": Hold.REPLY}, Reason.REPLIED, None),
    ("a pause", {"hold": "paused"}, Reason.PAUSED, None),
    ("a hold that nobody knows", {"hold": "whatever"}, Reason.PAUSED, None),
    ("the window is over", {"window_last": date(2026, 6, 2)}, Reason.WINDOW_OVER, None),
    ("its last day", {"window_last": date(2026, 6, 3)}, Reason.ALLOWED, None),
    (
        "late, but a person said yes",
        {"window_last": date(2026, 6, 2), "approved_by_person": True},
        Reason.ALLOWED,
        None,
    ),
    ("nobody has approved it", {"mode": Mode.APPROVE}, Reason.NOT_APPROVED, None),
    ("somebody has", {"mode": Mode.APPROVE, "approved_by_person": True}, Reason.ALLOWED, None),
    (
        "an offer that says nowhere where it comes from",
        {"has_postal_address": False, "purpose": Purpose.PROMOTION},
        Reason.NO_POSTAL_ADDRESS,
        None,
    ),
    ("care needs no postal address", {"has_postal_address": False}, Reason.ALLOWED, None),
    (
        "nor does an offer on paper",
        {"has_postal_address": False, "purpose": Purpose.PROMOTION, "channel": Channel.POST},
        Reason.ALLOWED,
        None,
    ),
    ("a wrong password", {"account_ready": False}, Reason.ACCOUNT_NOT_READY, None),
    ("too early", {"window_first": date(2026, 6, 5)}, Reason.WINDOW_NOT_OPEN, oslo(5, 9)),
    ("contacted yesterday", {"last_contact_at": oslo(2, 17), "cap_days": 7}, Reason.TOO_SOON, oslo(9, 9)),
    ("they want it less often", {"last_contact_at": oslo(2, 17), "wish_days": 7}, Reason.TOO_SOON, oslo(9, 9)),
    (
        "they want it less often, whatever a person says",
        {"last_contact_at": oslo(2, 17), "cap_days": 1, "wish_days": 7, "approved_by_person": True},
        Reason.TOO_SOON,
        oslo(9, 0),
    ),
    (
        "an answer that they asked for comes all the same",
        {"last_contact_at": oslo(2, 17), "wish_days": 7, "purpose": Purpose.TRANSACTIONAL},
        Reason.ALLOWED,
        None,
    ),
    ("contacted a week ago", {"last_contact_at": NOON - timedelta(days=7), "cap_days": 7}, Reason.ALLOWED, None),
    (
        "contacted yesterday, but a person said yes",
        {"last_contact_at": oslo(2, 17), "cap_days": 7, "approved_by_person": True},
        Reason.ALLOWED,
        None,
    ),
    ("closed today", {"open_today": False, "next_open_day": date(2026, 6, 5)}, Reason.CLOSED_DAY, oslo(5, 9)),
    ("in the evening", {"now": oslo(3, 20)}, Reason.QUIET_HOURS, oslo(4, 9)),
    ("before breakfast", {"now": oslo(3, 8, 59)}, Reason.QUIET_HOURS, oslo(3, 9)),
    ("from nine o'clock", {"now": oslo(3, 9)}, Reason.ALLOWED, None),
    (
        "in the evening, tomorrow closed",
        {"now": oslo(3, 21), "next_open_day": date(2026, 6, 6)},
        Reason.QUIET_HOURS,
        oslo(6, 9),
    ),
    ("a siesta", {"quiet_from": time(11), "quiet_until": time(14)}, Reason.QUIET_HOURS, oslo(3, 14)),
    ("a siesta begins", {"quiet_from": time(12), "quiet_until": time(14)}, Reason.QUIET_HOURS, oslo(3, 14)),
    ("a siesta is over", {"quiet_from": time(9), "quiet_until": time(12)}, Reason.ALLOWED, None),
    (
        "an answer comes though they bought again and are held out",
        {"purpose": Purpose.TRANSACTIONAL, "newer_sale_on": date(2026, 6, 2), "held_out": True},
        Reason.ALLOWED,
        None,
    ),
    ("contacted today", {"last_contact_at": oslo(3, 9), "cap_days": 1}, Reason.TOO_SOON, oslo(4, 9)),
    ("no days between, and a clock that was ahead", {"last_contact_at": oslo(5, 9)}, Reason.ALLOWED, None),
    ("closed for who knows how long", {"open_today": False, "next_open_day": None}, Reason.CLOSED_DAY, oslo(4, 9)),
    ("no quiet hours", {"now": oslo(3, 23), "quiet_from": time(9), "quiet_until": time(9)}, Reason.ALLOWED, None),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "reason", "until"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_each_case_has_its_reason(changes: Mapping[str, Any], reason: Reason, until: datetime | None) -> None:
    verdict = may_contact(replace(FINE, **changes))
    assert (verdict.reason, verdict.allowed, verdict.until) == (reason, reason is Reason.ALLOWED, until)


NEW_YORK = ZoneInfo("America/New_York")
KOLKATA, APIA = ZoneInfo("Asia/Kolkata"), ZoneInfo("Pacific/Apia")


def new_york(day: int, hour: int) -> datetime:
    return datetime(2026, 6, day, hour, tzinfo=NEW_YORK)


@pytest.mark.parametrize(
    ("hour", "changes", "reason", "until"),
    [
        (22, {"window_last": date(2026, 6, 3)}, Reason.ALLOWED, None),
        (22, {"window_first": date(2026, 6, 4)}, Reason.WINDOW_NOT_OPEN, new_york(4, 0)),
        (22, {"last_contact_at": new_york(2, 22), "cap_days": 2}, Reason.TOO_SOON, new_york(4, 0)),
        (
            22,
            {"quiet_from": time(20), "quiet_until": time(9), "next_open_day": date(2026, 6, 6)},
            Reason.QUIET_HOURS,
            new_york(6, 9),
        ),
        (
            12,
            {"quiet_from": time(11), "quiet_until": time(21), "next_open_day": date(2026, 6, 5)},
            Reason.QUIET_HOURS,
            new_york(3, 21),
        ),
    ],
)
def test_days_are_those_of_the_customer_where_it_is_tomorrow_elsewhere(
    hour: int, changes: Mapping[str, Any], reason: Reason, until: datetime | None
) -> None:
    there = replace(FINE, zone=NEW_YORK, now=new_york(3, hour), quiet_from=None, quiet_until=None)
    verdict = may_contact(replace(there, **changes))
    assert (verdict.reason, verdict.until) == (reason, until)
    assert verdict.until is None or verdict.until.tzinfo is UTC


@pytest.mark.parametrize(
    ("evening", "morning"),
    [
        (datetime(2026, 3, 28, 22, tzinfo=OSLO), datetime(2026, 3, 29, 9, tzinfo=OSLO)),
        (datetime(2026, 10, 24, 22, tzinfo=OSLO), datetime(2026, 10, 25, 9, tzinfo=OSLO)),
    ],
)
def test_quiet_ends_by_the_clock_on_the_wall_in_the_nights_when_that_jumps(
    evening: datetime, morning: datetime
) -> None:
    facts = replace(FINE, now=evening, window_first=None, window_last=None, next_open_day=None)
    assert may_contact(facts).until == morning


@pytest.mark.parametrize(
    ("hour", "zones", "until"),
    [
        (12, (OSLO,), None),
        (12, (NEW_YORK,), oslo(3, 15)),
        (16, (NEW_YORK,), None),
        (22, (NEW_YORK,), None),
        (16, (OSLO, NEW_YORK), None),
        (22, (OSLO, NEW_YORK), oslo(4, 15)),
        (12, (KOLKATA,), None),
        (17, (KOLKATA,), oslo(4, 5, 30)),
        (12, (NEW_YORK, KOLKATA), oslo(3, 15)),
        (16, (NEW_YORK, KOLKATA), None),
    ],
)
def test_it_is_quiet_by_the_clock_where_the_customer_lives(
    hour: int, zones: tuple[ZoneInfo, ...], until: datetime | None
) -> None:
    facts = replace(FINE, now=oslo(3, hour), quiet_zones=zones, quiet_until=time(9), quiet_from=time(20))
    verdict = may_contact(facts)
    assert verdict.until == until
    assert verdict.reason is (Reason.ALLOWED if until is None else Reason.QUIET_HOURS)


@pytest.mark.parametrize("day", [28, 29])
def test_their_clock_may_jump_on_another_day_than_ours(day: int) -> None:
    """Oslo goes forward on 29 March, New York did on the 8th: 9 in New York is 14 before and 15 after."""
    asked = datetime(2026, 3, day, 12, tzinfo=OSLO)
    facts = replace(FINE, now=asked, quiet_zones=(NEW_YORK,), window_first=None, window_last=None, next_open_day=None)
    assert may_contact(facts).until == datetime(2026, 3, day, 14 if day == 28 else 15, tzinfo=OSLO)


def test_where_it_is_never_day_in_all_places_the_first_decides() -> None:
    facts = replace(FINE, quiet_from=time(16), quiet_until=time(9), quiet_zones=(OSLO, NEW_YORK, KOLKATA))
    assert may_contact(replace(facts, now=oslo(3, 10))).allowed
    assert may_contact(replace(facts, now=oslo(3, 17))).until == oslo(4, 9)


def test_a_yes_ends_when_quiet_begins_by_their_clock() -> None:
    facts = replace(FINE, now=oslo(3, 14), quiet_zones=(KOLKATA,), useless_after=None)
    assert stays_allowed(facts, oslo(3, 16, 29))
    assert not stays_allowed(facts, oslo(3, 16, 30))


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^The gate needs to know the moment with its time zone\.$"):
        may_contact(replace(FINE, now=datetime(2026, 6, 3, 10)))  # noqa: DTZ001  why: that is the mistake


def test_every_reason_stands_in_the_table() -> None:
    assert {case[2] for case in CASES} == set(Reason)


@pytest.mark.parametrize(
    ("purpose", "channel", "consent", "soft", "allowed"),
    [
        ("transactional", "email", "unknown", False, True),
        ("transactional", "email", "refused", False, False),
        ("care", "email", "unknown", False, False),
        ("care", "email", "unknown", True, True),
        ("care", "phone", "unknown", False, True),
        ("care", "post", "unknown", False, True),
        ("care", "sms", "unknown", False, False),
        ("care", "sms", "unknown", True, True),
        ("promotion", "email", "unknown", True, True),
        ("promotion", "email", "unknown", False, False),
        ("promotion", "sms", "unknown", True, False),
        ("promotion", "phone", "unknown", True, False),
        ("promotion", "phone", "granted", False, True),
        ("promotion", "post", "unknown", False, True),
        ("promotion", "post", "refused", True, False),
    ],
)
def test_consent_is_asked_for_by_purpose_and_channel(
    purpose: str, channel: str, consent: str, soft: bool, allowed: bool
) -> None:
    facts = replace(
        FINE, purpose=Purpose(purpose), channel=Channel(channel), consent=Consent(consent), soft_opt_in=soft
    )
    assert may_contact(facts).allowed is allowed


@pytest.mark.parametrize(
    ("hold", "purpose", "mode", "allowed"),
    [
        ("reply", "care", "automatic", False),
        ("reply", "care", "approve", False),
        ("reply", "care", "hand", True),
        ("reply", "promotion", "hand", True),
        ("reply", "transactional", "automatic", False),
        ("reply", "transactional", "approve", True),
        ("complaint", "care", "automatic", False),
        ("complaint", "care", "approve", False),
        ("complaint", "care", "hand", True),
        ("complaint", "promotion", "automatic", False),
        ("complaint", "promotion", "approve", False),
        ("complaint", "promotion", "hand", False),
        ("complaint", "transactional", "hand", True),
        ("paused", "care", "hand", False),
        ("paused", "transactional", "automatic", False),
        ("paused", "transactional", "approve", True),
    ],
)
def test_a_hold_stops_the_machine_and_never_lets_an_unhappy_customer_be_sold_to(
    hold: str, purpose: str, mode: str, allowed: bool
) -> None:
    facts = replace(FINE, hold=hold, purpose=Purpose(purpose), mode=Mode(mode), approved_by_person=mode == "approve")
    assert may_contact(facts).allowed is allowed


@pytest.mark.parametrize(
    ("channel", "mode", "approved", "allowed"),
    [
        ("email", "automatic", False, False),
        ("email", "approve", True, True),
        ("email", "hand", False, True),
        ("phone", "hand", False, False),
        ("phone", "hand", True, False),
        ("sms", "approve", True, False),
        ("chat", "approve", True, False),
        ("social", "automatic", False, False),
        ("post", "automatic", False, True),
    ],
)
def test_at_night_only_what_wakes_nobody_may_go(channel: str, mode: str, approved: bool, allowed: bool) -> None:
    facts = replace(FINE, now=oslo(3, 23), channel=Channel(channel), mode=Mode(mode), approved_by_person=approved)
    assert may_contact(facts).allowed is allowed


def test_a_letter_may_be_written_on_a_closed_day_but_nobody_called() -> None:
    sunday = replace(FINE, open_today=False, mode=Mode.HAND)
    assert may_contact(replace(sunday, channel=Channel.POST)).allowed
    assert may_contact(replace(sunday, channel=Channel.PHONE)).reason is Reason.CLOSED_DAY
    assert may_contact(replace(sunday, purpose=Purpose.TRANSACTIONAL, mode=Mode.AUTOMATIC)).allowed


def test_a_moment_without_its_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        may_contact(replace(FINE, now=datetime(2026, 6, 3, 12)))  # noqa: DTZ001


clocks = st.none() | st.integers(0, 24 * 60 - 1).map(lambda n: time(n // 60, n % 60))
moments = st.datetimes(datetime(2010, 1, 1), datetime(2030, 1, 1)).map(lambda m: m.replace(tzinfo=UTC))  # noqa: DTZ001


@st.composite
def any_facts(draw: st.DrawFn, **fixed: Any) -> Facts:
    """Facts of any kind, most of them harmless, so that every answer is met often."""
    now = draw(moments)
    zone = ZoneInfo(draw(st.sampled_from(ZONES)))
    today = local_date(now, zone)
    seldom = st.sampled_from([False] * 7 + [True])
    open_today = draw(st.booleans())
    near = st.none() | st.integers(-20, 20).map(lambda n: today + timedelta(days=n))
    facts = Facts(
        now=now,
        zone=zone,
        purpose=draw(st.sampled_from(Purpose)),
        channel=draw(st.sampled_from(OURS)),
        mode=draw(st.sampled_from(Mode)),
        has_address=not draw(seldom),
        address_bad=draw(seldom),
        suppressed=draw(seldom),
        consent=draw(st.sampled_from(Consent)),
        soft_opt_in=draw(st.booleans()),
        hold=draw(st.sampled_from([None, None, None, *Hold])),
        quiet_from=draw(clocks),
        quiet_until=draw(clocks),
        quiet_zones=draw(st.sampled_from([(), (), (NEW_YORK,), (OSLO, NEW_YORK), (NEW_YORK, KOLKATA, APIA)])),
        has_postal_address=not draw(seldom),
        open_today=open_today,
        next_open_day=draw(st.none() | st.integers(1, 9).map(lambda n: today + timedelta(days=n))),
        last_contact_at=draw(st.none() | st.integers(0, 40).map(lambda n: now - timedelta(hours=7 * n))),
        cap_days=draw(st.integers(0, 10)),
        window_first=draw(near),
        window_last=draw(near),
        useless_after=draw(st.none() | st.integers(-9, 30).map(lambda n: now + timedelta(hours=9 * n))),
        newer_sale_on=draw(st.sampled_from([None] * 5 + [today])),
        customer_gone=draw(st.sampled_from([None] * 7 + ["erased"])),
        plan_active=not draw(seldom),
        held_out=draw(seldom),
        approved_by_person=draw(st.booleans()),
        frozen=draw(seldom),
        account_ready=not draw(seldom),
    )
    return replace(facts, **fixed)


ONLY_TIME_HINDERS = {
    "has_address": True, "address_bad": False, "suppressed": False, "consent": Consent.GRANTED, "hold": None,
    "newer_sale_on": None, "customer_gone": None, "plan_active": True, "held_out": False, "frozen": False,
    "account_ready": True, "has_postal_address": True, "useless_after": None, "window_last": None,
}  # fmt: skip


@given(any_facts())
def test_there_is_exactly_one_reason_and_only_one_of_them_is_yes(facts: Facts) -> None:
    verdict = may_contact(facts)
    assert isinstance(verdict.reason, Reason)
    assert verdict.allowed == (verdict.reason is Reason.ALLOWED)
    kinds = (verdict.reason.waits_for_time, verdict.reason.waits_for_person, verdict.reason.final, verdict.allowed)
    assert sum(kinds) == 1
    assert (verdict.until is not None) == verdict.reason.waits_for_time
    assert may_contact(facts) == verdict


@given(any_facts(**ONLY_TIME_HINDERS), st.timedeltas(min_value=timedelta(0), max_value=timedelta(hours=30)))
def test_a_yes_that_is_said_to_stay_is_a_yes_later(facts: Facts, later: timedelta) -> None:
    now = facts.now + later
    assume(may_contact(facts).allowed and stays_allowed(facts, now))
    assert local_date(now, facts.zone) == local_date(facts.now, facts.zone)  # so whether it is open is the same
    assert may_contact(replace(facts, now=now)).allowed


def test_a_yes_stays_until_the_date_changes_quiet_hours_begin_or_it_is_of_no_use() -> None:
    facts = replace(FINE, now=oslo(3, 12), useless_after=oslo(3, 19))
    assert may_contact(facts).allowed
    assert stays_allowed(facts, oslo(3, 19))
    assert not stays_allowed(facts, oslo(3, 19) + timedelta(seconds=1))
    lasting = replace(facts, useless_after=None)
    assert stays_allowed(lasting, oslo(3, 19, 59))
    assert not stays_allowed(lasting, oslo(3, 20))
    assert not stays_allowed(replace(lasting, quiet_from=None), oslo(4, 0))
    assert not stays_allowed(lasting, oslo(3, 11))  # the clock was set back


@given(any_facts(suppressed=True))
def test_do_not_contact_beats_everything_that_could_allow(facts: Facts) -> None:
    verdict = may_contact(replace(facts, consent=Consent.GRANTED, soft_opt_in=True, approved_by_person=True))
    assert not verdict.allowed
    assert verdict.reason in {Reason.SUPPRESSED, Reason.FROZEN, Reason.CUSTOMER_GONE}


@given(any_facts(consent=Consent.REFUSED))
def test_a_recorded_no_is_kept_for_every_purpose(facts: Facts) -> None:
    assert not may_contact(facts).allowed


@given(any_facts())
def test_a_persons_approval_lifts_only_the_cap_the_late_window_the_approval_and_when_a_mail_is_quiet(
    facts: Facts,
) -> None:
    without = may_contact(replace(facts, approved_by_person=False))
    lifted = {Reason.TOO_SOON, Reason.WINDOW_OVER, Reason.NOT_APPROVED, Reason.ALLOWED}
    if facts.channel in SILENT:
        lifted |= {Reason.QUIET_HOURS, Reason.CLOSED_DAY}
    if facts.purpose is Purpose.TRANSACTIONAL:
        lifted |= {Reason.REPLIED, Reason.COMPLAINT, Reason.PAUSED}
    if without.reason not in lifted:
        assert may_contact(replace(facts, approved_by_person=True)).reason is without.reason


def test_what_a_person_approves_on_a_sunday_leaves_on_that_sunday_but_the_machine_waits_for_monday() -> None:
    sunday = replace(FINE, open_today=False, next_open_day=date(2026, 6, 5))
    assert may_contact(replace(sunday, approved_by_person=False, mode=Mode.AUTOMATIC)).reason is Reason.CLOSED_DAY
    assert may_contact(replace(sunday, approved_by_person=True, mode=Mode.APPROVE)).allowed


@given(any_facts(**ONLY_TIME_HINDERS))
def test_approval_never_turns_a_yes_into_a_no(facts: Facts) -> None:
    if may_contact(replace(facts, approved_by_person=False)).allowed:
        assert may_contact(replace(facts, approved_by_person=True)).allowed


@given(any_facts(hold="complaint", purpose=Purpose.PROMOTION))
def test_an_unhappy_customer_gets_no_promotion(facts: Facts) -> None:
    assert not may_contact(facts).allowed


@given(any_facts(mode=Mode.AUTOMATIC, approved_by_person=False), st.sampled_from(Hold))
def test_no_automatic_message_leaves_during_a_hold(facts: Facts, hold: Hold) -> None:
    assert not may_contact(replace(facts, hold=hold)).allowed


@given(any_facts())
def test_nothing_leaves_outside_its_window_unless_a_person_said_so(facts: Facts) -> None:
    if may_contact(facts).allowed:
        today = local_date(facts.now, facts.zone)
        assert facts.window_first is None or facts.window_first <= today
        assert facts.window_last is None or today <= facts.window_last or facts.approved_by_person
        assert facts.useless_after is None or facts.now <= facts.useless_after


hindered_by_time = (
    st.tuples(any_facts(**ONLY_TIME_HINDERS), st.sampled_from([Mode.AUTOMATIC, Mode.HAND]))
    .map(lambda pair: replace(pair[0], mode=pair[1]))
    .filter(lambda facts: may_contact(facts).until is not None)
)


def is_quiet(facts: Facts, moment: datetime) -> bool:
    start, end = facts.quiet_from, facts.quiet_until
    if start is None or end is None or start == end:
        return False
    zones = facts.quiet_zones or (facts.zone,)
    walls = [moment.astimezone(zone).time().replace(fold=0) for zone in zones[:1]]
    return any(start <= wall < end if start < end else wall >= start or wall < end for wall in walls)


@given(any_facts(channel=Channel.PHONE))
def test_no_telephone_rings_in_quiet_hours(facts: Facts) -> None:
    if may_contact(facts).allowed:
        assert not is_quiet(facts, facts.now)


@given(hindered_by_time)
def test_looking_again_at_the_named_moment_does_not_give_the_same_answer(facts: Facts) -> None:
    verdict = may_contact(facts)
    assert verdict.until is not None
    again = replace(facts, now=verdict.until)
    if local_date(verdict.until, facts.zone) != local_date(facts.now, facts.zone):
        again = replace(again, open_today=True, next_open_day=None)  # what the room says on that day
    second = may_contact(again)
    assert second.reason not in {verdict.reason, Reason.QUIET_HOURS, Reason.WINDOW_NOT_OPEN}


@given(hindered_by_time)
def test_the_moment_to_look_again_is_ahead_and_not_on_a_day_known_to_be_closed(facts: Facts) -> None:
    until = may_contact(facts).until
    assert until is not None
    assert until > facts.now
    assert until.utcoffset() == timedelta(0)
    today, day = local_date(facts.now, facts.zone), local_date(until, facts.zone)
    keeps_closed_days = facts.purpose is not Purpose.TRANSACTIONAL and (
        facts.channel not in SILENT or (facts.mode is not Mode.HAND and not facts.approved_by_person)
    )
    if keeps_closed_days and facts.next_open_day is not None:
        assert not today < day < facts.next_open_day
        assert day != today or facts.open_today
    assert facts.window_first is None or day >= facts.window_first


def test_quiet_hours_that_end_in_an_hour_that_comes_twice_end_after_now() -> None:
    second_time_half_past_two = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    facts = replace(
        FINE, now=second_time_half_past_two, quiet_until=time(2, 45), window_first=None, window_last=None,
        channel=Channel.PHONE,
    )  # fmt: skip
    verdict = may_contact(facts)
    assert verdict.reason is Reason.QUIET_HOURS
    assert verdict.until == datetime(2026, 10, 25, 1, 45, tzinfo=UTC)
