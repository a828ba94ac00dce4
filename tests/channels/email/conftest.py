"""What the e-mail tests share: letters to send."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from afterword.channels.port import Mailbox, Parcel
from tests.servers.fixtures import certificate, fault_smtp, recording_smtp, start_recording_smtp

__all__ = ["certificate", "fault_smtp", "recording_smtp", "start_recording_smtp"]

WritesParcel = Callable[..., Parcel]


@pytest.fixture
def parcel() -> WritesParcel:
    """A parcel that may leave; keyword arguments change it."""

    def write(number: int = 1, **changes: Any) -> Parcel:
        usual = Parcel(
            message_id=f"<f.{number:032x}.0@frames.example>",
            sender=Mailbox("Rosa's Frames", "rosa@frames.example"),
            recipient=Mailbox("Tom Reed", f"tom{number}@example.com"),
            subject="Thank you, Tom",
            text="Dear Tom,\n\nhow does the walnut frame look on the wall?\nWrite or ring.\n\nRosa",
            written_at=datetime(2026, 11, 22, 9, 30, 5, tzinfo=UTC),
            unsubscribe_url="https://frames.example/stop/0123456789abcdef",
            unsubscribe_mailto="stop@frames.example",
            footer="Rosa's Frames Ltd\n1 High Street, Bergen",
            business="Rosa's Frames",
            feedback_id="thanks:rosa:care:afterword",
        )
        return replace(usual, **changes)

    return write
