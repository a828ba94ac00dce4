"""E-mail, by SMTP."""

from afterword.channels.email.channel import channel

__all__ = ["channel"]
