"""Those on their way going over to another version: the plan's page says how far, and looks again by itself."""

from __future__ import annotations

from django.test import Client

from afterword.businesses.models import Business
from afterword.infra import clock
from afterword.plans.models import Move, Plan
from tests.web.house import House


def test_the_page_of_a_plan_shows_how_far_those_on_their_way_are(house: House, owner: Client, inside: Business) -> None:
    plan = Plan.objects.get(slug="thank-you")
    assert "who are on their way go on" not in owner.get(house.url("plans/thank-you/")).content.decode()
    move = Move.objects.create(
        plan=plan, version=plan.version, total=21_432, looked_at=8_000, begun_at=clock.now()
    )  # fmt: skip
    for path in ("plans/thank-you/", "plans/thank-you/how-far"):
        page = owner.get(house.url(path)).content.decode()
        assert "8,000 of 21,432 who are on their way go on by the new version." in page
        assert 'hx-get="' in page
    Move.objects.filter(pk=move.pk).update(ended_at=clock.now())
    done = owner.get(house.url("plans/thank-you/how-far"))
    assert done.headers["HX-Refresh"] == "true"
