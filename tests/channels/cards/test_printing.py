"""The file is what a print shop needs: read back with another library and measured in millimeters."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pypdf
import pytest
from PIL import Image
from pypdf.generic import RectangleObject

from afterword.channels.cards.pictures import LONGEST_SIDE, BadPicture, ready_to_print
from afterword.channels.cards.printing import DESIGNS, CannotPrint, Card, Job, Look, picture_of, print_cards
from afterword.domain.cards.formats import BLEED, FORMATS, INCH, Kind, card_format

LOOK = Look("Berg & Sons", ("Berg & Sons", "Harbour Street 3", "0150 Oslo"), "Thank you", accent="#2b4a9b")
WORDS = "Dear Ann,\n\nThank you for the silver ring. It was made for you.\n\nRosa"
ANN = Card(("Ann Berg", "Storgata 12", "0155 OSLO"), WORDS, "https://shop.example/o/1")
BO = Card(("Bo Li", "Parkveien 1", "5007 BERGEN"), "Dear Bo,\n\nThank you.\n\nRosa")

POINTS = 72 / 25.4


def pages_of(pdf: bytes) -> list[pypdf.PageObject]:
    return list(pypdf.PdfReader(io.BytesIO(pdf)).pages)


def size(box: RectangleObject) -> tuple[float, float]:
    return round(float(box.width) / POINTS, 1), round(float(box.height) / POINTS, 1)


def placed(page: pypdf.PageObject) -> list[tuple[str, float, float]]:
    """Every run of text with the millimeters from the left and from the top of the paper to its baseline."""
    found: list[tuple[str, float, float]] = []
    high = float(page.mediabox.height)

    def visit(text: str, current: list[float], matrix: list[float], *_: Any) -> None:
        if text.strip():
            x = matrix[4] * current[0] + matrix[5] * current[2] + current[4]
            y = matrix[4] * current[1] + matrix[5] * current[3] + current[5]
            found.append((text.strip(), x / POINTS, (high - y) / POINTS))

    page.extract_text(visitor_text=visit)
    return found


def where(page: pypdf.PageObject, words: str) -> tuple[float, float]:
    return next((x, y) for text, x, y in placed(page) if words in text)


def test_a_postcard_has_its_trim_its_bleed_and_two_sides() -> None:
    printed = print_cards(Job(card_format("a6-postcard"), LOOK, [ANN, BO]))
    pages = pages_of(printed.pdf)
    assert printed.pages == len(pages) == 4
    for page in pages:
        assert size(page.trimbox) == (148, 105)
        assert size(page.bleedbox) == size(page.mediabox) == (148 + 2 * BLEED, 105 + 2 * BLEED)
        assert float(page.trimbox.left) / POINTS == pytest.approx(BLEED, abs=0.05)
    assert "Ann Berg" in pages[1].extract_text()
    assert "Bo Li" in pages[3].extract_text()


def test_crop_marks_stand_outside_the_bleed() -> None:
    page = pages_of(print_cards(Job(card_format("us-postcard"), LOOK, [ANN], marks=True)).pdf)[0]
    assert size(page.trimbox) == (round(6 * INCH, 1), round(4 * INCH, 1))
    assert size(page.bleedbox) == (round(6 * INCH + 6, 1), round(4 * INCH + 6, 1))
    assert size(page.mediabox) == (round(6 * INCH + 20, 1), round(4 * INCH + 20, 1))


@pytest.mark.parametrize("key", ["a6-postcard", "us-postcard", "a4-letter", "us-letter", "c6-envelope"])
def test_the_address_stands_in_its_place(key: str) -> None:
    form = card_format(key)
    assert form.address is not None
    bleed = form.bleed
    page = pages_of(print_cards(Job(form, LOOK, [ANN])).pdf)[1 if form.sides == 2 else 0]
    for line in ANN.to:
        x, y = where(page, line)
        assert form.address.x - 0.5 <= x - bleed <= form.address.right
        assert form.address.y <= y - bleed <= form.address.bottom + 1


def test_every_font_is_embedded() -> None:
    for page in pages_of(print_cards(Job(card_format("a6-greeting"), LOOK, [ANN])).pdf):
        for font in page["/Resources"].get("/Font", {}).values():  # type: ignore[union-attr]
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = inner["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3", "/FontFile"} & set(descriptor)


def test_a_greeting_card_is_one_sheet_to_fold() -> None:
    outside, inside = pages_of(print_cards(Job(card_format("a6-greeting"), LOOK, [ANN])).pdf)
    assert size(outside.trimbox) == (210, 148)
    assert where(outside, "Thank you")[0] > 105 + BLEED, "the front is the right half of the outside"
    assert where(inside, "Dear Ann")[0] > 105 + BLEED
    assert "Storgata" not in inside.extract_text()


def test_four_cards_share_a_sheet_and_each_back_lies_behind_its_front() -> None:
    cards = [replace(ANN, to=(name, "Street 1", "0155 OSLO")) for name in ("One", "Two", "Three", "Four", "Five")]
    printed = print_cards(Job(card_format("a6-postcard"), LOOK, cards, sheet="a4"))
    fronts, backs, more_fronts, more_backs = pages_of(printed.pdf)
    assert size(fronts.mediabox) == (297, 210)
    heads = [(x, y) for text, x, y in placed(fronts) if "Thank you" in text]
    assert len(heads) == 4
    assert len([1 for text, *_ in placed(more_fronts) if "Thank you" in text]) == 1
    # The first front lies top left; seen from behind, its back lies top right.
    x, y = where(backs, "One")
    assert x > 148
    assert y < 105
    x, y = where(backs, "Two")
    assert x < 148
    assert y < 105
    assert "Five" in more_backs.extract_text()
    root = pypdf.PdfReader(io.BytesIO(printed.pdf)).trailer["/Root"]
    assert root["/ViewerPreferences"]["/Duplex"] == "/DuplexFlipShortEdge"  # type: ignore[index]


def test_labels_begin_where_the_used_ones_end() -> None:
    cards = [replace(ANN, to=(f"Person {n:02}", "Street 1", "0155 OSLO")) for n in range(20)]
    first, second = pages_of(print_cards(Job(card_format("a4-labels"), LOOK, cards, skipped=4)).pdf)
    assert size(first.mediabox) == (210, 297)
    x, y = where(first, "Person 00")
    assert 7.25 + 66 <= x <= 7.25 + 2 * 66, "the fifth place lies in the second column"
    assert 15.15 + 38.1 <= y <= 15.15 + 2 * 38.1, "and in the second row"
    assert "Person 17" in second.extract_text()
    assert "Person 16" in first.extract_text()


def test_words_too_long_for_the_card_are_named_and_others_are_set_smaller() -> None:
    long = replace(ANN, words="\n\n".join(["It was a pleasure to have you in the shop. " * 4] * 2))
    endless = replace(ANN, words="It was a pleasure to have you in the shop. " * 60)
    printed = print_cards(Job(card_format("a6-postcard"), LOOK, [ANN, long, endless]))
    assert printed.too_long == (2,)


def test_a_long_letter_goes_on_on_the_next_page() -> None:
    letter = replace(ANN, words="\n\n".join(["It was a pleasure to have you in the shop. " * 8] * 14), link="")
    printed = print_cards(Job(card_format("a4-letter"), LOOK, [letter, BO]))
    assert printed.pages == 3
    assert printed.too_long == ()


@pytest.mark.parametrize(
    "name", ['*bold* _it_ $x$ #import "x"', "<b>O’Neil & Søn</b>", "李小龍", "a" * 120, "\\ ` @ref", "Ünal Çiçek 😀"]
)
def test_whatever_people_write_is_set_as_it_stands(name: str) -> None:
    odd = Card((name, "Storgata 12"), f'Dear {name},\n\nThank you. #eval("1") @home = heading\n- no list', "")
    page = pages_of(print_cards(Job(card_format("a6-postcard"), replace(LOOK, business=name[:30]), [odd])).pdf)[1]
    assert "#eval" in page.extract_text()


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("key", ["a6-postcard", "us-greeting"])
def test_every_front_can_be_printed_and_looked_at(design: str, key: str) -> None:
    look = replace(LOOK, design=design, picture=a_picture())
    sides = picture_of(Job(card_format(key), look, [ANN]), dots_per_inch=40)
    assert len(sides) == 2
    with Image.open(io.BytesIO(sides[0])) as front:
        assert front.width == pytest.approx(card_format(key).width / INCH * 40, abs=1)
        assert len(front.convert("RGB").getcolors(1_000_000) or []) > 2, "something is on it"


def test_every_format_prints() -> None:
    for form in FORMATS.values():
        printed = print_cards(Job(form, LOOK, [ANN], day="3 May"))
        assert printed.pages == form.sides
        if form.kind is not Kind.FOLDED:
            assert "Storgata 12" in pages_of(printed.pdf)[-1].extract_text()


@pytest.mark.parametrize(
    ("job", "sentence"),
    [
        (Job(card_format("a6-postcard"), LOOK, []), "nothing to print"),
        (Job(card_format("a6-postcard"), replace(LOOK, design="picture"), [ANN]), "needs a picture"),
        (Job(card_format("a6-postcard"), replace(LOOK, design="lace"), [ANN]), "no design “lace”"),
        (Job(card_format("a6-postcard"), LOOK, [ANN] * 5001), "more than 5000"),
    ],
)
def test_a_job_that_cannot_be_printed_says_why(job: Job, sentence: str) -> None:
    with pytest.raises(CannotPrint, match=sentence):
        print_cards(job)


def a_picture(width: int = 900, height: int = 640, kind: str = "JPEG", **options: Any) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(out, kind, **options)
    return out.getvalue()


def test_a_picture_is_drawn_anew_without_what_it_told() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010F] = "A camera"
    with Image.open(io.BytesIO(ready_to_print(a_picture(3000, 2000, exif=exif)))) as ready:
        assert ready.format == "JPEG"
        assert not ready.getexif()
        assert ready.height == LONGEST_SIDE
        assert ready.width < ready.height


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        (b"", "not a picture"),
        (b"GIF89a" + b"\0" * 50, "not a picture"),
        (a_picture()[:200], "not a picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a picture"),
        (a_picture(300, 200), "coarse"),
        (b"\xff\xd8" + b"\0" * (20 * 1024 * 1024), "larger than 20 MB"),
    ],
)
def test_what_is_no_picture_to_print_is_refused_in_a_sentence(upload: bytes, sentence: str) -> None:
    with pytest.raises(BadPicture, match=sentence):
        ready_to_print(upload)


def test_a_picture_with_a_clear_ground_stands_on_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (800, 600), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(ready_to_print(out.getvalue()))) as ready:
        assert ready.getpixel((400, 300)) == (255, 255, 255)
