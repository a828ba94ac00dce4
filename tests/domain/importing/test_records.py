"""Rows become records or problems: exactly one of them each, whatever stands in the cells."""

import csv
import io
import json
import time
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.domain.importing.fields import FIELDS, Kind
from afterword.domain.importing.guessing import guess_mapping, mapping_from_pairs
from afterword.domain.importing.mending import guarded, rows_to_mend, unguarded
from afterword.domain.importing.records import Problem, ProblemCode, Settings, compile_converter
from afterword.domain.importing.statuses import SaleStatus

DATA = Path(__file__).parents[4] / "shared" / "data"
SETTINGS = Settings("USD", date(2026, 11, 22))


def converted(
    text: str, pairs: dict[str, str] | None = None, kind: Kind | None = None
) -> tuple[list[Any], list[Problem]]:
    header, *rows = list(csv.reader(io.StringIO(text)))
    mapping = mapping_from_pairs(header, rows, pairs, kind) if pairs else guess_mapping(header, rows, kind)
    return compile_converter(mapping, SETTINGS)([(number + 2, cells) for number, cells in enumerate(rows)])


def test_a_sale_line_with_its_buyer() -> None:
    records, problems = converted(
        "Order ID,Order date,Customer name,Email,Product,Qty,Unit price\n"
        "7,2026-01-31 10:05,Ann  Lee,ann@example.com,Helmet,2,$19.99\n"
    )
    assert problems == []
    (line,) = records
    assert (line.line, line.sale_key, line.sold_on) == (2, "7", date(2026, 1, 31))
    assert line.sold_at == datetime.fromisoformat("2026-01-31T10:05")
    assert (line.buyer.full_name, line.buyer.email) == ("Ann Lee", "ann@example.com")
    assert (line.quantity_milli, line.unit_price_minor, line.line_total_minor) == (2000, 1999, 3998)
    assert line.status is SaleStatus.PAID


def test_lines_that_continue_a_sale_take_date_and_buyer_from_it() -> None:
    records, _ = converted(
        "Name,Email,Created at,Total,Lineitem name\n#1,ann@example.com,2025-01-05 10:00:00 -0500,100.00,A\n#1,,,,B\n"
    )
    assert [line.product_name for line in records] == ["A", "B"]
    assert records[0].sold_at == records[1].sold_at
    assert records[1].buyer.email == "ann@example.com"
    assert records[1].sale_total_minor == 10_000


def test_returns_are_refunds_and_are_recorded() -> None:
    text = "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID\n"
    text += "C5,A,-2,2010-12-01 08:26:00,2.55,17850.0\n6,B,1,2010-12-01,0,\n"
    records, problems = converted(text)
    assert problems == []
    assert (records[0].status, records[0].line_total_minor, records[0].buyer.key) == (
        SaleStatus.REFUNDED,
        -510,
        "17850",
    )
    assert (records[1].status, records[1].line_total_minor, records[1].buyer) == (SaleStatus.PAID, 0, None)


@pytest.mark.parametrize(
    ("cells", "code", "column", "word"),
    [
        ("7,31/31/2026,5", ProblemCode.BAD_DATE, "Order date", "no such day"),
        ("7,,5", ProblemCode.MISSING, "Order date", "missing"),
        ("7,2026-01-31,five", ProblemCode.BAD_NUMBER, "Total", "not a number"),
        ("7,2026-01-31,1e99999", ProblemCode.BAD_NUMBER, "Total", "number"),
        ("7,2026-01-31,99999999999999999", ProblemCode.BAD_NUMBER, "Total", "larger than any sale"),
        ("7,2026-01-31,5,surplus", ProblemCode.TOO_MANY_CELLS, "", "4 cells"),
        ("7,2026-01-31", ProblemCode.TOO_FEW_CELLS, "", "2 cells"),
        ("7,2109-01-31,5", ProblemCode.BAD_DATE, "Order date", "future"),
        ("7" * 150 + ",2026-01-31,5", ProblemCode.BAD_KEY, "Order ID", "longer than"),
    ],
)
def test_a_bad_row_is_listed_with_what_to_do_and_the_good_ones_come_in(
    cells: str, code: ProblemCode, column: str, word: str
) -> None:
    good = "1,2026-01-30,5\n2,2026-01-30,5\n3,2026-01-30,5\n"
    records, problems = converted("Order ID,Order date,Total\n" + good + cells + "\n,,\n4,2026-01-30,5\n")
    assert [line.sale_key for line in records] == ["1", "2", "3", "4"]
    (problem,) = problems
    assert (problem.line, problem.code, problem.column) == (5, code, column)
    assert word in problem.sentence
    assert problem.sentence.endswith(".")
    assert problem.cells == cells.split(",")


def test_surplus_blank_cells_and_missing_optional_ones_do_no_harm() -> None:
    records, problems = converted("Email,First name,Note\nann@example.com,Ann,x,,\nbob@example.com,Bob,\n")
    assert (len(records), problems) == (2, [])


@pytest.mark.parametrize(
    ("header", "cell", "accepts", "opted_out"),
    [
        ("Email,Status", "unsubscribed", False, True),
        ("Email,Status", "cleaned", False, True),
        ("Email,Status", "Subscribed", True, False),
        ("Email,accepts_marketing", "no", False, False),
        ("Email,accepts_marketing", "not_subscribed", False, False),
        ("Email,accepts_marketing", "unsubscribed", False, True),
        ("Email,accepts_marketing", "", None, False),
        ("Email,email_disabled", "true", False, True),
        ("Email,email_disabled", "false", None, False),
        ("Email,Unsubscribed", "2024-01-31", False, True),
        ("Email,unsubscribed_at", "2024-01-31 10:00", False, True),
        ("Email,unsubscribed_at", "", None, False),
        ("Email,accepts_marketing,Unsubscribed", "yes,yes", False, True),
        ("Email,accepts_marketing,Unsubscribed", "no,no", False, False),
    ],
)
def test_a_no_to_advertising_and_a_no_to_all_mail_are_told_apart(
    header: str, cell: str, accepts: bool | None, opted_out: bool
) -> None:
    records, _ = converted(f"{header}\nann@example.com,{cell}\n", kind=Kind.CUSTOMERS)
    assert (records[0].accepts_email, records[0].opted_out) == (accepts, opted_out)


def test_a_no_survives_a_row_that_is_bad_otherwise() -> None:
    text = "Email,Birthday,Unsubscribed at\nann@example.com,1990-31-31,some day\nbob@example.com,1990-31-31,\n"
    records, problems = converted(
        text, {"Birthday": "birth_date", "Unsubscribed at": "unsubscribed_at"}, Kind.CUSTOMERS
    )
    assert [(one.email, one.accepts_email, one.birth_date) for one in records] == [("ann@example.com", False, None)]
    assert [problem.line for problem in problems] == [3]


@pytest.mark.parametrize(
    ("cell", "email"),
    [
        ("Ann <ann@example.com>", "ann@example.com"),
        ("mailto:ann@example.com", "ann@example.com"),
        ("ann@example.com; bob@example.com", "ann@example.com"),
        ("n/a", ""),
        ("ömil@gmail.com", "ömil@gmail.com"),
        ("Bob.Something@adv", None),
        ("ann@@example.com", None),
        ("a b@example.com", None),
        ("ann@-example.com", None),
        ("@" * 300, None),
    ],
)
def test_addresses(cell: str, email: str | None) -> None:
    records, problems = converted(f'Email,First name\n"{cell}",Ann\n', {"Email": "email", "First name": "given_name"})
    assert (records[0].email if records else None) == email
    assert [problem.code for problem in problems] == ([] if email is not None else [ProblemCode.BAD_EMAIL])


def test_text_that_a_database_refuses_never_gets_through() -> None:
    records, _ = converted('First name,Email,Note\n"A\x00nn\u202e \ud800",ann@example.com,"' + "x" * 5_000 + '"\n')
    assert records[0].given_name == "Ann \ufffd"
    assert len(records[0].note) == 2_000


def test_the_file_to_mend_comes_back_clean_and_runs_nothing() -> None:
    text = "Email,First name,Note\n=cmd|' /C calc'!A0,Ann,-1\nbob,'+49 1,@SUM(1)\n"
    _, problems = converted(text, {"Email": "email", "First name": "given_name", "Note": "note"})
    mended = list(rows_to_mend(["Email", "First name", "Note"], problems))
    assert [row[0] for row in mended[1:]] == ["2", "3"]
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in mended for cell in row)
    mended[1][2] = "ann@example.com"
    mended[2][2] = "bob@example.com"
    mapping = guess_mapping(mended[0], mended[1:], Kind.CUSTOMERS)
    assert mapping.unmapped == ()
    records, left = compile_converter(mapping, SETTINGS)(list(enumerate(mended[1:], start=2)))
    assert left == []
    assert [(one.given_name, one.note) for one in records] == [("Ann", "-1"), ("'+49 1", "@SUM(1)")]


def test_a_table_without_header_can_be_mended_too() -> None:
    problem = Problem(3, "", "", ProblemCode.BAD_DATE, "x.", ["1", "soon"])
    assert next(rows_to_mend(None, [problem], width=2))[2:] == ["1", "2"]


@given(st.text(max_size=50))
def test_the_guard_comes_off_again(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell
    assert not guarded(cell).startswith(("=", "+", "-", "@", "\t", "\r", "＝"))


MESS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["", " ", "ann@example.com", "2026-01-31", "31/12/2019", "5.00", "-3", "1e9999", "yes", "\x00", "\ud800"]
    ),
)


@given(st.data(), st.sampled_from(list(Kind)), st.booleans())
def test_rows_in_are_records_and_problems_and_blanks(data: st.DataObject, kind: Kind, with_header: bool) -> None:
    names = data.draw(st.lists(st.sampled_from(sorted(FIELDS[kind])), min_size=1, max_size=6))
    rows = data.draw(st.lists(st.lists(MESS, max_size=8), max_size=8))
    header = names if with_header else None
    mapping = mapping_from_pairs(
        header,
        [["x"] * len(names)],
        {str(i + 1): name for i, name in enumerate(names)} if not with_header else {name: name for name in names},
        kind,
    )
    records, problems = compile_converter(mapping, SETTINGS)(list(enumerate(rows, start=2)))
    blank = sum(1 for cells in rows if not any(cell.strip() for cell in cells))
    lines = [record.line for record in records] + [problem.line for problem in problems]
    assert len(records) + len(problems) + blank == len(rows)
    assert len(lines) == len(records) + len(problems)
    for record in records:
        assert "\\u0000" not in json.dumps(record, default=str)
        assert "\\ud800" not in json.dumps(record, default=str)
    for problem in problems:
        assert problem.sentence.endswith(".")


@pytest.mark.skipif(not (DATA / "naughty_strings").is_dir(), reason="../shared/data/naughty_strings is not here")
def test_naughty_strings_are_names_and_notes_like_any_other() -> None:
    naughty = [text for text in json.loads((DATA / "naughty_strings" / "blns.json").read_text()) if text.strip()]
    mapping = mapping_from_pairs(["k", "n", "t"], [], {"k": "key", "n": "full_name", "t": "note"}, Kind.CUSTOMERS)
    rows = [(number, [str(number), text, text]) for number, text in enumerate(naughty)]
    records, problems = compile_converter(mapping, SETTINGS)(rows)
    assert (len(records), problems) == (len(naughty), [])
    for record in records:
        record.full_name.encode("utf-8")
        assert "\x00" not in record.note


def test_a_clean_sale_line_costs_little() -> None:
    mapping = guess_mapping(
        ["OrderDate", "OrderNumber", "ProductKey", "CustomerKey", "OrderQuantity"],
        [["1/31/2017", "SO1", "1", "1", "1"]],
    )
    rows = [(n, [f"1/{n % 28 + 1}/2017", f"SO{n // 2}", str(n % 300), str(n % 18_000), "1"]) for n in range(40_000)]
    convert = compile_converter(mapping, SETTINGS)
    started = time.process_time()
    records, _ = convert(rows)
    # Five microseconds where it was measured; the bound only catches work that grows out of hand.
    assert (time.process_time() - started) / len(records) < 60e-6
