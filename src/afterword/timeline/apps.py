"""Registers the timeline room with Django."""

from django.apps import AppConfig


class TimelineConfig(AppConfig):
    name = "afterword.timeline"
    label = "timeline"
