"""The calls that are due: whom to ring now, who comes back later, and who is not to be rung, each with its why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.db.models import Q

from afterword.businesses.queries import current_business, local_today, zone_of
from afterword.domain.calling import MOST_TRIES, Outcome, Part, best_part
from afterword.domain.channel import Channel
from afterword.domain.civil import local_moment
from afterword.domain.contact import Verdict
from afterword.domain.reasons import english_day, sentence
from afterword.followups.asking import OF_THE_HOUR, ask_about_hand_work
from afterword.followups.calling.models import CallAttempt
from afterword.followups.calling.numbers import Number, numbers_of
from afterword.followups.drafts import DraftText, render
from afterword.followups.merge_fields import values_for
from afterword.followups.models import FollowUp
from afterword.followups.queries import Owed, as_owed
from afterword.followups.whys import whys_of
from afterword.infra import clock

#: As many as are listed, and printed, at once.
MOST = 200
#: Earlier calls that are looked at to know when somebody answers.
_LOOKED_BACK = timedelta(days=730)


class Stand(StrEnum):
    """Where a call stands at this moment."""

    NOW = "now"
    LATER = "later"
    """Its hour has not come: nobody answered, or it is quiet time."""
    HELD = "held"
    """Nobody may ring them, or there is no number."""


@dataclass(frozen=True, slots=True)
class ToCall:
    """One call. ``why``: what it is about. ``not_before`` (UTC): when its hour comes, for LATER. ``held``: a sentence.

    ``tried``: when it was tried in vain. ``best``: the part of the day in which they usually answer.
    """

    owed: Owed
    stand: Stand
    numbers: tuple[Number, ...]
    why: str
    script: DraftText
    tried: tuple[datetime, ...]
    last_outcome: str
    last_note: str
    not_before: datetime | None
    best: Part | None
    held: str

    @property
    def id(self) -> int:
        return self.owed.id

    @property
    def is_given_up(self) -> bool:
        """Tried as often as one should, and no plan knows what follows: a person must say."""
        return len(self.tried) >= MOST_TRIES


@dataclass(frozen=True, slots=True)
class Speech:
    """In which language, and with which dates, it is said why somebody is not to be called."""

    translate: Callable[[str], str] = str
    show_day: Callable[[date], str] = english_day


ENGLISH = Speech()


def calls_due(
    *,
    on: date | None = None,
    membership_id: int | None = None,
    ids: Sequence[int] | None = None,
    speech: Speech = ENGLISH,
) -> list[ToCall]:
    """The calls that are due up to a civil day (left out: today), by deadline, then by value; at most :data:`MOST`.

    ``membership_id``: only what is planned for this member, or for nobody in particular. ``ids``: of these alone. For
    a day to come nobody is held back by the hour. The same number of queries for one and for all.
    """
    business = current_business()
    today = local_today(business)
    on = on or today
    rows = FollowUp.objects.filter(state="open", channel=Channel.PHONE, due_on__lte=on)
    rows = rows.filter(customer__merged_into=None, customer__ended_at=None)
    if membership_id is not None:
        rows = rows.filter(Q(membership_id=membership_id) | Q(membership_id=None))
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    rows = rows.order_by("window_last", "-value_minor", "id")[:MOST]
    found = list(rows.select_related("customer"))
    listed = {one.id: one for one in as_owed(FollowUp.objects.filter(pk__in=[row.pk for row in found]))}
    customers = [one.customer_id for one in found]
    numbers = numbers_of(customers)
    answers = ask_about_hand_work(
        found, Channel.PHONE, without_address=[one for one in customers if not numbers[one].known]
    )
    values = values_for(list(listed))
    whys = whys_of(list(listed.values()), values)
    scripts = render(list(listed), values, [(one.id, one.channel, one.template_id) for one in listed.values()])
    tries = _tries(list(listed))
    best = _best_parts(customers)
    ends = local_moment(on + timedelta(days=1), time(0), zone_of(business))
    moment = clock.now() if on <= today else ends
    calls = []
    for row in found:
        mine = tries.get(row.pk, [])
        stand, not_before = _stand(answers[row.pk], mine, moment)
        told = {"name": row.customer.display_name, "channel": Channel.PHONE.value}
        calls.append(
            ToCall(
                owed=listed[row.pk],
                stand=stand,
                numbers=numbers[row.customer_id].usable,
                why=whys[row.pk],
                script=scripts[row.pk],
                tried=tuple(one.at for one in mine if one.outcome in _IN_VAIN),
                last_outcome=mine[-1].outcome if mine else "",
                last_note=mine[-1].note if mine else "",
                not_before=not_before,
                best=best.get(row.customer_id),
                held=sentence(answers[row.pk].reason, translate=speech.translate, show_day=speech.show_day, **told)
                if stand is Stand.HELD
                else "",
            )
        )
    return calls


_IN_VAIN = frozenset({Outcome.NO_ANSWER, Outcome.VOICEMAIL})


def _stand(answer: Verdict, tries: Sequence[CallAttempt], moment: datetime) -> tuple[Stand, datetime | None]:
    """Where it stands, and from when on it can be made."""
    if not answer.allowed and answer.reason not in OF_THE_HOUR:
        return Stand.HELD, None
    waits = [one for one in (tries[-1].again_at if tries else None, answer.until) if one is not None and one > moment]
    return (Stand.LATER, max(waits)) if waits else (Stand.NOW, None)


def _tries(follow_up_ids: Sequence[int]) -> dict[int, list[CallAttempt]]:
    """What was tried of each, the first try first; one query."""
    found: dict[int, list[CallAttempt]] = defaultdict(list)
    for one in CallAttempt.objects.filter(follow_up_id__in=follow_up_ids, taken_back_at=None).order_by("number"):
        found[one.follow_up_id].append(one)
    return found


def _best_parts(customer_ids: Sequence[int]) -> dict[int, Part | None]:
    """When each of them usually answers; one query."""
    zone = zone_of(current_business())
    reached: dict[int, list[datetime]] = defaultdict(list)
    spoken = CallAttempt.objects.filter(
        customer_id__in=customer_ids, outcome=Outcome.REACHED, taken_back_at=None, at__gte=clock.now() - _LOOKED_BACK
    )
    for customer_id, at in spoken.values_list("customer_id", "at"):
        reached[customer_id].append(at)
    return {customer_id: best_part(moments, zone) for customer_id, moments in reached.items()}


def comes_back(follow_up_ids: Sequence[int]) -> dict[int, datetime]:
    """Of these, the calls whose hour has not come, since nobody answered; one query, and none without ids."""
    if not follow_up_ids:
        return {}
    tries = CallAttempt.objects.filter(follow_up_id__in=follow_up_ids, taken_back_at=None, again_at__gt=clock.now())
    rows = tries.order_by("number").values_list("follow_up_id", "again_at")
    return {follow_up_id: at for follow_up_id, at in rows if at is not None}


def how_many_calls(on: date) -> int:
    """How many are due, at most :data:`MOST`; one query."""
    rows = FollowUp.objects.filter(state="open", channel=Channel.PHONE, due_on__lte=on)
    return rows.order_by().values_list("id")[:MOST].count()
