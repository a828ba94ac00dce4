"""From a server's name to a line that is ready for letters: connecting, greeting, securing, logging in."""

from __future__ import annotations

import hmac
import socket
import ssl
from base64 import b64decode, b64encode
from functools import lru_cache

from afterword.channels.email.loopback import NotLocal, is_this_machine, must_stay_local, only_local
from afterword.channels.email.patience import Patience
from afterword.channels.email.replies import Phase, Reply, refusal
from afterword.channels.email.settings import AUTO, PLAIN, STARTTLS, TLS, MailServer
from afterword.channels.email.stopped import Stopped, garbled_by, lost_by, ours_at
from afterword.channels.email.wire import Garbled, Lost, Wire
from afterword.channels.port import Fault, Kind, Outcome


def welcomed(server: MailServer, patience: Patience) -> tuple[Wire, dict[str, str]]:
    """A line that is ready, and what the server offers: extension -> its parameters, in capitals. Raises Stopped."""
    welcome = _Welcome(server, patience)
    try:
        welcome.go_through()
    except BaseException:
        if welcome.wire is not None:
            welcome.wire.close()
        raise
    assert welcome.wire is not None
    return welcome.wire, welcome.offers


class _Welcome:
    """One way through the beginning of a conversation."""

    def __init__(self, server: MailServer, patience: Patience) -> None:
        self.server = server
        self.patience = patience
        self.phase = Phase.CONNECT
        self.wire: Wire | None = None
        self.offers: dict[str, str] = {}
        self.secured = False

    def go_through(self) -> None:
        """Connect, secure, greet, log in. Raises Stopped."""
        try:
            self._all_steps()
        except NotLocal as error:
            raise Stopped(Outcome(Kind.ACCOUNT, "", str(error), Fault.OURS), self.phase) from None
        except Lost as lost:
            raise lost_by(self.server, lost, self.phase) from None
        except Garbled as garbled:
            raise garbled_by(self.server, garbled, self.phase) from None

    def _all_steps(self) -> None:
        server = self.server
        host = only_local(server.host) if server.local_only or must_stay_local() else server.host
        wire = self.wire = Wire((host, server.port), self.patience.connect)
        if server.security == TLS:
            self._secure(wire)
        self.phase = Phase.BANNER
        banner = wire.reply(self.patience.banner)
        if banner.code != 220:
            raise Stopped(refusal(banner, Phase.BANNER), Phase.BANNER)
        self._greet(wire)
        if self._wants_starttls():
            self.phase = Phase.STARTTLS
            self._demand(wire, b"STARTTLS", 220)
            self._secure(wire)
            self._greet(wire)
        if server.username:
            self._log_in(wire)

    def _greet(self, wire: Wire) -> None:
        self.phase = Phase.GREETING
        name = (self.server.hello or _own_name() or wire.own_literal).encode("ascii", "replace")
        wire.send(b"EHLO %b\r\n" % name, self.patience.command)
        reply = wire.reply(self.patience.command)
        if reply.code == 250:
            self.offers = dict(_offer(line) for line in reply.lines[1:])
        elif reply.code in (500, 502, 504):
            self.offers = {}
            self._demand(wire, b"HELO " + name, 250)
        else:
            raise Stopped(refusal(reply, Phase.GREETING), Phase.GREETING)

    def _wants_starttls(self) -> bool:
        server = self.server
        if server.security == AUTO:
            return "STARTTLS" in self.offers and not is_this_machine(server.host)
        if server.security == STARTTLS and "STARTTLS" not in self.offers:
            raise self._ours("offers no STARTTLS, so nothing was sent; choose another port or kind of encryption")
        return server.security == STARTTLS

    def _secure(self, wire: Wire) -> None:
        try:
            context = _tls_context(self.server.ca_file)
        except OSError:
            raise self._ours("cannot be proven, for the file of trusted certificates cannot be read") from None
        try:
            wire.secure(context, self.server.host, self.patience.command)
        except ssl.SSLCertVerificationError as error:
            reason = error.verify_message.rstrip(".")
            raise self._ours(f"shows a certificate that does not hold ({reason}); check the server's name") from None
        except ssl.SSLError as error:
            if error.reason in ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE"):
                raise self._ours("does not speak TLS on this port; choose STARTTLS or another port") from None
            raise Lost(
                f"could not secure the connection ({(error.reason or 'TLS').replace('_', ' ').lower()})"
            ) from None
        self.secured = True

    def _log_in(self, wire: Wire) -> None:
        self.phase = Phase.AUTH
        server = self.server
        if not self.secured and server.security != PLAIN and not is_this_machine(server.host):
            raise self._ours("would get your password unencrypted, so it was not sent; choose STARTTLS or TLS")
        mechanisms = self.offers.get("AUTH", "").split()
        user, password = server.username.encode(), server.password.encode()
        if "PLAIN" in mechanisms:
            self._demand(wire, b"AUTH PLAIN " + b64encode(b"\0%b\0%b" % (user, password)), 235)
        elif "LOGIN" in mechanisms:
            self._demand(wire, b"AUTH LOGIN", 334)
            self._demand(wire, b64encode(user), 334)
            self._demand(wire, b64encode(password), 235)
        elif "CRAM-MD5" in mechanisms:
            challenge = self._demand(wire, b"AUTH CRAM-MD5", 334)
            try:
                nonce = b64decode(challenge.text, validate=True)
            except ValueError:
                raise Garbled(challenge.text) from None
            self._demand(wire, b64encode(b"%b %b" % (user, hmac.new(password, nonce, "md5").hexdigest().encode())), 235)
        else:
            raise self._ours("takes no user name and password in a way known here; leave them empty or choose STARTTLS")

    def _demand(self, wire: Wire, command: bytes, wanted: int) -> Reply:
        """Send a command and insist on its answer."""
        wire.send(command + b"\r\n", self.patience.command)
        reply = wire.reply(self.patience.command)
        if reply.code != wanted:
            raise Stopped(refusal(reply, self.phase), self.phase)
        return reply

    def _ours(self, problem: str) -> Stopped:
        return ours_at(self.server, problem, self.phase)


def _offer(line: str) -> tuple[str, str]:
    words = line.strip().upper()
    if words.startswith("AUTH="):  # as servers wrote it before RFC 2554
        words = words.replace("=", " ", 1)
    word, _, rest = words.partition(" ")
    return word, rest


@lru_cache(maxsize=8)
def _tls_context(ca_file: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if ca_file:
        context.load_verify_locations(ca_file)
    return context


@lru_cache(maxsize=1)
def _own_name() -> str:
    """This machine's name if it is a full one; asks no name server, which could take long."""
    name = socket.gethostname()
    return name if "." in name and name.isascii() else ""
