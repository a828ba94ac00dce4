"""Links that letters carry to a customer: absolute, signed, good as long as the customer's link epoch stands."""

from __future__ import annotations

from django.conf import settings

from afterword.businesses.models import Business
from afterword.infra.signing import link_token

UNSUBSCRIBE = "unsubscribe"


def unsubscribe_url(business: Business, customer_id: int, epoch: int = 0) -> str:
    """The page on which a customer stops the messages; the one-click POST of RFC 8058 goes there too."""
    token = link_token(business_id=business.pk, purpose=UNSUBSCRIBE, row_id=customer_id, epoch=epoch)
    return f"{settings.PUBLIC_URL}/{business.slug}/p/unsubscribe/{token}"
