"""Whether a provider says that an address is gone for good: each has its own word for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_FOR_GOOD = frozenset(
    {
        "permanent",
        "hard_bounce",
        "hard_bounced",
        "hardbounce",
        "bademailaddress",
        "activity.hard_bounced",
        "invalid_email",
        "hard",
    }
)
_FOR_NOW = frozenset(
    {
        "transient",
        "temporary",
        "soft_bounce",
        "soft_bounced",
        "softbounce",
        "activity.soft_bounced",
        "undetermined",
        "soft bounce",
        "soft",
        "dnserror",
    }
)
#: Where providers keep it: the fields that lead there, and the field itself.
_PLACES = (
    ("bounce", "bounceType"),
    ("event-data", "severity"),
    ("data", "bounce", "type"),
    ("data", "type"),
    ("Type",),
    ("SuppressionReason",),
    ("type",),
    ("status",),
    ("event",),
)
#: https://support.sparkpost.com/docs/deliverability/bounce-classification-codes
_SPARKPOST_FOR_GOOD = frozenset({"10", "30", "90"})


def permanence_of(told: Any) -> bool | None:
    """True, False, or None where the provider does not say. `told`: its own words, as they came."""
    if not isinstance(told, Mapping):
        return None
    if isinstance(told.get("hard_bounce"), bool):
        return bool(told["hard_bounce"])
    if isinstance(told.get("msys"), Mapping):
        return _of_sparkpost(told["msys"])
    for place in _PLACES:
        word = _at(told, place)
        if word in _FOR_GOOD:
            return True
        if word in _FOR_NOW:
            return False
    return _of_sendgrid(told)


def _at(told: Mapping[str, Any], place: tuple[str, ...]) -> str:
    found: Any = told
    for name in place:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found.casefold() if isinstance(found, str) else ""


def _of_sparkpost(msys: Mapping[str, Any]) -> bool | None:
    classes = [one.get("bounce_class") for one in msys.values() if isinstance(one, Mapping)]
    return None if not classes or classes[0] is None else str(classes[0]) in _SPARKPOST_FOR_GOOD


def _of_sendgrid(told: Mapping[str, Any]) -> bool | None:
    """It says "bounce" of what will not be tried again, and "blocked" of what may be."""
    if "sg_event_id" not in told or told.get("event") != "bounce":
        return None
    status = str(told.get("status", ""))
    if told.get("type") == "blocked":
        return False
    return status.startswith("5") if status else None
