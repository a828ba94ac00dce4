"""Pages of the installation itself: start, sign in, health. Pages of a business: ``business_urls``."""

from django.urls import include, path

urlpatterns = [path("", include("afterword.web.installation_urls"))]
handler403 = "afterword.web.trouble.not_yours"
handler404 = "afterword.web.trouble.not_found"
handler500 = "afterword.web.trouble.broken"
