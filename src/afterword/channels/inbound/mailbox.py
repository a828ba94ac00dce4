"""The settings of the mailbox that answers come to: an IMAP server, and the folder that is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from afterword.channels.email.settings import BadSettings, mail_server
from afterword.channels.port import SettingField

TLS, STARTTLS, PLAIN = "tls", "starttls", "none"
#: The account row that keeps them (``channels.models.ChannelAccount.channel``).
INBOX = "inbox"

FIELDS: tuple[SettingField, ...] = (
    SettingField(
        "host",
        "Mail server for reading",
        "The name of the IMAP server, as your provider gives it: imap.example.com",
        required=True,
    ),
    SettingField("port", "Port", "Usually 993. With STARTTLS it is 143.", kind="number", default="993"),
    SettingField(
        "security",
        "Encryption",
        "Leave it on “from the start” unless your provider says otherwise.",
        kind="choice",
        default=TLS,
        choices=(
            (TLS, "Always, encrypted from the start"),
            (STARTTLS, "Always, by STARTTLS"),
            (PLAIN, "None (only for a server on this machine)"),
        ),
    ),
    SettingField("username", "User name", "Often your whole e-mail address.", required=True),
    SettingField(
        "password", "Password", "Some providers want an “app password” here, made in your mail account.", kind="secret"
    ),
    SettingField("folder", "Folder", "Where answers arrive: INBOX, unless you let them be sorted.", default="INBOX"),
)
_KEYS = frozenset(entry.key for entry in FIELDS) | {"ca_file"}


_URL_SECURITY = {"imaps": TLS, "imap": STARTTLS}


@dataclass(frozen=True, slots=True)
class MailboxServer:
    """A mailbox to read. `ca_file`: certificates to trust beside the system's."""

    host: str
    port: int
    security: str
    username: str
    password: str = field(default="", repr=False)
    folder: str = "INBOX"
    ca_file: str = ""


def settings_from_url(url: str) -> dict[str, str]:
    """INBOX_URL as settings: `imaps://user:password@host:port/folder`, `imap://…` by STARTTLS, `?tls=none` without.

    Special characters of user and password are percent-encoded. Raises BadSettings; never repeats the password.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        raise BadSettings("The port in INBOX_URL is no number; write imaps://user:password@host:993.") from None
    if parts.scheme not in _URL_SECURITY:
        raise BadSettings("INBOX_URL must begin with imaps:// or imap://; write imaps://user:password@host.")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    tls, ca_file = options.pop("tls", ""), options.pop("ca", "")
    if options or tls not in ("", PLAIN) or (tls and parts.scheme == "imaps"):
        raise BadSettings("INBOX_URL may end in ?tls=none after imap://, or in ?ca=FILE; nothing else means anything.")
    security = PLAIN if tls else _URL_SECURITY[parts.scheme]
    found = {
        "host": parts.hostname or "",
        "port": str(port or (993 if security == TLS else 143)),
        "security": security,
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "folder": unquote(parts.path.strip("/")) or "INBOX",
    }
    return {**found, "ca_file": ca_file} if ca_file else found


def mailbox_server(settings: Mapping[str, str]) -> MailboxServer:
    """The mailbox that the settings mean. Raises BadSettings."""
    unknown = sorted(set(settings) - _KEYS)
    if unknown:
        raise BadSettings(f"The mailbox has a setting “{unknown[0]}” that means nothing; remove it.")
    security = settings.get("security") or TLS
    if security not in (TLS, STARTTLS, PLAIN):
        raise BadSettings(f"“{security}” is no kind of encryption; choose {TLS}, {STARTTLS} or {PLAIN}.")
    same = mail_server(
        {
            "host": settings.get("host", ""),
            "port": settings.get("port") or ("993" if security == TLS else "143"),
            "username": settings.get("username", ""),
            "password": settings.get("password", ""),
        }
    )
    folder = settings.get("folder", "").strip() or "INBOX"
    if not folder.isascii() or not folder.isprintable():
        raise BadSettings("The folder's name has letters that not every server understands; use INBOX, or rename it.")
    return MailboxServer(
        same.host, same.port, security, same.username, same.password, folder, settings.get("ca_file", "")
    )
