"""Paths of a member's own page."""

from django.urls import path

from afterword.web.you.views import change_password, you

urlpatterns = [path("", you, name="you"), path("password", change_password, name="change-password")]
