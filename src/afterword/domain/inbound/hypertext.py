"""An HTML mail as plain text in which what is quoted is marked line by line, as in a plain mail."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BLOCKS = frozenset(
    {"p", "div", "tr", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "header",
     "footer", "blockquote", "pre", "center", "dl", "dd", "dt", "li", "hr"}
)  # fmt: skip
_UNSEEN = frozenset({"style", "script", "head", "title", "xml", "noscript", "template", "object"})
_VOID = frozenset(
    {"br", "hr", "img", "input", "meta", "link", "area", "base", "col", "embed", "source", "track", "wbr"}
)
_SPACED = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6"})
_QUOTING = re.compile(
    r"(?i)(?:^|\s)(?:gmail_quote(?:_container)?|yahoo_quoted|\S*yahoo_quoted|protonmail_quote|tutanota_quote"
    r"|zmail_extra|moz-cite-prefix"
    r"|moz-forward-container|gmail_extra_quote|freebirdformdivider|x_gmail_quote|outlookmessageheader"
    r"|replyfwdmsg)(?:\s|$)"
)
_QUOTING_ID = re.compile(
    r"(?i)^(?:x_)?(?:divrplyfwdmsg|appendonsend|olk_src_body_section|reply-intro|mail-editor-reference-message"
    r"|\S*yahoo_quoted\S*)"
)
_SIGNING = re.compile(
    r"(?i)(?:^|\s)(?:gmail_signature|moz-signature|ms-outlook-mobile-signature|protonmail_signature_block)(?:\s|$)"
)
_OUTLOOK_RULE = re.compile(r"(?i)border-top\s*:\s*solid\s+#(?:b5c4df|e1e1e1)|border:none;\s*border-top:\s*solid")
_MOST_DEEP = 500


def as_text(html: str) -> str:
    """Never raises: what is no HTML comes back as the text that it is. Quoted lines begin with "> "."""
    reader = _Reader()
    reader.feed(html[:1_000_000])
    reader.close()
    return reader.result()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._line = ""
        self._open: list[tuple[str, str]] = []
        self._quoted = self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if "@" in tag:  # an address in angle brackets that nobody escaped
            self.handle_data(f"<{tag}>")
            return
        if tag == "br":
            self._break(force=True)
            return
        if tag in _BLOCKS:
            self._break()
        if tag in _VOID or len(self._open) > _MOST_DEEP:
            return
        facts = {name: value or "" for name, value in attrs}
        what = _what(tag, facts)
        if what == "rule":
            self._break()
            self._put("-----Original Message-----")
        self._open.append((tag, what))
        self._quoted += what == "quoted"
        self._unseen += what == "unseen"
        if tag == "li":
            self._line += "- "

    def handle_endtag(self, tag: str) -> None:
        if not any(name == tag for name, _ in self._open):
            return
        while self._open:
            name, what = self._open.pop()
            if name in _BLOCKS:
                self._break()
            if name in _SPACED and name == tag:
                self._break(force=True)
            self._quoted -= what == "quoted"
            self._unseen -= what == "unseen"
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        preserved = any(name == "pre" for name, _ in self._open)
        for place, piece in enumerate(data.split("\n") if preserved else [data]):
            if place:
                self._break(force=True)
            text = piece if preserved else re.sub(r"[\s\xa0]+", " ", piece)
            if self._line == "" or self._line.endswith(" "):
                text = text if preserved else text.lstrip(" ")
            self._line += text

    def _break(self, *, force: bool = False) -> None:
        if self._line.strip() or force:
            self._put(self._line.rstrip())
        self._line = ""

    def _put(self, text: str) -> None:
        if not self._unseen:
            self._lines.append(f"> {text}" if self._quoted else text)

    def result(self) -> str:
        self._break()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self._lines)).strip("\n")


def _what(tag: str, facts: dict[str, str]) -> str:
    if tag in _UNSEEN or "display:none" in facts.get("style", "").replace(" ", "").casefold():
        return "unseen"
    names = facts.get("class", "")
    if tag == "blockquote" or _QUOTING.search(names) or _QUOTING_ID.match(facts.get("id", "")):
        return "quoted"
    if _SIGNING.search(names):
        return "unseen"
    return "rule" if tag == "div" and _OUTLOOK_RULE.search(facts.get("style", "")) else ""
