"""`afterword inbox read` says of each file what it is, from the file alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from afterword.ops.cli import main

REPLY = (
    b"From: Bo <bo@example.org>\nSubject: Re: Your frame\n\nYes, please!\n\n"
    b"On 3 Mar 2026, Ann <a@b.example> wrote:\n> Another?\n"
)
BOUNCE = (
    b"From: MAILER-DAEMON@mx.example\nSubject: failure notice\n\nI wasn't able to deliver your message to the following"
    b" addresses.\n\n<gone@b.example>:\n192.0.2.1 does not like recipient.\nRemote host said: 550 5.1.1 User unknown\n"
)


@pytest.fixture
def mails(tmp_path: Path) -> list[str]:
    files = {"reply.eml": REPLY, "bounce.eml": BOUNCE}
    for name, raw in files.items():
        (tmp_path / name).write_bytes(raw)
    return [str(tmp_path / name) for name in files]


def test_each_file_is_one_object_on_a_line_of_its_own(mails: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inbox", "read", *mails, "--json"]) == 0
    reply, bounce = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert reply == {
        "file": mails[0],
        "kind": "reply",
        "bounce": None,
        "own_words": "Yes, please!",
        "language": None,
        "stops_plans": True,
    }
    assert bounce["kind"] == "bounce"
    assert bounce["bounce"] == {"hard": True, "reason": "userunknown", "address": "gone@b.example"}
    assert not bounce["stops_plans"]


def test_people_read_sentences(mails: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inbox", "read", *mails]) == 0
    said = capsys.readouterr().out
    assert "a person's answer; it stops automatic messages." in said
    assert "gone@b.example: userunknown, for good." in said


def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inbox", "read", str(tmp_path / "none.eml")]) == 1
    assert "Name a file that holds one mail as it came." in capsys.readouterr().err
