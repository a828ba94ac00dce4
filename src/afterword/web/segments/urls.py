"""Paths of the groups."""

from django.urls import path

from afterword.web.segments.views import change_group, drop_group, group, groups, new_group

urlpatterns = [
    path("", groups, name="groups"),
    path("new", new_group, name="new-group"),
    path("<int:segment_id>/", group, name="group"),
    path("<int:segment_id>/change", change_group, name="change-group"),
    path("<int:segment_id>/drop", drop_group, name="drop-group"),
]
