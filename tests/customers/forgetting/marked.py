"""A person with a mark of their own in every column of every table that could hold one."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

from django.db import connection, models

from afterword.customers.kept import CODES, OWN_WORDS
from afterword.customers.models import ContactPoint, Customer, SourceKey, Suppression
from afterword.customers.personal import personal_tables
from afterword.customers.searching.index import TABLE as SEARCH
from afterword.imports.models import ImportChange, ImportProblem
from afterword.infra import clock
from afterword.infra.signing import fingerprint
from afterword.infra.tenancy import TenantModel, current_business_id
from afterword.timeline.catalogue import catalogue
from afterword.timeline.models import EventRow

BORN = date(1961, 7, 23)


#: Each number once, so that no two people share one in a column that allows it once.
NUMBERS = itertools.count(1)


class Marked:
    """Writes one row of each declared table about one person; ``marks`` are (table, column) -> the mark in it."""

    def __init__(self, sign: str) -> None:
        self.sign = sign
        self.marks: dict[tuple[str, str], str] = {}
        self._made: dict[type[models.Model], models.Model] = {}
        self.customer = self._row(Customer, merged_into=None, ended_at=None, forgotten_at=None, birth_on=BORN)
        self.point = self._row(ContactPoint, channel="email", bad_reason="")
        self.key = self._row(SourceKey)
        self._events()
        for table in personal_tables():
            self.row_of(table.model)

    def row_of(self, model: type[Any]) -> Any:
        """The row of that table, made when first asked for."""
        if model in self._made:
            return self._made[model]
        fixed: dict[str, Any] = {}
        if model is Suppression:
            # The fingerprint is no mark: it is what must survive.
            print_ = fingerprint(self.point.normal, business_id=current_business_id())
            fixed = {"channel": "email", "fingerprint": print_, "lifted_at": None}
        if model is ImportProblem:
            fixed = {"cells": [self.point.value, self._mark(model, "cells", 20)]}
        if model is ImportChange:
            fixed = {"table": Customer._meta.db_table, "row_id": self.customer.pk}
            fixed["before"] = {"note": [self._mark(model, "before", 20), ""]}
        if model._meta.label == "plans.Collision":
            fixed = {"follow_up_id": self.row_of(_model("followups.FollowUp")).pk}
        if model._meta.label == "plans.SegmentMember":
            fixed = {"segment_id": self.row_of(_model("plans.Segment")).pk}
        if model._meta.label == "followups.FollowUp":
            fixed = {"state": "skipped"}
        if model._meta.label == "followups.Message":
            fixed = {"state": "sent"}
        return self._row(model, **fixed)

    def _row(self, model: type[Any], **fixed: Any) -> Any:
        values: dict[str, Any] = {}
        for one in model._meta.concrete_fields:
            if one.primary_key or one.name == "business":
                continue
            values[one.name] = fixed[one.name] if one.name in fixed else self._value(model, one)
        made = model.objects.create(**values)
        self._made.setdefault(model, made)
        return made

    def _value(self, model: type[Any], one: Any) -> Any:
        if one.is_relation:
            target = one.related_model
            if target is Customer:
                return self.customer
            return self.row_of(target) if issubclass(target, TenantModel) else None
        if one.attname == "customer_id" or one.attname == "other_id":
            return self.customer.pk
        if isinstance(one, models.BooleanField):
            return False
        if isinstance(one, models.DateTimeField):
            return clock.now()
        if isinstance(one, models.DateField):
            return clock.now().date()
        if isinstance(one, models.JSONField):
            return {"mark": self._mark(model, one.name, 20)}
        if isinstance(one, models.CharField):
            return self._mark(model, one.name, one.max_length or 20)
        return next(NUMBERS)

    def _mark(self, model: type[Any], column: str, room: int) -> str:
        mark = f"{self.sign}{next(NUMBERS):05d}"[:room] if room >= 9 else ""
        if mark:
            self.marks[model._meta.label, column] = mark
        return mark

    def _events(self) -> None:
        for kind, event in catalogue().items():
            data: dict[str, Any] = {}
            for name in event.kept:
                is_code = event.__annotations__[name] != "str" or (name in CODES and (kind, name) not in OWN_WORDS)
                data[name] = "code" if is_code else f"{self.sign}{next(NUMBERS):05d}"
                if not is_code:
                    self.marks[f"event {kind}", name] = data[name]
            self._made[EventRow] = EventRow.objects.create(
                kind=kind, customer_id=self.customer.pk, at=clock.now(), data=data
            )


def _model(label: str) -> type[Any]:
    return next(one.model for one in personal_tables() if one.model._meta.label == label)


def everything_stored() -> str:
    """Every value of every table of the database, as text."""
    told: list[str] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table == SEARCH:  # FTS5 without content: nothing can be read back from it
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            told += [f"{table}: {row!r}" for row in cursor.fetchall()]
    return "\n".join(told)
