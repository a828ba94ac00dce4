"""Numbers on the command line: a whole one between two bounds, or a sentence that says which."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from afterword.domain.whole_number import whole_number


def number_from(least: int, most: int) -> Callable[[str], int]:
    """A `type` for `add_argument` that takes `least` to `most`, both included."""

    def read(text: str) -> int:
        number = whole_number(text, most=most)
        if number is None or number < least:
            raise argparse.ArgumentTypeError(f"write a whole number from {least} to {most}")
        return number

    return read
