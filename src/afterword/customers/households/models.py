"""One row for each customer who is known to live or work together with another, or of whom a person said otherwise."""

from __future__ import annotations

from django.db import models

from afterword.customers.models import Customer
from afterword.infra.fields import TextColumn, key_to
from afterword.infra.tenancy import TenantModel


class HouseholdMember(TenantModel):
    """Whom a customer belongs with: all who carry one ``household_id`` are one household or firm."""

    customer = key_to(Customer, related_name="+")
    #: The lowest id of the customers in it, so that finding it again gives the same; 0: nobody's (``is_apart``).
    household_id = models.BigIntegerField()
    #: "household" or "firm"; empty where they are apart.
    kind = TextColumn(max_length=10, default="", blank=True)
    #: A person said that they do not belong with the others; no rule undoes that.
    is_apart = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business", "customer"], name="household_member_once")]
        indexes = [models.Index(fields=["business", "household_id"], name="household_members")]
