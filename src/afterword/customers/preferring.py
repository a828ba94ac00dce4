"""What customers say themselves about hearing from the business: where, about what, how often, or not at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction

from afterword.customers.models import Consent, ContactPoint, Customer, Suppression
from afterword.customers.reaching import serving
from afterword.customers.suppressing import lift_suppression, record_consent, suppress_address
from afterword.customers.whom import whom
from afterword.domain.channel import Channel, known_channels
from afterword.domain.consenting import consent_for
from afterword.domain.contact import NUMBERS, Purpose
from afterword.domain.contact import Consent as Answer
from afterword.infra.signing import fingerprint
from afterword.infra.tenancy import current_business_id

#: Where it was said, as it stands beside every such consent.
SOURCE = "preference page"
#: Days between two messages that may be wished for; 0: as it comes.
OFTEN = (0, 30, 90, 180)
#: What the page asks about always, in its order.
CHANNELS = (Channel.EMAIL, Channel.PHONE, Channel.POST)
#: Reasons for which an address is not used that are the customer's own word, and theirs to take back.
_THEIR_WORD = frozenset({"unsubscribed", "asked"})


class Wish(StrEnum):
    """How much somebody wants to hear by one channel."""

    ALL = "all"
    """What concerns their purchases, and offers."""
    CARE = "care"
    """Only what concerns their purchases."""
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Choice:
    """One channel: the address, half hidden, and what holds now. ``is_fixed``: it came back, so nothing goes there."""

    channel: str
    shown: str
    wish: Wish
    is_fixed: bool = False


@dataclass(frozen=True, slots=True)
class Preferences:
    """Everything that the page shows."""

    customer_id: int
    choices: tuple[Choice, ...]
    every_days: int


def preferences_of(customer_id: int, *, channels: Sequence[str] = CHANNELS) -> Preferences:
    """What holds for a customer now, on these channels where an address serves for them. Raises ``NoSuchCustomer``."""
    customer = whom(customer_id)
    points = list(ContactPoint.objects.filter(customer=customer).order_by("channel", "-preferred", "-id"))
    stopped = _stopped(points)
    said = _said_by(customer)
    choices: list[Choice] = []
    for way in map(Channel, channels):
        mine = [one for one in points if way in serving(one.channel, one.normal)]
        usable = [one for one in mine if not one.bad_reason and (way, one.normal) not in stopped]
        if usable:
            choices.append(Choice(way, half_hidden(usable[0].value, usable[0].channel), _wish(way, said)))
        elif mine:
            is_theirs = any(stopped.get((way, one.normal)) in _THEIR_WORD for one in mine)
            choices.append(Choice(way, half_hidden(mine[0].value, mine[0].channel), Wish.NOTHING, not is_theirs))
    return Preferences(customer.pk, tuple(choices), customer.hears_every_days)


def _stopped(points: Sequence[ContactPoint]) -> dict[tuple[str, str], str]:
    """Why these addresses must not be used, by channel and address."""
    business_id = current_business_id()
    normals = {fingerprint(one.normal, business_id=business_id): one.normal for one in points}
    rows = Suppression.objects.filter(fingerprint__in=list(normals), lifted_at=None)
    return {
        (channel, normals[print_]): reason
        for channel, print_, reason in rows.values_list("channel", "fingerprint", "reason")
    }


@transaction.atomic
def keep_preferences(
    *,
    customer_id: int,
    wishes: Mapping[str, Wish],
    every_days: int,
    wordings: Mapping[str, str],
    channels: Sequence[str] = CHANNELS,
) -> None:
    """Keep what somebody chose; only what differs from what holds is written down.

    ``wordings``: the sentence beside each choice, as it stood on the page, by ``"channel wish"``. A box that was
    ticked beforehand is no consent: what was left as it was is not recorded.
    """
    now = preferences_of(customer_id, channels=channels)
    for choice in now.choices:
        wish = wishes.get(choice.channel, choice.wish)
        if wish is not choice.wish and not choice.is_fixed:
            _keep(now.customer_id, choice, wish, wordings.get(f"{choice.channel} {wish}", ""))
    if every_days in OFTEN and every_days != now.every_days:
        Customer.objects.filter(pk=now.customer_id).update(hears_every_days=every_days)


@transaction.atomic
def stop_everything(*, customer_id: int, wording: str) -> None:
    """Nothing more on any channel, at once; those that the page does not show included."""
    for choice in preferences_of(customer_id, channels=known_channels()).choices:
        if choice.wish is not Wish.NOTHING:
            _keep(customer_id, choice, Wish.NOTHING, wording)


def _keep(customer_id: int, choice: Choice, wish: Wish, wording: str) -> None:
    if wish is Wish.NOTHING:
        suppress_address(customer_id=customer_id, channel=choice.channel, reason="unsubscribed", detail=wording[:300])
        return
    if choice.wish is Wish.NOTHING:
        lift_suppression(customer_id=customer_id, channel=choice.channel, note=wording or SOURCE)
    for purpose, granted in (("care", True), ("promotion", wish is Wish.ALL)):
        record_consent(
            customer_id=customer_id,
            purpose=purpose,
            channel=choice.channel,
            granted=granted,
            source=SOURCE,
            wording=wording,
        )


Said = Mapping[str, Sequence[tuple[str, bool]]]


def _said_by(customer: Customer) -> Said:
    """What they said by channel, as (purpose, yes), the newest last."""
    said: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for one in Consent.objects.filter(customer=customer).order_by("at", "id"):
        said[one.channel].append((one.purpose, one.granted))
    return said


def _wish(channel: Channel, said: Said) -> Wish:
    """What holds: offers go by mail and e-mail until somebody says no, by calls and texts only after a yes."""
    words = said.get(channel, ())
    if consent_for(words, Purpose.CARE) is Answer.REFUSED:
        return Wish.NOTHING
    offers = consent_for(words, Purpose.PROMOTION)
    if offers is Answer.UNKNOWN:
        return Wish.CARE if channel.needs in NUMBERS else Wish.ALL
    return Wish.ALL if offers is Answer.GRANTED else Wish.CARE


def half_hidden(value: str, channel: str) -> str:
    """An address so that its owner knows it and nobody else learns it: a link may be forwarded."""
    if channel == Channel.EMAIL:
        name, _, host = value.partition("@")
        return f"{name[:1]}•••@{host}"
    if channel == Channel.PHONE:
        digits = [sign for sign in value if sign.isdigit()]
        return "••• " + "".join(digits[-3:])
    return value.splitlines()[0][:3] + "•••" if value else ""
