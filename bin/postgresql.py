"""A private PostgreSQL for one test run: made, used over a Unix socket, stopped and deleted."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from debian import Missing, is_unpacked, library_path, provide, system_or_unpacked

ROLE = "afterword"
# Seconds for the server to come up, and to go down.
PATIENCE = 60
CONFIGURATION = """
listen_addresses = ''
unix_socket_directories = '{folder}'
max_connections = 100
shared_buffers = 256MB
# On, because "never sent twice" is about what survives a crash.
fsync = on
# Each test database is dropped after the run: do not hoard its log.
max_wal_size = 1GB
jit = off
"""


def prepare() -> None:
    """Make sure that PostgreSQL's programs are there. Raises Missing with what to do."""
    provide(["postgresql-15"], found=lambda: programs() is not None, why="testing on PostgreSQL")


def programs() -> Path | None:
    """The folder with initdb and postgres, or None."""
    found = system_or_unpacked("/usr/lib/postgresql/*/bin/initdb")
    if found is None and (on_path := shutil.which("initdb")):
        found = Path(on_path).resolve()
    return found.parent if found else None


@contextmanager
def private_cluster() -> Iterator[str]:
    """Start an empty cluster and give its DATABASE_URL; it is gone afterwards. Raises Missing with what to do."""
    folder_of_programs = programs()
    if folder_of_programs is None:
        raise Missing("Testing on PostgreSQL needs its server: as root, `apt-get install postgresql-15`.")
    # Not below the project: the path of a Unix socket holds 107 bytes, and root's folders are closed to others.
    folder = Path(tempfile.mkdtemp(prefix="afterword-pg-", dir="/tmp"))
    options = unprivileged(folder)
    if is_unpacked(folder_of_programs):
        options["env"] = {**os.environ, "LD_LIBRARY_PATH": library_path()}
    try:
        make_cluster(folder_of_programs, folder, options)
        server = start(folder_of_programs, folder, options)
        try:
            yield f"postgresql://{ROLE}@/postgres?host={folder}"
        finally:
            stop(server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def unprivileged(folder: Path) -> dict[str, Any]:
    """Options for subprocesses: PostgreSQL refuses to run as root, so then it runs as postgres or nobody."""
    options: dict[str, Any] = {"cwd": folder, "stdin": subprocess.DEVNULL}
    if os.geteuid() == 0:
        known = {entry.pw_name: entry for entry in pwd.getpwall()}
        user = known.get("postgres") or known.get("nobody")
        if user is None:
            raise Missing("PostgreSQL refuses to run as root, and there is no user called postgres or nobody here.")
        os.chown(folder, user.pw_uid, user.pw_gid)
        options |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return options


def make_cluster(programs: Path, folder: Path, options: dict[str, Any]) -> None:
    """Run initdb in `folder`/data."""
    data = folder / "data"
    made = subprocess.run(
        [programs / "initdb", "-D", data, "-U", ROLE, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "-N"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options,
    )  # fmt: skip
    if made.returncode:
        raise Missing(f"{made.stdout.strip()}\nPostgreSQL could not make a cluster in {folder}.")
    with (data / "postgresql.conf").open("a") as handle:
        handle.write(CONFIGURATION.format(folder=folder))


def start(programs: Path, folder: Path, options: dict[str, Any]) -> subprocess.Popen[bytes]:
    """Start the server and wait until it answers."""
    log = folder / "log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [programs / "postgres", "-D", folder / "data"], stdout=output, stderr=subprocess.STDOUT, **options
        )
    deadline = time.monotonic() + PATIENCE
    # The ninth line of postmaster.pid holds the state: PostgreSQL's own documented sign that it takes connections.
    sign = folder / "data" / "postmaster.pid"
    while time.monotonic() < deadline and server.poll() is None:
        if sign.exists() and "ready" in sign.read_text():
            return server
        time.sleep(0.05)
    stop(server)
    raise Missing(f"{log.read_text(errors='replace').strip()}\nPostgreSQL did not start.")


def stop(server: subprocess.Popen[bytes]) -> None:
    """Stop the server, the hard way if it will not go."""
    if server.poll() is None:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            server.send_signal(signal.SIGQUIT)
            server.wait()
