"""The one gate, asked about cards whenever they are listed, and so once more when they are printed."""

from __future__ import annotations

from collections.abc import Sequence

from afterword.domain.channel import Channel
from afterword.domain.contact import Verdict
from afterword.followups.asking import ask_about_hand_work
from afterword.followups.models import FollowUp


def ask_the_gate(owed: Sequence[FollowUp]) -> dict[int, Verdict]:
    """The gate's answer for each of these cards (with their customers); what an address lacks is said beside it."""
    return ask_about_hand_work(owed, Channel.POST)
