"""The post: a person writes, prints and posts a letter or a card, or lets a printing service do it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from afterword.channels.port import Connection, DoneByHand, DraftForm, SettingField
from afterword.channels.printing_service.asking import check_service
from afterword.channels.printing_service.line import PrintingLine
from afterword.channels.printing_service.settings import FIELDS, service_from

_DRAFT = DraftForm(
    title="Letter text",
    has_subject=False,
    help="The whole letter, from the greeting to your name; leave a line free for a word in your own hand.",
)


@dataclass(frozen=True, slots=True)
class Post:
    """Cards and letters. Nothing leaves by itself: a person says each time who prints it.

    With the settings of a printing service there is a line to it; without, everything is done by hand.
    """

    key: str = "post"
    title: str = "Letter"
    needs: str = "post"
    two_phase: bool = False
    by_hand: bool = True
    draft: DraftForm = _DRAFT
    settings_fields: tuple[SettingField, ...] = FIELDS

    def open(self, settings: Mapping[str, str], *, timeout: float | None = None) -> Connection:
        """A line to the printing service. Raises DoneByHand where none is set up, and BadService."""
        if not settings:
            raise DoneByHand(
                "A letter is posted by a person: print or write it from Today, post it, then press “Posted”."
            )
        return PrintingLine(service_from(settings), timeout=timeout)

    def check(self, settings: Mapping[str, str]) -> list[str]:
        """Ask the service whether it takes the key; nothing to ask where everything is done by hand."""
        return check_service(service_from(settings)) if settings else []


channel = Post()
