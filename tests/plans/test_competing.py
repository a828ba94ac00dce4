"""Four workers plan the same sales at the same moment: each once, and one round for each customer."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from afterword.followups.models import FollowUp
from afterword.infra.tenancy import acting_for
from afterword.plans.actions import catch_up, enroll_triggers
from afterword.plans.models import Enrollment
from tests.plans.shop import Shop, found_shop

WORKERS = 4


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("whole", [True, False], ids=["catching up", "each its own sales of the same customers"])
def test_competing_workers_start_one_round_for_each_customer(traveller: object, whole: bool) -> None:
    business = found_shop()
    with acting_for(business.pk):
        shop = Shop(business)
        customers = [shop.customer(f"Customer {number}") for number in range(20)]
        sales = shop.sales([(customer, number) for number in range(WORKERS) for customer in customers], told=False)
    start = Barrier(WORKERS)

    def work(number: int) -> None:
        try:
            with acting_for(business.pk):
                start.wait()
                if whole:
                    catch_up()
                else:
                    enroll_triggers(trigger="sale", ids=[sale.pk for sale in sales[number::WORKERS]])
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(work, range(WORKERS)))
    with acting_for(business.pk):
        states = Counter(Enrollment.objects.values_list("plan__slug", "state"))
        assert states == {
            (slug, state): count
            for slug in ("thank-you", "how-is-it-going")
            for state, count in (("running", 20), ("joined", 60))
        }
        assert FollowUp.objects.count() == 40
