"""One line to a mail server: transmits a letter up to its final dot, and only says the dot when told to.

Before the dot nothing is accepted, so whatever goes wrong may be tried again; after the dot only an answer counts, and
no answer is "unclear". Nothing that a server does raises here.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from afterword.channels.email.dkim import signing
from afterword.channels.email.message import Letter, Unsendable, compose
from afterword.channels.email.patience import Patience
from afterword.channels.email.replies import Phase, Reply, refusal
from afterword.channels.email.settings import MailServer
from afterword.channels.email.signing_aside import sign_aside
from afterword.channels.email.stopped import Stopped, garbled_by, lost_by, unclear_at
from afterword.channels.email.welcome import welcomed
from afterword.channels.email.wire import Garbled, Lost, Wire
from afterword.channels.port import Fault, Kind, Outcome, Parcel


class OutOfTurn(RuntimeError):
    """The caller's mistake: the last word without a message, or an answer that was not asked for."""


class SmtpLine:
    """A connection of the e-mail channel; takes one letter after another and reconnects by itself.

    Between `begin` and the end of a letter the line is busy with it. Not for use by two threads at once.
    """

    __slots__ = (
        "_fresh",
        "_letter",
        "_offers",
        "_patience",
        "_prepared",
        "_ready",
        "_server",
        "_spoken_last",
        "_wire",
        "phase",
    )

    def __init__(self, server: MailServer, patience: Patience | None = None) -> None:
        self._server = server
        self._patience = patience or Patience()
        self._wire: Wire | None = None
        self._offers: dict[str, str] = {}
        self._letter: Letter | None = None
        self._prepared: deque[tuple[Parcel, Callable[[], Letter] | Outcome]] = deque()
        self._ready = False
        self._spoken_last = False
        self._fresh = True
        self.phase = Phase.CONNECT

    # What the port asks for

    def hand_over(self, parcel: Parcel) -> Outcome | None:
        """Transmit everything but the final dot. None: `finish` may say it."""
        outcome = self.begin(parcel)
        return self.proceed() if outcome is None else outcome

    def finish(self) -> Outcome:
        """Say the dot and wait for the answer. Raises OutOfTurn if nothing was handed over."""
        outcome = self.say_last_word()
        return self.last_answer() if outcome is None else outcome

    def abandon(self) -> None:
        """Hang up in the middle of a letter, so that the server discards it; between letters do nothing."""
        if self._letter is not None:
            self._hang_up()

    def close(self) -> None:
        """Say QUIT where that is possible, and hang up. A server that does not answer is not waited for."""
        self.abandon()
        if self._wire is not None:
            try:
                self._wire.send(b"QUIT\r\n", self._patience.farewell)
                self._wire.reply(self._patience.farewell)
            except (Lost, Garbled):
                pass  # all is said and done; how the server parts changes nothing
            self._hang_up()

    # The same in halves, so that several lines can wait at the same time

    def prepare(self, parcel: Parcel) -> None:
        """Write a letter that `begin` will soon be asked for, in that order, while the line is busy with another."""
        if all(known is not parcel for known, _ in self._prepared):
            self._prepared.append((parcel, self._write(parcel)))

    def begin(self, parcel: Parcel) -> Outcome | None:
        """Connect if need be and send the first commands of a letter. None: go on with `proceed`."""
        self.abandon()
        written = self._written(parcel)
        if isinstance(written, Outcome):
            return written
        letter = written()
        outcome = self.connect()
        if outcome is not None:
            return outcome
        if letter.needs_utf8 and "SMTPUTF8" not in self._offers:
            sentence = (
                f"{self._server.host} cannot deliver to an address with letters beyond ASCII; use another channel."
            )
            return Outcome(Kind.REFUSED, "5.6.7", sentence, Fault.SOFT)
        self._letter = letter
        self._ready = self._spoken_last = False
        try:
            self._send_envelope(letter)
        except Lost as lost:
            return self._stop(lost_by(self._server, lost, self.phase))
        return None

    def proceed(self) -> Outcome | None:
        """Read the answers to the first commands and send the letter's text. None: `say_last_word` may follow."""
        if self._letter is None:
            raise OutOfTurn("There is no letter on this line; begin one first.")
        try:
            try:
                self._transmit(self._letter)
            except Stopped as stopped:
                if self._fresh or self.phase is not Phase.MAIL or stopped.outcome.kind is not Kind.RETRY:
                    raise
                # The server was tired of an old connection; nothing was said about this letter yet.
                self._transmit_anew(self._letter)
        except Stopped as stopped:
            return self._stop(stopped)
        self._fresh = False
        self._ready = True
        return None

    def say_last_word(self) -> Outcome | None:
        """Send the dot, unless the server has spoken or hung up meanwhile. None: go on with `last_answer`."""
        if not self._ready or self._wire is None:
            raise OutOfTurn("Nothing has been handed over on this line; there is nothing to finish.")
        self._ready = False
        self.phase = Phase.BODY
        try:
            if self._wire.has_spoken():
                early = self._wire.reply(self._patience.command)
                return self._stop(Stopped(refusal(early, Phase.BODY), Phase.BODY))
        except Lost as lost:
            return self._stop(lost_by(self._server, lost, self.phase))
        except Garbled as garbled:
            return self._stop(garbled_by(self._server, garbled, self.phase))
        self.phase = Phase.DOT
        try:
            self._wire.send(b".\r\n", self._patience.body)
        except Lost as lost:
            return self._stop(unclear_at(self._server, f"{lost} while the end of the message was being sent"))
        self._spoken_last = True
        return None

    def last_answer(self) -> Outcome:
        """Wait for the answer to the dot. SENT only for a 250; UNCLEAR when there was no proper answer."""
        if not self._spoken_last or self._wire is None:
            raise OutOfTurn("The last word has not been said on this line; there is no answer to wait for.")
        self._spoken_last = False
        try:
            reply = self._wire.reply(self._patience.dot)
        except Lost as lost:
            return self._stop(unclear_at(self._server, f"{lost} after the whole message had been sent"))
        except Garbled as garbled:
            return self._stop(unclear_at(self._server, f"answered with what is no answer: {garbled}"))
        if reply.code == 250:
            self._letter = None
            return Outcome(Kind.SENT, reply.codes, reply.text)
        outcome = refusal(reply, Phase.DOT)
        return self._stop(
            Stopped(outcome, Phase.DOT, hang_up=reply.code == 421 or outcome.kind is Kind.UNCLEAR), reset=False
        )

    def connect(self) -> Outcome | None:
        """Connect, secure and log in, unless that is done already. None: the server is ready for letters."""
        if self._wire is not None:
            try:
                if not self._wire.has_spoken():
                    return None
            except Lost:
                pass  # hung up on us while we were idle: start anew
            self._hang_up()
        try:
            self._open_line()
        except Stopped as stopped:
            return self._stop(stopped)
        return None

    def _open_line(self) -> None:
        self._wire, self._offers = welcomed(self._server, self._patience)
        self._fresh = True

    # A letter

    def _written(self, parcel: Parcel) -> Callable[[], Letter] | Outcome:
        """The letter, if it was prepared; what was prepared before it is not asked for any more."""
        while self._prepared:
            known, written = self._prepared.popleft()
            if known is parcel:
                return written
        return self._write(parcel)

    def _write(self, parcel: Parcel) -> Callable[[], Letter] | Outcome:
        """Write the letter and begin to sign it, or say why it cannot be one."""
        try:
            return signing(compose(parcel), self._server.signers, at=parcel.written_at, sign=sign_aside)
        except Unsendable as error:
            return Outcome(Kind.REFUSED, "", str(error), Fault.OURS)

    def _send_envelope(self, letter: Letter) -> None:
        assert self._wire is not None
        self.phase = Phase.MAIL
        self._wire.send(
            b"".join(_envelope(letter)) if "PIPELINING" in self._offers else _envelope(letter)[0],
            self._patience.command,
        )

    def _transmit(self, letter: Letter) -> None:
        """Read the answers to the envelope, sending what is left of it, then send the text."""
        wire, patience = self._wire, self._patience
        if wire is None:
            raise OutOfTurn("The line is closed.")
        try:
            if "PIPELINING" in self._offers:
                self._take_three(wire)
            else:
                self._take(wire.reply(patience.command), Phase.MAIL)
                for phase, command in zip((Phase.RCPT, Phase.DATA), _envelope(letter)[1:], strict=True):
                    self.phase = phase
                    wire.send(command, patience.command)
                    self._take(wire.reply(patience.data if phase is Phase.DATA else patience.command), phase)
            self.phase = Phase.BODY
            self._send_text(wire, letter.raw.replace(b"\r\n.", b"\r\n.."))
        except Lost as lost:
            raise lost_by(self._server, lost, self.phase) from None
        except Garbled as garbled:
            raise garbled_by(self._server, garbled, self.phase) from None

    def _send_text(self, wire: Wire, text: bytes) -> None:
        """Send the text without its dot. A server that hangs up on the way may have said why."""
        try:
            wire.send(text, self._patience.body)
        except Lost as lost:
            try:
                last_words = wire.reply(self._patience.farewell)
            except (Lost, Garbled):
                raise lost from None
            raise Stopped(refusal(last_words, Phase.BODY), Phase.BODY) from None

    def _take_three(self, wire: Wire) -> None:
        """The answers to MAIL, RCPT and DATA sent at once (RFC 2920): all are read, the first refusal counts."""
        stopped: Stopped | None = None
        for phase in (Phase.MAIL, Phase.RCPT, Phase.DATA):
            if stopped is None:
                self.phase = phase
            try:
                reply = wire.reply(self._patience.data if phase is Phase.DATA else self._patience.command)
            except (Lost, Garbled):
                if stopped is None:
                    raise
                stopped.hang_up = True
                break
            try:
                self._take(reply, phase)
            except Stopped as refused:
                stopped = stopped or refused
                if refused.hang_up:
                    stopped.hang_up = True
                    break
            else:
                # A refused letter that may be sent all the same: hang up, for even an empty one would be a message.
                if stopped is not None and phase is Phase.DATA:
                    stopped.hang_up = True
        if stopped is not None:
            raise stopped

    def _take(self, reply: Reply, phase: Phase) -> None:
        if phase is Phase.DATA:
            if reply.code == 354:
                return
        elif 250 <= reply.code < 260:
            return
        raise Stopped(refusal(reply, phase), phase, hang_up=reply.code == 421 or reply.code < 400)

    def _transmit_anew(self, letter: Letter) -> None:
        self._hang_up()
        self._letter = letter
        self._open_line()
        try:
            self._send_envelope(letter)
        except Lost as lost:
            raise lost_by(self._server, lost, self.phase) from None
        self._transmit(letter)

    # Ending

    def _stop(self, stopped: Stopped, *, reset: bool = True) -> Outcome:
        """End the letter with this outcome; keep the line where the server is still in step with us."""
        self.phase = stopped.phase
        self._fresh = False
        if stopped.hang_up or self._wire is None:
            self._hang_up()
        elif reset and self._letter is not None:
            try:
                self._wire.send(b"RSET\r\n", self._patience.command)
                if self._wire.reply(self._patience.command).code != 250:
                    self._hang_up()
            except (Lost, Garbled):
                self._hang_up()
        self._letter = None
        self._ready = self._spoken_last = False
        return stopped.outcome

    def _hang_up(self) -> None:
        if self._wire is not None:
            self._wire.close()
        self._wire = None
        self._letter = None
        self._ready = self._spoken_last = False


def _envelope(letter: Letter) -> tuple[bytes, bytes, bytes]:
    extra = " BODY=8BITMIME SMTPUTF8" if letter.needs_utf8 else ""
    return (
        f"MAIL FROM:<{letter.envelope_from}>{extra}\r\n".encode(),
        f"RCPT TO:<{letter.envelope_to}>\r\n".encode(),
        b"DATA\r\n",
    )
