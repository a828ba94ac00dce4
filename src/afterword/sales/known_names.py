"""What the things that the business sells are called, and their categories: to choose from where one is named."""

from __future__ import annotations

from afterword.sales.models import Product

#: As many as a list to choose from holds.
MOST_NAMES = 500


def product_names(*, limit: int = MOST_NAMES) -> list[str]:
    """The names of products, each once, in their order; one query."""
    return _names("name", limit)


def category_names(*, limit: int = MOST_NAMES) -> list[str]:
    """The categories of products, each once, in their order; one query."""
    return _names("category", limit)


def _names(column: str, limit: int) -> list[str]:
    rows = Product.objects.exclude(**{column: ""}).order_by(column).values_list(column, flat=True)
    return list(rows.distinct()[:limit])
