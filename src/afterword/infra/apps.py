"""Registers the infra tables (leases, heartbeats)."""

from django.apps import AppConfig


class InfraConfig(AppConfig):
    name = "afterword.infra"
    label = "infra"
