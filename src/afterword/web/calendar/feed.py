"""A member's own page for subscribing from a phone or computer calendar: copy the address, renew it, end it."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from afterword.businesses.feeds import close_feed, feed_url, open_feed, renew_feed
from afterword.web.calendar.views import membership_of
from afterword.web.notices import say
from afterword.web.today.views import business_of


class FeedForm(forms.Form):
    """When the entries stand in the day."""

    at = forms.TimeField(
        label=gettext_lazy("At this time of day"),
        required=False,
        help_text=gettext_lazy("Leave it empty for entries that last all day."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def feed(request: HttpRequest) -> HttpResponse:
    """The address and what one can do with it; POST opens it, or keeps another time of day."""
    membership = membership_of(request)
    form = FeedForm(request.POST or None, initial={"at": membership.feed_at})
    if request.method == "POST" and form.is_valid():
        was_on = membership.feed_is_on
        open_feed(membership=membership, at=form.cleaned_data["at"])
        say(request, _("Kept.") if was_on else _("Your calendar address is ready: copy it."))
        return redirect("calendar-feed-settings")
    url = feed_url(business_of(request), membership) if membership.feed_is_on else ""
    context = {"form": form, "url": url, "webcal": "webcal:" + url.partition(":")[2]}
    return render(request, "web/calendar/feed.html", context, status=422 if form.errors else 200)


@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """A new address; the old one is dead."""
    renew_feed(membership=membership_of(request))
    say(request, _("There is a new address. The old one shows nothing any more: subscribe again with the new one."))
    return redirect("calendar-feed-settings")


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """No address."""
    close_feed(membership=membership_of(request))
    say(request, _("The address is dead: no calendar gets anything any more."))
    return redirect("calendar-feed-settings")
