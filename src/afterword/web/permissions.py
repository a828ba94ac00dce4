"""Which role may do what in a business; the one table that views, templates and tests read."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from afterword.businesses.models import Membership, Role

#: Everybody may work through Today, look after customers and read the plans; this is what needs more.
RIGHTS: dict[str, frozenset[str]] = {
    Role.OWNER: frozenset({"bring_in", "plans", "merge", "settings", "team", "channels", "forget"}),
    Role.MANAGER: frozenset({"bring_in", "plans", "merge", "settings", "forget"}),
    Role.STAFF: frozenset(),
}

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def rights_of(membership: Membership | None) -> dict[str, bool]:
    """Every right by name, for templates: ``{% if may.bring_in %}``."""
    held = RIGHTS[membership.role] if membership is not None else frozenset()
    return {right: right in held for right in RIGHTS[Role.OWNER]}


def needs(right: str) -> Callable[[View[P]], View[P]]:
    """Let a view be opened only by a role that has this right; anybody else gets 403 and whom to ask."""
    if right not in RIGHTS[Role.OWNER]:
        raise KeyError(f"There is no right called {right!r}. Add it to RIGHTS.")

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            membership: Membership | None = getattr(request, "membership", None)
            if membership is None or right not in RIGHTS[membership.role]:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.needs_right = right  # type: ignore[attr-defined]
        return guarded

    return decorate
