"""Staff pages of one business."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("afterword.web.today.urls")),
    path("", include("afterword.web.own_lines.urls")),
    path("", include("afterword.web.customer.urls")),
    path("", include("afterword.web.audit.urls")),
    path("groups/", include("afterword.web.segments.urls")),
    path("customers/", include("afterword.web.customers.urls")),
    path("conversations/", include("afterword.web.conversations.urls")),
    path("calendar/", include("afterword.web.calendar.urls")),
    path("plans/", include("afterword.web.plans.urls")),
    path("calls/", include("afterword.web.calls.urls")),
    path("", include("afterword.web.handing_off.urls")),
    path("post/", include("afterword.web.post.urls")),
    path("bring-in/", include("afterword.web.bring_in.urls")),
    path("products/", include("afterword.web.products.urls")),
    path("settings/", include("afterword.web.settings.urls")),
    path("you/", include("afterword.web.you.urls")),
]
