"""Whatever happens, in whatever order and however often: once each, the same in the end, and nobody forgotten."""

from __future__ import annotations

import random
from collections import Counter
from itertools import pairwise
from typing import Any

import time_machine
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from afterword.followups.models import FollowUp
from afterword.infra.tenancy import acting_for
from afterword.plans import catching_up
from afterword.plans.actions import catch_up, close_missed, withdraw_triggers
from afterword.plans.auditing.audit import audit
from afterword.plans.models import Enrollment, Plan
from afterword.sales.models import Sale
from tests.plans.shop import EMAIL, PHONE, TODAY, Shop, day, found_shop

#: Customer (0 to 3) and how many days ago.
_SALES = st.lists(st.tuples(st.integers(0, 3), st.integers(-3, 60)), min_size=1, max_size=25)


def outcome() -> Any:
    """What is planned, without the ids of rows that planning makes."""
    keys = dict(Sale.objects.values_list("id", "key"))
    enrollments = Enrollment.objects.values_list(
        "plan__slug", "trigger_id", "customer__display_name", "anchor_on", "state"
    )
    owed = FollowUp.objects.values_list(
        "plan_id", "sale_id", "channel", "window_first", "window_last", "due_on", "value_minor"
    )
    return (
        sorted((slug, keys[sale], name, anchor, state) for slug, sale, name, anchor, state in enrollments),
        sorted((plan, keys[sale], *rest) for plan, sale, *rest in owed),
    )


class Histories(TestCase):
    """Random sales, told in random batches."""

    @given(_SALES, st.randoms(use_true_random=False))
    def test_batches_repeats_and_untold_sales_lead_to_the_same(
        self, sold: list[tuple[int, int]], chance: random.Random
    ) -> None:
        at_once = self._played(sold, lambda shop, sales: shop.tell(sales))
        in_order = self._played(sold, lambda shop, sales: self._in_batches(shop, sales, chance))
        untold = self._played(sold, lambda shop, sales: catch_up())
        assert at_once == in_order == untold

    @given(_SALES, st.randoms(use_true_random=False))
    def test_in_any_order_nobody_is_written_to_twice_and_nobody_is_forgotten(
        self, sold: list[tuple[int, int]], chance: random.Random
    ) -> None:
        def play(shop: Shop, sales: list[Sale]) -> None:
            shuffled = chance.sample(sales, len(sales))
            told = shuffled[: chance.randint(0, len(shuffled))]
            self._in_batches(shop, told, chance)
            catch_up(everything=True)
            before = outcome()
            shop.tell(sales)
            catch_up()
            catch_up(everything=True)
            assert outcome() == before
            self._check()
            for later in (5, 10, 25, 40):
                close_missed(day(later))
            assert audit(keep=False).forgotten == 0

        self._played(sold, play)

    @given(_SALES, st.randoms(use_true_random=False))
    def test_taking_a_part_back_leaves_what_the_rest_alone_would_have_made(
        self, sold: list[tuple[int, int]], chance: random.Random
    ) -> None:
        gone = {number for number in range(len(sold)) if chance.random() < 0.4}

        def play(shop: Shop, sales: list[Sale]) -> None:
            shop.tell(sales)
            taken = [sale for number, sale in enumerate(sales) if number in gone]
            assert withdraw_triggers(trigger="sale", ids=[sale.pk for sale in taken]) == []
            Sale.objects.filter(id__in=[sale.pk for sale in taken]).delete()
            catch_up(everything=True)
            self._check()
            assert {row[0] for row in Enrollment.objects.values_list("trigger_id")} == set(
                Sale.objects.values_list("id", flat=True)
            )
            assert audit(keep=False).forgotten == 0

        self._played(sold, play)

    def _played(self, sold: list[tuple[int, int]], play: Any) -> Any:
        with time_machine.travel("2024-09-17T12:00:00+00:00", tick=False):
            business = found_shop()
            with acting_for(business.pk):
                shop = Shop(business)
                reaches = (EMAIL, EMAIL | PHONE, PHONE, 0)
                customers = [shop.customer(f"Customer {number}", reach=reach) for number, reach in enumerate(reaches)]
                sales = shop.sales([(customers[number], ago) for number, ago in sold], told=False)
                catching_up.CHUNK, kept = 7, catching_up.CHUNK
                try:
                    play(shop, sales)
                finally:
                    catching_up.CHUNK = kept
                planned = outcome()
        # Plans of two shops differ by their ids alone.
        first = min(row[0] for row in planned[1]) if planned[1] else 0
        return planned[0], [(row[0] - first, *row[1:]) for row in planned[1]]

    def _in_batches(self, shop: Shop, sales: list[Sale], chance: random.Random) -> None:
        cuts = sorted(chance.sample(range(len(sales) + 1), min(3, len(sales) + 1)))
        for start, end in pairwise([0, *cuts, len(sales)]):
            batch = sales[start:end]
            shop.tell(chance.sample(batch, len(batch)))
            if chance.random() < 0.3:
                shop.tell(batch)
            if chance.random() < 0.2:
                catch_up()

    def _check(self) -> None:
        """Once for each sale and plan; rounds of one customer far enough apart; every touch in its window."""
        rows = list(Enrollment.objects.values_list("plan_id", "trigger_id", "customer_id", "anchor_on", "state"))
        assert max(Counter((plan, sale) for plan, sale, *_ in rows).values(), default=1) == 1
        again = dict(Plan.objects.values_list("id", "again_after_days"))
        started: dict[tuple[int, int], list[Any]] = {}
        for plan, _sale, customer, anchor, state in rows:
            if state in ("running", "stopped", "done"):
                started.setdefault((plan, customer), []).append(anchor)
        for (plan, _customer), anchors in started.items():
            assert all((later - earlier).days >= again[plan] for earlier, later in pairwise(sorted(anchors)))
        for one in FollowUp.objects.all():
            assert one.window_last >= TODAY
            assert one.window_first <= one.due_on <= one.window_last
        touched = Counter(FollowUp.objects.values_list("enrollment_id", "step_id"))
        assert max(touched.values(), default=1) == 1
