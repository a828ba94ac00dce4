"""Every channel keeps the contract, and a stranger's comes in by the same door as ours."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from afterword.channels.port import Channel, Connection, DoneByHand
from afterword.channels.registry import UnknownChannel, channel, channels, forget_found, troubles

PIGEON = '''
    """Carrier pigeons, for a test."""
    from afterword.channels.port import DraftForm, Kind, Outcome

    class Line:
        def hand_over(self, parcel): return None
        def finish(self): return Outcome(Kind.SENT, "coo", parcel)
        def abandon(self): pass
        def close(self): pass

    class Pigeon:
        key, title, needs, two_phase, by_hand, settings_fields = "pigeon", "Carrier pigeon", "post", True, False, ()
        draft = DraftForm("Note", False, "At most ten words.")
        def open(self, settings, *, timeout=None): return Line()
        def check(self, settings): return []

    channel = Pigeon()
'''

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


@pytest.fixture(params=["email", "phone", "post", "pigeon"])
def any_channel(request: pytest.FixtureRequest, install: Installs) -> Channel:
    install("pigeons", PIGEON, {"pigeon": "pigeons:channel"})
    assert set(channels()) >= {"email", "phone", "post", "pigeon"}
    return channel(request.param)


def test_the_contract_test_knows_every_installed_channel() -> None:
    forget_found()
    assert set(channels()) == {"email", "phone", "post"}
    assert troubles() == ()


def test_a_channel_keeps_the_contract(any_channel: Channel) -> None:
    one = any_channel
    assert channels()[one.key] is one
    assert one.title
    assert one.needs in {"email", "phone", "post", "sms", "social", "chat"}
    assert one.draft.title
    assert one.draft.help.endswith(".")
    keys = [field.key for field in one.settings_fields]
    assert len(keys) == len(set(keys))
    for field in one.settings_fields:
        assert field.label
        assert field.help
        assert field.kind in {"text", "number", "choice", "secret"}
        assert (field.kind == "choice") == bool(field.choices)
        assert not field.choices or field.default in dict(field.choices)
        assert not (field.kind == "secret" and field.default)
    assert not (one.by_hand and one.two_phase)
    if one.by_hand:
        assert one.check({}) == []
        with pytest.raises(DoneByHand, match=r"\w.*\."):
            one.open({})
    else:
        line: Connection = one.open(
            {field.key: field.default or "localhost" for field in one.settings_fields}, timeout=1
        )
        for method in (line.hand_over, line.finish, line.abandon, line.close):
            assert callable(method)
        line.abandon()
        line.close()


def test_an_unknown_channel_is_named_with_those_that_are_there() -> None:
    with pytest.raises(UnknownChannel, match="“telegraph”; installed are: email, phone, post"):
        channel("telegraph")


def test_a_broken_channel_stops_no_other_and_is_reported(install: Installs) -> None:
    install("broken", "raise RuntimeError('no wings')", {"kite": "broken:channel"})
    install("pigeons", PIGEON, {"pigeon": "pigeons:channel", "dove": "pigeons:channel", "email": "pigeons:channel"})
    assert set(channels()) == {"email", "phone", "post", "pigeon"}
    assert channel("email").title == "E-mail"
    assert len(troubles()) == 3
    assert any("kite" in one and "no wings" in one for one in troubles())
    assert any("dove" in one and "“pigeon”" in one for one in troubles())


def test_a_second_channel_of_the_same_name_does_not_push_ours_out(install: Installs) -> None:
    install("pigeons", PIGEON.replace('"pigeon", "Car', '"email", "Car'), {"email": "pigeons:channel"})
    assert channel("email").title == "E-mail"
    assert troubles() == ("The channel “email” is offered twice; the one from pigeons:channel is left out.",)
