"""Registers the sales room with Django."""

from django.apps import AppConfig


class SalesConfig(AppConfig):
    name = "afterword.sales"
    label = "sales"

    def ready(self) -> None:
        from afterword.sales import kept, reactions  # noqa: F401, PLC0415  why: registers what this room reacts to
