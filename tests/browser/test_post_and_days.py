"""The post with a printing service, the days of a customer and the dates of a product, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from afterword.channels.printing_service.account import save_printing_service
from afterword.customers.models import ContactPoint, Customer
from afterword.customers.reaching import refresh_reach
from afterword.followups.models import FollowUp
from afterword.infra import clock
from afterword.infra.tenancy import acting_for
from afterword.sales.models import Product
from tests.servers.fake_printer import fake_printer
from tests.setting.chromium import Screens
from tests.web.house import House
from tests.web.today.full_day import fill

ComeIn = Callable[[Page], None]


def test_cards_are_given_to_a_service_and_days_are_kept(
    site: str, house: House, come_in: ComeIn, page: Page, screens: Screens
) -> None:
    come_in(page)
    business = house.business
    with acting_for(business.pk), fake_printer() as printer:
        business.postal_address = "Rosa's frames\nTorget 1\n0150 Oslo"
        business.save()
        fill(business)
        tom = Customer.objects.get(display_name="Tom Reed")
        ContactPoint.objects.create(
            customer=tom,
            channel="post",
            value="Storgata 12\n0155 Oslo\nNorway",
            normal="storgata",
            created_at=clock.now(),
        )
        refresh_reach([tom.pk])
        owed = FollowUp.objects.filter(customer=tom, state="open").order_by("id")[:1]
        FollowUp.objects.filter(pk__in=[one.pk for one in owed]).update(channel="post", mode="hand")
        watch = Product.objects.create(source="till", key="watch", name="Watch")
        save_printing_service(settings=printer.settings)

        page.goto(f"{site}{house.url('post/service')}")
        page.get_by_role("button", name="Ask the service").click()
        expect(page.get_by_text("The printing service answers, and takes your key.")).to_be_visible()
        screens.look("printing-service")
        page.goto(f"{site}{house.url('post/')}")
        screens.look("post-with-service")
        page.get_by_role("button", name="Let PaperFold post them").click()
        expect(page.get_by_text(re.compile("to the printing service."))).to_be_visible()
        page.goto(f"{site}{house.url('post/ordered')}")
        screens.look("post-ordered")

        page.goto(f"{site}{house.url(f'customers/{tom.pk}/')}")
        page.locator("summary", has_text="Add a date").click()
        screens.look("customer-days")
        page.goto(f"{site}{house.url('products/')}")
        screens.look("products")
        page.goto(f"{site}{house.url(f'products/{watch.pk}/')}")
        page.get_by_label("Service every … months").fill("18")
        screens.look("product")
        page.get_by_role("button", name="Keep").click()
        watch.refresh_from_db()
        assert watch.service_months == 18
