"""A file arrives; what it seems to hold is shown and corrected before anything is written."""

from __future__ import annotations

from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from afterword.domain.importing.dates import DateOrder
from afterword.domain.importing.fields import FIELDS, Kind
from afterword.domain.trouble import Trouble
from afterword.imports.actions import Preview, keep_upload, preview, start_import
from afterword.imports.jobs import run_import_job
from afterword.imports.models import ImportRun
from afterword.imports.queries import imports
from afterword.infra.tenancy import current_business_id
from afterword.web.bring_in.sentences import DATE_ORDERS, kinds, read_as, reading_in_words
from afterword.web.notices import say_trouble
from afterword.web.permissions import needs

#: Rows of the file that the preview shows as a table.
ROWS_SHOWN = 6
COLUMNS_AT_MOST = 200


@require_http_methods(["GET", "HEAD", "POST"])
@needs("bring_in")
def bring_in(request: HttpRequest) -> HttpResponse:
    """Where a file is dropped, and the files that came before."""
    if request.method == "POST":
        return _take(request)
    return render(request, "web/bring_in/bring_in.html", {"imports": imports()[:50]})


def _take(request: HttpRequest) -> HttpResponse:
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile) or not file.name:
        say_trouble(request, _("Choose a file first: a CSV or Excel file from your till, shop or address book."))
        return redirect("bring-in")
    try:
        run = keep_upload(chunks=file.chunks(), file_name=file.name, created_by_id=request.user.pk)
    except Trouble as trouble:
        say_trouble(request, trouble)
        return redirect("bring-in")
    return redirect("import-look", run.pk)


@require_safe
@needs("bring_in")
def look(request: HttpRequest, run_id: int) -> HttpResponse:
    """What the file seems to hold, with the corrections of the query string; later, how the import goes."""
    run = get_object_or_404(ImportRun.objects.all(), pk=run_id)
    if run.state != "uploaded":
        return redirect("import-progress" if run.state in ("waiting", "running") else "import-result", run.pk)
    try:
        seen = _preview(request, run)
    except Trouble as trouble:
        return render(request, "web/bring_in/unreadable.html", {"run": run, "trouble": trouble}, status=422)
    part = "web/bring_in/understood.html" if request.headers.get("HX-Request") else "web/bring_in/look.html"
    return render(request, part, {**_context(run, seen), "was_corrected": _was_corrected(request)})


@require_POST
@needs("bring_in")
def start(request: HttpRequest, run_id: int) -> HttpResponse:
    """Bring it in as it was understood."""
    run = get_object_or_404(ImportRun.objects.all(), pk=run_id)
    if run.state != "uploaded":
        return redirect("import-look", run.pk)
    try:
        seen = _preview(request, run)
        run = start_import(
            preview=seen,
            file_name=run.file_name,
            run=run,
            created_by_id=request.user.pk,
            remember=_was_corrected(request),
        )
    except Trouble as trouble:
        say_trouble(request, trouble)
        return redirect("import-look", run.pk)
    run_import_job.enqueue(current_business_id(), run.pk)
    return redirect("import-progress", run.pk)


def _preview(request: HttpRequest, run: ImportRun) -> Preview:
    """The preview with the owner's corrections, from either kind of request."""
    asked = request.POST if request.method == "POST" else request.GET
    kind = asked.get("kind") or None
    if kind not in (None, *Kind):
        kind = None
    order = asked.get("date_order")
    if order not in (DateOrder.DMY, DateOrder.MDY):
        order = None
    # A change of the kind makes the fields chosen for another kind void: then everything is guessed anew.
    pairs = {}
    if kind is not None and kind == asked.get("kind_before", kind):
        for index in range(COLUMNS_AT_MOST):
            field = asked.get(f"column-{index}")
            if field is not None and (field == "" or field in FIELDS[Kind(kind)]):
                pairs[f"column {index + 1}"] = field
    return preview(
        path=Path(run.path), kind=kind, pairs=pairs or None, sheet=asked.get("sheet") or None, date_order=order
    )


def _was_corrected(request: HttpRequest) -> bool:
    """Whether the owner changed anything about the guess, now or before an earlier look."""
    asked = request.POST if request.method == "POST" else request.GET
    if asked.get("corrected") == "yes" or asked.get("kind") != asked.get("kind_before"):
        return True
    if asked.get("date_order") != asked.get("date_order_before"):
        return True
    return any(asked.get(f"column-{index}") != asked.get(f"guessed-{index}") for index in range(COLUMNS_AT_MOST))


def _context(run: ImportRun, seen: Preview) -> dict[str, object]:
    kind = seen.mapping.kind
    fields = [(name, _(field.title)) for name, field in FIELDS[kind].items()]
    titles = dict(fields)
    shown = [column for column in seen.columns if column.field]
    sample = (seen.reading.sample or [])[:ROWS_SHOWN]
    return {
        "run": run,
        "seen": seen,
        "kind": str(kind),
        "kinds": kinds(),
        "fields": fields,
        "reading": reading_in_words(seen.reading),
        "read_as": read_as(seen),
        "date_orders": DATE_ORDERS,
        "titles": [(titles[column.field], column.name) for column in shown],
        "rows": [[row[column.index] if column.index < len(row) else "" for column in shown] for row in sample],
    }
