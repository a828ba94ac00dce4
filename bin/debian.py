"""Gets programs out of Debian packages: installed when we are root, unpacked into .cache when we are not."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sysconfig
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache"
UNPACKED = CACHE / "debian"
TRIPLET = sysconfig.get_config_var("MULTIARCH") or "x86_64-linux-gnu"
# Without the option, apt calls it a success when no package list could be fetched.
UPDATE = ["-qq", "-o", "APT::Update::Error-Mode=any", "update"]


class Missing(Exception):
    """Something is not there and could not be fetched; the message says what to do, in one sentence or two."""


def say(text: str) -> None:
    """Print one line of progress at once, also when the output is a file."""
    print(text, flush=True)


@contextmanager
def one_at_a_time(name: str) -> Iterator[None]:
    """Let only one process of this project do the named thing; the others wait."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / f"{name}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def provide(packages: Sequence[str], *, found: Callable[[], bool], why: str) -> None:
    """Make sure that `found()` holds, fetching Debian `packages` if it does not. Raises Missing with what to do."""
    if found():
        return
    with one_at_a_time("debian"):
        if found():
            return
        if shutil.which("apt-get") is None:
            raise Missing(
                f"{why} needs {' and '.join(packages)}, and this system has no apt-get: install them by hand."
            )
        say(f"Getting {', '.join(packages)} ({why}) …")
        if os.geteuid() == 0:
            install(packages)
        else:
            unpack(packages)
    if not found():
        raise Missing(f"{why} still fails after installing {', '.join(packages)}: is this Debian 12 or newer?")


def install(packages: Sequence[str]) -> None:
    """Install packages on the system, as root; the package lists are fetched only when apt does not know enough."""
    command = [
        "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0",
        "install", "-y", "--no-install-recommends", *packages,
    ]  # fmt: skip
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    if run_quietly(command, env=quiet) is None:
        return
    stale = run_quietly(["apt-get", *UPDATE], env=quiet)
    trouble = run_quietly(command, env=quiet)
    if trouble is not None:
        raise Missing(f"{stale or trouble}\nCould not install {' '.join(packages)}: see what apt-get says above.")


def unpack(packages: Sequence[str]) -> None:
    """Download packages, and what they depend on that is not installed here, and unpack them under .cache/debian.

    Nothing outside the project's folder is written, so any user may do this. Maintainer scripts do not run.
    """
    lists, archives = CACHE / "apt" / "lists", CACHE / "apt" / "archives"
    for folder in (lists / "partial", archives / "partial", UNPACKED):
        folder.mkdir(parents=True, exist_ok=True)
    apt = [
        "apt-get", "-qq",
        "-o", f"Dir::State::lists={lists}",
        "-o", f"Dir::Cache={CACHE / 'apt'}",
        "-o", f"Dir::Cache::archives={archives}",
        "-o", f"Dir::Log={CACHE / 'apt'}",
        "-o", "APT::Sandbox::User=root",
        "-o", "Debug::NoLocking=1",
    ]  # fmt: skip
    fetch = [*apt, "install", "-y", "--no-install-recommends", "--download-only", *packages]
    if run_quietly(fetch) is not None:
        stale = run_quietly([*apt, *UPDATE])
        trouble = run_quietly(fetch)
        if trouble is not None:
            names = " ".join(packages)
            raise Missing(
                f"{stale or trouble}\nCould not download {names}. As root, `apt-get install {names}` helps as well."
            )
    for archive in sorted(archives.glob("*.deb")):
        trouble = run_quietly(["dpkg-deb", "-x", str(archive), str(UNPACKED)])
        if trouble is not None:
            raise Missing(f"{trouble}\nCould not unpack {archive.name}: is the disk full?")
        archive.unlink()


def run_quietly(command: Sequence[str], *, env: dict[str, str] | None = None) -> str | None:
    """Run a command without a word. Returns None when it went well, else everything that it said."""
    done = subprocess.run(
        command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    return (
        None if done.returncode == 0 else (done.stdout.strip() or f"{command[0]} ended with status {done.returncode}")
    )


def system_or_unpacked(*paths: str) -> Path | None:
    """The first of some absolute paths that exists, on the system or under .cache/debian; globs are welcome."""
    for path in paths:
        for base in (Path("/"), UNPACKED):
            for hit in sorted(base.glob(path.lstrip("/")), reverse=True):
                return hit
    return None


def is_unpacked(path: Path) -> bool:
    """Whether a file lives under .cache/debian, and so needs `library_path` to find its libraries."""
    return UNPACKED in path.parents


def library_path(*more: str) -> str:
    """LD_LIBRARY_PATH for unpacked programs; `more` names folders of theirs below .cache/debian.

    Libraries in folders of their own count as well (pulseaudio's, say): they are found by absolute paths where they
    are installed, and those lead nowhere here.
    """
    folders = [UNPACKED / part for part in (*more, f"usr/lib/{TRIPLET}", f"lib/{TRIPLET}")]
    own = sorted({library.parent for library in (UNPACKED / "usr/lib" / TRIPLET).glob("*/lib*.so*")})
    return ":".join([*map(str, folders + own), *filter(None, [os.environ.get("LD_LIBRARY_PATH")])])


def write_starter(starter: Path, program: Path, *, as_root: str = "", **variables: str) -> None:
    """Write a script that starts a program with some variables set; an unpacked one finds its libraries.

    `as_root` holds arguments to put first when root starts it.
    """
    if is_unpacked(program):
        variables = {"LD_LIBRARY_PATH": library_path()} | variables
    lines = [f"export {name}='{value}'" for name, value in variables.items()]
    if as_root:
        lines.append(f'[ $(id -u) != 0 ] || set -- {as_root} "$@"')
    starter.parent.mkdir(exist_ok=True)
    starter.write_text("\n".join(["#!/bin/sh", *lines, f"exec '{program}' \"$@\""]) + "\n")
    starter.chmod(0o755)
