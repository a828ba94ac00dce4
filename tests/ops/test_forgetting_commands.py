"""`afterword export-person` and `afterword forget`, as an operator types them."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from afterword.customers.models import Customer
from afterword.ops.cli import main
from tests.setting.shop import Shop


@pytest.fixture
def ann(shop: Shop) -> Customer:
    ann = shop.customer()
    shop.address(ann, "email", "ann@example.org")
    shop.sale(ann, "vase")
    return ann


def test_a_person_is_written_down_in_three_forms(
    ann: Customer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("ann.json", "ann.html", "ann.zip"):
        assert main(["export-person", "ann@example.org", "--out", str(tmp_path / name), "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert (told["customer"], told["bytes"]) == (ann.pk, (tmp_path / name).stat().st_size)
        assert (tmp_path / name).stat().st_mode & 0o077 == 0
    plain = json.loads((tmp_path / "ann.json").read_text())
    assert [one["value"] for one in plain["kept"]["addresses"]] == ["ann@example.org"]
    assert [one["total_minor"] for one in plain["kept"]["sales"]] == [10_000]
    assert "ann@example.org" in (tmp_path / "ann.html").read_text()
    assert sorted(zipfile.ZipFile(tmp_path / "ann.zip").namelist()) == ["everything.html", "everything.json"]


def test_no_file_is_overwritten_and_an_unknown_form_is_refused(
    ann: Customer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "kept.json"
    kept.write_text("mine")
    assert main(["export-person", str(ann.pk), "--out", str(kept)]) == 1
    assert "is there already" in capsys.readouterr().err
    assert kept.read_text() == "mine"
    assert main(["export-person", str(ann.pk), "--out", str(tmp_path / "ann.doc")]) == 1
    assert ".json, .html or .zip" in capsys.readouterr().err


def test_forgetting_asks_for_yes_and_is_harmless_twice(ann: Customer, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["forget", "Ann Berg"]) == 1
    assert "cannot be undone" in capsys.readouterr().err
    ann.refresh_from_db()
    assert ann.forgotten_at is None
    for is_news in (True, False):
        assert main(["forget", str(ann.pk), "--yes", "--json"]) == 0
        assert json.loads(capsys.readouterr().out) == {"customer": ann.pk, "forgotten": is_news}
    ann.refresh_from_db()
    assert ann.display_name == f"Forgotten customer {ann.pk}"
