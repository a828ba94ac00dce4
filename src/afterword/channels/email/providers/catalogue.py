"""Every provider that mail can leave through, by its key: a new one is a module of its own and a line here."""

from __future__ import annotations

from types import MappingProxyType

from afterword.channels.email.providers import brevo, mailgun, postmark, resend, sendgrid, ses, sparkpost

PROVIDERS = MappingProxyType(
    {
        one.key: one
        for one in (
            ses.provider,
            brevo.provider,
            mailgun.provider,
            postmark.provider,
            resend.provider,
            sendgrid.provider,
            sparkpost.provider,
        )
    }
)
