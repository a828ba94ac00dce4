"""The same words to many are noticed before they leave, and one word of the owner settles it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from afterword.followups.actions import approve_all, mark_done
from afterword.followups.drafts import edit_draft, render, write_line
from afterword.followups.guarding.alike import WordForWord, alike_among, coming_alike, too_many_alike
from afterword.followups.guarding.allowing import NoSuchWording, carried_over, settle_wording
from afterword.followups.guarding.settled import BadLimit, limit, settle_limit
from afterword.followups.models import Draft, FollowUp, Template
from afterword.infra import clock
from afterword.timeline.models import EventRow
from tests.setting.shop import Shop

MOST = 3


@pytest.fixture(autouse=True)
def _few(shop: Shop) -> None:
    settle_limit(most=MOST, days=7)


def owe(shop: Shop, count: int, **fields: object) -> list[int]:
    """So many thank-yous to as many people."""
    people = [shop.customer(f"Ann{number}") for number in range(count)]
    return [shop.owed(one, shop.sale(one, "silver ring"), **fields).pk for one in people]


def held(ids: list[int]) -> list[int]:
    _, refused = approve_all(follow_up_ids=ids, member_id=None, one_each=True, hold_alike=True)
    assert all(isinstance(why, WordForWord) for why in refused.values())
    return sorted(refused)


def test_a_few_alike_may_leave(shop: Shop) -> None:
    assert held(owe(shop, MOST)) == []


def test_many_alike_stay_with_a_sentence_that_says_what_to_do(shop: Shop) -> None:
    ids = owe(shop, MOST + 1)
    _, refused = approve_all(follow_up_ids=ids, member_id=None, one_each=True, hold_alike=True)
    assert sorted(refused) == ids
    assert str(refused[ids[0]]) == (
        "These words go to more than 3 people within 7 days, and nobody wrote a line of their own."
        " Write one, or say once that they may go as they are."
    )


def test_what_left_lately_and_what_is_on_its_way_count(shop: Shop) -> None:
    sent = owe(shop, 2)
    for one in sent:
        mark_done(follow_up_id=one, member_id=None)
    assert held(owe(shop, 1)) == []
    late = owe(shop, 1)
    assert held(late) == late
    FollowUp.objects.filter(pk__in=sent).update(closed_at=clock.now() - timedelta(days=8))
    assert held(late) == []


def test_a_line_or_an_edit_makes_a_letter_its_own(shop: Shop) -> None:
    ids = owe(shop, MOST + 2)
    write_line(follow_up_id=ids[0], line="It suits you.", member_id=None)
    edit_draft(follow_up_id=ids[1], subject="Hi", body="Dear Ann,\n\nhello.", member_id=None)
    assert held(ids) == []


def test_one_word_settles_it_for_every_letter(shop: Shop) -> None:
    ids = owe(shop, MOST + 5)
    settle_wording(template_id=shop.template.pk, as_it_is=True, member_id=7)
    settle_wording(template_id=shop.template.pk, as_it_is=True, member_id=8)
    assert held(ids) == []
    shop.template.refresh_from_db()
    assert shop.template.as_it_is_by_id == 7
    settle_wording(template_id=shop.template.pk, as_it_is=False, member_id=7)
    assert coming_alike([Template.objects.get(pk=shop.template.pk)]) == {shop.template.pk: MOST + 5}
    events = EventRow.objects.filter(kind="wording_settled").order_by("id")
    assert [(one.actor_id, one.subject_id, one.data) for one in events] == [
        (7, shop.template.pk, {"name": "Thank-you", "as_it_is": True}),
        (7, shop.template.pk, {"name": "Thank-you", "as_it_is": False}),
    ]


def test_a_wording_that_is_not_there_is_refused(shop: Shop) -> None:
    with pytest.raises(NoSuchWording):
        settle_wording(template_id=shop.template.pk + 1000, as_it_is=True, member_id=None)


def test_who_looks_at_one_letter_lets_it_go(shop: Shop) -> None:
    ids = owe(shop, MOST + 2)
    gone, refused = approve_all(follow_up_ids=ids, member_id=None)
    assert (gone, refused) == (ids, {})


def test_calls_are_nobodys_words(shop: Shop) -> None:
    ids = owe(shop, MOST + 2, channel="phone")
    assert too_many_alike(render(ids).values()) == {}
    assert alike_among(ids) == []


def test_no_limit_asks_nobody(shop: Shop) -> None:
    settle_limit(most=None, days=7)
    ids = owe(shop, MOST + 2)
    assert held(ids) == []
    assert coming_alike([shop.template]) == {}


def test_what_would_leave_is_told_beforehand(shop: Shop) -> None:
    ids = owe(shop, MOST + 2)
    assert alike_among(ids) == [("Thank-you", MOST + 2)]
    assert alike_among(ids[:MOST]) == []
    write_line(follow_up_id=ids[0], line="It suits you.", member_id=None)
    write_line(follow_up_id=ids[1], line="It suits you.", member_id=None)
    assert alike_among(ids) == []


def test_what_comes_within_the_days_is_seen_before_it_is_due(shop: Shop) -> None:
    ids = owe(shop, MOST + 1, due_on=shop.today + timedelta(days=6))
    assert coming_alike([shop.template]) == {shop.template.pk: MOST + 1}
    FollowUp.objects.filter(pk=ids[0]).update(due_on=shop.today + timedelta(days=7))
    assert coming_alike([shop.template]) == {}


def test_words_that_ask_for_a_line_are_never_alike(shop: Shop) -> None:
    Template.objects.filter(pk=shop.template.pk).update(
        email_body="{{ personal_line }}\n\nRosa", letter_body="{{ personal_line }}"
    )
    ids = owe(shop, MOST + 2)
    assert coming_alike([Template.objects.get(pk=shop.template.pk)]) == {}
    assert too_many_alike(render(ids).values()) == {}
    assert not Draft.objects.exists()


def test_what_was_settled_goes_on_for_the_same_words_only(shop: Shop) -> None:
    row = settle_wording(template_id=shop.template.pk, as_it_is=True, member_id=7)
    texts = {name: getattr(row, name) for name in ("email_subject", "email_body", "letter_body")}
    assert carried_over(row, texts)["as_it_is_by_id"] == 7
    assert carried_over(row, texts | {"email_body": row.email_body.replace(",", " –").upper()}) != {}
    assert carried_over(row, texts | {"email_body": row.email_body + " Come again."}) == {}
    assert carried_over(None, texts) == {}


@pytest.mark.parametrize(("most", "days"), [(-1, 7), (10_001, 7), (20, 0), (20, 91)])
def test_a_limit_that_cannot_be_is_refused(shop: Shop, most: int, days: int) -> None:
    with pytest.raises(BadLimit):
        settle_limit(most=most, days=days)
    assert (limit().most, limit().days) == (MOST, 7)
