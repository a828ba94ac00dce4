"""Paths of the products."""

from django.urls import path

from afterword.web.products.views import product, products

urlpatterns = [
    path("", products, name="products"),
    path("<int:product_id>/", product, name="product"),
]
