"""The assistant on the page of a line: who it is, and its proposal from the facts that the page shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from afterword.domain.own_line import with_place
from afterword.followups.assistant.account import Assistant, assistant_shown
from afterword.followups.assistant.asking import propose_line
from afterword.web.own_lines.facts import Fact
from afterword.web.today.board import Row


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the assistant proposed; empty: nothing."""

    line: str = ""


def assistant_told() -> Assistant | None:
    """The assistant as the page names it; None while it is off."""
    return assistant_shown()


def proposal_for(row: Row, facts: Sequence[Fact]) -> Proposal:
    """Ask for one line; what is sent is what the page shows. Raises ``NotProposed`` and ``NoProposal``."""
    return Proposal(propose_line(facts=[fact.whole for fact in facts], letter=_letter(row)))


def _letter(row: Row) -> str:
    """The letter with the place for the line, without its greeting, which names the customer."""
    body = row.draft.body.strip()
    if row.draft.line:
        body = body.replace(row.draft.line, "", 1)
    first, mark, rest = with_place(body).partition("\n\n")
    return rest if mark and len(first) < 80 and first.rstrip().endswith((",", "!", ":")) else first + mark + rest
