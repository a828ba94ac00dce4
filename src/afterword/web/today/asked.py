"""What the address of Today asks for: the minutes one has, how much to show, the row one is on."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest

from afterword.followups.queries import MOST_WEIGHED, PAGE

MINUTES = (10, 20, 40, 60)


@dataclass(frozen=True, slots=True)
class Asked:
    """``minutes`` None: all day. ``show``: rows on the page. ``back`` is the customer to whose page one returns."""

    minutes: int | None = None
    show: int = PAGE
    on: int | None = None
    back: bool = False

    @property
    def query(self) -> str:
        """What actions carry along, so that one comes back to the same list: empty, or with its question mark."""
        kept: dict[str, object] = {}
        if self.minutes is not None:
            kept["minutes"] = self.minutes
        if self.show != PAGE:
            kept["show"] = self.show
        if self.back:
            kept["back"] = "customer"
        return f"?{urlencode(kept)}" if kept else ""

    @property
    def more_query(self) -> str:
        """The same list with the next rows."""
        return Asked(self.minutes, min(self.show + PAGE, MOST_WEIGHED)).query


def asked_for(request: HttpRequest) -> Asked:
    """Read from the query string; what cannot be read is as if it had been left out."""
    minutes = _number(request.GET.get("minutes"))
    show = _number(request.GET.get("show")) or PAGE
    return Asked(
        minutes=minutes if minutes and minutes <= 24 * 60 else None,
        show=min(max(show, PAGE), MOST_WEIGHED),
        on=_number(request.GET.get("on")),
        back=request.GET.get("back") == "customer",
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) <= 18 else None
