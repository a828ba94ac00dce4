"""Which columns the audit's answer depends on: the database marks every customer for whom one of them changes."""

from __future__ import annotations

from typing import Any

from afterword.customers.models import Customer
from afterword.followups.models import FollowUp, Rest
from afterword.infra.marking import Marks, Watched, drop_marks, make_marks
from afterword.plans.auditing.models import AuditMark, Tally

MARKS = Marks(
    AuditMark._meta.db_table,
    (
        Watched(
            FollowUp._meta.db_table,
            "customer_id",
            ("customer_id", "state", "window_last", "due_on", "late_days", "plan_id"),
        ),
        Watched(Rest._meta.db_table, "customer_id", ("customer_id", "reason", "until")),
        Watched(Customer._meta.db_table, "id", ("merged_into_id", "ended_at")),
    ),
    (Tally._meta.db_table, "is_marking"),
)


def stop_watching(**_signal: Any) -> None:
    """Before a migration: it may remake the tables."""
    drop_marks(MARKS)


def start_watching(**_signal: Any) -> None:
    """After a migration: everybody is counted anew, because nothing was marked meanwhile."""
    make_marks(MARKS)
    # The whole installation was migrated, so no business's sums can be trusted.
    Tally.everywhere.update(is_marking=False, is_complete=False)
