"""The plans' pages: sentences, the switch, and wordings that cannot be broken."""

from __future__ import annotations

import pytest
from django.test import Client

from afterword.businesses.models import Business
from afterword.followups.models import FollowUp, Template
from afterword.imports.actions import keep_upload, preview, run_import, start_import
from afterword.plans.models import Plan, Step
from afterword.web.plans.sentences import by, when
from tests.web.house import House

WORDING = {
    "email_subject": "Thank you",
    "email_body": 'Dear {{ first_name | "friend" }},\r\n\r\nthank you.',
    "call_script": "Say thank you.",
    "letter_body": "Thank you.",
}


def wording_url(house: House) -> str:
    return house.url("plans/thank-you/thank-you/wording")


@pytest.mark.parametrize(
    ("first", "last", "unit", "sentence"),
    [
        (1, 7, "days", "1 to 7 days after the sale"),
        (0, 1, "business_days", "By the next open day after the sale"),
        (0, 3, "days", "Within 3 days of the sale"),
        (2, 2, "weeks", "2 weeks after the sale"),
        (1, 1, "months", "1 month after the sale"),
        (0, 0, "days", "On the day of the sale"),
        (-5, -1, "days", "5 to 1 days before the sale"),
        (-2, 0, "days", "Within 2 days before the sale"),
        (-1, -1, "weeks", "1 week before the sale"),
        (-2, 3, "business_days", "From 2 open days before to 3 open days after the sale"),
    ],
)
def test_a_step_is_a_sentence(first: int, last: int, unit: str, sentence: str) -> None:
    step = Step(opens_amount=first, closes_amount=last, offset_unit=unit, channels="email,phone")
    assert when(step, "sale") == sentence
    assert by(step) == "An e-mail, else a call"


def test_a_plan_is_switched_off_and_on(house: House, owner: Client, inside: Business) -> None:
    for value, is_on in (("no", False), ("no", False), ("yes", True)):
        assert owner.post(house.url("plans/thank-you/switch"), {"on": value}).status_code == 302
        assert Plan.objects.get(slug="thank-you").is_active is is_on
    assert owner.post(house.url("plans/nothing/switch"), {"on": "yes"}).status_code == 404


def test_a_new_wording_is_a_new_row_and_holds_for_what_is_open(
    house: House, owner: Client, inside: Business, tmp_path: object
) -> None:
    from datetime import timedelta

    from afterword.businesses.queries import local_today

    day = local_today(inside) - timedelta(days=2)
    text = f"Order,Date,Name,E-mail,Product,Price\n1,{day},Ann Berg,ann@customers.example,Ring,100\n"
    run = keep_upload(chunks=[text.encode()], file_name="a.csv")
    from pathlib import Path

    start_import(preview=preview(path=Path(run.path)), run=run)
    run_import(run_id=run.pk)
    step = Step.objects.get(plan__slug="thank-you")
    old = step.template_id
    assert FollowUp.objects.filter(step_id=step.pk, template_id=old).count() == 1
    before = Template.objects.values().get(pk=old)
    assert owner.post(wording_url(house), WORDING).status_code == 302
    step.refresh_from_db()
    assert step.template_id != old
    assert Template.objects.values().get(pk=old) == before, "never changed once used"
    assert FollowUp.objects.get(step_id=step.pk).template_id == step.template_id
    assert "\r" not in Template.objects.get(pk=step.template_id).email_body
    count = Template.objects.count()
    owner.post(wording_url(house), WORDING)
    assert Template.objects.count() == count, "the same words are no new wording"
    assert b"<mark>Ann</mark>" in owner.get(house.url("plans/thank-you/")).content


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        ({"email_subject": "Hi {{ frist_name }}"}, "Did you mean “first_name”?"),
        ({"email_body": "Dear {{ first_name"}, "never closed"),
        ({"email_body": "Dear [NAME], thank you."}, "left over"),
        ({"email_body": "Dear {{ first_name.__class__ }}"}, "plain name"),
        ({"email_subject": ""}, "This field is required"),
        ({"letter_body": "  "}, "needed"),
    ],
)
def test_a_broken_wording_cannot_be_kept(
    house: House, owner: Client, inside: Business, broken: dict[str, str], sentence: str
) -> None:
    before = list(Template.objects.values())
    answer = owner.post(wording_url(house), WORDING | broken)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert list(Template.objects.values()) == before


def test_the_preview_shows_what_stands_in_the_fields_and_keeps_nothing(
    house: House, owner: Client, inside: Business
) -> None:
    before = list(Template.objects.values())
    url = house.url("plans/thank-you/thank-you/preview")
    page = owner.post(url, WORDING | {"email_subject": "<b>Hi</b> {{ first_name }}"}).content.decode()
    assert "&lt;b&gt;Hi&lt;/b&gt; <mark>Tom</mark>" in page
    assert "Did you mean" in owner.post(url, WORDING | {"email_body": "{{ frist_name }}"}).content.decode()
    assert list(Template.objects.values()) == before
