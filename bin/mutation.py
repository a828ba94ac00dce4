"""`make mutation`: changes decisions of domain/planning and domain/contact one by one; a test should notice each."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys

import environment
from debian import CACHE, ROOT, Missing, say

#: What is changed, and the tests that should notice.
MUTATED = ("planning", "contact")
FOLDER = CACHE / "mutation"
CONFIGURATION = """[mutmut]
source_paths=src/afterword/domain/
only_mutate=
{mutated}
also_copy=
    src/afterword
    tests
    conftest.py
    pytest.ini
pytest_add_cli_args_test_selection=
{tests}
"""
# The same examples for every change, so that a run says the same twice; a zone that is not UTC, so that a moment read
# by the machine's own clock is noticed.
CONFTEST = """
import os, time
from hypothesis import settings
os.environ["TZ"] = "Pacific/Auckland"
time.tzset()
settings.register_profile("mutation", max_examples=100, deadline=None, derandomize=True, database=None)
settings.load_profile("mutation")
"""
PYTEST = "[pytest]\npythonpath = . src\naddopts = --import-mode=importlib -p no:django -p no:cacheprovider\n"


def main() -> int:
    """Install the tool, change a copy of the code, and print how many changes were noticed and which were not."""
    try:
        environment.prepare(for_tests=True)
        install()
    except Missing as missing:
        print(missing, file=sys.stderr)
        return 1
    lay_out()
    command = str(environment.VENV / "bin" / "mutmut")
    env = {**os.environ, "PYTHONPATH": ""}
    done = subprocess.run([command, "run"], cwd=FOLDER, env=env, stdin=subprocess.DEVNULL)
    if done.returncode:
        return done.returncode
    return report(command, env)


def install() -> None:
    """The tool beside what the tests need, once for each state of its list."""
    stamp = json.loads(environment.STAMP.read_text())
    wanted = environment.fingerprint(environment.REQUIREMENTS / "mutation.txt")
    if stamp.get("mutation") != wanted:
        environment.install_locked(["mutation"])
        environment.STAMP.write_text(json.dumps({**stamp, "mutation": wanted}, indent=1) + "\n")


def lay_out() -> None:
    """A copy of the code and of its tests: the tool writes into what it changes."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    shutil.copytree(ROOT / "src" / "afterword", FOLDER / "src" / "afterword", ignore=shutil.ignore_patterns("*.pyc"))
    (FOLDER / "tests" / "domain").mkdir(parents=True)
    for name in MUTATED:
        shutil.copy(ROOT / "tests" / "domain" / f"test_{name}.py", FOLDER / "tests" / "domain")
    for package in ("tests", "tests/domain"):
        (FOLDER / package / "__init__.py").touch()
    mutated = "\n".join(f"    src/afterword/domain/{name}.py" for name in MUTATED)
    tests = "\n".join(f"    tests/domain/test_{name}.py" for name in MUTATED)
    (FOLDER / "setup.cfg").write_text(CONFIGURATION.format(mutated=mutated, tests=tests))
    (FOLDER / "conftest.py").write_text(CONFTEST)
    (FOLDER / "pytest.ini").write_text(PYTEST)


def report(command: str, env: dict[str, str]) -> int:
    """How many changes there were, how many were noticed, and the others with what was changed."""
    listed = output([command, "results", "--all", "true"], env)
    states = dict(re.findall(r"^\s*(\S+): (.+)$", listed, re.MULTILINE))
    killed = sum(state in ("killed", "timeout") for state in states.values())
    for name, state in states.items():
        if state not in ("killed", "timeout"):
            changed = [line for line in output([command, "show", name], env).splitlines() if re.match(r"[-+] ", line)]
            say("\n".join([f"\n{name}: {state}", *changed]))
    say(f"\n{killed} of {len(states)} changes were noticed ({100 * killed / max(1, len(states)):.1f} %).")
    return 0


def output(command: list[str], env: dict[str, str]) -> str:
    """What a command prints."""
    done = subprocess.run(
        command, cwd=FOLDER, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
