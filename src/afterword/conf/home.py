"""Where the data of one installation live, and the secrets generated there on first use."""

from __future__ import annotations

import os
import secrets
import time
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def data_home() -> Path:
    """The folder that holds the database, uploads and secrets: ``AFTERWORD_HOME`` or the user's data directory."""
    named = os.environ.get("AFTERWORD_HOME")
    if named:
        return Path(named).expanduser().resolve()
    base = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(base).expanduser() / "afterword"


def ensure_home(home: Path) -> Path:
    """Create the folder, readable by its owner alone; return it. Raises ImproperlyConfigured where none can be."""
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as refused:
        raise ImproperlyConfigured(
            f"{home} cannot hold the data: {refused.strerror}. Name a folder that you may write to in AFTERWORD_HOME."
        ) from None
    return home


def secret(home: Path, name: str) -> str:
    """The secret called ``name``, generated on first use and stored readable by the owner alone (mode 0600).

    Two processes that start together agree on one value: the file is created exclusively, and whoever loses reads.
    """
    path = ensure_home(home) / f"{name}.secret"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read_when_written(path)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        value = secrets.token_urlsafe(48)
        file.write(value)
        file.flush()
        os.fsync(file.fileno())
    return value


def _read_when_written(path: Path) -> str:
    for _ in range(100):
        value = path.read_text(encoding="ascii").strip()
        if value:
            return value
        time.sleep(0.02)
    raise RuntimeError(f"{path} is empty. Delete it and start again; sign-in links made before then stop working.")
