"""A plan in the owner's words: when a step happens, how it reaches people, who lets it go, what if it was missed."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from afterword.domain.channel import OURS, known_channels
from afterword.domain.planning import MissedKind, Mode, Unit
from afterword.plans.models import Plan, Step
from afterword.web.plans.beginnings import anchor_of, begins_with, joined_by


def starts_with(plan: Plan) -> str:
    """What begins the plan, and whether it begins again."""
    return f"{begins_with(plan)} {joined_by(plan)}".strip()


def when(step: Step, trigger: str) -> str:
    """1 to 7 days after the sale."""
    first, last = step.opens_amount, step.closes_amount
    words = {"first": first, "last": last, "what": anchor_of(trigger)}
    if first == last == 0:
        return _("On the day of %(what)s") % words
    if last <= 0:
        return _before(step.offset_unit, first, last) % (words | {"first": -first, "last": -last})
    if first < 0:
        return _around(step.offset_unit) % (words | {"first": -first})
    if first in (0, last):
        return _within(step.offset_unit, last) % words if first == 0 else _exactly(step.offset_unit, last) % words
    return {
        Unit.DAYS: _("%(first)d to %(last)d days after %(what)s"),
        Unit.WEEKS: _("%(first)d to %(last)d weeks after %(what)s"),
        Unit.MONTHS: _("%(first)d to %(last)d months after %(what)s"),
        Unit.BUSINESS_DAYS: _("%(first)d to %(last)d open days after %(what)s"),
    }[Unit(step.offset_unit)] % words


def _before(unit: str, first: int, last: int) -> str:
    if last == 0:
        return {
            Unit.DAYS: ngettext(
                "Within %(first)d day before %(what)s", "Within %(first)d days before %(what)s", -first
            ),
            Unit.WEEKS: ngettext(
                "Within %(first)d week before %(what)s", "Within %(first)d weeks before %(what)s", -first
            ),
            Unit.MONTHS: ngettext(
                "Within %(first)d month before %(what)s", "Within %(first)d months before %(what)s", -first
            ),
            Unit.BUSINESS_DAYS: ngettext(
                "Within %(first)d open day before %(what)s", "Within %(first)d open days before %(what)s", -first
            ),
        }[Unit(unit)]
    if first == last:
        return {
            Unit.DAYS: ngettext("%(last)d day before %(what)s", "%(last)d days before %(what)s", -last),
            Unit.WEEKS: ngettext("%(last)d week before %(what)s", "%(last)d weeks before %(what)s", -last),
            Unit.MONTHS: ngettext("%(last)d month before %(what)s", "%(last)d months before %(what)s", -last),
            Unit.BUSINESS_DAYS: ngettext(
                "%(last)d open day before %(what)s", "%(last)d open days before %(what)s", -last
            ),
        }[Unit(unit)]
    return {
        Unit.DAYS: _("%(first)d to %(last)d days before %(what)s"),
        Unit.WEEKS: _("%(first)d to %(last)d weeks before %(what)s"),
        Unit.MONTHS: _("%(first)d to %(last)d months before %(what)s"),
        Unit.BUSINESS_DAYS: _("%(first)d to %(last)d open days before %(what)s"),
    }[Unit(unit)]


def _around(unit: str) -> str:
    return {
        Unit.DAYS: _("From %(first)d days before to %(last)d days after %(what)s"),
        Unit.WEEKS: _("From %(first)d weeks before to %(last)d weeks after %(what)s"),
        Unit.MONTHS: _("From %(first)d months before to %(last)d months after %(what)s"),
        Unit.BUSINESS_DAYS: _("From %(first)d open days before to %(last)d open days after %(what)s"),
    }[Unit(unit)]


def _within(unit: str, last: int) -> str:
    if unit == Unit.BUSINESS_DAYS and last == 1:
        return _("By the next open day after %(what)s")
    return {
        Unit.DAYS: _("Within %(last)d days of %(what)s"),
        Unit.WEEKS: _("Within %(last)d weeks of %(what)s"),
        Unit.MONTHS: _("Within %(last)d months of %(what)s"),
        Unit.BUSINESS_DAYS: _("Within %(last)d open days of %(what)s"),
    }[Unit(unit)]


def _exactly(unit: str, amount: int) -> str:
    if unit == Unit.DAYS:
        return ngettext("%(last)d day after %(what)s", "%(last)d days after %(what)s", amount)
    if unit == Unit.WEEKS:
        return ngettext("%(last)d week after %(what)s", "%(last)d weeks after %(what)s", amount)
    if unit == Unit.MONTHS:
        return ngettext("%(last)d month after %(what)s", "%(last)d months after %(what)s", amount)
    return ngettext("%(last)d open day after %(what)s", "%(last)d open days after %(what)s", amount)


def channel_words() -> dict[str, str]:
    """What each channel is called in a sentence; what an installed package brought goes by its own name."""
    brought = {str(one): one.called for one in known_channels() if one not in OURS}
    return brought | {
        "email": _("an e-mail"),
        "phone": _("a call"),
        "post": _("a letter or card"),
        "sms": _("a text message"),
        "social": _("a message"),
        "chat": _("a chat message"),
    }


#: The picture of each channel.
ICONS = {
    "email": "mail",
    "phone": "phone",
    "post": "mailbox",
    "sms": "message-square",
    "social": "at-sign",
    "chat": "message-circle",
}


def picture(step: Step) -> str:
    """The picture of a step's first channel."""
    return ICONS.get(step.channels.partition(",")[0].strip(), "mail")


def by(step: Step) -> str:
    """An e-mail, else a call, else a letter or card."""
    words = channel_words()
    names = [words.get(name.strip(), name.strip()) for name in step.channels.split(",")]
    sentence = _(", else ").join(names)
    return sentence[:1].upper() + sentence[1:]


def who_lets_it_go(step: Step) -> str:
    """Whether it leaves by itself."""
    return {
        Mode.AUTOMATIC: _("It leaves by itself; you can look at it before."),
        Mode.APPROVE: _("Nothing leaves before you have approved it."),
        Mode.HAND: _("You do it yourself, and mark it done."),
    }[Mode(step.mode)]


def if_missed(step: Step) -> str:
    """What happens when the days have passed."""
    days = {"days": step.missed_days}
    return {
        MissedKind.SEND_LATE: ngettext(
            "If those days pass, it may still go for %(days)d more day.",
            "If those days pass, it may still go for %(days)d more days.",
            step.missed_days,
        ),
        MissedKind.CALL: ngettext(
            "If those days pass, you call instead, within %(days)d day.",
            "If those days pass, you call instead, within %(days)d days.",
            step.missed_days,
        ),
        MissedKind.SKIP: _("If those days pass, it is left out."),
    }[MissedKind(step.missed_kind)] % days
