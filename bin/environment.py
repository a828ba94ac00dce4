"""Keeps .venv as requirements/ says, with pip from wherever this machine has it."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from debian import CACHE, ROOT, Missing, one_at_a_time, provide, run_quietly, say, system_or_unpacked

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
COMMAND = VENV / "bin" / "afterword"
STAMP = VENV / "afterword-stamp.json"
REQUIREMENTS = ROOT / "requirements"
LOCALE = ROOT / "src" / "afterword" / "locale"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")


def prepare(*, for_tests: bool) -> None:
    """Bring .venv up to date; a second call finds its stamp and does nothing. Raises Missing with what to do."""
    wanted = ["build", "run", *(["test"] if for_tests else [])]
    with one_at_a_time("venv"):
        make_venv()
        stamp = json.loads(STAMP.read_text()) if STAMP.exists() else {}
        stale = [name for name in wanted if stamp.get(name) != fingerprint(REQUIREMENTS / f"{name}.txt")]
        if stale:
            install_locked(stale)
            stamp |= {name: fingerprint(REQUIREMENTS / f"{name}.txt") for name in stale}
        project = fingerprint(ROOT / "pyproject.toml", REQUIREMENTS / "build.txt")
        if stamp.get("project") != project or not COMMAND.exists():
            install_project()
            stamp["project"] = project
        compile_catalogues()
        STAMP.write_text(json.dumps(stamp, indent=1) + "\n")


def fingerprint(*files: Path) -> str:
    """One hash over the content of some files."""
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def make_venv() -> None:
    """Create .venv, or create it anew when its Python is gone or another one than ours."""
    probe = [str(PYTHON), "-c", f"import sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"]
    if PYTHON.exists() and run_quietly(probe) is None:
        return
    if VENV.exists():
        shutil.rmtree(VENV)
    say(f"Making .venv with Python {sys.version.split()[0]} …")
    # Without pip, so that Debian's python3-venv is not needed; pip runs from its wheel instead.
    venv.create(VENV, with_pip=False, symlinks=True)


#: Packages of pure Python that are published as source alone; pip builds them from the file with the locked hash.
FROM_SOURCE = ("dkimpy",)


def install_locked(names: list[str]) -> None:
    """Install requirements/NAME.txt for each name: these files with these hashes, and nothing else."""
    files = [REQUIREMENTS / f"{name}.txt" for name in names]
    count = sum(line[:1].isalnum() for file in files for line in file.read_text().splitlines())
    say(f"Installing {count} packages into .venv …")
    pip(
        "--require-hashes",
        "--only-binary",
        ":all:",
        *(part for name in FROM_SOURCE for part in ("--no-binary", name)),
        "--no-deps",
        *(part for file in files for part in ("-r", str(file))),
    )


def install_project() -> None:
    """Install Afterword itself, editable; offline, because its build backend is among the locked packages."""
    say("Installing afterword …")
    pip("--no-index", "--no-deps", "--no-build-isolation", "--editable", str(ROOT))


def compile_catalogues() -> None:
    """Make the .mo that Django reads out of every .po that is newer; they are not in git, because they are made."""
    stale = [
        catalogue
        for catalogue in sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))
        if not (made := catalogue.with_suffix(".mo")).exists() or made.stat().st_mtime < catalogue.stat().st_mtime
    ]
    for catalogue in stale:
        done = run_quietly(
            [str(VENV / "bin" / "pybabel"), "compile", "-i", str(catalogue), "-o", str(catalogue.with_suffix(".mo"))]
        )
        if done is not None:
            raise Missing(f"{catalogue.relative_to(ROOT)} cannot be read as a catalogue of translations.\n{done}")


def pip(*arguments: str) -> None:
    """Run `pip install` in .venv; its output shows only when it fails, as Missing."""
    env = {**os.environ, "PYTHONPATH": str(pip_wheel()), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    env |= certificates()
    done = subprocess.run(
        [str(PYTHON), "-m", "pip", "--quiet", "install", "--no-input", "--progress-bar", "off", *arguments],
        env=env, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    if done.returncode:
        raise Missing(
            f"{done.stdout.strip()}\npip could not install what requirements/ lists. If the network needs a proxy or "
            "another package index, tell pip as usual (HTTPS_PROXY, PIP_INDEX_URL), then try again."
        )


def pip_wheel() -> Path:
    """A pip to run: the one bundled with this Python, or Debian's, fetched if need be."""
    bundled = importlib.util.find_spec("ensurepip")
    if bundled is not None and bundled.origin is not None:
        for wheel in sorted(Path(bundled.origin).parent.glob("_bundled/pip-*.whl"), reverse=True):
            return wheel
    provide(["python3-pip-whl"], found=lambda: debian_pip() is not None, why="installing Python packages")
    wheel_found = debian_pip()
    assert wheel_found is not None, "provide() promised a wheel"
    return wheel_found


def debian_pip() -> Path | None:
    """Debian's pip as a wheel, if it is there."""
    return system_or_unpacked("/usr/share/python-wheels/pip-*.whl")


def certificates() -> dict[str, str]:
    """What pip must be told where the system has no certificates: a bundle made of Debian's ca-certificates."""
    if CERTIFICATES.exists() or os.environ.get("PIP_CERT") or os.environ.get("REQUESTS_CA_BUNDLE"):
        return {}
    if told := os.environ.get("SSL_CERT_FILE"):
        return {"PIP_CERT": told}
    known = "usr/share/ca-certificates/mozilla"
    provide(
        ["ca-certificates"],
        found=lambda: CERTIFICATES.exists() or system_or_unpacked(f"/{known}") is not None,
        why="secure downloads",
    )
    folder = system_or_unpacked(f"/{known}")
    if CERTIFICATES.exists() or folder is None:
        return {}
    bundle = CACHE / "certificates.pem"
    bundle.write_text("".join(file.read_text() for file in sorted(folder.glob("*.crt"))))
    return {"PIP_CERT": str(bundle)}
