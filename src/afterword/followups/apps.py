"""Registers the followups room with Django."""

from django.apps import AppConfig


class FollowupsConfig(AppConfig):
    name = "afterword.followups"
    label = "followups"

    def ready(self) -> None:
        from afterword.followups import reactions  # noqa: F401, PLC0415  why: registers what this room reacts to
