"""Registers the imports room with Django."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "afterword.imports"
    label = "imports"

    def ready(self) -> None:
        from afterword.imports import kept  # noqa: F401, PLC0415  why: declares what this room keeps about people
