"""Small files, each with one trouble, come in the way their owner means it."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pytest

from afterword.businesses.models import Business
from afterword.customers.actions import edit_customer, lift_suppression, suppress_address
from afterword.customers.models import Consent, ContactPoint, Customer, MergeSuggestion, SourceKey, Suppression
from afterword.domain.channel import OURS, Channel
from afterword.imports.actions import ImportRefused, UnusableFile, preview, run_import, start_import, undo_import
from afterword.imports.models import ColumnMemory, ImportProblem, ImportRun
from afterword.imports.problems import write_problems
from afterword.sales.models import Inquiry, Product, Sale, SaleItem
from afterword.timeline.catalogue import AddressSuppressed, ConsentRecorded, ImportUndone
from afterword.timeline.models import EventRow
from tests.imports.bringing import bring_in_text, counts, tables

PEOPLE = "Customer number,First name,Last name,Email,Phone\n1,Ann,Berg,ann@example.org,(212) 555-0123\n2,Tom,Berg,,\n"
SALES = "Order number,Order date,Customer number,Product,Quantity,Price\n"


def test_a_customer_comes_with_addresses_key_reach_and_event(business: Business, tmp_path: Path) -> None:
    bring_in_text(tmp_path, PEOPLE)
    ann = Customer.objects.get(display_name="Ann Berg")
    assert ann.reach & 3 == 3
    points = ContactPoint.objects.filter(customer=ann).order_by("channel").values_list("channel", "normal", "preferred")
    assert list(points) == [("email", "ann@example.org", True), ("phone", "+12125550123", True)]
    assert list(SourceKey.objects.filter(customer=ann).values_list("source", "key")) == [("file", "1")]
    assert EventRow.objects.filter(kind="customer_added", customer_id=ann.pk).count() == 1


def test_two_truly_equal_lines_are_both_kept_and_coming_again_changes_nothing(
    business: Business, tmp_path: Path
) -> None:
    text = "date,customer number,total\n2024-05-01,7,10.00\n2024-05-01,7,10.00\n2024-05-02,7,10.00\n"
    pairs = {"date": "sold_at", "customer number": "customer_key", "total": "line_total"}
    run = bring_in_text(tmp_path, text, pairs=pairs)
    assert counts(run)["sales_added"] == 3
    before = tables()
    run = bring_in_text(tmp_path, text, "again.csv", pairs=pairs)
    assert counts(run)["sales_unchanged"] == 3
    assert tables() == before
    # The list grows by one more of the same: that one is news.
    run = bring_in_text(tmp_path, text + "2024-05-01,7,10.00\n", "grown.csv", pairs=pairs)
    assert counts(run)["sales_added"] == 1


def test_a_sale_grows_by_the_lines_it_lacks(business: Business, tmp_path: Path) -> None:
    bring_in_text(tmp_path, SALES + "A1,2024-05-01,1,Rose,2,5.00\n")
    run = bring_in_text(tmp_path, SALES + "A1,2024-05-01,1,Rose,2,5.00\nA1,2024-05-01,1,Vase,1,20.00\n", "more.csv")
    assert counts(run)["items_added"] == 1
    assert "sales_unchanged" not in counts(run)
    assert Sale.objects.get(key="A1").total_minor == 3_000
    undo_import(run_id=run.pk)
    assert Sale.objects.get(key="A1").total_minor == 1_000
    assert SaleItem.objects.count() == 1


def test_a_line_number_used_twice_for_different_things_is_two_lines(business: Business, tmp_path: Path) -> None:
    header = "Order number,Order date,Customer number,Order line,Product,Quantity,Price\n"
    lines = "A1,2024-05-01,1,1,Rose,1,5.00\nA1,2024-05-01,1,1,Vase,1,20.00\nA1,2024-05-01,1,1,Vase,1,20.00\n"
    run = bring_in_text(tmp_path, header + lines)
    assert run.mapping["columns"]["3"] == "line_key"
    assert Sale.objects.get().total_minor == 2_500
    assert set(SaleItem.objects.values_list("line_key", flat=True)) == {"1", "1~2"}


def test_a_sale_without_a_buyer_has_no_customer_and_a_refund_is_negative(business: Business, tmp_path: Path) -> None:
    bring_in_text(tmp_path, SALES + "A1,2024-05-01,,Rose,2,5.00\nC2,2024-05-02,1,Rose,-2,5.00\n")
    assert Sale.objects.get(key="A1").customer_id is None
    refund = Sale.objects.get(key="C2")
    assert (refund.total_minor, refund.status) == (-1_000, "refunded")


def test_orders_and_their_lines_may_lie_in_two_files(business: Business, tmp_path: Path) -> None:
    lines = "Order number,Product,Quantity,Unit price\n10248,Queso,12,14.00\n99999,Tofu,1,9.00\n"
    bring_in_text(
        tmp_path, "Order number,Order date,Customer number\n10248,2024-07-04,VINET\n", "orders.csv", kind="sales"
    )
    run = bring_in_text(tmp_path, lines, "lines.csv", kind="sales")
    sale = Sale.objects.get()
    assert (sale.key, sale.sold_on, sale.total_minor) == ("10248", date(2024, 7, 4), 16_800)
    problem = ImportProblem.objects.get(run=run)
    assert problem.line == 3
    assert "99999" in problem.sentence


def test_bad_rows_are_listed_and_the_mended_file_brings_in_the_rest(business: Business, tmp_path: Path) -> None:
    text = SALES + "A1,2024-05-01,1,Rose,2,5.00\nA2,31/31/2024,1,Rose,2,5.00\nA3,2024-05-03,1,=SUM(A1),two,5.00\n"
    run = bring_in_text(tmp_path, text)
    assert counts(run)["problems"] == 2
    assert list(ImportProblem.objects.filter(run=run).order_by("line").values_list("line", flat=True)) == [3, 4]
    path = write_problems(run)
    assert path is not None
    told = path.read_text(encoding="utf-8")
    assert ",=SUM" not in told
    mended = told.replace("31/31/2024", "2024-05-02").replace(",two,", ",2,")
    run = bring_in_text(tmp_path, mended, "mended.csv")
    assert counts(run)["sales_added"] == 2
    assert "problems" not in counts(run)
    assert Product.objects.filter(name="=SUM(A1)").exists()


def test_what_a_person_wrote_is_not_overwritten_but_the_source_may_correct_itself(
    business: Business, tmp_path: Path
) -> None:
    bring_in_text(tmp_path, PEOPLE)
    tom = SourceKey.objects.get(key="2").customer
    newer = PEOPLE.replace("2,Tom,Berg,,", "2,Tom,Lund,tom@example.org,").replace("Ann,Berg", "Anna,Berg")
    ann = SourceKey.objects.get(key="1").customer
    edit_customer(customer_id=ann.pk, given_name="Annie")
    before = tables()
    run = bring_in_text(tmp_path, newer, "newer.csv")
    ann.refresh_from_db()
    tom.refresh_from_db()
    assert (ann.display_name, tom.display_name, tom.reach) == ("Annie Berg", "Tom Lund", 1)
    assert undo_import(run_id=run.pk).restored > 0
    assert tables() == before


def test_undo_leaves_alone_what_somebody_changed_since(business: Business, tmp_path: Path) -> None:
    bring_in_text(tmp_path, PEOPLE)
    run = bring_in_text(tmp_path, PEOPLE.replace("Tom,Berg", "Tom,Lund"), "newer.csv")
    tom = SourceKey.objects.get(key="2").customer
    edit_customer(customer_id=tom.pk, family_name="Moe")
    undo_import(run_id=run.pk)
    tom.refresh_from_db()
    assert tom.family_name == "Moe"


def test_an_empty_cell_blanks_nothing(business: Business, tmp_path: Path) -> None:
    bring_in_text(tmp_path, PEOPLE)
    before = tables()
    bring_in_text(tmp_path, "Customer number,First name,Last name,Email,Phone\n1,,Berg,,\n2,Tom,,,\n", "empty.csv")
    ann = SourceKey.objects.get(key="1").customer
    assert (ann.given_name, ann.reach & 3) == ("Ann", 3)
    assert tables()["customers_contactpoint"] == before["customers_contactpoint"]


def test_one_e_mail_and_two_names_is_a_question_and_one_name_is_one_person(business: Business, tmp_path: Path) -> None:
    text = (
        "First name,Last name,Email\nAnn,Berg,berg@example.org\nTom,Berg,berg@example.org\nA.,Berg,BERG@example.org\n"
    )
    run = bring_in_text(tmp_path, text)
    assert counts(run) == {"rows": 3, "customers_added": 2, "customers_matched": 1}
    question = MergeSuggestion.objects.get()
    assert {question.customer.given_name, question.other.given_name} == {"Ann", "Tom"}
    before = tables()
    bring_in_text(tmp_path, text, "again.csv")
    assert tables() == before


def test_people_known_by_nothing_but_a_name_stay_the_same_people(business: Business, tmp_path: Path) -> None:
    cuts = ("2024-05-01,Ann Berg", "2024-06-01,Ann Berg", "2024-06-01,Tom Moe")
    text = "Date,Customer name,Service,Price\n" + "".join(f"{cut},Cut,40\n" for cut in cuts)
    bring_in_text(tmp_path, text, kind="sales")
    assert sorted(Customer.objects.values_list("display_name", flat=True)) == ["Ann Berg", "Tom Moe"]
    before = tables()
    bring_in_text(tmp_path, text, "again.csv", kind="sales")
    assert tables() == before


def test_an_opt_out_survives_whatever_comes_in_later(business: Business, tmp_path: Path) -> None:
    bring_in_text(tmp_path, "Email,First name,Last name,Status\nann@example.org,Ann,Berg,unsubscribed\n")
    ann = Customer.objects.get()
    assert ann.reach == 0
    assert Suppression.objects.get().reason == "imported"
    assert not Consent.objects.get().granted
    bring_in_text(tmp_path, "Email,First name,Last name,Status\nANN@example.org,Ann,Berg,subscribed\n", "later.csv")
    ann.refresh_from_db()
    assert ann.reach == 0
    assert not Consent.objects.order_by("-at", "-id")[0].granted
    bring_in_text(tmp_path, "Email,First name,Last name\nann@example.org,Other,Name\n", "other.csv")
    assert set(Customer.objects.values_list("reach", flat=True)) == {0}
    lift_suppression(customer_id=ann.pk, channel="email", note="She asked at the counter.")
    ann.refresh_from_db()
    assert ann.reach == 1


def test_a_no_to_advertising_leaves_ordinary_mail_possible(business: Business, tmp_path: Path) -> None:
    shopify = "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Total Spent,Total Orders\n"
    run = bring_in_text(tmp_path, shopify + "1,Ann,Berg,ann@example.org,no,10,1\n2,Tom,Moe,tom@example.org,yes,10,1\n")
    assert not Suppression.objects.exists()
    assert set(Customer.objects.values_list("reach", flat=True)) == {1}
    told = Consent.objects.order_by("customer_id").values_list("purpose", "channel", "granted")
    assert list(told) == [("promotion", "email", False), ("promotion", "email", True)]
    recorded = EventRow.objects.filter(import_run_id=run.pk, kind=ConsentRecorded.kind)
    ann = Customer.objects.get(given_name="Ann")
    assert [event.customer_id for event in recorded] == [ann.pk]
    suppress_address(customer_id=ann.pk, channel="email", reason="unsubscribed")
    bring_in_text(tmp_path, shopify + "1,Ann,Berg,ann@example.org,yes,10,1\n", "later.csv")
    ann.refresh_from_db()
    assert ann.reach == 0
    assert not Consent.objects.filter(customer=ann).order_by("-at", "-id")[0].granted


def test_who_says_no_to_advertising_and_later_opts_out_is_not_written_to(business: Business, tmp_path: Path) -> None:
    bring_in_text(tmp_path, "Email,Accepts marketing\nann@example.org,no\n", kind="customers")
    run = bring_in_text(tmp_path, "Email,Status\nann@example.org,unsubscribed\n", "out.csv", kind="customers")
    assert Customer.objects.get().reach == 0
    assert EventRow.objects.filter(import_run_id=run.pk, kind=AddressSuppressed.kind).count() == 1
    bring_in_text(tmp_path, "Email,Status\nann@example.org,unsubscribed\n", "out2.csv", kind="customers")
    assert EventRow.objects.filter(kind=AddressSuppressed.kind).count() == 1


def test_an_opt_out_outlives_the_undo_of_another_import(business: Business, tmp_path: Path) -> None:
    run = bring_in_text(tmp_path, PEOPLE)
    bring_in_text(tmp_path, "Email,Status\nann@example.org,unsubscribed\n", "out.csv", kind="customers")
    undo_import(run_id=run.pk)
    bring_in_text(tmp_path, PEOPLE, "again.csv")
    reaches = set(Customer.objects.filter(given_name="Ann").values_list("reach", flat=True))
    ours = sum(one.bit for one in OURS)
    assert {reach & ours for reach in reaches} == {Channel.PHONE.bit | Channel.SMS.bit}


def test_an_order_that_names_two_buyers_counts_for_the_first_and_is_noted(business: Business, tmp_path: Path) -> None:
    text = SALES + "7,2024-05-01,1,Ring,1,10\n7,2024-05-01,2,Box,1,5\n8,2024-05-01,,Vase,1,9\n8,2024-05-01,2,Box,1,5\n"
    run = bring_in_text(tmp_path, text)
    assert (counts(run)["sales_contested"], counts(run)["items_added"]) == (1, 4)
    first = SourceKey.objects.get(key="1").customer
    assert Sale.objects.get(key="7").customer == first
    before = tables()
    again = bring_in_text(tmp_path, text.replace("7,2024-05-01,1,Ring,1,10\n", ""), "again.csv")
    assert counts(again)["sales_contested"] == 1
    assert tables() == before


def test_sales_that_name_nobody_are_counted_and_said_beforehand(business: Business, tmp_path: Path) -> None:
    path = tmp_path / "till.csv"
    path.write_text("Receipt,Date,Amount\n1,2024-05-13,10\n2,2024-05-14,12\n")
    seen = preview(path=path, kind="sales")
    assert seen.names_nobody
    run = run_import(run_id=start_import(preview=seen).pk)
    assert (counts(run)["sales_added"], counts(run)["sales_without_buyer"]) == (2, 2)
    assert not preview(path=path, pairs={"Receipt": "customer_key"}, kind="sales").names_nobody
    partly = bring_in_text(tmp_path, SALES + "7,2024-05-13,1,Ring,1,10\n8,2024-05-13,,Box,1,5\n", "partly.csv")
    assert counts(partly)["sales_without_buyer"] == 1


def test_dates_that_could_be_either_are_read_as_the_owner_says_and_remembered(
    business: Business, tmp_path: Path
) -> None:
    path = tmp_path / "till.csv"
    path.write_text("Receipt,Date,Customer number,Amount\n1,03/04/2024,1,10\n")
    assert preview(path=path, kind="sales").doubtful_order == "mdy", "as in the United States"
    seen = preview(path=path, kind="sales", date_order="dmy")
    assert seen.doubtful_order == "dmy"
    run_import(run_id=start_import(preview=seen, remember=True).pk)
    assert Sale.objects.get().sold_on == date(2024, 4, 3)
    assert preview(path=path).doubtful_order == "dmy"
    path.write_text("Receipt,Date,Customer number,Amount\n1,03/14/2024,1,10\n")
    assert preview(path=path, kind="sales", date_order="dmy").doubtful_order is None, "there is no 14th month"


def test_undoing_is_written_down(business: Business, tmp_path: Path) -> None:
    run = bring_in_text(tmp_path, PEOPLE)
    undo_import(run_id=run.pk, actor_id=7)
    event = EventRow.objects.get(kind=ImportUndone.kind)
    assert (event.subject_id, event.actor_id, event.data["file_name"]) == (run.pk, 7, "file.csv")
    assert not EventRow.objects.exclude(pk=event.pk).exists()


def test_inquiries_come_in_once(business: Business, tmp_path: Path) -> None:
    text = "Date,Name,Email,Subject,Message\n2024-05-01,Ann Berg,ann@example.org,Wedding,What would sixty roses cost?\n"
    run = bring_in_text(tmp_path, text, kind="inquiries")
    assert counts(run)["inquiries_added"] == 1
    assert Inquiry.objects.get().customer.display_name == "Ann Berg"
    before = tables()
    assert counts(bring_in_text(tmp_path, text, "again.csv", kind="inquiries"))["inquiries_unchanged"] == 1
    assert tables() == before
    undo_import(run_id=run.pk)
    assert not Inquiry.objects.exists()


def test_a_correction_of_the_columns_is_remembered_for_the_next_file(business: Business, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("wer,was\nann@example.org,Ann Berg\n")
    found = preview(path=path, kind="customers", pairs={"wer": "email", "was": "full_name"})
    start_import(preview=found, remember=True)
    assert ColumnMemory.objects.count() == 1
    other = tmp_path / "odd2.csv"
    other.write_text("wer,was\ntom@example.org,Tom Moe\n")
    again = preview(path=other)
    assert again.remembered
    assert {column.name: column.field for column in again.columns} == {"wer": "email", "was": "full_name"}


def test_a_preview_writes_nothing(business: Business, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE)
    before = tables()
    assert preview(path=path).mapping.kind == "customers"
    assert tables() == before
    assert not ImportRun.objects.exists()


def test_what_cannot_be_read_or_understood_is_refused_in_one_sentence(business: Business, tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="no file"):
        preview(path=tmp_path / "missing.csv")
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE)
    with pytest.raises(UnusableFile, match="no column"):
        preview(path=path, pairs={"Shoe size": "email"})
    path.write_text("a,b\nx,y\n")
    with pytest.raises(ImportRefused, match="--map"):
        start_import(preview=preview(path=path, kind="sales"))


def test_a_file_that_breaks_off_keeps_what_was_done_and_says_so(business: Business, tmp_path: Path) -> None:
    text = "Customer number,First name,Last name,Email\n" + "".join(
        f"{n},Ann{n},Berg{n * 7919 % 10007},ann{n * 104729 % 1000003}@example.org\n" for n in range(25_000)
    )
    path = tmp_path / "cut.csv.gz"
    whole = gzip.compress(text.encode())
    path.write_bytes(whole)
    found = preview(path=path)
    path.write_bytes(whole[: len(whole) * 2 // 3])
    before = tables()
    with pytest.raises(UnusableFile, match="undo-import"):
        run_import(run_id=start_import(preview=found).pk)
    run = ImportRun.objects.get()
    assert run.state == "failed"
    assert 0 < Customer.objects.count() < 25_000
    undo_import(run_id=run.pk)
    assert tables() == before
