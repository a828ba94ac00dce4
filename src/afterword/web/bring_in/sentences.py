"""A file and an import in the owner's words."""

from __future__ import annotations

from babel.numbers import format_decimal
from django.utils.translation import get_language, gettext_lazy, ngettext, ngettext_lazy
from django.utils.translation import gettext as _

from afterword.domain.importing.dates import DateOrder
from afterword.domain.importing.fields import FIELDS, Kind, Shape
from afterword.imports.actions import Preview
from afterword.imports.models import ImportRun
from afterword.imports.reading import Reading

#: How dates can be read that could be either.
DATE_ORDERS = (
    (str(DateOrder.DMY), gettext_lazy("the day (3/4 is in April)")),
    (str(DateOrder.MDY), gettext_lazy("the month (3/4 is in March)")),
)


def kinds() -> list[tuple[str, str]]:
    """What a file may hold."""
    return [
        (str(Kind.SALES), _("Sales")),
        (str(Kind.CUSTOMERS), _("Customers")),
        (str(Kind.PRODUCTS), _("Products")),
        (str(Kind.INQUIRIES), _("Inquiries")),
        (str(Kind.JOBS), _("Finished jobs")),
    ]


def reading_in_words(reading: Reading) -> str:
    """A CSV file with semicolons, about 25,162 rows."""
    marks = {",": _("commas"), ";": _("semicolons"), "\t": _("tabs"), "|": _("bars"), " ": _("blanks")}
    if reading.format == "csv":
        what = _("A text file whose columns are parted by %(marks)s") % {
            "marks": marks.get(reading.delimiter, f"“{reading.delimiter}”")
        }
    else:
        what = _("The sheet “%(sheet)s” of a workbook") % {"sheet": reading.sheet or "1"}
    if not reading.rows_expected:
        return what + "."
    count = format_decimal(reading.rows_expected, locale=(get_language() or "en").replace("-", "_"))
    form = (
        ngettext("%(what)s, %(count)s row.", "%(what)s, %(count)s rows.", reading.rows_expected)
        if reading.whole
        else _("%(what)s, about %(count)s rows.")
    )
    return form % {"what": what, "count": count}


def read_as(seen: Preview) -> list[str]:
    """How dates and amounts are read, and whatever else the owner should know."""
    told = []
    if seen.remembered:
        told.append(_("You corrected a file like this before; it is understood the same way."))
    fields = FIELDS[seen.mapping.kind]
    orders = {
        DateOrder.MDY: _("month, day, year"),
        DateOrder.DMY: _("day, month, year"),
        DateOrder.YMD: _("year, month, day"),
    }
    for column in seen.columns:
        if column.field and fields[column.field].shape in (Shape.DATE, Shape.MOMENT):
            reading = seen.mapping.date_reading(column.index)
            if reading.swapped:
                told.append(
                    _(
                        "In “%(column)s” a spreadsheet has exchanged day and month in some dates; "
                        "they are turned back. Check a few."
                    )
                    % {"column": column.name}
                )
            if reading.order is DateOrder.MIXED:
                told.append(
                    _(
                        "“%(column)s” mixes dates that begin with the day and dates that begin with the month; "
                        "the doubtful ones are listed."
                    )
                    % {"column": column.name}
                )
                continue
            told.append(
                _("Dates in “%(column)s” are read as %(order)s.")
                % {"column": column.name, "order": orders[reading.order]}
            )
    return told


def result_in_words(run: ImportRun) -> list[str]:
    """What an import did, one sentence for each thing that it did."""
    told = []
    for name, sentence in _RESULTS:
        count = int(run.counts.get(name) or 0)
        if count:
            shown = format_decimal(count, locale=(get_language() or "en").replace("-", "_"))
            told.append(sentence % {"n": count, "count": shown})
    return told or [_("Nothing in it was new.")]


_RESULTS = (
    ("customers_added", ngettext_lazy("%(count)s new customer.", "%(count)s new customers.", "n")),
    (
        "customers_matched",
        ngettext_lazy("%(count)s customer whom you knew already.", "%(count)s customers whom you knew already.", "n"),
    ),
    ("products_added", ngettext_lazy("%(count)s new product.", "%(count)s new products.", "n")),
    ("sales_added", ngettext_lazy("%(count)s new sale.", "%(count)s new sales.", "n")),
    ("sales_changed", ngettext_lazy("%(count)s sale that has grown.", "%(count)s sales that have grown.", "n")),
    (
        "sales_unchanged",
        ngettext_lazy("%(count)s sale was here already.", "%(count)s sales were here already.", "n"),
    ),
    (
        "sales_without_buyer",
        ngettext_lazy(
            "%(count)s of the new sales names no customer, so nobody is followed up for it.",
            "%(count)s of the new sales name no customer, so nobody is followed up for them.",
            "n",
        ),
    ),
    (
        "sales_contested",
        ngettext_lazy(
            "%(count)s sale names two buyers; it counts for the one that was named first.",
            "%(count)s sales name two buyers; each counts for the one that was named first.",
            "n",
        ),
    ),
    ("inquiries_added", ngettext_lazy("%(count)s new inquiry.", "%(count)s new inquiries.", "n")),
    ("jobs_added", ngettext_lazy("%(count)s finished job.", "%(count)s finished jobs.", "n")),
    ("jobs_unchanged", ngettext_lazy("%(count)s job was here already.", "%(count)s jobs were here already.", "n")),
    ("dates_kept", ngettext_lazy("%(count)s date to remember.", "%(count)s dates to remember.", "n")),
)
