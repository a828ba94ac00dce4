"""How a conversation with a mail server ends early, in the owner's words."""

from __future__ import annotations

from afterword.channels.email.replies import Phase
from afterword.channels.email.settings import MailServer
from afterword.channels.email.wire import Garbled, Lost
from afterword.channels.port import Fault, Kind, Outcome


class Stopped(Exception):
    """The conversation cannot go on: with what outcome, in which phase, and whether the line is of no more use."""

    def __init__(self, outcome: Outcome, phase: Phase, *, hang_up: bool = True) -> None:
        super().__init__(outcome.reply)
        self.outcome = outcome
        self.phase = phase
        self.hang_up = hang_up


def lost_by(server: MailServer, lost: Lost, phase: Phase) -> Stopped:
    """Before the dot: surely not accepted, so it may be tried again."""
    sentence = f"The mail server {server.place} {lost}; nothing was sent."
    return Stopped(Outcome(Kind.RETRY, "", sentence), phase)


def garbled_by(server: MailServer, garbled: Garbled, phase: Phase) -> Stopped:
    """Before the dot: surely not accepted, so it may be tried again."""
    sentence = f"The mail server {server.place} answered with what is no answer, so nothing was sent: {garbled}"
    return Stopped(Outcome(Kind.RETRY, "", sentence), phase)


def ours_at(server: MailServer, problem: str, phase: Phase) -> Stopped:
    """The account's settings or the server's set-up are at fault, whoever the letter is for."""
    return Stopped(Outcome(Kind.ACCOUNT, "", f"The mail server {server.place} {problem}.", Fault.OURS), phase)


def unclear_at(server: MailServer, what: str) -> Stopped:
    """The dot may have gone out, and no proper answer came."""
    return Stopped(Outcome(Kind.UNCLEAR, "", f"The mail server {server.place} {what}; it may have arrived."), Phase.DOT)
