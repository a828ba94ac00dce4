"""The lives of a message and of a follow-up: no path sends twice, and everything has an end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.domain.delivery import (
    FOLLOW_UP_MOVES,
    MESSAGE_MOVES,
    NOTICE_EVENTS,
    PERSON_EVENTS,
    FollowUpEvent,
    FollowUpState,
    IllegalTransition,
    MessageEvent,
    MessageState,
    after_death,
    next_state,
)

AUTOMATIC = [event for event in MessageEvent if event not in PERSON_EVENTS and event not in NOTICE_EVENTS]


@given(st.sampled_from(MessageState), st.sampled_from(MessageEvent))
def test_a_message_moves_by_its_table_or_not_at_all(state: MessageState, event: MessageEvent) -> None:
    if (state, event) in MESSAGE_MOVES:
        assert next_state(state, event) is MESSAGE_MOVES[state, event]
    else:
        with pytest.raises(IllegalTransition, match=state.value):
            next_state(state, event)


@given(st.sampled_from(FollowUpState), st.sampled_from(FollowUpEvent))
def test_a_follow_up_moves_by_its_table_or_not_at_all(state: FollowUpState, event: FollowUpEvent) -> None:
    if (state, event) in FOLLOW_UP_MOVES:
        assert next_state(state, event) is FOLLOW_UP_MOVES[state, event]
    else:
        with pytest.raises(IllegalTransition):
            next_state(state, event)


def test_a_messages_event_cannot_happen_to_a_follow_up_of_the_same_state() -> None:
    with pytest.raises(IllegalTransition):
        next_state(FollowUpState.APPROVED, MessageEvent.CLAIM)  # type: ignore[call-overload]


@given(st.lists(st.sampled_from([*AUTOMATIC, "death"]), max_size=60))
def test_no_automatic_path_hands_over_again_what_the_server_may_have(events: list[MessageEvent | str]) -> None:
    """After an acceptance or a lost answer, a second hand-over needs a person."""
    state, may_have_arrived = MessageState.APPROVED, False
    for event in events:
        if event == "death":
            may_have_arrived |= state is MessageState.HANDING
            state = after_death(state, lease_expired=True)
            continue
        assert isinstance(event, MessageEvent)
        if (state, event) not in MESSAGE_MOVES:
            continue
        if event is MessageEvent.HAND_OVER:
            assert not may_have_arrived
        state = next_state(state, event)
        may_have_arrived |= event in {MessageEvent.ACCEPT, MessageEvent.LOSE}


def reachable_by(events: list[MessageEvent], start: MessageState) -> set[MessageState]:
    found, ahead = set(), [start]
    while ahead:
        state = ahead.pop()
        for event in events:
            following = MESSAGE_MOVES.get((state, event))
            if following is not None and following not in found:
                found.add(following)
                ahead.append(following)
    return found


@pytest.mark.parametrize("state", [MessageState.SENT, MessageState.UNCLEAR, MessageState.FAILED])
def test_the_machine_alone_moves_nothing_that_has_left(state: MessageState) -> None:
    assert reachable_by(AUTOMATIC, state) == set()


def test_from_handing_no_automatic_event_leads_straight_back_to_approved() -> None:
    straight = {MESSAGE_MOVES[move] for move in MESSAGE_MOVES if move[0] is MessageState.HANDING}
    assert straight == {MessageState.SENT, MessageState.FAILED, MessageState.RETRYING, MessageState.UNCLEAR}


def test_only_a_claimed_message_is_handed_over() -> None:
    assert [state for state, event in MESSAGE_MOVES if event is MessageEvent.HAND_OVER] == [MessageState.CLAIMED]


def test_what_is_sent_or_withdrawn_stays_so_unless_a_notice_says_that_it_came_back() -> None:
    assert reachable_by(list(MessageEvent), MessageState.WITHDRAWN) == set()
    assert {event for state, event in MESSAGE_MOVES if state is MessageState.SENT} == NOTICE_EVENTS
    assert {state for state, event in MESSAGE_MOVES if event in NOTICE_EVENTS} == {MessageState.SENT}


@pytest.mark.parametrize("state", MessageState)
def test_every_state_of_a_message_can_come_to_an_end(state: MessageState) -> None:
    ends = {MessageState.SENT, MessageState.WITHDRAWN}
    assert state in ends or ends & reachable_by(list(MessageEvent), state)


@pytest.mark.parametrize("state", MessageState)
def test_every_state_of_a_message_can_be_reached(state: MessageState) -> None:
    everything = [*MessageEvent]
    assert state in reachable_by(everything, MessageState.APPROVED) | {MessageState.APPROVED}


def test_an_unclear_touch_is_left_to_a_person() -> None:
    events = {event for state, event in FOLLOW_UP_MOVES if state is FollowUpState.UNCLEAR}
    assert events == {FollowUpEvent.CONFIRM_DONE, FollowUpEvent.CONFIRM_LOST, FollowUpEvent.SKIP}
    unclear = {event for state, event in MESSAGE_MOVES if state is MessageState.UNCLEAR}
    assert unclear <= PERSON_EVENTS


@pytest.mark.parametrize("state", MessageState)
def test_nothing_is_known_of_a_worker_whose_lease_runs(state: MessageState) -> None:
    assert after_death(state, lease_expired=False) is state


def test_a_dead_workers_messages_go_back_or_to_a_person() -> None:
    moved = {state: after_death(state, lease_expired=True) for state in MessageState}
    changed = {state: now for state, now in moved.items() if state is not now}
    assert changed == {
        MessageState.CLAIMED: MessageState.APPROVED,
        MessageState.HANDING: MessageState.UNCLEAR,
    }
