"""Why nothing leaves at the moment; and a server that was left alone is tried at once when its settings change."""

from __future__ import annotations

import pytest
from django.utils import translation

from afterword.channels.accounts import pause_account, save_email_account
from afterword.followups.delivering.rounds import deliver_due
from afterword.followups.delivering.standstill import standstill
from tests.servers.fixtures import RecordingServer
from tests.setting.leaving import Leaving, states

pytestmark = pytest.mark.django_db(transaction=True)

SILENT = "The mail server does not answer. It is tried again every few minutes."


def test_while_mail_leaves_there_is_nothing_to_say(server: RecordingServer, leaving: Leaving) -> None:
    leaving.approved("Ann")
    assert standstill("email") == ""
    assert deliver_due().sent == 1
    assert standstill("email") == ""


def test_a_misspelled_address_of_the_server_is_told(leaving: Leaving, settings: object) -> None:
    settings.EMAIL_URL = "smpt://mail.example.org"  # type: ignore[attr-defined]
    leaving.approved("Ann")
    assert deliver_due().held == 1
    assert standstill("email").startswith("EMAIL_URL must begin with smtp:// or smtps://")


def test_a_paused_account_is_told(server: RecordingServer, leaving: Leaving) -> None:
    pause_account(key="email", reason="The password was refused.")
    assert standstill("email") == "The password was refused."


def test_a_server_that_does_not_answer_is_told_and_tried_at_once_when_its_settings_are_kept_anew(
    recording_smtp: RecordingServer, leaving: Leaving, settings: object
) -> None:
    settings.EMAIL_URL = ""  # type: ignore[attr-defined]
    nobody_there = {"host": "127.0.0.1", "port": "9", "security": "none"}
    save_email_account(settings=nobody_there, sender_name="Rosa", sender_address="rosa@shop.example")
    first, second = leaving.approved("Ann"), leaving.approved("Bob")
    assert deliver_due().retrying == 2
    with translation.override("en"):
        assert standstill("email") == SILENT
    third = leaving.approved("Eve")
    assert deliver_due().held == 1  # left alone
    answering = {**nobody_there, "port": str(recording_smtp.port)}
    save_email_account(settings=answering, sender_name="Rosa", sender_address="rosa@shop.example")
    assert deliver_due().sent == 1
    assert [states(one)[0] for one in (first, second, third)] == ["retrying", "retrying", "sent"]


def test_a_silent_server_is_tried_at_once_under_another_address(
    recording_smtp: RecordingServer, leaving: Leaving, settings: object
) -> None:
    settings.EMAIL_URL = "smtp://127.0.0.1:9?tls=none"  # type: ignore[attr-defined]
    leaving.approved("Ann")
    assert deliver_due().retrying == 1
    owed = leaving.approved("Bob")
    settings.EMAIL_URL = recording_smtp.url  # type: ignore[attr-defined]
    assert deliver_due().sent == 1
    assert states(owed) == ("sent", "done")
