"""One run of one benchmark, in a process of its own: ``python -m afterword.ops.bench.one_run plan --customers 9``."""

from __future__ import annotations

import json
import os
import resource
import sys


def main(words: list[str]) -> int:
    """Migrate the scratch database, measure, print the figures as one line of JSON."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "afterword.conf.settings"
    import django  # noqa: PLC0415  why: the environment must stand first

    django.setup()
    from afterword.domain.trouble import Trouble  # noqa: PLC0415  why: rooms can be imported only now
    from afterword.ops.bench.measured import figures  # noqa: PLC0415  why: as above
    from afterword.ops.business import prepare_database  # noqa: PLC0415  why: as above
    from afterword.ops.commands import bench  # noqa: PLC0415  why: as above

    args = bench.parse(words)
    try:
        prepare_database()
        measured = bench.module_of(args.name).measure(args)
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    # Linux gives the largest resident size in kB.
    print(json.dumps(figures(measured, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
