"""What is done with sales, products and inquiries; each needs the caller's transaction around it."""

from __future__ import annotations

from afterword.sales.deciding import AlreadyDecided, Outcome, close_inquiry, open_inquiries
from afterword.sales.inquiries import InquiriesRecorded, record_inquiries
from afterword.sales.jobs import BadJob, DoneJob, finish_job, record_jobs
from afterword.sales.numbering import NumberedLine, counting, number_lines
from afterword.sales.products import ProductsRecorded, Shelf, record_products
from afterword.sales.recording import SalesRecorded, record_sales

__all__ = [
    "AlreadyDecided",
    "BadJob",
    "DoneJob",
    "InquiriesRecorded",
    "NumberedLine",
    "Outcome",
    "ProductsRecorded",
    "SalesRecorded",
    "Shelf",
    "close_inquiry",
    "counting",
    "finish_job",
    "number_lines",
    "open_inquiries",
    "record_inquiries",
    "record_jobs",
    "record_products",
    "record_sales",
]
