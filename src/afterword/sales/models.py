"""What was sold to whom, when and for how much; products; and inquiries. Money is in integer minor units."""

from __future__ import annotations

from django.db import models

from afterword.customers.models import Customer
from afterword.infra.fields import TextColumn, key_to
from afterword.infra.tenancy import TenantModel


class Product(TenantModel):
    """Something that the business sells."""

    source = TextColumn(max_length=60)
    #: The source's own key; the SKU or the folded name where it has none.
    key = TextColumn(max_length=200)
    sku = TextColumn(max_length=100, default="", blank=True)
    name = TextColumn(max_length=200)
    category = TextColumn(max_length=100, default="", blank=True)
    price_minor = models.BigIntegerField(null=True, blank=True)
    currency = TextColumn(max_length=3, default="", blank=True)
    #: Every so many months it wants service; so long its warranty lasts; after so many days it is used up.
    service_months = models.PositiveSmallIntegerField(null=True, blank=True)
    warranty_months = models.PositiveSmallIntegerField(null=True, blank=True)
    lasts_days = models.PositiveSmallIntegerField(null=True, blank=True)
    import_run_id = models.BigIntegerField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business", "source", "key"], name="product_once")]
        indexes = [models.Index(fields=["business", "source", "sku"], name="product_by_sku")]


class Sale(TenantModel):
    """One order or receipt. A refund is a sale with a negative total."""

    source = TextColumn(max_length=60)
    #: The order number, or a fingerprint of the line where the source gives none.
    key = TextColumn(max_length=120)
    #: None: sold over the counter to somebody unknown.
    customer = key_to(Customer, null=True, blank=True, related_name="sales")
    #: The civil date of the sale at the business.
    sold_on = models.DateField()
    sold_at = models.DateTimeField(null=True, blank=True)
    total_minor = models.BigIntegerField(default=0)
    currency = TextColumn(max_length=3)
    #: "paid", "refunded" or "cancelled".
    status = TextColumn(max_length=10, default="paid")
    served_by = TextColumn(max_length=100, default="", blank=True)
    import_run_id = models.BigIntegerField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business", "source", "key"], name="sale_once")]
        indexes = [
            models.Index(fields=["business", "customer", "sold_on"], name="sale_by_customer"),
        ]


class SaleItem(TenantModel):
    """One line of a sale."""

    sale = key_to(Sale, related_name="items")
    #: The source's line number, or a fingerprint of the line with its occurrence.
    line_key = TextColumn(max_length=80)
    product = key_to(Product, null=True, blank=True, related_name="+")
    name = TextColumn(max_length=200, default="", blank=True)
    #: Thousandths of a piece.
    quantity_milli = models.BigIntegerField(default=1000)
    unit_price_minor = models.BigIntegerField(null=True, blank=True)
    total_minor = models.BigIntegerField(default=0)
    import_run_id = models.BigIntegerField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business", "sale", "line_key"], name="sale_item_once")]


class Job(TenantModel):
    """Work that was done for a customer and is finished: a service, a repair, a treatment."""

    source = TextColumn(max_length=60)
    key = TextColumn(max_length=120)
    customer = key_to(Customer, related_name="jobs")
    #: The thing of theirs that it was done on, where it is one that the business sells.
    product = key_to(Product, null=True, blank=True, related_name="+")
    done_on = models.DateField()
    what = TextColumn(max_length=200, default="", blank=True)
    #: What it cost them, in minor units of the currency; None: not told. It is no sale: the books have that apart.
    price_minor = models.BigIntegerField(null=True, blank=True)
    currency = TextColumn(max_length=3, default="", blank=True)
    #: The membership that wrote it down; None: an import did.
    membership_id = models.BigIntegerField(null=True, blank=True)
    import_run_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business", "source", "key"], name="job_once")]
        indexes = [models.Index(fields=["business", "customer", "done_on"], name="job_by_customer")]


class Inquiry(TenantModel):
    """Somebody asked and has not bought yet."""

    source = TextColumn(max_length=60)
    key = TextColumn(max_length=120)
    customer = key_to(Customer, related_name="inquiries")
    asked_on = models.DateField()
    asked_at = models.DateTimeField(null=True, blank=True)
    #: "web", "email", "phone", "walk-in", or what the source calls it.
    via = TextColumn(max_length=30, default="", blank=True)
    subject = TextColumn(max_length=200, default="", blank=True)
    text = TextColumn(max_length=2000, default="", blank=True)
    import_run_id = models.BigIntegerField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business", "source", "key"], name="inquiry_once")]
        indexes = [models.Index(fields=["business", "customer"], name="inquiry_by_customer")]
