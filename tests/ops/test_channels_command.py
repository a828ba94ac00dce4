"""`afterword channels` says of each channel whether it can be used, and what it waits for."""

from __future__ import annotations

import json
from typing import Any

import pytest

from afterword.ops.cli import main
from tests.setting.shop import Shop


def listed(capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, Any]]:
    assert main(["channels", "--json"]) == 0
    return {one["key"]: one for one in json.loads(capsys.readouterr().out)["channels"]}


def test_what_is_done_by_hand_and_what_waits_is_told_apart(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    found = listed(capsys)
    assert found["phone"]["state"] == found["post"]["state"] == "by hand"
    assert found["email"]["state"] == "waits"
    assert found["email"]["why"]


def test_a_server_by_the_environment_is_ready(shop: Shop, capsys: pytest.CaptureFixture[str], settings: Any) -> None:
    settings.EMAIL_URL = "smtp://127.0.0.1:2525"
    shop.business.email = "rosa@example.org"
    shop.business.save()
    assert listed(capsys)["email"] == {
        "key": "email", "title": "E-mail", "needs": "email", "state": "ready", "why": "as rosa@example.org",
    }  # fmt: skip
    assert main(["channels"]) == 0
    assert "by hand" in capsys.readouterr().out
