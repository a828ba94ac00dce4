"""A connection of the e-mail channel through a provider: all but the last octet first, that octet when told to.

Until the last octet of a request has left, no provider can act upon it, so whatever goes wrong may be tried again;
after it only an answer counts. Where a provider keeps a repeated call from being a second mail, an answer that was lost
is asked for again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from afterword.channels.email.addresses import BadAddress, wire_address
from afterword.channels.email.loopback import NotLocal
from afterword.channels.email.message import Unsendable
from afterword.channels.email.patience import Patience
from afterword.channels.email.providers.account import ProviderAccount
from afterword.channels.email.providers.answers import not_taken, outcome_of
from afterword.channels.email.providers.http import Certificate, Line
from afterword.channels.email.providers.mail import mail_of
from afterword.channels.email.providers.shape import Answer, Call
from afterword.channels.email.smtp import OutOfTurn
from afterword.channels.email.wire import Garbled, Lost
from afterword.channels.port import Fault, Kind, Outcome, Parcel

#: How often an answer that was lost is asked for again, where asking again is safe.
_ASKED_AGAIN = 2


class ProviderLine:
    """Takes one letter after another and reconnects by itself. Not for use by two threads at once."""

    __slots__ = ("_account", "_call", "_fresh", "_line", "_patience", "_prepared", "_said", "_sore")

    def __init__(self, account: ProviderAccount, patience: Patience | None = None) -> None:
        self._account = account
        self._patience = patience or Patience()
        self._line = Line(account.base, self._patience, local_only=account.local_only)
        self._prepared: tuple[Parcel, Call | Outcome] | None = None
        self._call: Call | None = None
        self._said = False
        self._fresh = True
        #: The provider failed in the middle of a mail: it is asked how it is before it gets another.
        self._sore = False

    def hand_over(self, parcel: Parcel) -> Outcome | None:
        """Send all of the request but its last octet. None: `finish` may say it."""
        outcome = self.begin(parcel)
        return self.proceed() if outcome is None else outcome

    def finish(self) -> Outcome:
        """Say the last octet and wait for the answer. Raises OutOfTurn if nothing was handed over."""
        outcome = self.say_last_word()
        return self.last_answer() if outcome is None else outcome

    def abandon(self) -> None:
        """Hang up in the middle of a request, which is none then; between letters do nothing."""
        if self._call is not None:
            self._drop()

    def close(self) -> None:
        self._drop()

    def prepare(self, parcel: Parcel) -> None:
        """Write the request that `begin` will be asked for next, while the line is busy with another."""
        self._prepared = (parcel, self._written(parcel))

    def begin(self, parcel: Parcel) -> Outcome | None:
        """Connect if need be and send the request but for its last octet. None: go on with `proceed`."""
        self.abandon()
        known, self._prepared = self._prepared, None
        call = known[1] if known is not None and known[0] is parcel else self._written(parcel)
        if isinstance(call, Outcome):
            return call
        if self._sore and (outcome := self._asked_how_it_is()):
            return outcome
        self._call, self._said = call, False
        return self._transmit(call)

    def proceed(self) -> Outcome | None:
        """An answer before the last octet is a refusal; otherwise there is nothing to wait for."""
        if self._call is None:
            raise OutOfTurn("There is no letter on this line; begin one first.")
        return None

    def say_last_word(self) -> Outcome | None:
        """Send the last octet, unless the provider has spoken or hung up meanwhile. None: go on with `last_answer`."""
        if self._call is None:
            raise OutOfTurn("Nothing has been handed over on this line; there is nothing to finish.")
        try:
            if self._line.has_spoken():
                return self._refused_early()
        except Lost as lost:
            if self._fresh:
                return self._lost(lost)
            # It was tired of an old connection; nobody has acted upon what it had heard.
            self._line.hang_up()
            if outcome := self._transmit(self._call):
                return outcome
        return self._last_octet()

    def last_answer(self) -> Outcome:
        """Wait for the answer. SENT only for the provider's own yes; UNCLEAR when there was no proper answer."""
        call = self._call
        if not self._said or call is None:
            raise OutOfTurn("The last word has not been said on this line; there is no answer to wait for.")
        outcome = self._outcome()
        for _ in range(_ASKED_AGAIN if self._account.provider.once else 0):
            if outcome.kind is not Kind.UNCLEAR:
                break
            self._line.hang_up()
            outcome = self._asked_again(call, outcome)
        self._sore = outcome.kind is Kind.UNCLEAR
        self._call, self._said, self._fresh = None, False, False
        if outcome.kind is Kind.UNCLEAR:
            self._line.hang_up()
        return outcome

    def trouble(self) -> Outcome | None:
        """Ask the provider's harmless question. None: it knows the key; otherwise what is wrong."""
        provider = self._account.provider
        question = self._signed(provider.question(self._account.settings))
        outcome = self._connected() or self._heard_of(question)
        self._line.hang_up()
        return outcome

    def _heard_of(self, question: Call) -> Outcome | None:
        provider = self._account.provider
        try:
            self._line.begin(question)
            self._line.say_last_octet()
            answer = self._line.answer(self._patience.command)
        except Lost as lost:
            return self._lost(lost)
        except Garbled as garbled:
            return self._garbled(garbled)
        if 200 <= answer.status < 300 or provider.allowed_anyway(answer):
            return None
        return not_taken(provider, answer)

    def _asked_how_it_is(self) -> Outcome | None:
        outcome = self.trouble()
        self._sore = outcome is not None
        if outcome is None or outcome.kind is Kind.ACCOUNT:
            return outcome
        # Whatever it says now, this mail is not to blame, and the others may wait until it is well.
        return Outcome(Kind.RETRY, "", outcome.reply)

    def _written(self, parcel: Parcel) -> Call | Outcome:
        """The request, or why there cannot be one."""
        provider = self._account.provider
        try:
            mail = mail_of(parcel, rewritten=provider.rewrites)
            if wire_address(parcel.recipient.address).needs_utf8:
                sentence = (
                    f"{provider.title} cannot deliver to an address with letters beyond ASCII; use another channel."
                )
                return Outcome(Kind.REFUSED, "", sentence, Fault.SOFT)
        except (Unsendable, BadAddress) as error:
            return Outcome(Kind.REFUSED, "", str(error), Fault.OURS)
        return provider.ask(mail, self._account.settings)

    def _transmit(self, call: Call) -> Outcome | None:
        self._fresh = not self._line.is_open
        for _ in range(2):
            if outcome := self._connected():
                return outcome
            try:
                self._line.begin(self._signed(call))
            except Lost as lost:
                last_words = self._last_words()
                self._line.hang_up()
                if last_words is not None:
                    return self._ended(not_taken(self._account.provider, last_words))
                if self._fresh:
                    return self._lost(lost)
                self._fresh = True
            else:
                return None
        return self._lost(Lost("broke the connection"))

    def _last_words(self) -> Answer | None:
        """A provider that hangs up on the way may have said why."""
        try:
            return self._line.answer(self._patience.farewell)
        except (Lost, Garbled):
            return None

    def _connected(self) -> Outcome | None:
        try:
            self._line.connect()
        except NotLocal as error:
            return self._ended(Outcome(Kind.ACCOUNT, "", str(error), Fault.OURS))
        except Certificate as problem:
            return self._ended(Outcome(Kind.ACCOUNT, "", f"{self._who} {problem}; check its address.", Fault.OURS))
        except Lost as lost:
            return self._lost(lost)
        return None

    def _last_octet(self) -> Outcome | None:
        try:
            self._line.say_last_octet()
        except Lost as lost:
            return self._ended(self._unclear(f"{lost} while the end of the mail was being sent"))
        self._said = True
        return None

    def _refused_early(self) -> Outcome:
        try:
            answer = self._line.answer(self._patience.command)
        except Lost as lost:
            return self._lost(lost)
        except Garbled as garbled:
            return self._garbled(garbled)
        return self._ended(not_taken(self._account.provider, answer))

    def _outcome(self) -> Outcome:
        try:
            return outcome_of(self._account.provider, self._line.answer(self._patience.dot))
        except Lost as lost:
            return self._unclear(f"{lost} after the whole mail had been sent")
        except Garbled as garbled:
            return self._unclear(f"answered with what is no answer: {garbled}")

    def _asked_again(self, call: Call, unclear: Outcome) -> Outcome:
        """The same call once more. Only a yes settles it: a no may be said of the repetition alone."""
        try:
            self._line.connect()
            self._line.begin(self._signed(call))
            self._line.say_last_octet()
        except (Lost, Certificate, NotLocal):
            return unclear
        outcome = self._outcome()
        return outcome if outcome.kind is Kind.SENT else unclear

    def _signed(self, call: Call) -> Call:
        account = self._account
        return account.provider.sign(call, account.settings, self._line.place, datetime.now(UTC))

    @property
    def _who(self) -> str:
        return f"{self._account.provider.title} ({self._line.place})"

    def _lost(self, lost: Lost) -> Outcome:
        return self._ended(Outcome(Kind.RETRY, "", f"{self._who} {lost}; nothing was sent."))

    def _garbled(self, garbled: Garbled) -> Outcome:
        sentence = f"{self._who} answered with what is no answer, so nothing was sent: {garbled}"
        return self._ended(Outcome(Kind.RETRY, "", sentence))

    def _unclear(self, what: str) -> Outcome:
        return Outcome(Kind.UNCLEAR, "", f"{self._who} {what}; it may have arrived.")

    def _ended(self, outcome: Outcome) -> Outcome:
        self._drop()
        return replace(outcome, reply=outcome.reply[:500])

    def _drop(self) -> None:
        self._line.hang_up()
        self._call, self._said = None, False
