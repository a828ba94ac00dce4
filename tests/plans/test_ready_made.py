"""The ready-made plans: in the business's language, with letters that can leave unchanged."""

from __future__ import annotations

import pytest

from afterword.businesses.models import Business
from afterword.domain.wording import check_ready, parse
from afterword.followups.merge_fields import FIELDS
from afterword.plans.models import Plan, Step
from afterword.plans.ready_made import READY_MADE, WORDS, adopt_ready_made
from afterword.plans.ready_made_words import Words
from tests.plans.shop import Shop

_FULL = {
    "first_name": "Jon", "full_name": "Jon Yang", "product": "Sport-100 Helmet, Red", "products": "Patch Kit",
    "sale_day": "18 October", "days_since": "3", "inquiry": "Do you repair wheels?", "business_name": "Rosa's bikes",
    "signature": "Rosa", "business_phone": "+47 22 33 44 55", "business_email": "rosa@example.org",
}  # fmt: skip
_BARE = {**dict.fromkeys(_FULL, ""), "business_name": "Rosa's bikes", "signature": "Rosa's bikes"}
_ALL = [(language, slug, words) for language, plans in WORDS.items() for slug, words in plans.items()]


def test_each_language_has_words_for_each_plan() -> None:
    assert all(set(plans) == {ready.slug for ready in READY_MADE} for plans in WORDS.values())


@pytest.mark.parametrize("values", [_FULL, _BARE], ids=["all known", "hardly anything known"])
@pytest.mark.parametrize(("language", "slug", "words"), _ALL, ids=[f"{row[0]} {row[1]}" for row in _ALL])
def test_every_letter_can_leave_as_it_is(language: str, slug: str, words: Words, values: dict[str, str]) -> None:
    subject = parse(words.email_subject, known=FIELDS.keys()).render(values)
    for text in (words.email_body, words.letter_body):
        assert check_ready(subject, parse(text, known=FIELDS.keys()).render(values)) == ()
    assert parse(words.call_script, known=FIELDS.keys()).render(values).strip()
    assert "!" not in subject + words.email_body + words.call_script + words.letter_body


def test_a_business_begins_with_them_and_adopting_again_adds_none(shop: Shop) -> None:
    assert adopt_ready_made(shop.business) == []
    assert list(Plan.objects.order_by("id").values_list("slug", "trigger", "again_after_days")) == [
        ("thank-you", "sale", 7),
        ("how-is-it-going", "sale", 14),
        ("answer-inquiry", "inquiry", 0),
        ("keep-in-touch", "keep_in_touch", 0),
    ]
    thanks = Step.objects.get(key="thank-you")
    assert (thanks.opens_amount, thanks.closes_amount, thanks.channels, thanks.mode) == (
        1,
        7,
        "email,phone,post",
        "approve",
    )


def test_a_norwegian_business_writes_norwegian_and_an_unknown_language_english(shop: Shop) -> None:
    for language, name in (("nb", "Takk"), ("fr", "Thank-you")):
        Step.objects.all().delete()
        Plan.objects.all().delete()
        Business.objects.filter(pk=shop.business.pk).update(language=language)
        shop.business.refresh_from_db()
        adopt_ready_made(shop.business)
        assert Step.objects.get(key="thank-you").template.name == name
