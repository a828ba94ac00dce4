"""Keys for sales and lines that their source does not number: a fingerprint, and which of several equal ones it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
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
    numbers = iter(zip(prints, occurrences(prints), strict=True)) if prints else iter(())
    numbered = []
    for record in records:
        if record.sale_key and record.line_key:
            numbered.append(NumberedLine(record.sale_key, record.line_key, record))
            continue
        print_, number = next(numbers)
        line_key = record.line_key or f"{print_}:{number}"
        numbered.append(NumberedLine(record.sale_key or f"line:{print_}:{number}", line_key, record))
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
    """What makes a line this line: order, buyer, day and time, product, quantity and amounts."""
    told = "\x1f".join(
        (
            record.sale_key, buyer_word(record.buyer), str(record.sold_at or record.sold_on), record.product_key,
            record.product_sku, record.product_name, str(record.quantity_milli), str(record.unit_price_minor),
            str(record.line_total_minor), "" if record.sale_key else str(record.sale_total_minor), record.currency,
        )
    )  # fmt: skip
    return blake2b(told.encode("utf-8", "surrogatepass"), digest_size=_SIZE).hexdigest()


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
