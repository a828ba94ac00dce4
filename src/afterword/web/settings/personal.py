"""The personal touch: from when on the same words are too many, what may go as it is, and the assistant."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from afterword.businesses.queries import team
from afterword.domain.trouble import Trouble
from afterword.followups.assistant.account import settle_assistant
from afterword.followups.guarding.settled import MOST_DAYS, MOST_PEOPLE, personal_touch, settle_limit
from afterword.followups.models import Template
from afterword.web.notices import say, told
from afterword.web.permissions import needs

#: Wordings that are listed as settled.
MOST_LISTED = 50


class LimitForm(forms.Form):
    most = forms.IntegerField(
        label=gettext_lazy("People who may get the same words"),
        min_value=0,
        max_value=MOST_PEOPLE,
        required=False,
        help_text=gettext_lazy("Beyond that you are asked once for each wording. Leave it out, and nobody asks."),
    )
    days = forms.IntegerField(label=gettext_lazy("Within so many days"), min_value=1, max_value=MOST_DAYS)


class AssistantForm(forms.Form):
    is_on = forms.BooleanField(label=gettext_lazy("Propose a line when I ask for one"), required=False)
    url = forms.CharField(
        label=gettext_lazy("Address of its API"),
        max_length=300,
        required=False,
        help_text=gettext_lazy(
            "Any service that speaks as OpenAI's does: https://api.example.com/v1, or http://localhost:11434/v1 for one"
            " on this machine."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "url"}),
    )
    model = forms.CharField(
        label=gettext_lazy("Model"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    key = forms.CharField(
        label=gettext_lazy("Key"),
        max_length=500,
        required=False,
        strip=False,
        help_text=gettext_lazy("Kept encrypted and never shown; leave it empty to keep the one saved before."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    forget_key = forms.BooleanField(label=gettext_lazy("Forget the key"), required=False)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("settings")
def personal(request: HttpRequest) -> HttpResponse:
    """The page, and keeping the limit."""
    form = LimitForm(request.POST or None, initial=_limit())
    if request.method == "POST" and form.is_valid():
        try:
            settle_limit(most=form.cleaned_data["most"], days=form.cleaned_data["days"])
        except Trouble as trouble:
            form.add_error(None, told(trouble))
        else:
            say(request, _("Kept."))
            return redirect("settings-personal")
    return _page(request, form, AssistantForm(initial=_assistant()))


@sensitive_post_parameters("key")
@require_POST
@needs("channels")
def settle_helper(request: HttpRequest) -> HttpResponse:
    """Keep where the assistant is, and whether it may be asked."""
    form = AssistantForm(request.POST)
    if form.is_valid():
        try:
            settle_assistant(**form.cleaned_data)
        except Trouble as trouble:
            form.add_error(None, told(trouble))
        else:
            on = _("Kept. It is asked only when somebody presses “Propose a line”.")
            say(request, on if form.cleaned_data["is_on"] else _("Kept. The assistant is off."))
            return redirect("settings-personal")
    return _page(request, LimitForm(initial=_limit()), form)


def _page(request: HttpRequest, limit: LimitForm, helper: AssistantForm) -> HttpResponse:
    members = {one.user_id: str(one.user) for one in team()}
    rows = Template.objects.filter(as_it_is_at__isnull=False).order_by("-as_it_is_at")[:MOST_LISTED]
    context = {
        "tab": "personal",
        "limit": limit,
        "helper": helper,
        "has_key": bool(personal_touch().sealed_key),
        "settled": [(row, members.get(row.as_it_is_by_id or 0, "")) for row in rows],
    }
    return render(request, "web/settings/personal.html", context, status=422 if limit.errors or helper.errors else 200)


def _limit() -> dict[str, Any]:
    row = personal_touch()
    return {"most": row.most_alike, "days": row.alike_days}


def _assistant() -> dict[str, Any]:
    row = personal_touch()
    return {"is_on": row.assistant_is_on, "url": row.assistant_url, "model": row.assistant_model}
