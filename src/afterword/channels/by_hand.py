"""Channels on which a person does the work: Afterword writes the draft and keeps the list, and sends nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from afterword.channels.port import Connection, DoneByHand, DraftForm, SettingField


@dataclass(frozen=True, slots=True)
class ByHand:
    """A channel without a line. `instead` says in one sentence who does it and what to press afterwards."""

    key: str
    title: str
    needs: str
    draft: DraftForm
    instead: str
    two_phase: bool = False
    by_hand: bool = True
    settings_fields: tuple[SettingField, ...] = ()

    def open(self, settings: Mapping[str, str], *, timeout: float | None = None) -> Connection:
        """Raises DoneByHand: nothing can be transmitted here."""
        raise DoneByHand(self.instead)

    def check(self, settings: Mapping[str, str]) -> list[str]:
        """Nothing to set up, so nothing can be wrong."""
        return []
