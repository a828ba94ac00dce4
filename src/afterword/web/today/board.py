"""What Today shows, gathered in a number of queries that does not depend on how much there is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from afterword.businesses.models import Business
from afterword.businesses.queries import current_business, local_today
from afterword.channels.accounts import channels_that_send
from afterword.customers.holding import wait_for_an_answer
from afterword.customers.models import Customer
from afterword.domain.channel import Channel
from afterword.domain.contact import NETWORKS, Verdict
from afterword.domain.handing_off import CannotHandOff, can_hand_off, carries_words, link_for
from afterword.domain.own_line import asks_for_line, without_place
from afterword.domain.planning import Mode
from afterword.domain.reasons import sentence
from afterword.followups.asking import held_back
from afterword.followups.calling.queue import comes_back
from afterword.followups.delivering.pressing import QUEUED
from afterword.followups.delivering.turns import queue_in_words
from afterword.followups.drafts import DraftText, render, texts_handed_over
from afterword.followups.guarding.alike import too_many_alike
from afterword.followups.merge_fields import values_for
from afterword.followups.models import AuditResult
from afterword.followups.queries import (
    PAGE,
    Counts,
    OnItsWay,
    Owed,
    addresses_to_use,
    counts,
    done_on,
    due,
    follow_ups_due,
    latest_audit,
    on_their_way,
    unclear,
)
from afterword.followups.whys import whys_of
from afterword.infra import clock
from afterword.plans.models import Step
from afterword.web.channel_names import channel_title
from afterword.web.templatetags.frame import day
from afterword.web.text_length import length_told
from afterword.web.today import sentences
from afterword.web.today.asked import Asked
from afterword.web.today.chain import Chain

#: What is on its way, and done today, by name; the number says the rest.
MOST_NAMED = 8
PICTURES = {Channel.EMAIL: "mail", Channel.PHONE: "phone", Channel.POST: "mailbox"}


@dataclass(frozen=True, slots=True)
class Letter:
    """The text beside the list. ``paragraphs`` are safe markup; the last one is the closing."""

    subject: str
    paragraphs: list[SafeString]
    problems: tuple[str, ...]
    edited: bool
    to: str
    #: Before which paragraph (counted from 0) one's own line goes; None: nowhere.
    line_before: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of Today."""

    owed: Owed
    is_now: bool
    by: str
    is_late: bool
    why: str
    chain: list[str]
    to: str
    draft: DraftText
    #: Where the business's pages begin, with its slash.
    root: str
    #: What it is called on the customer's own page.
    step: str
    #: What was filled in from the customer's own facts, the longest first.
    facts: tuple[str, ...]
    #: The very same words go to more people than one writes to.
    is_alike: bool = False
    #: Messages leave by its channel, once approved.
    sends: bool = False
    #: A short message's length, in words.
    length: str = ""
    #: They wrote and wait for an answer: that comes first.
    is_asking: bool = False
    #: Why it must not be done by hand now, though its day has come; a sentence, or empty.
    held: str = ""

    @property
    def id(self) -> int:
        return self.owed.id

    @property
    def picture(self) -> str:
        """The picture of the channel."""
        if self.owed.state == "unclear":
            return "circle-question-mark"
        return PICTURES.get(Channel(self.owed.channel), "message-circle")

    @property
    def picture_label(self) -> str:
        """What the picture says."""
        if self.owed.state == "unclear":
            return _("Unclear")
        return channel_title(self.owed.channel)

    @property
    def path(self) -> str:
        """Where everything about this follow-up lies; the same as ``reverse`` gives, which a page asks too often."""
        return f"{self.root}follow-ups/{self.owed.id}"

    @property
    def customer_path(self) -> str:
        """The customer's page."""
        return f"{self.root}customers/{self.owed.customer_id}/"

    @property
    def conversation_path(self) -> str:
        """What they wrote, and where to answer."""
        return f"{self.root}conversations/of/{self.owed.customer_id}"

    @property
    def kind(self) -> str:
        """Its buttons: unclear, going (approved), mail, line (it waits for one), unready, held, call or hand."""
        if self.owed.state != "open":
            return "unclear" if self.owed.state == "unclear" else "going"
        if self.held:
            return "held"
        if self.draft.wants_line:
            return "line"
        if self.sends:
            return "unready" if self.draft.problems else "mail"
        return "call" if self.owed.channel == Channel.PHONE else "hand"

    @property
    def can_go_with_others(self) -> bool:
        """Whether it may leave by one button with all that are ready."""
        return self.kind == "mail" and self.owed.mode != "hand" and not self.is_alike and not self.is_asking

    @property
    def tel(self) -> str:
        """The number as a link takes it."""
        return "".join(letter for letter in self.to if letter.isdigit() or letter == "+")

    @property
    def opens(self) -> str:
        """The link that opens the telephone's own program with the words; empty where there is none."""
        if self.kind != "hand" or not self.to or self.draft.problems or not carries_words(self.owed.channel):
            return ""
        try:
            return link_for(self.owed.channel, self.to, self.draft.subject, self.draft.body)
        except CannotHandOff:
            return ""

    @property
    def others(self) -> list[str]:
        """Channels that it could go by instead."""
        return other_channels(self.owed)

    @property
    def letter(self) -> Letter:
        """Its text, to be read."""
        return letter_of(self.draft, self.to, self.facts)


@dataclass(frozen=True, slots=True)
class Underway:
    """Something approved that has not left."""

    message: OnItsWay
    said: str
    #: Seconds until it leaves, counted down on the page; None where it is not a matter of seconds.
    seconds: int | None
    can_be_undone: bool


@dataclass(frozen=True, slots=True)
class Alike:
    """A wording that goes to too many as it stands: how many of its letters wait on the page, and one of them."""

    template_id: int
    name: str
    letters: int
    first: int


@dataclass(frozen=True, slots=True)
class Board:
    """Everything on the page."""

    asked: Asked
    today: date
    headline: str
    tally: Counts
    said: list[str]
    late: str
    rows: list[Row]
    now: Row | None
    ready: list[int]
    #: What goes word for word to too many, and how many letters wait for a line.
    alike: list[Alike]
    lines: int
    left_over: int
    underway: list[Underway]
    #: Why some of it waits for another day; empty where none has to.
    queue: str
    done: list[Owed]
    audit: AuditResult | None
    has_customers: bool

    @property
    def by_post(self) -> int:
        """How many of the rows are cards and letters."""
        return sum(row.owed.channel == Channel.POST and row.owed.state == "open" for row in self.rows)

    @property
    def by_phone(self) -> int:
        """How many of the rows are calls."""
        return sum(row.kind == "call" for row in self.rows)

    @property
    def day(self) -> str:
        """Saturday 21 November."""
        return sentences.capital(sentences.today_in_words(self.today))


def board(business: Business, asked: Asked) -> Board:
    """Today for this business, as asked for."""
    today = local_today(business)
    found = due(today)
    tally = counts(found)
    doubtful = unclear(PAGE) if tally.unclear else []
    owed = follow_ups_due(minutes=asked.minutes, limit=asked.show, found=found)
    listed = doubtful + owed
    rows = rows_of(listed, today, asked.on)
    messages = on_their_way(MOST_NAMED) if tally.on_their_way else []
    queues = _queues(messages, today)
    empty = not listed and not tally.done_today and not messages
    return Board(
        asked=asked,
        today=today,
        headline=sentences.headline(tally, owed[0].customer if owed else ""),
        tally=tally,
        said=sentences.tallies(tally),
        late=sentences.late_in_words(tally.late) if tally.late else "",
        rows=rows,
        now=next((row for row in rows if row.is_now), None),
        ready=[row.id for row in rows if row.can_go_with_others],
        alike=alike_of(rows),
        lines=sum(row.kind == "line" for row in rows),
        left_over=tally.to_do - len(owed),
        underway=[_underway(message, message.channel in queues) for message in messages],
        queue=" ".join(queues.values()),
        done=done_on(today, limit=MOST_NAMED) if tally.done_today else [],
        audit=latest_audit(),
        has_customers=not empty or Customer.objects.exists(),
    )


def alike_of(rows: Sequence[Row]) -> list[Alike]:
    """The wordings of these rows that go to too many, in their order."""
    found: dict[int, list[Row]] = {}
    for row in rows:
        if row.is_alike and row.kind == "mail" and row.draft.word_for_word is not None:
            found.setdefault(row.draft.word_for_word, []).append(row)
    return [Alike(number, same[0].step, len(same), same[0].id) for number, same in found.items()]


def rows_of(listed: Sequence[Owed], today: date, on: int | None = None) -> list[Row]:
    """These follow-ups as rows; the one that is asked for, else the first, is the one that one is on."""
    values = values_for([one.id for one in listed])
    whys = whys_of(listed, values)
    drafts = render([one.id for one in listed], values, [(one.id, one.channel, one.template_id) for one in listed])
    alike = too_many_alike(drafts[one.id] for one in listed if one.state == "open" and one.mode != "hand")
    tell = Chain(today)
    to = addresses_to_use([one.customer_id for one in listed])
    steps = Step.objects.select_related("plan").in_bulk({one.step_id for one in listed if one.step_id})
    sent = texts_handed_over([one.id for one in listed if one.state == "unclear"])
    hours = comes_back([one.id for one in listed if one.channel == Channel.PHONE and one.state == "open"])
    sending, sender = channels_that_send(), current_business().name
    by_hand = [one for one in listed if _is_asked_about(one, sending)]
    held = held_back([one.id for one in by_hand if to.get((one.customer_id, one.channel))])
    asking = wait_for_an_answer({one.customer_id for one in listed})
    root = reverse("today")
    now = on if any(one.id == on for one in listed) else (listed[0].id if listed else None)
    return [
        Row(
            owed=one,
            is_now=one.id == now,
            by=_by(one, today, hours.get(one.id)),
            is_late=one.is_late(today),
            why=whys[one.id],
            chain=tell.of(one, steps.get(one.step_id or 0)),
            facts=tuple(sorted(_facts(values[one.id]), key=len, reverse=True)),
            to=to.get((one.customer_id, one.channel), ""),
            draft=sent.get(one.id) or drafts[one.id],
            root=root,
            step=steps[one.step_id].name if one.step_id in steps else _("A reminder"),
            is_alike=drafts[one.id].word_for_word in alike,
            is_asking=one.customer_id in asking,
            sends=one.channel in sending,
            length=length_told(one.channel, (sent.get(one.id) or drafts[one.id]).body, sender=sender),
            held=_held(one, held.get(one.id)),
        )
        for one in listed
    ]


def _is_by_telephone(one: Owed, sending: Collection[str]) -> bool:
    """Whether a person does it with a telephone, so that nothing else asks whether they may."""
    if one.state != "open" or one.channel in sending:
        return False
    return one.channel == Channel.PHONE or can_hand_off(one.channel)


def _is_asked_about(one: Owed, sending: Collection[str]) -> bool:
    """What a person does where it rings, or where everybody reads it: the gate has a word there before it is listed."""
    return _is_by_telephone(one, sending) or (one.channel in NETWORKS and one.mode == Mode.HAND)


def _held(one: Owed, verdict: Verdict | None) -> str:
    if verdict is None:
        return ""
    return sentence(verdict.reason, translate=_, show_day=day, name=one.customer, channel=one.channel)


def _by(one: Owed, today: date, again: datetime | None) -> str:
    """Until when it is in time; where nobody answered, when its hour comes."""
    if again is not None:
        return _("again %(when)s") % {"when": sentences.moment_in_words(again, today)}
    return sentences.by_when(one, today) if one.state == "open" else ""


def letter_of(draft: DraftText, to: str, facts: tuple[str, ...]) -> Letter:
    """The draft in paragraphs; what was filled in from the customer's own facts is marked."""
    paragraphs = [part for part in draft.body.strip().split("\n\n") if part.strip()]
    line_before = len(paragraphs) - 1 if len(paragraphs) > 1 else None
    if draft.wants_line:
        line_before = next((at for at, part in enumerate(paragraphs) if asks_for_line(part)), None)
        paragraphs = [left for part in paragraphs if (left := without_place(part)).strip()]
    marked = () if draft.edited or (draft.problems and not draft.wants_line) else facts
    shown = [_marked(part, marked) for part in paragraphs]
    return Letter(draft.subject, shown, draft.problems, draft.edited, to, line_before)


def _facts(values: Mapping[str, str]) -> set[str]:
    facts = {values[name] for name in ("products", "product", "sale_day", "inquiry")}
    return {fact for fact in facts if len(fact) > 2}


def _marked(paragraph: str, facts: tuple[str, ...]) -> SafeString:
    text = escape(paragraph)
    for fact in facts:
        if (known := escape(fact)) in text:
            # The first one only: a fact may be part of another.
            return mark_safe(text.replace(known, f"<mark>{known}</mark>"))  # noqa: S308 - both are escaped
    return text


def other_channels(owed: Owed) -> list[str]:
    """How else this customer can be reached."""
    ways = (Channel.EMAIL, Channel.PHONE, Channel.POST)
    return [str(way) for way in ways if way != owed.channel and owed.reach & way.bit]


def _queues(messages: Sequence[OnItsWay], today: date) -> dict[str, str]:
    """The channels whose accounts take some of what is due only later, each with a sentence that says so."""
    now = clock.now()
    due_by = {one.channel for one in messages if one.leaves_at <= now and one.state in QUEUED}
    said = {key: queue_in_words(key, show_day=lambda day: sentences.short_day(day, today)) for key in sorted(due_by)}
    return {key: sentence for key, sentence in said.items() if sentence}


def _underway(message: OnItsWay, is_queued: bool = False) -> Underway:
    now = clock.now()
    waits = max(message.leaves_at - now, timedelta(0))
    counted = message.state == "approved" and waits < timedelta(seconds=90) and bool(waits or not is_queued)
    return Underway(
        message=message,
        said=_("waits for its turn") if is_queued and not waits else sentences.on_its_way(message, now),
        seconds=round(waits.total_seconds()) if counted else None,
        can_be_undone=message.state in ("approved", "held", "retrying"),
    )
