"""What a printing service is given of one card: its pages without an address, and the address taken apart."""

from __future__ import annotations

import io

import pikepdf

from afterword.businesses.models import Business
from afterword.businesses.queries import local_today
from afterword.channels.cards.printing import Card, Job, print_cards
from afterword.channels.port import Mailbox
from afterword.channels.printing_service.paper import PaperParcel
from afterword.customers.models import Customer
from afterword.customers.postal import postal_address
from afterword.domain.cards.addressing import PostalAddress
from afterword.domain.cards.formats import CardFormat, Kind
from afterword.domain.trouble import Trouble
from afterword.followups.merge_fields import day_in_words
from afterword.followups.posting.designing import Design, look_of
from afterword.followups.posting.queue import names_on
from afterword.infra import clock

#: What a service calls the postcards that it prints.
SIZES = {"us-postcard": "4x6", "a6-postcard": "A6"}

NOT_THIS_FORMAT = "A printing service prints postcards and letters. Choose one of these under “How your cards look”."
NOT_AN_ADDRESS = "Its address must have a street, a town with its postal code, and a country. Mend it on their page."
NO_SENDER = "Enter your own postal address under Settings, Business: a printing service puts it on every card."
TOO_LONG = "Its words are too long for this card. Shorten them."


class NotForAService(Trouble):
    """This card cannot be given to a printing service; the sentence says what to change."""


def is_printed_elsewhere(form: CardFormat) -> bool:
    """Whether a printing service prints this format."""
    return form.kind is Kind.LETTER or form.key in SIZES


def sender_of(business: Business) -> PostalAddress:
    """The business's own address. Raises NotForAService where it is not complete."""
    lines = [line.strip() for line in business.postal_address.splitlines() if line.strip()]
    # The address of many businesses begins with their name.
    body = [line for line in lines if line.casefold() != business.name.casefold()]
    origin = postal_address((business.name,), "\n".join(body), home=business.country)
    if not origin.is_complete:
        raise NotForAService(NO_SENDER)
    return origin


def receiver(customer: Customer, written: str, business: Business) -> PostalAddress:
    """The customer's address taken apart. Raises NotForAService where something is missing."""
    to = postal_address(names_on(customer), written, home=business.country)
    if not to.is_complete:
        raise NotForAService(NOT_AN_ADDRESS)
    return to


def paper_parcel(
    *, key: str, message_id: str, to: PostalAddress, words: str, design: Design, business: Business, promotional: bool
) -> PaperParcel:
    """The card, drawn. Raises NotForAService."""
    is_letter = design.format.kind is Kind.LETTER
    if not is_printed_elsewhere(design.format):
        raise NotForAService(NOT_THIS_FORMAT)
    origin = sender_of(business)
    return PaperParcel(
        message_id=message_id,
        sender=Mailbox(business.name, ", ".join(origin.lines)),
        recipient=Mailbox(to.name, ", ".join(to.lines)),
        subject="",
        text=words,
        written_at=clock.now(),
        promotional=promotional,
        business=business.name,
        language=business.language,
        to=to,
        origin=origin,
        idempotency_key=key,
        is_letter=is_letter,
        size=SIZES.get(design.format.key, ""),
        pages=_pages(words, design, business),
    )


def _pages(words: str, design: Design, business: Business) -> tuple[bytes, ...]:
    is_letter = design.format.kind is Kind.LETTER
    printed = print_cards(
        Job(
            design.format,
            look_of(design, business),
            [Card((), words, design.link)],
            language=business.language,
            title=business.name,
            day=day_in_words(local_today(business), business.language) if is_letter else "",
            code_words=design.link_words,
            addressed=False,
        )
    )
    if printed.too_long:
        raise NotForAService(TOO_LONG)
    return (printed.pdf,) if is_letter else _sides(printed.pdf)


def _sides(pdf: bytes) -> tuple[bytes, ...]:
    """A file for each side."""
    found: list[bytes] = []
    with pikepdf.open(io.BytesIO(pdf)) as both:
        for page in both.pages:
            with pikepdf.new() as side:
                side.pages.append(page)
                out = io.BytesIO()
                side.save(out)
                found.append(out.getvalue())
    return tuple(found)
