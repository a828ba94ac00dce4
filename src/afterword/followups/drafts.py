"""Drafts: the proposed text of a follow-up, rendered from facts unless somebody has changed it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db import transaction

from afterword.domain.channel import Channel
from afterword.domain.trouble import Trouble
from afterword.domain.wording import MissingField, Template, WordingError, check_ready, parse
from afterword.followups import merge_fields
from afterword.followups.models import Draft, FollowUp, MessageText
from afterword.followups.models import Template as TemplateRow
from afterword.infra import clock

#: A follow-up, its channel, and the template that words it.
Worded = tuple[int, str, int | None]


@dataclass(frozen=True, slots=True)
class DraftText:
    """A text, whether somebody wrote it by hand, and what keeps it from leaving (sentences; empty: nothing)."""

    subject: str
    body: str
    problems: tuple[str, ...] = ()
    edited: bool = False


class EmptyDraft(Trouble):
    """Nothing was written."""


class NotOpen(Trouble):
    """Its text is not a draft any more."""


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
        values = merge_fields.values_for([one for one in follow_up_ids if one not in edited])
    rows = worded
    if rows is None:
        rows = list(FollowUp.objects.filter(id__in=follow_up_ids).values_list("id", "channel", "template_id"))
    templates = TemplateRow.objects.in_bulk({template_id for _, _, template_id in rows if template_id})
    texts: dict[int, DraftText] = {}
    for follow_up_id, channel, template_id in rows:
        if (draft := edited.get(follow_up_id)) is not None:
            texts[follow_up_id] = _checked(channel, draft.subject, draft.body, edited=True)
        elif (row := templates.get(template_id or 0)) is not None:
            texts[follow_up_id] = _from_template(row, channel, values[follow_up_id])
        else:
            texts[follow_up_id] = DraftText("", "", () if channel != Channel.EMAIL else ("Write the message first.",))
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


def _from_template(row: TemplateRow, channel: str, values: dict[str, str]) -> DraftText:
    subject, body = texts_of(row, channel)
    try:
        return _checked(channel, compiled(subject).render(values), compiled(body).render(values))
    except (MissingField, WordingError) as trouble:
        return DraftText(subject, body, (str(trouble),))


def texts_of(row: TemplateRow, channel: str) -> tuple[str, str]:
    """The subject and body that a template has for a channel; no subject but for e-mail."""
    if channel == Channel.EMAIL:
        return row.email_subject, row.email_body
    return "", row.call_script if channel == Channel.PHONE else row.letter_body


def _checked(channel: str, subject: str, body: str, *, edited: bool = False) -> DraftText:
    # A call script is for the member's eyes: only what leaves the house is checked as a letter.
    if channel == Channel.PHONE:
        return DraftText(subject, body, (), edited)
    found = check_ready(subject if channel == Channel.EMAIL else "-", body)
    return DraftText(subject, body, tuple(problem.sentence for problem in found), edited)


@transaction.atomic
def edit_draft(*, follow_up_id: int, subject: str, body: str, member_id: int | None) -> DraftText:
    """Keep a member's own words for this follow-up. Raises :class:`EmptyDraft` and :class:`NotOpen`."""
    body = body.replace("\r\n", "\n").strip()
    if not body:
        raise EmptyDraft("Write something first, or choose “back to the draft”.")
    follow_up = FollowUp.objects.select_for_update().filter(pk=follow_up_id, state="open").first()
    if follow_up is None:
        raise NotOpen("Somebody has dealt with this one already. Take it back first, then change its words.")
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


def with_own_line(body: str, line: str) -> str:
    """The text with a line of one's own as a paragraph before the closing one (the wishes and the name)."""
    line = " ".join(line.split())
    if not line:
        return body
    *before, last = body.rstrip().split("\n\n")
    return "\n\n".join([*before, line, last] if before else [last, line])


def drop_edit(*, follow_up_id: int) -> None:
    """Back to the text that the template gives."""
    Draft.objects.filter(follow_up_id=follow_up_id).delete()
