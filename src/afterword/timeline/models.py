"""One row per immutable fact."""

from __future__ import annotations

from django.db import models

from afterword.infra.fields import TextColumn
from afterword.infra.tenancy import TenantModel


class EventRow(TenantModel):
    """A fact as it is kept: what kind, about whom, when (UTC), by whom, and its details."""

    kind = TextColumn(max_length=40)
    #: Plain numbers, because the log stands below the rooms that own these rows.
    customer_id = models.BigIntegerField(null=True)
    subject_id = models.BigIntegerField(null=True)
    actor_id = models.BigIntegerField(null=True)
    import_run_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    data = models.JSONField(default=dict)

    class Meta(TenantModel.Meta):
        db_table = "timeline_event"
        indexes = [models.Index(fields=["business", "customer_id", "at"], name="event_by_customer")]
