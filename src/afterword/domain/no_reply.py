"""No sender that nobody may answer: is an address a no-reply one?"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

NO_REPLY = (
    "Nobody can answer %(address)s, and who cannot answer does not come back. Use an address that somebody reads."
)

#: The part before the @ without marks between its words, as mail systems of these languages call it.
_EXACT = frozenset(
    {
        "nr", "noanswer", "blackhole", "devnull", "devnul", "unattended", "unmonitored", "notmonitored", "outgoing",
        "mailerdaemon", "bounce", "bounces",
    }
)  # fmt: skip
_WITHIN = re.compile(
    r"(?:no|not|dont|donot|cannot|never|non)(?:to)?(?:be)?(?:reply|replies|replay|respond|answer|response|repondre)"
    r"|ne(?:pas)?(?:pas)?rep(?:ondre|onse)|nepasrepondre"
    r"|(?:ikke|inte|ingen|ej)(?:be)?(?:svar|svara|besvar)"
    r"|svar(?:a)?(?:ikke|inte|ej)"
    r"|(?:nicht|keine?)(?:antwort|antworten|beantworten)|bittenicht"
    r"|(?:no|non)(?:responder|rispondere|contestar)|naoresponda|nerespondez"
    r"|(?:niet|geen)(?:ant?woord(?:en)?|beantwoorden|reply)|eivastausta|alavastaa"
)
_MARKS = re.compile(r"[^a-z0-9+]")


@lru_cache(maxsize=256)
def is_no_reply(address: str) -> bool:
    """Whether an address says that it takes no answers: no-reply@, donotreply@, ikke-svar@ and their kin.

    Looks at the part before the @ only (and not at a tag behind a plus sign), in several languages; marks between the
    words, capital letters and accents do not matter.
    """
    local, at, _ = address.strip().rpartition("@")
    plain = unicodedata.normalize("NFKD", local if at else address).casefold()
    plain = _MARKS.sub("", plain).partition("+")[0]
    return plain in _EXACT or _WITHIN.search(plain) is not None
