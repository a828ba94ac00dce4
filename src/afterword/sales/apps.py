"""Registers the sales room with Django."""

from django.apps import AppConfig


class SalesConfig(AppConfig):
    name = "afterword.sales"
    label = "sales"
