"""Cards lie on a sheet whole, apart from each other, and every back behind its own front."""

from __future__ import annotations

import pytest

from afterword.domain.cards.formats import FORMATS, BadFormat, CardFormat, Kind, card_format, usual_format
from afterword.domain.cards.imposing import SHEETS, FlipOn, TooBig, impose, label_places, on_sheets

TWO_SIDED = [one for one in FORMATS.values() if one.sides == 2]


@pytest.mark.parametrize(
    ("key", "sheet", "count", "flip_on"),
    [
        ("a6-postcard", "a4", 4, FlipOn.SHORT_EDGE),
        ("us-postcard", "letter", 2, FlipOn.LONG_EDGE),
        ("a6-greeting", "a4", 2, FlipOn.LONG_EDGE),
        ("us-greeting", "letter", 1, FlipOn.SHORT_EDGE),
    ],
)
def test_a_sheet_holds_as_many_as_fit(key: str, sheet: str, count: int, flip_on: FlipOn) -> None:
    laid = impose(card_format(key), sheet)
    assert (len(laid), laid.flip_on) == (count, flip_on)


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("card", TWO_SIDED, ids=lambda card: card.key)
def test_cards_lie_on_the_sheet_and_apart(card: CardFormat, sheet: str) -> None:
    laid = impose(card, sheet)
    for x, y in laid.fronts:
        assert -0.01 <= x <= laid.width - card.width + 0.01
        assert -0.01 <= y <= laid.height - card.height + 0.01
    for n, (x, y) in enumerate(laid.fronts):
        for other_x, other_y in laid.fronts[n + 1 :]:
            assert abs(x - other_x) >= card.width - 0.01 or abs(y - other_y) >= card.height - 0.01


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("card", TWO_SIDED, ids=lambda card: card.key)
def test_a_sheet_turned_over_has_each_back_behind_its_front(card: CardFormat, sheet: str) -> None:
    laid = impose(card, sheet)
    for (front_x, front_y), (back_x, back_y) in zip(laid.fronts, laid.backs, strict=True):
        # Turning about the upright middle takes x to width - x and leaves y.
        assert laid.width - (back_x + card.width) == pytest.approx(front_x)
        assert back_y == pytest.approx(front_y)
    upright_edge_is_the_long_one = laid.height >= laid.width
    assert (laid.flip_on is FlipOn.LONG_EDGE) is upright_edge_is_the_long_one


def test_what_does_not_fit_says_so() -> None:
    with pytest.raises(TooBig, match="does not fit on a sheet of a4"):
        impose(CardFormat("poster", "Poster", Kind.POSTCARD, 400, 300), "a4")


def test_five_cards_on_sheets_of_four_take_two_sheets() -> None:
    assert on_sheets(range(5), 4) == [[0, 1, 2, 3], [4]]
    assert on_sheets(range(2), 4, skipped=3) == [[None, None, None, 0], [1]]


@pytest.mark.parametrize("key", ["a4-labels", "us-labels"])
def test_labels_lie_on_their_sheet_and_apart(key: str) -> None:
    label = card_format(key)
    assert label.grid is not None
    places = label_places(label.grid)
    width, height = label.grid.sheet
    assert len(places) == label.grid.columns * label.grid.rows == {"a4-labels": 21, "us-labels": 30}[key]
    assert all(x >= 0 and x + label.width <= width and y >= 0 and y + label.height <= height for x, y in places)
    assert len({(round(x), round(y)) for x, y in places}) == len(places)
    # The sheet is filled evenly: as much paper is left on the right as on the left, and below as above.
    assert places[0][0] == pytest.approx(width - places[-1][0] - label.width, abs=0.6)
    assert places[0][1] == pytest.approx(height - places[-1][1] - label.height, abs=0.6)


@pytest.mark.parametrize("form", FORMATS.values(), ids=lambda form: form.key)
def test_address_and_words_lie_on_the_side_and_apart(form: CardFormat) -> None:
    areas = [area for area in (form.address, form.words) if area is not None]
    for area in areas:
        assert area.x >= 2
        assert area.right <= form.width - 2
        assert area.y >= 2
        assert area.bottom <= form.height - 2
    if len(areas) == 2 and form.kind is Kind.POSTCARD:
        assert form.words is not None
        assert form.address is not None
        assert form.words.right < form.address.x


def test_a_country_prints_in_its_own_sizes() -> None:
    assert usual_format("NO").key == "a6-postcard"
    assert usual_format("us").key == "us-postcard"
    assert usual_format("US", Kind.ENVELOPE).key == "us-envelope-10"
    assert usual_format("GB", Kind.LABEL).key == "a4-labels"


def test_a_mistyped_format_is_told_the_nearest() -> None:
    with pytest.raises(BadFormat, match="Did you mean “a6-postcard”"):
        card_format("a6-postcrad")
