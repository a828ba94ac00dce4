"""The doctor finds what is wrong, says what to do, and changes nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from afterword.followups.models import FollowUp
from afterword.infra import clock, heartbeat
from afterword.ops.cli import main
from afterword.ops.doctor import machine
from tests.setting.shop import Shop


def findings(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, dict[str, Any]]]:
    status = main(["doctor", "--json", *words])
    told = json.loads(capsys.readouterr().out)
    return status, {one["name"]: one for one in told["checks"]}


def test_what_is_well_is_said_to_be_and_what_is_not_says_what_to_do(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    heartbeat.beat(name="scheduler")
    status, found = findings(capsys, "--port", "1")
    assert status == 1, "no mail account is set up"
    assert found["scheduler"]["state"] == found["database"]["state"] == found["rows"]["state"] == "ok"
    assert found["mail account"]["state"] == "wrong"
    assert found["mail account"]["business"] == shop.business.slug
    assert found["port"]["state"] == "warn"
    assert all(one["do"] for one in found.values() if one["state"] != "ok")


def test_a_silent_scheduler_is_wrong(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    assert findings(capsys)[1]["scheduler"]["said"] == "The scheduler has never run."
    heartbeat.beat(name="scheduler")
    clock_stands = heartbeat.last_beat("scheduler")
    assert clock_stands is not None
    heartbeat.Heartbeat.objects.update(at=clock.wall() - heartbeat.SILENT_AFTER * 2)
    assert "silent since" in findings(capsys)[1]["scheduler"]["said"]


def test_a_row_without_its_neighbor_is_found(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    ann = shop.customer()
    owed = shop.owed(ann, shop.sale(ann, "ring"))
    FollowUp.objects.filter(pk=owed.pk).update(template_id=999_999)
    found = findings(capsys)[1]["rows"]
    assert found["state"] == "wrong"
    assert "1 in followups_followup without their template" in found["said"]


def test_secrets_that_others_can_read_are_wrong(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    secret = Path(settings.AFTERWORD_HOME) / "django.secret"
    before = secret.stat().st_mode if secret.exists() else None
    secret.touch()
    secret.chmod(0o644)
    try:
        found = findings(capsys)[1]["secrets"]
    finally:
        if before is None:
            secret.unlink()
        else:
            secret.chmod(before)
    assert found["state"] == "wrong"
    assert "chmod 600" in found["do"]


def test_a_full_disk_is_wrong(shop: Shop, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "TOO_LITTLE", 2**60)
    assert findings(capsys)[1]["disk"]["state"] == "wrong"
    monkeypatch.setattr(machine, "TOO_LITTLE", 0)
    monkeypatch.setattr(machine, "LITTLE", 2**60)
    assert findings(capsys)[1]["disk"]["state"] == "warn"


def test_an_unknown_business_or_name_server_is_told(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--business", "nobody"]) == 1
    assert "There is no business “nobody”." in capsys.readouterr().err
    assert main(["doctor", "--dns", "127.0.0.1:x"]) == 1
    assert "127.0.0.1:53" in capsys.readouterr().err


def test_a_mail_provider_is_asked_about_its_key_and_what_it_told(
    shop: Shop, capsys: pytest.CaptureFixture[str], settings: Any
) -> None:
    from afterword.channels.mail_hooks import note_heard, open_hook
    from tests.servers.provider_api import provider_running

    shop.business.email = "rosa@shop.example"
    shop.business.save()
    open_hook(provider="postmark")
    with provider_running("postmark") as fake:
        settings.EMAIL_URL = f"postmark://pm-token@?base={fake.base}"
        assert findings(capsys)[1]["mail server"]["said"] == "127.0.0.1 lets us in."
        settings.EMAIL_URL = f"postmark://another@?base={fake.base}"
        note_heard(trouble="A call came without the right password: copy the whole address anew to the provider.")
        told = findings(capsys)[1]
        assert "does not accept this key" in told["mail server"]["said"]
        assert "copy the whole address anew" in told["mail provider"]["said"]
    assert fake.taken == []
