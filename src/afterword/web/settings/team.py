"""Who works here with which role; a new member gets a one-time link that the owner hands over."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from afterword.accounts.actions import ensure_user, make_sign_in_link
from afterword.businesses import queries
from afterword.businesses.actions import add_member, remove_member
from afterword.businesses.models import Membership, Role
from afterword.domain.trouble import Trouble
from afterword.web.notices import say, say_trouble, told
from afterword.web.permissions import needs
from afterword.web.said_elsewhere import in_our_words
from afterword.web.settings.forms import MemberForm, RoleForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs("team")
def team(request: HttpRequest) -> HttpResponse:
    """The members, and adding one."""
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                user = ensure_user(email=form.cleaned_data["email"], name=form.cleaned_data["name"])
                member = add_member(user=user, role=form.cleaned_data["role"])
        except Trouble as trouble:
            form.add_error(None, told(trouble))
        else:
            return _link_page(request, member) if not user.has_usable_password() else redirect("settings-team")
    context = {"tab": "team", "form": form, "members": queries.team(), "roles": in_our_words(Role)}
    return render(request, "web/settings/team.html", context, status=422 if form.errors else 200)


@require_POST
@needs("team")
def change_role(request: HttpRequest, member_id: int) -> HttpResponse:
    """Give a member another role; the last owner stays one."""
    member = get_object_or_404(queries.team(), pk=member_id)
    form = RoleForm(request.POST)
    if not form.is_valid():
        say_trouble(request, _("Choose one of the roles."))
        return redirect("settings-team")
    try:
        add_member(user=member.user, role=form.cleaned_data["role"])
    except Trouble as trouble:
        say_trouble(request, trouble)
    else:
        say(request, _("%(name)s has a new role.") % {"name": member.user})
    return redirect("settings-team")


@never_cache
@require_POST
@needs("team")
def sign_in_link(request: HttpRequest, member_id: int) -> HttpResponse:
    """Make a one-time link for a member and show it, once."""
    return _link_page(request, get_object_or_404(queries.team(), pk=member_id))


@require_POST
@needs("team")
def remove(request: HttpRequest, member_id: int) -> HttpResponse:
    """Take a member's access to this business away; what they did stays."""
    member = get_object_or_404(queries.team(), pk=member_id)
    try:
        remove_member(member=member)
    except Trouble as trouble:
        say_trouble(request, trouble)
    else:
        say(request, _("%(name)s has no access any more. Add them again to give it back.") % {"name": member.user})
    return redirect("settings-team")


def _link_page(request: HttpRequest, member: Membership) -> HttpResponse:
    link = f"{settings.PUBLIC_URL}/welcome/{make_sign_in_link(user=member.user)}"
    return render(request, "web/settings/member_link.html", {"tab": "team", "member": member, "link": link})
