"""QR codes for cards, as SVG."""

from __future__ import annotations

from functools import lru_cache

import segno

# Which of the eight masks a code wears does not matter to who reads it; trying all of them takes four times as long.
_MASK = 3


@lru_cache(maxsize=1024)
def code_of(link: str) -> str:
    """The code of a link: medium correction (15 % may be smudged), no margin of its own.

    The cards of a plan mostly share one, so it is drawn once.
    """
    code = segno.make(link, error="m", mask=_MASK, micro=False, boost_error=False)
    return str(code.svg_inline(border=0))
