"""What members do with follow-ups, each with its way back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from afterword.followups.actions import (
    BadDay,
    NotByThisChannel,
    NothingSaid,
    NotReady,
    NotThere,
    TooLate,
    TooSoon,
    approve_all,
    approve_follow_up,
    mark_done,
    remind_me,
    resolve_unclear,
    skip_follow_up,
    snooze_follow_up,
    undo,
    use_channel,
)
from afterword.followups.drafts import EmptyDraft, drop_edit, edit_draft, render
from afterword.followups.models import FollowUp, Message
from afterword.infra import clock
from afterword.infra.tenancy import acting_for
from afterword.timeline.models import EventRow
from tests.setting.shop import Shop


def kinds(customer_id: int) -> list[str]:
    """The kinds of all that happened to a customer by a member's hand, in order."""
    rows = EventRow.objects.filter(customer_id=customer_id, kind__startswith="follow_up").order_by("id")
    return list(rows.values_list("kind", flat=True))


def test_an_approved_message_waits_ten_seconds_and_is_committed_before_it_leaves(shop: Shop) -> None:
    ann = shop.customer()
    owed = shop.owed(ann, shop.sale(ann, "silver ring"))
    before = clock.now()
    approve_follow_up(follow_up_id=owed.pk, member_id=7)
    message = Message.objects.get(follow_up=owed)
    assert message.state == "approved"
    assert timedelta(seconds=9) < message.not_before - before < timedelta(seconds=12)
    assert message.approved_by_id == 7
    owed.refresh_from_db()
    assert owed.state == "approved"
    assert kinds(ann.pk) == ["follow_up_approved"]


def test_approving_twice_makes_one_message(shop: Shop) -> None:
    ann = shop.customer()
    owed = shop.owed(ann, shop.sale(ann, "silver ring"))
    approve_follow_up(follow_up_id=owed.pk, member_id=None)
    with pytest.raises(TooLate):
        approve_follow_up(follow_up_id=owed.pk, member_id=None)
    assert Message.objects.filter(follow_up=owed).count() == 1


def test_an_approval_can_be_taken_back_and_given_again(shop: Shop) -> None:
    ann = shop.customer()
    owed = shop.owed(ann, shop.sale(ann, "silver ring"))
    approve_follow_up(follow_up_id=owed.pk, member_id=None)
    assert undo(follow_up_id=owed.pk, member_id=None) == "approve"
    assert Message.objects.get(follow_up=owed).state == "withdrawn"
    approve_follow_up(follow_up_id=owed.pk, member_id=None)
    assert Message.objects.get(follow_up=owed).state == "approved"


@pytest.mark.parametrize("state", ["claimed", "handing", "sent", "unclear"])
def test_what_has_left_cannot_be_taken_back(shop: Shop, state: str) -> None:
    ann = shop.customer()
    owed = shop.owed(ann, shop.sale(ann, "silver ring"))
    approve_follow_up(follow_up_id=owed.pk, member_id=None)
    Message.objects.filter(follow_up=owed).update(state=state)
    with pytest.raises(TooLate):
        undo(follow_up_id=owed.pk, member_id=None)
    assert Message.objects.get(follow_up=owed).state == state


def test_a_draft_with_a_leftover_placeholder_is_never_approved(shop: Shop) -> None:
    ann = shop.customer()
    owed = shop.owed(ann, shop.sale(ann, "silver ring"))
    edit_draft(follow_up_id=owed.pk, subject="Hello", body="Dear [NAME], thank you.", member_id=None)
    with pytest.raises(NotReady, match="placeholder"):
        approve_follow_up(follow_up_id=owed.pk, member_id=None)
    assert not Message.objects.exists()


def test_a_field_without_value_and_fallback_keeps_the_message_here(shop: Shop) -> None:
    ann = shop.customer()
    owed = shop.owed(ann, shop.sale(ann))  # a sale whose lines have no names: {{ products }} has no fallback
    with pytest.raises(NotReady, match="products"):
        approve_follow_up(follow_up_id=owed.pk, member_id=None)


def test_many_are_approved_at_once_and_the_others_say_why_not(shop: Shop) -> None:
    ann, firm = shop.customer(), shop.customer("", "")
    good = [shop.owed(ann, shop.sale(ann, f"ring {n}")) for n in range(3)]
    by_hand = shop.owed(firm, channel="phone")
    gone, refused = approve_all(follow_up_ids=[*(one.pk for one in good), by_hand.pk, 10**9], member_id=None)
    assert gone == [one.pk for one in good]
    assert {number: type(why) for number, why in refused.items()} == {by_hand.pk: NotByThisChannel, 10**9: NotThere}


def test_at_one_go_a_customer_gets_one_letter_and_none_while_one_is_on_its_way(shop: Shop) -> None:
    ann, ben = shop.customer(), shop.customer("Ben")
    first, second = (shop.owed(ann, shop.sale(ann, thing)) for thing in ("ring", "clasp"))
    other = shop.owed(ben, shop.sale(ben, "vase"))
    gone, refused = approve_all(follow_up_ids=[first.pk, second.pk, other.pk], member_id=None, one_each=True)
    assert gone == [first.pk, other.pk]
    assert [type(why) for why in refused.values()] == [TooSoon]
    again, refused = approve_all(follow_up_ids=[second.pk], member_id=None, one_each=True)
    assert (again, list(refused)) == ([], [second.pk])
    Message.objects.filter(follow_up=first).update(state="sent", sent_at=clock.now() - timedelta(days=1))
    assert approve_all(follow_up_ids=[second.pk], member_id=None, one_each=True)[0] == []
    Message.objects.filter(follow_up=first).update(sent_at=clock.now() - timedelta(days=4))
    assert approve_all(follow_up_ids=[second.pk], member_id=None, one_each=True)[0] == [second.pk]


def test_approving_takes_the_same_number_of_statements_for_one_and_for_forty(
    shop: Shop, django_assert_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ann = shop.customer()
    rows = [shop.owed(ann, shop.sale(ann, f"ring {n}")) for n in range(41)]
    with CaptureQueriesContext(connection) as one:
        approve_all(follow_up_ids=[rows[0].pk], member_id=None)
    with CaptureQueriesContext(connection) as forty:
        approve_all(follow_up_ids=[row.pk for row in rows[1:]], member_id=None)
    assert len(forty) == len(one)


def test_a_call_is_marked_done_with_its_note_and_can_be_reopened(shop: Shop) -> None:
    ann = shop.customer()
    owed = shop.owed(ann, channel="phone")
    mark_done(follow_up_id=owed.pk, member_id=3, note="  She loves it. ")
    owed.refresh_from_db()
    assert (owed.state, owed.note) == ("done", "She loves it.")
    assert owed.closed_at is not None
    assert undo(follow_up_id=owed.pk, member_id=3) == "done"
    owed.refresh_from_db()
    assert (owed.state, owed.closed_at) == ("open", None)
    assert kinds(ann.pk) == ["follow_up_done", "follow_up_undone"]


def test_a_thing_taken_back_is_not_taken_back_twice(shop: Shop) -> None:
    owed = shop.owed(shop.customer(), channel="phone")
    mark_done(follow_up_id=owed.pk, member_id=None)
    undo(follow_up_id=owed.pk, member_id=None)
    with pytest.raises(TooLate):
        undo(follow_up_id=owed.pk, member_id=None)


def test_a_skip_needs_its_reason_and_withdraws_what_has_not_left(shop: Shop) -> None:
    ann = shop.customer()
    owed = shop.owed(ann, shop.sale(ann, "silver ring"))
    approve_follow_up(follow_up_id=owed.pk, member_id=None)
    with pytest.raises(NothingSaid):
        skip_follow_up(follow_up_id=owed.pk, member_id=None, reason="  ")
    skip_follow_up(follow_up_id=owed.pk, member_id=None, reason="She is my sister")
    owed.refresh_from_db()
    assert (owed.state, owed.note) == ("skipped", "She is my sister")
    assert Message.objects.get(follow_up=owed).state == "withdrawn"


def test_putting_off_ends_where_it_would_do_no_good(shop: Shop) -> None:
    owed = shop.owed(shop.customer())
    with pytest.raises(BadDay, match="after today"):
        snooze_follow_up(follow_up_id=owed.pk, member_id=None, until=shop.today)
    with pytest.raises(BadDay, match="last day"):
        snooze_follow_up(follow_up_id=owed.pk, member_id=None, until=shop.today + timedelta(days=13))
    was = owed.due_on
    snooze_follow_up(follow_up_id=owed.pk, member_id=None, until=shop.today + timedelta(days=12))
    owed.refresh_from_db()
    assert owed.due_on == shop.today + timedelta(days=12)
    assert undo(follow_up_id=owed.pk, member_id=None) == "snooze"
    owed.refresh_from_db()
    assert owed.due_on == was


def test_one_can_call_instead_of_writing_but_not_where_there_is_no_number(shop: Shop) -> None:
    owed = shop.owed(shop.customer())
    use_channel(follow_up_id=owed.pk, member_id=None, channel="phone")
    owed.refresh_from_db()
    assert owed.channel == "phone"
    with pytest.raises(NotByThisChannel):
        use_channel(follow_up_id=owed.pk, member_id=None, channel="post")


def test_a_person_says_what_became_of_an_unclear_message(shop: Shop) -> None:
    ann = shop.customer()
    arrived, lost = (shop.owed(ann, shop.sale(ann, thing)) for thing in ("ring", "clasp"))
    for owed in (arrived, lost):
        approve_follow_up(follow_up_id=owed.pk, member_id=None)
        Message.objects.filter(follow_up=owed).update(state="unclear")
        FollowUp.objects.filter(pk=owed.pk).update(state="unclear")
    resolve_unclear(follow_up_id=arrived.pk, member_id=None, arrived=True)
    resolve_unclear(follow_up_id=lost.pk, member_id=None, arrived=False)
    states = dict(FollowUp.objects.values_list("id", "state"))
    assert (states[arrived.pk], states[lost.pk]) == ("done", "open")
    approve_follow_up(follow_up_id=lost.pk, member_id=None)  # a person, and only a person, sends it again
    with pytest.raises(TooLate):
        resolve_unclear(follow_up_id=arrived.pk, member_id=None, arrived=False)


def test_the_list_by_hand_takes_a_reminder(shop: Shop) -> None:
    ann = shop.customer()
    owed = remind_me(customer_id=ann.pk, channel="phone", on=shop.today, note="Ask about her daughter's drawing")
    assert (owed.state, owed.due_on) == ("open", shop.today)
    with pytest.raises(BadDay):
        remind_me(customer_id=ann.pk, channel="phone", on=shop.today - timedelta(days=1), note="x")


def test_a_changed_draft_stays_and_can_be_dropped(shop: Shop) -> None:
    ann = shop.customer()
    owed = shop.owed(ann, shop.sale(ann, "silver ring", "box"))
    assert render([owed.pk])[owed.pk].body == "Dear Ann,\n\nthank you for the silver ring and box.\n\nRosa"
    edited = edit_draft(follow_up_id=owed.pk, subject="Hi  Ann", body="Dear Ann,\r\nyou made my day.", member_id=1)
    assert (edited.subject, edited.body, edited.edited) == ("Hi Ann", "Dear Ann,\nyou made my day.", True)
    with pytest.raises(EmptyDraft):
        edit_draft(follow_up_id=owed.pk, subject="x", body="  ", member_id=1)
    drop_edit(follow_up_id=owed.pk)
    assert not render([owed.pk])[owed.pk].edited


def test_a_customer_without_a_first_name_gets_the_fallback_not_a_gap(shop: Shop) -> None:
    nobody = shop.customer("", "Berg")
    owed = shop.owed(nobody, shop.sale(nobody, "ring"))
    assert render([owed.pk])[owed.pk].body.startswith("Dear friend,")


def test_another_business_has_none_of_these(shop: Shop) -> None:
    owed = shop.owed(shop.customer(), channel="phone")
    with acting_for(shop.business.pk + 1), pytest.raises(NotThere):
        mark_done(follow_up_id=owed.pk, member_id=None)
