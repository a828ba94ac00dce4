"""Reads the catalogues of translations, and every sentence of the sources that belongs into them."""

from __future__ import annotations

import ast
import io
import os
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation.reloader import translation_file_changed
from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parent.parent.parent / "src" / "afterword"
CATALOGUE = SOURCE / "locale" / "nb" / "LC_MESSAGES" / "django.po"

#: Where the sentence, its plural and its context stand among the arguments, by the function's name.
FUNCTIONS: dict[str, tuple[int, int | None, int | None]] = {
    "_": (0, None, None),
    **{f"gettext{kind}": (0, None, None) for kind in ("", "_lazy", "_noop")},
    **{f"ngettext{kind}": (0, 1, None) for kind in ("", "_lazy")},
    **{f"pgettext{kind}": (1, None, 0) for kind in ("", "_lazy")},
    **{f"npgettext{kind}": (1, 2, 0) for kind in ("", "_lazy")},
}
_WORDS = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_CALL = re.compile(rf"(?<![\w.])(_|n?p?gettext)\(\s*({_WORDS}(?:\s*,\s*{_WORDS})*)")

#: Context (empty for none) and the sentence in English.
Key = tuple[str, str]


@lru_cache(maxsize=1)
def catalogue() -> Catalog:
    """Norwegian, as it stands in the sources."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="nb")


def messages() -> Iterator[Message]:
    """Every sentence of the catalogue, without its header."""
    return (message for message in catalogue() if message.id)


def english(message: Message) -> tuple[str, ...]:
    """The sentence, or its singular and its plural."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def norwegian(message: Message) -> tuple[str, ...]:
    """The same forms in Norwegian; empty where nobody has written them."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def key(message: Message) -> Key:
    """What tells one sentence from another."""
    return message.context or "", english(message)[0]


def sentences_of_the_sources() -> dict[Key, str]:
    """Every sentence that the sources mark for translation, with the file in which it stands."""
    found: dict[Key, str] = {}
    for path in sorted([*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html"), *SOURCE.rglob("*.txt")]):
        read = _of_python if path.suffix == ".py" else _of_template
        for one in read(path.read_text(encoding="utf-8")):
            found.setdefault(one, str(path.relative_to(SOURCE)))
    return found


def _of_python(text: str) -> Iterator[Key]:
    named: Any = FUNCTIONS  # babel asks for its own way of writing them and then looks at the names alone
    called: Any = extract_python(io.BytesIO(text.encode()), named, [], {})
    for _line, name, words, _comments in called:
        # Nothing stands there for a sentence that only the running program knows.
        one = _key(name, [words] if isinstance(words, str) else list(words or ()))
        if one:
            yield one


def _of_template(text: str) -> Iterator[Key]:
    for name, words in _CALL.findall(templatize(text)):
        one = _key(name, [ast.literal_eval(part) for part in re.findall(_WORDS, words)])
        if one:
            yield one


def _key(name: str, words: list[str | None]) -> Key | None:
    sentence, _plural, context = FUNCTIONS[name]
    said = words[sentence] if sentence < len(words) else None
    return ((words[context] or "") if context is not None else "", said) if said else None


def compile_catalogue() -> None:
    """Make the file that Django reads where `make setup` has not; it takes the place of an old one at once."""
    made = CATALOGUE.with_suffix(".mo")
    if made.exists() and made.stat().st_mtime >= CATALOGUE.stat().st_mtime:
        return
    half = made.with_suffix(f".{os.getpid()}")
    with half.open("wb") as file:
        write_mo(file, catalogue())
    half.replace(made)
    translation_file_changed(None, made)
