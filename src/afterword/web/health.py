"""Whether this process can serve: for load balancers and monitors, without signing in."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from afterword.infra import heartbeat


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """200 with ``{"database": true, "scheduler": bool}``; a database that does not answer is a 500."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"database": True, "scheduler": heartbeat.is_alive("scheduler")})
