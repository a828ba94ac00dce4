"""On a customer's page a member writes down a finished job, and starts a plan."""

from __future__ import annotations

from django.test import Client

from afterword.domain.triggers import JobDone, StartedByHand
from afterword.followups.models import FollowUp
from afterword.sales.models import Inquiry, Job
from afterword.timeline.models import EventRow
from tests.plans.plan_rows import a_plan
from tests.setting.shop import Shop


def test_a_finished_job_begins_its_plan(shop: Shop, rosa: Client, home: str) -> None:
    plan = a_plan(JobDone())
    ann = shop.customer()
    shop.sale(ann, "silver ring")
    page = f"{home}customers/{ann.pk}/"
    assert "silver ring</option>" in rosa.get(page).content.decode()
    sent = {"what": "Polished", "done_on": shop.today.isoformat(), "key": "k", "thing": ""}
    assert "The job is written down" in rosa.post(page + "job", sent, follow=True).content.decode()
    assert "written down already" in rosa.post(page + "job", sent, follow=True).content.decode()
    assert [one.plan_id for one in FollowUp.objects.all()] == [plan.pk]
    assert Job.objects.get().membership_id is not None


def test_a_job_without_its_day_is_refused_in_a_sentence(shop: Shop, rosa: Client, home: str) -> None:
    ann = shop.customer()
    answer = rosa.post(f"{home}customers/{ann.pk}/job", {"what": "Polished", "key": "k"}, follow=True)
    assert "Say what was done, and on which day." in answer.content.decode()
    assert not Job.objects.exists()


def test_a_plan_that_waits_for_a_word_is_started(shop: Shop, rosa: Client, home: str) -> None:
    ann = shop.customer()
    page = f"{home}customers/{ann.pk}/"
    assert "Start a plan" not in rosa.get(page).content.decode()
    plan = a_plan(StartedByHand(), slug="welcome-back")
    assert "Welcome back</option>" in rosa.get(page).content.decode()
    answer = rosa.post(page + "start", {"plan": plan.pk}, follow=True).content.decode()
    assert "It begins: the first step for Ann Berg is on" in answer
    assert FollowUp.objects.filter(plan_id=plan.pk, customer=ann).count() == 1


def test_what_came_of_an_inquiry_is_written_down_once(shop: Shop, rosa: Client, home: str) -> None:
    ann = shop.customer()
    asked = Inquiry.objects.create(source="web", key="1", customer=ann, asked_on=shop.today, subject="wedding flowers")
    page = f"{home}customers/{ann.pk}/"
    assert "wedding flowers" in rosa.get(page).content.decode()
    where = f"{page}inquiries/{asked.pk}/decided"
    assert "It is written down." in rosa.post(where, {"outcome": "lost"}, follow=True).content.decode()
    answer = rosa.post(where, {"outcome": "won"}, follow=True).content.decode()
    assert "Somebody has written down already" in answer
    assert "Said no to what they had asked about." in answer
    assert "They said yes" not in answer
    assert [row.data for row in EventRow.objects.filter(kind="inquiry_closed")] == [{"outcome": "lost"}]
