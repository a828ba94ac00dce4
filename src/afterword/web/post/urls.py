"""Paths of what goes by post."""

from django.urls import path

from afterword.web.post.designing import design, side
from afterword.web.post.service import forget_service, let_them_post, ordered, service, try_service
from afterword.web.post.views import addresses, post, posted, print_cards, returned

urlpatterns = [
    path("", post, name="post"),
    path("print", print_cards, name="post-print"),
    path("addresses", addresses, name="post-addresses"),
    path("posted", posted, name="post-posted"),
    path("order", let_them_post, name="post-order"),
    path("ordered", ordered, name="post-ordered"),
    path("service", service, name="post-service"),
    path("service/try", try_service, name="post-service-try"),
    path("service/forget", forget_service, name="post-service-forget"),
    path("design", design, name="post-design"),
    path("side/<int:number>.png", side, name="post-side"),
    path("returned/<int:customer_id>", returned, name="post-returned"),
]
