"""Registers the infra tables (leases, heartbeats), and tells SQLite about the tables after each migration."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class InfraConfig(AppConfig):
    name = "afterword.infra"
    label = "infra"

    def ready(self) -> None:
        from afterword.infra.sqlite.statistics import assume_one_large_business  # noqa: PLC0415  why: needs the settings

        post_migrate.connect(assume_one_large_business, sender=self)
