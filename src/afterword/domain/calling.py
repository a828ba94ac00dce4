"""What becomes of a call: it is done, or comes back at another hour, or the number or this whole way is given up."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from afterword.domain.civil import local_date, local_moment
from afterword.domain.opening import OpenDays
from afterword.domain.planning import MissedKind

_DAY = timedelta(days=1)

MOST_TRIES = 3
"""Calls without an answer, until another way is taken."""

SHORTEST_PAUSE = timedelta(hours=2)
"""Nobody is rung again sooner than this."""

FARTHEST = 60
"""Days ahead in which an hour is looked for, however wide the window is."""

FEWEST_ANSWERS = 2
"""Answers from which one may say when somebody picks up."""


class Outcome(StrEnum):
    """What a member says of a call, in one tap."""

    REACHED = "reached"
    VOICEMAIL = "voicemail"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"
    DO_NOT_CALL = "do_not_call"


class Part(StrEnum):
    """A part of the day, by the clock on the wall."""

    MORNING = "morning"
    MIDDAY = "midday"
    AFTERNOON = "afternoon"
    EVENING = "evening"


BEGINS: dict[Part, time] = {
    Part.MORNING: time(9),
    Part.MIDDAY: time(12),
    Part.AFTERNOON: time(15),
    Part.EVENING: time(18),
}
"""When to ring first in each; a part lasts until the next one begins, the morning begins at midnight."""


def part_of(clock_time: time) -> Part:
    """The part of the day to which a time on the wall belongs."""
    return next((part for part in reversed(Part) if clock_time >= BEGINS[part]), Part.MORNING)


@dataclass(frozen=True, slots=True)
class Hours:
    """When one may ring: on open days, and outside the quiet time (over midnight if it ends earlier than it starts).

    `quiet_zones` are those by whose clocks the customer may live: it has to be daytime in each. Empty: the business's.
    """

    open_days: OpenDays
    quiet_from: time | None = None
    quiet_until: time | None = None
    quiet_zones: tuple[tzinfo, ...] = ()

    def is_quiet(self, clock_time: time) -> bool:
        """Whether nobody is to be disturbed at that time on the wall."""
        begins, ends = self.quiet_from, self.quiet_until
        if begins is None or ends is None or begins == ends:
            return False
        if begins < ends:
            return begins <= clock_time < ends
        return clock_time >= begins or clock_time < ends


def another_hour(
    now: datetime, zone: tzinfo, tried: Collection[datetime], hours: Hours, last_day: date
) -> datetime | None:
    """When to ring again, in UTC; None where no hour is left up to and including `last_day` (a date in `zone`).

    The first part of the day in which nobody has rung yet (`tried`: the moments of all tries, this one as well); where
    every such part is over by `last_day`, the first that is not. At least two hours from `now`, on an open day, outside
    the quiet time; where it is never daytime by all of the customer's clocks at once, the first of them decides.
    """
    clocks = hours.quiet_zones or (zone,)
    found = _hour_by(clocks, now, zone, tried, hours, last_day)
    return found or (_hour_by(clocks[:1], now, zone, tried, hours, last_day) if len(clocks) > 1 else None)


def _hour_by(
    clocks: Sequence[tzinfo], now: datetime, zone: tzinfo, tried: Collection[datetime], hours: Hours, last_day: date
) -> datetime | None:
    used = {part_of(moment.astimezone(zone).time()) for moment in tried}
    first: datetime | None = None
    day = local_date(now, zone)
    last_day = min(last_day, day + FARTHEST * _DAY)
    while day <= last_day:
        for part in Part if hours.open_days.is_open(day) else ():
            moment = _hour_in(part, day, now, zone, hours, clocks)
            if moment is not None and part not in used:
                return moment
            first = first or moment
        day += _DAY
    return first


def _hour_in(
    part: Part, day: date, now: datetime, zone: tzinfo, hours: Hours, clocks: Sequence[tzinfo]
) -> datetime | None:
    """The first moment of that part on that day at which it is quiet nowhere."""
    begins = max(local_moment(day, BEGINS[part], zone), now + SHORTEST_PAUSE)
    moments = [begins]
    if hours.quiet_until is not None:
        around = (day - _DAY, day, day + _DAY)
        moments += [local_moment(one, hours.quiet_until, clock) for clock in clocks for one in around]
    for moment in sorted(moments):
        wall = moment.astimezone(zone)
        in_part = moment >= begins and wall.date() == day and part_of(wall.time()) is part
        if in_part and not any(hours.is_quiet(moment.astimezone(clock).time()) for clock in clocks):
            return moment
    return None


class Then(StrEnum):
    """What becomes of the call that was owed."""

    DONE = "done"
    """The customer has heard from us."""
    AGAIN = "again"
    """It comes back at another hour."""
    OTHER_NUMBER = "other_number"
    """It stays, with another number of theirs."""
    NEXT_WAY = "next_way"
    """Calling is given up: the step's own rule says what follows."""
    ASK = "ask"
    """It stays, and a person says what follows: no plan knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One try, as the decision needs it; moments are aware.

    `tried` are the earlier tries of the same call that nobody took. `last_day` is the last civil day in `zone` on which
    it does good. `is_planned`: a plan's step asks for it, so that there is a rule. `other_number`: another number of
    theirs may be rung. `try_again`: the member left a word and wants to speak to them all the same.
    """

    outcome: Outcome
    now: datetime
    zone: tzinfo
    hours: Hours
    last_day: date
    tried: tuple[datetime, ...] = ()
    is_planned: bool = True
    other_number: bool = False
    try_again: bool = False


@dataclass(frozen=True, slots=True)
class Consequence:
    """What the outcome does. `again_at` (UTC) is given for AGAIN alone."""

    then: Then
    again_at: datetime | None = None
    number_is_bad: bool = False
    never_call: bool = False


def consequence_of(call: Call) -> Consequence:
    """What this outcome does.

    - reached: done.
    - voicemail: done, they have heard from us; with `try_again` it is a try like one without an answer.
    - no answer: again at another hour, three times at most and no later than the last day; then the next way.
    - wrong number: the number is bad; their other number, else the next way.
    - asked not to be called: never again, and the next way.

    Where no plan knows a next way, a person is asked; but for somebody who does not want to be called.
    """
    match call.outcome:
        case Outcome.REACHED:
            return Consequence(Then.DONE)
        case Outcome.VOICEMAIL if not call.try_again:
            return Consequence(Then.DONE)
        case Outcome.VOICEMAIL | Outcome.NO_ANSWER:
            return _not_answered(call)
        case Outcome.WRONG_NUMBER:
            then = Then.OTHER_NUMBER if call.other_number else _given_up(call)
            return Consequence(then, number_is_bad=True)
        case Outcome.DO_NOT_CALL:
            return Consequence(Then.NEXT_WAY, never_call=True)


def _not_answered(call: Call) -> Consequence:
    tries = (*call.tried, call.now)
    if len(tries) >= MOST_TRIES:
        return Consequence(_given_up(call))
    moment = another_hour(call.now, call.zone, tries, call.hours, call.last_day)
    return Consequence(Then.AGAIN, moment) if moment else Consequence(_given_up(call))


def _given_up(call: Call) -> Then:
    return Then.NEXT_WAY if call.is_planned else Then.ASK


def goes_on(missed: MissedKind) -> bool:
    """Whether a step whose call came to nothing goes on by its next channel: unless its own rule says to skip."""
    return missed is not MissedKind.SKIP


def best_part(answered: Iterable[datetime], zone: tzinfo) -> Part | None:
    """The part of the day in which somebody usually takes the telephone; None where nothing can be said yet.

    It takes two answers, and more in that part than in any other.
    """
    counted = Counter(part_of(moment.astimezone(zone).time()) for moment in answered)
    (best, times), (_, next_best) = [*counted.most_common(2), (Part.MORNING, 0), (Part.MORNING, 0)][:2]
    return best if times >= FEWEST_ANSWERS and times > next_best else None


class CallEnded(StrEnum):
    """What stands as a follow-up's reason where calling came to nothing."""

    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"
    DO_NOT_CALL = "do_not_call"


CALL_ENDED_SENTENCES: dict[CallEnded, str] = {
    CallEnded.NO_ANSWER: "%(name)s did not take the telephone.",
    CallEnded.WRONG_NUMBER: "The telephone number of %(name)s was a wrong one.",
    CallEnded.DO_NOT_CALL: "%(name)s asked not to be called.",
}
"""English message ids."""


def call_ended_sentence(ended: CallEnded, name: str, *, translate: Callable[[str], str] = str) -> str:
    """The sentence for a reason; `name` is the customer's."""
    return translate(CALL_ENDED_SENTENCES[ended]) % {"name": name}
