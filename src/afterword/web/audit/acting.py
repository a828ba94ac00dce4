"""What the buttons of the audit do: one action each, then the same list again."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from afterword.businesses.models import Membership
from afterword.businesses.queries import local_today, team
from afterword.customers.models import Customer
from afterword.domain.channel import Channel
from afterword.domain.trouble import Trouble
from afterword.domain.whole_number import whole_number
from afterword.followups.actions import NotThere, remind_me, resolve_unclear
from afterword.followups.models import FollowUp
from afterword.followups.taking_over import give_to
from afterword.plans.auditing.months import reckon_months
from afterword.plans.auditing.what_changed import audit_and_compare, audit_changes
from afterword.web.notices import say, say_trouble
from afterword.web.today.views import business_of


def acts(act: Callable[[HttpRequest, int], str]) -> Callable[..., HttpResponse]:
    """A view that does one thing and says what; the audit is right at once, and one is back where one was."""

    @require_POST
    @wraps(act)
    def view(request: HttpRequest, **row: int) -> HttpResponse:
        try:
            say(request, act(request, *row.values()))
        except NotThere:
            raise Http404 from None
        except Trouble as trouble:
            say_trouble(request, trouble)
        audit_changes()
        return _back(request)

    return view


def _back(request: HttpRequest) -> HttpResponse:
    back = request.POST.get("back", "")
    inside = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if inside else "audit")


@require_POST
def count_again(request: HttpRequest) -> HttpResponse:
    """Everybody, now."""
    audit_and_compare()
    reckon_months()
    say(request, _("Everybody was counted again."))
    return redirect("audit")


def _give(request: HttpRequest, follow_up_id: int) -> str:
    to = _chosen(request)
    owed = give_to(follow_up_id=follow_up_id, membership_id=to.pk)
    words = {"name": owed.customer.display_name, "member": str(to.user)}
    if to.user_id == request.user.pk:
        return _("%(name)s is on your list.") % words
    return _("%(member)s has %(name)s on the list.") % words


def _chosen(request: HttpRequest) -> Membership:
    if (wanted := whole_number(request.POST.get("to", ""))) is not None:
        return get_object_or_404(team(), pk=wanted)
    return get_object_or_404(team(), user_id=request.user.pk)


def _say_arrived(request: HttpRequest, follow_up_id: int) -> str:
    owed = get_object_or_404(FollowUp.objects.select_related("customer"), pk=follow_up_id)
    did = request.POST.get("arrived") == "yes"
    resolve_unclear(follow_up_id=follow_up_id, member_id=request.user.pk, arrived=did)
    said = _("Good: %(name)s has it.") if did else _("%(name)s is on the list again; nothing was sent twice.")
    return said % {"name": owed.customer.display_name}


def _put_on_my_list(request: HttpRequest, customer_id: int) -> str:
    customer = get_object_or_404(Customer.objects.filter(merged_into=None), pk=customer_id)
    made = remind_me(
        customer_id=customer.pk,
        channel=_way_to(customer),
        on=local_today(business_of(request)),
        note=_("Nothing was planned for them any more. Get in touch."),
    )
    me = get_object_or_404(team(), user_id=request.user.pk)
    give_to(follow_up_id=made.pk, membership_id=me.pk)
    return _("%(name)s is on your list.") % {"name": customer.display_name}


def _way_to(customer: Customer) -> Channel:
    """A call where there is a number; else the first way that there is."""
    ways = (Channel.PHONE, Channel.EMAIL, Channel.POST)
    return next((one for one in ways if customer.reach & one.bit), Channel.PHONE)


give = acts(_give)
say_arrived = acts(_say_arrived)
put_on_my_list = acts(_put_on_my_list)
