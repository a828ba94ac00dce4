"""Today's list: what stands on it, in which order, and what fits into the minutes."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from afterword.followups.actions import mark_done
from afterword.followups.drafts import render
from afterword.followups.queries import addresses_for, approvable, counts, done_on, follow_ups_due, next_touches
from afterword.followups.whys import whys_of
from tests.setting.shop import Shop


def test_the_nearest_deadline_comes_first_and_then_the_higher_value(shop: Shop) -> None:
    ann = shop.customer()
    late = shop.owed(ann, window_last=shop.today - timedelta(days=1), value_minor=1)
    small = shop.owed(ann, window_last=shop.today + timedelta(days=1), value_minor=5)
    large = shop.owed(ann, window_last=shop.today + timedelta(days=1), value_minor=900)
    shop.owed(ann, due_on=shop.today + timedelta(days=1))
    listed = follow_ups_due()
    assert [one.id for one in listed] == [late.pk, large.pk, small.pk]
    assert [one.is_late(shop.today) for one in listed] == [True, False, False]


def test_twenty_minutes_take_what_fits(shop: Shop) -> None:
    ann = shop.customer()
    first = shop.owed(ann, minutes=15, window_last=shop.today)
    shop.owed(ann, minutes=15, window_last=shop.today + timedelta(days=1))
    short = shop.owed(ann, minutes=5, window_last=shop.today + timedelta(days=2))
    assert [one.id for one in follow_ups_due(minutes=20)] == [first.pk, short.pk]


def test_the_counts_say_what_stands_where(shop: Shop) -> None:
    ann = shop.customer()
    shop.owed(ann)
    shop.owed(ann, window_last=shop.today - timedelta(days=2))
    shop.owed(ann, state="unclear")
    done = shop.owed(ann, channel="phone")
    mark_done(follow_up_id=done.pk, member_id=None)
    tally = counts()
    assert (tally.to_do, tally.late, tally.done_today, tally.unclear) == (2, 1, 1, 1)
    assert not tally.to_do_is_more
    assert [one.id for one in done_on(shop.today)] == [done.pk]


def test_a_list_and_its_words_cost_the_same_number_of_queries_for_one_and_for_thirty(shop: Shop) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            rows = follow_ups_due()
            whys_of(rows)
            render([one.id for one in rows])
            counts()
        return len(seen)

    ann = shop.customer()
    shop.owed(ann, shop.sale(ann, "ring"))
    for_one = cost()
    for number in range(29):
        one = shop.customer(f"Ann{number}")
        shop.owed(one, shop.sale(one, "ring", "box", days_ago=number))
    assert cost() == for_one


def test_the_why_names_what_was_bought_and_when(shop: Shop) -> None:
    ann = shop.customer()
    rows = {
        "Bought ring and box, 2 days ago.": shop.owed(ann, shop.sale(ann, "ring", "box")),
        "Bought ring, today.": shop.owed(ann, shop.sale(ann, "ring", days_ago=0)),
        "Bought ring, yesterday.": shop.owed(ann, shop.sale(ann, "ring", days_ago=1)),
        "Bought something 3 days ago.": shop.owed(ann, shop.sale(ann, days_ago=3)),
        "Ask about the clasp": shop.owed(ann, note="Ask about the clasp"),
        "You wanted to be in touch.": shop.owed(ann),
    }
    whys = whys_of(follow_ups_due())
    assert {whys[row.pk] for row in rows.values()} == set(rows)


def test_the_preferred_address_is_used_and_a_bad_one_never(shop: Shop) -> None:
    ann, ben = shop.customer(), shop.customer("Ben")
    shop.address(ann, "email", "old@example.org")
    new = shop.address(ann, "email", "new@example.org")
    new.preferred = True
    new.save()
    bad = shop.address(ben, "email", "bad@example.org")
    bad.bad_reason = "no such mailbox"
    bad.save()
    assert addresses_for([ann.pk, ben.pk], "email") == {ann.pk: "new@example.org"}


def test_what_comes_next_for_a_customer_is_in_order(shop: Shop) -> None:
    ann = shop.customer()
    later = shop.owed(ann, due_on=shop.today + timedelta(days=9))
    soon = shop.owed(ann)
    shop.owed(ann, state="skipped")
    assert [one.id for one in next_touches(ann.pk)] == [soon.pk, later.pk]


def test_only_due_mails_can_be_approved_at_one_go(shop: Shop) -> None:
    ann = shop.customer()
    mail = shop.owed(ann)
    shop.owed(ann, channel="phone")
    shop.owed(ann, mode="hand")
    shop.owed(ann, due_on=shop.today + timedelta(days=1))
    assert approvable() == [mail.pk]
