"""A person or firm, their addresses on each channel, consents, suppressions, holds and suggested merges."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from afterword.infra.fields import TextColumn, key_to
from afterword.infra.tenancy import TenantModel


class Customer(TenantModel):
    """A person or firm that bought or asked."""

    is_firm = models.BooleanField(default=False)
    prefix = TextColumn(max_length=30, default="", blank=True)
    given_name = TextColumn(max_length=100, default="", blank=True)
    family_name = TextColumn(max_length=100, default="", blank=True)
    company = TextColumn(max_length=200, default="", blank=True)
    #: What the screens call them; never empty.
    display_name = TextColumn(max_length=200)
    #: ``domain.matching.search_key`` of names, e-mail and phone: what instant search looks in.
    search_text = TextColumn(max_length=600, default="", blank=True)
    #: ``domain.matching.name_key``: blocking key for matching.
    name_key = TextColumn(max_length=200, default="", blank=True)
    language = TextColumn(max_length=10, default="", blank=True)
    birth_on = models.DateField(null=True, blank=True)
    customer_since = models.DateField(null=True, blank=True)
    note = TextColumn(max_length=2000, default="", blank=True)
    tags = TextColumn(max_length=500, default="", blank=True)
    #: Bits of ``domain.channel``: the channels with a usable address that is not suppressed.
    reach = models.PositiveBigIntegerField(default=0)
    #: Their own wish: so many days between two messages at least; 0: they said nothing about it.
    hears_every_days = models.PositiveSmallIntegerField(default=0, db_default=0)
    #: Raised to revoke every link ever given to this customer.
    link_epoch = models.PositiveSmallIntegerField(default=0)
    merged_into = key_to("self", null=True, blank=True, related_name="+")
    #: Erased, deceased or closed: nobody to follow up any more.
    ended_at = models.DateTimeField(null=True, blank=True)
    #: When what was known of them was taken away because they asked for it; ``ended_at`` is set then as well.
    forgotten_at = models.DateTimeField(null=True, blank=True)
    #: When a person last wrote in these fields: from then on an import only fills in what is missing.
    edited_at = models.DateTimeField(null=True, blank=True)
    import_run_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        indexes = [
            # With the birth date, so that a common name costs no more than a rare one.
            models.Index(fields=["business", "name_key", "birth_on"], name="customer_by_name_key"),
            models.Index(fields=["business", "display_name", "id"], name="customer_by_name"),
        ]

    def __str__(self) -> str:
        return str(self.display_name)


class ContactPoint(TenantModel):
    """One address of one kind."""

    customer = key_to(Customer, related_name="contact_points")
    #: The kind of address, named as the channel that it was first for (``domain.channel.Channel.stored_as``).
    channel = TextColumn(max_length=10)
    #: As given; for post, lines separated by newlines.
    value = TextColumn(max_length=500)
    #: Comparable form: casefolded e-mail, E.164 phone, folded postal address.
    normal = TextColumn(max_length=500)
    #: Why it cannot be used (a hard bounce, "wrong number"); empty while it can.
    bad_reason = TextColumn(max_length=100, default="", blank=True)
    preferred = models.BooleanField(default=False)
    import_run_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["business", "customer", "channel", "normal"], name="contact_point_once")
        ]
        indexes = [models.Index(fields=["business", "channel", "normal"], name="contact_point_by_address")]


class KeptDate(TenantModel):
    """A date that is known of a customer besides the birthday, by its name: the end of a contract, a wedding day."""

    customer = key_to(Customer, related_name="kept_dates")
    name = TextColumn(max_length=40)
    on = models.DateField()
    import_run_id = models.BigIntegerField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business", "customer", "name"], name="kept_date_once")]
        indexes = [models.Index(fields=["business", "name", "on"], name="kept_date_by_name")]


class SourceKey(TenantModel):
    """The number under which a source (a till, a shop system, a file) knows a customer."""

    source = TextColumn(max_length=60)
    key = TextColumn(max_length=100)
    customer = key_to(Customer, related_name="source_keys")
    import_run_id = models.BigIntegerField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business", "source", "key"], name="source_key_once")]


class Consent(TenantModel):
    """A recorded yes or no for a purpose on a channel; append-only, the newest counts."""

    customer = key_to(Customer, related_name="consents")
    purpose = TextColumn(max_length=20)
    channel = TextColumn(max_length=10)
    granted = models.BooleanField()
    source = TextColumn(max_length=200)
    wording = TextColumn(max_length=1000, default="", blank=True)
    import_run_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["business", "customer", "channel", "at"], name="consent_by_customer")]


class Suppression(TenantModel):
    """Do not contact this address. Kept as a keyed hash, so that it survives erasure and re-import."""

    channel = TextColumn(max_length=10)
    #: ``infra.signing.fingerprint`` of the normalised address.
    fingerprint = TextColumn(max_length=32)
    #: "unsubscribed", "complaint", "bounce", "asked", "imported".
    reason = TextColumn(max_length=30)
    detail = TextColumn(max_length=300, default="", blank=True)
    import_run_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business", "channel", "fingerprint"], name="suppression_once")]


class ForgottenMark(TenantModel):
    """One trace by which a file would bring back somebody who was forgotten, as a keyed hash, and their emptied row."""

    #: "key", or the channel of an address.
    kind = TextColumn(max_length=10)
    #: ``infra.signing.fingerprint`` of the trace (``customers.forgetting``).
    fingerprint = TextColumn(max_length=32)
    customer = key_to(Customer, related_name="+")
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business", "kind", "fingerprint"], name="forgotten_mark_once")]


class Hold(TenantModel):
    """Automatic messages to this customer stand still (a reply, an open complaint, a person's word)."""

    customer = key_to(Customer, related_name="holds")
    #: "reply", "complaint" or "paused".
    reason = TextColumn(max_length=20)
    note = TextColumn(max_length=500, default="", blank=True)
    since = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["business", "customer"], name="hold_open", condition=Q(lifted_at__isnull=True))]


class MergeSuggestion(TenantModel):
    """Two customers who may be one; a person decides."""

    customer = key_to(Customer, related_name="+")
    other = key_to(Customer, related_name="+")
    #: 0 to 100.
    score = models.PositiveSmallIntegerField()
    reason = TextColumn(max_length=200)
    #: "open", "merged" or "different".
    state = TextColumn(max_length=10, default="open")
    import_run_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business", "customer", "other"], name="merge_suggestion_once")]
        indexes = [models.Index(fields=["business", "state", "id"], name="merge_suggestion_by_state")]
