"""Paths of this room."""

from django.urls import path

from afterword.web import landing

urlpatterns = [path("", landing.today, name="bring-in")]
