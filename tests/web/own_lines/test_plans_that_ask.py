"""A plan whose words go to many says so beforehand, and one button lets each letter wait for a line."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from afterword.followups.guarding.settled import settle_limit
from afterword.followups.models import FollowUp, Template
from afterword.plans.models import Plan, Step
from tests.setting.shop import Shop


@pytest.fixture
def step(shop: Shop) -> Step:
    """The shop's thank-you, which leaves by itself and is due for three people within the week."""
    settle_limit(most=2, days=7)
    step = Step.objects.select_related("plan", "template").get(plan__slug="thank-you")
    Step.objects.filter(pk=step.pk).update(mode="automatic", channels="email")
    for number in range(3):
        person = shop.customer(f"Ann{number}")
        shop.owed(
            person, shop.sale(person, "silver ring"), template=step.template, step_id=step.pk, plan_id=step.plan_id,
            mode="automatic", due_on=shop.today + timedelta(days=2),
        )  # fmt: skip
    return step


def shown(rosa: Client, path: str) -> str:
    answer = rosa.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_plan_and_its_editor_say_it_before_anything_leaves(rosa: Client, home: str, step: Step) -> None:
    assert "3 people get these very words within 7 days, and nobody writes" in shown(rosa, f"{home}plans/thank-you/")
    assert "word for word to many" in shown(rosa, f"{home}plans/")
    assert "3 people get these very words within 7 days." in shown(rosa, f"{home}plans/thank-you/edit")


def test_one_button_asks_for_a_line_and_nothing_leaves_by_itself_any_more(rosa: Client, home: str, step: Step) -> None:
    answer = rosa.post(f"{home}plans/thank-you/{step.key}/ask-for-line", follow=True)
    assert "waits for one line in your own hand now" in answer.content.decode()
    step.refresh_from_db()
    assert step.mode == "approve"
    assert set(FollowUp.objects.values_list("mode", "template_id")) == {("approve", step.template_id)}
    assert "{{ personal_line }}" in Template.objects.get(pk=step.template_id).email_body
    assert "get these very words" not in shown(rosa, f"{home}plans/thank-you/")


def test_one_word_lets_them_go_and_a_small_change_keeps_it(rosa: Client, home: str, step: Step) -> None:
    data = {"as_it_is": "yes", "back": f"{home}plans/thank-you/"}
    answer = rosa.post(f"{home}wordings/{step.template_id}/as-it-is", data, follow=True)
    page = answer.content.decode()
    assert "may go to everybody as they are, as was said on" in page
    assert "very words within" not in page
    words = step.template
    for body, kept in ((f"{words.email_body}\n", True), (f"{words.email_body}\nCome again soon.", False)):
        rosa.post(
            f"{home}plans/thank-you/{step.key}/wording", {"email_subject": words.email_subject, "email_body": body}
        )
        newest = Template.objects.order_by("-id")[0]
        assert newest.email_body.strip() == body.strip()
        assert (newest.as_it_is_at is not None) is kept


def test_a_trial_names_what_would_go_word_for_word(shop: Shop, rosa: Client, home: str, step: Step) -> None:
    path = f"{home}plans/thank-you/try/last-year/"
    Plan.objects.filter(pk=step.plan_id).update(is_active=False)
    page = shown(rosa, path)
    assert "people within 7 days, word for word." in page
    Template.objects.filter(pk=step.template_id).update(email_body="{{ personal_line }}", letter_body="")
    assert "word for word" not in shown(rosa, path)
