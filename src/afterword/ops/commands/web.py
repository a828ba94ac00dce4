"""Serve the pages only, by several processes: start `afterword worker` beside it."""

from __future__ import annotations

import argparse
import os

from django.conf import settings
from django.db import connections

from afterword.ops.commands.run import say
from afterword.ops.migrating import migrate
from afterword.ops.numbers import number_from
from afterword.ops.serving import bind, welcome


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=number_from(1, 65_535), default=8000, metavar="N", help="where to listen (8000)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (this machine only: 127.0.0.1)")
    parser.add_argument("--processes", type=int, default=2, metavar="N", help="how many processes serve (2)")


def perform(args: argparse.Namespace) -> None:
    from granian import Granian  # noqa: PLC0415  why: only this command starts it
    from granian.constants import Interfaces  # noqa: PLC0415  why: as above

    bind(args.host, args.port).close()  # a busy port is a sentence here, and a stack of processes there
    migrate(say)
    if "AFTERWORD_PUBLIC_URL" not in os.environ:
        os.environ["AFTERWORD_PUBLIC_URL"] = settings.PUBLIC_URL = f"http://localhost:{args.port}"
    for sentence in welcome(settings.PUBLIC_URL):
        say(sentence)
    connections.close_all()
    Granian(
        "afterword.conf.wsgi:application",
        address=args.host,
        port=args.port,
        interface=Interfaces.WSGI,
        workers=args.processes,
        websockets=False,
        log_access=False,
    ).serve()
