"""Paths of the call list."""

from django.urls import path

from afterword.web.calls.acting import called, go_on, take_back
from afterword.web.calls.views import after, calls, sheet

urlpatterns = [
    path("", calls, name="calls"),
    path("sheet", sheet, name="calls-sheet"),
    path("<int:follow_up_id>/called", called, name="called"),
    path("<int:follow_up_id>/take-back", take_back, name="call-take-back"),
    path("tries/<int:attempt_id>", after, name="call-after"),
    path("tries/<int:attempt_id>/go-on", go_on, name="call-go-on"),
]
