"""Registers the channels room with Django."""

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "afterword.channels"
    label = "channels"
