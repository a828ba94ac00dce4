"""`afterword calls` and `afterword called`: the list for scripts, and what came of each call."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from afterword.followups.models import FollowUp
from afterword.ops.cli import main
from afterword.ops.commands import called, calls
from tests.setting.shop import Shop

CALL = {
    "id", "customer", "customer_id", "numbers", "tap", "why", "say", "by", "tried", "not_before", "best", "held",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    """Ten o'clock in Oslo."""
    with time_machine.travel(datetime(2026, 11, 23, 9, 0, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def owed(shop: Shop) -> FollowUp:
    ann = shop.customer()
    shop.address(ann, "phone", "+4722334455")
    return shop.owed(ann, shop.sale(ann, "silver ring"), channel="phone", mode="hand")


def listed(shop: Shop, capsys: pytest.CaptureFixture[str], *, as_json: bool = True, on: str | None = None) -> str:
    calls.perform(argparse.Namespace(business=shop.business.slug, on=on, json=as_json))
    return capsys.readouterr().out


def say(shop: Shop, capsys: pytest.CaptureFixture[str], owed: FollowUp, outcome: str) -> dict[str, Any]:
    called.perform(
        argparse.Namespace(
            business=shop.business.slug, id=owed.pk, outcome=outcome, note="It fits.", again=False, json=True
        )
    )
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_the_calls_of_a_day(shop: Shop, owed: FollowUp, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(listed(shop, capsys))
    assert set(found) == {"date", "now", "later", "held"}
    [one] = found["now"]
    assert set(one) == CALL
    assert (one["tap"], one["say"], one["tried"]) == ("tel:+4722334455", "Ask how the silver ring does.", 0)
    assert "Ann Berg +47" in listed(shop, capsys, as_json=False)
    assert "0 calls to make" in listed(shop, capsys, as_json=False, on="2026-11-01")


def test_no_answer_and_then_reached(shop: Shop, owed: FollowUp, capsys: pytest.CaptureFixture[str]) -> None:
    assert say(shop, capsys, owed, "no-answer") == {
        "id": owed.pk, "try": 1, "became": "again", "again_at": "2026-11-23T11:00:00+00:00", "state": "open",
        "channel": "phone",
    }  # fmt: skip
    assert "not before 2026-11-23 12:00" in listed(shop, capsys, as_json=False)
    assert say(shop, capsys, owed, "reached")["state"] == "done"
    assert json.loads(listed(shop, capsys))["now"] == []


def test_what_is_no_outcome_is_wrong_usage_and_what_is_no_call_fails(
    shop: Shop, owed: FollowUp, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["called", str(owed.pk), "sang"])
    assert ended.value.code == 2
    FollowUp.objects.filter(pk=owed.pk).update(channel="email")
    assert main(["called", str(owed.pk), "reached"]) == 1
    assert "That is not a call." in capsys.readouterr().err
