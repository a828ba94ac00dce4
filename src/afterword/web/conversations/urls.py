"""Paths of the conversations."""

from django.urls import path

from afterword.web.conversations.views import answer, close, conversation, conversations, owner, reopen

urlpatterns = [
    path("", conversations, name="conversations"),
    path("<int:conversation_id>", conversation, name="conversation"),
    path("<int:conversation_id>/answer", answer, name="conversation-answer"),
    path("<int:conversation_id>/close", close, name="conversation-close"),
    path("<int:conversation_id>/reopen", reopen, name="conversation-reopen"),
    path("<int:conversation_id>/owner", owner, name="conversation-owner"),
]
