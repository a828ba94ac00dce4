"""The hook of a business's mail provider: reports of mails, and mails that came in, at one address."""

from __future__ import annotations

import logging

from anymail.signals import AnymailInboundEvent
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from afterword.channels.mail_hooks import MailHook, admit_topic, hook_at, note_heard
from afterword.conversations.receiving import receive_mail
from afterword.conversations.reported import TooEarly, take_in_report
from afterword.infra import clock, vault
from afterword.public.hooks import sns
from afterword.public.hooks.posted import Posted, TooBig, posted_in
from afterword.public.hooks.proofs import prove
from afterword.public.hooks.reading import Event, Unreadable, events_in, mail_in, told_by
from afterword.public.hooks.unproven import Unproven

log = logging.getLogger(__name__)


@csrf_exempt
@never_cache
@require_http_methods(["POST", "GET", "HEAD"])
def mail_hook(request: HttpRequest, provider: str, token: str) -> HttpResponse:
    """POST takes in what the provider tells, as often as it tells it; GET and HEAD say that the address is there.

    404: no such address (any more); 401, 403: whoever speaks is not believed; 413: too big; 400: nobody can make
    sense of it; 503: tell it again in a few minutes.
    """
    try:
        hook = hook_at(provider, token)
    except vault.UnreadableSecret:
        return HttpResponse(status=503)
    if hook is None:
        return HttpResponse(status=404)
    if request.method != "POST":
        return HttpResponse()
    try:
        posted = posted_in(request)
    except TooBig:
        return HttpResponse(status=413)
    try:
        prove(hook, posted, clock.wall())
    except Unproven as unproven:
        note_heard(trouble=str(unproven))
        return _not_believed(unproven)
    note_heard()
    return _take_in(hook, posted)


def _not_believed(unproven: Unproven) -> HttpResponse:
    answer = HttpResponse(status=unproven.status)
    if unproven.status == 401:
        answer.headers["WWW-Authenticate"] = 'Basic realm="Afterword"'
    return answer


def _take_in(hook: MailHook, posted: Posted) -> HttpResponse:
    if hook.kind.key == "ses" and (answer := _subscribed(posted)):
        return answer
    try:
        events = events_in(hook.kind.key, posted)
        for event in events:
            _take_in_one(hook.kind.key, event, posted)
    except Unreadable as garbage:
        log.warning("A call of %s cannot be read: %s", hook.kind.title, garbage)
        return HttpResponse(status=400)
    except TooEarly:
        return HttpResponse(status=503, headers={"Retry-After": "120"})
    return HttpResponse()


def _subscribed(posted: Posted) -> HttpResponse | None:
    """Amazon asks whether its topic may tell; None for all other calls."""
    call = sns.call_in(posted)
    if not sns.wants_subscription(call):
        return None if admit_topic(topic=call["TopicArn"]) else HttpResponse(status=403)
    if not admit_topic(topic=call["TopicArn"]):
        return HttpResponse(status=403)
    return HttpResponse(status=200 if sns.subscribe(call) else 503)


def _take_in_one(provider: str, event: Event, posted: Posted) -> None:
    """What cannot be taken in must not keep the others out. Raises TooEarly and Unreadable."""
    try:
        if isinstance(event, AnymailInboundEvent):
            receive_mail(mail_in(provider, event, posted))
        else:
            take_in_report(told_by(provider, event))
    except (ValueError, TypeError, KeyError, LookupError, AttributeError, RecursionError):
        log.exception("What %s told could not be taken in; the rest goes on.", provider)
