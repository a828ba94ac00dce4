"""Pages of one business; its slug has already moved to the script prefix."""

from django.urls import include, path

urlpatterns = [path("p/", include("afterword.public.urls")), path("", include("afterword.web.urls"))]
handler403 = "afterword.web.trouble.not_yours"
handler404 = "afterword.web.trouble.not_found"
handler500 = "afterword.web.trouble.broken"
