"""Registers the imports room with Django."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "afterword.imports"
    label = "imports"
