"""Addresses for services that tell us something: secret, signed and revocable."""

from django.urls import path

from afterword.public.hooks.mail import mail_hook
from afterword.public.hooks.texts import text_hook

urlpatterns = [
    path("texts/<slug:channel>/<str:token>", text_hook, name="text-hook"),
    path("<slug:provider>/<str:token>", mail_hook, name="mail-hook"),
]
