"""What a language model is asked, and what of its answer may stand in a letter."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.domain.own_line import LONGEST_PROPOSAL
from afterword.domain.proposing import LONGEST_FACT, MOST_FACTS, NoProposal, proposal_in, request_for


def said(content: object) -> bytes:
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode()


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("“I hope the ring fits.”", "I hope the ring fits."),
        ("<think>They bought a ring…</think>\n\nI hope the ring fits.", "I hope the ring fits."),
        (
            [{"type": "text", "text": "I hope"}, {"type": "text", "text": "it fits."}, {"type": "image"}],
            "I hope it fits.",
        ),
        ("I hope it fits. https://evil.example", "I hope it fits."),
        ("{{ signature }}", "signature"),
    ],
)
def test_a_proposal_is_taken_from_the_answer(content: object, line: str) -> None:
    assert proposal_in(said(content)) == line


@pytest.mark.parametrize(
    "answer",
    [
        b"", b"null", b"[]", b"{}", b"\xff\xfe", b"<html>", b'{"choices": []}', b'{"choices": [{"message": null}]}',
        b'{"choices": 3}', said(None), said(""), said("***"), said({"text": "x"}), b"[" * 100_000,
        said("<think>only thoughts"),
        b'{"error": {"message": "no"}}',
    ],
)  # fmt: skip
def test_what_is_no_proposal_is_refused_with_what_to_do(answer: bytes) -> None:
    with pytest.raises(NoProposal, match=r"assistant"):
        proposal_in(answer)


@given(st.binary(max_size=2000))
def test_any_answer_is_a_line_or_refused(answer: bytes) -> None:
    try:
        line = proposal_in(answer)
    except NoProposal:
        return
    assert 0 < len(line) <= LONGEST_PROPOSAL


@given(st.text(max_size=600))
def test_what_a_customer_wrote_stays_data(words: str) -> None:
    body = json.loads(request_for(model="m", business="Rosa's", facts=[words], letter="Dear Ann"))
    system, user = body["messages"]
    assert (system["role"], user["role"]) == ("system", "user")
    assert words[:50] not in system["content"] or len(words) < 50
    told = json.loads(user["content"])
    assert sorted(told) == ["business", "facts", "letter"]
    assert told["facts"] == [words[:LONGEST_FACT].encode("utf-8", "replace").decode()]


def test_only_so_much_is_sent() -> None:
    body = request_for(model="m", business="R" * 9000, facts=["f" * 9000] * 900, letter="l" * 90_000)
    told = json.loads(json.loads(body)["messages"][1]["content"])
    assert len(told["facts"]) == MOST_FACTS
    assert len(body) < 20_000
