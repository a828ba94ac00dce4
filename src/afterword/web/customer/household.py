"""Who lives or works together with a customer, and a member's word that it is not so."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from afterword.customers.households.belonging import set_apart, set_apart_no_more
from afterword.customers.models import Customer
from afterword.web.customer.acting import acts


@acts
def not_together(request: HttpRequest, customer: Customer) -> str:
    """They do not belong with the others."""
    set_apart(customer_id=customer.pk, actor_id=request.user.pk)
    return _("%(name)s is on their own now and hears from you apart from the others.") % {"name": customer.display_name}


@acts
def together_again(request: HttpRequest, customer: Customer) -> str:
    """Addresses and names decide again."""
    set_apart_no_more(customer_id=customer.pk, actor_id=request.user.pk)
    return _("Whoever lives or works with %(name)s is found by name and address again.") % {
        "name": customer.display_name
    }
