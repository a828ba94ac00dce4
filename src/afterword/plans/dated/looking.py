"""Who may have a day of a kind in a stretch: a query that leaves out nobody who has one, and most of the others."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.db import connection

from afterword.domain.triggers import (
    Birthday,
    CustomerFacts,
    DateField,
    NamedHoliday,
    SaleAnniversary,
    ServiceDue,
    Silence,
    UsedUpThing,
    WarrantyEnds,
    Which,
    occurrences,
)
from afterword.infra.bulk import ids_clause, stored_day
from afterword.infra.tenancy import current_business_id
from afterword.plans.dated.ground import Ground
from afterword.plans.dated.kinds import DatedRule, Stretch
from afterword.plans.dated.reading import PURCHASE
from afterword.plans.triggers import Chosen

_Query = tuple[str, list[Any]]
_DAY = timedelta(days=1)


def who_may_have(rule: DatedRule, chosen: Chosen, stretch: Stretch, ground: Ground) -> list[int]:
    """The ids of such customers among the chosen, ascending; ``days_due`` says who really has one."""
    found: set[int] = set()
    with connection.cursor() as cursor:
        for sql, parameters in _queries(rule, chosen, stretch, ground):
            cursor.execute(sql, parameters)
            found.update(row[0] for row in cursor.fetchall())
    return sorted(found)


def _queries(rule: DatedRule, chosen: Chosen, stretch: Stretch, ground: Ground) -> list[_Query]:
    match rule:
        case Birthday():
            return [_living(chosen, *_by_day_of_year("c.birth_on", stretch))]
        case NamedHoliday():
            falls = occurrences(rule, CustomerFacts(holidays=ground.feasts), *stretch)
            return [_living(chosen, "true", [])] if falls else []
        case DateField():
            return [_kept(rule, chosen, stretch)]
        case SaleAnniversary():
            return [_anniversary(rule, chosen, stretch)]
        case Silence():
            return [_silent(rule, chosen, stretch, ground)]
        case ServiceDue():
            return _serviced(rule, chosen, stretch, ground)
        case WarrantyEnds():
            return _under_warranty(rule, chosen, stretch, ground)
        case UsedUpThing():
            return _used_up(rule, chosen, stretch, ground)


def _living(chosen: Chosen, condition: str, parameters: list[Any]) -> _Query:
    among, listed = chosen.on("c.id")
    # The plus sign keeps SQLite on the primary key, where the chosen lie together.
    business = "+c.business_id" if _on_sqlite() else "c.business_id"
    return (
        f"""SELECT c.id FROM customers_customer c WHERE {business} = %s AND {among} AND {condition}
            AND c.merged_into_id IS NULL AND c.ended_at IS NULL""",
        [current_business_id(), *listed, *parameters],
    )


def _kept(rule: DateField, chosen: Chosen, stretch: Stretch) -> _Query:
    among, listed = chosen.on("k.customer_id")
    column = _quoted_on("k")
    condition = f"{column} BETWEEN %s AND %s"
    parameters: list[Any] = [stored_day(stretch.first), stored_day(stretch.last)]
    if rule.yearly:
        again, days = _by_day_of_year(column, stretch)
        condition, parameters = f"({condition} OR {again})", [*parameters, *days]
    return (
        f"""SELECT k.customer_id FROM customers_keptdate k
            WHERE k.business_id = %s AND k.name = %s AND {among} AND {condition}""",
        [current_business_id(), rule.field, *listed, *parameters],
    )


def _anniversary(rule: SaleAnniversary, chosen: Chosen, stretch: Stretch) -> _Query:
    if rule.which is Which.FIRST:
        condition, days = _by_day_of_year("min(s.sold_on)", stretch)
        return _purchases(chosen, "true", [], f"GROUP BY s.customer_id HAVING {condition}", days)
    condition, days = _by_day_of_year("s.sold_on", stretch)
    return _purchases(chosen, condition, days, "", [])


def _silent(rule: Silence, chosen: Chosen, stretch: Stretch, ground: Ground) -> _Query:
    """A rhythm of one's own is no longer than the typical one or the longest gap."""
    last, first = _number("max(s.sold_on)"), _number("min(s.sold_on)")
    longest = f"{rule.beyond_rhythm!r} * {_greater(f'{ground.rhythm.days!r}', f'({last} - {first})')}"
    having = f"""GROUP BY s.customer_id HAVING {last} + %s <= %s
        AND {last} + {_greater("%s", longest)} + 2 >= %s"""
    ordinals = [rule.at_least_days, stretch.last.toordinal(), rule.at_least_days, stretch.first.toordinal()]
    return _purchases(chosen, "true", [], having, ordinals)


def _purchases(chosen: Chosen, condition: str, parameters: list[Any], rest: str, more: list[Any]) -> _Query:
    among, listed = chosen.on("s.customer_id")
    return (
        f"""SELECT s.customer_id FROM sales_sale s
            WHERE s.business_id = %s AND {among} AND {PURCHASE} AND {condition} {rest}""",
        [current_business_id(), *listed, *parameters, *more],
    )


# ---- things that were bought


def _items(chosen: Chosen, products: Collection[int], rest: str, more: list[Any]) -> _Query:
    among, listed = chosen.on("s.customer_id")
    of_them, product_ids = ids_clause("i.product_id", sorted(products))
    return (
        f"""SELECT s.customer_id FROM sales_sale s JOIN sales_saleitem i
                ON i.business_id = s.business_id AND i.sale_id = s.id
            WHERE s.business_id = %s AND {among} AND {PURCHASE} AND {of_them} {rest}""",
        [current_business_id(), *listed, *product_ids, *more],
    )


def _serviced(rule: ServiceDue, chosen: Chosen, stretch: Stretch, ground: Ground) -> list[_Query]:
    whose = current_business_id()
    concerned = rule.products or ground.serviced
    if not concerned:
        bought, listed = chosen.on("s.customer_id")
        worked, listed_again = chosen.on("j.customer_id")
        due, months = _by_month("max(day)", rule.interval_months, stretch)
        return [
            (
                f"""SELECT customer_id FROM (
                        SELECT s.customer_id, s.sold_on AS day FROM sales_sale s
                        WHERE s.business_id = %s AND {bought} AND {PURCHASE}
                        UNION ALL SELECT j.customer_id, j.done_on FROM sales_job j WHERE j.business_id = %s AND {worked}
                    ) visits GROUP BY customer_id HAVING {due}""",
                [whose, *listed, whose, *listed_again, *months],
            )
        ]
    by_interval: dict[int, list[int]] = {}
    for product_id in concerned:
        months_between = ground.service_months.get(product_id, rule.interval_months)
        if months_between:
            by_interval.setdefault(months_between, []).append(product_id)
    queries = []
    for interval, products in sorted(by_interval.items()):
        due, months = _by_month("max(s.sold_on)", interval, stretch)
        queries.append(_items(chosen, products, f"GROUP BY s.customer_id, i.product_id HAVING {due}", months))
        worked, listed = chosen.on("j.customer_id")
        due, months = _by_month("j.done_on", interval, stretch)
        queries.append(
            (
                f"SELECT j.customer_id FROM sales_job j WHERE j.business_id = %s AND {worked} AND {due}",
                [whose, *listed, *months],
            )
        )
    return queries


def _under_warranty(rule: WarrantyEnds, chosen: Chosen, stretch: Stretch, ground: Ground) -> list[_Query]:
    by_months: dict[int, list[int]] = {}
    for product_id, months in ground.warranty_months.items():
        if not rule.products or product_id in rule.products:
            by_months.setdefault(months, []).append(product_id)
    return [
        _items(
            chosen,
            products,
            f"AND {_month('s.sold_on')} BETWEEN %s AND %s",
            [_month_of(stretch.first) - months, _month_of(stretch.last) - months],
        )
        for months, products in sorted(by_months.items())
    ]


def _used_up(rule: UsedUpThing, chosen: Chosen, stretch: Stretch, ground: Ground) -> list[_Query]:
    products = [product_id for product_id in ground.used_up if not rule.products or product_id in rule.products]
    if not products:
        return []
    longest = max(ground.used_up[product_id].days for product_id in products)
    last, first = _number("max(s.sold_on)"), _number("min(s.sold_on)")
    having = f"""GROUP BY s.customer_id, i.product_id HAVING {last} <= %s
        AND {last} + {_greater(repr(longest), f"({last} - {first})")} + 1 >= %s"""
    return [_items(chosen, products, having, [stretch.last.toordinal(), stretch.first.toordinal()])]


# ---- dates in both databases' words


def _on_sqlite() -> bool:
    return connection.vendor == "sqlite"


def _quoted_on(table: str) -> str:
    return f"{table}.{connection.ops.quote_name('on')}"


def _by_day_of_year(column: str, stretch: Stretch) -> _Query:
    """A condition that the day comes round within the stretch; a day wider, for the 29th of February."""
    if (stretch.last - stretch.first).days > 360:
        return f"{column} IS NOT NULL", []
    text = f"substr({column}, 6, 5)" if _on_sqlite() else f"to_char({column}, 'MM-DD')"
    first, last = f"{stretch.first - _DAY:%m-%d}", f"{stretch.last + _DAY:%m-%d}"
    if first <= last:
        return f"{text} BETWEEN %s AND %s", [first, last]
    return f"({text} >= %s OR {text} <= %s)", [first, last]


def _by_month(column: str, interval: int, stretch: Stretch) -> _Query:
    """A condition that some multiple of so many months after the day lies in a month of the stretch."""
    coming = range(_month_of(stretch.first), _month_of(stretch.last) + 1)
    if len(coming) >= interval:
        return f"{column} IS NOT NULL", []
    marks = ", ".join(["%s"] * len(coming))
    return f"{_month(column)} %% %s IN ({marks})", [interval, *(month % interval for month in coming)]


def _month_of(day: date) -> int:
    return day.year * 12 + day.month


def _month(column: str) -> str:
    if _on_sqlite():
        return f"(CAST(substr({column}, 1, 4) AS INTEGER) * 12 + CAST(substr({column}, 6, 2) AS INTEGER))"
    return f"(EXTRACT(YEAR FROM {column})::int * 12 + EXTRACT(MONTH FROM {column})::int)"


def _number(column: str) -> str:
    """The day's ordinal, as ``date.toordinal`` has it."""
    if _on_sqlite():
        return f"CAST(julianday({column}) - 1721424.5 AS INTEGER)"
    return f"({column} - DATE '0001-01-01' + 1)"


def _greater(one: str, other: str) -> str:
    return f"max({one}, {other})" if _on_sqlite() else f"greatest({one}, {other})"
