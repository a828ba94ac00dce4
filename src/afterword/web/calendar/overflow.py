"""What will not fit, as a sentence with its ways out, and the buttons of these."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from afterword.businesses.models import Business
from afterword.businesses.queries import local_today
from afterword.domain.shortfall import WIDEN_BY_DAYS, Way
from afterword.domain.trouble import Trouble
from afterword.domain.whole_number import whole_numbers
from afterword.followups.composing.overflow import LateKind, ShortWeek, short_weeks
from afterword.followups.composing.ways_out import take_way_out, widen
from afterword.plans.days import compose_by_plan
from afterword.plans.models import Step
from afterword.web.notices import say, say_trouble
from afterword.web.templatetags.frame import number
from afterword.web.today import sentences

#: Kinds of touches named in a sentence.
MOST_KINDS = 3
#: From so many minutes on, hours are said.
HOURS_FROM = 120


@dataclass(frozen=True, slots=True)
class Button:
    """One way out and what it leaves."""

    way: str
    words: str
    leaves: str


@dataclass(frozen=True, slots=True)
class Short:
    """A week that is too short, in words."""

    monday: date
    sentence: str
    buttons: list[Button]


def what_will_not_fit(business: Business) -> list[Short]:
    """The weeks that are too short as last composed; two queries, one where everything fits."""
    weeks = short_weeks()
    if not weeks:
        return []
    names = dict(
        Step.objects.filter(id__in=[kind.step_id for week in weeks for kind in week.late]).values_list("id", "name")
    )
    today = local_today(business)
    return [Short(week.monday, _sentence(week, names, today), _buttons(week)) for week in weeks]


def _sentence(week: ShortWeek, names: dict[int, str], today: date) -> str:
    kinds = [_kind(kind, names.get(kind.step_id or 0, "")) for kind in week.late[:MOST_KINDS]]
    rest = sum(kind.touches for kind in week.late[MOST_KINDS:])
    if rest:
        kinds.append(ngettext("%(number)s other", "%(number)s others", rest) % {"number": number(rest)})
    words = {"time": _time(week.minutes_short), "week": _week(week.monday, today), "kinds": ", ".join(kinds)}
    return _("%(time)s short %(week)s. This will be late: %(kinds)s.") % words


def _kind(kind: LateKind, step: str) -> str:
    counted = {
        "phone": ngettext("%(number)s call", "%(number)s calls", kind.touches),
        "email": ngettext("%(number)s e-mail", "%(number)s e-mails", kind.touches),
        "post": ngettext("%(number)s letter or card", "%(number)s letters or cards", kind.touches),
    }.get(kind.channel, ngettext("%(number)s touch", "%(number)s touches", kind.touches))
    said = counted % {"number": number(kind.touches)}
    return _("%(counted)s (%(step)s)") % {"counted": said, "step": step} if step else said


def _time(minutes: int) -> str:
    if minutes < HOURS_FROM:
        return ngettext("%(number)s minute", "%(number)s minutes", minutes) % {"number": number(minutes)}
    hours = round(minutes / 60)
    return ngettext("%(number)s hour", "%(number)s hours", hours) % {"number": number(hours)}


def _week(monday: date, today: date) -> str:
    weeks = (monday - (today - timedelta(days=today.weekday()))).days // 7
    if weeks <= 0:
        return _("this week")
    if weeks == 1:
        return _("next week")
    return _("in the week of %(day)s") % {"day": sentences.short_day(monday, today)}


def _buttons(week: ShortWeek) -> list[Button]:
    found = []
    for one in week.ways:
        count = len(one.touch_ids)
        words = {
            Way.SEND_MAILS: ngettext("Send %(number)s mail instead", "Send %(number)s mails instead", count),
            Way.WIDEN: ngettext("Give %(number)s a week longer", "Give %(number)s a week longer", count),
            Way.SKIP: ngettext("Skip the smallest: %(number)s", "Skip the smallest: %(number)s", count),
        }[one.way] % {"number": number(count)}
        still = one.minutes_still_short
        leaves = _("leaves %(time)s short") % {"time": _time(still)} if still else _("then it fits")
        found.append(Button(str(one.way), words, leaves))
    return found


@require_POST
def way_out(request: HttpRequest) -> HttpResponse:
    """Take one way out of a week that is too short, compose anew, and say what changed, with Undo."""
    try:
        monday, way = date.fromisoformat(request.POST.get("monday", "")), Way(request.POST.get("way", ""))
    except ValueError:
        say_trouble(request, _("Choose one of the three buttons."))
        return _back(request)
    try:
        because = _("There was not enough time for it that week.")
        changed = take_way_out(monday=monday, way=way, member_id=request.user.pk, because=because)
    except Trouble as trouble:
        say_trouble(request, trouble)
        return _back(request)
    compose_by_plan()
    said = {
        Way.SEND_MAILS: ngettext("%(number)s gets a mail instead.", "%(number)s get a mail instead.", len(changed)),
        Way.WIDEN: ngettext("%(number)s has a week longer.", "%(number)s have a week longer.", len(changed)),
        Way.SKIP: ngettext("%(number)s is skipped.", "%(number)s are skipped.", len(changed)),
    }[way]
    name = "calendar-narrow" if way is Way.WIDEN else "follow-ups-undo"
    undo = f"{reverse(name)}?ids={','.join(map(str, changed))}" if changed else ""
    say(request, said % {"number": number(len(changed))}, undo=undo)
    return _back(request)


@require_POST
def narrow(request: HttpRequest) -> HttpResponse:
    """Undo of a wider window."""
    ids = whole_numbers(request.GET.get("ids", ""))
    back = widen(follow_up_ids=ids[:500], by_days=-WIDEN_BY_DAYS)
    compose_by_plan()
    said = ngettext("Taken back for %(number)s.", "Taken back for %(number)s.", len(back))
    say(request, said % {"number": number(len(back))})
    return redirect("calendar")


def _back(request: HttpRequest) -> HttpResponse:
    return redirect("today" if request.POST.get("from") == "today" else "calendar")
