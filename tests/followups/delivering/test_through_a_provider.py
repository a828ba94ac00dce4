"""Letters that leave through a provider's interface: each fault leads to the right state, and nothing leaves twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest

from afterword.channels.accounts import BadAccount, NotReady, account_for, send_test
from afterword.channels.models import ChannelAccount
from afterword.followups.delivering.rounds import Manner, deliver_due, forget_silent_servers
from afterword.followups.models import Delivery, FollowUp, Message
from tests.conversations.conftest import Later
from tests.conversations.conftest import later as later
from tests.servers.provider_api import FakeProvider, Fault, provider_running
from tests.setting.leaving import Leaving, states
from tests.setting.shop import Shop


@pytest.fixture
def provider(shop: Shop, settings: Any, later: Later) -> Iterator[FakeProvider]:
    """Rosa's shop sends through Postmark."""
    shop.business.email = "rosa@shop.example"
    shop.business.save()
    with provider_running("postmark") as fake:
        settings.EMAIL_URL = f"postmark://pm-token@?base={quote(fake.base, safe='')}"
        forget_silent_servers()
        yield fake


@pytest.fixture
def resend(shop: Shop, settings: Any, provider: FakeProvider) -> Iterator[FakeProvider]:
    """The same shop, by a provider that keeps repeated calls from being a second mail."""
    with provider_running("resend") as fake:
        settings.EMAIL_URL = f"resend://re_key@?base={quote(fake.base, safe='')}"
        forget_silent_servers()
        yield fake


def deliver() -> None:
    forget_silent_servers()
    deliver_due(Manner(timeout=10))


def test_a_letter_leaves_with_its_headers_and_the_providers_name_for_it_is_kept(
    shop: Shop, provider: FakeProvider
) -> None:
    owed = Leaving(shop).approved()
    deliver()
    assert states(owed) == ("sent", "done")
    (mail,) = provider.taken
    message = Message.objects.get()
    assert mail.headers["Message-ID"] == f"<{message.message_id}>"
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.asked["Metadata"] == {"afterword": message.message_id}
    kept = Delivery.objects.get()
    assert (kept.outcome, kept.code, kept.reply) == ("sent", "200", "Postmark took it as postmark-1.")


def test_twenty_letters_leave_once_each_over_a_few_lines(shop: Shop, provider: FakeProvider) -> None:
    owed = [Leaving(shop).approved(f"Ann{number}") for number in range(20)]
    deliver()
    deliver()
    assert {states(one) for one in owed} == {("sent", "done")}
    assert len({mail.headers["Message-ID"] for mail in provider.taken}) == len(provider.taken) == 20
    assert provider.connections <= 8


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (Fault("cut-body"), ("retrying", "approved")),
        (Fault("early", 503, b"busy"), ("retrying", "approved")),
        (Fault("answer", 429, {"Message": "Slower."}), ("retrying", "approved")),
        (Fault("answer", 422, {"ErrorCode": 406, "Message": "Inactive recipient."}), ("failed", "stopped")),
        (Fault("answer", 401, {"ErrorCode": 10, "Message": "No such token."}), ("retrying", "approved")),
        (Fault("answer", 500, b"<html>"), ("unclear", "unclear")),
        (Fault("cut"), ("unclear", "unclear")),
        (Fault("garbage"), ("unclear", "unclear")),
        (Fault("half"), ("unclear", "unclear")),
    ],
    ids=lambda one: f"{one.how}-{one.status}" if isinstance(one, Fault) else "",
)
def test_each_fault_leads_to_its_state_and_a_second_round_sends_nothing_twice(
    shop: Shop, provider: FakeProvider, later: Later, fault: Fault, state: tuple[str, str]
) -> None:
    owed = Leaving(shop).approved()
    provider.faults = [fault]
    deliver()
    left = states(owed)
    assert left == state or (fault.how == "cut-body" and left[0] in ("retrying", "unclear")), left
    arrived = len(provider.taken)
    assert arrived == (1 if fault.how in ("cut", "garbage", "half") else 0)
    ChannelAccount.objects.update(paused_reason="")
    later(timedelta(hours=2))
    deliver()
    if left[0] == "retrying":
        assert states(owed) == ("sent", "done")
        assert len(provider.taken) == 1
    else:
        assert states(owed) == left
        assert len(provider.taken) == arrived


def test_a_key_that_is_refused_pauses_the_account_and_says_what_to_do(shop: Shop, provider: FakeProvider) -> None:
    owed = [Leaving(shop).approved(f"Ann{number}") for number in range(6)]
    provider.faults = [Fault("answer", 401, {"ErrorCode": 10, "Message": "No such token."})] * 20
    deliver()
    account = account_for("email")
    assert isinstance(account, NotReady)
    assert (
        account.why == "Postmark does not accept this key (“401 No such token.”); copy it anew from your account there."
    )
    assert {one.state for one in FollowUp.objects.all()} == {"approved"}, "no customer is blamed"
    assert provider.taken == []
    assert len(owed) == 6


def test_an_outage_makes_few_letters_unclear_and_the_rest_wait(shop: Shop, provider: FakeProvider) -> None:
    for number in range(24):
        Leaving(shop).approved(f"Ann{number}")
    provider.faults = [Fault("answer", 502, b"<html>Bad gateway</html>")] * 200
    deliver()
    stands = list(Message.objects.values_list("state", flat=True))
    assert stands.count("unclear") <= 8, "one for each line"
    assert set(stands) <= {"unclear", "retrying", "approved"}
    assert provider.taken == []


def test_a_lost_answer_is_asked_for_again_where_that_is_safe(shop: Shop, resend: FakeProvider) -> None:
    owed = Leaving(shop).approved()
    resend.faults = [Fault("cut"), Fault("garbage")]
    deliver()
    assert states(owed) == ("sent", "done")
    assert len(resend.taken) == 1


def test_send_me_a_test_works_and_says_what_is_wrong(shop: Shop, provider: FakeProvider, settings: Any) -> None:
    assert send_test(to="rosa@example.org").code == "200"
    assert "rosa@example.org" in provider.taken[0].to
    settings.EMAIL_URL = settings.EMAIL_URL.replace("pm-token", "another-token")
    with pytest.raises(BadAccount, match="does not accept this key") as refused:
        send_test(to="rosa@example.org")
    assert "another-token" not in str(refused.value)


def test_while_the_clock_is_set_a_provider_elsewhere_is_not_talked_to(shop: Shop, settings: Any) -> None:
    shop.business.email = "rosa@shop.example"
    shop.business.save()
    settings.CLOCK = "2019-06-30T09:00:00+00:00"
    settings.EMAIL_URL = "postmark://pm-token@?base=https://192.0.2.7"
    account = account_for("email")
    assert isinstance(account, NotReady)
    assert "this machine" in account.why
