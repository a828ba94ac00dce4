"""The conversations: who waits, what was said on both sides, and answering."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from afterword.businesses.queries import team
from afterword.channels.accounts import EMAIL, NotReady, account_for
from afterword.conversations.answering import (
    answer_customer,
    close_conversation,
    last_mail_of,
    reopen_conversation,
    reply_subject,
    take_back_answer,
    take_over,
)
from afterword.conversations.models import Conversation
from afterword.conversations.queries import conversations as listed
from afterword.conversations.queries import how_many_wait, inbox_mark, said_in
from afterword.customers.models import Hold
from afterword.domain.inbound.new_address import new_address_in
from afterword.domain.trouble import Trouble
from afterword.infra import clock
from afterword.web.conversations.forms import AnswerForm
from afterword.web.conversations.words import waits, why_it_came_back
from afterword.web.notices import say, say_trouble, told


@require_safe
def conversations(request: HttpRequest) -> HttpResponse:
    """Who waits for an answer, the longest first; ``?all`` shows every conversation."""
    everything = "all" in request.GET
    members = {one.user_id: str(one.user) for one in team()}
    now = clock.now()
    rows = [
        {"talk": one.talk, "words": one.words, "clock": waits(one.talk.waiting_since, now),
         "owner": members.get(one.talk.owner_id or 0, "")}
        for one in listed(everything=everything)
    ]  # fmt: skip
    context = {"rows": rows, "everything": everything, "waiting": how_many_wait(), "mark": inbox_mark()}
    return render(request, "web/conversations/conversations.html", context)


@require_safe
def conversation(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """What was said on both sides, with a place to answer."""
    return _page(request, _talk(conversation_id), AnswerForm())


def _talk(conversation_id: int) -> Conversation:
    talk = Conversation.objects.select_related("customer").filter(pk=conversation_id).first()
    if talk is None:
        raise Http404
    return talk


def _page(request: HttpRequest, talk: Conversation, form: AnswerForm) -> HttpResponse:
    last = last_mail_of(talk.customer_id)
    standing = account_for(last.channel if last else EMAIL)
    context = {
        "talk": talk,
        "customer": talk.customer,
        "said": [(one, why_it_came_back(one.reason)) for one in said_in(talk.customer_id)],
        "clock": waits(talk.waiting_since, clock.now()),
        "subject": reply_subject(last.subject) if last and last.channel == EMAIL else "",
        "can_answer": last is not None,
        "form": form,
        "not_ready": standing.why if isinstance(standing, NotReady) else "",
        "moved": new_address_in(last.words) if last and talk.state == "open" else None,
        "members": [(one.user_id, str(one.user)) for one in team()],
        "held": Hold.objects.filter(customer_id=talk.customer_id, reason="reply", lifted_at=None).exists(),
    }
    return render(request, "web/conversations/conversation.html", context, status=422 if form.errors else 200)


@require_POST
def answer(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Let an answer leave, below the mail that it answers."""
    talk = _talk(conversation_id)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, talk, form)
    try:
        owed = answer_customer(
            conversation_id=talk.pk,
            body=form.cleaned_data["body"],
            member_id=request.user.pk or 0,
            let_go_on=form.cleaned_data["go_on"],
        )
    except Trouble as trouble:
        form.add_error("body", told(trouble))
        return _page(request, talk, form)
    undo = reverse("conversation-take-back", args=[talk.pk, owed.pk])
    said = _("Your answer to %(name)s leaves in a few seconds.") % {"name": talk.customer.display_name}
    say(request, said, undo=undo)
    return redirect("conversations")


@require_POST
def take_back(request: HttpRequest, conversation_id: int, follow_up_id: int) -> HttpResponse:
    """Back to writing, as long as the answer has not left."""
    talk = _talk(conversation_id)
    try:
        words = take_back_answer(conversation_id=talk.pk, follow_up_id=follow_up_id, member_id=request.user.pk or 0)
    except Trouble as trouble:
        say_trouble(request, trouble)
        return redirect("conversation", conversation_id)
    return _page(request, _talk(conversation_id), AnswerForm(initial={"body": words}))


@require_safe
def conversation_of(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The conversation with a customer; the list of all where they have not written."""
    talk = Conversation.objects.filter(customer_id=customer_id).first()
    return redirect("conversation", talk.pk) if talk else redirect("conversations")


@require_POST
def close(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Nobody waits any more; with ``go_on`` planned messages go on."""
    talk = _talk(conversation_id)
    go_on = "go_on" in request.POST
    close_conversation(conversation_id=talk.pk, member_id=request.user.pk or 0, let_go_on=go_on)
    said = _("Done. Planned messages to %(name)s go on.") if go_on else _("Done. Nothing automatic leaves to %(name)s.")
    say(request, said % {"name": talk.customer.display_name})
    return redirect("conversations")


@require_POST
def reopen(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """It waits for us again."""
    reopen_conversation(conversation_id=_talk(conversation_id).pk)
    return redirect("conversation", conversation_id)


@require_POST
def owner(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Say which member answers."""
    asked = request.POST.get("owner", "")
    members = {str(one.user_id): one for one in team()}
    if asked and asked not in members:
        say_trouble(request, _("That person does not work here any more. Choose another."))
    else:
        take_over(conversation_id=_talk(conversation_id).pk, owner_id=int(asked) if asked else None)
    return redirect("conversation", conversation_id)
