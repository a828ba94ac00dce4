"""The keys that sign a business's letters: made, shown for the DNS, at work once the DNS shows them, replaced."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from afterword.channels.email.addresses import wire_address
from afterword.channels.email.dkim import Algorithm, new_key, setting_of
from afterword.channels.models import SigningKey
from afterword.domain.trouble import Trouble
from afterword.infra import clock, vault

#: Letters are on their way for some days at most: so long a replaced key's record should stay in the DNS.
STAYS_FOR = timedelta(days=7)
#: Letters and digits that nobody confuses; four of them make a name that another program has not taken.
_MARKS = "abcdefghjkmnpqrstuvwxyz23456789"


class NoSuchKey(Trouble):
    """The key is not there any more, or may not be taken away yet."""


def domain_of(address: str) -> str:
    """The domain in whose name letters from an address are signed, as the DNS has it."""
    return wire_address(address).text.rpartition("@")[2].casefold()


def keys_of(domain: str) -> QuerySet[SigningKey]:
    """The domain's keys, the newest first."""
    return SigningKey.objects.filter(domain=domain).order_by("-id")


def signing_setting(domain: str) -> str:
    """The keys at work for a domain as a mail account's setting, RSA first; empty: nothing is signed. One query.

    Raises vault.UnreadableSecret.
    """
    at_work = keys_of(domain).filter(shown_since__isnull=False, replaced_at__isnull=True)
    keys = sorted(at_work, key=lambda key: key.algorithm != Algorithm.RSA)
    return setting_of((key.domain, key.selector, vault.unseal(key.sealed_private)["private"]) for key in keys)


def make_signing_key(*, domain: str, algorithm: Algorithm = Algorithm.RSA) -> SigningKey:
    """A fresh key for a domain. It signs nothing until the DNS shows its other half.

    One that was never shown is thrown away for it: nobody ever saw a signature by it.
    """
    pair = new_key(algorithm)
    with transaction.atomic():
        keys_of(domain).filter(algorithm=algorithm.value, shown_since__isnull=True, replaced_at__isnull=True).delete()
        return SigningKey.objects.create(
            domain=domain,
            selector="afterword-" + "".join(secrets.choice(_MARKS) for _ in range(4)),
            algorithm=algorithm.value,
            sealed_private=vault.seal({"private": pair.private}),
            record=pair.record,
            created_at=clock.now(),
        )


@transaction.atomic
def note_shown(*, domain: str, selectors: Collection[str]) -> None:
    """Put those keys to work that the DNS shows, and let those rest that it shows no more.

    Of each kind the newest that is shown signs; those before it are replaced.
    """
    now = clock.now()
    found: set[str] = set()
    for key in keys_of(domain).filter(replaced_at__isnull=True).select_for_update():
        shown = key.selector in selectors
        if key.algorithm in found:
            if key.shown_since is not None:
                _keep(key, replaced_at=now)
        elif shown and key.shown_since is None:
            _keep(key, shown_since=now)
        elif not shown and key.shown_since is not None:
            _keep(key, shown_since=None)
        if shown:
            found.add(key.algorithm)


def _keep(key: SigningKey, **changes: object) -> None:
    SigningKey.objects.filter(pk=key.pk).update(**changes)


def remove_signing_key(*, key_id: int) -> SigningKey:
    """Take a key away that does not sign. Raises NoSuchKey."""
    key = SigningKey.objects.filter(pk=key_id).filter(Q(shown_since=None) | Q(replaced_at__isnull=False)).first()
    if key is None:
        raise NoSuchKey("That key is gone, or it signs your letters. Make a new one first, and it takes its place.")
    key.delete()
    return key
