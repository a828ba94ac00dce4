"""Whether a customer may be thanked by name where everybody reads it: their yes or no, as a member heard it."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.utils.translation import gettext as _

from afterword.customers.models import Consent, Customer
from afterword.customers.queries import Address
from afterword.customers.suppressing import record_consent
from afterword.domain.contact import NETWORKS, Purpose
from afterword.domain.trouble import Trouble
from afterword.web.customer.acting import acts


class NotHeard(Trouble):
    """Nobody said where, or how they know."""


@acts
def public_naming(request: HttpRequest, customer: Customer) -> str:
    """Keep their word, with how the member knows; the newest counts."""
    network, how = request.POST.get("channel", ""), " ".join(request.POST.get("note", "").split())
    granted = request.POST.get("yes") == "yes"
    if network not in NETWORKS:
        raise NotHeard(_("Choose the network on which they may be named."))
    if granted and not how:
        raise NotHeard(_("Say in a few words how you know that they agree."))
    record_consent(
        customer_id=customer.pk,
        purpose=Purpose.PUBLIC,
        channel=network,
        granted=granted,
        source=how or _("told a member"),
        wording=_("May be thanked by name in public."),
        actor_id=request.user.pk,
    )
    words = {"name": customer.display_name}
    return _("%(name)s may be thanked in public.") % words if granted else _("%(name)s is not named in public.") % words


def naming_told(
    addresses: Iterable[Address], consents: Iterable[Consent], kinds: Iterable[tuple[str, str]]
) -> list[tuple[str, str, bool]]:
    """The networks on which a customer can be reached: key, name, and whether they may be named there.

    ``consents``: the newest first.
    """
    mine = {one.channel for one in addresses if one.usable}
    said: dict[str, bool] = {}
    for one in consents:
        if one.purpose == Purpose.PUBLIC or (one.purpose in ("", "all", "any") and not one.granted):
            said.setdefault(one.channel, one.granted)
    return [(key, name, said.get(key, False)) for key, name in kinds if key in mine and key in NETWORKS]
