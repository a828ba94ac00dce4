"""`afterword segments` counts the groups and names who belongs to one."""

from __future__ import annotations

import argparse
import json

import pytest

from afterword.customers.models import Customer
from afterword.infra import clock
from afterword.ops.commands import segments
from afterword.plans.segments.actions import keep_segment
from tests.setting.shop import Shop


def told(capsys: pytest.CaptureFixture[str], shop: Shop, name: str | None, *, as_json: bool = True) -> str:
    segments.perform(argparse.Namespace(business=shop.business.slug, name=name, json=as_json))
    return capsys.readouterr().out


def test_groups_are_brought_up_to_date_and_printed(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    norwegian = {"field": "customer.language", "operator": "is", "value": "nb"}
    keep_segment(name="Norwegians", audience=norwegian)
    ada = Customer.objects.create(display_name="Ada", language="nb", created_at=clock.now())
    assert json.loads(told(capsys, shop, None)) == {
        "segments": [{"name": "Norwegians", "count": 1, "audience": norwegian}]
    }
    one = json.loads(told(capsys, shop, "norwegians"))
    assert (one["count"], one["people"]) == (1, [{"id": ada.pk, "name": "Ada"}])
    assert "Norwegians: the customer's language is nb" in told(capsys, shop, None, as_json=False)


def test_a_group_that_is_not_there_is_named(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(segments.NoSuchGroup, match="no group called “Regulars”"):
        told(capsys, shop, "Regulars")
