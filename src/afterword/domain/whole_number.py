"""A whole number that somebody typed, or that a link or a form names."""

#: The largest number of a row that both databases hold.
LAST_ROW = 2**63 - 1


def whole_number(text: str, *, most: int = LAST_ROW) -> int | None:
    """The number that these digits write, 0 up to `most`; None for anything else, however long it is.

    Only the ten ASCII digits count: `int` would take a sign, an underscore and the digits of every script as well.
    """
    if not text.isascii() or not text.isdigit() or len(text) > len(str(most)):
        return None
    number = int(text)
    return number if number <= most else None


def whole_numbers(text: str) -> list[int]:
    """The numbers between the commas, in their order; what is none of them is left out."""
    return [number for part in text.split(",") if (number := whole_number(part)) is not None]
