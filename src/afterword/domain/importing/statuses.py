"""Answers for the words by which programs say "paid", "refunded", "subscribed" and "leave me alone"."""

import unicodedata
from enum import StrEnum

from afterword.domain.importing.cleaning import clean_line


class SaleStatus(StrEnum):
    """What became of a sale."""

    PAID = "paid"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"


_REFUNDED = {
    "refunded", "refund", "full refund", "returned", "return", "chargeback", "charged back", "disputed",
    "reversed", "reversal",
    "credit note", "credit", "gutschrift", "erstattet", "ruckerstattung", "zuruckgegeben", "rembourse",
    "remboursee", "avoir",
    "reembolsado", "reembolsada", "devuelto", "devolucion", "refundert", "returnert", "kreditert", "aterbetald",
    "returnerad",
    "refunderet", "terugbetaald", "geretourneerd", "rimborsato", "reso", "wc refunded",
}  # fmt: skip
_CANCELLED = {
    "cancelled", "canceled", "cancelation", "cancellation", "void", "voided", "failed", "declined", "expired",
    "abandoned",
    "deleted", "denied", "trash", "storniert", "storno", "abgebrochen", "annule", "annulee", "cancelado", "cancelada",
    "anulado", "anulada", "kansellert", "avbestilt", "annulleret", "avbruten", "makulerad", "geannuleerd",
    "annullato",
    "annullata", "wc cancelled", "wc failed", "no show", "noshow", "incomplete", "requires payment method", "draft",
}  # fmt: skip
_BARE_YES = {
    "yes",
    "y",
    "true",
    "t",
    "1",
    "1.0",
    "on",
    "x",
    "ja",
    "oui",
    "si",
    "sim",
    "wahr",
    "vrai",
    "verdadero",
    "sann",
}
_BARE_NO = {
    "no", "n", "false", "f", "0", "0.0", "off", "nein", "non", "nei", "nej", "nee", "falsch", "faux", "falso",
    "usann",
    "not subscribed",
}  # fmt: skip
_YES = {
    "yes", "y", "true", "t", "1", "1.0", "on", "x", "subscribed", "active", "opted in", "opt in", "optin",
    "opt-in", "confirmed",
    "enabled", "accepts", "accepted", "granted", "allowed", "single opt in", "double opt in", "ja", "oui", "si",
    "sim", "wahr", "vrai", "verdadero", "sann", "abonniert", "angemeldet", "inscrit", "suscrito", "abonnert",
    "prenumererar",
    "aangemeld", "iscritto",
}  # fmt: skip
_NO = {
    "no", "n", "false", "f", "0", "0.0", "off", "unsubscribed", "unsubscribe", "opted out", "opt out", "optout",
    "opt-out",
    "cleaned", "bounced", "bounce", "hard bounce", "complained", "complaint", "spam", "spam complaint",
    "marked as spam", "blocked",
    "blacklisted", "suppressed", "do not contact", "do not email", "dnc", "deleted", "removed", "invalid", "redacted",
    "disabled", "refused", "declined", "revoked", "nein", "non", "nei", "nej", "nee", "falsch", "faux", "falso",
    "usann",
    "abgemeldet", "desabonne", "desinscrit", "dado de baja", "baja", "avmeldt", "avregistrerad", "afmeldt",
    "afgemeld",
    "uitgeschreven", "disiscritto", "cancellato", "not subscribed", "unsub", "archived", "inactive",
}  # fmt: skip


def sale_status(text: str) -> SaleStatus:
    """What the word says; anything else (open, shipped, pending) leaves the sale standing as paid."""
    word = _word(text)
    if word in _REFUNDED:
        return SaleStatus.REFUNDED
    if word in _CANCELLED:
        return SaleStatus.CANCELLED
    return SaleStatus.PAID


def consent(text: str) -> bool | None:
    """True or False for a yes or a no to e-mail; None where the word says neither (pending, unknown, blank)."""
    word = _word(text)
    if word in _NO:
        return False
    if word in _YES:
        return True
    return False if "unsubscri" in word or "opted out" in word else None


def is_opt_out(text: str) -> bool:
    """Whether the word goes beyond a no to advertising: "unsubscribed", "complained", "bounced", "do not contact"."""
    word = _word(text)
    return (word in _NO and word not in _BARE_NO) or "unsubscri" in word or "opted out" in word


def means_refusal(text: str) -> bool:
    """Whether the word in an opt-out column ("unsubscribed?") says yes, or names a reason not to write ("bounced")."""
    word = _word(text)
    return word in _BARE_YES or is_opt_out(text)


def is_consent_word(text: str) -> bool:
    """Whether the word (not a bare yes, no or figure) says how somebody stands to mail."""
    word = _word(text)
    return len(word) > 5 and (word in _NO or word in _YES)


def _word(text: str) -> str:
    folded = unicodedata.normalize("NFKD", clean_line(text, 40).casefold())
    return "".join(letter for letter in folded if not unicodedata.combining(letter)).replace("_", " ").strip(" .")
