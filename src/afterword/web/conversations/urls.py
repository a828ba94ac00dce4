"""Paths of the conversations."""

from django.urls import path

from afterword.web.conversations.views import (
    answer,
    close,
    conversation,
    conversation_of,
    conversations,
    owner,
    reopen,
    take_back,
)

urlpatterns = [
    path("", conversations, name="conversations"),
    path("<int:conversation_id>", conversation, name="conversation"),
    path("<int:conversation_id>/answer", answer, name="conversation-answer"),
    path("<int:conversation_id>/answers/<int:follow_up_id>/take-back", take_back, name="conversation-take-back"),
    path("of/<int:customer_id>", conversation_of, name="conversation-of"),
    path("<int:conversation_id>/close", close, name="conversation-close"),
    path("<int:conversation_id>/reopen", reopen, name="conversation-reopen"),
    path("<int:conversation_id>/owner", owner, name="conversation-owner"),
]
