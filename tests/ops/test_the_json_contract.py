"""What scripts rely on: the keys that every command prints with `--json`, and nothing else on standard output."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from afterword.businesses.models import Business
from afterword.followups.models import Message
from afterword.infra.tenancy import acting_for
from afterword.ops.cli import main
from tests.imports.bringing import bring_in_text, found_shop

FOLLOW_UP = {"id", "customer", "channel", "plan", "step", "window_from", "window_to", "status", "why"}


@pytest.fixture
def shop(db: None, tmp_path: Path) -> Business:
    shop = found_shop()
    day = (timezone.localdate() - timedelta(days=3)).isoformat()
    with acting_for(shop.pk):
        bring_in_text(
            tmp_path,
            f"Order number,Order date,Customer number,First name,Last name,Email,Product,Price\n"
            f"A1,{day},1,Ann,Berg,ann@example.org,Rose,5\n",
        )
    return shop


def told(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main([*words, "--json"]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert len(said.out.splitlines()) == 1
    found: dict[str, Any] = json.loads(said.out)
    return found


def test_today(shop: Business, capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "today")
    assert set(found) == {"date", "minutes", "follow_ups", "unclear", "forgotten"}
    (one,) = found["follow_ups"]
    assert set(one) == FOLLOW_UP
    assert (one["customer"], one["channel"], one["plan"], one["status"]) == ("Ann Berg", "email", "thank-you", "open")
    assert (type(found["minutes"]), found["unclear"], found["forgotten"]) == (int, 0, 0)


def test_approve_and_audit(shop: Business, capsys: pytest.CaptureFixture[str]) -> None:
    (one,) = told(capsys, "today")["follow_ups"]
    assert told(capsys, "approve", str(one["id"])) == {"approved": [one["id"]], "refused": {}}
    assert told(capsys, "audit") == {
        "living": 1, "with_next_touch": 1, "with_reason": 0, "forgotten": 0, "names": [],
    }  # fmt: skip


def test_deliver_when_nothing_is_due(shop: Business, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "deliver", "--once") == {"sent": 0, "failed": 0, "retrying": 0, "held": 0, "unclear": 0}


def test_today_lists_no_more_than_is_asked_for(shop: Business, capsys: pytest.CaptureFixture[str]) -> None:
    assert len(told(capsys, "today")["follow_ups"]) == 1
    assert told(capsys, "today", "--most", "0")["follow_ups"] == []


def test_why(shop: Business, capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "why", "ann@example.org")
    assert {"customer", "touches"} <= set(found)
    assert found["customer"] == "Ann Berg"
    assert [set(touch) for touch in found["touches"]] == [{"plan", "step", "state", "on", "reason"}] * 2
    assert {(one["channel"], one["purpose"], one["because"]) for one in found["may_write"]} == {
        ("email", "care", "bought"),
        ("email", "promotion", "bought"),
    }


def test_deliver_says_why_nothing_can_leave(shop: Business, capsys: pytest.CaptureFixture[str], settings: Any) -> None:
    settings.EMAIL_URL = "htp://mail.example.org"
    (one,) = told(capsys, "today")["follow_ups"]
    told(capsys, "approve", str(one["id"]))
    with acting_for(shop.pk):
        Message.objects.update(not_before=timezone.now())
    assert main(["deliver", "--once", "--json"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["held"] == 1
    assert "EMAIL_URL must begin with smtp://" in said.err
    assert len(said.err.splitlines()) == 1


def test_plans(shop: Business, capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "plans")
    assert set(found) == {"plans", "ready_made"}
    assert {frozenset(one) for one in found["plans"]} == {
        frozenset({"slug", "name", "trigger", "on", "version", "draft"})
    }
    assert {frozenset(one) for one in found["ready_made"]} == {frozenset({"slug", "name", "why", "standing"})}
    adopted = {"plan": "thank-you", "version": 2, "live": True, "new": False}
    assert told(capsys, "plans", "adopt", "thank-you") == adopted
    assert told(capsys, "plans", "adopt", "thank-you") == adopted
    assert main(["plans", "adopt"]) == 2
    assert main(["plans", "adopt", "nothing"]) == 1
