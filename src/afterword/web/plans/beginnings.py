"""What begins a plan, in the owner's words, and what its days are counted from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from afterword.businesses.queries import current_business
from afterword.domain.triggers import Silence, Which
from afterword.plans.models import Plan
from afterword.web.templatetags.frame import money, number


def begins_with(plan: Plan) -> str:
    """One sentence for the trigger with its parameters; empty for one that nobody has words for."""
    facts: dict[str, Any] = plan.trigger_facts or {}
    tell = _WITH_PARAMETERS.get(plan.trigger)
    return tell(facts) if tell is not None else _plain().get(plan.trigger, "")


def _plain() -> dict[str, str]:
    return {
        "inquiry": _("It begins when somebody asks."),
        "job_done": _("It begins when a job is finished."),
        "birthday": _("It begins with the customer's birthday."),
        "warranty_end": _("It begins when the warranty of something they bought ends."),
        "used_up": _("It begins when something they bought is likely used up."),
        "manual": _("You start it by hand, for one customer."),
        "keep_in_touch": _("It is for whoever has nothing else planned."),
    }


def joined_by(plan: Plan) -> str:
    """Whether somebody who has been through it goes through it again."""
    if plan.once:
        return _("Each customer goes through it once.")
    if not plan.again_after_days:
        return ""
    if plan.trigger == "sale":
        return ngettext(
            "Another sale on the next day belongs to it.",
            "Whatever the customer buys within %(days)d days after that belongs to it.",
            plan.again_after_days,
        ) % {"days": plan.again_after_days}
    return ngettext(
        "A customer goes through it again after %(days)d day at the earliest.",
        "A customer goes through it again after %(days)d days at the earliest.",
        plan.again_after_days,
    ) % {"days": plan.again_after_days}


def anchor_of(trigger: str) -> str:
    """What the days of a plan's steps are counted from."""
    return {
        "sale": _("the sale"),
        "inquiry": _("the inquiry"),
        "job_done": _("the job"),
        "birthday": _("the birthday"),
        "sale_anniversary": _("the anniversary"),
        "holiday": _("the holiday"),
        "service_due": _("the day on which service is due"),
        "warranty_end": _("the end of the warranty"),
        "used_up": _("the day on which it is used up"),
        "silence": _("the day on which they were expected again"),
        "keep_in_touch": _("the day on which it is their turn"),
        "date_field": _("that date"),
    }.get(trigger, _("the start"))


def _sale(facts: dict[str, Any]) -> str:
    sentence = {
        Which.ANY: _("It begins with every sale."),
        Which.FIRST: _("It begins with somebody's first purchase."),
        Which.REPEAT: _("It begins when somebody buys again."),
    }[Which(facts.get("which", Which.ANY))]
    parts = [sentence]
    if facts.get("products"):
        count = len(facts["products"])
        parts.append(
            ngettext("Only sales of %(count)d product.", "Only sales of %(count)d products.", count) % {"count": count}
        )
    if facts.get("categories"):
        named = ", ".join(str(one) for one in facts["categories"])
        parts.append(_("Only sales of: %(categories)s.") % {"categories": named})
    if facts.get("at_least_minor"):
        parts.append(
            _("Only sales of at least %(amount)s.")
            % {"amount": money(facts["at_least_minor"], current_business().currency)}
        )
    return " ".join(parts)


def _anniversary(facts: dict[str, Any]) -> str:
    years = int(facts.get("from_year", 1))
    sentence = ngettext(
        "It comes round every year on the day of the first purchase.",
        "It comes round every year on the day of the first purchase, once %(years)d years have passed.",
        years,
    )
    return sentence % {"years": years}


def _service(facts: dict[str, Any]) -> str:
    months = int(facts.get("interval_months", 12))
    return ngettext(
        "It begins when something of theirs is due for service: every month, unless the product says otherwise.",
        "It begins when something of theirs is due for service: every %(months)d months, unless the product says "
        "otherwise.",
        months,
    ) % {"months": months}


def _silence(facts: dict[str, Any]) -> str:
    usual = Silence()
    days = int(facts.get("at_least_days", usual.at_least_days))
    words = {"times": number(facts.get("beyond_rhythm", usual.beyond_rhythm)), "days": number(days)}
    if not days:
        return _("It begins when somebody stays away %(times)s times as long as is usual for them.") % words
    sentence = _(
        "It begins when somebody stays away %(times)s times as long as is usual for them, and at least %(days)s days."
    )
    return sentence % words


def _date_field(facts: dict[str, Any]) -> str:
    words = {"field": str(facts.get("field", "")).replace("_", " ")}
    if facts.get("yearly"):
        return _("It begins with a date that you keep of them, each year: %(field)s.") % words
    return _("It begins with a date that you keep of them: %(field)s.") % words


def _holiday(facts: dict[str, Any]) -> str:
    return _("It begins with this day: %(name)s.") % {"name": _(str(facts.get("name", "")))}


def _event(facts: dict[str, Any]) -> str:
    return _("It begins when this happens: %(name)s.") % {"name": facts.get("name", "")}


_WITH_PARAMETERS: dict[str, Callable[[dict[str, Any]], str]] = {
    "sale": _sale,
    "sale_anniversary": _anniversary,
    "holiday": _holiday,
    "service_due": _service,
    "silence": _silence,
    "date_field": _date_field,
    "event": _event,
}
