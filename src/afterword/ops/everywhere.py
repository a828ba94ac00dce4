"""Doing something for each business of the installation, one after the other."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from afterword.businesses.models import Business
from afterword.infra.tenancy import acting_for


def each_business() -> Iterator[Business]:
    """Every business in turn; until the next one is asked for, the code acts for it and in its time zone."""
    for business in list(Business.objects.order_by("id")):
        with acting_for(business.pk), timezone.override(business.timezone):
            yield business
