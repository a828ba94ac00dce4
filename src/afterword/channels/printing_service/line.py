"""Hands cards to a printing service, one after another, each surely at most once.

`hand_over` opens the line and says nothing. `finish` orders the card under its idempotency key, and orders it again
under the same key where no proper answer came: the service then answers for the card that it has already. Only when
every attempt stays without an answer is the outcome unclear.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from afterword.channels.email.loopback import NotLocal
from afterword.channels.port import Fault, Kind, Outcome, Parcel
from afterword.channels.printing_service.paper import PaperParcel, posting_of, read_object
from afterword.channels.printing_service.settings import Service
from afterword.channels.printing_service.wire import Answer, NoAnswer, NotReached, NotTrusted, Wire

#: Seconds before each repetition of a request that nobody answered.
PAUSES = (1.0, 4.0)

_ACCOUNT = frozenset({401, 402, 403, 404, 405})
#: The service says itself that it took nothing.
_NOT_NOW = frozenset({408, 425, 429, 503})
#: A final no to what was asked.
_NO = frozenset({400, 406, 410, 411, 413, 414, 415, 416, 417, 421, 422, 426, 428, 431, 451})
_UNDELIVERABLE = ("undeliverable", "deliverability", "no such address", "address does not exist", "address not found")


@dataclass(frozen=True, slots=True)
class Taken:
    """What the service said of a card that it took: its own number, when it expects to deliver, and the price.

    `price`: as it was written, in the account's currency; empty where it was not told.
    """

    id: str
    expected_on: date | None = None
    price: str = ""


class PrintingLine:
    """A `channels.port.Connection` to a printing service. `taken` tells more of the last card that was sent."""

    def __init__(self, service: Service, *, timeout: float | None = None) -> None:
        self._wire = Wire(service, patience=timeout)
        self._parcel: PaperParcel | None = None
        self.taken: Taken | None = None

    def hand_over(self, parcel: Parcel) -> Outcome | None:
        """Open the line; nothing of the card is told yet."""
        self.taken = None
        if not isinstance(parcel, PaperParcel):
            return Outcome(Kind.REFUSED, reply="A printing service takes cards and letters only.", fault=Fault.OURS)
        try:
            self._wire.connect()
        except NotLocal as trouble:
            return Outcome(Kind.ACCOUNT, reply=str(trouble), fault=Fault.OURS)
        except NotTrusted as trouble:
            return Outcome(Kind.ACCOUNT, reply=str(trouble), fault=Fault.OURS)
        except NotReached as trouble:
            return Outcome(Kind.RETRY, reply=str(trouble))
        self._parcel = parcel
        return None

    def finish(self) -> Outcome:
        """Order the card, and read the answer."""
        parcel, self._parcel = self._parcel, None
        assert parcel is not None
        in_doubt: Outcome | None = None
        for pause in (0.0, *PAUSES):
            time.sleep(pause)
            outcome = self._order(parcel, first=in_doubt is None)
            if outcome.kind in (Kind.SENT, Kind.REFUSED):
                return outcome
            if outcome.kind is not Kind.UNCLEAR and in_doubt is None:
                return outcome
            # Once a request may have been understood, only its own answer ends the doubt.
            in_doubt = in_doubt or outcome
        assert in_doubt is not None
        return in_doubt

    def _order(self, parcel: PaperParcel, *, first: bool) -> Outcome:
        posting = posting_of(parcel)
        headers = {"Content-Type": posting.content_type, "Idempotency-Key": parcel.idempotency_key}
        try:
            answer = self._wire.ask("POST", posting.path, headers=headers, body=posting.body)
        except (NotReached, NotLocal) as trouble:
            return Outcome(Kind.RETRY if first else Kind.UNCLEAR, reply=str(trouble)[:500])
        except NoAnswer as trouble:
            return Outcome(Kind.UNCLEAR, reply=str(trouble)[:500])
        if answer.status in (200, 201):
            self.taken = taken_of(read_object(answer.body))
        return outcome_of(answer)

    def abandon(self) -> None:
        """Nothing was told yet, so nothing is to be taken back."""
        self._parcel = None
        self._wire.close()

    def close(self) -> None:
        """Free the line."""
        self._wire.close()


def outcome_of(answer: Answer) -> Outcome:
    """What an answer to an order means."""
    code, said = str(answer.status), what_it_said(answer)
    if answer.status in (200, 201):
        if taken_of(read_object(answer.body)) is None:
            return Outcome(Kind.UNCLEAR, code, "The service answered yes, and with nothing that could be understood.")
        return Outcome(Kind.SENT, code)
    if answer.status in _ACCOUNT or 300 <= answer.status < 400:
        return Outcome(Kind.ACCOUNT, code, said or _TROUBLE.get(answer.status, _ELSEWHERE), Fault.OURS)
    if answer.status in _NOT_NOW:
        return Outcome(Kind.RETRY, code, said)
    if answer.status in _NO:
        gone = any(word in said.casefold() for word in _UNDELIVERABLE)
        return Outcome(Kind.REFUSED, code, said, Fault.HARD if gone else Fault.SOFT)
    return Outcome(Kind.UNCLEAR, code, said)


_ELSEWHERE = "The API is not at this address. Enter it as the service’s manual says."
_TROUBLE = {
    401: "The printing service does not take this key. Enter the key it gave you.",
    402: "The printing service wants to be paid first.",
    403: "The printing service does not allow this account to order.",
}


def what_it_said(answer: Answer) -> str:
    """The service's own sentence about what is wrong, on one line; empty where it gave none."""
    error = read_object(answer.body).get("error")
    told = error.get("message") if isinstance(error, dict) else error
    return " ".join(str(told or "").replace("\0", "").split())[:500]


def taken_of(told: Mapping[str, object]) -> Taken | None:
    """The card that a record speaks of; None where it names none."""
    number = told.get("id")
    if not isinstance(number, str) or not number.strip() or len(number) > 100 or not number.isprintable():
        return None
    price = told.get("price")
    return Taken(number, _day_in(told.get("expected_delivery_date")), "" if price is None else str(price)[:40])


def _day_in(told: object) -> date | None:
    """A civil day as services write it (2026-12-01, perhaps with a time behind it)."""
    try:
        return date.fromisoformat(str(told)[:10])
    except ValueError:
        return None
