"""Start everything in one process: pages, scheduler, delivery and jobs."""

from __future__ import annotations

import argparse
import os
import sys

from django.conf import settings
from django.db import connection

from afterword.ops.migrating import migrate
from afterword.ops.numbers import number_from
from afterword.ops.serving import bind, only_one_here, stop_on_signals, welcome
from afterword.ops.working import Background


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=number_from(1, 65_535), default=8000, metavar="N", help="where to listen (8000)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (this machine only: 127.0.0.1)")
    parser.add_argument(
        "--connections",
        type=number_from(1, 32),
        metavar="N",
        help="lines to the mail server at once (4; 8 to one on this machine)",
    )


def perform(args: argparse.Namespace) -> None:
    if "AFTERWORD_PUBLIC_URL" not in os.environ:
        settings.PUBLIC_URL = f"http://localhost:{args.port}"
    with only_one_here(f"process {os.getpid()}, {settings.PUBLIC_URL}"):
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
        server = bind(args.host, args.port)
        migrate(say)
        background = Background(lines=args.connections)
        stop_on_signals()
        try:
            background.start()
            for sentence in (*welcome(settings.PUBLIC_URL), "Stop it with Ctrl-C."):
                say(sentence)
            connection.close()
            server.run()
        finally:
            say("Stopping; letters that are on their way are finished first.")
            background.stop()
            server.close()


def say(sentence: str) -> None:
    """Print at once, also where the output is a file or a pipe."""
    print(sentence, flush=True, file=sys.stdout)
