"""Every reason and every state in one sentence of the owner's own words.

The sentences are English message ids with named places. A face passes its own `translate` and `show_day`, so
that the words and the dates come out in the reader's language; the choice of the sentence stays here.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum

from afterword.domain.channel import Channel
from afterword.domain.contact import Reason


class TouchState(StrEnum):
    """What has become of one touch, as a list of whys shows it."""

    PLANNED = "planned"
    WAITING = "waiting"
    HELD = "held"
    RETRYING = "retrying"
    SENT = "sent"
    DONE = "done"
    FAILED = "failed"
    UNCLEAR = "unclear"
    PAST = "past"
    JOINED = "joined"
    SKIPPED = "skipped"
    STOPPED = "stopped"


BY_CHANNEL: dict[Channel, str] = {
    Channel.EMAIL: "by e-mail",
    Channel.PHONE: "by phone",
    Channel.POST: "by post",
    Channel.SMS: "by text message",
    Channel.SOCIAL: "on social media",
    Channel.CHAT: "by chat",
}

BY_ANOTHER = "by %(channel)s"

# Each list runs from the fullest sentence to the one that needs no fact; the first whose facts are all known is said.
REASON_SENTENCES: dict[Reason, tuple[str, ...]] = {
    Reason.FROZEN: ("Everything is on hold since the backup was restored, until somebody has looked and says go on.",),
    Reason.CUSTOMER_GONE: (
        "%(name)s's record was %(gone)s.",
        "This customer's record was %(gone)s.",
        "This customer's record was merged, erased or closed.",
    ),
    Reason.SUPPRESSED: (
        "%(name)s asked not to be contacted %(by_channel)s on %(day)s.",
        "%(name)s asked not to be contacted %(by_channel)s.",
        "This customer asked not to be contacted.",
    ),
    Reason.REFUSED: (
        "%(name)s said no to such messages %(by_channel)s on %(day)s.",
        "%(name)s said no to such messages %(by_channel)s.",
        "This customer said no to such messages.",
    ),
    Reason.NO_ADDRESS: (
        "There is no way on record to reach %(name)s %(by_channel)s.",
        "There is no way on record to reach this customer.",
    ),
    Reason.ADDRESS_BAD: (
        "What was sent to %(address)s came back on %(day)s.",
        "What was sent to %(address)s came back.",
        "What was sent to this customer's address came back.",
    ),
    Reason.PLAN_OFF: ("The plan “%(plan)s” is switched off.", "The plan is switched off."),
    Reason.NEWER_SALE: (
        "%(name)s bought again on %(day)s, and that purchase has its own follow-up.",
        "There is a newer purchase, and it has its own follow-up.",
    ),
    Reason.USELESS: (
        "It would have come too late to be of use after %(day)s.",
        "It would come too late to be of use.",
    ),
    Reason.HELD_OUT: (
        "%(name)s is in the group that hears nothing, so that you can see whether following up pays.",
        "This customer is in the group that hears nothing, so that you can see whether following up pays.",
    ),
    Reason.NO_CONSENT: (
        "%(name)s has not agreed to hear from you %(by_channel)s.",
        "This customer has not agreed to hear from you this way.",
    ),
    Reason.NOT_IN_PUBLIC: (
        "%(name)s has not said that you may thank them by name where everybody reads it.",
        "This customer has not said that you may thank them by name where everybody reads it.",
    ),
    Reason.COMPLAINT: (
        "%(name)s has had a complaint open since %(day)s.",
        "%(name)s has an open complaint.",
        "This customer has an open complaint.",
    ),
    Reason.REPLIED: (
        "%(name)s wrote back on %(day)s and waits for your answer.",
        "%(name)s wrote back and waits for your answer.",
        "This customer wrote back and waits for your answer.",
    ),
    Reason.PAUSED: (
        "You paused all messages to %(name)s on %(day)s.",
        "You paused all messages to %(name)s.",
        "You paused all messages to this customer.",
    ),
    Reason.WINDOW_OVER: ("The right time for it ended on %(day)s.", "The right time for it has passed."),
    Reason.NOT_APPROVED: ("It waits for your approval.",),
    Reason.NO_POSTAL_ADDRESS: (
        "An offer by e-mail has to say where you are: write your postal address under Settings.",
    ),
    Reason.ACCOUNT_NOT_READY: (
        "The account %(account)s cannot send at the moment: look at its settings.",
        "The account it would leave from cannot send at the moment: look at its settings.",
    ),
    Reason.WINDOW_NOT_OPEN: (
        "The right time for it begins on %(day)s.",
        "The right time for it has not begun.",
    ),
    Reason.TOO_SOON: (
        "%(name)s heard from you on %(day)s, and you want to leave some days between.",
        "This customer heard from you only recently.",
    ),
    Reason.CLOSED_DAY: ("You are closed today; it goes on on %(until_day)s.", "You are closed today."),
    Reason.QUIET_HOURS: ("It is too early or too late in the day to disturb %(name)s.", "It is quiet time."),
    Reason.ALLOWED: ("Nothing speaks against it.",),
}

STATE_SENTENCES: dict[TouchState, tuple[str, ...]] = {
    TouchState.PLANNED: ("Planned for %(day)s %(by_channel)s.", "Planned for %(day)s.", "Planned."),
    TouchState.WAITING: ("Ready since %(day)s; waits for your approval.", "Waits for your approval."),
    TouchState.HELD: ("Held back for now.",),
    TouchState.RETRYING: (
        "The other side said “not now”; it is tried again on %(day)s.",
        "The other side said “not now”; it will be tried again.",
    ),
    TouchState.SENT: ("Sent %(by_channel)s on %(day)s.", "Sent on %(day)s.", "Sent."),
    TouchState.DONE: ("Done by hand by %(member)s on %(day)s.", "Done by hand on %(day)s.", "Done by hand."),
    TouchState.FAILED: ("It could not be delivered to %(address)s.", "It could not be delivered."),
    TouchState.UNCLEAR: (
        "It was handed over on %(day)s, but no answer came back: did it arrive?",
        "It was handed over, but no answer came back: did it arrive?",
    ),
    TouchState.PAST: (
        "Its time had already ended on %(day)s when the sale was brought in.",
        "Its time had already passed when the sale was brought in.",
    ),
    TouchState.JOINED: (
        "This purchase is covered by the follow-up of the one on %(day)s.",
        "This purchase is covered by the follow-up of another one.",
    ),
    TouchState.SKIPPED: ("%(member)s skipped it: %(why)s", "Skipped: %(why)s", "Skipped."),
    TouchState.STOPPED: ("Stopped on %(day)s: %(why)s", "Stopped: %(why)s", "Stopped."),
}

GONE: dict[str, str] = {"merged": "merged with another", "erased": "erased", "closed": "closed"}

MESSAGE_IDS: frozenset[str] = (
    frozenset(
        sentence
        for table in (REASON_SENTENCES.values(), STATE_SENTENCES.values())
        for sentences in table
        for sentence in sentences
    )
    | frozenset(BY_CHANNEL.values())
    | frozenset(GONE.values())
    | {BY_ANOTHER}
)
"""All that a translator has to translate."""

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


def english_day(day: date) -> str:
    """3 May 2019."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def sentence(
    reason: Reason,
    *,
    translate: Callable[[str], str] = str,
    show_day: Callable[[date], str] = english_day,
    **facts: object,
) -> str:
    """One sentence for a reason of the gate.

    Facts that may be given, None or empty meaning unknown: name, day, until_day (dates in the business's
    zone), channel, address, plan, account, gone. The fullest sentence whose facts are known is chosen.
    """
    return _say(REASON_SENTENCES[reason], translate, show_day, facts)


def state_sentence(
    state: TouchState,
    *,
    translate: Callable[[str], str] = str,
    show_day: Callable[[date], str] = english_day,
    **facts: object,
) -> str:
    """One sentence for what has become of a touch; facts as in `sentence`, and member and why."""
    return _say(STATE_SENTENCES[state], translate, show_day, facts)


def _say(
    sentences: tuple[str, ...],
    translate: Callable[[str], str],
    show_day: Callable[[date], str],
    facts: Mapping[str, object],
) -> str:
    words = {place: shown for place, fact in facts.items() if (shown := _shown(place, fact, translate, show_day))}
    if "channel" in words:
        words["by_channel"] = words["channel"]
    for one in sentences:
        if all(place in words for place in places(one)):
            return translate(one) % words
    raise AssertionError("the last sentence of every list needs no fact")  # a test walks all lists


def _shown(place: str, fact: object, translate: Callable[[str], str], show_day: Callable[[date], str]) -> str:
    if fact is None:
        return ""
    if isinstance(fact, date):
        return show_day(fact.date() if isinstance(fact, datetime) else fact)
    if place == "channel":
        return by_channel(Channel(str(fact)), translate)
    if place == "gone":
        known = GONE.get(str(fact))
        return translate(known) if known else ""
    return str(fact).strip()


def by_channel(channel: Channel, translate: Callable[[str], str] = str) -> str:
    """ "by e-mail", "by phone"; a channel that an installed package brought goes by its own name."""
    known = BY_CHANNEL.get(channel)
    return translate(known) if known else translate(BY_ANOTHER) % {"channel": channel.called}


def places(message_id: str) -> tuple[str, ...]:
    """The names of the places in a message id, in order."""
    return tuple(part.partition(")s")[0] for part in message_id.split("%(")[1:])
