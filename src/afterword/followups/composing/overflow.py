"""What will not fit, kept as the composer last found it, so that every page can say it at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from afterword.domain.shortfall import Shortfall, Way
from afterword.followups.models import Overflow
from afterword.infra import clock


@dataclass(frozen=True, slots=True)
class LateKind:
    """So many touches of one step by one channel; ``step_id`` None: reminders of a member's own."""

    step_id: int | None
    channel: str
    touches: int


@dataclass(frozen=True, slots=True)
class WayOut:
    """What can be done about a week, for which touches, and the minutes that would be short all the same."""

    way: Way
    touch_ids: tuple[int, ...]
    minutes_still_short: int


@dataclass(frozen=True, slots=True)
class ShortWeek:
    """A week (its Monday) in which so many minutes are missing."""

    monday: date
    minutes_short: int
    late: tuple[LateKind, ...]
    ways: tuple[WayOut, ...]

    @property
    def touches(self) -> int:
        """How many will be late."""
        return sum(kind.touches for kind in self.late)


def keep_overflow(weeks: Sequence[Shortfall]) -> None:
    """Keep what the composer found; nothing is written where nothing was short and is not now."""
    if not weeks:
        Overflow.objects.all().delete()
        return
    Overflow.objects.update_or_create(defaults={"weeks": [_stored(week) for week in weeks], "at": clock.now()})


def short_weeks() -> list[ShortWeek]:
    """The weeks that are too short, in order, as last composed. One query."""
    kept = Overflow.objects.first()
    return [_read(week) for week in kept.weeks] if kept else []


def _stored(week: Shortfall) -> dict[str, Any]:
    return {
        "monday": week.monday.isoformat(),
        "minutes": week.minutes_short,
        "late": [[int(late.step) if late.step else None, late.channel or "", late.touches] for late in week.late],
        "ways": [[str(one.way), list(one.touch_ids), one.minutes_still_short] for one in week.options],
    }


def _read(week: dict[str, Any]) -> ShortWeek:
    return ShortWeek(
        date.fromisoformat(week["monday"]),
        week["minutes"],
        tuple(LateKind(*late) for late in week["late"]),
        tuple(WayOut(Way(way), tuple(ids), still) for way, ids, still in week["ways"]),
    )
