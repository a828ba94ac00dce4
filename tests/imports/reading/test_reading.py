"""Reading files of our own making: lines, broken quotes, limits, and what is refused."""

import gzip
import io
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from afterword.imports.reading import Reading, UnreadableFile, as_csv, inspect, rows
from afterword.imports.reading.delimited import blocks_of_records, cells_of_broken_line
from afterword.imports.reading.dialects import Dialect
from afterword.imports.reading.frames import receive, received_rows, send_rows


def written(tmp_path: Path, content: str | bytes, name: str = "file.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def all_rows(path: Path, reading: Reading) -> list[tuple[int, list[str]]]:
    return [row for batch in rows(path, reading) for row in batch]


def test_lines_are_those_an_editor_shows(tmp_path: Path) -> None:
    path = written(tmp_path, 'name,note\r\nAnn,"two\r\nlines"\r\n\r\nBob,x\r\n')
    assert all_rows(path, inspect(path)) == [(2, ["Ann", "two\r\nlines"]), (4, [""]), (5, ["Bob", "x"])]


def test_an_unclosed_quote_spoils_its_own_line_only(tmp_path: Path) -> None:
    body = "".join(f"{number},name {number},ok\n" for number in range(5_000))
    path = written(tmp_path, 'id,name,state\n1,"open,ok\n' + body)
    read = all_rows(path, inspect(path))
    assert read[0] == (2, ["1", '"open', "ok"])
    assert len(read) == 5_001
    assert read[-1] == (5_002, ["4999", "name 4999", "ok"])


def test_two_unclosed_quotes_do_not_melt_two_rows_into_one(tmp_path: Path) -> None:
    path = written(tmp_path, 'id,name,state\n1,"open,a\n2,"def",b\n3,x,c\n')
    assert [cells for _, cells in all_rows(path, inspect(path))] == [
        ["1", '"open', "a"],
        ["2", "def", "b"],
        ["3", "x", "c"],
    ]


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('a,"b"c,d', ["a", '"b"c', "d"]),
        ('"a,"b,c"', ['a,"b,c']),
        ('7,12" pipe,"x""y" ', ["7", '12" pipe', 'x"y']),
        ('"",""', ["", ""]),
        ('a,"', ["a", '"']),
        ("", [""]),
    ],
)
def test_a_quote_that_closes_nothing_is_kept(line: str, cells: list[str]) -> None:
    assert cells_of_broken_line(line, ",", '"') == cells


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("name,city\nJosé,Málaga\n".encode("cp1252"), "cp1252"),
        ("name,city\nJosé,Málaga\n".encode("utf-8-sig"), "utf-8-sig"),
        ("name,city\nJosé,Málaga\n".encode("utf-16"), "utf-16"),
        ("name,city\nJosé,Málaga\n".encode("utf-16-le"), "utf-16-le"),
        ("name,city\nJosé,Málaga\n".encode("utf-16-be"), "utf-16-be"),
        ("name,city\nJosé,Málaga\n".encode(), "utf-8"),
    ],
)
def test_encodings(tmp_path: Path, content: bytes, encoding: str) -> None:
    path = written(tmp_path, content)
    reading = inspect(path)
    assert reading.encoding == encoding
    assert reading.header == ["name", "city"]
    assert all_rows(path, reading) == [(2, ["José", "Málaga"])]


def test_a_wrong_byte_late_in_a_long_file_is_mended_and_nothing_stops(tmp_path: Path) -> None:
    body = b"".join(b"%d,Anna\n" % number for number in range(60_000))
    path = written(tmp_path, b"id,name\n" + body + b"60000,Ren\xe9e\n")
    assert all_rows(path, inspect(path))[-1] == (60_002, ["60000", "Renée"])


@pytest.mark.parametrize(
    ("content", "delimiter", "first"),
    [
        ("sep=;\nname;total\nAnn;1,5\nBob;2,5\n", ";", ["Ann", "1,5"]),
        ("name;total\nAnn;1,5\nBob;2,5\nEve;3,5\n", ";", ["Ann", "1,5"]),
        ("name\ttotal\nAnn, B.\t1\nBob\t2\n", "\t", ["Ann, B.", "1"]),
        ("name|total\nAnn|1\nBob|2\n", "|", ["Ann", "1"]),
        ("'name','note'\n'Ann','a, b'\n'Bob','c'\n", ",", ["Ann", "a, b"]),
        ('name,note\n"Ann","say \\"hi\\", please"\n"Bob","c"\n', ",", ["Ann", 'say "hi", please']),
        ('name, note\n"Ann", "a, b"\n"Bob", "c"\n', ",", ["Ann", "a, b"]),
    ],
)
def test_dialects(tmp_path: Path, content: str, delimiter: str, first: list[str]) -> None:
    path = written(tmp_path, content)
    reading = inspect(path)
    assert reading.delimiter == delimiter
    assert all_rows(path, reading)[0][1] == first


def test_gzip_and_zip_are_unpacked(tmp_path: Path) -> None:
    packed = written(tmp_path, gzip.compress(b"name,city\nAnn,Oslo\n"), "a.csv.gz")
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("orders.csv", "name,city\nAnn,Oslo\n")
    for path in (packed, archive):
        assert all_rows(path, inspect(path)) == [(2, ["Ann", "Oslo"])]


REFUSALS: list[tuple[str, bytes, str]] = [
    ("empty.csv", b"", "empty"),
    ("blank.csv", b"\n\n  \n", "empty"),
    ("page.csv", b"<!DOCTYPE html><html><table>", "web page"),
    ("data.csv", b'{"customers": [1, 2]}', "JSON"),
    ("doc.csv", b"%PDF-1.7 ...", "PDF"),
    ("junk.csv", bytes(range(256)) * 40, "not a table"),
    ("zeros.csv", b"\0" * 100_000, "empty|not a table"),
    ("broken.csv.gz", b"\x1f\x8b\x08\x00garbage", "cannot be read|damaged|empty"),
    ("broken.xlsx", b"PK\x03\x04 nothing here", "damaged"),
    ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "damaged"),
]


@pytest.mark.parametrize(("name", "content", "word"), REFUSALS, ids=[name for name, _, _ in REFUSALS])
def test_what_is_no_table_is_refused_in_a_sentence(tmp_path: Path, name: str, content: bytes, word: str) -> None:
    with pytest.raises(UnreadableFile, match=word):
        inspect(written(tmp_path, content, name))


def test_missing_files_and_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="There is no file"):
        inspect(tmp_path / "nowhere.csv")
    with pytest.raises(UnreadableFile, match="is a folder"):
        inspect(tmp_path)
    with pytest.raises(UnreadableFile, match=r"cannot be opened|no file"):
        inspect(tmp_path / ("x" * 5_000))


SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEETS = '<sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets>'


def related(kind: str, target: str) -> str:
    relation = f'<Relationship Id="r1" Type="{OFFICE}/{kind}" Target="{target}"/>'
    return f"<Relationships {RELATIONS}>{relation}</Relationships>"


def workbook(path: Path, sheet: bytes, *, more: dict[str, bytes] | None = None) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("_rels/.rels", related("officeDocument", "xl/workbook.xml"))
        archive.writestr("xl/workbook.xml", f'<workbook {SPACE} xmlns:r="{OFFICE}">{SHEETS}</workbook>')
        archive.writestr("xl/_rels/workbook.xml.rels", related("worksheet", "worksheets/sheet1.xml"))
        content = b"<worksheet " + SPACE.encode() + b"><sheetData>" + sheet + b"</sheetData></worksheet>"
        archive.writestr("xl/worksheets/sheet1.xml", content)
        for name, extra in (more or {}).items():
            archive.writestr(name, extra)
    return path


ROW = b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>%s</t></is></c><c r="B%d"><v>%s</v></c></row>'


def row(number: int, name: bytes, value: bytes) -> bytes:
    return ROW % (number, number, name, number, value)


def test_whole_numbers_in_workbooks_have_no_decimals(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", row(3, b"name", b"7") + row(4, b"Ann", b"17850.0") + row(5, b"Bob", b"2.55"))
    reading = inspect(path)
    read = all_rows(path, reading)
    assert [cells for _, cells in read][-2:] == [["Ann", "17850"], ["Bob", "2.55"]]
    assert read[-1][0] == 5


def test_two_cells_a_world_apart_do_not_fill_the_memory(tmp_path: Path) -> None:
    far = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    started = time.monotonic()
    with pytest.raises(UnreadableFile, match=r"apart|memory|damaged"):
        inspect(workbook(tmp_path / "far.xlsx", far))
    assert time.monotonic() - started < 30


def test_bombs_are_found_before_they_go_off(tmp_path: Path) -> None:
    bomb = workbook(tmp_path / "bomb.xlsx", row(1, b"a", b"1"), more={"xl/media/image1.png": b"\0" * 60_000_000})
    with pytest.raises(UnreadableFile, match="unpacks to far more"):
        inspect(bomb)
    many = workbook(tmp_path / "many.xlsx", row(1, b"a", b"1"), more={f"x/{number}": b"" for number in range(1_200)})
    with pytest.raises(UnreadableFile, match="unpacks to far more"):
        inspect(many)
    dtd = workbook(tmp_path / "dtd.xlsx", row(1, b"a", b"1"), more={"xl/x.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'})
    with pytest.raises(UnreadableFile, match="definitions"):
        inspect(dtd)
    gz = written(tmp_path, gzip.compress(b"name,city,country\n" * 1_000_000), "bomb.csv.gz")
    with pytest.raises(UnreadableFile, match="unpacks to far more"):
        list(rows(gz, Reading("csv", gz.stat().st_size, packed="gz")))


def test_a_line_without_end_is_refused_not_swallowed(tmp_path: Path) -> None:
    path = tmp_path / "line.csv"
    with path.open("wb") as stream:
        stream.write(b"a,b\n1,2\n3,")
        for _ in range(450):
            stream.write(b"x" * 1_000_000)
    with pytest.raises(UnreadableFile, match="memory"):
        inspect(path)


def test_a_cell_of_ten_megabytes_comes_through(tmp_path: Path) -> None:
    path = written(tmp_path, "name,note\nAnn," + "x" * 10_000_000 + "\nBob,y\n")
    read = all_rows(path, inspect(path))
    assert [len(cells[1]) for _, cells in read] == [10_000_000, 1]


def test_closing_the_iterator_early_ends_the_child(tmp_path: Path) -> None:
    path = written(tmp_path, "a,b\n" + "1,2\n" * 2_000_000)
    batches = rows(path, inspect(path))
    assert len(next(batches)) > 100
    started = time.monotonic()
    batches.close()
    assert time.monotonic() - started < 2


def test_a_file_that_vanishes_while_it_is_read_gives_a_sentence(tmp_path: Path) -> None:
    path = written(tmp_path, "a,b\n1,2\n")
    reading = inspect(path)
    path.unlink()
    with pytest.raises(UnreadableFile):
        list(rows(path, reading))


def test_the_child_never_imports_django(tmp_path: Path) -> None:
    import subprocess
    import sys

    script = "import sys; import afterword.imports.reading.child; sys.exit('django' in sys.modules)"
    source = str(Path(__file__).parents[3] / "src")
    assert subprocess.run([sys.executable, "-c", script], env={"PYTHONPATH": source}, check=False).returncode == 0


def test_the_written_csv_reads_back_the_same(tmp_path: Path) -> None:
    path = written(tmp_path, 'name;note\nAnn;"a ""b""; c"\n;\n\nBob;"x\ny"\n')
    reading = inspect(path)
    out = tmp_path / "out.csv"
    assert as_csv(path, reading, out) == 3
    assert out.read_bytes() == b'name,note\r\nAnn,"a ""b""; c"\r\n,\r\nBob,"x\ny"\r\n'


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x1e\x1f"), max_size=12)


@given(st.lists(st.lists(CELL, min_size=1, max_size=5), min_size=1, max_size=20))
def test_what_the_csv_module_writes_is_read_back_with_its_lines(table: list[list[str]]) -> None:
    import csv

    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    starts = []
    for cells in table:
        starts.append(1 + sum(1 for _ in io.StringIO(out.getvalue(), newline="")))
        writer.writerow(cells)
    read = [one for block in blocks_of_records(io.StringIO(out.getvalue(), newline=""), Dialect()) for one in block]
    assert read == list(zip(starts, table, strict=True))


@given(st.text(st.sampled_from('",;\n\r ab\\'), max_size=200))
def test_no_text_of_quotes_and_commas_is_lost_or_raises(text: str) -> None:
    read = [one for block in blocks_of_records(io.StringIO(text, newline=""), Dialect()) for one in block]
    lines = [line for line, _ in read]
    assert lines == sorted(set(lines))
    kept = "".join(cell for _, cells in read for cell in cells)
    assert sum(kept.count(letter) for letter in "ab") == sum(text.count(letter) for letter in "ab")


@given(st.lists(st.tuples(st.integers(1, 2**40), st.lists(st.text(), min_size=1, max_size=4)), min_size=1, max_size=9))
def test_rows_travel_the_wire_unchanged(table: list[tuple[int, list[str]]]) -> None:
    stream = io.BytesIO()
    send_rows(stream, table, 7)
    stream.seek(0)
    frame = receive(stream)
    assert frame is not None
    wanted = [(line, [cell.replace("\x1f", " ").replace("\x1e", " ") for cell in cells]) for line, cells in table]
    assert received_rows(frame[1], frame[2]) == wanted


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(min_size=1, max_size=400))
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes) -> None:
    path = written(tmp_path, content)
    refusal = "read."
    try:
        all_rows(path, inspect(path))
    except UnreadableFile as refused:
        refusal = str(refused)
    assert refusal.endswith(".")
