"""Words that rooms below the screens hold in English, named here so that the catalogue of translations has them."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, gettext_noop


def in_our_words(choices: type[TextChoices]) -> list[tuple[str, str | Promise]]:
    """The choices with their names in the reader's language."""
    return [(str(value), gettext_lazy(name)) for value, name in choices.choices]


#: Every one of them; a test compares this with what the rooms hold.
SAID_ELSEWHERE = (
    # What a business does
    gettext_noop("Shop"),
    gettext_noop("Jeweller"),
    gettext_noop("Salon"),
    gettext_noop("Garden and landscape"),
    gettext_noop("Workshop and car care"),
    gettext_noop("Clinic"),
    gettext_noop("Restaurant"),
    gettext_noop("Software"),
    gettext_noop("Consultant"),
    gettext_noop("Network marketing"),
    gettext_noop("Something else"),
    # Roles
    gettext_noop("Owner"),
    gettext_noop("Manager"),
    gettext_noop("Staff"),
    # Fields of files
    gettext_noop("Address, second line"),
    gettext_noop("Asked at (time)"),
    gettext_noop("Asked on"),
    gettext_noop("Cancelled on"),
    gettext_noop("Category"),
    gettext_noop("City"),
    gettext_noop("Company"),
    gettext_noop("Country"),
    gettext_noop("Currency"),
    gettext_noop("Customer number"),
    gettext_noop("Customer since"),
    gettext_noop("Date of birth"),
    gettext_noop("Date of sale"),
    gettext_noop("Description"),
    gettext_noop("Discount"),
    gettext_noop("E-mail"),
    gettext_noop("First name"),
    gettext_noop("Full name"),
    gettext_noop("How they asked"),
    gettext_noop("Inquiry number"),
    gettext_noop("Language"),
    gettext_noop("Last name"),
    gettext_noop("Line number"),
    gettext_noop("Mobile phone"),
    gettext_noop("Note"),
    gettext_noop("Order or receipt number"),
    gettext_noop("Phone"),
    gettext_noop("Postal code"),
    gettext_noop("Price"),
    gettext_noop("Price of one"),
    gettext_noop("Product name"),
    gettext_noop("Product number"),
    gettext_noop("Quantity"),
    gettext_noop("SKU or article number"),
    gettext_noop("Served by"),
    gettext_noop("State or region"),
    gettext_noop("Status (paid, refunded, cancelled)"),
    gettext_noop("Street and number"),
    gettext_noop("Subject"),
    gettext_noop("Tags"),
    gettext_noop("Time of sale"),
    gettext_noop("Title (Mr, Dr)"),
    gettext_noop("Total of the line"),
    gettext_noop("Total of the sale"),
    gettext_noop("Unsubscribed on"),
    gettext_noop("Agrees to e-mail advertising (yes or no)"),
    gettext_noop("Unsubscribed from e-mail (yes or no)"),
    gettext_noop("What they asked"),
    # The mail server's settings
    gettext_noop("Mail server"),
    gettext_noop("The name of the server that sends your mail, as your provider gives it: smtp.example.com"),
    gettext_noop("Port"),
    gettext_noop("Usually 587. With “encrypted from the start” it is 465."),
    gettext_noop("Encryption"),
    gettext_noop("Leave it on “automatic” unless your provider says otherwise."),
    gettext_noop("Automatic"),
    gettext_noop("Always, by STARTTLS"),
    gettext_noop("Always, encrypted from the start"),
    gettext_noop("None (only for a server on this machine)"),
    gettext_noop("User name"),
    gettext_noop("Often your whole e-mail address. Leave it empty if the server asks for none."),
    gettext_noop("Password"),
    gettext_noop("Some providers want an “app password” here, made in your mail account."),
    # What can be filled into a letter
    gettext_noop("The customer's first name"),
    gettext_noop("The customer's whole name, or the firm's"),
    gettext_noop("The main thing they bought"),
    gettext_noop("Everything they bought that day, as a list"),
    gettext_noop("The day of the purchase, like 18 October"),
    gettext_noop("How many days ago that was"),
    gettext_noop("What they asked about"),
    gettext_noop("The name of your business"),
    gettext_noop("Who signs your letters"),
    gettext_noop("Your telephone number"),
    gettext_noop("Your e-mail address"),
    # Why two customers may be one
    gettext_noop("They share an e-mail address."),
    gettext_noop("They share a phone number."),
    gettext_noop("They share an e-mail address, but not the name."),
    gettext_noop("They share a phone number, but not the name."),
    gettext_noop("The same name and address under two customer numbers."),
    gettext_noop("Their name and other details agree."),
)
