"""How commands speak: JSON for machines, plain sentences for people."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from typing import Any


def add_json_argument(parser: argparse.ArgumentParser) -> None:
    """``--json``: one JSON object on standard output, and nothing else there."""
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of sentences")


def print_result(args: argparse.Namespace, result: Mapping[str, Any], *sentences: str) -> None:
    """Print the result for machines, or what was done and what to do next for people."""
    if args.json:
        print(json.dumps(result, ensure_ascii=False, default=str))
        return
    for sentence in sentences:
        print(sentence)
