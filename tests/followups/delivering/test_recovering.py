"""What becomes of a dead worker's messages: the tables agree with the decision in `domain.delivery`, state by state."""

from __future__ import annotations

from datetime import timedelta

import pytest

from afterword.domain.delivery import MessageState, after_death
from afterword.followups.delivering.recovering import recover
from afterword.followups.models import Message
from afterword.infra import clock
from tests.setting.leaving import Leaving, message_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("lease_expired", [False, True])
def test_recovery_does_to_every_state_what_was_decided(leaving: Leaving, lease_expired: bool) -> None:
    lease = clock.wall() + timedelta(seconds=-1 if lease_expired else 60)
    owed = {state: leaving.approved(state.value.title()) for state in MessageState}
    for state, follow_up in owed.items():
        Message.objects.filter(follow_up=follow_up).update(state=state.value, lease_until=lease, worker="gone", token=7)
    recover()
    stands = {state: MessageState(message_of(follow_up).state) for state, follow_up in owed.items()}
    assert stands == {state: after_death(state, lease_expired) for state in MessageState}
