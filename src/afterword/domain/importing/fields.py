"""The catalogue of what a file can tell us: the kinds of files, and the fields of each kind."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What the rows of a file are."""

    CUSTOMERS = "customers"
    PRODUCTS = "products"
    SALES = "sales"
    INQUIRIES = "inquiries"
    JOBS = "jobs"


class Shape(StrEnum):
    """How a field's cells are read."""

    TEXT = "text"
    KEY = "key"
    EMAIL = "email"
    DATE = "date"
    MOMENT = "moment"
    CLOCK = "clock"
    MONEY = "money"
    NUMBER = "number"
    WHOLE = "whole"
    CURRENCY = "currency"
    CONSENT = "consent"
    REFUSAL = "refusal"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name in mappings, its title on screens, how it is read and how long it may be (characters).

    Of a whole number, ``limit`` is the largest.
    """

    name: str
    title: str
    shape: Shape = Shape.TEXT
    limit: int = 200


_PERSON = (
    Field("prefix", "Title (Mr, Dr)", limit=30),
    Field("given_name", "First name", limit=100),
    Field("family_name", "Last name", limit=100),
    Field("full_name", "Full name", limit=200),
    Field("company", "Company", limit=200),
    Field("email", "E-mail", Shape.EMAIL, limit=254),
    Field("phone", "Phone", limit=60),
    Field("mobile", "Mobile phone", limit=60),
    Field("street", "Street and number", limit=200),
    Field("street_2", "Address, second line", limit=200),
    Field("city", "City", limit=100),
    Field("region", "State or region", limit=100),
    Field("postal_code", "Postal code", limit=20),
    Field("country", "Country", limit=80),
    Field("birth_date", "Date of birth", Shape.DATE),
    Field("language", "Language", limit=10),
    Field("accepts_email", "Agrees to e-mail advertising (yes or no)", Shape.CONSENT),
    Field("refuses_email", "Unsubscribed from e-mail (yes or no)", Shape.REFUSAL),
    Field("unsubscribed_at", "Unsubscribed on", Shape.MOMENT),
    Field("tags", "Tags", limit=500),
    Field("customer_since", "Customer since", Shape.MOMENT),
)
_NOTE = Field("note", "Note", limit=2000)

#: A date that is kept of a customer under its column's heading; several columns of a file may tell one each.
KEPT_DATE = "kept_date"

FIELDS: dict[Kind, dict[str, Field]] = {
    Kind.CUSTOMERS: {
        field.name: field
        for field in (
            Field("key", "Customer number", Shape.KEY, limit=100),
            *_PERSON,
            _NOTE,
            Field(KEPT_DATE, "A date to remember, by the column’s name", Shape.DATE),
        )
    },
    Kind.PRODUCTS: {
        field.name: field
        for field in (
            Field("key", "Product number", Shape.KEY, limit=100),
            Field("sku", "SKU or article number", Shape.KEY, limit=100),
            Field("name", "Product name", limit=200),
            Field("category", "Category", limit=100),
            Field("price", "Price", Shape.MONEY),
            Field("description", "Description", limit=2000),
            Field("currency", "Currency", Shape.CURRENCY),
            Field("service_months", "Months between services", Shape.WHOLE, limit=120),
            Field("warranty_months", "Months of warranty", Shape.WHOLE, limit=120),
            Field("lasts_days", "Days until it is used up", Shape.WHOLE, limit=3650),
        )
    },
    Kind.SALES: {
        field.name: field
        for field in (
            Field("sale_key", "Order or receipt number", Shape.KEY, limit=100),
            Field("line_key", "Line number", Shape.KEY, limit=80),
            Field("sold_at", "Date of sale", Shape.MOMENT),
            Field("sold_time", "Time of sale", Shape.CLOCK),
            Field("customer_key", "Customer number", Shape.KEY, limit=100),
            *_PERSON,
            Field("product_key", "Product number", Shape.KEY, limit=100),
            Field("product_sku", "SKU or article number", Shape.KEY, limit=100),
            Field("product_name", "Product name", limit=200),
            Field("quantity", "Quantity", Shape.NUMBER),
            Field("unit_price", "Price of one", Shape.MONEY),
            Field("line_total", "Total of the line", Shape.MONEY),
            Field("sale_total", "Total of the sale", Shape.MONEY),
            Field("discount", "Discount", Shape.MONEY),
            Field("currency", "Currency", Shape.CURRENCY),
            Field("status", "Status (paid, refunded, cancelled)", Shape.STATUS),
            Field("cancelled_at", "Cancelled on", Shape.MOMENT),
            Field("served_by", "Served by", limit=100),
            _NOTE,
        )
    },
    Kind.INQUIRIES: {
        field.name: field
        for field in (
            Field("inquiry_key", "Inquiry number", Shape.KEY, limit=100),
            Field("asked_at", "Asked on", Shape.MOMENT),
            Field("asked_time", "Asked at (time)", Shape.CLOCK),
            Field("customer_key", "Customer number", Shape.KEY, limit=100),
            *_PERSON,
            Field("subject", "Subject", limit=200),
            Field("text", "What they asked", limit=2000),
            Field("via", "How they asked", limit=30),
            _NOTE,
        )
    },
    Kind.JOBS: {
        field.name: field
        for field in (
            Field("job_key", "Job number", Shape.KEY, limit=100),
            Field("done_on", "Finished on", Shape.MOMENT),
            Field("customer_key", "Customer number", Shape.KEY, limit=100),
            *_PERSON,
            Field("what", "What was done", limit=200),
            Field("product_key", "Product number", Shape.KEY, limit=100),
            Field("product_sku", "SKU or article number", Shape.KEY, limit=100),
            Field("product_name", "The thing it was done on", limit=200),
            Field("price", "Amount", Shape.MONEY),
            Field("currency", "Currency", Shape.CURRENCY),
            _NOTE,
        )
    },
}

PERSON_FIELDS = tuple(field.name for field in _PERSON)


def field_of(kind: Kind, name: str) -> Field:
    """The field of that kind; raises KeyError with a sentence naming the fields there are."""
    fields = FIELDS[kind]
    if name not in fields:
        raise KeyError(f'There is no field "{name}" for {kind}; use one of: {", ".join(fields)}.')
    return fields[name]
