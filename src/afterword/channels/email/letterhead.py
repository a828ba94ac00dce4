"""How a letter looks as HTML: a book face on plain paper, the business's color, readable in the dark and on a phone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

from afterword.domain.color import contrast, luminance, parts_of

INK_BLUE = "#27408b"
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
#: Luminance of the paper by day and in the dark (`_BEFORE`).
_WHITE, _DARK_PAPER = 1.0, 0.0085
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_LINK = re.compile(r"https?://[^\s<>\"“”„«»]*[^\s<>\"“”„«».,;:!?'’)\]}]")
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")

_BEFORE = """\
<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{business}</title>
<style>
@media (prefers-color-scheme: dark) {{
.paper {{ background: #16181d !important }}
.sheet {{ color: #e9e7e1 !important }}
.name, .sheet a {{ color: {bright} !important }}
.foot, .foot a {{ color: #a5a8b0 !important; border-color: #34373f !important }}
}}
</style>
</head>
<body class="paper" style="margin:0;padding:0;background:#fdfdfb">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0">
<tr><td style="height:4px;line-height:4px;font-size:0;background:{accent}">&nbsp;</td></tr>
<tr><td align="center" style="padding:28px 20px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0"
 style="max-width:34em;font-size:17px">
<tr><td class="sheet" style="text-align:left;color:#23262e;
font-family:'Iowan Old Style','Palatino Linotype',Palatino,Georgia,serif;
font-size:17px;line-height:1.6">
{masthead}"""
_MASTHEAD = """\
<p class="name" style="margin:0 0 26px;color:{accent};font-style:italic;font-size:20px">
{business}</p>
"""
_FOOT = """\
</td></tr>
<tr><td class="foot" style="text-align:left;padding-top:16px;border-top:1px solid #dcdde0;
color:#686c76;font-family:system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif;
font-size:13px;line-height:1.5">
"""
_AFTER = """\
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The parts of a letter's HTML that are the same in every letter; the link to stop goes between two of them."""

    before: str
    foot: str
    stop_before: str
    stop_after: str
    after: str
    paragraph: str
    link: str

    def page(self, text: str, stop_url: str | None) -> str:
        """The letter. `text`: plain text with `\\n`; a blank line parts paragraphs, addresses of pages become links."""
        body = text.strip("\n")
        body = linked(body, self.link) if "http" in body else escape(body)
        paragraphs = _BLANK_LINES.split(body)
        inner = f"</p>\n<p{self.paragraph}".join([one.replace("\n", "<br>\n") for one in paragraphs])
        stop = f"{self.stop_before}{escape(stop_url)}{self.stop_after}" if stop_url else ""
        return f"{self.before}<p{self.paragraph}{inner}</p>\n{self.foot}{stop}{self.after}"


def letterhead(*, business: str, accent: str, language: str, footer: str, stop_words: str) -> Letterhead:
    """A business's letterhead. An accent that is no `#rrggbb` becomes ink blue; one too pale is darkened."""
    color = readable(accent if _COLOR.fullmatch(accent) else INK_BLUE)
    name = escape(business)
    foot_link = '<a href="{0}" style="color:#686c76;text-decoration:underline">{1}</a>'
    lines = "<br>\n".join(linked(line, foot_link) for line in footer.split("\n"))
    return Letterhead(
        before=_BEFORE.format(
            language=language if _LANGUAGE.fullmatch(language) else "en",
            business=name,
            accent=color,
            bright=lightened(color),
            masthead=_MASTHEAD.format(accent=color, business=name) if name else "",
        ),
        foot=_FOOT + (f'<p style="margin:0 0 8px">{lines}</p>\n' if footer else ""),
        stop_before='<p style="margin:0"><a href="',
        stop_after=f'" style="color:#686c76;text-decoration:underline">{escape(stop_words)}</a></p>\n',
        after=_AFTER,
        paragraph=' style="margin:0 0 17px">',
        link=f'<a href="{{0}}" style="color:{color};text-decoration:underline">{{1}}</a>',
    )


def links_in(text: str) -> list[str]:
    """The addresses of pages in a plain text, in order, without the punctuation that ends a sentence."""
    return _LINK.findall(text)


def linked(text: str, link: str) -> str:
    """The text as HTML with each address of a page a link. `link`: a format of {0} the address and {1} its text."""
    parts: list[str] = []
    end = 0
    for found in _LINK.finditer(text):
        target = escape(found.group())
        parts += (escape(text[end : found.start()]), link.format(target, target))
        end = found.end()
    return "".join((*parts, escape(text[end:])))


def readable(color: str) -> str:
    """The color, darkened until it has 4.5 : 1 against white paper (WCAG 2.2, 1.4.3)."""
    parts = parts_of(color)
    while contrast(luminance(parts), _WHITE) < 4.5:
        red, green, blue = parts
        parts = red * 0.92, green * 0.92, blue * 0.92
    return _hex(*parts)


def lightened(color: str) -> str:
    """The color, lightened until it has 6 : 1 against the dark paper."""
    parts = parts_of(color)
    while contrast(luminance(parts), _DARK_PAPER) < 6:
        red, green, blue = (part + (1 - part) * 0.08 for part in parts)
        parts = red, green, blue
    return _hex(*parts)


def _hex(*parts: float) -> str:
    return "#" + "".join(f"{int(part * 255):02x}" for part in parts)
