"""What is kept about a person in this room: rows that could not be taken, rows as they were before, and the files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from afterword.customers.models import Customer
from afterword.customers.personal import Personal, Rows, Whose, keeps, prepares_to_forget
from afterword.imports.actions import ImportBusy
from afterword.imports.models import ImportChange, ImportProblem, ImportRun
from afterword.imports.problems import problems_path
from afterword.infra.leases import is_leased
from afterword.infra.tenancy import current_business_id

#: What stands in place of a sentence that may quote the row.
EMPTIED = "This row was about somebody who asked to be forgotten."


def _problems(whom: Whose) -> Rows:
    """Rows of files that name them; nothing but the words in the cells says whom such a row is about."""
    kept = ImportProblem.objects.exclude(cells=[]).values_list("id", "cells")
    named = [row_id for row_id, cells in kept.iterator(chunk_size=2_000) if whom.is_named_in(cells)]
    return ImportProblem.objects.filter(id__in=named)


def _changes(whom: Whose) -> Rows:
    return ImportChange.objects.filter(table=Customer._meta.db_table, row_id__in=whom.ids)


@prepares_to_forget
def _remove_copies(whom: Whose) -> None:
    """Copies of files that were brought in whole, and files to mend that name the person: both can be done without."""
    if is_leased(name=f"import:{current_business_id()}"):
        raise ImportBusy
    folder: Path = settings.MEDIA_ROOT / str(current_business_id())
    finished = ImportRun.objects.filter(state__in=("done", "undone"), path__startswith=str(folder))
    for path in finished.values_list("path", flat=True):
        Path(path).unlink(missing_ok=True)
    runs: list[Any] = list(_problems(whom).values_list("run_id", flat=True).distinct())
    for run in ImportRun.objects.filter(id__in=runs):
        problems_path(run).unlink(missing_ok=True)


keeps(
    Personal(
        model=ImportProblem,
        name="rows_not_taken",
        title=_("Rows of files that could not be taken"),
        told={"run__file_name": _("File"), "line": _("Line"), "cells": _("In these words"), "sentence": _("Why")},
        finds=_problems,
        becomes={"cells": [], "sentence": EMPTIED},
        stays={"column": "the heading of a column", "code": "a code"},
    ),
    Personal(
        model=ImportChange,
        name="before_a_file",
        title=_("What stood here before a file changed it"),
        told={"run__file_name": _("File"), "before": _("Before and after")},
        finds=_changes,
        # Taking the file back must not bring them back.
        goes=True,
    ),
)
