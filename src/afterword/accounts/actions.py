"""Making logins, and letting people in by a one-time link."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from afterword.accounts.models import SignInLink, User
from afterword.domain.trouble import Trouble
from afterword.infra import clock

LINK_LASTS = timedelta(days=7)


class BadEmail(Trouble):
    """Not an e-mail address."""


class LinkSpent(Trouble):
    """The link was used, is too old, or was never ours."""


def ensure_user(*, email: str, name: str = "", is_operator: bool = False) -> User:
    """The login with this e-mail address, made without a password if need be. Raises :class:`BadEmail`."""
    email = email.strip().casefold()
    try:
        validate_email(email)
    except ValidationError:
        raise BadEmail(f"{email!r} is not an e-mail address. Write it like rosa@example.org.") from None
    user = User.objects.filter(email=email).first()
    if user is None:
        return User.objects.create_user(email=email, name=name, is_operator=is_operator)
    if name and not user.name:
        user.name = name
        user.save(update_fields=["name"])
    return user


def make_sign_in_link(*, user: User) -> str:
    """A token that signs ``user`` in once within a week; only its hash is kept."""
    token = secrets.token_urlsafe(32)
    SignInLink.objects.create(
        user=user, token_hash=hashlib.sha256(token.encode()).hexdigest(), expires_at=clock.wall() + LINK_LASTS
    )
    return token


@transaction.atomic
def use_sign_in_link(*, token: str) -> User:
    """Spend a link and return whose it was. Raises :class:`LinkSpent`."""
    token_hash = hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
    spent = SignInLink.objects.filter(token_hash=token_hash, used_at=None, expires_at__gt=clock.wall()).update(
        used_at=clock.wall()
    )
    if not spent:
        raise LinkSpent("This sign-in link was used already or is too old. Ask the owner for a new one.")
    return SignInLink.objects.select_related("user").get(token_hash=token_hash).user


def set_password(*, user: User, password: str) -> None:
    """Give a login its password (checked by the form that took it); other sessions of this person end."""
    user.set_password(password)
    user.save(update_fields=["password"])


def change_profile(*, user: User, name: str, language: str) -> None:
    """Change what a person is called and the language of their screens (empty: the business's)."""
    user.name, user.language = name.strip()[:200], language
    user.save(update_fields=["name", "language"])


def first_start_token() -> str:
    """The token of the first-start page, the same on every machine of the installation.

    It is worth something only while there is no business: the page and ``afterword run``, which stand above this
    room, check that.
    """
    return hmac.new(settings.SECRET_KEY.encode(), b"afterword.first-start", hashlib.sha256).hexdigest()[:40]


def is_first_start_token(token: str) -> bool:
    """Whether this is that token, in constant time."""
    return hmac.compare_digest(token.encode("utf-8", "replace"), first_start_token().encode())
