"""Asking the assistant for one line: one request, nothing followed, limits on time and size, a sentence on trouble."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence
from urllib.parse import urlsplit

from afterword.businesses.queries import current_business
from afterword.channels.email.loopback import NotLocal, is_this_machine
from afterword.channels.email.patience import Patience
from afterword.channels.email.providers.http import Certificate, Line
from afterword.channels.email.providers.shape import Answer, Call
from afterword.channels.email.wire import Garbled, Lost
from afterword.domain.proposing import proposal_in, request_for
from afterword.domain.trouble import Trouble
from afterword.followups.assistant.account import Assistant, assistant
from afterword.infra import clock, vault

#: Seconds for the whole of an answer: somebody waits in front of the page.
PATIENCE = 20.0
_CONNECT = 5.0


class NotProposed(Trouble):
    """The assistant could not be asked, or gave no answer; the sentence says what to do."""


def propose_line(*, facts: Sequence[str], letter: str, patience: float = PATIENCE) -> str:
    """One plain line that the assistant proposes, from these facts for this letter, and nothing else.

    Talks to another machine, so it must not be called inside a transaction. Keeps nothing and sends no letter. Raises
    :class:`NotProposed` and ``NoProposal``.
    """
    try:
        asked = assistant()
    except vault.UnreadableSecret:
        raise NotProposed("The assistant's key cannot be read any more. Enter it again under Settings.") from None
    if asked is None:
        raise NotProposed("The assistant is off. The owner can switch it on under Settings.")
    body = request_for(model=asked.model, business=current_business().name, facts=facts, letter=letter)
    answer = _answer(asked, body, patience)
    _refuse(asked, answer)
    return proposal_in(answer.body)


def _answer(asked: Assistant, body: bytes, patience: float) -> Answer:
    """What comes back. Raises :class:`NotProposed`."""
    host = {"host": asked.host}
    _check_place(asked)
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if asked.key:
        headers["Authorization"] = f"Bearer {asked.key}"
    seconds = Patience(min(_CONNECT, patience), patience, patience, patience, patience, patience, 1)
    line = Line(asked.url, seconds, local_only=clock.is_shifted())
    try:
        line.connect()
        line.begin(Call("/chat/completions", headers, body))
        line.say_last_octet()
        return line.answer(patience)
    except NotLocal:
        raise NotProposed("The clock is set by AFTERWORD_CLOCK, so nothing leaves this machine.") from None
    except Certificate:
        raise NotProposed("%(host)s cannot prove who it is, so nothing was sent there.", **host) from None
    except Garbled:
        raise NotProposed("%(host)s answered with something that nobody can read. Check its address.", **host) from None
    except Lost:
        raise NotProposed(
            "%(host)s did not answer in time. Write the line yourself, or try again later.", **host
        ) from None
    finally:
        line.hang_up()


def _refuse(asked: Assistant, answer: Answer) -> None:
    """Everything but a plain yes is trouble; where it points elsewhere, nobody follows."""
    status, host = answer.status, {"host": asked.host, "status": answer.status}
    if status == 200:
        return
    if status in (401, 403):
        raise NotProposed("%(host)s does not take the key. Enter it again under Settings.", **host)
    if status == 404:
        raise NotProposed("%(host)s knows no such address or model. Check both under Settings.", **host)
    if status == 429:
        raise NotProposed("%(host)s is asked too often, or its credit is used up. Try again later.", **host)
    if 300 <= status < 400:
        raise NotProposed("%(host)s points to another address. Enter that one under Settings.", **host)
    raise NotProposed("%(host)s had trouble of its own (%(status)s). Write the line yourself, or try later.", **host)


def _check_place(asked: Assistant) -> None:
    """No name of another machine may stand for one within the house: only this machine, said so, is asked inside."""
    host = urlsplit(asked.url).hostname or ""
    if is_this_machine(host):
        return
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        raise NotProposed("There is no %(host)s. Check the assistant's address under Settings.", host=host) from None
    if not all(ipaddress.ip_address(address.partition("%")[0]).is_global for address in found):
        raise NotProposed("%(host)s lies within your own network, which is not asked.", host=host)
