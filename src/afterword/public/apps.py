"""Registers the public room with Django."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "afterword.public"
    label = "public"
