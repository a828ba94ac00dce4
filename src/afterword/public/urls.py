"""Pages for customers, opened by signed links; the namespace marks them as open to everybody."""

from django.urls import URLPattern

app_name = "public"
urlpatterns: list[URLPattern] = []
