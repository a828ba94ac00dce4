"""Registers the ops room with Django."""

from django.apps import AppConfig


class OpsConfig(AppConfig):
    name = "afterword.ops"
    label = "ops"
