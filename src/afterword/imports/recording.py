"""From a file's rows to customers, products, sales, inquiries and jobs: a transaction for each batch and its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from django.db import DataError, IntegrityError, transaction

from afterword.businesses.models import Business
from afterword.customers.actions import Outcome, record_customers
from afterword.customers.dates_from_files import keep_dates
from afterword.domain.importing.fields import Kind
from afterword.domain.importing.mapping import mapping_from_json
from afterword.domain.importing.mending import is_own_column, unguarded
from afterword.domain.importing.records import (
    CustomerRecord,
    InquiryRecord,
    JobRecord,
    Problem,
    ProblemCode,
    ProductRecord,
    compile_converter,
)
from afterword.imports.changes import Changes
from afterword.imports.models import ImportRun
from afterword.imports.occurrences import Occurrences
from afterword.imports.previewing import conversion_settings
from afterword.imports.problems import keep_problems
from afterword.imports.reading import rows
from afterword.imports.reading.table import reading_from_json
from afterword.imports.statistics import Statistics
from afterword.infra.tenancy import current_business_id
from afterword.sales.actions import NumberedLine, Shelf, number_lines, record_inquiries, record_products, record_sales
from afterword.sales.jobs_from_files import record_job_rows
from afterword.sales.numbering import buyer_word

Row = tuple[int, list[str]]
#: Rows that are recorded together, at least; the last sale among them may call for more, up to so many times as many.
TOGETHER = 2_000
LONGEST_WAIT = 4
UNKNOWN_SALE = "This line has no date, and its order {key} is not known yet; bring in the file with the orders first."
REFUSED = "This row could not be stored; check its values for odd characters or sizes."
COUNTS = (
    "rows", "customers_added", "customers_matched", "customers_changed", "products_added", "products_changed",
    "sales_added", "sales_changed", "sales_unchanged", "items_added", "items_changed", "inquiries_added",
    "inquiries_unchanged", "jobs_added", "jobs_unchanged", "dates_kept", "problems", "sales_without_buyer",
    "sales_contested",
)  # fmt: skip


class Chunk(NamedTuple):
    """Rows that are recorded together, and how many rows of the file lie behind them then."""

    rows: list[Row]
    done: int


class Recorder:
    """Brings one run's file in. ``told`` is told how many bytes of the file have been read."""

    def __init__(self, run: ImportRun, told: Callable[[int], None] | None = None) -> None:
        self.run, self.told = run, told
        self.reading = reading_from_json(run.reading)
        self.mapping = mapping_from_json(run.mapping)
        self.convert = compile_converter(
            self.mapping, conversion_settings(Business.objects.get(pk=current_business_id()))
        )
        self.is_mended = any(is_own_column(name) for name in self.reading.header or ())
        self.counts = dict.fromkeys(COUNTS, 0) | {name: int(value) for name, value in run.counts.items()}
        self.changes = Changes(run.pk)
        self.shelf = self._new_shelf()
        kinds: dict[Kind, Callable[[Sequence[Any]], list[Problem]]] = {
            Kind.CUSTOMERS: self._customers,
            Kind.PRODUCTS: self._products,
            Kind.SALES: self._sales,
            Kind.INQUIRIES: self._inquiries,
            Kind.JOBS: self._jobs,
        }
        self.record = kinds[self.mapping.kind]

    def _new_shelf(self) -> Shelf:
        return Shelf(source=self.run.source, import_run_id=self.run.pk)

    def steps(self) -> Iterator[int]:
        """Record the file from where the run stands, a batch at a time; yields the rows done, each time durably.

        Raises reading's UnreadableFile where the file cannot be read on.
        """
        with Occurrences() as occurrences:
            self.occurrences = occurrences
            statistics = Statistics(self.run.rows_done)
            for chunk in self._chunks(self.run.rows_done):
                self._record_chunk(chunk)
                statistics.look_at(chunk.done)
                yield chunk.done

    # ---- rows

    def _chunks(self, skip: int) -> Iterator[Chunk]:
        """Batches that end where a sale ends, so that it is announced whole; ``skip`` rows are only counted."""
        waiting: list[Row] = []
        seen = 0
        for batch in rows(Path(self.run.path), self.reading, progress=self.told):
            if self.is_mended:
                batch = [(line, [unguarded(cell) for cell in cells]) for line, cells in batch]
            seen += len(batch)
            if seen <= skip:
                self._look_at_skipped(batch)
                continue
            if seen - len(batch) < skip:
                known = skip - (seen - len(batch))
                self._look_at_skipped(batch[:known])
                batch = batch[known:]
            waiting += batch
            if len(waiting) < TOGETHER:
                continue
            cut = self._last_sale_begins(waiting) if len(waiting) < LONGEST_WAIT * TOGETHER else len(waiting)
            if cut:
                yield Chunk(waiting[:cut], seen - (len(waiting) - cut))
                waiting = waiting[cut:]
        if waiting:
            yield Chunk(waiting, seen)

    def _last_sale_begins(self, waiting: Sequence[Row]) -> int:
        """How many rows can be recorded before the sale of the last row, which may go on in the next batch."""
        column = next((index for index, name in self.mapping.columns.items() if name == "sale_key"), None)
        if column is None or self.mapping.kind is not Kind.SALES:
            return len(waiting)
        keys = [cells[column].strip() if column < len(cells) else "" for _, cells in waiting]
        last = keys[-1]
        at = len(keys) - 1
        while at >= 0 and keys[at] == last:
            at -= 1
        return at + 1

    def _look_at_skipped(self, batch: Sequence[Row]) -> None:
        """Rows that an earlier attempt recorded still count for what is the second, third … of its kind."""
        records, _ = self.convert(batch)
        if self.mapping.kind is Kind.SALES:
            number_lines(records, self.occurrences)
            self._count_new_buyers([one.buyer for one in records])

    # ---- one batch

    def _record_chunk(self, chunk: Chunk) -> None:
        records, problems = self.convert(chunk.rows)
        if self.mapping.kind is Kind.SALES:
            records = number_lines(records, self.occurrences)
        before = dict(self.counts)
        try:
            with transaction.atomic():
                self._finish(chunk, records, [*problems, *self.record(records)])
        except (DataError, IntegrityError):
            # Something that the database refuses: find the rows, keep the others.
            self.counts = before
            self._start_over()
            with transaction.atomic():
                self._finish(chunk, records, [*problems, *self._record_halves(records, chunk)])

    def _record_halves(self, records: Sequence[Any], chunk: Chunk) -> list[Problem]:
        before = dict(self.counts)
        try:
            with transaction.atomic():
                return self.record(records)
        except (DataError, IntegrityError):
            self.counts = before
            self._start_over()
            if len(records) == 1:
                line = records[0].record.line if isinstance(records[0], NumberedLine) else records[0].line
                return [self._problem(line, chunk.rows, ProblemCode.BAD_KEY, REFUSED)]
            half = len(records) // 2
            return [*self._record_halves(records[:half], chunk), *self._record_halves(records[half:], chunk)]

    def _start_over(self) -> None:
        self.changes.noted.clear()
        self.shelf = self._new_shelf()

    def _finish(self, chunk: Chunk, records: Sequence[Any], problems: list[Problem]) -> None:
        problems = self._with_cells(problems, chunk.rows)
        keep_problems(run_id=self.run.pk, problems=problems)
        self.changes.keep()
        self.counts["problems"] += len(problems)
        self.counts["rows"] += sum(1 for _, cells in chunk.rows if any(cell.strip() for cell in cells))
        self.run.rows_done = chunk.done
        self.run.counts = self.counts
        self.run.save(update_fields=["rows_done", "counts"])

    @staticmethod
    def _problem(line: int, chunk: Sequence[Row], code: ProblemCode, sentence: str) -> Problem:
        cells = next((cells for at, cells in chunk if at == line), [])
        return Problem(line, "", "", code, sentence, cells)

    @staticmethod
    def _with_cells(problems: list[Problem], chunk: Sequence[Row]) -> list[Problem]:
        if all(one.cells for one in problems):
            return problems
        by_line = dict(chunk)
        return [one if one.cells else one._replace(cells=by_line.get(one.line, [])) for one in problems]

    # ---- kinds

    def _customers(self, records: Sequence[CustomerRecord]) -> list[Problem]:
        done = record_customers(
            records=records,
            source=self.run.source,
            import_run_id=self.run.pk,
            corrects=True,
            note_change=self.changes,
        )
        added = sum(one.outcome is Outcome.ADDED for one in done)
        self.counts["customers_added"] += added
        self.counts["customers_matched"] += len(done) - added
        self.counts["customers_changed"] += sum(one.outcome is Outcome.CHANGED for one in done)
        self.counts["dates_kept"] += keep_dates(
            [(one.customer_id, record.dates) for one, record in zip(done, records, strict=True) if record.dates],
            source=self.run.source,
            import_run_id=self.run.pk,
            note_change=self.changes,
        )
        return []

    def _products(self, records: Sequence[ProductRecord]) -> list[Problem]:
        done = record_products(
            records=records, source=self.run.source, import_run_id=self.run.pk, note_change=self.changes
        )
        self.counts["products_added"] += done.added
        self.counts["products_changed"] += done.changed
        return []

    def _sales(self, lines: Sequence[NumberedLine]) -> list[Problem]:
        done = record_sales(
            lines=lines,
            customer_ids=self._people([line.record.buyer for line in lines]),
            shelf=self.shelf,
            source=self.run.source,
            import_run_id=self.run.pk,
            note_change=self.changes,
        )
        self.counts["products_added"] += done.products_added
        self.counts["sales_added"] += done.added
        self.counts["sales_changed"] += done.changed
        self.counts["sales_unchanged"] += self.occurrences.first_time([f"sale:{key}" for key in done.unchanged])
        self.counts["sales_without_buyer"] += done.without_buyer
        self.counts["sales_contested"] += self.occurrences.first_time([f"contested:{key}" for key in done.contested])
        self.counts["items_added"] += done.items_added
        self.counts["items_changed"] += done.items_changed
        return [
            Problem(
                line.record.line, "", line.sale_key, ProblemCode.MISSING, UNKNOWN_SALE.format(key=line.sale_key), []
            )
            for line in done.homeless
        ]

    def _inquiries(self, records: Sequence[InquiryRecord]) -> list[Problem]:
        people = self._people([one.asker for one in records])
        done = record_inquiries(
            records=records,
            customer_ids=[person for person in people if person is not None],
            occurrences=self.occurrences,
            source=self.run.source,
            import_run_id=self.run.pk,
        )
        self.counts["inquiries_added"] += done.added
        self.counts["inquiries_unchanged"] += done.unchanged
        return []

    def _jobs(self, records: Sequence[JobRecord]) -> list[Problem]:
        people = self._people([one.customer for one in records])
        done = record_job_rows(
            records=records,
            customer_ids=[person for person in people if person is not None],
            occurrences=self.occurrences,
            shelf=self.shelf,
            source=self.run.source,
            import_run_id=self.run.pk,
        )
        self.counts["jobs_added"] += done.added
        self.counts["jobs_unchanged"] += done.unchanged
        self.counts["products_added"] += done.products_added
        return []

    def _people(self, told: Sequence[CustomerRecord | None]) -> list[int | None]:
        """The customers that these lines name, each recorded once; None where a line names nobody."""
        if not any(told):
            return [None] * len(told)
        places: dict[int, int] = {}
        people: list[CustomerRecord] = []
        for one in told:
            if one is not None and id(one) not in places:
                places[id(one)] = len(people)
                people.append(one)
        done = record_customers(
            records=people, source=self.run.source, import_run_id=self.run.pk, note_change=self.changes
        )
        self.counts["customers_added"] += sum(one.outcome is Outcome.ADDED for one in done)
        self.counts["customers_changed"] += sum(one.outcome is Outcome.CHANGED for one in done)
        first = self.occurrences([_word(one) for one in people])
        self.counts["customers_matched"] += sum(
            number == 1 and one.outcome is not Outcome.ADDED for number, one in zip(first, done, strict=True)
        )
        return [None if one is None else done[places[id(one)]].customer_id for one in told]

    def _count_new_buyers(self, told: Sequence[CustomerRecord | None]) -> None:
        people = {id(one): one for one in told if one is not None}
        self.occurrences([_word(one) for one in people.values()])


def _word(person: CustomerRecord) -> str:
    return f"buyer:{buyer_word(person)}"
