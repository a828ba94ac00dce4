"""Files that others made, harmless and hostile: each is read or refused in a sentence, and never crashes anything."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from afterword.imports.reading import Reading, UnreadableFile, as_csv, child, inspect, rows

DATA = Path(__file__).parents[4] / "shared" / "data"


def needs(folder: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not (DATA / folder).is_dir(), reason=f"../shared/data/{folder} is not here")


def table(path: Path, out: Path) -> tuple[Reading, list[list[str]]]:
    reading = inspect(path)
    as_csv(path, reading, out)
    with out.open(newline="", encoding="utf-8") as stream:
        return reading, list(csv.reader(stream))


def files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from (path for path in sorted((DATA / folder).rglob("*")) if path.is_file())


@needs("csv_hostile")
def test_csv_spectrum_is_read_as_its_authors_expect(tmp_path: Path) -> None:
    folder = DATA / "csv_hostile" / "csv-spectrum"
    wrong = []
    for expected in sorted((folder / "json").glob("*.json")):
        _, read = table(folder / "csvs" / f"{expected.stem}.csv", tmp_path / "out.csv")
        got = [dict(zip(read[0], row, strict=True)) for row in read[1:]]
        # Our copy of newlines_crlf.csv lost its carriage returns on the way here.
        wanted = json.loads(expected.read_text().replace("\\r\\n", "\\n"))
        if got != wanted:
            wrong.append(expected.stem)
    assert wrong == []


# Papa Parse runs a cell whose quote never closes to the end of the file; we keep the damage to its line.
BY_DESIGN = {
    "Quoted field has no closing quote",
    "Quoted field has invalid trailing quote after delimiter with a valid closer",
    "Quoted field has invalid trailing quote after delimiter",
    "Quoted field has invalid trailing quote before delimiter",
    "Quoted field has invalid trailing quote after new line",
    "Input is just the delimiter (2 empty fields)",
    "Input is just empty fields",
}


@needs("csv_hostile")
def test_papaparse_cases_are_read_as_expected_but_for_runaway_quotes(tmp_path: Path) -> None:
    cases = json.loads((DATA / "csv_hostile" / "papaparse" / "CORE_PARSER_TESTS.json").read_text())
    wrong, right = set(), 0
    for case in cases:
        if set(case.get("config") or {}) & {"comments", "header", "preview"}:
            continue
        path = tmp_path / "case.csv"
        path.write_bytes(case["input"].encode())
        wanted = [row for row in case["expected"]["data"] if row != [""]]
        try:
            _, got = table(path, tmp_path / "out.csv")
        except UnreadableFile:
            got = []
        if got == wanted:
            right += 1
        else:
            wrong.add(case["description"])
    assert wrong <= BY_DESIGN
    assert right >= 38


@pytest.mark.parametrize(
    "folder",
    [
        pytest.param(folder, marks=needs(folder))
        for folder in ("csv_hostile", "xlsx_hostile", "xml_bombs", "naughty_strings")
    ],
)
def test_every_odd_file_is_read_or_refused_in_one_sentence(folder: str) -> None:
    read = refused = 0
    sentences = []
    for path in files(folder):
        try:
            # The child's own work, without a process for each file; what may harm gets its limits.
            reading = inspect(path) if folder == "xlsx_hostile" else child.inspected(path, None)
            cells = [row for block, _ in child.blocks(path, reading) for row in block]
        except UnreadableFile as error:
            refused += 1
            sentences.append(str(error))
        else:
            read += 1
            assert reading.width >= 1
            assert cells or reading.header
    for sentence in sentences:
        assert sentence.endswith(".")
        assert "\n" not in sentence
        assert len(sentence) < 250
    assert read + refused > 3
    if folder == "xml_bombs":
        assert read == 0


@needs("xlsx_hostile")
@pytest.mark.parametrize(
    ("name", "word"),
    [("poc-xmlbomb.xlsx", "definitions"), ("protected_passtika.xlsx", "password"), ("password.xls", "password")],
)
def test_harmful_workbooks_are_named_for_what_they_are(name: str, word: str) -> None:
    with pytest.raises(UnreadableFile, match=word):
        inspect(DATA / "xlsx_hostile" / "poi" / name)


@needs("csv_hostile")
@pytest.mark.parametrize(
    ("name", "encoding", "delimiter", "first_line", "heading"),
    [
        ("csvkit/bad_skip_lines.csv", "utf-8", ",", 5, "column_a"),
        ("csvkit/test_latin1.csv", "cp1252", ",", 2, "a"),
        ("csvkit/test_utf16_big.csv", "utf-16", ",", 2, "a"),
        ("csvkit/test_utf16_little.csv", "utf-16", ",", 2, "a"),
        ("csvkit/mac_newlines.csv", "utf-8", ",", 2, "a"),
        ("csvkit/realdata/event-notification-rpt-lastmonth.txt", "utf-8", "|", 2, "Event Desc"),
        ("clevercsv/example/milk.csv", "utf-8", "\t", 2, "UK Availability"),
        ("frictionless/table-infer-iso-8859-7.csv", "iso8859_7", ",", 2, "id"),
        ("frictionless/matrix-with-comment.csv", "utf-8", ",", 3, "f1"),
        ("frictionless/accent.csv", "utf-8", ";", 2, "n_amenageur"),
        ("messytables/excel_pasting.csv", "utf-8", ",", 5, "Year"),
        ("messytables/mixedGLB.csv", "utf-8", ",", 5, "Year"),
        ("messytables/example.tsv", "utf-8", "\t", 2, "hour"),
        ("messytables/simple.ssv", "utf-8", ";", 2, "date"),
    ],
)
def test_dialects_encodings_and_notes_above_the_table(
    name: str, encoding: str, delimiter: str, first_line: int, heading: str
) -> None:
    reading = inspect(DATA / "csv_hostile" / name)
    assert (reading.encoding, reading.delimiter, reading.first_data_line) == (encoding, delimiter, first_line)
    assert reading.header is not None
    assert reading.header[0].startswith(heading)


@needs("csv_hostile")
@pytest.mark.parametrize(
    "name",
    [
        "frictionless/without-headers.csv",
        "frictionless/chunk3.csv",
        "csvkit/no_header_row2.csv",
        "messytables/long.csv",
    ],
)
def test_tables_without_a_header_lose_no_row(name: str) -> None:
    reading = inspect(DATA / "csv_hostile" / name)
    assert reading.header is None
    assert reading.first_data_line == 1


@needs("csv_hostile")
def test_a_big_chinese_file_is_not_taken_for_western() -> None:
    assert inspect(DATA / "csv_hostile" / "messytables" / "characters.csv").encoding not in ("cp1252", "utf-8")


@needs("cdnow")
def test_columns_parted_by_runs_of_blanks() -> None:
    path = DATA / "cdnow" / "CDNOW_sample.txt"
    reading = inspect(path)
    assert (reading.delimiter, reading.header) == (" ", None)
    read = [row for batch in rows(path, reading) for row in batch]
    assert len(read) == 6919
    assert read[0] == (1, ["00004", "0001", "19970101", "2", "29.33"])


@needs("adventureworks")
def test_a_workbook_and_the_same_table_as_csv_have_the_same_keys() -> None:
    folder = DATA / "adventureworks"
    keys = []
    for name in ("AdventureWorks_Sales_2017.csv", "AdventureWorks_Sales_2017.xlsx"):
        reading = inspect(folder / name)
        keys.append([(line, cells[2:]) for batch in rows(folder / name, reading) for line, cells in batch])
    assert keys[0] == keys[1]
    assert len(keys[0]) == 2630
