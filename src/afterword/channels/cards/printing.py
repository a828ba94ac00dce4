"""One print job: cards in, a print-ready PDF out."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pikepdf
import typst

from afterword.channels.cards.codes import code_of
from afterword.domain.cards.formats import CardFormat, Kind
from afterword.domain.cards.imposing import FlipOn, Imposition, impose, label_places, on_sheets
from afterword.domain.color import contrast, luminance, parts_of
from afterword.domain.trouble import Trouble

#: The fronts, and what the owner sees of each.
DESIGNS: dict[str, str] = {
    "airmail": "Airmail stripes",
    "ground": "Your color",
    "frame": "A thin frame",
    "initial": "Your initial",
    "picture": "Your picture",
    "caption": "Your picture with words below",
}
#: These need a picture.
WITH_PICTURE = frozenset({"picture", "caption"})
#: Cards in one job: more is a job for a printing house's own list.
MOST_CARDS = 5_000

_POINTS = 72 / 25.4
_MARKS = 7.0
"""Millimeters beyond the bleed that crop marks need."""


class CannotPrint(Trouble):
    """The job cannot be printed as it was asked for."""


@dataclass(frozen=True, slots=True)
class Look:
    """What all cards of a job share. ``sender`` is the firm and its address, a line each; ``accent`` is "#rrggbb"."""

    business: str
    sender: tuple[str, ...]
    headline: str
    design: str = "airmail"
    accent: str = "#2b4a9b"
    picture: bytes | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """One card: the lines of the address, the words, and where its QR code leads (empty: it has none)."""

    to: tuple[str, ...]
    words: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """How to print. ``sheet``: an office sheet of ``domain.cards.imposing.SHEETS``; empty: each on its own size.

    ``skipped``: labels of the first sheet that are used up. ``day`` stands on letters, in words. ``addressed``: whether
    address, sender and stamp are drawn; a printing service puts its own there.
    """

    format: CardFormat
    look: Look
    cards: Sequence[Card]
    language: str = "en"
    title: str = ""
    day: str = ""
    code_words: str = ""
    sheet: str = ""
    marks: bool = False
    skipped: int = 0
    addressed: bool = True


@dataclass(frozen=True, slots=True)
class Printed:
    """The file; ``too_long`` are the places (from 0) of cards whose words do not fit, even small.

    ``flip_on``: how the printer must turn a sheet of several cards; None where there is nothing to turn.
    """

    pdf: bytes
    pages: int
    too_long: tuple[int, ...] = ()
    flip_on: FlipOn | None = None


def print_cards(job: Job) -> Printed:
    """Draw the job. Raises :class:`CannotPrint` for one that is empty, too large, or lacks its picture."""
    _check(job)
    imposed = impose(job.format, job.sheet) if job.sheet and job.format.sides == 2 else None
    with tempfile.TemporaryDirectory(prefix="afterword-cards-") as folder:
        compiler = _compiler(Path(folder), job, imposed)
        drawn = compiler.compile(format="pdf", pdf_tags=False)
        too_long = json.loads(compiler.query("<too-long>", field="value")) if job.format.words else []
    assert isinstance(drawn, bytes)
    pdf, pages = _boxed(drawn, job, imposed)
    return Printed(pdf, pages, tuple(sorted(set(too_long))), imposed.flip_on if imposed else None)


def picture_of(job: Job, *, dots_per_inch: int = 110) -> list[bytes]:
    """The first card as it will look, a PNG for each side, without bleed."""
    shown = replace(job, cards=job.cards[:1], sheet="", marks=False, format=replace(job.format, bleed=0.0), skipped=0)
    _check(shown)
    with tempfile.TemporaryDirectory(prefix="afterword-cards-") as folder:
        drawn = _compiler(Path(folder), shown, None).compile(format="png", ppi=dots_per_inch)
    return [drawn] if isinstance(drawn, bytes) else list(drawn or ())


def _check(job: Job) -> None:
    if not job.cards:
        raise CannotPrint("There is nothing to print.")
    if len(job.cards) > MOST_CARDS:
        raise CannotPrint(f"That is more than {MOST_CARDS} at once. Print them a part at a time.")
    if job.look.design not in DESIGNS:
        raise CannotPrint(f"There is no design “{job.look.design}”. Choose one of: {', '.join(DESIGNS)}.")
    if job.look.design in WITH_PICTURE and job.format.sides == 2 and job.look.picture is None:
        raise CannotPrint("This design needs a picture. Choose one, or another design.")


def _compiler(folder: Path, job: Job, imposed: Imposition | None) -> typst.Compiler:
    """A folder with everything that the drawing may read, and nothing else."""
    source = files("afterword.channels.cards").joinpath("card.typ").read_bytes()
    (folder / "card.typ").write_bytes(source)
    picture = job.look.picture if job.look.design in WITH_PICTURE else None
    if picture is not None:
        (folder / "picture.jpg").write_bytes(picture)
    (folder / "job.json").write_text(json.dumps(_told(job, imposed)), encoding="utf-8")
    return typst.Compiler(input=str(folder / "card.typ"), root=str(folder), package_path=str(folder))


def _told(job: Job, imposed: Imposition | None) -> dict[str, Any]:
    """The job as the drawing reads it."""
    form = job.format
    places = len(imposed) if imposed else len(label_places(form.grid)) if form.grid else len(job.cards)
    numbers = on_sheets(range(len(job.cards)), places, skipped=job.skipped if form.grid else 0)
    return {
        "title": job.title or form.title,
        "language": job.language,
        "day": job.day,
        "code_words": job.code_words,
        "marks": job.marks,
        "addressed": job.addressed,
        "around": _around(job),
        "picture": "picture.jpg",
        "look": {
            "business": job.look.business,
            "sender": list(job.look.sender) or [job.look.business],
            "headline": job.look.headline,
            "design": job.look.design,
            "accent": job.look.accent,
            "on_accent": "#ffffff" if _is_dark(job.look.accent) else "#22262e",
        },
        "format": {
            "kind": str(form.kind),
            "width": form.width,
            "height": form.height,
            "bleed": form.bleed,
            "address": _area(form.address),
            "words": _area(form.words),
        },
        "sheet": _sheet(form, imposed),
        "sheets": numbers,
        "cards": [
            {
                "number": number,
                "to": list(card.to),
                "words": [part.strip("\n") for part in card.words.strip().split("\n\n") if part.strip()],
                "code": code_of(card.link) if card.link else None,
            }
            for number, card in enumerate(job.cards)
        ],
    }


def _area(area: Any) -> dict[str, float] | None:
    return None if area is None else {"x": area.x, "y": area.y, "width": area.width, "height": area.height}


def _around(job: Job) -> float:
    """From the edge of the paper to the knife."""
    return job.format.bleed + (_MARKS if job.marks and job.format.bleed else 0.0)


def _sheet(form: CardFormat, imposed: Imposition | None) -> dict[str, Any] | None:
    if form.grid is not None:
        width, height = form.grid.sheet
        return {"width": width, "height": height, "fronts": label_places(form.grid), "cuts_x": [], "cuts_y": []}
    if imposed is None:
        return None
    edges_x = {round(x + part, 3) for x, _ in imposed.fronts for part in (0, form.width)}
    edges_y = {round(y + part, 3) for _, y in imposed.fronts for part in (0, form.height)}
    return {
        "width": imposed.width,
        "height": imposed.height,
        "fronts": imposed.fronts,
        "backs": imposed.backs,
        # An edge at the sheet's own needs no cut.
        "cuts_x": [x for x in sorted(edges_x) if 1 < x < imposed.width - 1],
        "cuts_y": [y for y in sorted(edges_y) if 1 < y < imposed.height - 1],
    }


def _is_dark(color: str) -> bool:
    """Whether white reads better on it than black."""
    light = luminance(parts_of(color))
    return contrast(light, 1.0) > contrast(light, 0.0)


def _boxed(drawn: bytes, job: Job, imposed: Imposition | None) -> tuple[bytes, int]:
    """The file with the boxes that tell a print shop where to cut (PDF 2.0, 14.11.2), and its pages."""
    around = _around(job)
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(drawn)) as pdf:
        alone = imposed is None and job.format.kind in (Kind.POSTCARD, Kind.FOLDED)
        for page in pdf.pages:
            _, _, width, height = (float(part) for part in page.mediabox)
            bleed = (around - job.format.bleed) * _POINTS if alone else 0.0
            trim = around * _POINTS if alone else 0.0
            page.bleedbox = pikepdf.Array([bleed, bleed, width - bleed, height - bleed])
            page.trimbox = pikepdf.Array([trim, trim, width - trim, height - trim])
        if imposed is not None:
            # The printer's dialog then proposes the right way round, where it listens.
            duplex = "DuplexFlipLongEdge" if imposed.flip_on is FlipOn.LONG_EDGE else "DuplexFlipShortEdge"
            pdf.Root.ViewerPreferences = pikepdf.Dictionary(
                Duplex=pikepdf.Name(f"/{duplex}"), PrintScaling=pikepdf.Name("/None")
            )
        count = len(pdf.pages)
        pdf.save(out)
    return out.getvalue(), count
