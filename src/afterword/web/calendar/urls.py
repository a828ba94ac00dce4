"""Paths of the calendar."""

from django.urls import path

from afterword.web.calendar.feed import close, feed, renew
from afterword.web.calendar.overflow import narrow, way_out
from afterword.web.calendar.views import calendar, move, take_back

urlpatterns = [
    path("", calendar, name="calendar"),
    path("feed", feed, name="calendar-feed-settings"),
    path("feed/renew", renew, name="calendar-feed-renew"),
    path("feed/close", close, name="calendar-feed-close"),
    path("move/<int:follow_up_id>", move, name="calendar-move"),
    path("undo/<int:follow_up_id>", take_back, name="calendar-undo"),
    path("too-short", way_out, name="calendar-way-out"),
    path("too-short/narrow", narrow, name="calendar-narrow"),
    path("<slug:view>", calendar, name="calendar-view"),
]
