"""An import at work, what came of it, its problems, and taking it back."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from afterword.domain.trouble import Trouble
from afterword.imports.actions import undo_import
from afterword.imports.jobs import run_import_job
from afterword.imports.models import ImportRun
from afterword.imports.problems import problems_path, write_problems
from afterword.imports.queries import problems, waiting_from
from afterword.infra.tenancy import current_business_id
from afterword.plans.queries import past_sales_waiting
from afterword.web.bring_in.sentences import result_in_words
from afterword.web.notices import say, say_trouble
from afterword.web.permissions import needs

#: Problems that the page lists; all of them stand in the file to mend.
PROBLEMS_SHOWN = 100
UNDER_WAY = ("waiting", "running")


@never_cache
@require_safe
@needs("bring_in")
def progress(request: HttpRequest, run_id: int) -> HttpResponse:
    """How far it is; asks again by itself until it is done."""
    run = _run(run_id)
    is_part = bool(request.headers.get("HX-Request"))
    if run.state in UNDER_WAY:
        done = min(99, run.rows_done * 100 // run.rows_expected) if run.rows_expected else None
        template = "web/bring_in/progress_part.html" if is_part else "web/bring_in/progress.html"
        return render(request, template, {"run": run, "percent": done})
    target = reverse("import-look" if run.state == "uploaded" else "import-result", args=[run.pk])
    return HttpResponseClientRedirect(target) if is_part else redirect(target)


@require_safe
@needs("bring_in")
def result(request: HttpRequest, run_id: int) -> HttpResponse:
    """What came of it, in sentences; what to mend; what it means for the next days."""
    run = _run(run_id)
    if run.state == "uploaded" or run.state in UNDER_WAY:
        return redirect("import-look", run.pk)
    context = {
        "run": run,
        "sentences": result_in_words(run),
        "problems": problems(run)[:PROBLEMS_SHOWN],
        "problem_count": int(run.counts.get("problems") or 0),
        "follow_ups": waiting_from(run) if run.state == "done" else 0,
        "waiting": past_sales_waiting(most_recent=0),
    }
    return render(request, "web/bring_in/result.html", context)


@require_safe
@needs("bring_in")
def to_mend(request: HttpRequest, run_id: int) -> HttpResponseBase:
    """The rows that were not taken, as a file to mend and bring in again."""
    run = _run(run_id)
    path = problems_path(run)
    if not path.exists() and (run.state == "undone" or write_problems(run) is None):
        raise Http404
    name = f"{run.file_name.rsplit('.', 1)[0]}-to-mend.csv"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="text/csv; charset=utf-8")


@require_POST
@needs("bring_in")
def resume(request: HttpRequest, run_id: int) -> HttpResponse:
    """Go on with an import that broke off."""
    run = _run(run_id)
    if run.state in ("failed", *UNDER_WAY):
        ImportRun.objects.filter(pk=run.pk, state="failed").update(state="waiting")
        run_import_job.enqueue(current_business_id(), run.pk)
    return redirect("import-progress", run.pk)


@require_POST
@needs("bring_in")
def undo(request: HttpRequest, run_id: int) -> HttpResponse:
    """Take it back, changed rows included."""
    run = _run(run_id)
    try:
        undone = undo_import(run_id=run.pk, actor_id=request.user.pk)
    except Trouble as trouble:
        say_trouble(request, trouble)
        return redirect("import-look", run.pk)
    sentence = _("“%(file)s” is taken back; everything is as it was before.") % {"file": run.file_name}
    if undone.kept:
        sentence += " " + ngettext(
            "%(count)d customer stays, because you have acted on it or something else needs it.",
            "%(count)d customers stay, because you have acted on them or something else needs them.",
            undone.kept,
        ) % {"count": undone.kept}
    say(request, sentence)
    return redirect("bring-in")


def _run(run_id: int) -> ImportRun:
    return get_object_or_404(ImportRun.objects.all(), pk=run_id)
