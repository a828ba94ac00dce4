"""Drafts: the proposed text of a follow-up, rendered from facts unless somebody has changed it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from django.db import transaction

from afterword.domain.channel import Channel
from afterword.domain.own_line import (
    PERSONAL_LINE,
    PLACE,
    WANTS_LINE,
    asks_for_line,
    one_line,
    with_line,
    without_place,
)
from afterword.domain.trouble import Trouble
from afterword.domain.wording import MissingField, Template, WordingError, check_ready, parse
from afterword.followups import merge_fields
from afterword.followups.models import Draft, FollowUp, MessageText
from afterword.followups.models import Template as TemplateRow
from afterword.infra import clock
from afterword.timeline.actions import record
from afterword.timeline.catalogue import SuggestionUsed

#: By these a person can say or write what they like.
_NEEDS_NO_WORDS = frozenset({Channel.PHONE, Channel.POST})
#: A follow-up, its channel, and the template that words it.
Worded = tuple[int, str, int | None]


@dataclass(frozen=True, slots=True)
class DraftText:
    """A text, whether somebody wrote it by hand, and what keeps it from leaving (sentences; empty: nothing)."""

    subject: str
    body: str
    problems: tuple[str, ...] = ()
    edited: bool = False
    #: The line in somebody's own hand that stands in it; and whether it asks for one and has none.
    line: str = ""
    wants_line: bool = False
    #: The template whose words it says unchanged, where nobody said that they may go to any number; else None.
    word_for_word: int | None = None


class EmptyDraft(Trouble):
    """Nothing was written."""


class NotOpen(Trouble):
    """Its text is not a draft any more."""


class NoLine(Trouble):
    """A line in the member's own hand is missing."""


@lru_cache(maxsize=2048)
def compiled(text: str) -> Template:
    """A template's text read once. Raises ``WordingError``."""
    return parse(text, known=merge_fields.FIELDS.keys())


def render(
    follow_up_ids: Sequence[int],
    values: Mapping[int, dict[str, str]] | None = None,
    worded: Sequence[Worded] | None = None,
) -> dict[int, DraftText]:
    """The text of each of these follow-ups on its present channel; six queries for any number.

    ``values``: the merge fields of all these, where they were asked already; that saves three. ``worded``: their
    channels and templates, likewise; that saves one.
    """
    if not follow_up_ids:
        return {}
    edited = {draft.follow_up_id: draft for draft in Draft.objects.filter(follow_up_id__in=follow_up_ids)}
    if values is None:
        written = {one for one, draft in edited.items() if draft.body}
        values = merge_fields.values_for([one for one in follow_up_ids if one not in written])
    rows = worded
    if rows is None:
        rows = list(FollowUp.objects.filter(id__in=follow_up_ids).values_list("id", "channel", "template_id"))
    templates = TemplateRow.objects.in_bulk({template_id for _, _, template_id in rows if template_id})
    texts: dict[int, DraftText] = {}
    for follow_up_id, channel, template_id in rows:
        draft = edited.get(follow_up_id)
        line = draft.line if draft is not None else ""
        if draft is not None and draft.body:
            texts[follow_up_id] = _edited(channel, draft)
        elif (row := templates.get(template_id or 0)) is not None:
            texts[follow_up_id] = _from_template(row, channel, values[follow_up_id], line)
        else:
            texts[follow_up_id] = DraftText("", "", () if channel in _NEEDS_NO_WORDS else ("Write the message first.",))
    return texts


def texts_handed_over(follow_up_ids: Sequence[int]) -> dict[int, DraftText]:
    """The very words of the messages nobody knows whether they arrived, by follow-up. One query."""
    if not follow_up_ids:
        return {}
    rows = MessageText.objects.filter(message__follow_up_id__in=list(follow_up_ids), message__state="unclear")
    return {
        follow_up_id: DraftText(subject, body, (), edited=True)
        for follow_up_id, subject, body in rows.values_list("message__follow_up_id", "subject", "body")
    }


def _edited(channel: str, draft: Draft) -> DraftText:
    """What somebody wrote; where they left the place for the line, the line stands in it."""
    if not asks_for_line(draft.body):
        return _checked(channel, draft.subject, draft.body, edited=True)
    if not draft.line:
        return DraftText(draft.subject, draft.body, (WANTS_LINE,), edited=True, wants_line=True)
    return replace(_checked(channel, draft.subject, with_line(draft.body, draft.line), edited=True), line=draft.line)


def _from_template(row: TemplateRow, channel: str, values: dict[str, str], line: str) -> DraftText:
    subject, body = texts_of(row, channel)
    # A script is for the member's eyes: what is in their own hand there is the whole call.
    is_letter = channel != Channel.PHONE
    line = line if is_letter else ""
    try:
        template = compiled(body)
        wants_line = PERSONAL_LINE in body and PERSONAL_LINE in template.required and not line
        values[PERSONAL_LINE] = PLACE if wants_line else line
        subject, body = compiled(subject).render(values), template.render(values)
    except (MissingField, WordingError) as trouble:
        return DraftText(subject, body, (str(trouble),))
    if wants_line:
        return DraftText(subject, body, (WANTS_LINE,), wants_line=True)
    if not line:
        return _checked(channel, subject, body, wording=row.pk if is_letter and row.as_it_is_at is None else None)
    if not asks_for_line(template.source):
        body = with_line(body, line)
    return replace(_checked(channel, subject, body), line=line)


def texts_of(row: TemplateRow, channel: str) -> tuple[str, str]:
    """The subject and body that a template has for a channel; no subject but for e-mail."""
    if channel == Channel.EMAIL:
        return row.email_subject, row.email_body
    if channel == Channel.POST:
        return "", row.letter_body
    return "", row.call_script if channel == Channel.PHONE else row.text_body


def _checked(channel: str, subject: str, body: str, *, edited: bool = False, wording: int | None = None) -> DraftText:
    # A call script is for the member's eyes: only what leaves the house is checked as a letter.
    if channel == Channel.PHONE:
        return DraftText(subject, body, (), edited)
    found = check_ready(subject if channel == Channel.EMAIL else "-", body)
    return DraftText(subject, body, tuple(problem.sentence for problem in found), edited, word_for_word=wording)


@transaction.atomic
def edit_draft(*, follow_up_id: int, subject: str, body: str, member_id: int | None) -> DraftText:
    """Keep a member's own words for this follow-up. Raises :class:`EmptyDraft` and :class:`NotOpen`."""
    body = body.replace("\r\n", "\n").strip()
    if not body:
        raise EmptyDraft("Write something first, or choose “back to the draft”.")
    follow_up = _open(follow_up_id)
    _refuse_without_line(follow_up, body)
    Draft.objects.update_or_create(
        business_id=follow_up.business_id,
        follow_up=follow_up,
        defaults={
            "subject": " ".join(subject.split())[:200],
            "body": body[:8000],
            "edited_by_id": member_id,
            "edited_at": clock.now(),
        },
    )
    return render([follow_up_id])[follow_up_id]


def _open(follow_up_id: int) -> FollowUp:
    """The row, for this transaction alone."""
    follow_up: FollowUp | None = FollowUp.objects.select_for_update().filter(pk=follow_up_id, state="open").first()
    if follow_up is None:
        raise NotOpen("Somebody has dealt with this one already. Take it back first, then change its words.")
    return follow_up


def _refuse_without_line(follow_up: FollowUp, body: str) -> None:
    """Taking out the place for the line is no line: what is left would be everybody's text."""
    before = render([follow_up.pk])[follow_up.pk]
    if before.wants_line and not before.edited and _folded(body) == _folded(without_place(before.body)):
        raise NoLine(WANTS_LINE)


def _folded(text: str) -> str:
    return " ".join(text.split())


@transaction.atomic
def write_line(*, follow_up_id: int, line: str, member_id: int | None, proposed: str = "") -> DraftText:
    """Put one line in a member's own hand into the text; it stays while all else is rendered afresh.

    An empty line takes it out again. ``proposed`` is what the assistant had proposed, where it was asked; the history
    says so. Raises :class:`NotOpen`.
    """
    follow_up = _open(follow_up_id)
    line = one_line(line)
    written = {"line": line, "edited_by_id": member_id, "edited_at": clock.now()}
    draft = Draft.objects.filter(follow_up=follow_up).first()
    if draft is not None and draft.body and line and not asks_for_line(draft.body):
        # The whole text was written by hand: the line becomes part of it, in place of the one before.
        stands = draft.line and draft.line in draft.body
        body = draft.body.replace(draft.line, line, 1) if stands else with_line(draft.body, line)
        written["body"] = body[:8000]
    if draft is None and line:
        Draft.objects.create(follow_up=follow_up, **written)
    elif draft is not None and (line or draft.body):
        Draft.objects.filter(pk=draft.pk).update(**written)
    elif draft is not None:
        draft.delete()
    if line and proposed:
        record([_suggestion_used(follow_up, line, one_line(proposed), member_id)])
    return render([follow_up_id])[follow_up_id]


def _suggestion_used(follow_up: FollowUp, line: str, proposed: str, member_id: int | None) -> SuggestionUsed:
    return SuggestionUsed(
        customer_id=follow_up.customer_id,
        at=clock.now(),
        subject_id=follow_up.pk,
        actor_id=member_id,
        line=line,
        changed=line != proposed,
    )


def forget_texts(follow_up_ids: Collection[int]) -> None:
    """What was written as the whole text for one channel goes with that channel; a line of one's own stays."""
    drafts = Draft.objects.filter(follow_up_id__in=follow_up_ids)
    drafts.filter(line="").delete()
    drafts.update(subject="", body="")


def drop_edit(*, follow_up_id: int) -> None:
    """Back to the text that the template gives."""
    Draft.objects.filter(follow_up_id=follow_up_id).delete()
