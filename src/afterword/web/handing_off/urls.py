"""Paths of sending from one's own telephone."""

from django.urls import path

from afterword.web.handing_off.views import hand_off, sent

urlpatterns = [
    path("follow-ups/<int:follow_up_id>/hand-off", hand_off, name="hand-off"),
    path("follow-ups/<int:follow_up_id>/sent", sent, name="hand-off-sent"),
]
