"""Registers the businesses room with Django."""

from django.apps import AppConfig


class BusinessesConfig(AppConfig):
    name = "afterword.businesses"
    label = "businesses"
