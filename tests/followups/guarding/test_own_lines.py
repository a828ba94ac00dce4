"""A letter that asks for one line in the owner's hand waits for it, and keeps it whatever else changes."""

from __future__ import annotations

import pytest

from afterword.domain.own_line import PLACE, WANTS_LINE
from afterword.followups.actions import NotReady, approve_all, approve_follow_up, mark_done, undo, use_channel
from afterword.followups.drafts import NoLine, NotOpen, drop_edit, edit_draft, render, write_line
from afterword.followups.models import Draft, FollowUp, Template
from afterword.infra import clock
from tests.setting.shop import Shop

ASKING = (
    'Dear {{ first_name | "friend" }},\n\nthank you for the {{ products }}.\n\n{{ personal_line }}\n\n{{ signature }}'
)


@pytest.fixture
def asking(shop: Shop) -> Template:
    """A wording that asks for a line."""
    return Template.objects.create(
        name="Thank-you",
        email_subject="Thank you",
        email_body=ASKING,
        call_script="Ask how it does.",
        letter_body=ASKING,
        created_at=clock.now(),
    )


@pytest.fixture
def owed(shop: Shop, asking: Template) -> FollowUp:
    """A letter to Ann that waits for its line."""
    ann = shop.customer()
    return shop.owed(ann, shop.sale(ann, "silver ring"), template=asking)


def body_of(owed: FollowUp) -> str:
    return render([owed.pk])[owed.pk].body


def test_a_letter_without_its_line_cannot_be_approved(owed: FollowUp) -> None:
    draft = render([owed.pk])[owed.pk]
    assert (draft.wants_line, draft.problems) == (True, (WANTS_LINE,))
    assert draft.body == f"Dear Ann,\n\nthank you for the silver ring.\n\n{PLACE}\n\nRosa"
    with pytest.raises(NotReady, match="one line in your own hand"):
        approve_follow_up(follow_up_id=owed.pk, member_id=None)
    gone, refused = approve_all(follow_up_ids=[owed.pk], member_id=None, one_each=True)
    assert (gone, list(refused)) == ([], [owed.pk])


def test_with_its_line_it_may_leave(owed: FollowUp) -> None:
    written = write_line(follow_up_id=owed.pk, line=" I hope \n it fits. ", member_id=7)
    assert (written.line, written.wants_line, written.problems) == ("I hope it fits.", False, ())
    assert written.body == "Dear Ann,\n\nthank you for the silver ring.\n\nI hope it fits.\n\nRosa"
    approve_follow_up(follow_up_id=owed.pk, member_id=None)
    owed.refresh_from_db()
    assert owed.state == "approved"


def test_the_line_stays_while_everything_else_is_rendered_afresh(shop: Shop, owed: FollowUp) -> None:
    write_line(follow_up_id=owed.pk, line="I hope it fits.", member_id=None)
    other = Template.objects.create(
        name="Other", email_subject="Hi", email_body="Dear {{ first_name }},\n\n{{ signature }}", created_at=clock.now()
    )
    FollowUp.objects.filter(pk=owed.pk).update(template=other)
    assert body_of(owed) == "Dear Ann,\n\nI hope it fits.\n\nRosa"


def test_the_line_goes_along_to_another_channel(shop: Shop, owed: FollowUp) -> None:
    write_line(follow_up_id=owed.pk, line="I hope it fits.", member_id=None)
    use_channel(follow_up_id=owed.pk, member_id=None, channel="phone")
    assert body_of(owed) == "Ask how it does."
    use_channel(follow_up_id=owed.pk, member_id=None, channel="email")
    assert "I hope it fits." in body_of(owed)


def test_words_edited_for_one_channel_do_not_go_along_but_the_line_does(owed: FollowUp) -> None:
    write_line(follow_up_id=owed.pk, line="I hope it fits.", member_id=None)
    edit_draft(follow_up_id=owed.pk, subject="Hi", body="Quite other words.", member_id=None)
    assert body_of(owed) == "Quite other words."
    use_channel(follow_up_id=owed.pk, member_id=None, channel="phone")
    use_channel(follow_up_id=owed.pk, member_id=None, channel="email")
    assert "I hope it fits." in body_of(owed)


def test_an_edited_text_can_keep_the_place_and_gets_the_line(owed: FollowUp) -> None:
    text = edit_draft(follow_up_id=owed.pk, subject="Hi", body=f"Hello.\n\n{PLACE}\n\nRosa", member_id=None)
    assert text.wants_line
    assert write_line(follow_up_id=owed.pk, line="It fits.", member_id=None).body == "Hello.\n\nIt fits.\n\nRosa"


def test_taking_out_the_place_is_no_line(owed: FollowUp) -> None:
    for mark in ("\n\n", "  "):
        body = f"Dear Ann,{mark}thank you for the silver ring.{mark}Rosa"
        with pytest.raises(NoLine):
            edit_draft(follow_up_id=owed.pk, subject="Thank you", body=body, member_id=None)
    own = edit_draft(follow_up_id=owed.pk, subject="Thank you", body="Dear Ann,\n\nall well?\n\nRosa", member_id=None)
    assert own.problems == ()


def test_a_line_can_be_written_again_and_taken_out(owed: FollowUp) -> None:
    write_line(follow_up_id=owed.pk, line="One.", member_id=None)
    assert "Two." in write_line(follow_up_id=owed.pk, line="Two.", member_id=None).body
    assert "One." not in body_of(owed)
    assert write_line(follow_up_id=owed.pk, line="", member_id=None).wants_line
    assert not Draft.objects.exists()
    write_line(follow_up_id=owed.pk, line="Three.", member_id=None)
    drop_edit(follow_up_id=owed.pk)
    assert render([owed.pk])[owed.pk].wants_line


def test_any_letter_takes_a_line_before_its_closing(shop: Shop) -> None:
    ann = shop.customer()
    owed = shop.owed(ann, shop.sale(ann, "silver ring"))
    written = write_line(follow_up_id=owed.pk, line="It fits.", member_id=None)
    assert written.body == "Dear Ann,\n\nthank you for the silver ring.\n\nIt fits.\n\nRosa"
    assert (written.word_for_word, written.edited) == (None, False)


def test_a_text_written_whole_takes_a_line_and_another_in_its_place(shop: Shop) -> None:
    ann = shop.customer()
    owed = shop.owed(ann, shop.sale(ann, "silver ring"))
    edit_draft(follow_up_id=owed.pk, subject="Hi", body="Hello.\n\nRosa", member_id=None)
    write_line(follow_up_id=owed.pk, line="One.", member_id=None)
    assert write_line(follow_up_id=owed.pk, line="Two.", member_id=None).body == "Hello.\n\nTwo.\n\nRosa"


def test_a_place_with_a_fallback_waits_for_nobody(shop: Shop, asking: Template, owed: FollowUp) -> None:
    body = ASKING.replace("personal_line }}", 'personal_line | "All the best." }}')
    Template.objects.filter(pk=asking.pk).update(email_body=body)
    assert "All the best." in body_of(owed)
    assert "It fits." in write_line(follow_up_id=owed.pk, line="It fits.", member_id=None).body


def test_a_leftover_in_the_line_keeps_the_letter_here(owed: FollowUp) -> None:
    written = write_line(follow_up_id=owed.pk, line="Dear {{ first_name }} [NAME]", member_id=None)
    assert written.problems != ()
    with pytest.raises(NotReady):
        approve_follow_up(follow_up_id=owed.pk, member_id=None)


def test_a_line_is_written_into_what_is_open_only(owed: FollowUp) -> None:
    mark_done(follow_up_id=owed.pk, member_id=None)
    with pytest.raises(NotOpen):
        write_line(follow_up_id=owed.pk, line="Too late.", member_id=None)
    undo(follow_up_id=owed.pk, member_id=None)
    write_line(follow_up_id=owed.pk, line="In time.", member_id=None)
