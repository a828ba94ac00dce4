"""Changing what a step says: checked before it is kept, so that a broken template cannot exist."""

from __future__ import annotations

from dataclasses import dataclass, fields

from django.db import transaction
from django.db.models import F

from afterword.domain.channel import Channel
from afterword.domain.own_line import asks_for_line, asks_for_line_always, with_place
from afterword.domain.planning import Mode
from afterword.domain.trouble import Trouble
from afterword.domain.wording import WordingError, check_ready
from afterword.followups.drafts import compiled
from afterword.followups.guarding.allowing import carried_over
from afterword.followups.merge_fields import FIELDS
from afterword.followups.models import FollowUp, Template
from afterword.infra import clock
from afterword.plans.models import Step

#: Stands in for every field, to see the finished letter before there is a customer.
_ANYBODY = dict.fromkeys(FIELDS, "Example")


@dataclass(frozen=True, slots=True)
class Wording:
    """What one step says on each channel; empty where it does not go out on that channel."""

    email_subject: str = ""
    email_body: str = ""
    call_script: str = ""
    letter_body: str = ""
    text_body: str = ""


#: The parts that can ask for a line in a person's own hand.
TAKE_A_LINE = ("email_body", "letter_body", "text_body")


class BadWording(Trouble):
    """A text that cannot be kept; ``faults`` names each field of the wording with what to mend."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(" ".join(faults.values()))
        self.faults = faults


def fields_used_on(channel: str) -> tuple[str, ...]:
    """Which parts of a wording a channel needs."""
    if channel == Channel.EMAIL:
        return "email_subject", "email_body"
    return (_FIELD_OF.get(channel, "text_body"),)


_FIELD_OF: dict[str, str] = {Channel.PHONE: "call_script", Channel.POST: "letter_body"}


def check_wording(wording: Wording, *, channels: str) -> None:
    """Raise :class:`BadWording` where a text is broken, or missing for one of these channels (separated by commas)."""
    needed = {name for channel in channels.split(",") for name in fields_used_on(channel.strip())}
    faults = {}
    for field in fields(wording):
        if fault := _fault(field.name, getattr(wording, field.name), is_needed=field.name in needed):
            faults[field.name] = fault
    if faults:
        raise BadWording(faults)


def asks_for_own_line(wording: Wording) -> bool:
    """Whether its letters wait for one line in a person's own hand."""
    return any(asks_for_line_always(getattr(wording, name)) for name in TAKE_A_LINE)


def _fault(name: str, text: str, *, is_needed: bool) -> str:
    if not text.strip():
        return "This is needed, because the plan uses it." if is_needed else ""
    if name in ("email_subject", "call_script") and asks_for_line(text):
        return "A line in your own hand goes into a letter: take its field out here."
    try:
        finished = compiled(text).render(_ANYBODY)
    except WordingError as broken:
        return str(broken)
    subject, body = (finished, "-") if name == "email_subject" else ("-", finished)
    problems = () if name == "call_script" else check_ready(subject, body)
    return problems[0].sentence if problems else ""


@transaction.atomic
def change_wording(*, step_id: int, wording: Wording) -> Template:
    """Keep a new wording for a step and for its follow-ups that are still open; a draft somebody edited stays as it is.

    A wording is never changed once used: this writes a new one. Raises :class:`BadWording`.
    """
    step = Step.objects.select_for_update().select_related("template").get(pk=step_id)
    check_wording(wording, channels=step.channels)
    old: Template = step.template
    texts = {field.name: getattr(wording, field.name).replace("\r\n", "\n") for field in fields(wording)}
    if all(getattr(old, name) == text for name, text in texts.items()):
        return old
    new = Template.objects.create(
        name=old.name, language=old.language, created_at=clock.now(), **texts, **carried_over(old, texts)
    )
    step.template = new
    open_ones = FollowUp.objects.filter(template_id=old.pk, step_id=step.pk, state="open")
    if asks_for_own_line(wording) and step.mode == Mode.AUTOMATIC:
        # What waits for a person's line cannot leave by itself.
        step.mode = Mode.APPROVE.value
        open_ones.filter(mode=Mode.AUTOMATIC).update(mode=step.mode, version=F("version") + 1)
    step.save(update_fields=["template", "mode"])
    open_ones.update(template_id=new.pk)
    return new


@transaction.atomic
def ask_for_line(*, step_id: int) -> Template:
    """Let each letter of a step wait for one line in a person's own hand, before its closing paragraph."""
    row = Step.objects.select_related("template").get(pk=step_id).template
    texts = {field.name: getattr(row, field.name) for field in fields(Wording)}
    asking = {name: with_place(texts[name]) for name in TAKE_A_LINE}
    return change_wording(step_id=step_id, wording=Wording(**texts | asking))
