"""One row per touch owed, per text, per message and per attempt; queue rows are narrow and apart from the texts."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from afterword.customers.models import Customer
from afterword.infra.fields import TextColumn, key_to
from afterword.infra.tenancy import TenantModel
from afterword.sales.models import Inquiry, Product, Sale


class Template(TenantModel):
    """The wording of a step in one language, per channel. Never changed once used: an edit is a new row."""

    name = TextColumn(max_length=100)
    language = TextColumn(max_length=10, default="en")
    email_subject = TextColumn(max_length=200, default="", blank=True)
    email_body = TextColumn(max_length=8000, default="", blank=True)
    call_script = TextColumn(max_length=4000, default="", blank=True)
    letter_body = TextColumn(max_length=8000, default="", blank=True)
    #: For texts and chats, and every channel that an installed package brings.
    text_body = TextColumn(max_length=2000, default="", blank=True, db_default="")
    #: When and by whom it was said that it may go to as many as it will, word for word (followups.guarding).
    as_it_is_at = models.DateTimeField(null=True, blank=True)
    as_it_is_by_id = models.BigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()


class FollowUp(TenantModel):
    """One touch owed to one customer."""

    customer = key_to(Customer, related_name="follow_ups")
    #: Rows of the plans room, which stands above: plain numbers here. None: made by hand.
    enrollment_id = models.BigIntegerField(null=True)
    plan_id = models.BigIntegerField(null=True)
    step_id = models.BigIntegerField(null=True)
    template = key_to(Template, null=True, blank=True, related_name="+")
    #: What it is about: its words are drawn from this.
    sale = key_to(Sale, null=True, blank=True, related_name="+")
    inquiry = key_to(Inquiry, null=True, blank=True, related_name="+")
    #: Where it is about a thing of theirs (its service, its being used up), and about a day (a birthday, that service).
    product = key_to(Product, null=True, blank=True, related_name="+")
    about_on = models.DateField(null=True, blank=True)
    channel = TextColumn(max_length=10)
    #: "automatic", "approve" or "hand".
    mode = TextColumn(max_length=10)
    #: "open", "approved", "unclear", "done", "skipped" or "stopped" (domain.delivery).
    state = TextColumn(max_length=10, default="open")
    #: First and last day of the window, and the day on which it shows up in Today; civil dates of the business.
    window_first = models.DateField()
    window_last = models.DateField()
    due_on = models.DateField()
    #: Days after the window in which it may still go out late, by the step's own rule; 0: none.
    late_days = models.PositiveSmallIntegerField(default=0)
    #: Value at stake, in minor units of the business's currency.
    value_minor = models.BigIntegerField(default=0)
    minutes = models.PositiveSmallIntegerField(default=2)
    #: Why it ended, a ``domain.contact.Reason`` or the owner's own words; empty while open.
    reason = TextColumn(max_length=40, default="", blank=True)
    note = TextColumn(max_length=1000, default="", blank=True)
    #: The membership whose minutes it is planned in; None: anybody's.
    membership_id = models.BigIntegerField(null=True, blank=True)
    #: The membership to whom it goes back: theirs by a person's word, and done by another while they are away.
    stands_in_for_id = models.BigIntegerField(null=True, blank=True)
    #: When a person put it on its day: the composer leaves it there.
    moved_at = models.DateTimeField(null=True, blank=True)
    #: Raised with every change, so that an undo or an edit on a stale page is noticed.
    version = models.PositiveIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business", "enrollment_id", "step_id"], name="follow_up_once")]
        indexes = [
            models.Index(fields=["business", "state", "window_last", "-value_minor", "id"], name="follow_up_due"),
            # How many are due is asked on every page: a few are found without a walk over the many to come.
            models.Index(fields=["business", "state", "due_on"], name="follow_up_by_day"),
            # With all that the audit asks: it answers for a million customers without fetching a row.
            models.Index(
                fields=["business", "customer", "state", "window_last", "due_on", "late_days", "plan_id"],
                name="follow_up_by_customer",
            ),
            # The work of each member; only what is open and somebody's stands in it.
            models.Index(
                fields=["business", "membership_id", "due_on", "window_last"],
                name="follow_up_by_member",
                condition=Q(state="open", membership_id__isnull=False),
            ),
            # Only closed ones stand in it: planning does not pay for it.
            models.Index(
                fields=["business", "closed_at"], name="follow_up_closed", condition=Q(closed_at__isnull=False)
            ),
            # How many have got the same words lately.
            models.Index(
                fields=["business", "template", "closed_at"],
                name="follow_up_by_words",
                condition=Q(closed_at__isnull=False),
            ),
        ]


class Draft(TenantModel):
    """What somebody wrote for one follow-up: its whole text, or one line of their own in the text of its template.

    An untouched draft, and all of it but that line, is rendered afresh from facts.
    """

    follow_up = key_to(FollowUp, related_name="+")
    subject = TextColumn(max_length=200, default="", blank=True)
    #: Empty: the template's text, with the line.
    body = TextColumn(max_length=8000, default="", blank=True)
    line = TextColumn(max_length=500, default="", blank=True)
    edited_by_id = models.BigIntegerField(null=True)
    edited_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business", "follow_up"], name="draft_once")]


class Message(TenantModel):
    """What leaves: the queue row, committed before anything is sent; never two for a follow-up and channel."""

    follow_up = key_to(FollowUp, related_name="messages")
    customer = key_to(Customer, related_name="+")
    channel = TextColumn(max_length=10)
    #: One of ``domain.delivery.MessageState``: approved, claimed, handing, sent …
    state = TextColumn(max_length=10, default="approved")
    #: Not before this moment: ten seconds for Undo, or the pause before a retry, or the hold's end.
    not_before = models.DateTimeField()
    #: After this moment it would do no good any more.
    useless_after = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    #: Fencing token: raised with every claim; only its holder may hand over.
    token = models.BigIntegerField(default=0)
    worker = TextColumn(max_length=120, default="", blank=True)
    #: By the wall clock.
    lease_until = models.DateTimeField(null=True, blank=True)
    #: The address as it was when claimed, normalised.
    address = TextColumn(max_length=254, default="", blank=True)
    #: RFC 5322 Message-ID without brackets; the same for every retry.
    message_id = TextColumn(max_length=200, default="", blank=True)
    #: The person who approved it; None for an automatic one.
    approved_by_id = models.BigIntegerField(null=True)
    #: Why it is where it is: a ``domain.contact.Reason`` or an SMTP code.
    reason = TextColumn(max_length=40, default="", blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business", "follow_up", "channel"], name="message_once")]
        indexes = [
            models.Index(fields=["business", "state", "not_before", "id"], name="message_due"),
            models.Index(fields=["business", "customer", "sent_at"], name="message_by_customer"),
        ]


class MessageText(TenantModel):
    """The words of a message, frozen when it was claimed."""

    message = key_to(Message, related_name="+")
    subject = TextColumn(max_length=200, default="", blank=True)
    body = TextColumn(max_length=8000)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business", "message"], name="message_text_once")]


class Delivery(TenantModel):
    """One attempt that did not simply succeed at once, or did: when, and what the server said."""

    message = key_to(Message, related_name="deliveries")
    attempt = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    #: "sent", "refused", "retry", "account" or "unclear" (channels.port).
    outcome = TextColumn(max_length=10)
    code = TextColumn(max_length=20, default="", blank=True)
    reply = TextColumn(max_length=500, default="", blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business", "message", "attempt"], name="delivery_once")]


class Rest(TenantModel):
    """The written reason why a customer has no next touch, with its end date."""

    customer = key_to(Customer, related_name="+")
    #: A ``domain.reasons`` code: "before_your_time", "followed_up", "owner_said", "cannot_be_reached" …
    reason = TextColumn(max_length=40)
    detail = TextColumn(max_length=300, default="", blank=True)
    #: The last day on which the reason holds.
    until = models.DateField()
    written_at = models.DateTimeField()
    written_by_id = models.BigIntegerField(null=True)
    import_run_id = models.BigIntegerField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business", "customer"], name="rest_once")]


class AuditResult(TenantModel):
    """What the last nobody-forgotten audit found; kept so that every page can show it at once."""

    living = models.PositiveIntegerField()
    with_next_touch = models.PositiveIntegerField()
    with_reason = models.PositiveIntegerField()
    forgotten = models.PositiveIntegerField()
    #: Of the windows that closed or were met this month, how many, and how many in time (followups.punctuality).
    month_due = models.PositiveIntegerField(default=0)
    month_in_time = models.PositiveIntegerField(default=0)
    #: Customers whose every sale was past its windows when it came in: they wait for the owner's word.
    past_customers = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business"], name="audit_result_latest")]


class Overflow(TenantModel):
    """The weeks in which not everything fits into the members' minutes, as last composed (followups.composing)."""

    weeks = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business"], name="overflow_latest")]


class CardDesign(TenantModel):
    """How the cards of a plan look: front, format, headline, picture; ``plan_id`` 0 is the one for all others."""

    plan_id = models.BigIntegerField(default=0)
    #: A key of ``domain.cards.formats.FORMATS`` and one of ``channels.cards.printing.DESIGNS``.
    format = TextColumn(max_length=30)
    design = TextColumn(max_length=20)
    headline = TextColumn(max_length=80, default="", blank=True)
    #: A JPEG as ``channels.cards.pictures`` draws it; None: no picture.
    picture = models.BinaryField(null=True)
    #: Where the QR code leads; empty: there is none. ``link_words`` stand beside it.
    link = TextColumn(max_length=300, default="", blank=True)
    link_words = TextColumn(max_length=80, default="", blank=True)
    changed_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business", "plan_id"], name="card_design_once")]


class PrintedCard(TenantModel):
    """A card that was printed and may not be posted yet. Printing it again is the same row."""

    follow_up = key_to(FollowUp, related_name="+")
    printed_at = models.DateTimeField()
    printed_by_id = models.BigIntegerField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business", "follow_up"], name="printed_card_once")]
