"""A group's members are those whom its words name, kept so from change to change on both databases."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from afterword.customers.models import ContactPoint, Customer
from afterword.domain.audience import (
    GROUP_FIELD,
    OPERATORS,
    WITHOUT_VALUE,
    All,
    Audience,
    Condition,
    Not,
    Operator,
    Sort,
    written,
)
from afterword.domain.audience import Any as AnyOf
from afterword.infra import clock
from afterword.infra.tenancy import acting_for
from afterword.plans.audience_facts import Case
from afterword.plans.belonging import belonging
from afterword.plans.segments.actions import BadSegment, drop_segment, keep_segment
from afterword.plans.segments.knowing import FIELDS
from afterword.plans.segments.members import bring_up_to_date
from afterword.plans.segments.models import Known, KnownMark, Segment, SegmentMember
from afterword.plans.segments.queries import people_of
from afterword.sales.models import Sale
from tests.plans.shop import TODAY, Shop, day, found_shop


def is_(name: str, operator: Operator, value: Any = None) -> dict[str, Any]:
    return written(Condition(f"customer.{name}", operator, value))


def members(segment: Segment) -> set[int]:
    return set(SegmentMember.objects.filter(segment_id=segment.pk).values_list("customer_id", flat=True))


def live(customer: Customer, lines: str) -> ContactPoint:
    return ContactPoint.objects.create(
        customer=customer, channel="post", value=lines, normal=lines.casefold(), created_at=clock.now()
    )


def test_a_group_of_a_town_finds_its_people_and_those_who_move_there(shop: Shop) -> None:
    ada, grace = shop.customer("Ada"), shop.customer("Grace")
    live(ada, "Gata 1\n0150 Oslo")
    group = keep_segment(name="Oslo", audience=is_("city", Operator.IS, "OSLO"))
    assert (members(group), group.count) == ({ada.pk}, 1)
    live(grace, "Veien 2\n0151 Oslo")
    ContactPoint.objects.filter(customer=ada).update(value="Gata 1\n5003 Bergen")
    bring_up_to_date()
    group.refresh_from_db()
    assert (members(group), group.count) == ({grace.pk}, 1)
    assert [one.display_name for one in people_of(group.pk)] == ["Grace"]


def test_a_purchase_counts_at_once_and_a_day_that_passes_as_well(shop: Shop) -> None:
    ada = shop.customer("Ada")
    group = keep_segment(name="Lately", audience=is_("last_sale_on", Operator.WITHIN_DAYS, 30))
    assert members(group) == set()
    shop.sale(ada, days_ago=5)
    bring_up_to_date()
    assert members(group) == {ada.pk}
    bring_up_to_date(today=day(25))
    assert members(group) == set()


def test_who_is_merged_or_gone_belongs_nowhere(shop: Shop) -> None:
    ada, grace = shop.customer("Ada"), shop.customer("Grace")
    group = keep_segment(name="All", audience=None)
    assert group.count == 2
    Customer.objects.filter(pk=ada.pk).update(merged_into=grace)
    Customer.objects.filter(pk=grace.pk).update(ended_at=clock.now())
    bring_up_to_date()
    assert members(group) == set()
    assert not Known.objects.exists()


def test_names_are_needed_and_once_only(shop: Shop) -> None:
    keep_segment(name="Regulars", audience=None)
    with pytest.raises(BadSegment, match="already"):
        keep_segment(name=" Regulars ", audience=None)
    with pytest.raises(BadSegment, match="Give the group a name"):
        keep_segment(name="  ", audience=None)


def test_where_no_group_is_left_nothing_is_kept_or_marked(shop: Shop) -> None:
    group = keep_segment(name="All", audience=None)
    shop.customer()
    drop_segment(segment_id=group.pk)
    shop.customer()
    bring_up_to_date()
    assert not Known.objects.exists()
    assert not SegmentMember.objects.exists()
    assert not KnownMark.objects.exists()


def test_where_there_never_was_a_group_no_marks_pile_up(shop: Shop) -> None:
    shop.customer("Ann Berg", told=False)
    bring_up_to_date()
    assert not KnownMark.objects.exists()


def test_another_businesss_people_are_not_found(shop: Shop) -> None:
    with acting_for(found_shop().pk):
        Customer.objects.create(display_name="Else", created_at=clock.now())
        theirs = keep_segment(name="All", audience=None)
        assert theirs.count == 1
    assert keep_segment(name="All", audience=None).count == 0


def test_one_change_costs_the_same_few_queries_whatever_is_stored(shop: Shop) -> None:
    keep_segment(name="Regulars", audience=is_("sale_count", Operator.AT_LEAST, 3))

    def cost() -> int:
        shop.sale(shop.customer(told=False))
        with CaptureQueriesContext(connection) as seen:
            bring_up_to_date()
        return len(seen)

    cost()
    few = cost()
    for _ in range(30):
        shop.sale(shop.customer(told=False))
    bring_up_to_date()
    assert cost() == few


_WORDS = ["Oslo", "oslo ", "Ås", "as", "vip", "VIP", "50%", "a_b", "O'Hara"]
_VALUES: dict[Sort, st.SearchStrategy[Any]] = {
    Sort.TEXT: st.sampled_from(_WORDS),
    Sort.MANY: st.sampled_from(_WORDS),
    Sort.NUMBER: st.integers(0, 3),
    Sort.MONEY: st.integers(-1, 3).map(lambda n: n * 10_000),
    Sort.DATE: st.integers(-40, 5).map(day),
}


@st.composite
def conditions(draw: st.DrawFn) -> Condition:
    name = draw(st.sampled_from(sorted(set(FIELDS) - {GROUP_FIELD})))
    sort = FIELDS[name].sort
    operator = draw(st.sampled_from(sorted(OPERATORS[sort])))
    if operator in WITHOUT_VALUE:
        return Condition(name, operator)
    if operator in (Operator.WITHIN_DAYS, Operator.NOT_WITHIN_DAYS):
        return Condition(name, operator, draw(st.integers(1, 40)))
    if operator in (Operator.ANY_OF, Operator.NONE_OF, Operator.ALL_OF):
        return Condition(name, operator, tuple(draw(st.lists(_VALUES[sort], min_size=1, max_size=3))))
    if operator is Operator.BETWEEN:
        return Condition(name, operator, tuple(sorted((draw(_VALUES[sort]), draw(_VALUES[sort])))))
    return Condition(name, operator, draw(_VALUES[sort]))


audiences: st.SearchStrategy[Audience] = st.recursive(
    conditions(),
    lambda part: st.one_of(
        st.builds(Not, part),
        st.builds(All, st.lists(part, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(part, min_size=1, max_size=3).map(tuple)),
    ),
    max_leaves=5,
)
_PEOPLE = st.tuples(
    st.sampled_from(["", "nb", "en"]),
    st.booleans(),
    st.sampled_from(["", "vip", "VIP, Ås", "50%;a_b", "O'Hara"]),
    st.none() | st.integers(-40, 0),
    st.integers(0, 7),
    st.sampled_from(["", "Gata 1\n0150 Oslo", "Vei 2\n1430 Ås\nNorway", "Street\n50% a_b"]),
    st.lists(st.tuples(st.integers(0, 45), st.integers(-1, 3), st.sampled_from(["paid", "cancelled"])), max_size=3),
)


class WhoBelongs(TestCase):
    """Random people and random words: SQL says what the domain says, before and after changes."""

    @given(st.lists(audiences, min_size=1, max_size=4), st.lists(_PEOPLE, min_size=1, max_size=5))
    def test_agrees_with_the_domain(self, asked: list[Audience], people: list[tuple[Any, ...]]) -> None:
        with time_machine.travel("2024-09-17T12:00:00+00:00", tick=False):
            with acting_for(found_shop().pk):
                groups = [
                    keep_segment(name=f"Group {number}", audience=written(one)) for number, one in enumerate(asked)
                ]
                for number, told in enumerate(people):
                    _add(number, *told)
                    bring_up_to_date()
                ids = list(Customer.objects.order_by("id").values_list("id", flat=True))
                for group, audience in zip(groups, asked, strict=True):
                    belong = belonging(audience, [Case(one) for one in ids])
                    expected = {one for one, belongs in zip(ids, belong, strict=True) if belongs}
                    group.refresh_from_db()
                    assert (members(group), group.count) == (expected, len(expected)), written(audience)


def _add(
    number: int, language: str, is_firm: bool, tags: str, born: int | None, reach: int, lines: str, sales: list[Any]
) -> None:
    one = Customer.objects.create(
        display_name=f"Person {number}", language=language, is_firm=is_firm, tags=tags, reach=reach,
        birth_on=None if born is None else day(born), created_at=clock.now(),
    )  # fmt: skip
    if lines:
        live(one, lines)
    for place, (ago, total, status) in enumerate(sales):
        on: date = TODAY - timedelta(days=ago)
        Sale.objects.create(
            source="till", key=f"{one.pk}-{place}", customer=one, sold_on=on, total_minor=total * 10_000,
            currency="NOK", status=status,
        )  # fmt: skip
