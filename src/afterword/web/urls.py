"""Staff pages of one business."""

from django.urls import URLPattern, URLResolver, include, path

from afterword.web import landing

urlpatterns: list[URLPattern | URLResolver] = [
    path("", landing.today, name="today"),
    path("customers/<int:customer_id>/", landing.customer, name="customer"),
    path("customers/", include("afterword.web.customers.urls")),
    path("plans/", include("afterword.web.plans.urls")),
    path("bring-in/", include("afterword.web.bring_in.urls")),
    path("settings/", include("afterword.web.settings.urls")),
    path("you/", include("afterword.web.you.urls")),
]
