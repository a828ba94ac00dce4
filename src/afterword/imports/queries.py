"""Reading imports: which there were, what was wrong in them, and which follow-ups came of them."""

from __future__ import annotations

from django.db.models import QuerySet

from afterword.followups.models import FollowUp
from afterword.imports.models import ImportProblem, ImportRun


def imports() -> QuerySet[ImportRun]:
    """Every file that was brought in or looked at, the newest first."""
    return ImportRun.objects.order_by("-created_at", "-id")


def problems(run: ImportRun) -> QuerySet[ImportProblem]:
    """The rows of an import that were not taken, in the order of the file."""
    return ImportProblem.objects.filter(run=run).order_by("line", "id")


def waiting_from(run: ImportRun) -> int:
    """How many follow-ups that are still open came of the sales and inquiries of this import."""
    open_ones = FollowUp.objects.filter(state="open")
    return (
        open_ones.filter(sale__import_run_id=run.pk).count() + open_ones.filter(inquiry__import_run_id=run.pk).count()
    )
