"""Links that open a person's own telephone, mail or chat program with the words ready, so that one tap is left."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from afterword.domain.trouble import Trouble


class CannotHandOff(Trouble):
    """That program cannot be opened with this address or these words; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class HandOff:
    """How one program is opened. `carries_words`: the link brings them along; else they must be copied.

    `longest`: characters of a link that the program is known to take.
    """

    link: Callable[[str, str, str], str]
    longest: int
    carries_words: bool = True


def link_for(channel: str, address: str, subject: str = "", text: str = "") -> str:
    """The link for a channel's key, an address on it, and the words; everything is percent-encoded as UTF-8.

    Raises `CannotHandOff` for a channel that no program of a telephone opens, for an address that cannot be right, and
    for words that are too long for a link.
    """
    found = HAND_OFFS.get(channel)
    if found is None:
        raise CannotHandOff("No program on a telephone opens for that. Copy the words, and send them from there.")
    link = found.link(address.strip(), _plain(subject), _plain(text))
    if len(link) > found.longest:
        bare = found.link(address.strip(), "", "")
        room = found.longest - len(bare)
        over = max(1, round(len(text) * (len(link) - found.longest) / max(1, len(link) - len(bare))))
        if room <= 0:
            raise CannotHandOff(_NO_ADDRESS)
        raise CannotHandOff(
            "These words are too long to be handed over in one tap. Take out some %(over)d letters, or copy them.",
            over=over,
        )
    return link


def can_hand_off(channel: str) -> bool:
    """Whether a program of a telephone opens for that channel's key."""
    return channel in HAND_OFFS


def carries_words(channel: str) -> bool:
    """Whether the link of that channel brings the words along."""
    return channel in HAND_OFFS and HAND_OFFS[channel].carries_words


_NO_ADDRESS = "That address cannot be opened. Mend it on the customer's page."


def _plain(text: str) -> str:
    """The words without what no message can carry: control characters but line ends, and halves of characters."""
    whole = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "ignore").decode()
    return "".join(sign for sign in whole if sign in "\n\t" or (sign >= " " and not "\x7f" <= sign <= "\x9f"))


def _encoded(text: str, line_end: str = "%0A") -> str:
    return line_end.join(quote(line, safe="") for line in text.split("\n"))


def _digits(address: str) -> str:
    """The digits of a telephone number; raises where there are too few or too many for one (E.164: 15)."""
    digits = "".join(sign for sign in address if sign.isascii() and sign.isdigit())
    if not 3 <= len(digits) <= 15:
        raise CannotHandOff("That is not a telephone number. Mend it on the customer's page.")
    return digits


def _number(address: str) -> str:
    digits = _digits(address)
    return f"+{digits}" if address.startswith("+") else digits


def _name(address: str) -> str:
    """A name on a network, with or without the @ or the network's address before it."""
    name = address.rstrip("/").rpartition("/")[2].removeprefix("@")
    if not name or any(sign.isspace() for sign in name):
        raise CannotHandOff(_NO_ADDRESS)
    return quote(name, safe="._-")


def _dial(address: str, subject: str, text: str) -> str:
    return f"tel:{_number(address)}"


def _text_message(address: str, subject: str, text: str) -> str:
    # Android asks for "?body=", the iPhone for "&body=": both take the two together.
    return f"sms:{_number(address)}?&body={_encoded(text)}" if text else f"sms:{_number(address)}"


def _whatsapp(address: str, subject: str, text: str) -> str:
    if not address.startswith("+"):
        raise CannotHandOff("WhatsApp needs the number with its country, like +47 22 33 44 55. Mend it there first.")
    return _with_words(f"https://wa.me/{_digits(address)}", text)


def _messenger(address: str, subject: str, text: str) -> str:
    return _with_words(f"https://m.me/{_name(address)}", text)


def _telegram(address: str, subject: str, text: str) -> str:
    is_number = address.startswith("+")
    return _with_words(f"https://t.me/{f'+{_digits(address)}' if is_number else _name(address)}", text)


def _signal(address: str, subject: str, text: str) -> str:
    return f"https://signal.me/#p/+{_digits(address)}"


def _with_words(link: str, text: str) -> str:
    return f"{link}?text={_encoded(text)}" if text else link


def _mail(address: str, subject: str, text: str) -> str:
    name, at, host = address.rpartition("@")
    if not at or not name or not host or any(sign.isspace() or sign < " " for sign in address):
        raise CannotHandOff("That is not an e-mail address. Mend it on the customer's page.")
    # One line, whatever was written: a header ends where its line ends (RFC 6068, 5).
    said = {"subject": _encoded(" ".join(subject.split())), "body": _encoded(text, "%0D%0A")}
    query = "&".join(f"{name}={words}" for name, words in said.items() if words)
    to = f"{quote(name, safe='')}@{quote(host, safe='')}"
    return f"mailto:{to}?{query}" if query else f"mailto:{to}"


HAND_OFFS: Mapping[str, HandOff] = {
    "phone": HandOff(_dial, 100, carries_words=False),
    "sms": HandOff(_text_message, 4_000),
    "whatsapp": HandOff(_whatsapp, 6_000),
    "messenger": HandOff(_messenger, 2_000),
    "telegram": HandOff(_telegram, 6_000),
    "signal": HandOff(_signal, 200, carries_words=False),
    # What Windows hands to a mail program ends at 2,083.
    "email": HandOff(_mail, 2_000),
}
"""By the channel's key."""
