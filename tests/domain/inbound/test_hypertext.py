"""An HTML mail reads like a plain one, with the quoted part marked."""

from __future__ import annotations

import pytest

from afterword.domain.inbound.letter import Letter
from afterword.domain.inbound.own_words import own_words_of

QUOTES = {
    "Gmail": '<div class="gmail_quote"><div>On Tue, Ann wrote:<br></div><blockquote>Hi</blockquote></div>',
    "Apple": '<blockquote type="cite"><div>On 3 Mar 2026, Ann wrote:</div><div>Hi</div></blockquote>',
    "Yahoo": '<div class="ydp1yahoo_quoted"><div>On Tuesday, Ann wrote:</div><div>Hi</div></div>',
    "Outlook": '<div style="border-top:solid #E1E1E1 1pt"><b>From:</b> Ann<br><b>Sent:</b> Tue</div><p>Hi</p>',
    "Outlook on the web": '<hr><div id="divRplyFwdMsg"><b>From:</b> Ann<br><b>Subject:</b> Frame</div><div>Hi</div>',
    "Thunderbird": '<div class="moz-cite-prefix">On 3/3/2026, Ann wrote:</div><blockquote type="cite">Hi</blockquote>',
    "Proton": '<div class="protonmail_quote">On Tuesday, Ann wrote:<blockquote>Hi</blockquote></div>',
}


@pytest.mark.parametrize("quote", QUOTES.values(), ids=QUOTES)
def test_a_programs_quotation_is_left_out(quote: str) -> None:
    page = f"<html><head><style>p {{}}</style></head><body><div>We love it &amp; you.</div><br>{quote}</body></html>"
    assert own_words_of(Letter(content_type="text/html", html=page)) == "We love it & you."


def test_broken_html_is_read_as_far_as_it_goes() -> None:
    assert own_words_of(Letter(html="<p>Yes<b>, <i>please</p></div></table><![if !x]> now")) == "Yes, please\n\nnow"
