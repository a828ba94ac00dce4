"""A letter that has left, and an address at which its provider may tell what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conversations.conftest import later, written
from tests.servers.fixtures import recording_smtp, start_recording_smtp

if TYPE_CHECKING:
    from tests.conversations.coming_back import Written
    from tests.public.hooks.hooked import Hooked

__all__ = ["later", "recording_smtp", "start_recording_smtp", "written"]


@pytest.fixture
def hooked(written: Written, monkeypatch: pytest.MonkeyPatch) -> Hooked:
    """Nothing is open yet; Amazon's certificate is what the test says, and nothing is fetched from anywhere."""
    from afterword.public.hooks import sns
    from tests.public.hooks.hooked import Hooked
    from tests.public.hooks.speaking import CERTIFICATE_URL, amazons_certificate

    asked: list[str] = []
    certificate = amazons_certificate()

    def fetched(url: str) -> bytes | None:
        asked.append(url)
        return certificate if url == CERTIFICATE_URL else b"<ConfirmSubscriptionResponse/>"

    monkeypatch.setattr(sns, "fetched", fetched)
    sns.forget_certificates()
    return Hooked(written, asked)
