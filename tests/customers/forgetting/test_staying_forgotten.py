"""Whoever was forgotten stays so: after the same file again, after its undoing, in any order; others keep theirs."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from afterword.businesses.models import Business
from afterword.customers import personal
from afterword.customers.actions import Details, add_customer, merge_customers, suppress_address
from afterword.customers.forgetting import forget_customer
from afterword.customers.models import ContactPoint, Customer, Suppression
from afterword.customers.preferring import Wish, preferences_of
from afterword.domain.trouble import Trouble
from afterword.followups.models import FollowUp, Message, MessageText
from afterword.imports.actions import ImportBusy, keep_upload, preview, run_import, start_import, undo_import
from afterword.imports.models import ImportRun
from afterword.infra import clock
from afterword.infra.leases import lease
from afterword.plans.models import Enrollment
from afterword.sales.models import Sale
from tests.customers.forgetting.marked import everything_stored
from tests.imports.bringing import bring_in_text
from tests.setting.shop import Shop

PEOPLE = (
    "Customer ID,First Name,Last Name,Email,Phone,Address,City,Note\n"
    "C1,Quirina,Zaunkoenig,quirina@zaunkoenig.example,+12125550177,12 Wren Lane,Albany,Likes silver\n"
    "C2,Bo,Falk,bo@falk.example,+12125550188,12 Wren Lane,Albany,\n"
)
CHANGED = PEOPLE.replace("Likes silver", "Likes gold").replace("12 Wren Lane", "7 Robin Road")
SALES = (
    "Order ID,Customer ID,Customer Name,Customer Email,Date,Product,Total\n"
    "1001,C1,Quirina Zaunkoenig,quirina@zaunkoenig.example,2026-11-02,Silver ring,120.00\n"
    "1002,C2,Bo Falk,bo@falk.example,2026-11-03,Vase,40.00\n"
)
WORDS = ("quirina", "zaunkoenig", "2125550177", "likes silver", "likes gold")


def brought_in(folder: Path, text: str) -> ImportRun:
    return bring_in_text(folder, text, name=f"{abs(hash(text))}.csv")


def left() -> list[str]:
    stored = everything_stored().casefold()
    return [word for word in WORDS if word in stored]


def quirina() -> int:
    return ContactPoint.objects.get(normal="quirina@zaunkoenig.example").customer_id


def test_the_same_files_again_bring_back_the_sales_and_nobody(business: Business, tmp_path: Path) -> None:
    brought_in(tmp_path, PEOPLE)
    brought_in(tmp_path, SALES)
    gone = quirina()
    forget_customer(customer_id=gone)
    assert left() == []
    before = Sale.objects.count(), Customer.objects.count()
    brought_in(tmp_path, CHANGED)
    brought_in(tmp_path, SALES.replace("1001", "1003").replace("1002", "1004"))
    assert left() == []
    assert (Sale.objects.count(), Customer.objects.count()) == (before[0] + 2, before[1])
    assert Sale.objects.filter(customer_id=gone).count() == 2
    assert not Enrollment.objects.filter(customer_id=gone, state="running").exists()
    assert not FollowUp.objects.filter(customer_id=gone, state__in=("open", "approved")).exists()


def test_undoing_an_import_brings_nobody_back(business: Business, tmp_path: Path) -> None:
    first, second = brought_in(tmp_path, PEOPLE), brought_in(tmp_path, CHANGED)
    forget_customer(customer_id=quirina())
    for run in (second, first):
        undo_import(run_id=run.pk)
        assert left() == []
    assert Suppression.objects.filter(lifted_at=None).exists(), "a file that is taken back takes no refusal with it"
    brought_in(tmp_path, PEOPLE)
    assert left() == []


def test_whoever_lives_at_the_same_address_keeps_it(business: Business, tmp_path: Path) -> None:
    brought_in(tmp_path, PEOPLE)
    neighbor = ContactPoint.objects.get(normal="bo@falk.example").customer
    reach = neighbor.reach
    forget_customer(customer_id=quirina())
    assert Customer.objects.get(pk=neighbor.pk).reach == reach
    brought_in(tmp_path, PEOPLE)
    assert Customer.objects.get(pk=neighbor.pk).display_name == "Bo Falk"


def test_a_row_that_was_refused_and_the_copy_of_its_file_go_too(business: Business, tmp_path: Path) -> None:
    bad = SALES.replace("1001,", "1005,").replace("2026-11-02", "the day before")
    brought_in(tmp_path, PEOPLE)
    brought_in(tmp_path, bad)
    assert "the day before" in everything_stored()
    forget_customer(customer_id=quirina())
    assert left() == []


def test_the_copy_of_an_uploaded_file_goes_and_while_one_is_read_nobody_is_forgotten(
    business: Business, tmp_path: Path
) -> None:
    upload = keep_upload(chunks=[PEOPLE.encode()], file_name="people.csv")
    run = run_import(run_id=start_import(preview=preview(path=Path(upload.path)), run=upload).pk)
    gone = quirina()
    with lease(name=f"import:{business.pk}", seconds=60), pytest.raises(ImportBusy):
        forget_customer(customer_id=gone)
    assert Path(run.path).exists()
    assert Customer.objects.get(pk=gone).forgotten_at is None
    forget_customer(customer_id=gone)
    assert not Path(run.path).exists()


def test_merged_into_one_they_are_forgotten_as_one(business: Business) -> None:
    first = add_customer(details=Details(given_name="Quirina", family_name="Zaunkoenig", phone="+12125550177"))
    second = add_customer(details=Details(given_name="Q", family_name="Zaunkoenig", email="quirina@zaunkoenig.example"))
    merge_customers(keep_id=first, other_id=second)
    forget_customer(customer_id=second)
    assert left() == []
    assert set(Customer.objects.exclude(forgotten_at=None).values_list("id", flat=True)) == {first, second}


def test_whoever_comes_anew_by_hand_is_welcome_and_is_asked_first(business: Business, tmp_path: Path) -> None:
    brought_in(tmp_path, PEOPLE)
    forget_customer(customer_id=quirina())
    again = add_customer(
        details=Details(given_name="Quirina", family_name="Zaunkoenig", email="quirina@zaunkoenig.example")
    )
    assert Customer.objects.get(pk=again).display_name == "Quirina Zaunkoenig"
    assert Customer.objects.get(pk=again).reach == 0, "the address refuses until they say that they want to hear"
    assert [one.wish for one in preferences_of(again).choices] == [Wish.NOTHING]


@settings(max_examples=12)
@example(orders=["people", "changed", "undo", "undo", "people"])
@given(orders=st.lists(st.sampled_from(["people", "changed", "sales", "opt out", "forget", "undo"]), max_size=7))
@pytest.mark.django_db(transaction=False)
def test_in_no_order_does_anything_bring_them_back(orders: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    from django.db import transaction

    from afterword.infra.tenancy import acting_for
    from tests.imports.bringing import found_shop

    folder = tmp_path_factory.mktemp("orders")
    with transaction.atomic():
        with acting_for(found_shop().pk):
            _live_through([*orders, "forget", "people", "sales"], folder)
        transaction.set_rollback(True)


def _live_through(orders: list[str], folder: Path) -> None:
    was_forgotten = opted_out = False
    runs: list[ImportRun] = []
    files = {"people": PEOPLE, "changed": CHANGED, "sales": SALES}
    for order in orders:
        known = ContactPoint.objects.filter(normal="quirina@zaunkoenig.example").first()
        if order in files:
            runs.append(brought_in(folder, files[order]))
        elif order == "undo" and runs:
            undo_import(run_id=runs.pop().pk)
        elif order == "opt out" and known:
            suppress_address(customer_id=known.customer_id, channel="email", reason="asked")
            opted_out = True
        elif order == "forget" and known:
            forget_customer(customer_id=known.customer_id)
            was_forgotten = True
        if was_forgotten:
            assert left() == [], orders
        if opted_out or was_forgotten:
            reached = Customer.objects.filter(contact_points__normal="quirina@zaunkoenig.example", reach__gt=0)
            assert not any(one.reach & 1 for one in reached), orders


def test_what_was_planned_ends_and_what_has_not_left_is_withdrawn(shop: Shop) -> None:
    ann = shop.customer()
    shop.address(ann, "email", "ann@example.org")
    owed, approved = shop.owed(ann, shop.sale(ann, "vase")), shop.owed(ann, state="approved")
    message = _message(approved, "approved")
    forget_customer(customer_id=ann.pk)
    assert {one.state for one in FollowUp.objects.filter(pk__in=[owed.pk, approved.pk])} == {"stopped"}
    assert {one.reason for one in FollowUp.objects.filter(pk__in=[owed.pk, approved.pk])} == {"customer_gone"}
    message.refresh_from_db()
    assert (message.state, message.address) == ("withdrawn", "")


@pytest.mark.parametrize("state", ["claimed", "handing"])
def test_while_a_message_is_leaving_nothing_is_forgotten(shop: Shop, state: str) -> None:
    ann = shop.customer()
    shop.address(ann, "email", "ann@example.org")
    message = _message(shop.owed(ann, state="approved"), state)
    MessageText.objects.create(message=message, subject="", body="Dear Ann")
    with pytest.raises(Trouble, match="leaving at this very moment"):
        forget_customer(customer_id=ann.pk)
    assert Customer.objects.get(pk=ann.pk).display_name == "Ann Berg"
    assert MessageText.objects.filter(body="Dear Ann").exists()
    assert not Suppression.objects.exists()


def test_trouble_in_the_midst_leaves_everything_as_it_was(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    ann = shop.customer()
    shop.address(ann, "email", "ann@example.org")
    shop.owed(ann, shop.sale(ann, "vase"))
    before = everything_stored()
    last = list(personal.personal_tables())[-1]
    monkeypatch.setattr(type(last), "forget", _breaks_at(last, type(last).forget))
    with pytest.raises(KeyError, match="power cut"):
        forget_customer(customer_id=ann.pk)
    assert everything_stored() == before


def _breaks_at(last: personal.Personal, forget):  # type: ignore[no-untyped-def]
    def breaks(table: personal.Personal, whom: personal.Whose) -> None:
        if table is last:
            raise KeyError("power cut")
        forget(table, whom)

    return breaks


def _message(follow_up: FollowUp, state: str) -> Message:
    now = clock.now()
    return Message.objects.create(
        follow_up=follow_up,
        customer=follow_up.customer,
        channel="email",
        state=state,
        address="ann@example.org",
        not_before=now,
        useless_after=now + timedelta(days=1),
        created_at=now,
    )
