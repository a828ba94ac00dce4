"""What is done with sales, products and inquiries; each needs the caller's transaction around it."""

from __future__ import annotations

from afterword.sales.inquiries import InquiriesRecorded, record_inquiries
from afterword.sales.numbering import NumberedLine, counting, number_lines
from afterword.sales.products import ProductsRecorded, Shelf, record_products
from afterword.sales.recording import SalesRecorded, record_sales

__all__ = [
    "InquiriesRecorded",
    "NumberedLine",
    "ProductsRecorded",
    "SalesRecorded",
    "Shelf",
    "counting",
    "number_lines",
    "record_inquiries",
    "record_products",
    "record_sales",
]
