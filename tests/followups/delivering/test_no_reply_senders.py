"""Nothing leaves from an address that nobody may answer, however it came into the settings."""

from __future__ import annotations

import pytest

from afterword.businesses.actions import BadBusiness, describe_business
from afterword.businesses.models import Business
from afterword.channels.accounts import BadAccount, NotReady, ReadyAccount, account_for, save_email_account
from afterword.channels.models import ChannelAccount
from afterword.followups.delivering.composing import _reply_to
from tests.setting.shop import Shop

SERVER = {"host": "127.0.0.1", "port": "2525", "security": "none"}


def test_it_is_refused_as_a_sender_and_as_the_address_of_a_business(shop: Shop) -> None:
    with pytest.raises(BadAccount, match=r"Nobody can answer no-reply@frames\.example"):
        save_email_account(settings=SERVER, sender_name="", sender_address="no-reply@frames.example")
    assert not ChannelAccount.objects.exists()
    with pytest.raises(BadBusiness, match=r"Nobody can answer ikke-svar@frames\.example"):
        describe_business(business=shop.business, email="ikke-svar@frames.example")
    shop.business.refresh_from_db()
    assert shop.business.email == ""


def test_one_that_was_there_before_keeps_everything_here(shop: Shop) -> None:
    save_email_account(settings=SERVER, sender_name="Rosa", sender_address="rosa@frames.example")
    ready = account_for("email")
    assert isinstance(ready, ReadyAccount)
    ChannelAccount.objects.update(sender_address="donotreply@frames.example")
    standing = account_for("email")
    assert isinstance(standing, NotReady)
    assert "Use an address that somebody reads." in standing.why


def test_answers_never_go_where_nobody_reads(shop: Shop) -> None:
    save_email_account(settings=SERVER, sender_name="Rosa", sender_address="rosa@frames.example")
    ready = account_for("email")
    assert isinstance(ready, ReadyAccount)
    Business.objects.update(email="noreply@frames.example")
    shop.business.refresh_from_db()
    assert _reply_to(shop.business, ready) is None
    shop.business.email = "post@frames.example"
    found = _reply_to(shop.business, ready)
    assert found is not None
    assert found.address == "post@frames.example"
