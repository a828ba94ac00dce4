"""Every staff URL of the URLconf, with a path that fits each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import URLPattern, URLResolver
from django.urls.converters import IntConverter

from afterword.web import urls

SAMPLES = {
    "slug": "thank-you",
    "key": "thank-you",
    "day": "2026-12-24",
    "when": "last-year",
    "kind": "late",
    "who": "forgotten",
    "month": "2026-11",
}


@dataclass(frozen=True)
class StaffUrl:
    """One URL of a business's staff; ``path`` is without the business's slug."""

    name: str
    path: str
    view: Callable[..., HttpResponse]

    @property
    def right(self) -> str:
        """The right that it needs; empty for everybody's pages."""
        return str(getattr(self.view, "needs_right", ""))


def staff_urls(**numbers: int) -> list[StaffUrl]:
    """All of them; ``numbers`` are the ids to fill in by the argument's name, 1 where left out."""
    return sorted(_flatten(urls.urlpatterns, "", numbers), key=lambda one: one.path)


def _flatten(patterns: list[Any], prefix: str, numbers: dict[str, int]) -> Iterator[StaffUrl]:
    for entry in patterns:
        path = prefix + _filled(entry, numbers)
        if isinstance(entry, URLResolver):
            yield from _flatten(entry.url_patterns, path, numbers)
        elif isinstance(entry, URLPattern):
            yield StaffUrl(entry.name or path, path, entry.callback)


def _filled(entry: URLPattern | URLResolver, numbers: dict[str, int]) -> str:
    route = str(entry.pattern)
    for name, converter in entry.pattern.converters.items():
        number = isinstance(converter, IntConverter)
        value = str(numbers.get(name, 1)) if number else SAMPLES.get(name, "x")
        kind = next(part for part in (f"<int:{name}>", f"<slug:{name}>", f"<str:{name}>", f"<{name}>") if part in route)
        route = route.replace(kind, value)
    return route
