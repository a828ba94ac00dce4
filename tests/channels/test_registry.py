"""Every channel keeps the contract, and a stranger's comes in by the same door as ours."""

from __future__ import annotations

import socket
import sys
import textwrap
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from afterword.channels.port import Channel, Connection, DoneByHand, Kind, Mailbox, Parcel
from afterword.channels.registry import UnknownChannel, channel, channels, forget_found, troubles
from afterword.domain.channel import KEY

PIGEON = '''
    """Carrier pigeons, for a test."""
    from afterword.channels.port import DraftForm, Kind, Outcome

    class Line:
        def hand_over(self, parcel): return None
        def finish(self): return Outcome(Kind.SENT, "coo")
        def abandon(self): pass
        def close(self): pass

    class Pigeon:
        key, title, needs, two_phase, by_hand, settings_fields = "pigeon", "Carrier pigeon", "post", True, False, ()
        draft = DraftForm("Note", False, "At most ten words.")
        def open(self, settings, *, timeout=None): return Line()
        def check(self, settings): return []

    channel = Pigeon()
'''

PARCEL = Parcel(
    message_id="<f.1.1.1@shop.example>",
    sender=Mailbox("Rosa", "rosa@shop.example"),
    recipient=Mailbox("Ann", "+4791234567"),
    subject="Thank you",
    text="Rosa: thank you.",
    written_at=datetime(2026, 6, 10, 12, tzinfo=UTC),
)

Installs = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installs]:
    """Installs a distribution with channels into a folder of the test's own, as pip would leave it."""
    monkeypatch.syspath_prepend(tmp_path)
    modules = set(sys.modules)

    def lay_out(name: str, source: str, entries: dict[str, str]) -> None:
        (tmp_path / f"{name}.py").write_text(textwrap.dedent(source))
        info = tmp_path / f"{name}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        lines = [f"{key} = {value}" for key, value in entries.items()]
        (info / "entry_points.txt").write_text("\n".join(["[afterword.channels]", *lines, ""]))
        forget_found()

    yield lay_out
    for added in set(sys.modules) - modules:
        del sys.modules[added]
    forget_found()


OURS = (
    "email", "mastodon", "matrix", "phone", "post", "signal", "slack", "sms", "telegram", "whatsapp",
)  # fmt: skip


@pytest.fixture(params=[*OURS, "pigeon"])
def any_channel(request: pytest.FixtureRequest, install: Installs) -> Channel:
    install("pigeons", PIGEON, {"pigeon": "pigeons:channel"})
    assert set(channels()) == {*OURS, "pigeon"}
    return channel(request.param)


def test_the_contract_test_knows_every_installed_channel() -> None:
    forget_found()
    assert tuple(channels()) == OURS
    assert troubles() == ()


def test_a_channel_says_what_it_is_and_what_it_asks_for(any_channel: Channel) -> None:
    one = any_channel
    assert channels()[one.key] is one
    assert KEY.fullmatch(one.key)
    assert KEY.fullmatch(one.needs)
    assert one.title
    assert one.draft.title
    assert one.draft.help.endswith(".")
    assert not (one.by_hand and one.two_phase)
    keys = [field.key for field in one.settings_fields]
    assert len(keys) == len(set(keys))
    for field in one.settings_fields:
        assert field.label
        assert field.help.endswith((".", "com", ":8080."))
        assert field.kind in {"text", "number", "choice", "secret"}
        assert (field.kind == "choice") == bool(field.choices)
        assert not field.choices or field.default in dict(field.choices)
        assert not (field.kind == "secret" and field.default)


def test_a_channel_says_in_sentences_what_is_wrong_with_its_settings(any_channel: Channel) -> None:
    said = any_channel.check({})
    assert all(one[0].isupper() or one[0] == "“" for one in said)
    assert all(one.endswith(".") for one in said)
    assert any_channel.by_hand or bool(said) == bool(any_channel.settings_fields)


def test_a_line_takes_a_message_after_another_and_never_raises(
    any_channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With settings that lead nowhere. Where there is no last word apart, handing over touches no network."""
    one = any_channel
    if one.by_hand:
        with pytest.raises(DoneByHand, match=r"\w.*\."):
            one.open({})
        return
    tried: list[object] = []

    def connect(self: object, address: object) -> None:
        tried.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket.socket, "connect_ex", connect)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("127.0.0.1", 9))])
    settings = {field.key: field.default or "localhost" for field in one.settings_fields}
    line: Connection = one.open(settings, timeout=1)
    for _ in range(2):
        tried.clear()
        outcome = line.hand_over(PARCEL)
        assert one.two_phase or not tried
        if outcome is None:
            line.abandon()
            assert line.hand_over(PARCEL) is None
            outcome = line.finish()
        assert outcome.kind in set(Kind)
        assert (outcome.kind is Kind.SENT) == (one.key == "pigeon"), "nobody was there"
        assert outcome.kind is not Kind.UNCLEAR
    line.close()
    line.close()


def test_an_unknown_channel_is_named_with_those_that_are_there() -> None:
    with pytest.raises(UnknownChannel, match="“telegraph”; installed are: email, mastodon, matrix, phone, post"):
        channel("telegraph")


def test_a_broken_channel_stops_no_other_and_is_reported(install: Installs) -> None:
    install("broken", "raise RuntimeError('no wings')", {"kite": "broken:channel"})
    install("pigeons", PIGEON, {"pigeon": "pigeons:channel", "dove": "pigeons:channel", "email": "pigeons:channel"})
    assert set(channels()) == {*OURS, "pigeon"}
    assert channel("email").title == "E-mail"
    assert len(troubles()) == 3
    assert any("kite" in one and "no wings" in one for one in troubles())
    assert any("dove" in one and "“pigeon”" in one for one in troubles())


def test_a_second_channel_of_the_same_name_does_not_push_ours_out(install: Installs) -> None:
    install("pigeons", PIGEON.replace('"pigeon", "Car', '"email", "Car'), {"email": "pigeons:channel"})
    assert channel("email").title == "E-mail"
    assert troubles() == ("The channel “email” is offered twice; the one from pigeons:channel is left out.",)
