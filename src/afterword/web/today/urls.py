"""Paths of Today and of the follow-ups on it."""

from django.urls import path

from afterword.web.today.acting import (
    approve,
    approve_ready,
    arrived,
    done,
    later,
    own_line,
    put_back_draft,
    skip,
    take_back,
    take_back_many,
    use_another_channel,
)
from afterword.web.today.panels import edit, panel
from afterword.web.today.views import letter, today

urlpatterns = [
    path("", today, name="today"),
    path("follow-ups/approve-ready", approve_ready, name="approve-ready"),
    path("follow-ups/undo", take_back_many, name="follow-ups-undo"),
    path("follow-ups/<int:follow_up_id>/letter", letter, name="follow-up-letter"),
    path("follow-ups/<int:follow_up_id>/edit", edit, name="follow-up-edit"),
    path("follow-ups/<int:follow_up_id>/ask/<slug:name>", panel, name="follow-up-panel"),
    path("follow-ups/<int:follow_up_id>/approve", approve, name="follow-up-approve"),
    path("follow-ups/<int:follow_up_id>/done", done, name="follow-up-done"),
    path("follow-ups/<int:follow_up_id>/later", later, name="follow-up-later"),
    path("follow-ups/<int:follow_up_id>/skip", skip, name="follow-up-skip"),
    path("follow-ups/<int:follow_up_id>/instead", use_another_channel, name="follow-up-instead"),
    path("follow-ups/<int:follow_up_id>/arrived", arrived, name="follow-up-arrived"),
    path("follow-ups/<int:follow_up_id>/own-line", own_line, name="follow-up-own-line"),
    path("follow-ups/<int:follow_up_id>/draft", put_back_draft, name="follow-up-draft"),
    path("follow-ups/<int:follow_up_id>/undo", take_back, name="follow-up-undo"),
]
