"""What the address of Today asks for: the minutes one has, how much to show, the row one is on."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest

from afterword.businesses.queries import local_today
from afterword.domain.whole_number import whole_number
from afterword.followups.queries import MOST_WEIGHED, PAGE

MINUTES = (10, 20, 40, 60)


@dataclass(frozen=True, slots=True)
class Asked:
    """``minutes`` None: all day. ``show``: rows on the page. ``back``: one returns to the customer's page.

    ``calls``: one returns to the call list.

    ``own`` are the minutes that the member has on this weekday, None where they never said; they count where the
    address names none.
    """

    minutes: int | None = None
    show: int = PAGE
    on: int | None = None
    back: bool = False
    own: int | None = None
    calls: bool = False

    @property
    def query(self) -> str:
        """What actions carry along, so that one comes back to the same list: empty, or with its question mark."""
        kept: dict[str, object] = {}
        if self.minutes != self.own:
            kept["minutes"] = self.minutes or ""
        if self.show != PAGE:
            kept["show"] = self.show
        if self.back:
            kept["back"] = "customer"
        if self.calls:
            kept["back"] = "calls"
        return f"?{urlencode(kept)}" if kept else ""

    @property
    def more_query(self) -> str:
        """The same list with the next rows."""
        return Asked(self.minutes, min(self.show + PAGE, MOST_WEIGHED), own=self.own).query

    @property
    def all_day_query(self) -> str:
        """The whole list."""
        return Asked(own=self.own).query

    @property
    def choices(self) -> list[int]:
        """The minutes that are offered."""
        return sorted({*MINUTES, *([self.own] if self.own else [])})


def asked_for(request: HttpRequest) -> Asked:
    """Read from the query string; what cannot be read is as if it had been left out."""
    own = _own_minutes(request)
    minutes = _number(request.GET.get("minutes")) if "minutes" in request.GET else own
    show = _number(request.GET.get("show")) or PAGE
    return Asked(
        minutes=minutes if minutes and minutes <= 24 * 60 else None,
        show=min(max(show, PAGE), MOST_WEIGHED),
        on=_number(request.GET.get("on")),
        back=request.GET.get("back") == "customer",
        own=own,
        calls=request.GET.get("back") == "calls",
    )


def _own_minutes(request: HttpRequest) -> int | None:
    """What the member said that they have on a day like today; None where they said nothing, or no time at all."""
    membership = getattr(request, "membership", None)
    if membership is None or not membership.weekday_minutes:
        return None
    today = local_today(request.business)  # type: ignore[attr-defined]
    return membership.weekday_minutes[today.weekday()] or None


def _number(text: str | None) -> int | None:
    return whole_number(text or "")
