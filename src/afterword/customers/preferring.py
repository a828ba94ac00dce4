"""What customers say themselves about hearing from the business: where, about what, how often, or not at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction

from afterword.customers.models import Consent, Customer
from afterword.customers.queries import addresses_of
from afterword.customers.suppressing import lift_suppression, record_consent, suppress_address
from afterword.customers.whom import whom
from afterword.domain.channel import Channel
from afterword.domain.consenting import consent_for
from afterword.domain.contact import Consent as Answer
from afterword.domain.contact import Purpose

#: Where it was said, as it stands beside every such consent.
SOURCE = "preference page"
#: Days between two messages that may be wished for; 0: as it comes.
OFTEN = (0, 30, 90, 180)
#: What the page asks about, in its order.
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


def preferences_of(customer_id: int) -> Preferences:
    """What holds for a customer now. Raises ``NoSuchCustomer``."""
    customer = whom(customer_id)
    choices: dict[str, Choice] = {}
    addresses = addresses_of([customer.pk])[customer.pk]
    said = _said_by(customer)
    for channel in CHANNELS:
        mine = [one for one in addresses if one.channel == channel]
        usable = [one for one in mine if one.usable]
        if usable:
            choices[channel] = Choice(channel, half_hidden(usable[0].value, channel), _wish(channel, said))
        elif mine:
            theirs = any(one.why in _THEIR_WORD for one in mine)
            choices[channel] = Choice(channel, half_hidden(mine[0].value, channel), Wish.NOTHING, not theirs)
    return Preferences(customer.pk, tuple(choices.values()), customer.hears_every_days)


@transaction.atomic
def keep_preferences(
    *, customer_id: int, wishes: Mapping[str, Wish], every_days: int, wordings: Mapping[str, str]
) -> None:
    """Keep what somebody chose; only what differs from what holds is written down.

    ``wordings``: the sentence beside each choice, as it stood on the page, by ``"channel wish"``. A box that was
    ticked beforehand is no consent: what was left as it was is not recorded.
    """
    now = preferences_of(customer_id)
    for choice in now.choices:
        wish = wishes.get(choice.channel, choice.wish)
        if wish is not choice.wish and not choice.is_fixed:
            _keep(now.customer_id, choice, wish, wordings.get(f"{choice.channel} {wish}", ""))
    if every_days in OFTEN and every_days != now.every_days:
        Customer.objects.filter(pk=now.customer_id).update(hears_every_days=every_days)


@transaction.atomic
def stop_everything(*, customer_id: int, wording: str) -> None:
    """Nothing more on any channel, at once."""
    for choice in preferences_of(customer_id).choices:
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


def _wish(channel: str, said: Said) -> Wish:
    """What holds: offers go by mail and e-mail until somebody says no, by telephone only after a yes."""
    words = said.get(channel, ())
    if consent_for(words, Purpose.CARE) is Answer.REFUSED:
        return Wish.NOTHING
    offers = consent_for(words, Purpose.PROMOTION)
    if offers is Answer.UNKNOWN:
        return Wish.CARE if channel == Channel.PHONE else Wish.ALL
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
