"""Whose data: a context variable names the business, every query filters by it, and none runs without it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar, Self, TypeVar

from django.db import models

_business: ContextVar[int | None] = ContextVar("business_id", default=None)

M = TypeVar("M", bound=models.Model)


class NoBusiness(RuntimeError):
    """A tenant table was read or written outside any business: always a mistake in our code."""

    def __init__(self) -> None:
        super().__init__("No business is chosen. Wrap this in afterword.infra.tenancy.acting_for(business_id).")


def current_business_id() -> int:
    """The primary key of the business acted for. Raises :class:`NoBusiness` where there is none."""
    chosen = _business.get()
    if chosen is None:
        raise NoBusiness
    return chosen


@contextmanager
def acting_for(business_id: int | None) -> Iterator[None]:
    """Act for one business (``None``: for none) until the block ends."""
    token = _business.set(business_id)
    try:
        yield
    finally:
        _business.reset(token)


class TenantManager(models.Manager[M]):
    """Rows of the current business only; raises :class:`NoBusiness` where none is chosen."""

    def get_queryset(self) -> models.QuerySet[M]:
        return super().get_queryset().filter(business_id=current_business_id())

    def bulk_create(self, objs: Any, *args: Any, **options: Any) -> Any:
        objs = list(objs)
        for row in objs:
            row.claim_for_business()
        return super().bulk_create(objs, *args, **options)


class TenantModel(models.Model):
    """A row that belongs to one business. The column leads every key and index of its table."""

    # No constraint: the schema is laid out to be distributed by this column (docs/adr/0003).
    business = models.ForeignKey(
        "businesses.Business", on_delete=models.DO_NOTHING, db_index=False, db_constraint=False, related_name="+"
    )

    objects: ClassVar[TenantManager[Self]] = TenantManager()
    #: For the few places that look after the whole installation (scheduler, doctor, undo of a business): say why there.
    everywhere: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        abstract = True
        base_manager_name = "everywhere"

    def claim_for_business(self) -> None:
        """Fill in the current business; refuse to write another's row."""
        if not self.business_id:
            self.business_id = current_business_id()
        elif self.business_id != current_business_id():
            raise NoBusiness

    def save(self, *args: Any, **options: Any) -> None:
        self.claim_for_business()
        super().save(*args, **options)
