"""The SQLite engine: pysqlite3 in place of Debian's SQLite, and an flock gate so that writers queue fairly.

Debian 12's SQLite 3.40.1 can corrupt a database in WAL mode (the WAL-reset bug, fixed in 3.51.3), so the standard
module is replaced before Django's own engine imports it. Every transaction is IMMEDIATE; the gate in front of it
turns SQLite's busy polling (p99 of hundreds of milliseconds under load) into a queue.
"""

from __future__ import annotations

import fcntl
import os
import sys
from typing import Any

import pysqlite3

sys.modules["sqlite3"] = pysqlite3
sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2

from django.db.backends.sqlite3 import base  # noqa: E402  why: the module above must be in place first

SAFE_VERSION = (3, 51, 3)
if pysqlite3.sqlite_version_info < SAFE_VERSION:
    raise RuntimeError(
        f"SQLite {pysqlite3.sqlite_version} can corrupt this database. Run `make setup` for the pinned one."
    )


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's SQLite connection, holding the gate from BEGIN until COMMIT or ROLLBACK."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._gate: int | None = None

    def _gate_path(self) -> str | None:
        name = str(self.settings_dict["NAME"])
        return None if ":memory:" in name or "mode=memory" in name else f"{name}.gate"

    def _enter_gate(self) -> None:
        path = self._gate_path()
        if path is None or self._gate is not None:
            return
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(handle, fcntl.LOCK_EX)
        self._gate = handle

    def _leave_gate(self) -> None:
        handle, self._gate = self._gate, None
        if handle is not None:
            os.close(handle)

    def _start_transaction_under_autocommit(self) -> None:
        self._enter_gate()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._leave_gate()
            raise

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]
        finally:
            if not self._still_in_transaction():
                self._leave_gate()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._leave_gate()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._leave_gate()

    def _still_in_transaction(self) -> bool:
        return bool(self.connection is not None and self.connection.in_transaction)
