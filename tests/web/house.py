"""A business with its people, and clients that are signed in as them."""

from __future__ import annotations

from dataclasses import dataclass

from django.test import Client

from afterword.accounts.actions import ensure_user, set_password
from afterword.accounts.models import User
from afterword.businesses.actions import add_member, found_business
from afterword.businesses.models import Business, Role
from afterword.infra.tenancy import acting_for
from afterword.web.signing_in.views import PASSWORD_BACKEND

PASSWORD = "walnut frame sofa"


@dataclass(frozen=True)
class House:
    """One business and how to come in."""

    business: Business
    owner: User

    def url(self, path: str = "") -> str:
        return f"/{self.business.slug}/{path}"

    def as_role(self, role: str) -> Client:
        """A client signed in as a member with this role."""
        user = self.owner
        if role != Role.OWNER:
            user = ensure_user(email=f"{role}@{self.business.slug}.example", name=role.title())
            with acting_for(self.business.pk):
                add_member(user=user, role=role)
        return signed_in(user)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=PASSWORD_BACKEND)
    return client


def found(name: str, email: str) -> House:
    owner = ensure_user(email=email, name="Rosa Berg", is_operator=True)
    set_password(user=owner, password=PASSWORD)
    business = found_business(
        name=name, trade="shop", timezone="Europe/Oslo", country="NO", currency="NOK", owner=owner, email=email
    )
    return House(business, owner)
