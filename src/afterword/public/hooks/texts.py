"""The hook of a gateway: messages that people sent to the business's number."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from afterword.businesses.queries import current_business
from afterword.channels.models import ChannelAccount
from afterword.channels.other_accounts import all_settings
from afterword.channels.text_hooks import account_at, text_hook_url
from afterword.conversations.receiving_texts import Text, receive_text
from afterword.infra import vault
from afterword.public.hooks.posted import Posted, TooBig, posted_in
from afterword.public.hooks.unproven import Unproven

#: The names under which gateways tell who sent what, ours first; compared without case.
_FROM = ("from", "sender", "originator", "msisdn", "source", "mobile", "number")
_WORDS = ("text", "message", "body", "payload", "content")
_ID = ("id", "messageid", "message_id", "messagesid", "smssid", "messageuuid", "message-id")
#: Twilio wants an answer in its own words; an empty one sends nothing.
_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'


@csrf_exempt
@never_cache
@require_http_methods(["POST", "GET", "HEAD"])
def text_hook(request: HttpRequest, channel: str, token: str) -> HttpResponse:
    """POST takes in a message, as often as it is told; GET and HEAD say that the address is there.

    404: no such address (any more); 403: the signature does not fit; 413: too big; 400: nobody can make sense of it.
    """
    try:
        account = account_at(channel, token)
    except vault.UnreadableSecret:
        return HttpResponse(status=503)
    if account is None:
        return HttpResponse(status=404)
    if request.method != "POST":
        return HttpResponse()
    try:
        posted = posted_in(request)
        prove(account, posted)
        text = text_in(posted)
    except TooBig:
        return HttpResponse(status=413)
    except Unproven:
        return HttpResponse(status=403)
    if text is None:
        return HttpResponse(status=400)
    receive_text(channel, text)
    return HttpResponse(_TWIML, content_type="text/xml")


def prove(account: ChannelAccount, posted: Posted) -> None:
    """Twilio signs every call; of other gateways the secret address is the proof. Raises Unproven."""
    settings = all_settings(account.channel)
    if settings.get("service") != "twilio":
        return
    url = text_hook_url(current_business(), account)
    expected = twilio_signature(url, posted.POST.items(), settings.get("secret", ""))
    said = posted.headers.get("x-twilio-signature", "")
    if not hmac.compare_digest(said.encode(), expected.encode()):
        raise Unproven(
            "A text came whose signature does not fit: compare the account's key, and the address at Twilio."
        )


def twilio_signature(url: str, fields: Iterable[tuple[str, Any]], key: str) -> str:
    """The signature of a call: HMAC-SHA1 over the address and all fields by their names, in base64.

    Source: https://www.twilio.com/docs/usage/security, Validating Signatures from Twilio.
    """
    told = url + "".join(f"{name}{value}" for name, value in sorted(fields))
    return base64.b64encode(hmac.new(key.encode(), told.encode(), hashlib.sha1).digest()).decode()


def text_in(posted: Posted) -> Text | None:
    """The message that a call tells, by form or by JSON; None where there is none in it."""
    told = _told(posted)
    named = {name.casefold(): value for name, value in told.items()}
    sender, words = _first(named, _FROM), _first(named, _WORDS)
    if not sender or words is None:
        return None
    return Text(sender.removeprefix("whatsapp:"), words, (_first(named, _ID) or "")[:200])


def _told(posted: Posted) -> Mapping[str, Any]:
    if posted.POST:
        return posted.POST.dict()
    try:
        told = json.loads(posted.body)
    except (ValueError, RecursionError):
        return {}
    if isinstance(told, dict) and isinstance(told.get("data"), dict):
        told = told["data"]
    return told if isinstance(told, dict) else {}


def _first(told: Mapping[str, Any], names: Iterable[str]) -> str | None:
    for name in names:
        value = told.get(name)
        if isinstance(value, dict):
            value = value.get("number") or value.get("text")
        if isinstance(value, str | int) and not isinstance(value, bool):
            return str(value).strip()
    return None
