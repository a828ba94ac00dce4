"""`afterword import` and `afterword undo-import`, as scripts call them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from afterword.businesses.models import Business
from afterword.customers.models import Customer
from afterword.imports.models import ImportRun
from afterword.infra.tenancy import acting_for
from afterword.ops.cli import main
from tests.imports.bringing import found_shop

PEOPLE = "Customer number;First name;Last name;E-mail\n1;Ann;Berg;ann@example.org\n2;Tom;Moe;not an address\n"
KEYS = {
    "run", "rows", "customers_added", "customers_matched", "products_added", "sales_added", "sales_unchanged",
    "items_added",
    "problems", "problems_file",
}  # fmt: skip


@pytest.fixture
def shop(db: None) -> Business:
    return found_shop()


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE)
    return path


def customers(shop: Business) -> int:
    with acting_for(shop.pk):
        return Customer.objects.count()


def test_json_has_the_promised_keys_and_undo_takes_it_back(
    shop: Business, people: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(people), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told) == KEYS
    assert (told["rows"], told["customers_added"], told["problems"]) == (2, 1, 1)
    assert "not an address" in Path(told["problems_file"]).read_text()
    assert main(["undo-import", str(told["run"]), "--json"]) == 0
    undone = json.loads(capsys.readouterr().out)
    assert set(undone) == {"restored", "removed"}
    assert undone["removed"] >= 3
    assert customers(shop) == 0


def test_a_dry_run_tells_how_the_file_reads_and_writes_nothing(
    shop: Business, people: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "understood.csv"
    assert main(["import", str(people), "--dry-run", "--json", "--as-csv", str(out)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {"encoding", "delimiter", "quote", "header", "mapping", "sample"} <= set(told)
    assert told["delimiter"] == ";"
    assert told["mapping"] == {
        "Customer number": "key",
        "First name": "given_name",
        "Last name": "family_name",
        "E-mail": "email",
    }
    assert told["sample"][0] == ["1", "Ann", "Berg", "ann@example.org"]
    assert out.read_bytes().startswith(b"Customer number,First name,Last name,E-mail\r\n1,Ann,Berg,ann@example.org\r\n")
    assert customers(shop) == 0
    with acting_for(shop.pk):
        assert not ImportRun.objects.exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["import", "{folder}/missing.csv"], "no file"),
        (["import", "{folder}"], "folder"),
        (["import", "{folder}/empty.csv"], "empty"),
        (["import", "{people}", "--map", "Shoe size=email"], "no column"),
        (["import", "{people}", "--map", "E-mail=shoe_size"], "no field"),
        (["import", "{people}", "--map", "email"], "COLUMN=FIELD"),
        (["import", "{people}", "--business", "nobody"], "no business"),
        (["import", "{people}", "--as-csv", "{folder}/no/where.csv"], "cannot be written"),
        (["undo-import", "77"], "no import 77"),
        (["undo-import", "x"], "no import's number"),
    ],
)
def test_bad_input_gets_one_sentence_and_status_one(
    shop: Business, people: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], sentence: str
) -> None:
    (tmp_path / "empty.csv").write_text("")
    assert main([word.format(folder=tmp_path, people=people) for word in words]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("afterword: ")
    assert said.err.count("\n") == 1
    assert sentence in said.err
    assert customers(shop) == 0
    with acting_for(shop.pk):
        assert not ImportRun.objects.exists()


def test_a_kind_that_does_not_exist_is_wrong_usage(shop: Business, people: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["import", str(people), "--kind", "shoes"])
    assert ended.value.code == 2


def test_sales_without_buyers_and_past_ones_are_said(
    shop: Business, people: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(people)]) == 0
    sales = tmp_path / "sales.csv"
    sales.write_text("Order number,Date,Customer number,Total\n1,2019-05-13,1,10\n2,2019-05-14,,12\n")
    capsys.readouterr()
    assert main(["import", str(sales)]) == 0
    said = capsys.readouterr().out
    assert "1 of the new sales name no customer" in said
    assert "1 customers bought too long ago for any plan" in said
    assert "afterword reach --most-recent 30" in said
    assert main(["reach", "--most-recent", "5", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"follow_ups": 1, "waiting": 0}
    assert main(["reach"]) == 0
    assert "nobody to reach" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["reach", "--most-recent", "0"])


def test_a_sheet_of_a_text_file_is_refused(shop: Business, people: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(people), "--sheet", "March"]) == 1
    said = capsys.readouterr().err
    assert said == 'afterword: This is no workbook, so it has no sheet "March"; leave the sheet out.\n'


def test_people_read_what_was_done_and_what_to_do_next(
    shop: Business, people: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(people)]) == 0
    said = capsys.readouterr().out
    assert "1 new customer" in said
    assert "undo-import" in said
    assert "Mend" in said
