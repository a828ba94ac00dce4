"""Today and “why” say when a letter goes that its account cannot take today."""

from __future__ import annotations

import html
import re
from datetime import timedelta

from django.test import Client

from afterword.channels.models import ChannelAccount, SendingDay
from afterword.followups.models import Message
from afterword.infra import clock
from tests.setting.leaving import Leaving
from tests.setting.shop import Shop


def test_who_has_to_wait_is_told_until_when(shop: Shop, rosa: Client, home: str, settings: object) -> None:
    settings.EMAIL_URL = "smtp://127.0.0.1:9?tls=none"  # type: ignore[attr-defined]
    shop.business.email = "rosa@shop.example"
    shop.business.save()
    ChannelAccount.objects.create(channel="email", most_a_day=4)
    SendingDay.objects.create(channel="email", day=shop.today, taken=4)
    owed = [Leaving(shop).approved(name) for name in ("Ann", "Bob")]
    Message.objects.update(not_before=clock.now() - timedelta(minutes=1))
    page = _text(rosa, home)
    assert "Your account takes 4 messages a day. 2 messages wait, and the last of them goes" in page
    assert page.count("waits for its turn") == 2
    assert "leaves this moment" not in page
    why = _text(rosa, f"{home}customers/{owed[0].customer_id}/touches")
    assert "Your account takes 4 messages a day. This one goes" in why
    SendingDay.objects.update(taken=0)
    page = _text(rosa, home)
    assert "wait" not in page.partition("On its way")[2].partition("How things stand")[0]
    assert "leaves this moment" in page


def _text(rosa: Client, path: str) -> str:
    answer = rosa.get(path)
    assert answer.status_code == 200
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())
