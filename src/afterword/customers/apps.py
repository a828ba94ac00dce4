"""Registers the customers room with Django."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CustomersConfig(AppConfig):
    name = "afterword.customers"
    label = "customers"

    def ready(self) -> None:
        from afterword.customers import kept  # noqa: F401, PLC0415  why: declares what this room keeps
        from afterword.customers.households import models as _  # noqa: F401, PLC0415  why: a table of this room
        from afterword.customers.searching.index import keep_index  # noqa: PLC0415  why: needs the settings

        # A migration that builds the table anew, as those of SQLite do, loses the triggers on it.
        post_migrate.connect(keep_index, sender=self)
