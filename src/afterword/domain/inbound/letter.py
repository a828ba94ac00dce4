"""A mail that came in, as plain facts: the headers and the texts that decisions are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail.

    `headers` has names in small letters and decoded values in the order they came. `text` and `html` are what a person
    would read; `reports` are machine-readable parts (RFC 3464), `feedback` those of a complaint (RFC 5965), `returned`
    the mail of ours that came back, as far as it did. All line ends are a single newline.
    """

    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    content_type: str = "text/plain"
    report_type: str = ""
    text: str = ""
    html: str = ""
    reports: tuple[str, ...] = ()
    feedback: str = ""
    returned: str = ""
    part_types: frozenset[str] = frozenset()

    def header(self, name: str) -> str:
        """The first value of a header, or nothing."""
        return next(iter(self.headers.get(name, ())), "")

    def says(self, name: str) -> str:
        """A header's first value in small letters, for comparing."""
        return self.header(name).strip().casefold()

    def has(self, *names: str) -> bool:
        """Does any of these headers stand there?"""
        return any(name in self.headers for name in names)
