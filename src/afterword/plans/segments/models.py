"""A group and its members, what is known of each customer in the words that groups ask in, and what has changed."""

from __future__ import annotations

from django.db import models

from afterword.infra.fields import TextColumn
from afterword.infra.tenancy import TenantModel


class Segment(TenantModel):
    """A named audience."""

    name = TextColumn(max_length=100)
    #: As ``domain.audience`` writes it; only of fields of the customer.
    audience = models.JSONField()
    count = models.PositiveIntegerField(default=0)
    #: The civil day for which its members stand, and whether all of them were looked at since it was last changed.
    day = models.DateField(null=True)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business", "name"], name="segment_once")]


class SegmentMember(TenantModel):
    """A customer who belongs to a group."""

    segment_id = models.BigIntegerField()
    customer_id = models.BigIntegerField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["business", "segment_id", "customer_id"], name="segment_member_once")
        ]


class Known(TenantModel):
    """What is known of one living customer, folded as audiences compare; NULL where it is not known."""

    customer_id = models.BigIntegerField()
    city = TextColumn(max_length=600, null=True)
    postal_code = TextColumn(max_length=600, null=True)
    country = TextColumn(max_length=600, null=True)
    language = TextColumn(max_length=600, null=True)
    #: Each tag between two line ends.
    tags = TextColumn(max_length=3000, null=True)
    is_firm = models.BooleanField()
    birth_date = models.DateField(null=True)
    since = models.DateField(null=True)
    last_sale_on = models.DateField(null=True)
    sale_count = models.PositiveIntegerField(default=0)
    spent = models.BigIntegerField(default=0)
    can_email = models.BooleanField()
    can_phone = models.BooleanField()
    can_post = models.BooleanField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business", "customer_id"], name="known_once")]


class KnownState(TenantModel):
    """Whether changes are marked for this business, and whether everybody was looked at; one row."""

    is_marking = models.BooleanField(default=False)
    is_complete = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business"], name="known_state_once")]


class KnownMark(TenantModel):
    """A customer of whom something may be known anew, written by the database's own triggers."""

    customer_id = models.BigIntegerField()
