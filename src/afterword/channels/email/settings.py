"""The settings of a mail account: the fields on the screen, EMAIL_URL, and the server that they mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from afterword.channels.email.addresses import BadAddress, wire_address
from afterword.channels.email.dkim import BadKey, Signer, signers_from
from afterword.channels.port import SettingField

AUTO, STARTTLS, TLS, PLAIN = "auto", "starttls", "tls", "none"

FIELDS: tuple[SettingField, ...] = (
    SettingField(
        "host",
        "Mail server",
        "The name of the server that sends your mail, as your provider gives it: smtp.example.com",
        required=True,
    ),
    SettingField(
        "port", "Port", "Usually 587. With “encrypted from the start” it is 465.", kind="number", default="587"
    ),
    SettingField(
        "security",
        "Encryption",
        "Leave it on “automatic” unless your provider says otherwise.",
        kind="choice",
        default=AUTO,
        choices=(
            (AUTO, "Automatic"),
            (STARTTLS, "Always, by STARTTLS"),
            (TLS, "Always, encrypted from the start"),
            (PLAIN, "None (only for a server on this machine)"),
        ),
    ),
    SettingField(
        "username", "User name", "Often your whole e-mail address. Leave it empty if the server asks for none."
    ),
    SettingField(
        "password", "Password", "Some providers want an “app password” here, made in your mail account.", kind="secret"
    ),
)
_KEYS = frozenset({entry.key for entry in FIELDS} | {"ca_file", "local_only", "hello", "dkim"})
_URL_SECURITY = {"auto": AUTO, "starttls": STARTTLS, "none": PLAIN}


class BadSettings(ValueError):
    """The settings cannot mean any server; the message is one sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server to send through. `ca_file`: certificates to trust beside the system's. `hello`: our own name.

    `signers`: the keys that sign what leaves.
    """

    host: str
    port: int = 25
    security: str = AUTO
    username: str = ""
    password: str = field(default="", repr=False)
    ca_file: str = ""
    hello: str = ""
    local_only: bool = False
    signers: tuple[Signer, ...] = ()

    @property
    def place(self) -> str:
        return f"{self.host}:{self.port}"


def mail_server(settings: Mapping[str, str]) -> MailServer:
    """The server that an account's settings mean. Raises BadSettings."""
    unknown = sorted(set(settings) - _KEYS)
    if unknown:
        raise BadSettings(f"The mail account has a setting “{unknown[0]}” that means nothing; remove it.")
    security = settings.get("security") or AUTO
    if security not in (AUTO, STARTTLS, TLS, PLAIN):
        raise BadSettings(f"“{security}” is no kind of encryption; choose {AUTO}, {STARTTLS}, {TLS} or {PLAIN}.")
    return MailServer(
        host=_host(settings.get("host", "")),
        port=_port(settings.get("port") or ("465" if security == TLS else "587")),
        security=security,
        username=_harmless(settings.get("username", ""), "user name"),
        password=_harmless(settings.get("password", ""), "password"),
        ca_file=settings.get("ca_file", ""),
        hello=settings.get("hello", ""),
        local_only=settings.get("local_only", "") not in ("", "no", "0"),
        signers=_signers(settings.get("dkim", "")),
    )


def _signers(setting: str) -> tuple[Signer, ...]:
    try:
        return signers_from(setting)
    except BadKey as error:
        raise BadSettings(str(error)) from None


def settings_from_url(url: str) -> dict[str, str]:
    """EMAIL_URL as settings: `smtp://user:password@host:port?tls=starttls|none|auto` or `smtps://…`.

    Special characters in user and password are percent-encoded. Raises BadSettings; never repeats the password.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        raise BadSettings(
            "The port in EMAIL_URL is no number from 1 to 65535; write smtp://host:port, and special characters of "
            "user and password as %XX."
        ) from None
    if parts.scheme not in ("smtp", "smtps"):
        raise BadSettings("EMAIL_URL must begin with smtp:// or smtps://; write smtp://user:password@host:port.")
    if parts.path not in ("", "/") or parts.fragment:
        raise BadSettings(
            "EMAIL_URL has something behind the port; write special characters of the password as %XX, # as %23."
        )
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    security = _security(parts.scheme, options.pop("tls", ""))
    ca_file = options.pop("ca", "")
    if options:
        raise BadSettings(f"EMAIL_URL has an option “{min(options)}” that means nothing; known are tls and ca.")
    found = {
        "host": _host(parts.hostname or ""),
        "port": str(_port(str(port)) if port is not None else 465 if security == TLS else 25),
        "security": security,
        "username": _harmless(unquote(parts.username or ""), "user name"),
        "password": _harmless(unquote(parts.password or ""), "password"),
    }
    return {**found, "ca_file": ca_file} if ca_file else found


def _security(scheme: str, tls: str) -> str:
    if scheme == "smtps":
        if tls:
            raise BadSettings("smtps:// is encrypted from the start; leave tls= out of EMAIL_URL.")
        return TLS
    try:
        return _URL_SECURITY[tls or "auto"]
    except KeyError:
        raise BadSettings("tls= in EMAIL_URL is starttls, none or auto.") from None


def _host(text: str) -> str:
    host = text.strip().strip("[]")
    if not host:
        raise BadSettings("The mail server has no name; write one such as smtp.example.com.")
    if ":" in host and not host.startswith("."):
        host_ok = all(mark in "0123456789abcdefABCDEF:." for mark in host)
    else:
        try:
            host = wire_address(f"x@{host.rstrip('.')}").text.partition("@")[2]
            host_ok = not host.startswith("[")
        except BadAddress:
            host_ok = False
    if not host_ok:
        raise BadSettings(
            "The mail server's name is not a host name; write one such as smtp.example.com, without http://."
        )
    return host


def _port(text: str) -> int:
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 5 and 1 <= int(digits) <= 65535):
        raise BadSettings("The mail server's port is a number from 1 to 65535; usual are 587, 465 and 25.")
    return int(digits)


def _harmless(text: str, what: str) -> str:
    if any(ord(mark) < 32 or ord(mark) == 127 for mark in text):
        raise BadSettings(f"The {what} of the mail account has a line break or control character in it; type it again.")
    return text
