"""What the sales room does when something happened below: sales, jobs and inquiries follow a merged customer."""

from __future__ import annotations

from collections.abc import Sequence

from afterword.sales.models import Inquiry, Job, Sale
from afterword.timeline.actions import reacts_to
from afterword.timeline.catalogue import CustomersMerged


@reacts_to(CustomersMerged)
def move_sales(events: Sequence[CustomersMerged]) -> None:
    """What one bought, had done or asked, the other did."""
    for event in events:
        Sale.objects.filter(customer_id=event.other_id).update(customer_id=event.customer_id)
        Inquiry.objects.filter(customer_id=event.other_id).update(customer_id=event.customer_id)
        Job.objects.filter(customer_id=event.other_id).update(customer_id=event.customer_id)
