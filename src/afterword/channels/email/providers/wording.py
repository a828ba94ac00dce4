"""How the calls of several providers are written alike."""

from __future__ import annotations

import json
from typing import Any

from afterword.channels.email.providers.shape import Call
from afterword.channels.port import SettingField

#: Under this name our Message-ID travels with each mail, and comes back in all that a provider tells of it.
MARK = "afterword"


def json_call(path: str, document: Any, **headers: str) -> Call:
    """A POST of a JSON document. Underscores in names of headers stand for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = json.dumps(document, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    return Call(path, {"Content-Type": "application/json", **named}, body)


def question(path: str, **headers: str) -> Call:
    """A GET that changes nothing."""
    return Call(path, {name.replace("_", "-"): value for name, value in headers.items()}, method="GET")


def key_field(key: str, label: str, help_text: str) -> SettingField:
    """The secret with which a provider knows us."""
    return SettingField(key, label, help_text, kind="secret", required=True)
