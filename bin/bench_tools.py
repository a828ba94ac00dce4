"""`make bench-tools`: gets postfix's smtp-sink, a mail server in C that swallows everything, for the benchmarks."""

from __future__ import annotations

import sys

from debian import CACHE, Missing, library_path, say, system_or_unpacked, unpack, write_starter

SINK = "/usr/sbin/smtp-sink"
# What `afterword bench` looks for.
STARTER = CACHE / "smtp-sink"


def main() -> int:
    """Unpack postfix, never install it: only its sink is wanted, and no mail server may start. 0 or 1."""
    try:
        sink = system_or_unpacked(SINK)
        if sink is None:
            say("Getting smtp-sink out of Debian's postfix …")
            unpack(["postfix"])
            sink = system_or_unpacked(SINK)
        if sink is None:
            raise Missing("Debian's postfix holds no smtp-sink here; the bench falls back to its own, slower sink.")
    except Missing as missing:
        print(missing, file=sys.stderr)
        return 1
    # It refuses to stay root, and root may have to start it: then it becomes nobody.
    write_starter(STARTER, sink, as_root="-u nobody", LD_LIBRARY_PATH=library_path("usr/lib/postfix"))
    say(f"{STARTER.relative_to(CACHE.parent)} is ready.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
