"""Which business a command is about, and a database that is ready for it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone

from afterword.businesses.models import Business
from afterword.domain.trouble import Trouble
from afterword.infra.tenancy import acting_for
from afterword.ops.migrating import migrate


class WhichBusiness(Trouble):
    """None, or more than one, fits."""


def prepare_database() -> None:
    """Bring the tables up to date, by one process at a time; cheap when they are."""
    migrate()


def add_business_argument(parser: argparse.ArgumentParser) -> None:
    """``--business SLUG``, which may be left out where there is one."""
    parser.add_argument("--business", metavar="SLUG", help="which business; may be left out where there is only one")


def find_business(slug: str | None) -> Business:
    """The business named, or the only one. Raises :class:`WhichBusiness`."""
    if slug is not None:
        named = Business.objects.filter(slug=slug).first()
        if named is None:
            known = ", ".join(Business.objects.order_by("slug").values_list("slug", flat=True)[:10]) or "none yet"
            raise WhichBusiness(f"There is no business called {slug!r}. Known: {known}.")
        return named
    found = list(Business.objects.order_by("id")[:2])
    if not found:
        raise WhichBusiness(
            "There is no business yet. Create one with `afterword init` or in the browser with `afterword run`."
        )
    if len(found) > 1:
        raise WhichBusiness("There are several businesses here. Say which with --business SLUG.")
    return found[0]


@contextmanager
def business_chosen(args: argparse.Namespace) -> Iterator[Business]:
    """Prepare the database and act for the business that the command names."""
    prepare_database()
    business = find_business(getattr(args, "business", None))
    with acting_for(business.pk), timezone.override(business.timezone):
        yield business
