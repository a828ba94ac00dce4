"""Staff pages of one business."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
