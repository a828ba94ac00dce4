"""E-mail, by SMTP or through a provider."""

from afterword.channels.email.channel import channel

__all__ = ["channel"]
