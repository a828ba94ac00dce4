"""Deliver, plan and run jobs without serving pages: one of many processes on a PostgreSQL."""

from __future__ import annotations

import argparse
import signal
import threading
from types import FrameType

from afterword.ops.commands.run import say
from afterword.ops.migrating import migrate
from afterword.ops.working import Background


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--connections", type=int, metavar="N", help="lines to the mail server at once (4; 8 to one on this machine)"
    )


def perform(args: argparse.Namespace) -> None:
    migrate(say)
    asked = threading.Event()

    def ask(number: int, _frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)
        asked.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    background = Background(lines=args.connections)
    background.start()
    say("Working. Pages are served by `afterword web`. Stop it with Ctrl-C.")
    asked.wait()
    say("Stopping; letters that are on their way are finished first.")
    background.stop()
