"""The e-mail channel as the rest of Afterword sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from afterword.channels.email.patience import Patience
from afterword.channels.email.providers.line import ProviderLine
from afterword.channels.email.settings import FIELDS, BadSettings, MailServer
from afterword.channels.email.smtp import SmtpLine
from afterword.channels.email.trying import troubles_of, troubles_of_account
from afterword.channels.email.ways import way_out
from afterword.channels.port import DraftForm, SettingField

_DRAFT = DraftForm(
    title="E-mail",
    has_subject=True,
    help="Plain text; an empty line starts a new paragraph, and the address of a page becomes a link.",
)


@dataclass(frozen=True, slots=True)
class EmailChannel:
    """E-mail through a server of the owner's choice by SMTP, or through a provider's HTTP interface."""

    key: str = "email"
    title: str = "E-mail"
    needs: str = "email"
    two_phase: bool = True
    by_hand: bool = False
    draft: DraftForm = _DRAFT
    settings_fields: tuple[SettingField, ...] = FIELDS

    def open(self, settings: Mapping[str, str], *, timeout: float | None = None) -> SmtpLine | ProviderLine:
        """A line that connects when the first letter is handed over. Raises BadSettings."""
        way, patience = way_out(settings), Patience.of(timeout)
        return SmtpLine(way, patience) if isinstance(way, MailServer) else ProviderLine(way, patience)

    def check(self, settings: Mapping[str, str]) -> list[str]:
        """Connect and log in for real. One sentence per trouble; empty when all is well."""
        try:
            way = way_out(settings)
        except BadSettings as error:
            return [str(error)]
        return troubles_of(way) if isinstance(way, MailServer) else troubles_of_account(way)


channel = EmailChannel()
