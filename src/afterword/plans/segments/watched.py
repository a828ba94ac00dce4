"""Which columns decide who belongs to a group: the database marks every customer for whom one of them changes."""

from __future__ import annotations

from typing import Any

from afterword.customers.models import ContactPoint, Customer
from afterword.infra.marking import Marks, Watched, drop_marks, make_marks
from afterword.plans.segments.models import KnownMark, KnownState
from afterword.sales.models import Sale

MARKS = Marks(
    KnownMark._meta.db_table,
    (
        Watched(
            Customer._meta.db_table,
            "id",
            ("is_firm", "language", "birth_on", "tags", "reach", "merged_into_id", "ended_at"),
        ),
        Watched(
            ContactPoint._meta.db_table, "customer_id", ("customer_id", "channel", "value", "bad_reason", "preferred")
        ),
        Watched(Sale._meta.db_table, "customer_id", ("customer_id", "sold_on", "total_minor", "status")),
    ),
    (KnownState._meta.db_table, "is_marking"),
)


def stop_watching(**_signal: Any) -> None:
    """Before a migration: it may remake the tables."""
    drop_marks(MARKS)


def start_watching(**_signal: Any) -> None:
    """After a migration: everybody is looked at anew, because nothing was marked meanwhile."""
    make_marks(MARKS)
    # The whole installation was migrated, so nothing that was kept can be trusted.
    KnownState.everywhere.update(is_marking=False, is_complete=False)
