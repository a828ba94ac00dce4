"""Registers the conversations room with Django."""

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "afterword.conversations"
    label = "conversations"

    def ready(self) -> None:
        from afterword.conversations import kept, reactions, threading  # noqa: F401, PLC0415  why: registers what it reacts to
