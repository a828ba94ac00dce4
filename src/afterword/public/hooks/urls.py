"""Addresses for services that tell us something: secret, signed and revocable."""

from django.urls import path

from afterword.public.hooks.mail import mail_hook

urlpatterns = [
    path("<slug:provider>/<str:token>", mail_hook, name="mail-hook"),
]
