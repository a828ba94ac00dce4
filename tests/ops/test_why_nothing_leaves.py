"""A message that is due and cannot leave is held, in the words of what holds it."""

from __future__ import annotations

import pytest

from afterword.domain.reasons import TouchState
from afterword.followups.delivering.rounds import deliver_due, forget_silent_servers
from afterword.followups.models import FollowUp, Message
from afterword.plans.why import touches_of
from tests.setting.leaving import Leaving
from tests.setting.shop import Shop

pytestmark = pytest.mark.django_db(transaction=True)


def told(owed: FollowUp) -> tuple[TouchState, str]:
    [touch] = [touch for touch in touches_of(owed.customer_id) if touch.follow_up_id == owed.pk]
    return touch.state, touch.reason


@pytest.fixture
def owed(shop: Shop) -> FollowUp:
    """A message that was approved long enough ago to leave."""
    forget_silent_servers()
    shop.business.email = "rosa@shop.example"
    shop.business.save()
    return Leaving(shop).approved("Ann")


def test_a_misspelled_address_of_the_server(owed: FollowUp, settings: object) -> None:
    settings.EMAIL_URL = "smpt://mail.example.org"  # type: ignore[attr-defined]
    assert deliver_due().held == 1
    state, why = told(owed)
    assert state is TouchState.HELD
    assert why.startswith("EMAIL_URL must begin with smtp:// or smtps://")


def test_a_server_that_does_not_answer(owed: FollowUp, shop: Shop, settings: object) -> None:
    settings.EMAIL_URL = "smtp://127.0.0.1:9?tls=none"  # type: ignore[attr-defined]
    assert deliver_due().retrying == 1
    assert told(owed)[0] is TouchState.RETRYING
    waiting = Leaving(shop).approved("Bob")
    assert deliver_due().held == 1
    assert told(waiting) == (
        TouchState.HELD,
        "The mail server does not answer. It is tried again every few minutes.",
    )


def test_what_may_still_be_taken_back_is_planned(owed: FollowUp, settings: object) -> None:
    settings.EMAIL_URL = "smpt://mail.example.org"  # type: ignore[attr-defined]
    Message.objects.update(not_before=Message.objects.get().not_before.replace(year=2999))
    assert told(owed)[0] is TouchState.PLANNED
