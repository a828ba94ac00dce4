"""The nursery as a test uses it, and the comparison of our books with the mail server's."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.servers.fixtures import ROOT, RecordingServer

LEASE = 0.6
LINES = 4


class Nursery:
    """A process that forks delivering children."""

    def __init__(self, home: Path, database_url: str, email_url: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.campaigns.nursery"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={
                **os.environ,
                "AFTERWORD_HOME": str(home),
                "DATABASE_URL": database_url,
                "EMAIL_URL": email_url,
                "DJANGO_SETTINGS_MODULE": "afterword.conf.settings",
            },
        )
        assert self.hear() == {"ready": True}

    def hear(self) -> dict[str, Any]:
        """One answer."""
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, "the nursery died"
        answer: dict[str, Any] = json.loads(line)
        return answer

    def ask(self, verb: str, **options: Any) -> dict[str, Any]:
        """One command and its answer."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps({"do": verb, **options}) + "\n")
        self.process.stdin.flush()
        return self.hear()

    def start(self, *, until_done: bool = False, crash_at: int = 0, forgetful: bool = False, lines: int = LINES) -> int:
        """Start a delivering child; its process number."""
        options = {"until_done": until_done, "crash_at": crash_at, "forgetful": forgetful}
        return int(self.ask("deliver", lease=LEASE, lines=lines, batch=20, **options)["pid"])

    def kill(self, child: int) -> None:
        """End a child without any warning."""
        os.kill(child, signal.SIGKILL)
        self.ask("wait", pid=child)

    def finish(self) -> None:
        """Let one undisturbed child bring everything to its end."""
        child = self.start(until_done=True)
        assert self.ask("wait", pid=child)["status"] == 0

    def close(self) -> None:
        """End the nursery."""
        self.process.kill()
        self.process.communicate()


@dataclass
class Books:
    """Our book and the server's, side by side."""

    accepted: list[str]
    messages: list[tuple[str, str, int]]
    follow_ups: dict[int, str]
    told_sent: list[int]
    told_unclear: list[int]

    @property
    def doubled(self) -> list[str]:
        """Messages that the server took more than once."""
        return [name for name, times in Counter(self.accepted).items() if times > 1]

    def of(self, state: str) -> set[str]:
        """The Message-IDs in a state."""
        return {name for name, stands, _ in self.messages if stands == state}

    def check(self) -> None:
        """Once, never doubtful in silence, never lost: compared row by row."""
        accepted, sent, unclear = set(self.accepted), self.of("sent"), self.of("unclear")
        assert self.doubled == []
        assert sent - accepted == set(), "recorded as sent, but the server never took it"
        assert accepted - sent - unclear == set(), "taken by the server, but neither sent nor before a person"
        assert {state for _, state, _ in self.messages} <= {"sent", "unclear"}
        assert len(self.messages) == len(self.follow_ups)
        for _, state, follow_up in self.messages:
            assert self.follow_ups[follow_up] == {"sent": "done", "unclear": "unclear"}[state]
        done = [follow_up for follow_up, state in self.follow_ups.items() if state == "done"]
        assert sorted(self.told_sent) == sorted(done), "each sent one stands on its customer's timeline, once"
        unclear_ones = {follow_up for follow_up, state in self.follow_ups.items() if state == "unclear"}
        assert unclear_ones <= set(self.told_unclear)


def open_books(nursery: Nursery, server: RecordingServer) -> Books:
    """Both books as they are now."""
    told = nursery.ask("tell")
    return Books(
        [one.message_id.strip("<>") for one in server.accepted()],
        [(name, state, follow_up) for name, state, follow_up in told["messages"]],
        {int(number): state for number, state in told["follow_ups"].items()},
        told["told_sent"],
        told["told_unclear"],
    )
