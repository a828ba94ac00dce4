"""The sink that delivery is measured against swallows what it is given, and knows where a letter ends."""

from __future__ import annotations

import smtplib
import stat
from pathlib import Path

import pytest

from afterword.ops.bench import sink


def test_our_own_sink_takes_letters_in_any_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sink, "find_c_sink", lambda: None)
    with sink.sink_running() as running:
        assert running.name == "our own sink, in Python"
        with smtplib.SMTP("127.0.0.1", running.port, timeout=5) as client:
            for text in ("", ".", "A\r\n.\r\n..\r\nB", "x" * 300_000, "MAIL\r\nQUIT\r\n"):
                assert client.sendmail("a@b.example", ["c@d.example"], text) == {}
            assert client.docmd("NONSENSE")[0] == 500
            assert client.sock
            client.sock.sendall(b"MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n")
            assert [client.getreply()[0] for _ in range(3)] == [250, 250, 354]
            for piece in (b"text", b"\r", b"\n", b".", b"\r", b"\nNOOP\r\n"):
                client.sock.sendall(piece)
            assert [client.getreply()[0] for _ in range(2)] == [250, 250]


def test_smtp_sink_is_found_on_the_path_or_in_the_projects_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sink, "_PLACES", ())
    monkeypatch.setattr(sink, "_PROJECT", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert sink.find_c_sink() is None

    unpacked = tmp_path / ".cache/debian/usr/sbin/smtp-sink"
    (tmp_path / ".cache/debian/usr/lib/postfix").mkdir(parents=True)
    _program(unpacked)
    found = sink.find_c_sink()
    assert found
    assert found.path == str(unpacked)
    assert found.environment()["LD_LIBRARY_PATH"].startswith(str(tmp_path / ".cache/debian/usr/lib/postfix"))
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert found.command(2525) == [str(unpacked), "127.0.0.1:2525", "128"]
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert found.command(2525) == [str(unpacked), "-u", "nobody", "127.0.0.1:2525", "128"]

    _program(tmp_path / "bin/smtp-sink")
    assert sink.find_c_sink() == sink.CSink(str(tmp_path / "bin/smtp-sink"))


def test_an_smtp_sink_that_does_not_start_is_replaced_by_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "smtp-sink"
    _program(broken)
    monkeypatch.setattr(sink, "find_c_sink", lambda: sink.CSink(str(broken)))
    with sink.sink_running() as running:
        assert running.name == "our own sink, in Python"


def _program(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
