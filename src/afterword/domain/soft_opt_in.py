"""May one write to somebody who bought or asked, and never said yes or no? The law of their country answers.

For messages that sell, every country that has such a rule asks for an address that came with a sale (some: or with a
question), for goods of one's own, and for a way out in every message; both hold for all that leaves this house. What
differs is whether a question is enough, how long it lasts, and whether a yes is needed at all. Messages that care for
a sale go to whoever bought or asked, but where the law counts these as commercial, too (Canada).

This is a careful reading, and no legal advice. A business can be stricter: only with a yes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from afterword.domain.civil import add_months
from afterword.domain.contact import Purpose


class Ground(StrEnum):
    """On what ground somebody may be written to who has not said yes."""

    BOUGHT = "bought"
    ASKED = "asked"
    NO_YES_NEEDED = "no_yes_needed"


@dataclass(frozen=True, slots=True)
class Term:
    """For how many months after the day it holds; None: the law names no end. Unless it counts, it is no ground."""

    counts: bool = True
    months: int | None = None

    def holds(self, since: date | None, today: date) -> bool:
        """Whether what happened on `since` is still a ground."""
        if since is None or not self.counts or since > today:
            return False
        return self.months is None or today <= add_months(since, self.months)


ALWAYS, NEVER = Term(), Term(counts=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """The rule of one country. `law` is where it stands."""

    law: str
    after_sale: Term = ALWAYS
    after_inquiry: Term = NEVER
    #: Advertising by e-mail needs no yes: whoever does not want it says no.
    is_opt_out: bool = False
    #: The terms hold for messages that care for a sale, too.
    binds_care: bool = False


_EU = "Directive 2002/58/EC (ePrivacy) art. 13(2)"


def _eu(own_law: str) -> Rule:
    return Rule(law=f"{_EU}; {own_law}" if own_law else _EU)


_WITHOUT_MORE = ("BG", "CY", "CZ", "EE", "GR", "HR", "HU", "IE", "LT", "LU", "LV", "MT", "RO", "SI", "SK")

RULES: Mapping[str, Rule] = {
    **dict.fromkeys(_WITHOUT_MORE, _eu("")),
    "AT": _eu("TKG 2021 § 174(4)"),
    "BE": _eu("Royal Decree of 4 April 2003 art. 1"),
    "DE": _eu("UWG § 7(3)"),
    "DK": _eu("markedsføringsloven § 10(2)"),
    "ES": _eu("LSSI art. 21(2)"),
    "FI": _eu("laki 917/2014 § 200(3)"),
    "FR": _eu("CPCE art. L34-5"),
    "IS": _eu("lög 70/2022"),
    "IT": _eu("Codice privacy art. 130(4)"),
    "LI": _eu(""),
    "NL": _eu("Telecommunicatiewet art. 11.7(3)"),
    "NO": _eu("markedsføringsloven § 15(3)"),
    "PT": _eu("Lei 41/2004 art. 13.º-A(3)"),
    "SE": _eu("marknadsföringslagen § 19(2)"),
    # Since November 2024 the electronic communications law asks for a yes beforehand.
    "PL": Rule(law="Prawo komunikacji elektronicznej art. 398", after_sale=NEVER),
    "CH": Rule(law="UWG art. 3(1)(o)"),
    # "In the course of the sale or negotiations for the sale".
    "GB": Rule(law="PECR 2003 reg. 22(3)", after_inquiry=ALWAYS),
    "US": Rule(law="CAN-SPAM Act, 15 U.S.C. § 7704", after_inquiry=ALWAYS, is_opt_out=True),
    "CA": Rule(
        law="CASL s. 10(9)-(10)", after_sale=Term(months=24), after_inquiry=Term(months=6), binds_care=True
    ),
    "AU": Rule(law="Spam Act 2003 sch. 2 (inferred consent)", after_inquiry=ALWAYS),
    "NZ": Rule(law="Unsolicited Electronic Messages Act 2007 s. 4 (inferred consent)", after_inquiry=ALWAYS),
    "JP": Rule(law="Act on Regulation of Transmission of Specified Electronic Mail art. 3(1)", after_inquiry=ALWAYS),
    "KR": Rule(law="Network Act art. 50(1)", after_sale=Term(months=6)),
    "SG": Rule(law="Spam Control Act 2007 s. 11", after_inquiry=ALWAYS, is_opt_out=True),
    "ZA": Rule(law="POPIA s. 69(3)"),
    "IL": Rule(law="Communications Law 1982 s. 30A(c)"),
}  # fmt: skip
ELSEWHERE = Rule(law="", after_sale=Term(months=24))
"""Where we know of no rule: somebody who bought within two years, as careful as the careful ones."""


def rule_of(country: str) -> Rule:
    """The rule of a country (ISO 3166, two letters); that of elsewhere where it is not known."""
    return RULES.get(country, ELSEWHERE)


@dataclass(frozen=True, slots=True)
class Dealings:
    """The last days on which somebody bought and asked; civil days of the business."""

    bought_on: date | None = None
    asked_on: date | None = None


def ground_for(*, country: str, purpose: Purpose, dealings: Dealings, today: date) -> Ground | None:
    """On what ground a message may go by a channel that needs a yes, to somebody who said neither; None: on none.

    Which channels ask for a yes, and where no ground replaces it, is `domain.contact`'s to say.
    """
    rule = rule_of(country)
    if purpose == Purpose.PROMOTION or (rule.binds_care and purpose == Purpose.CARE):
        after_sale, after_inquiry = rule.after_sale, rule.after_inquiry
    else:
        after_sale = after_inquiry = ALWAYS
    if after_sale.holds(dealings.bought_on, today):
        return Ground.BOUGHT
    if after_inquiry.holds(dealings.asked_on, today):
        return Ground.ASKED
    return Ground.NO_YES_NEEDED if rule.is_opt_out and purpose == Purpose.PROMOTION else None


def needs_the_country(*, purpose: Purpose, dealings: Dealings, today: date) -> bool:
    """Whether the answer differs between countries: it is worth finding out where somebody lives."""
    answers = {
        ground_for(country=country, purpose=purpose, dealings=dealings, today=today) is not None
        for country in ("CA", "PL", "US", "NO", "GB", "KR", "")
    }
    return len(answers) > 1
