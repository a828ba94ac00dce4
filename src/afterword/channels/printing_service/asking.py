"""Asks a printing service what became of a card, whether it knows one at all, and whether the account works."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote, urlencode

from afterword.channels.email.loopback import NotLocal
from afterword.channels.printing_service.line import Taken, outcome_of, taken_of
from afterword.channels.printing_service.paper import read_object
from afterword.channels.printing_service.settings import Service
from afterword.channels.printing_service.wire import Answer, NoAnswer, NotReached, Wire


class Fate(StrEnum):
    """Where a card is, as far as the service tells."""

    PRINTING = "printing"
    MAILED = "mailed"
    DELIVERED = "delivered"
    RETURNED = "returned"
    FAILED = "failed"
    """It will not be posted: it could not be drawn, or somebody cancelled it."""


class CannotAsk(Exception):
    """The service gives no usable answer now; one sentence."""


@dataclass(frozen=True, slots=True)
class Found:
    """Whether the service knows the card: its own number, or None."""

    taken: Taken | None


_RETURNED = ("returned", "undeliverable")
_DELIVERED = ("delivered",)
_MAILED = ("mailed", "in transit", "in_transit", "in local area", "in_local_area", "processed for delivery",
           "processed_for_delivery", "re-routed", "re_routed", "rerouted", "out for delivery")  # fmt: skip
_FAILED = ("failed", "canceled", "cancelled", "deleted")


def fate_of(service: Service, number: str, *, is_letter: bool, patience: float | None = None) -> Fate:
    """What became of the card of that number. Raises CannotAsk."""
    kind = "letters" if is_letter else "postcards"
    answer = _ask(service, f"/{kind}/{quote(number, safe='')}", patience)
    if answer.status != 200:
        raise CannotAsk(outcome_of(answer).reply or f"The printing service answered {answer.status}.")
    return fate_in(read_object(answer.body))


def fate_in(told: dict[str, object]) -> Fate:
    """The fate that a card's record tells: the last word of its tracking counts, then its state."""
    if told.get("deleted") is True:
        return Fate.FAILED
    events = told.get("tracking_events")
    named = (
        [str(one.get("name") or one.get("type") or "") for one in events if isinstance(one, dict)]
        if isinstance(events, list)
        else []
    )
    found = [fate for name in named if (fate := _named(name)) is not None]
    # A card that came back was mailed before; services do not promise an order.
    for fate in (Fate.RETURNED, Fate.DELIVERED, Fate.FAILED, Fate.MAILED):
        if fate in found:
            return fate
    return _named(str(told.get("status") or "")) or Fate.PRINTING


def _named(name: str) -> Fate | None:
    said = name.casefold().rpartition(".")[2].strip()
    for fate, words in (
        (Fate.RETURNED, _RETURNED),
        (Fate.FAILED, _FAILED),
        (Fate.DELIVERED, _DELIVERED),
        (Fate.MAILED, _MAILED),
    ):
        if any(said.startswith(word) for word in words):
            return fate
    return None


def find_order(service: Service, key: str, *, is_letter: bool, patience: float | None = None) -> Found:
    """Whether the service has a card that was ordered under this idempotency key. Raises CannotAsk."""
    kind = "letters" if is_letter else "postcards"
    asked = urlencode({"metadata[afterword]": key, "limit": "1"})
    answer = _ask(service, f"/{kind}?{asked}", patience)
    listed = read_object(answer.body).get("data")
    if answer.status != 200 or not isinstance(listed, list):
        raise CannotAsk(outcome_of(answer).reply or f"The printing service answered {answer.status}.")
    for one in listed:
        if isinstance(one, dict) and _carries(one, key):
            return Found(taken_of(one))
    return Found(None)


def _carries(one: dict[str, object], key: str) -> bool:
    marks = one.get("metadata")
    return isinstance(marks, dict) and marks.get("afterword") == key


def check_service(service: Service, *, patience: float | None = None) -> list[str]:
    """Ask for the list of cards with this key: one sentence per trouble, empty when all is well."""
    try:
        answer = _ask(service, "/postcards?limit=1", patience)
    except CannotAsk as trouble:
        return [str(trouble)]
    if answer.status == 200 and isinstance(read_object(answer.body).get("data"), list):
        return []
    return [outcome_of(answer).reply or f"The API is not at this address: it answered {answer.status}."]


def _ask(service: Service, path: str, patience: float | None) -> Answer:
    try:
        return Wire(service, patience=patience).ask("GET", path)
    except (NotReached, NoAnswer, NotLocal) as trouble:
        raise CannotAsk(str(trouble)) from None
