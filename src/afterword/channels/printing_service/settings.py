"""What must be known of a printing service before a card can be handed to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from afterword.channels.email.loopback import is_this_machine
from afterword.channels.port import SettingField
from afterword.domain.trouble import Trouble

LIVE, TEST = "live", "test"

FIELDS: tuple[SettingField, ...] = (
    SettingField(
        "title", "What you call it", "Stands on the button of the Post page.", default="the printing service"
    ),
    SettingField(
        "base_url", "Address of its API", "Like https://api.example.com/v1, as its manual says.", required=True
    ),
    SettingField("key", "Secret key", "One for tests, another for what is really posted.", "secret"),
    SettingField(
        "mode",
        "What it is for now",
        "With a test key nothing is printed, so no card is handed over.",
        "choice",
        TEST,
        choices=((TEST, "Only tests"), (LIVE, "Print and post")),
    ),
    SettingField("price", "Price of one card", "In your currency, with the postage; kept as what each card cost."),
)  # fmt: skip


class BadService(Trouble):
    """The settings cannot be used; the sentence says what to change."""


@dataclass(frozen=True, slots=True)
class Service:
    """A printing service that can be asked. ``path`` begins with a slash and ends without one."""

    title: str
    host: str
    port: int
    is_encrypted: bool
    path: str
    key: str
    is_live: bool


def service_from(values: Mapping[str, str]) -> Service:
    """The service that these settings describe. Raises BadService."""
    base, key = values.get("base_url", "").strip().rstrip("/"), values.get("key", "").strip()
    try:
        parts = urlsplit(base)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    if parts.scheme not in ("https", "http") or not host or parts.query or parts.fragment or parts.username:
        raise BadService("Enter the address of the API as the manual says, like https://api.example.com/v1.")
    if parts.scheme == "http" and not is_this_machine(host):
        raise BadService("The address of the API must begin with https://, so that the key is never sent in clear.")
    if not key or not key.isascii() or not key.isprintable() or ":" in key:
        raise BadService("Enter the secret key that the service gave you.")
    is_live = values.get("mode", TEST) == LIVE
    if is_live and key.startswith("test_"):
        raise BadService("This key is for tests: nothing would be printed. Enter the live key, or choose “Only tests”.")
    return Service(
        title=" ".join(values.get("title", "").split())[:60] or "the printing service",
        host=host,
        port=port or (443 if parts.scheme == "https" else 80),
        is_encrypted=parts.scheme == "https",
        path=parts.path.rstrip("/"),
        key=key,
        is_live=is_live,
    )
