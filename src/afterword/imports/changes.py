"""What stored rows were before an import changed them, kept with the import so that it can be undone."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from django.db import connection

from afterword.imports.models import ImportChange
from afterword.infra.bulk import in_batches, insert_rows
from afterword.infra.tenancy import current_business_id

Fields = dict[str, list[Any]]


class Changes:
    """Collects {field: [before, after]} of a batch; the first "before" and the last "after" of a run count."""

    def __init__(self, run_id: int) -> None:
        self.run_id = run_id
        self.noted: dict[tuple[str, int], Fields] = {}

    def __call__(self, table: str, row_id: int, fields: Fields) -> None:
        known = self.noted.setdefault((table, row_id), {})
        for name, (before, after) in fields.items():
            known[name] = [known[name][0] if name in known else before, after]

    def keep(self) -> None:
        """Write what was noted, and begin anew."""
        if not self.noted:
            return
        earlier = self._earlier()
        fresh, again = [], []
        business_id = current_business_id()
        for (table, row_id), fields in self.noted.items():
            known = earlier.get((table, row_id))
            if known is None:
                fresh.append((business_id, self.run_id, table, row_id, json.dumps(fields, ensure_ascii=False)))
                continue
            change_id, before = known
            for name, (first, last) in fields.items():
                before[name] = [before[name][0] if name in before else first, last]
            again.append((json.dumps(before, ensure_ascii=False), business_id, change_id))
        insert_rows(ImportChange, ("business_id", "run_id", "table", "row_id", "before"), fresh)
        if again:
            with connection.cursor() as cursor:
                cursor.executemany(
                    f"UPDATE {ImportChange._meta.db_table} SET before = %s WHERE business_id = %s AND id = %s", again
                )
        self.noted.clear()

    def _earlier(self) -> dict[tuple[str, int], tuple[int, Fields]]:
        """What this run noted of the same rows in earlier batches."""
        rows_of: dict[str, list[int]] = defaultdict(list)
        for table, row_id in self.noted:
            rows_of[table].append(row_id)
        return {
            (table, row_id): (change_id, before)
            for table, row_ids in rows_of.items()
            for batch in in_batches(row_ids, 900)
            for change_id, row_id, before in ImportChange.objects.filter(
                run_id=self.run_id, table=table, row_id__in=batch
            ).values_list("id", "row_id", "before")
        }
