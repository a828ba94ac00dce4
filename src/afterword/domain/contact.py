"""May we contact this customer, by this channel, for this purpose, now? The gate before every touch.

`may_contact` gives exactly one reason. The first that holds is named, from what nothing mends to what mends itself:

 1. frozen (a restored backup nobody has looked at)     11. no consent, or none to being named in public
 2. the customer is gone                                12. an open complaint, a reply without answer, a pause
 3. suppressed                                          13. the window is over
 4. consent refused                                     14. not approved
 5. no address                                          15. no postal address of ours; the account is not ready
 6. the address is bad                                  16. the window is not open yet
 7. the plan is off                                     17. contacted too recently
 8. a newer sale                                        18. a closed day
 9. useless by now                                      19. quiet hours, by the clock where the customer lives
10. held out                                            20. allowed

A person's approval lifts 13 and 17 and answers 14. It lifts nothing else, except that a mail which a person approved
may leave in quiet hours and on a closed day: that person is at work, and it wakes nobody. A touch done by hand keeps
to the quiet hours and closed days of the channels that ring.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from functools import lru_cache

from afterword.domain.channel import MOBILE, Channel
from afterword.domain.civil import local_date, local_moment
from afterword.domain.planning import Mode


class Purpose(StrEnum):
    """Why one writes: for a sale itself, to care for a customer after it, to sell, or to thank them where all can read.

    To thank somebody by name in public takes their yes to just that, their name on that network, and a person's hand.
    """

    TRANSACTIONAL = "transactional"
    CARE = "care"
    PROMOTION = "promotion"
    PUBLIC = "public"


class Consent(StrEnum):
    """What the customer has said about this purpose and channel."""

    GRANTED = "granted"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class Hold(StrEnum):
    """What stops the machine until a person says go on."""

    REPLY = "reply"
    COMPLAINT = "complaint"
    PAUSED = "paused"


class Reason(StrEnum):
    """Every answer the gate can give."""

    FROZEN = "frozen"
    CUSTOMER_GONE = "customer_gone"
    SUPPRESSED = "suppressed"
    REFUSED = "refused"
    NO_ADDRESS = "no_address"
    ADDRESS_BAD = "address_bad"
    PLAN_OFF = "plan_off"
    NEWER_SALE = "newer_sale"
    USELESS = "useless"
    HELD_OUT = "held_out"
    NO_CONSENT = "no_consent"
    NOT_IN_PUBLIC = "not_in_public"
    COMPLAINT = "complaint"
    REPLIED = "replied"
    PAUSED = "paused"
    WINDOW_OVER = "window_over"
    NOT_APPROVED = "not_approved"
    NO_POSTAL_ADDRESS = "no_postal_address"
    ACCOUNT_NOT_READY = "account_not_ready"
    WINDOW_NOT_OPEN = "window_not_open"
    TOO_SOON = "too_soon"
    CLOSED_DAY = "closed_day"
    QUIET_HOURS = "quiet_hours"
    ALLOWED = "allowed"

    @property
    def waits_for_time(self) -> bool:
        """Time alone changes this answer: the verdict says when to look again."""
        return self in _BY_TIME

    @property
    def waits_for_person(self) -> bool:
        """A person can change this answer: keep the message held and show it."""
        return self in _BY_PERSON

    @property
    def final(self) -> bool:
        """Neither: this touch will not happen by this channel."""
        return self is not Reason.ALLOWED and not self.waits_for_time and not self.waits_for_person


_BY_TIME = frozenset({Reason.WINDOW_NOT_OPEN, Reason.TOO_SOON, Reason.CLOSED_DAY, Reason.QUIET_HOURS})
_BY_PERSON = frozenset(
    {
        Reason.FROZEN,
        Reason.PLAN_OFF,
        Reason.COMPLAINT,
        Reason.REPLIED,
        Reason.PAUSED,
        Reason.WINDOW_OVER,
        Reason.NOT_APPROVED,
        Reason.NO_POSTAL_ADDRESS,
        Reason.ACCOUNT_NOT_READY,
    }
)

SILENT = frozenset({Channel.EMAIL, Channel.POST, Channel.SOCIAL})
"""All other channels, a stranger's too, disturb at once: their quiet hours and closed days hold for a person's hand."""

SILENCE_IS_ENOUGH: dict[Purpose, frozenset[Channel]] = {
    Purpose.CARE: frozenset({Channel.PHONE, Channel.POST}),
    Purpose.PROMOTION: frozenset({Channel.POST}),
}
"""Elsewhere consent, or a soft opt-in, is needed; for what concerns a sale itself, nowhere."""

NETWORKS = frozenset({"social", "mastodon", "bluesky", "x", "facebook", "instagram", "linkedin", "threads"})
"""Keys of channels on which everybody can read what is said to one."""

NUMBERS = frozenset({Channel.PHONE.needs, MOBILE})
"""Kinds of address through which selling needs a recorded yes, whatever was bought before: calls and texts (TCPA)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything the gate looks at, gathered immediately before a touch. Moments are aware; days are in `zone`.

    - `zone` is the business's: windows, caps and closed days are in it.
    - `quiet_zones` are those by whose clocks the recipient may live: it has to be daytime in each. Empty: `zone`.
    - `suppressed` and `consent` are those of this channel (and, for consent, this purpose).
    - `hold` is one of `Hold`; a word nobody knows counts as paused.
    - `quiet_from` to `quiet_until` is the time of day to keep quiet: over midnight if it ends earlier than it starts,
      none if the two are equal or missing.
    - `next_open_day` is the first open day after today; None if nobody knows.
    - `window_first` is `Window.earliest`; `window_last` is the last good day, or the end of its grace where the step
      says "send late".
    - `newer_sale_on` is given only where the plan stops at a newer sale.
    - `has_postal_address` is the business's: advertising by e-mail has to carry it (CAN-SPAM, CASL).
    - `customer_gone` says merged, erased or closed, or is empty.
    """

    now: datetime
    zone: tzinfo
    purpose: Purpose
    channel: Channel
    mode: Mode
    has_address: bool
    address_bad: bool = False
    suppressed: bool
    consent: Consent
    soft_opt_in: bool = False
    hold: str | None = None
    quiet_from: time | None = None
    quiet_until: time | None = None
    quiet_zones: tuple[tzinfo, ...] = ()
    open_today: bool = True
    next_open_day: date | None = None
    last_contact_at: datetime | None = None
    cap_days: int = 0
    wish_days: int = 0
    window_first: date | None = None
    window_last: date | None = None
    useless_after: datetime | None = None
    newer_sale_on: date | None = None
    customer_gone: str | None = None
    plan_active: bool = True
    held_out: bool = False
    approved_by_person: bool = False
    frozen: bool = False
    has_postal_address: bool = True
    account_ready: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer, its one reason, and when to look again (UTC; None: time alone changes nothing)."""

    allowed: bool
    reason: Reason
    until: datetime | None = None


def may_contact(facts: Facts) -> Verdict:
    """The one decision. `until` is later than `now`, and outside quiet hours and days known to be closed."""
    if facts.now.tzinfo is None:
        raise ValueError("The gate needs to know the moment with its time zone.")
    lasting = _lasting_reason(facts)
    if lasting is not None:
        return Verdict(False, lasting)
    return _passing_verdict(facts)


def stays_allowed(facts: Facts, now: datetime) -> bool:
    """Whether a yes to these facts is surely a yes at the later moment `now`, too. False: ask again.

    A yes ends by time alone when the date changes, when quiet hours begin, and when it is of no use any more.
    """
    if facts.useless_after is not None and now > facts.useless_after:
        return False
    if not _is_one_stretch(facts.now, now, facts.zone, None if facts.quiet_zones else facts.quiet_from):
        return False
    return all(_is_one_stretch(facts.now, now, zone, facts.quiet_from) for zone in facts.quiet_zones)


@lru_cache(maxsize=64)
def _is_one_stretch(begin: datetime, end: datetime, zone: tzinfo, quiet_from: time | None) -> bool:
    """The wall goes from one moment to the other on one date, without a jump and without the start of quiet hours."""
    first, last = begin.astimezone(zone), end.astimezone(zone)
    if end < begin or first.date() != last.date() or first.utcoffset() != last.utcoffset():
        return False
    return quiet_from is None or not first.time() < quiet_from <= last.time()


def _lasting_reason(facts: Facts) -> Reason | None:
    """The first reason that time alone does not mend."""
    return _forbidden(facts) or _pointless(facts) or _waiting_for_somebody(facts)


def _forbidden(facts: Facts) -> Reason | None:
    """Reasons 1 to 6: nobody may, or nobody can."""
    if facts.frozen:
        return Reason.FROZEN
    if facts.customer_gone:
        return Reason.CUSTOMER_GONE
    if facts.suppressed:
        return Reason.SUPPRESSED
    if facts.consent == Consent.REFUSED:
        return Reason.REFUSED
    if not facts.has_address:
        return Reason.NO_ADDRESS
    return Reason.ADDRESS_BAD if facts.address_bad else None


def _pointless(facts: Facts) -> Reason | None:
    """Reasons 7 to 11: the plan does not want it, or the customer never agreed."""
    about_a_sale = facts.purpose == Purpose.TRANSACTIONAL
    if not facts.plan_active:
        return Reason.PLAN_OFF
    if facts.newer_sale_on is not None and not about_a_sale:
        return Reason.NEWER_SALE
    if facts.useless_after is not None and facts.now > facts.useless_after:
        return Reason.USELESS
    if facts.held_out and not about_a_sale:
        return Reason.HELD_OUT
    if facts.purpose == Purpose.PUBLIC:
        return None if _may_be_named(facts) else Reason.NOT_IN_PUBLIC
    return None if _has_consent(facts) else Reason.NO_CONSENT


def _may_be_named(facts: Facts) -> bool:
    """Whether a person may thank the customer by name on a network on which they are known to us."""
    is_network = facts.channel in NETWORKS
    return is_network and facts.mode == Mode.HAND and facts.consent == Consent.GRANTED


def _waiting_for_somebody(facts: Facts) -> Reason | None:
    """Reasons 12 to 15: a person can change them."""
    today = local_date(facts.now, facts.zone)
    held = _hold_reason(facts)
    if held is not None:
        return held
    if facts.window_last is not None and today > facts.window_last and not facts.approved_by_person:
        return Reason.WINDOW_OVER
    if facts.mode == Mode.APPROVE and not facts.approved_by_person:
        return Reason.NOT_APPROVED
    if not facts.has_postal_address and facts.purpose == Purpose.PROMOTION and facts.channel == Channel.EMAIL:
        return Reason.NO_POSTAL_ADDRESS
    return None if facts.account_ready else Reason.ACCOUNT_NOT_READY


def _has_consent(facts: Facts) -> bool:
    if facts.consent == Consent.GRANTED or facts.purpose == Purpose.TRANSACTIONAL:
        return True
    if facts.channel in SILENCE_IS_ENOUGH[facts.purpose]:
        return True
    return facts.soft_opt_in and not (facts.purpose == Purpose.PROMOTION and facts.channel.needs in NUMBERS)


def _hold_reason(facts: Facts) -> Reason | None:
    """A hold stops the machine; a person's own hand may still care, but never sell to an unhappy customer."""
    if not facts.hold:
        return None
    by_hand = facts.mode == Mode.HAND
    if facts.purpose == Purpose.TRANSACTIONAL and (by_hand or facts.approved_by_person):
        return None
    if facts.hold == Hold.COMPLAINT:
        return None if by_hand and facts.purpose == Purpose.CARE else Reason.COMPLAINT
    if facts.hold == Hold.REPLY:
        return None if by_hand else Reason.REPLIED
    return Reason.PAUSED


def _passing_verdict(facts: Facts) -> Verdict:
    """The first reason that ends by itself, with the moment it ends; else yes."""
    today = local_date(facts.now, facts.zone)
    if facts.window_first is not None and today < facts.window_first:
        return Verdict(False, Reason.WINDOW_NOT_OPEN, _allowed_from(facts, _start_of(facts.window_first, facts)))
    free_at = _free_at(facts)
    if free_at is not None and free_at > facts.now:
        return Verdict(False, Reason.TOO_SOON, _allowed_from(facts, free_at))
    if _keeps_closed_days(facts) and not facts.open_today:
        return Verdict(False, Reason.CLOSED_DAY, _allowed_from(facts, _start_of(today + timedelta(days=1), facts)))
    quiet_ends = _allowed_from(facts, facts.now)
    if quiet_ends > facts.now:
        return Verdict(False, Reason.QUIET_HOURS, quiet_ends)
    return Verdict(True, Reason.ALLOWED)


def _free_at(facts: Facts) -> datetime | None:
    """When the frequency cap ends: at the start of the first free date, because a cap counts days."""
    days = facts.wish_days if facts.approved_by_person else max(facts.cap_days, facts.wish_days)
    if facts.last_contact_at is None or days <= 0 or facts.purpose == Purpose.TRANSACTIONAL:
        return None
    free_day = local_date(facts.last_contact_at, facts.zone) + timedelta(days=days)
    return _start_of(free_day, facts)


def _keeps_closed_days(facts: Facts) -> bool:
    if facts.purpose == Purpose.TRANSACTIONAL:
        return False
    return facts.channel not in SILENT or (facts.mode != Mode.HAND and not facts.approved_by_person)


def _keeps_quiet(facts: Facts) -> bool:
    if facts.channel == Channel.POST:
        return False
    return facts.channel not in SILENT or (facts.mode != Mode.HAND and not facts.approved_by_person)


def _start_of(day: date, facts: Facts) -> datetime:
    return local_moment(day, time(0), facts.zone)


def _allowed_from(facts: Facts, moment: datetime) -> datetime:
    """The first moment from `moment` on that lies neither in quiet hours nor on a day known to be closed.

    Where it is never daytime by all of the customer's possible clocks at once, the first of them decides.
    """
    zones = facts.quiet_zones or (facts.zone,)
    found, is_settled = _settled(facts, moment.astimezone(UTC), zones)
    return found if is_settled else _settled(facts, moment.astimezone(UTC), zones[:1])[0]


def _settled(facts: Facts, moment: datetime, zones: Sequence[tzinfo]) -> tuple[datetime, bool]:
    for _ in range(6 + 2 * len(zones)):  # each pass only moves forward; closed days, the clocks and their changes meet
        later = _after_quiet(facts, _after_closed(facts, moment), zones)
        if later == moment:
            return moment, True
        moment = later
    return moment, False


def _after_closed(facts: Facts, moment: datetime) -> datetime:
    today, day = local_date(facts.now, facts.zone), local_date(moment, facts.zone)
    if not _keeps_closed_days(facts) or facts.next_open_day is None:
        return moment
    shut = not facts.open_today if day == today else today < day < facts.next_open_day
    return max(moment, _start_of(facts.next_open_day, facts)) if shut else moment


def _after_quiet(facts: Facts, moment: datetime, zones: Sequence[tzinfo]) -> datetime:
    start, end = facts.quiet_from, facts.quiet_until
    if start is None or end is None or start == end or not _keeps_quiet(facts):
        return moment
    return max(_after_quiet_in(zone, start, end, moment) for zone in zones)


def _after_quiet_in(zone: tzinfo, start: time, end: time, moment: datetime) -> datetime:
    wall = moment.astimezone(zone).replace(tzinfo=None, fold=0)
    clock, ends_on = wall.time(), wall.date()
    if start < end:
        quiet = start <= clock < end
    else:
        quiet = clock >= start or clock < end
        if clock >= start:
            ends_on += timedelta(days=1)
    if not quiet:
        return moment
    over = local_moment(ends_on, end, zone)
    if over > moment:
        return over
    return moment + (datetime.combine(ends_on, end) - wall)  # in an hour that comes twice, its second end
