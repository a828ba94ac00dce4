"""A throw-away AFTERWORD_HOME and a clean environment; imported before anything reads a setting."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HOME = Path(tempfile.mkdtemp(prefix="afterword-test-"))

# Whatever the developer has set must not steer the tests; DATABASE_URL alone chooses where they run.
for name in [name for name in os.environ if name.startswith("AFTERWORD_") or name == "EMAIL_URL"]:
    del os.environ[name]
os.environ["AFTERWORD_HOME"] = str(HOME)
os.environ["DJANGO_SETTINGS_MODULE"] = "afterword.conf.settings"
# Playwright keeps an event loop in the test's thread, which Django takes for asynchronous code of ours.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_unconfigure() -> None:
    """Remove the home; a test process of xdist ends without running what `atexit` holds."""
    shutil.rmtree(HOME, ignore_errors=True)
