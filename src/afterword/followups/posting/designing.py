"""How the cards of a plan look: chosen once, kept for the next time."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from afterword.businesses.models import Business
from afterword.businesses.queries import current_business
from afterword.channels.cards.pictures import ready_to_print
from afterword.channels.cards.printing import DESIGNS, WITH_PICTURE, Look
from afterword.domain.cards.formats import CardFormat, card_format, usual_format
from afterword.domain.trouble import Trouble
from afterword.followups.models import CardDesign
from afterword.infra import clock

#: What stands on the front where the owner has written nothing, by language.
HEADLINES = {"en": "Thank you", "nb": "Tusen takk"}


class BadDesign(Trouble):
    """A design that cannot be used; says what to change."""


@dataclass(frozen=True, slots=True)
class Design:
    """What the owner chose, or what we propose: format, front, headline, picture, and where the code leads."""

    format: CardFormat
    design: str
    headline: str
    picture: bytes | None = None
    link: str = ""
    link_words: str = ""


def design_of(plan_id: int | None) -> Design:
    """The design of a plan's cards; where it has none, that of all others; where there is none, a good first one."""
    rows = {row.plan_id: row for row in CardDesign.objects.filter(plan_id__in={0, plan_id or 0})}
    row = rows.get(plan_id or 0) or rows.get(0)
    business = current_business()
    if row is None:
        return Design(usual_format(business.country), "airmail", HEADLINES.get(business.language, HEADLINES["en"]))
    picture = bytes(row.picture) if row.picture is not None else None
    return Design(card_format(row.format), row.design, row.headline, picture, row.link, row.link_words)


def keep_design(
    *,
    plan_id: int | None,
    format_key: str,
    design: str,
    headline: str,
    upload: bytes | None = None,
    without_picture: bool = False,
    link: str = "",
    link_words: str = "",
) -> Design:
    """Keep how a plan's cards look. ``upload`` replaces the picture; without one the present picture stays.

    Raises :class:`BadDesign`, ``BadFormat`` and ``BadPicture``, each with one sentence.
    """
    form = card_format(format_key)
    if design not in DESIGNS:
        raise BadDesign(f"There is no design “{design}”. Choose one of: {', '.join(DESIGNS)}.")
    present = design_of(plan_id)
    picture = None if without_picture else ready_to_print(upload) if upload else present.picture
    if design in WITH_PICTURE and picture is None:
        raise BadDesign("This design needs a picture. Choose one, or another design.")
    link = link.strip()
    if link and not _is_web_address(link):
        raise BadDesign("The code must lead to a web address that begins with https://.")
    values = {
        "format": form.key,
        "design": design,
        "headline": " ".join(headline.split())[:80],
        "picture": picture,
        "link": link,
        "link_words": " ".join(link_words.split())[:80],
        "changed_at": clock.now(),
    }
    CardDesign.objects.update_or_create(business_id=current_business().pk, plan_id=plan_id or 0, defaults=values)
    return design_of(plan_id)


def look_of(design: Design, business: Business) -> Look:
    """The design in the business's name and colors."""
    sender = (business.name, *filter(None, (line.strip() for line in business.postal_address.splitlines())))
    # The address of many businesses begins with their name.
    once = tuple(dict.fromkeys(sender))
    return Look(business.name, once, design.headline, design.design, business.accent, design.picture)


def _is_web_address(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return (
        parts.scheme in ("https", "http")
        and bool(parts.hostname)
        and len(link) <= 300
        and not any(c.isspace() for c in link)
    )
