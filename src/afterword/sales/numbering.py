"""Keys for sales and lines that their source does not number: a fingerprint, and which of several equal ones it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from afterword.domain.importing.records import CustomerRecord, SaleLineRecord

#: Says for each of these fingerprints how often it has come by now, this time included (1, 2, …).
Occurrences = Callable[[Sequence[str]], Sequence[int]]
_SIZE = 10


class NumberedLine(NamedTuple):
    """A line with keys that stay the same when its file comes in again."""

    sale_key: str
    line_key: str
    record: SaleLineRecord


def number_lines(records: Sequence[SaleLineRecord], occurrences: Occurrences) -> list[NumberedLine]:
    """Give each line a sale key and a line key; two truly equal lines get different ones, by order of appearance."""
    prints = [_fingerprint(record) for record in records if not (record.sale_key and record.line_key)]
    # The words of a line need not say whose order it is in: its key is looked up under that order only.
    words = [
        f"{record.sale_key}\x1f{print_}"
        for record, print_ in zip((one for one in records if not (one.sale_key and one.line_key)), prints, strict=True)
    ]
    numbers = iter(zip(prints, occurrences(words), strict=True))
    numbered = []
    for record in records:
        sale_key, line_key = record.sale_key, record.line_key
        if not (sale_key and line_key):
            print_, number = next(numbers)
            line_key = line_key or f"{print_}:{number}"
            sale_key = sale_key or f"line:{print_}:{number}"
        numbered.append(NumberedLine(sale_key, line_key, record))
    return numbered


def counting() -> Occurrences:
    """Occurrences within what one caller hands in, for those who have all lines at once."""
    seen: Counter[str] = Counter()

    def count(prints: Sequence[str]) -> list[int]:
        numbers = []
        for print_ in prints:
            seen[print_] += 1
            numbers.append(seen[print_])
        return numbers

    return count


def _fingerprint(record: SaleLineRecord) -> str:
    """What makes a line this line: product, quantity and amounts; without an order number also buyer, day and time."""
    goods = record[6:12]
    if record.sale_key:
        return _of_goods(goods)
    told = (
        buyer_word(record.buyer),
        record.sold_at or record.sold_on,
        record.sale_total_minor,
        record.currency,
        *goods,
    )
    return _digest("\x1f".join(map(str, told)))


@lru_cache(maxsize=50_000)
def _of_goods(goods: tuple[object, ...]) -> str:
    return _digest("\x1f".join(map(str, goods)))


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_SIZE).hexdigest()


def buyer_word(buyer: CustomerRecord | None) -> str:
    """The buyer, as the file names them."""
    if buyer is None:
        return ""
    return (
        buyer.key
        or buyer.email
        or buyer.phone
        or buyer.mobile
        or f"{buyer.given_name} {buyer.family_name} {buyer.full_name} {buyer.company}"
    )
