"""Delivery: approved letters sent over SMTP to a sink, against smtplib sending the same ready-made, signed letters.

Each customer has a purchase and an approved thank-you in the words of the ready-made plan. Measured is the whole real
way: claimed, decided, composed, signed, transmitted, announced durably, decided once more, finished, recorded.
"""

from __future__ import annotations

import argparse
import multiprocessing
import smtplib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import time, timedelta
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db import connections, transaction

from afterword.accounts.actions import ensure_user
from afterword.businesses.actions import found_business
from afterword.businesses.models import Business
from afterword.businesses.queries import local_today
from afterword.channels.accounts import ReadyAccount, account_for
from afterword.channels.email.dkim import Algorithm, signed, signers_from
from afterword.channels.email.message import Letter
from afterword.channels.email.message import compose as letter_of
from afterword.channels.models import ChannelAccount, SigningKey
from afterword.channels.signing_keys import make_signing_key
from afterword.customers.models import ContactPoint, Customer
from afterword.followups.delivering.composing import compose
from afterword.followups.delivering.deciding import decide, this_day
from afterword.followups.delivering.rounds import Manner, Tally
from afterword.followups.models import FollowUp, Message
from afterword.infra import clock
from afterword.infra.bulk import in_batches, insert_rows, stored_day, stored_moment
from afterword.infra.tenancy import acting_for
from afterword.ops.bench.analyzed import gather_statistics
from afterword.ops.bench.measured import Measured
from afterword.ops.bench.sink import sink_running
from afterword.ops.delivering import deliver_by_processes
from afterword.plans.models import Step
from afterword.sales.models import Product, Sale, SaleItem

_BATCH = 20_000
_DOMAIN = "bench.example"
_KINDS = [algorithm.value for algorithm in Algorithm]
#: Letters that the floor has ready; they are sent over and over.
READY = 2_000
#: The floor sends at most so many, and its time is taken for all in proportion.
MOST_FOR_FLOOR = 40_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How many lines, and over how many processes."""
    parser.add_argument(
        "--connections", type=int, metavar="N", help="lines to the mail server at once (as it suits it)"
    )
    parser.add_argument("--processes", type=int, default=1, metavar="N", help="how many processes share the lines (1)")
    parser.add_argument(
        "--sign",
        choices=[*_KINDS, "both", "none"],
        default=Algorithm.RSA.value,
        help="with which kind of key letters are signed (rsa, of 2048 bits)",
    )


def measure(args: argparse.Namespace) -> Measured:
    """Build, send everything by the real action, then let smtplib send the same letters."""
    business = bench_business()
    with sink_running() as sink:
        settings.EMAIL_URL = f"smtp://127.0.0.1:{sink.port}?tls=none"
        with acting_for(business.pk):
            build_approved(business, args.customers)
            make_keys(args.sign)
            letters = ready_letters()
            lines = args.connections or _account().lines
        began = perf_counter()
        tally = deliver_by_processes(processes=args.processes, manner=Manner(lines=lines))
        seconds = perf_counter() - began
        floor = floor_seconds(letters, args.customers, lines, sink.port)
    _insist_all_sent(tally, args.customers)
    more = {"sink": sink.name, "connections": lines, "processes": args.processes, "signed": args.sign}
    return Measured(args.customers, seconds, floor, more)


def _insist_all_sent(tally: Tally, customers: int) -> None:
    with_all = tally.sent == customers and Message.everywhere.filter(state="sent").count() == customers
    assert with_all, f"only {tally.sent} of {customers} letters were sent: {tally}"


def bench_business() -> Business:
    """A shop that is open at any hour, with its ready-made plans and a sender."""
    owner = ensure_user(email="owner@example.org", name="Rosa")
    business = found_business(
        name="Bench", trade="shop", timezone="Europe/Oslo", country="NO", currency="NOK", owner=owner, email=owner.email
    )
    business.quiet_from = business.quiet_until = time(0)
    business.open_weekdays, business.closed_on_holidays = 127, False
    business.postal_address = "Storgata 1\n0155 Oslo"
    business.save()
    return business


def make_keys(kind: str) -> None:
    """The keys that sign, as if the DNS showed them."""
    for algorithm in Algorithm:
        if kind in (algorithm.value, "both"):
            make_signing_key(domain=_DOMAIN, algorithm=algorithm)
    SigningKey.objects.update(shown_since=clock.now())


def build_approved(business: Business, customers: int) -> None:
    """Customers with an address, a purchase, and a thank-you approved a minute ago; the same each time."""
    with acting_for(business.pk):
        ChannelAccount.objects.create(channel="email", sender_name="Rosa", sender_address=f"rosa@{_DOMAIN}")
        step = Step.objects.filter(plan__slug="thank-you").select_related("plan").get()
        product = Product.objects.create(source="till", key="p", name="Sport-100 Helmet, Red")
    for numbers in in_batches(range(1, customers + 1), _BATCH):
        with transaction.atomic():
            for model, columns, rows in _rows(business, numbers, step, product):
                insert_rows(model, columns, rows)
    gather_statistics()


def _rows(
    business: Business, numbers: Sequence[int], step: Step, product: Product
) -> Iterator[tuple[Any, tuple[str, ...], list[tuple[Any, ...]]]]:
    """Rows whose ids are the customer's number, for every table of a purchase and its letter."""
    now, ago = stored_moment(clock.now()), stored_moment(clock.now() - timedelta(minutes=1))
    useless = stored_moment(clock.now() + timedelta(days=7))
    today = local_today(business)
    first, last, sold = (stored_day(today + timedelta(days=days)) for days in (-1, 5, -2))
    whose = business.pk
    yield Customer, (
        "id", "business_id", "is_firm", "prefix", "given_name", "family_name", "company", "display_name",
        "search_text", "name_key", "language", "note", "tags", "reach", "link_epoch", "created_at",
    ), [
        (n, whose, False, "", "Anna", f"Berg{n}", "", f"Anna Berg{n}", "", f"berg{n}", "", "", "", 1, 0, now)
        for n in numbers
    ]  # fmt: skip
    yield ContactPoint, (
        "business_id", "customer_id", "channel", "value", "normal", "bad_reason", "preferred", "created_at"
    ), [(whose, n, "email", f"c{n}@example.org", f"c{n}@example.org", "", True, now) for n in numbers]  # fmt: skip
    yield Sale, (
        "id", "business_id", "source", "key", "customer_id", "sold_on", "total_minor", "currency", "status", "served_by"
    ), [(n, whose, "till", f"s{n}", n, sold, 49900, "NOK", "paid", "") for n in numbers]  # fmt: skip
    yield SaleItem, (
        "business_id", "sale_id", "line_key", "product_id", "name", "quantity_milli", "total_minor"
    ), [(whose, n, "1", product.pk, "", 1000, 49900) for n in numbers]  # fmt: skip
    yield FollowUp, (
        "id", "business_id", "customer_id", "plan_id", "step_id", "template_id", "sale_id", "channel", "mode", "state",
        "window_first", "window_last", "due_on", "late_days", "value_minor", "minutes", "reason", "note", "version",
    ), [
        (n, whose, n, step.plan_id, step.pk, step.template_id, n, "email", "approve", "approved",
         first, last, first, 7, 49900, 2, "", "", 1)
        for n in numbers
    ]  # fmt: skip
    yield Message, (
        "business_id", "follow_up_id", "customer_id", "channel", "state", "not_before", "useless_after", "attempts",
        "token", "worker", "address", "message_id", "approved_by_id", "reason", "created_at",
    ), [(whose, n, n, "email", "approved", ago, useless, 0, 0, "", "", "", 1, "", ago) for n in numbers]  # fmt: skip


class _NotKept(Exception):
    """Ends the transaction in which letters were composed without keeping anything of it."""


def ready_letters() -> list[Letter]:
    """The bytes of the first letters as they will be sent; nothing stays in the database."""
    account = _account()
    ids = list(Message.objects.order_by("id").values_list("id", flat=True)[:READY])
    letters: list[Letter] = []
    with _undone():
        Message.objects.filter(id__in=ids).update(state="claimed")
        day = this_day()
        composed = compose(list(decide(ids, day).values()), day, account)
        assert not composed.broken, composed.broken
        signers = signers_from(account.settings.get("dkim", ""))
        letters += [signed(letter_of(one), signers, at=one.written_at) for one in composed.parcels.values()]
    return letters


def _account() -> ReadyAccount:
    account = account_for("email")
    assert isinstance(account, ReadyAccount), account
    return account


@contextmanager
def _undone() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
            raise _NotKept
    except _NotKept:
        return


def floor_seconds(letters: Sequence[Letter], count: int, lines: int, port: int) -> float:
    """Seconds that smtplib takes for ``count`` of these letters over ``lines`` connections, the best of two ways.

    A process for each line, and two processes with half of the lines each: whichever is faster on this machine.
    """
    sent = min(count, MOST_FOR_FLOOR)
    ways = {lines, min(lines, 2)}
    best = min(_floor_by_processes(letters, sent, lines, port, processes) for processes in ways)
    return best * count / sent


def _floor_by_processes(letters: Sequence[Letter], count: int, lines: int, port: int, processes: int) -> float:
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    begin = fork.Barrier(processes + 1)
    workers = [
        fork.Process(target=_send_bare, args=(letters, count // processes, max(1, lines // processes), port, begin))
        for _ in range(processes)
    ]
    for worker in workers:
        worker.start()
    begin.wait()
    began = perf_counter()
    for worker in workers:
        worker.join()
    seconds = perf_counter() - began
    assert all(worker.exitcode == 0 for worker in workers)
    return seconds


def _send_bare(letters: Sequence[Letter], count: int, lines: int, port: int, begin: Any) -> None:
    open_lines = [smtplib.SMTP("127.0.0.1", port) for _ in range(lines)]
    for line in open_lines:
        line.ehlo()
    begin.wait()
    for number in range(count):
        letter = letters[number % len(letters)]
        open_lines[number % lines].sendmail(letter.envelope_from, [letter.envelope_to], letter.raw)
    for line in open_lines:
        line.close()
