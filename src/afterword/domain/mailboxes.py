"""Where well-known keepers of mailboxes take and hand out mail, and how much they let one mailbox send.

Written down from the keepers' own help pages; nothing is looked up. A keeper that is not here is asked of the owner.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

ORDINARY_DAY = 500
"""Messages a day that an ordinary mailbox stands, where its keeper publishes no number."""


@dataclass(frozen=True, slots=True)
class Keeper:
    """Who keeps mailboxes: the servers for sending and reading, with their ports, and what is peculiar.

    ``port`` 465 and 993 are encrypted from the start, 587 by STARTTLS. ``domains``: addresses that they give away.
    ``a_day``: messages that one mailbox may send in 24 hours. ``app_password``: the usual password is not taken.
    ``takes_no_password``: other programs are not let in by a password at all.
    """

    key: str
    title: str
    sending: str
    reading: str
    domains: tuple[str, ...] = ()
    sending_port: int = 587
    reading_port: int = 993
    a_day: int = ORDINARY_DAY
    app_password: bool = False
    takes_no_password: bool = False


_ALL = (
    Keeper("aol", "AOL", "smtp.aol.com", "imap.aol.com", ("aol.com",), 465, app_password=True),
    Keeper("domeneshop", "Domeneshop", "smtp.domeneshop.no", "imap.domeneshop.no"),
    Keeper("fastmail", "Fastmail", "smtp.fastmail.com", "imap.fastmail.com",
           ("fastmail.com", "fastmail.fm"), 465, app_password=True),
    Keeper("gmail", "Gmail", "smtp.gmail.com", "imap.gmail.com", ("gmail.com", "googlemail.com"), app_password=True),
    Keeper("gmx", "GMX", "mail.gmx.net", "imap.gmx.net", ("gmx.net", "gmx.de", "gmx.at", "gmx.ch", "gmx.com")),
    Keeper("google", "Google Workspace", "smtp.gmail.com", "imap.gmail.com", a_day=2_000, app_password=True),
    Keeper("icloud", "iCloud", "smtp.mail.me.com", "imap.mail.me.com",
           ("icloud.com", "me.com", "mac.com"), a_day=1_000, app_password=True),
    Keeper("infomaniak", "Infomaniak", "mail.infomaniak.com", "mail.infomaniak.com", ("ik.me", "etik.com"), 465),
    Keeper("ionos", "IONOS", "smtp.ionos.com", "imap.ionos.com", sending_port=465),
    Keeper("loopia", "Loopia", "mailcluster.loopia.se", "mailcluster.loopia.se"),
    Keeper("mailbox", "mailbox.org", "smtp.mailbox.org", "imap.mailbox.org", ("mailbox.org",), 465),
    Keeper("microsoft", "Microsoft 365", "smtp.office365.com", "outlook.office365.com",
           a_day=10_000, takes_no_password=True),
    Keeper("one", "one.com", "send.one.com", "imap.one.com", sending_port=465),
    Keeper("outlook", "Outlook.com", "smtp-mail.outlook.com", "outlook.office365.com",
           ("outlook.com", "hotmail.com", "live.com", "msn.com", "hotmail.no", "live.no", "outlook.de"),
           a_day=300, takes_no_password=True),
    Keeper("posteo", "Posteo", "posteo.de", "posteo.de", ("posteo.de", "posteo.net", "posteo.org"), 465),
    Keeper("strato", "STRATO", "smtp.strato.de", "imap.strato.de", sending_port=465),
    Keeper("web", "WEB.DE", "smtp.web.de", "imap.web.de", ("web.de",)),
    Keeper("yahoo", "Yahoo", "smtp.mail.yahoo.com", "imap.mail.yahoo.com",
           ("yahoo.com", "yahoo.co.uk", "yahoo.de", "yahoo.fr", "yahoo.no", "ymail.com"), 465, app_password=True),
    Keeper("zoho", "Zoho Mail", "smtp.zoho.com", "imap.zoho.com", ("zohomail.com", "zoho.com"), 465, app_password=True),
)  # fmt: skip

KEEPERS: Mapping[str, Keeper] = MappingProxyType({keeper.key: keeper for keeper in _ALL})
_BY_DOMAIN = {domain: keeper for keeper in _ALL for domain in keeper.domains}


def keeper_of(address: str) -> Keeper | None:
    """Who keeps the mailbox of an address that was given away by its keeper; None for a domain of one's own."""
    return _BY_DOMAIN.get(address.rpartition("@")[2].strip().casefold())


def is_given_away(domain: str) -> bool:
    """Whether addresses of this domain belong to its keeper's customers, who cannot change what its DNS says."""
    return domain.casefold() in _BY_DOMAIN


def usual_day(host: str, address: str) -> int | None:
    """How many messages a day the server behind ``host`` takes from ``address``; None: nothing is known of it."""
    name = host.casefold().rstrip(".")
    giver = keeper_of(address)
    if giver is not None and giver.sending == name:
        return giver.a_day
    known = [keeper.a_day for keeper in _ALL if keeper.sending == name and (not keeper.domains or giver is None)]
    return max(known, default=None)
