"""Countries as people write them, as two letters."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale

from afterword.customers.naming import folded

#: Beside the languages' own names.
_ALSO = {
    "usa": "US",
    "u.s.a.": "US",
    "u.s.": "US",
    "uk": "GB",
    "u.k.": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
}
_ALSO |= {
    "eire": "IE",
    "holland": "NL",
    "czech republic": "CZ",
    "korea": "KR",
    "russia": "RU",
    "rsa": "ZA",
    "uae": "AE",
}
_LANGUAGES = ("en", "nb", "sv", "da", "de", "fr", "es", "it", "nl", "pt")


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    for language in reversed(_LANGUAGES):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                names[folded(name)] = code
                names[code.lower()] = code
    return names | _ALSO


@lru_cache(maxsize=4096)
def country_code(text: str) -> str | None:
    """Two letters (ISO 3166) for "NO", "Norge", "Norway" or "USA"; None where it is no country we know."""
    return _names().get(folded(text))
