"""Every event of the catalogue as a sentence in the owner's words; a test fails for one that has none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from babel.lists import format_list
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from afterword.businesses.queries import team
from afterword.domain.calling import CallEnded
from afterword.domain.contact import Purpose, Reason
from afterword.domain.day_moved import DayMoved, day_moved_sentence
from afterword.domain.ended import Ended
from afterword.domain.giving_way import GaveWay, gave_way_sentence
from afterword.domain.reasons import sentence
from afterword.followups.models import MessageText
from afterword.sales.models import Inquiry
from afterword.sales.queries import Purchase, inquiries, purchases
from afterword.timeline import catalogue as kinds
from afterword.timeline.models import EventRow
from afterword.web.channel_names import channel_title
from afterword.web.conversations.words import why_it_came_back
from afterword.web.handing_off.programs import program_words
from afterword.web.plans.sentences import channel_words
from afterword.web.templatetags.frame import day as day_in_words
from afterword.web.templatetags.frame import money
from afterword.web.today.sentences import clock_time

#: No sentence lists more things than this by name.
MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the history: a picture, what happened, somebody's own words, when, by whom, whether it went wrong."""

    id: int
    at: datetime
    picture: str
    said: str
    words: str = ""
    who: str = ""
    is_bad: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rows of other rooms say about a page of events."""

    purchases: dict[int, Purchase]
    inquiries: dict[int, Inquiry]
    subjects: dict[int, str]
    bodies: dict[int, str]
    members: dict[int, str]


Teller = Callable[[EventRow, Facts], tuple[str, str, str]]


def told(rows: Sequence[EventRow]) -> list[Told]:
    """A page of history in sentences; the same five queries for any number of rows."""
    facts = _facts(rows)
    return [_one(row, facts) for row in rows]


def _facts(rows: Sequence[EventRow]) -> Facts:
    def subjects_of(kind: type[kinds.Event]) -> list[int]:
        return [row.subject_id for row in rows if row.kind == kind.kind and row.subject_id]

    messages = [row.data["message_row"] for row in rows if "message_row" in row.data]
    texts = list(MessageText.objects.filter(message_id__in=messages).values_list("message_id", "subject", "body"))
    return Facts(
        purchases=purchases(subjects_of(kinds.SaleRecorded)),
        inquiries=inquiries(subjects_of(kinds.InquiryRecorded)),
        subjects={message_id: subject for message_id, subject, _body in texts},
        bodies={message_id: body for message_id, _subject, body in texts},
        members={one.user_id: str(one.user) for one in team()},
    )


def _one(row: EventRow, facts: Facts) -> Told:
    picture, said, words = TELLERS[row.kind](row, facts)
    who = facts.members.get(row.actor_id or 0, "")
    is_bad = row.kind in (kinds.MessageFailed.kind, kinds.MessageUnclear.kind, kinds.CardReturned.kind)
    return Told(row.pk, row.at, picture, said, words, who, is_bad)


def _sale(row: EventRow, facts: Facts) -> tuple[str, str, str]:
    sale = facts.purchases.get(row.subject_id or 0)
    if sale is None:
        return "shopping-bag", _("A purchase that is not on record any more."), ""
    said = {"things": _listed(sale.things), "total": money(abs(sale.total_minor), sale.currency)}
    if sale.total_minor < 0 or sale.status == "refunded":
        return "undo-2", _("Got %(total)s back.") % said, _listed(sale.things)
    if sale.status == "cancelled":
        return "x", _("Cancelled a purchase of %(total)s.") % said, _listed(sale.things)
    if not sale.things:
        return "shopping-bag", _("Bought something for %(total)s.") % said, ""
    return "shopping-bag", _("Bought %(things)s for %(total)s.") % said, ""


def _inquiry(row: EventRow, facts: Facts) -> tuple[str, str, str]:
    asked = facts.inquiries.get(row.subject_id or 0)
    if asked is None or not asked.subject:
        return "message-circle", _("Asked something."), asked.text if asked else ""
    return "message-circle", _("Asked about “%(subject)s”.") % {"subject": asked.subject}, asked.text


def _added(row: EventRow, facts: Facts) -> tuple[str, str, str]:
    source = row.data.get("source", "")
    if source in ("", "hand"):
        return "user-plus", _("Written in by hand."), ""
    return "user-plus", _("Brought in from “%(source)s”.") % {"source": source}, ""


def _changed(row: EventRow, facts: Facts) -> tuple[str, str, str]:
    names = field_words()
    changed = dict.fromkeys(names.get(part.strip(), part.strip()) for part in row.data.get("what", "").split(","))
    said = {"what": _listed(tuple(name for name in changed if name), most=8), "source": row.data.get("source", "")}
    if not said["what"]:
        return "pencil", _("Their details changed."), ""
    if said["source"] in ("", "hand"):
        return "pencil", _("Changed: %(what)s.") % said, ""
    return "pencil", _("Changed by “%(source)s”: %(what)s.") % said, ""


def field_words() -> dict[str, str]:
    """What the fields of a customer are called."""
    return {
        "prefix": _("form of address"),
        "given_name": _("first name"),
        "family_name": _("last name"),
        "company": _("company"),
        "display_name": _("name"),
        "language": _("language"),
        "birth_on": _("birthday"),
        "customer_since": _("customer since"),
        "note": _("note"),
        "tags": _("tags"),
        "is_firm": _("person or firm"),
        "household": _("household"),
        "dates": _("dates"),
    }


def _merged(row: EventRow, facts: Facts) -> tuple[str, str, str]:
    if not row.data["other_name"]:
        return "merge", _("Two entries were the same person; both histories are here."), ""
    return "merge", _("“%(name)s” is the same person; both histories are here.") % {"name": row.data["other_name"]}, ""


def _approved(row: EventRow, facts: Facts) -> tuple[str, str, str]:
    return "check", _("%(what)s was approved.") % {"what": _the(row.data["channel"])}, ""


def _undone(row: EventRow, facts: Facts) -> tuple[str, str, str]:
    said = {
        "approve": _("The approval was taken back."),
        "done": _("It was not done after all."),
        "skip": _("It was not skipped after all."),
        "snooze": _("It was not put off after all."),
        "channel": _("It goes the way it was planned after all."),
        "call": _("The call was not like that after all."),
        "stop": _("It is due after all."),
        "came_back": _("It is owed again, because it came back."),
    }
    return "undo-2", said.get(row.data["what"], _("It was taken back.")), ""


def _done(row: EventRow, facts: Facts) -> tuple[str, str, str]:
    channel = row.data["channel"]
    pictures = {"phone": "phone", "post": "mailbox"}
    said = {"phone": _("Called."), "post": _("Sent by post.")}.get(channel, _("Done by hand."))
    if row.data.get("message_row"):
        sent = _("Sent by hand: %(program)s.") % {"program": program_words().get(channel, channel)}
        return "send", sent, facts.bodies.get(row.data["message_row"], "")
    by_outcome = {"reached": _("Called, and spoke to them."), "voicemail": _("Called, and left a message.")}
    said = by_outcome.get(row.data.get("outcome", ""), said)
    return pictures.get(channel, "check"), said, row.data.get("note", "")


def _called(row: EventRow, facts: Facts) -> tuple[str, str, str]:
    """A call that did not end there."""
    again = row.data.get("again_at", "")
    said = {
        "no_answer": _("Called, and nobody answered."),
        "voicemail": _("Called, and left a message."),
        "wrong_number": _("Called a wrong number."),
        "do_not_call": _("Called; they asked not to be called again."),
    }.get(row.data["outcome"], _("Called."))
    if again:
        moment = datetime.fromisoformat(again)
        when = {"day": day_in_words(timezone.localtime(moment).date()), "time": clock_time(moment)}
        said = f"{said} {_('Again on %(day)s at %(time)s.') % when}"
    return "phone-missed" if row.data["outcome"] in ("no_answer", "voicemail") else "phone-off", said, row.data["note"]


def _snoozed(row: EventRow, facts: Facts) -> tuple[str, str, str]:
    earlier = bool(row.data.get("was")) and row.data["until"] < row.data["was"]
    said = _("Brought forward to %(day)s.") if earlier else _("Put off until %(day)s.")
    return "clock", said % {"day": _day(row.data["until"])}, ""


def _skipped(row: EventRow, facts: Facts) -> tuple[str, str, str]:
    return "skip-forward", _("Skipped."), row.data["reason"]


def _stopped(row: EventRow, facts: Facts) -> tuple[str, str, str]:
    return "octagon-x", _("Stopped. %(why)s") % {"why": _reason(row.data["reason"])}, ""


def _rerouted(row: EventRow, facts: Facts) -> tuple[str, str, str]:
    words = channel_words()
    channels = {
        "new": words.get(row.data["to_channel"], row.data["to_channel"]),
        "old": words.get(row.data["from_channel"], row.data["from_channel"]),
    }
    why = row.data["reason"]
    words_of_why = "" if why in ("chosen", "missed") else _reason(why)
    return "git-branch", _("It becomes %(new)s instead of %(old)s.") % channels, words_of_why


def _sent(row: EventRow, facts: Facts) -> tuple[str, str, str]:
    subject = facts.subjects.get(row.data["message_row"])
    if not subject:
        return "send", _("%(what)s was sent.") % {"what": _the(row.data["channel"])}, ""
    return "send", _("Sent: “%(subject)s”.") % {"subject": subject}, ""


def _mailed(row: EventRow, facts: Facts) -> tuple[str, str, str]:
    return "mailbox", _("The printing service put it into the post."), ""


def _not_printed(row: EventRow, facts: Facts) -> tuple[str, str, str]:
    return "undo-2", _("The printing service did not print it: it waits under Post."), row.data.get("reply", "")


def _brought_back(row: EventRow, facts: Facts) -> tuple[str, str, str]:
    return "undo-2", _("The post brought it back: nothing more is sent to that address."), ""


def _failed(row: EventRow, facts: Facts) -> tuple[str, str, str]:
    said = _("%(what)s could not be delivered.") % {"what": _the(row.data["channel"])}
    return "triangle-alert", said, _reason(row.data.get("reply", ""))


def _bounced(row: EventRow, facts: Facts) -> tuple[str, str, str]:
    said = _("%(what)s came back: %(why)s.") % {
        "what": _the(row.data["channel"]),
        "why": why_it_came_back(row.data.get("reason", "")),
    }
    return "triangle-alert", said, ""


def _replied(row: EventRow, facts: Facts) -> tuple[str, str, str]:
    return "reply", _("Wrote back."), row.data.get("words", "")


def _own_data(row: EventRow, facts: Facts) -> tuple[str, str, str]:
    if row.data["what"] == "forget":
        return "eraser", _("Asked to be forgotten."), ""
    return "file-text", _("Asked for everything that you know about them."), ""


def _unclear(row: EventRow, facts: Facts) -> tuple[str, str, str]:
    said = _("%(what)s was handed over, and no answer came back.") % {"what": _the(row.data["channel"])}
    return "circle-question-mark", said, ""


def _resolved(row: EventRow, facts: Facts) -> tuple[str, str, str]:
    said = _("It arrived after all.") if row.data["arrived"] else _("It did not arrive.")
    return "check" if row.data["arrived"] else "x", said, ""


def _suppressed(row: EventRow, facts: Facts) -> tuple[str, str, str]:
    by = {"by": _by(row.data["channel"])}
    said = {
        "unsubscribed": _("Stopped the messages %(by)s."),
        "bounce": _("The address does not work %(by)s; it is not used any more."),
        "complaint": _("Complained about a message %(by)s; none is sent any more."),
        "asked": _("Asked not to be contacted %(by)s."),
        "imported": _("Is not to be contacted %(by)s, says a file that was brought in."),
    }
    return "ban", said.get(row.data["reason"], _("Is not to be contacted %(by)s.")) % by, ""


def _lifted(row: EventRow, facts: Facts) -> tuple[str, str, str]:
    return "check", _("Wants to hear from you %(by)s again.") % {"by": _by(row.data["channel"])}, row.data["note"]


def _consent(row: EventRow, facts: Facts) -> tuple[str, str, str]:
    by = {"by": _by(row.data["channel"])}
    if row.data["purpose"] == Purpose.PUBLIC:
        said = _("May be thanked by name in public.") if row.data["granted"] else _("Is not to be named in public.")
        return "check" if row.data["granted"] else "ban", said, row.data["source"]
    said = _("Said yes to messages %(by)s.") if row.data["granted"] else _("Said no to messages %(by)s.")
    return "check" if row.data["granted"] else "ban", said % by, row.data["source"]


def _hold(row: EventRow, facts: Facts) -> tuple[str, str, str]:
    return "pause", hold_words(row.data["reason"]), row.data.get("note", "")


def hold_words(reason: str) -> str:
    """Why everything automatic stands still."""
    said = {
        "reply": _("Wrote back: everything automatic stands still."),
        "complaint": _("Complained: everything automatic stands still."),
        "paused": _("Paused: everything automatic stands still."),
    }
    return said.get(reason, _("Everything automatic stands still."))


def _go_on(row: EventRow, facts: Facts) -> tuple[str, str, str]:
    return "play", _("It goes on."), ""


def _rest(row: EventRow, facts: Facts) -> tuple[str, str, str]:
    return "moon", _("Left in peace until %(day)s.") % {"day": _day(row.data["until"])}, row.data["reason"]


def _note(row: EventRow, facts: Facts) -> tuple[str, str, str]:
    return "sticky-note", _("A note:"), row.data["note"]


def _forgotten(row: EventRow, facts: Facts) -> tuple[str, str, str]:
    return "eraser", _("Forgotten, because they asked for it: what said who they are was taken away."), ""


def _import_finished(row: EventRow, facts: Facts) -> tuple[str, str, str]:
    return "file-up", _("“%(file)s” was brought in.") % {"file": row.data["file_name"]}, ""


def _import_undone(row: EventRow, facts: Facts) -> tuple[str, str, str]:
    return "undo-2", _("“%(file)s” was taken back.") % {"file": row.data["file_name"]}, ""


def _plan_changed(row: EventRow, facts: Facts) -> tuple[str, str, str]:
    return "list-checks", _("The plan “%(plan)s” was changed.") % {"plan": row.data["name"]}, ""


def _wording_settled(row: EventRow, facts: Facts) -> tuple[str, str, str]:
    words = {"wording": row.data["name"]}
    if row.data["as_it_is"]:
        return "list-checks", _("The words of “%(wording)s” may go to everybody as they are.") % words, ""
    return "list-checks", _("The words of “%(wording)s” are asked about again when they go to many.") % words, ""


def _suggestion_used(row: EventRow, facts: Facts) -> tuple[str, str, str]:
    if row.data["changed"]:
        return "pencil", _("Wrote a line for them, from what the assistant had proposed:"), row.data["line"]
    return "pencil", _("Took the line that the assistant had proposed for them:"), row.data["line"]


def _inquiry_closed(row: EventRow, facts: Facts) -> tuple[str, str, str]:
    if row.data.get("outcome") == "won":
        return "circle-check", _("Said yes to what they had asked about."), ""
    return "circle-x", _("Said no to what they had asked about."), ""


def _job_finished(row: EventRow, facts: Facts) -> tuple[str, str, str]:
    return "wrench", _("A job was finished."), row.data.get("what", "")


def _plan_started(row: EventRow, facts: Facts) -> tuple[str, str, str]:
    return "play", _("The plan “%(plan)s” was started for them.") % {"plan": row.data["plan"]}, ""


TELLERS: dict[str, Teller] = {
    kinds.SaleRecorded.kind: _sale,
    kinds.InquiryRecorded.kind: _inquiry,
    kinds.InquiryClosed.kind: _inquiry_closed,
    kinds.JobFinished.kind: _job_finished,
    kinds.PlanStarted.kind: _plan_started,
    kinds.CustomerAdded.kind: _added,
    kinds.CustomerChanged.kind: _changed,
    kinds.CustomersMerged.kind: _merged,
    kinds.CustomerForgotten.kind: _forgotten,
    kinds.FollowUpApproved.kind: _approved,
    kinds.FollowUpUndone.kind: _undone,
    kinds.FollowUpDone.kind: _done,
    kinds.CallAttempted.kind: _called,
    kinds.FollowUpSnoozed.kind: _snoozed,
    kinds.FollowUpSkipped.kind: _skipped,
    kinds.FollowUpStopped.kind: _stopped,
    kinds.FollowUpRerouted.kind: _rerouted,
    kinds.MessageSent.kind: _sent,
    kinds.CardMailed.kind: _mailed,
    kinds.CardRefused.kind: _not_printed,
    kinds.CardReturned.kind: _brought_back,
    kinds.MessageFailed.kind: _failed,
    kinds.MessageBounced.kind: _bounced,
    kinds.CustomerReplied.kind: _replied,
    kinds.OwnDataAsked.kind: _own_data,
    kinds.MessageUnclear.kind: _unclear,
    kinds.UnclearResolved.kind: _resolved,
    kinds.AddressSuppressed.kind: _suppressed,
    kinds.SuppressionLifted.kind: _lifted,
    kinds.ConsentRecorded.kind: _consent,
    kinds.HoldPlaced.kind: _hold,
    kinds.HoldLifted.kind: _go_on,
    kinds.RestWritten.kind: _rest,
    kinds.NoteWritten.kind: _note,
    kinds.ImportFinished.kind: _import_finished,
    kinds.ImportUndone.kind: _import_undone,
    kinds.PlanChanged.kind: _plan_changed,
    kinds.WordingSettled.kind: _wording_settled,
    kinds.SuggestionUsed.kind: _suggestion_used,
}


def _the(channel: str) -> str:
    return {
        "email": _("The e-mail"),
        "phone": _("The call"),
        "post": _("The letter"),
        "sms": _("The text message"),
    }.get(channel, _("The message"))


def _by(channel: str) -> str:
    return {
        "email": _("by e-mail"),
        "phone": _("by phone"),
        "post": _("by post"),
        "sms": _("by text message"),
        "social": _("on social media"),
        "chat": _("by chat"),
    }.get(channel) or (_("by %(channel)s") % {"channel": channel_title(channel)} if channel else "")


def _reason(code: str) -> str:
    """A reason of the gate or of a plan in a sentence; anything else, such as a server's reply, as it is."""
    if code in set(Reason):
        return sentence(Reason(code), translate=_)
    if code in set(DayMoved):
        return day_moved_sentence(DayMoved(code), translate=_)
    if code in set(GaveWay):
        return gave_way_sentence(GaveWay(code), translate=_)
    return _ended_words().get(code, code)


def _ended_words() -> dict[str, str]:
    """Why a plan's own rules ended a step, in short."""
    return {
        CallEnded.NO_ANSWER: _("They did not take the telephone."),
        CallEnded.WRONG_NUMBER: _("It was a wrong number."),
        CallEnded.DO_NOT_CALL: _("They asked not to be called."),
        Ended.OPTED_OUT: _("They asked not to be contacted."),
        Ended.COMPLAINED: _("They complained."),
        Ended.REPLIED: _("They wrote back."),
        Ended.WON: _("They said yes."),
        Ended.LOST: _("They said no."),
        Ended.BOUGHT: _("They bought again."),
        Ended.BOOKED: _("They came by, or made an appointment."),
        Ended.NOT_MEANT: _("It was not meant for them any more."),
        Ended.PLAN_CHANGED: _("The plan was changed, and this step is not part of it any more."),
        "joined": _("Another follow-up speaks for it."),
    }


def _day(text: Any) -> str:
    return day_in_words(date.fromisoformat(str(text)))


def _listed(things: Sequence[str], *, most: int = MOST_NAMED) -> str:
    shown = list(things[:most])
    if len(things) > most:
        shown[-1] = _("more")
    language = (get_language() or "en").replace("-", "_")
    return format_list(shown, style="standard", locale=language) if shown else ""
