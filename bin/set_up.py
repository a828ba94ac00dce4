"""`make setup`: leaves .venv/bin/afterword, and with --tests everything that the tests need as well."""

from __future__ import annotations

import argparse
import sys

import browser
import environment
import postgresql
from debian import Missing


def main() -> int:
    """Set up and report; 0 when everything is there, 1 with one plain explanation when it is not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tests", action="store_true", help="also what the tests need")
    options = parser.parse_args()
    try:
        environment.prepare(for_tests=options.tests)
        if options.tests:
            browser.prepare()
            postgresql.prepare()
    except Missing as missing:
        print(missing, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
