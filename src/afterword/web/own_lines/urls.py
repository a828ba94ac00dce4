"""Paths of the lines that are written by hand, and of what may go as it is."""

from django.urls import path

from afterword.web.own_lines.settling import as_it_is
from afterword.web.own_lines.views import begin, line

urlpatterns = [
    path("lines/", begin, name="own-lines"),
    path("follow-ups/<int:follow_up_id>/line", line, name="follow-up-line"),
    path("wordings/<int:template_id>/as-it-is", as_it_is, name="wording-as-it-is"),
]
