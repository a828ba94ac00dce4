"""Two processes that start together bring the tables up to date once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.database


def test_four_commands_that_start_together_on_an_empty_database_all_work(tmp_path: Path, fresh_database: str) -> None:
    environment = {**os.environ, "AFTERWORD_HOME": str(tmp_path / "home"), "DATABASE_URL": fresh_database}
    command = [str(Path(sys.executable).with_name("afterword")), "deliver", "--once", "--json"]
    started = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    told = [process.communicate(timeout=120) for process in started]
    assert [process.returncode for process in started] == [0, 0, 0, 0], told
