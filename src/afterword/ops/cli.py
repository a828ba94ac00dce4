"""The command ``afterword``: finds the command, prepares Django, turns trouble into a sentence and a status."""

from __future__ import annotations

import argparse
import ast
import errno
import importlib
import os
import pkgutil
import sys
from collections.abc import Sequence
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from afterword import __version__
from afterword.domain.trouble import Trouble
from afterword.ops import commands

DONE, FAILED, WRONG_USAGE = 0, 1, 2
#: What is wrong with a disk or its permissions, not with us: a sentence says more than a traceback.
OF_THE_MACHINE = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO, errno.EMFILE}


def command_names() -> list[str]:
    """Every command, in the order of the alphabet: one module each in ``ops/commands``."""
    return sorted(_modules())


def _modules() -> dict[str, str]:
    """Each command's module; one that would be a word of Python's (``import_``) ends in an underscore."""
    found = [module.name for module in pkgutil.iter_modules(commands.__path__) if module.name[0] != "_"]
    return {name.rstrip("_").replace("_", "-"): name for name in found}


def build_parser(only: str | None = None) -> argparse.ArgumentParser:
    """The whole command line; with ``only``, that command's module alone is imported. Django must be set up."""
    parser, subparsers = _empty_parser()
    for name, module_name in sorted(_modules().items()):
        if only in (None, name):
            module = importlib.import_module(f"afterword.ops.commands.{module_name}")
            summary = (module.__doc__ or "").strip().splitlines()[0]
            subparser = subparsers.add_parser(name, help=summary, description=summary)
            module.add_arguments(subparser)
            subparser.set_defaults(perform=module.perform)
    return parser


def outline_parser() -> argparse.ArgumentParser:
    """The names of the commands and what each is for, read without running anything: for --help and mistyped words."""
    parser, subparsers = _empty_parser()
    for name, module_name in sorted(_modules().items()):
        source = (Path(commands.__path__[0]) / f"{module_name}.py").read_text(encoding="utf-8")
        summary = (ast.get_docstring(ast.parse(source)) or "").splitlines()[0]
        subparsers.add_parser(name, help=summary)
    return parser


def _empty_parser() -> tuple[argparse.ArgumentParser, argparse._SubParsersAction[argparse.ArgumentParser]]:
    parser = argparse.ArgumentParser(
        prog="afterword", description="Makes sure that no customer of a small business is ever forgotten."
    )
    parser.add_argument("--version", action="version", version=f"afterword {__version__}")
    return parser, parser.add_subparsers(dest="command", metavar="COMMAND", required=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point. Status 0: done; 1: failed, with one sentence on standard error; 2: wrong usage."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    first = next((word for word in words if not word.startswith("-")), None)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "afterword.conf.settings")
    # Numerical libraries start a thread per core each; two cores are better spent on workers.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        if first not in command_names():
            outline_parser().parse_args(words)  # always exits: 0 for help, 2 for a command that is not there
            return WRONG_USAGE
        return _perform(first, words)
    except (Trouble, ImproperlyConfigured) as trouble:
        return _failed(str(trouble))
    except KeyboardInterrupt:
        print("afterword: stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as refused:
        if refused.errno not in OF_THE_MACHINE:
            raise
        where = f"{refused.filename}: " if refused.filename else ""
        return _failed(f"{where}{refused.strerror}. Mend that and say it again; what was written until now is whole.")


def _perform(command: str | None, words: Sequence[str]) -> int:
    import django  # noqa: PLC0415  why: settings generate secrets in AFTERWORD_HOME, and --help must not

    django.setup()
    from django.db.utils import OperationalError  # noqa: PLC0415  why: as above

    from afterword.infra import clock  # noqa: PLC0415  why: as above

    try:
        args = build_parser(command).parse_args(words)
        clock.now()  # a clock that cannot be read is said now, not in the middle of something
        return int(args.perform(args) or DONE)
    except OperationalError as refused:
        # The server's own words, one line of them; a password is never among these.
        said = " ".join(str(refused).split())[:300].rstrip(".")
        return _failed(
            f"The database cannot be used: {said}. See that it runs, that DATABASE_URL or AFTERWORD_HOME names it, and"
            " that its disk has room and may be written to; what was kept until now is whole."
        )


def _failed(sentence: str) -> int:
    print(f"afterword: {sentence}", file=sys.stderr)
    return FAILED
