"""Finds a Chromium for the tests, from Debian's packages, and makes it and Playwright's node start anywhere."""

from __future__ import annotations

import shutil
from pathlib import Path

from debian import (
    CACHE,
    TRIPLET,
    UNPACKED,
    Missing,
    is_unpacked,
    library_path,
    provide,
    run_quietly,
    system_or_unpacked,
    write_starter,
)

PACKAGES = ["chromium-headless-shell", "fonts-dejavu-core", "libatomic1"]
PROGRAM = "/usr/lib/chromium/chromium-headless-shell"
NODE = ".venv/lib/python3*/site-packages/playwright/driver/node"
# The starters that tests/conftest.py looks for.
CHROMIUM_STARTER = CACHE / "chromium"
NODE_STARTER = CACHE / "node"


def prepare() -> None:
    """Leave .cache/chromium, and .cache/node where node needs help. Raises Missing with what to do."""
    provide(
        PACKAGES,
        found=lambda: chromium() is not None and libatomic() is not None and font_folder() is not None,
        why="testing in a browser",
    )
    program, library = chromium(), libatomic()
    if program is None or library is None:
        raise Missing(f"Testing in a browser needs {' and '.join(PACKAGES)}: install them by hand.")
    fonts = {"FONTCONFIG_FILE": str(font_configuration())} if is_unpacked(program) else {}
    write_starter(CHROMIUM_STARTER, program, **fonts)
    NODE_STARTER.unlink(missing_ok=True)
    if is_unpacked(library):
        for node in sorted(CACHE.parent.glob(NODE)):
            write_starter(NODE_STARTER, node, LD_LIBRARY_PATH=library_path())
    trouble = run_quietly([str(CHROMIUM_STARTER), "--version"])
    if trouble is not None:
        raise Missing(f"{trouble}\nChromium does not start. As root, `apt-get install {' '.join(PACKAGES)}` helps.")


def chromium() -> Path | None:
    """The headless Chromium, or any full one that is installed."""
    for name in ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return Path(found)
    return system_or_unpacked(PROGRAM)


def libatomic() -> Path | None:
    """The library that Playwright's node wants and a bare Debian lacks."""
    return system_or_unpacked(f"/usr/lib/{TRIPLET}/libatomic.so.1", "/usr/lib*/libatomic.so.1")


def font_folder() -> Path | None:
    """Some fonts: without any, Chromium shows no text."""
    return system_or_unpacked("/usr/share/fonts/truetype/*", "/usr/share/fonts/*")


def font_configuration() -> Path:
    """A fontconfig file that knows the unpacked fonts as well as the system's."""
    path = CACHE / "fonts.conf"
    path.write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n'
        f"<dir>/usr/share/fonts</dir><dir>{UNPACKED}/usr/share/fonts</dir>\n"
        f"<cachedir>{CACHE}/fontconfig</cachedir>\n</fontconfig>\n"
    )
    return path
