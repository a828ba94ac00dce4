"""Which triggers begin plans by now: only these are offered for new plans."""

from __future__ import annotations

from afterword.domain.triggers import KINDS
from afterword.plans.dated.kinds import DATED_KINDS
from afterword.plans.triggers import TRIGGERS


def working_kinds() -> tuple[str, ...]:
    """The kinds of ``domain.triggers.KINDS`` by which a plan begins, in that order."""
    return tuple(kind for kind in KINDS if kind in TRIGGERS or kind in DATED_KINDS)
