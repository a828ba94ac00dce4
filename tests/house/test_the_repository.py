"""What is in git: our own text, nobody's assets, no machine's paths, no package index, requirements with hashes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house.code import ROOT, first_cells, tracked_files

# Written in pieces, so that this file does not hold what it looks for.
HOSTS = [
    "pypi." + "org", "pythonhosted." + "org", "npmjs." + "org", "deb.debian." + "org", "artifact" + "ory",
    "jsdelivr." + "net", "unpkg." + "com", "cdnjs." + "cloudflare", "fonts.google" + "apis", "fonts." + "gstatic",
]  # fmt: skip
PATHS = [
    "/wo" + "rk/main",
    "/wo" + "rk/shared",
    "/wo" + "rk/.",
    "/tmp" + "/w/",
    "/home" + "/",
    "/ro" + "ot/",
    "/op" + "t/pypi",
]
THIRD_PARTY_ASSETS = {
    ".woff", ".woff2", ".ttf", ".otf", ".eot", ".mp3", ".mp4", ".jpg", ".jpeg", ".gif", ".webp", ".zip", ".gz", ".whl",
    ".jar", ".exe", ".so", ".pdf", ".ico", ".map",
}  # fmt: skip
LARGEST = 400_000


def relative(path: Path) -> str:
    """A path as people write it."""
    return str(path.relative_to(ROOT))


def text_of(path: Path) -> str:
    """A file's text; the empty text for what is none."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@pytest.mark.parametrize("words", [HOSTS, PATHS], ids=["registry hosts", "paths of one machine"])
def test_no_tracked_file_names(words: list[str]) -> None:
    pattern = re.compile("|".join(map(re.escape, words)))
    named = [
        f"{relative(path)}: {match.group()}"
        for path in tracked_files()
        if (match := pattern.search(text_of(path))) is not None
    ]
    assert named == []


def test_nothing_of_other_people_is_in_git() -> None:
    foreign = [relative(path) for path in tracked_files() if path.suffix.lower() in THIRD_PARTY_ASSETS]
    minified = [relative(path) for path in tracked_files() if re.search(r"\.min\.(js|css)$", path.name)]
    named = [relative(path) for path in tracked_files() if re.search(r"htmx|alpine|bootstrap|jquery|lucide", path.stem)]
    assert foreign + minified + named == []


def test_no_tracked_file_is_large() -> None:
    assert [relative(path) for path in tracked_files() if path.stat().st_size > LARGEST] == []


@pytest.mark.parametrize("name", ["build", "run", "test", "mutation"])
def test_requirements_pin_every_package_with_hashes(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.replace("\\\n", " ").strip())
    for entry in (entry for entry in entries if not entry.startswith("#")):
        assert re.match(r"[a-z0-9._-]+(\[[a-z,]+\])?==\S+ .*--hash=sha256:[0-9a-f]{64}", entry), entry
    assert not re.search(r"https?:|index-url|find-links", text)


@pytest.mark.parametrize("name", ["build", "run", "test", "mutation"])
def test_requirements_pin_all_that_is_wanted(name: str) -> None:
    wanted = {
        re.split(r"[\[~=<>! ;]", line)[0].lower()
        for line in (ROOT / "requirements" / f"{name}.in").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith(("#", "-"))
    }
    pinned = re.findall(
        r"^([a-z0-9._-]+)==", (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert wanted - set(pinned) == set()


def test_two_requirement_files_never_pin_two_versions_of_one_package() -> None:
    versions: dict[str, set[str]] = {}
    for name in ("build", "run", "test", "mutation"):
        text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        for package, version in re.findall(r"^([a-z0-9._-]+)==(\S+)", text, re.MULTILINE):
            versions.setdefault(package, set()).add(version)
    assert {package: found for package, found in versions.items() if len(found) > 1} == {}


def test_every_package_that_is_needed_to_run_has_its_licence_written_down() -> None:
    text = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")
    assert first_cells("licences.md") == set(re.findall(r"^([a-z0-9._-]+)==", text, re.MULTILINE))


def test_no_package_that_is_needed_to_run_forces_its_licence_on_us() -> None:
    text = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    licences = re.findall(r"^\| `[^`]+` \| (.+) \|$", text, re.MULTILINE)
    forcing = re.compile(r"(?<!L)GPL|proprietary|unknown", re.IGNORECASE)
    assert [licence for licence in licences if forcing.search(licence)] == []
