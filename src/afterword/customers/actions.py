"""What is done with customers: recorded, edited, merged, suppressed, held."""

from __future__ import annotations

from afterword.customers.editing import (
    BadCustomer,
    Details,
    add_contact_point,
    add_customer,
    edit_customer,
    remove_contact_point,
)
from afterword.customers.holding import lift_hold, place_hold
from afterword.customers.merging import BadMerge, dismiss_suggestion, merge_customers
from afterword.customers.noting import EmptyNote, write_note
from afterword.customers.reaching import refresh_reach
from afterword.customers.recording import Outcome, Recorded, record_customers
from afterword.customers.suppressing import lift_suppression, mark_address_bad, record_consent, suppress_address
from afterword.customers.whom import NoSuchCustomer, whom

__all__ = [
    "BadCustomer",
    "BadMerge",
    "Details",
    "EmptyNote",
    "NoSuchCustomer",
    "Outcome",
    "Recorded",
    "add_contact_point",
    "add_customer",
    "dismiss_suggestion",
    "edit_customer",
    "lift_hold",
    "lift_suppression",
    "mark_address_bad",
    "merge_customers",
    "place_hold",
    "record_consent",
    "record_customers",
    "refresh_reach",
    "remove_contact_point",
    "suppress_address",
    "whom",
    "write_note",
]
