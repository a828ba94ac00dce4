"""Reads new mails from an IMAP mailbox, and leaves it as it was: nothing is marked, moved or deleted."""

from __future__ import annotations

import contextlib
import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from afterword.channels.email.loopback import NotLocal, is_this_machine, must_stay_local, only_local
from afterword.channels.inbound.mailbox import PLAIN, STARTTLS, TLS, MailboxServer
from afterword.channels.inbound.parsing import MOST_OCTETS
from afterword.domain.trouble import Trouble

#: Seconds that the server may be silent.
PATIENCE = 15.0
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NUMBERS = re.compile(rb"\d+")


class MailboxTrouble(Trouble):
    """The mailbox cannot be read; the sentence says why, and what to change."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A mail and its number in the folder; `raw` is empty where it was gone when it was asked for."""

    uid: int
    raw: bytes


@dataclass(frozen=True, slots=True)
class Batch:
    """What is new: `validity` names the numbering, which a server may begin anew; `more`: there is more to come.

    `upto`: the number up to which everything was looked at, also where nothing of it is in `mails`.
    """

    validity: int
    mails: tuple[Fetched, ...]
    more: bool
    upto: int


def fetch_new(server: MailboxServer, *, validity: int, after: int, since: date, most: int) -> Batch:
    """The oldest `most` mails with numbers above `after`; where the numbering is new, those since a civil day
    that nobody has answered yet, as the mailbox knows.

    Must not be called inside a transaction. Raises MailboxTrouble.
    """
    try:
        with _opened(server) as line:
            now_valid = _number(line.response("UIDVALIDITY")[1])
            wanted = f"UID {after + 1}:*" if now_valid == validity and after else f"UNANSWERED SINCE {_written(since)}"
            found = sorted(uid for uid in _search(line, wanted) if now_valid != validity or uid > after)
            mails = tuple(Fetched(uid, _whole(line, uid)) for uid in found[:most])
            if len(found) > most:
                return Batch(now_valid, mails, True, found[most - 1] if most else 0)
            upto = max(_number(line.response("UIDNEXT")[1]) - 1, max(found, default=0))
            return Batch(now_valid, mails, False, upto)
    except (NotLocal, imaplib.IMAP4.error, OSError, ssl.SSLError, EOFError) as trouble:
        raise MailboxTrouble(_sentence(server, trouble)) from None


def check_mailbox(server: MailboxServer) -> None:
    """Log in and open the folder. Raises MailboxTrouble."""
    fetch_new(server, validity=-1, after=0, since=date(2999, 1, 1), most=0)


@contextmanager
def _opened(server: MailboxServer) -> Iterator[imaplib.IMAP4]:
    line = _connected(server)
    try:
        _log_in(line, server)
        answer, said = line.select(f'"{server.folder}"', readonly=True)
        if answer != "OK":
            raise imaplib.IMAP4.error(f"The folder {server.folder} cannot be opened: {_shown(said)}")
        yield line
    finally:
        with contextlib.suppress(imaplib.IMAP4.error, OSError, EOFError):
            line.logout()


def _connected(server: MailboxServer) -> imaplib.IMAP4:
    if must_stay_local():
        only_local(server.host)
    context = ssl.create_default_context()
    if server.ca_file:
        context.load_verify_locations(server.ca_file)
    if server.security == TLS:
        return imaplib.IMAP4_SSL(server.host, server.port, ssl_context=context, timeout=PATIENCE)
    if server.security == PLAIN and not is_this_machine(server.host):
        raise imaplib.IMAP4.error("Without encryption only a mailbox on this machine is read.")
    line = imaplib.IMAP4(server.host, server.port, timeout=PATIENCE)
    if server.security == STARTTLS:
        line.starttls(context)
    return line


def _log_in(line: imaplib.IMAP4, server: MailboxServer) -> None:
    if f"{server.username}{server.password}".isascii():
        line.login(server.username, server.password)
        return
    words = f"\0{server.username}\0{server.password}".encode()
    line.authenticate("PLAIN", lambda _: words)


def _search(line: imaplib.IMAP4, wanted: str) -> list[int]:
    answer, said = line.uid("SEARCH", wanted)
    if answer != "OK":
        raise imaplib.IMAP4.error(f"The mailbox could not be searched: {_shown(said)}")
    return [int(one) for part in said if isinstance(part, bytes) for one in _NUMBERS.findall(part)]


def _whole(line: imaplib.IMAP4, uid: int) -> bytes:
    """The first megabytes of a mail, without marking it as read."""
    answer, said = line.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{MOST_OCTETS}>)")
    if answer != "OK":
        raise imaplib.IMAP4.error(f"A mail could not be read: {_shown(said)}")
    return next((bytes(part[1]) for part in said if isinstance(part, tuple)), b"")


def _number(said: object) -> int:
    parts = said if isinstance(said, list) else []
    return next((int(found[0]) for part in parts if isinstance(part, bytes) and (found := _NUMBERS.search(part))), 0)


def _written(day: date) -> str:
    return f"{day.day:02d}-{_MONTHS[day.month - 1]}-{day.year}"


def _shown(said: object) -> str:
    parts = said if isinstance(said, list) else [said]
    return " ".join(part.decode("utf-8", "replace") if isinstance(part, bytes) else str(part) for part in parts)[:200]


def _sentence(server: MailboxServer, trouble: Exception) -> str:
    said = " ".join(str(trouble.args[0] if trouble.args else trouble).split())[:160]
    said = said.removeprefix("b'").removesuffix("'").rstrip(".")
    if isinstance(trouble, NotLocal):
        return str(trouble)
    if isinstance(trouble, ssl.SSLError):
        return f"{server.host} does not prove who it is, so nothing was sent to it: {said}."
    if isinstance(trouble, TimeoutError):
        return f"{server.host} did not answer within {PATIENCE:g} seconds. See whether name and port are right."
    if isinstance(trouble, OSError) and not isinstance(trouble, imaplib.IMAP4.error):
        return f"{server.host}:{server.port} cannot be reached: {said}. See whether name and port are right."
    return f"The mailbox says: {said}. Enter it again under Settings, Channels."
