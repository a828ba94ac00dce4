"""Pages for customers: no login, no cookies, opened by signed links."""

from django.urls import include, path

from afterword.public import calendar_feed, look, preferring, unsubscribing

app_name = "public"

urlpatterns = [
    path("calendar/<str:token>.ics", calendar_feed.calendar_feed, name="calendar-feed"),
    path("accent-<str:color>.css", look.accent_style, name="accent"),
    path("hooks/", include("afterword.public.hooks.urls")),
    path("preferences/<str:token>", preferring.preferences, name="preferences"),
    path("unsubscribe/<str:token>", unsubscribing.unsubscribe, name="unsubscribe"),
    path("unsubscribe/<str:token>/undo", unsubscribing.undo, name="unsubscribe-undo"),
]
