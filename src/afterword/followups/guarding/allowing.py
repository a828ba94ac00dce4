"""Saying once that a wording may go to as many as it will, word for word; and taking that back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from afterword.domain.trouble import Trouble
from afterword.domain.word_for_word import is_same_text
from afterword.followups.models import Template
from afterword.infra import clock
from afterword.timeline.actions import record
from afterword.timeline.catalogue import WordingSettled

_TEXTS = ("email_subject", "email_body", "letter_body", "text_body")


class NoSuchWording(Trouble):
    """The business has no such wording."""


@transaction.atomic
def settle_wording(*, template_id: int, as_it_is: bool, member_id: int | None) -> Template:
    """Keep that these words may go as they are, with who said so and when; or ask again. Raises NoSuchWording.

    Saying what is settled already changes nothing.
    """
    row: Template | None = Template.objects.select_for_update().filter(pk=template_id).first()
    if row is None:
        raise NoSuchWording("There is no such wording here any more. Reload the page.")
    if (row.as_it_is_at is not None) is as_it_is:
        return row
    now = clock.now()
    row.as_it_is_at, row.as_it_is_by_id = (now, member_id) if as_it_is else (None, None)
    row.save(update_fields=["as_it_is_at", "as_it_is_by_id"])
    record(
        [
            WordingSettled(
                customer_id=None, at=now, subject_id=row.pk, actor_id=member_id, name=row.name, as_it_is=as_it_is
            )
        ]
    )
    return row


def carried_over(before: Template | None, texts: Mapping[str, str]) -> dict[str, Any]:
    """What was settled for a wording, for one that takes its place: only where both say the same words."""
    if before is None or before.as_it_is_at is None:
        return {}
    said = {name: text for name in _TEXTS if (text := texts.get(name, "")).strip()}
    if not all(is_same_text(getattr(before, name), text) for name, text in said.items()):
        return {}
    return {"as_it_is_at": before.as_it_is_at, "as_it_is_by_id": before.as_it_is_by_id}
