"""What is done with customers: recorded, edited, merged, suppressed, held."""

from __future__ import annotations

from afterword.customers.recording import Outcome, Recorded, record_customers

__all__ = ["Outcome", "Recorded", "record_customers"]
