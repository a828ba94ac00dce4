"""Registers the plans room with Django."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "afterword.plans"
    label = "plans"

    def ready(self) -> None:
        from afterword.plans import reactions, standing  # noqa: F401, PLC0415  why: registers what this room reacts to
