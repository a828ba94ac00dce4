"""The list of groups, one group with its people, and its form."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from afterword.domain.trouble import Trouble
from afterword.domain.whole_number import whole_number
from afterword.plans.segments.actions import drop_segment, keep_segment
from afterword.plans.segments.in_place import groups_asking_for, plans_asking_for
from afterword.plans.segments.knowing import FIELDS
from afterword.plans.segments.models import Segment
from afterword.plans.segments.queries import PAGE, people_of, segments
from afterword.sales.queries import bought_in_short
from afterword.web.audiences.rows import Rows, rows_entered, rows_of
from afterword.web.audiences.said import say_audience
from afterword.web.notices import say, say_trouble, told
from afterword.web.permissions import needs

PREFIX = "who"


@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """Every group with how many belong to it."""
    found = list(segments())
    names = {one.pk: one.name for one in found}
    shown = [(one, say_audience(one.audience, FIELDS, names)) for one in found]
    return render(request, "web/segments/groups.html", {"groups": shown})


@require_safe
def group(request: HttpRequest, segment_id: int) -> HttpResponse:
    """One group's people, as last counted; the next page goes on after the last one of this."""
    one = get_object_or_404(Segment.objects.all(), pk=segment_id)
    after = whole_number(request.GET.get("after", "")) or 0
    people = people_of(one.pk, after=after, limit=PAGE + 1)
    shown = people[:PAGE]
    bought = bought_in_short([person.pk for person in shown])
    context = {
        "group": one,
        "words": say_audience(one.audience, FIELDS),
        "people": [(person, bought.get(person.pk)) for person in shown],
        "next": shown[-1].pk if len(people) > PAGE else None,
        "is_first_page": not after,
        "plans": plans_asking_for(one.pk),
        "asked_by": groups_asking_for(one.pk),
    }
    return render(request, "web/segments/group.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("plans")
def new_group(request: HttpRequest) -> HttpResponse:
    """Put a group together."""
    return _form(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("plans")
def change_group(request: HttpRequest, segment_id: int) -> HttpResponse:
    """Give a group another name, or other conditions."""
    return _form(request, get_object_or_404(Segment.objects.all(), pk=segment_id))


@require_POST
@needs("plans")
def drop_group(request: HttpRequest, segment_id: int) -> HttpResponse:
    """The group goes; its customers stay as they are."""
    one = get_object_or_404(Segment.objects.all(), pk=segment_id)
    try:
        drop_segment(segment_id=one.pk)
    except Trouble as trouble:
        say_trouble(request, told(trouble))
        return redirect("group", one.pk)
    say(request, _("The group “%(name)s” is gone. Its customers are as they were.") % {"name": one.name})
    return redirect("groups")


def _form(request: HttpRequest, before: Segment | None) -> HttpResponse:
    kept = before.audience if before else None
    name, trouble = (before.name if before else ""), ""
    rows = rows_of(kept, prefix=PREFIX, known=FIELDS)
    if request.method == "POST":
        name = request.POST.get("name", "")
        rows = rows_entered(request.POST, prefix=PREFIX, kept=kept, known=FIELDS)
        button = request.POST.get("do", "")
        if button:
            _press(rows, button)
        else:
            try:
                made = keep_segment(name=name, audience=rows.written(), segment_id=before.pk if before else None)
            except Trouble as bad:
                trouble = told(bad)
            else:
                say(request, _("The group “%(name)s” is kept.") % {"name": made.name})
                return redirect("group", made.pk)
    context: dict[str, Any] = {
        "before": before,
        "name": name,
        "rows": rows,
        "trouble": trouble if not any(row.trouble for row in rows.rows) else "",
    }
    return render(request, "web/segments/form.html", context, status=422 if trouble else 200)


def _press(rows: Rows, button: str) -> None:
    """What the form's own buttons do: a row more, or one less."""
    what, _colon, rest = button.partition(":")
    number = rest.rpartition(":")[2]
    if what == "add-row":
        rows.add()
    elif what == "remove-row" and number.isdecimal() and len(number) < 4:
        rows.remove(int(number))
