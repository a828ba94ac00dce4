"""One customer's page: who they are, what comes next and why, and one history."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from secrets import token_hex

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from afterword.businesses.models import Business
from afterword.businesses.queries import local_today
from afterword.customers.actions import BadCustomer, edit_customer
from afterword.customers.households.belonging import household_of
from afterword.customers.models import Customer
from afterword.customers.queries import Address, customer_facts
from afterword.domain.whole_number import whole_number
from afterword.followups.models import Rest
from afterword.followups.queries import next_touches
from afterword.followups.rests import REST_SENTENCES, RestReason, rest_of
from afterword.plans.queries import plans
from afterword.plans.starting import plans_to_start
from afterword.plans.why import Speech, touches_of
from afterword.sales.actions import open_inquiries
from afterword.sales.queries import bought_in_short, latest_purchases, things_bought
from afterword.timeline.models import EventRow
from afterword.timeline.queries import Keyset, history
from afterword.web.customer import told as telling
from afterword.web.customer.addresses import why_not_used
from afterword.web.customer.consenting import consent_panel
from afterword.web.customer.days import days_of
from afterword.web.customer.forms import CHANNELS, DetailsForm, kinds_of_address
from afterword.web.customer.public_naming import naming_told
from afterword.web.notices import say, told
from afterword.web.templatetags.frame import day
from afterword.web.today.asked import Asked
from afterword.web.today.board import rows_of
from afterword.web.today.views import business_of

#: Facts of the history on one page.
PAGE = 30
#: Where a field of the form is called otherwise than its column.
COLUMNS = {"addressed_as": "prefix"}


@require_safe
def customer(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The page; with ``before`` its history goes on from there, alone where htmx asks."""
    one = Customer.objects.filter(pk=customer_id).first()
    if one is None:
        raise Http404
    if one.merged_into_id is not None:
        return redirect("customer", one.merged_into_id)
    past = _history(customer_id, _before(request))
    if request.headers.get("HX-Request"):
        return render(request, "web/customer/history.html", {"past": past, "customer": one})
    if one.forgotten_at is not None:
        context = {"past": past, "customer": one, "purchases": latest_purchases(customer_id)}
        return render(request, "web/customer/forgotten.html", context)
    return render(request, "web/customer/customer.html", {"past": past, **_context(business_of(request), customer_id)})


def _context(business: Business, customer_id: int) -> dict[str, object]:
    facts = customer_facts(customer_id)
    assert facts is not None
    today = local_today(business)
    rows = rows_of(next_touches(customer_id), today)
    rest = rest_of(customer_id)
    # What a rule wrote is about having no next touch; what a person wrote is shown beside one as well.
    rest = rest if rest is not None and (not rows or rest.written_by_id) else None
    return {
        "customer": facts.customer,
        "household": household_of(customer_id),
        "facts": facts,
        "bought": bought_in_short([customer_id]).get(customer_id),
        "purchases": latest_purchases(customer_id),
        "rows": rows,
        "asked": Asked(back=True),
        "rest": _rest_in_words(rest, today),
        "holds": [(hold, telling.hold_words(hold.reason)) for hold in facts.holds],
        "addresses": [
            (name, [(one, why_not_used(one.why)) for one in facts.addresses if one.channel == key])
            for key, name in kinds_of_address()
        ],
        **consent_panel(facts.customer, facts.consents),
        "blocked": _blocked(facts.addresses),
        "reachable": _reachable(facts.addresses),
        "naming": naming_told(facts.addresses, facts.consents, kinds_of_address()),
        "channels": CHANNELS,
        "kinds": kinds_of_address(),
        "things": things_bought(customer_id),
        "plans_to_start": plans_to_start(),
        "open_inquiries": open_inquiries(customer_id),
        "form_key": token_hex(12),
        **days_of(customer_id, business),
        "today": today,
        "tomorrow": today + timedelta(days=1),
        "in_three_months": today + timedelta(days=90),
    }


def _rest_in_words(rest: Rest | None, today: date) -> str:
    """Why nothing is planned, where that still holds."""
    if rest is None or rest.until < today:
        return ""
    said = _(REST_SENTENCES[RestReason(rest.reason)]) % {"day": day(rest.until)}
    return f"{said} {rest.detail}".strip()


SUPPRESSIONS = frozenset({"unsubscribed", "complaint", "bounce", "asked", "imported"})


def _blocked(addresses: list[Address]) -> list[tuple[str, str]]:
    """Channels on which they asked not to be contacted."""
    stopped = {one.channel for one in addresses if one.why in SUPPRESSIONS}
    return [(key, name) for key, name in kinds_of_address() if key in stopped]


def _reachable(addresses: list[Address]) -> list[tuple[str, str]]:
    usable = {one.channel for one in addresses if one.usable}
    return [(key, name) for key, name in kinds_of_address() if key in usable]


def _history(customer_id: int, before: Keyset | None) -> dict[str, object]:
    rows: list[EventRow] = list(history(customer_id, before=before, limit=PAGE + 1))
    shown = rows[:PAGE]
    last = shown[-1] if len(rows) > PAGE else None
    return {
        "lines": telling.told(shown),
        "next": f"{last.at.astimezone(UTC).strftime('%Y%m%dT%H%M%S.%f')}-{last.pk}" if last else "",
        "is_first_page": before is None,
    }


def _before(request: HttpRequest) -> Keyset | None:
    moment, _dash, row_id = request.GET.get("before", "").partition("-")
    if (last := whole_number(row_id)) is None:
        return None
    try:
        return datetime.strptime(moment, "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC), last
    except ValueError:
        return None


@require_safe
def every_touch(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Every touch that did, will or will not happen, each with its one reason."""
    one = _living(customer_id)
    names = dict(plans().values_list("slug", "name"))
    touches = [(touch, names.get(touch.plan, _("By hand"))) for touch in touches_of(customer_id, Speech(_, day))]
    context = {"customer": one, "touches": touches, **consent_panel(one, [])}
    return render(request, "web/customer/touches.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Who they are, in a form."""
    one = _living(customer_id)
    initial = {name: getattr(one, COLUMNS.get(name, name)) for name in DetailsForm.base_fields}
    form = DetailsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        fields = {COLUMNS.get(name, name): value for name, value in form.cleaned_data.items()}
        try:
            edit_customer(customer_id=customer_id, actor_id=request.user.pk, **fields)
        except BadCustomer as trouble:
            form.add_error(None, told(trouble))
        else:
            say(request, _("What you wrote about %(name)s is kept.") % {"name": one.display_name})
            return redirect("customer", customer_id)
    context = {"form": form, "customer": one}
    return render(request, "web/customer/edit.html", context, status=422 if form.errors else 200)


def _living(customer_id: int) -> Customer:
    one = Customer.objects.filter(pk=customer_id, merged_into=None, forgotten_at=None).first()
    if one is None:
        raise Http404
    return one
