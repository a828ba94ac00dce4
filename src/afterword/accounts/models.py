"""People who sign in, and the one-time links that let them in for the first time."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models

from afterword.infra.fields import TextColumn


class UserManager(BaseUserManager["User"]):
    def create_user(self, *, email: str, name: str = "", password: str | None = None, **fields: Any) -> User:
        """A login; without a password it can only be entered by a sign-in link."""
        user = self.model(email=self.normalize_email(email).casefold(), name=name, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").strip().casefold())


class User(AbstractBaseUser, PermissionsMixin):
    """One person, who may be a member of many businesses. Signs in with the e-mail address."""

    email = TextColumn(max_length=254, unique=True)
    name = TextColumn(max_length=200, default="", blank=True)
    language = TextColumn(max_length=10, default="", blank=True)
    is_active = models.BooleanField(default=True)
    #: May create businesses on this installation (the host, or the first owner).
    is_operator = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return str(self.name or self.email)


class SignInLink(models.Model):
    """A one-time link: its hash only, so that a stolen database opens nothing."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    token_hash = TextColumn(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
