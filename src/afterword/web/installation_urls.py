"""Pages of the installation: start, sign in, health."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
