"""Pages for customers: no login, no cookies, opened by signed links."""

from django.urls import path

from afterword.public import look

app_name = "public"

urlpatterns = [
    path("accent-<str:color>.css", look.accent_style, name="accent"),
]
