"""The quiet plan itself: adopted once by every business, in its trade's own words, with a switch like any other."""

from __future__ import annotations

from django.db import transaction

from afterword.businesses.models import Business, Trade
from afterword.domain.contact import Purpose
from afterword.domain.planning import MissedKind, Mode
from afterword.domain.stopping import StopRule
from afterword.followups.models import Template
from afterword.infra import clock
from afterword.plans.models import Plan, Step
from afterword.plans.trades.loading import LANGUAGES, trade_book
from afterword.plans.trades.trade_plan import Words

TRIGGER = "keep_in_touch"
SLUG = "keep-in-touch"
#: Where the owner has taken over the trade's plan of that name.
OTHER_SLUG = "keep-in-touch-with-everybody"
#: From its day on so many days, that day included.
WINDOW_DAYS = 14
MINUTES = 1
PRIORITY = 5
_CHANNELS = "email,phone,post"
_STOPS = (StopRule.OPT_OUT, StopRule.COMPLAINT, StopRule.REPLY, StopRule.PURCHASE)
#: Name, why, name of the step.
_TITLES = {
    "en": (
        "Keep in touch",
        "Lets whoever has no next follow-up hear from you in their own rhythm, a few a day; a minute each.",
        "Sign of life",
    ),
    "nb": (
        "Hold kontakten",
        "Lar den som ikke har noen neste oppfølging, høre fra deg i sin egen takt, noen få om dagen; ett minutt hver.",
        "Livstegn",
    ),
}


@transaction.atomic
def adopt_keeping_in_touch(business: Business) -> Plan | None:
    """Give the business its quiet plan, on; None where it has one already, on or off."""
    if Plan.objects.filter(trigger=TRIGGER).exists():
        return None
    taken = Plan.objects.filter(slug=SLUG).exists()
    language = business.language if business.language in LANGUAGES else LANGUAGES[0]
    name, why, step_name = _TITLES[language]
    now = clock.now()
    plan = Plan.objects.create(
        slug=OTHER_SLUG if taken else SLUG,
        name=name,
        why=why,
        trigger=TRIGGER,
        purpose=Purpose.CARE.value,
        priority=PRIORITY,
        stops=",".join(_STOPS),
        created_at=now,
    )
    words = _words(business, language)
    Step.objects.create(
        plan=plan,
        version=plan.version,
        key="sign-of-life",
        name=step_name,
        opens_amount=0,
        closes_amount=WINDOW_DAYS - 1,
        channels=_CHANNELS,
        mode=Mode.APPROVE.value,
        minutes=MINUTES,
        template=Template.objects.create(
            name=step_name,
            language=language,
            email_subject=words.email_subject.strip(),
            email_body=words.email_body.lstrip("\n"),
            call_script=words.call_script.lstrip("\n"),
            letter_body=words.letter_body.lstrip("\n"),
            created_at=now,
        ),
        # Without nagging: who was not reached in time has their turn again in their own rhythm.
        missed_kind=MissedKind.SKIP.value,
        missed_days=0,
    )
    return plan


def _words(business: Business, language: str) -> Words:
    """The trade's sign of life; a shop's where the trade is another."""
    trade = Trade.SHOP.value if business.trade == Trade.OTHER else business.trade
    return trade_book(trade, language).plan(SLUG).steps[0].words
