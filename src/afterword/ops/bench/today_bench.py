"""Today: the whole page with fifty follow-ups, through the real WSGI stack, against the bare SQL of its data.

Everybody bought five times and waits, so that the list is cut from all of them, and a third of all is done already. A
member is signed in; the page is asked for again and again with its session, its banners, its letter and its facts. The
floor is every statement that the page sends, sent again as it is by the driver's own cursor. ``today --json`` is
measured beside it, as the command does it: with as many follow-ups as the page has, and with all of them that it lists.
"""

from __future__ import annotations

import argparse
import gzip
import io
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from datetime import date, timedelta
from math import ceil
from time import perf_counter, process_time
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.db.models import F, QuerySet

from afterword.accounts.models import User
from afterword.businesses.models import Business
from afterword.businesses.queries import local_today
from afterword.customers.models import ContactPoint, Customer
from afterword.domain.trouble import Trouble
from afterword.followups.models import FollowUp
from afterword.followups.queries import MOST_COUNTED
from afterword.infra import clock, heartbeat
from afterword.infra.bulk import in_batches, insert_rows, stored_day, stored_moment
from afterword.infra.tenancy import acting_for
from afterword.ops.bench.analyzed import gather_statistics
from afterword.ops.bench.measured import Measured
from afterword.ops.bench.plan_bench import bench_business, build_sales
from afterword.ops.commands import today as today_command
from afterword.plans.auditing.audit import audit
from afterword.plans.catching_up import catch_up
from afterword.sales.models import Product, Sale, SaleItem

#: Pages asked for before the clock runs, and while it does.
WARM, MEASURED = 20, 300
_BATCH = 50_000
_THINGS = ("silver ring", "walnut frame", "velvet box", "mirror", "vase", "brass hooks", "oak frame", "easel")


class NotThePage(Trouble):
    """What came back is not Today with its rows."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing beyond what every benchmark takes."""


def measure(args: argparse.Namespace) -> Measured:
    """Build, plan and audit by the real actions, then ask for the page and for the JSON."""
    business = bench_business()
    with acting_for(business.pk):
        build_sales(business, args.customers)
        _build_addresses(business)
        _build_items(business)
        catch_up()
        FollowUp.objects.filter(due_on__gt=local_today(business), id__in=_every_tenth(args.customers)).update(
            due_on=stored_day(local_today(business))
        )
        _history(local_today(business))
        audit()
        heartbeat.beat(name="scheduler")
        gather_statistics()
        page = _Page(business)
        rows = page.ask().count(b'<li class="touch')
        if not rows:
            raise NotThePage("The page has no rows.")
        statements = page.statements()
        began = process_time()
        times = _times(page.ask)
        worked = process_time() - began
        as_json = _times(lambda: _ask_json(business, rows))
        whole_json = _times(lambda: _ask_json(business, MOST_COUNTED))
        floor = _times(lambda: _send(statements))
    return Measured(
        rows * MEASURED,
        sum(times),
        sum(floor),
        {
            "follow_ups": rows,
            "statements": len(statements),
            "p50_ms": _percentile(times, 50),
            "p95_ms": _percentile(times, 95),
            "cpu_ms": round(worked / (WARM + MEASURED) * 1000, 2),
            "page_kb": round(len(gzip.compress(page.ask())) / 1000, 1),
            "json_p50_ms": _percentile(as_json, 50),
            "json_p95_ms": _percentile(as_json, 95),
            "json_1000_p50_ms": _percentile(whole_json, 50),
            "json_1000_p95_ms": _percentile(whole_json, 95),
        },
    )


def _build_addresses(business: Business) -> None:
    """An e-mail address and a telephone number for everybody."""
    now = stored_moment(clock.now())
    columns = ("business_id", "customer_id", "channel", "value", "normal", "bad_reason", "preferred", "created_at")

    def rows() -> Iterator[tuple[Any, ...]]:
        for number, _reach in _by_id(Customer.objects.values_list("id", "reach")):
            email, phone = f"customer{number}@example.org", f"+47{40_000_000 + number % 9_000_000}"
            yield business.pk, number, "email", email, email, "", True, now
            yield business.pk, number, "phone", phone, phone, "", True, now

    _insert(ContactPoint, columns, rows())


def _build_items(business: Business) -> None:
    """One line for every sale, of one of a few products."""
    products = [Product.objects.create(source="till", key=name, name=name).pk for name in _THINGS]
    columns = ("business_id", "sale_id", "line_key", "product_id", "name", "quantity_milli", "total_minor")

    def rows() -> Iterator[tuple[Any, ...]]:
        for number, total in _by_id(Sale.objects.values_list("id", "total_minor")):
            yield business.pk, number, "1", products[number % len(products)], "", 1000, total

    _insert(SaleItem, columns, rows())


def _insert(model: Any, columns: tuple[str, ...], rows: Iterator[tuple[Any, ...]]) -> None:
    for batch in in_batches(rows, _BATCH):
        with transaction.atomic():
            insert_rows(model, columns, batch)


def _by_id(rows: QuerySet[Any, tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """All rows, a batch at a time by their ids: what is read is read to its end before anything is written."""
    after = 0
    while batch := list(rows.filter(id__gt=after).order_by("id")[:_BATCH]):
        yield from batch
        after = batch[-1][0]


def _history(today: date) -> None:
    """A third of all was done some time ago: what is done is not in the way of what is to do."""
    done = FollowUp.objects.annotate(third=F("id") % 3).filter(third=0, due_on__lte=today)
    done.update(state="done", closed_at=clock.now() - timedelta(days=9))


def _every_tenth(customers: int) -> list[int]:
    """A few follow-ups that are pulled forward, so that reminders of both plans stand on the list."""
    newest = FollowUp.objects.filter(state="open").order_by("-id").values_list("id", flat=True)
    return list(newest[: min(customers, 200)])


class _Page:
    """Asks for Today as a browser does that is signed in."""

    def __init__(self, business: Business) -> None:
        self.application = get_wsgi_application()
        self.path = f"/{business.slug}/"
        self.cookie = f"session={_session_of(User.objects.get(email='owner@example.org'))}"

    def ask(self) -> bytes:
        """The body of the page."""
        answer: list[str] = []

        def start(status: str, headers: list[tuple[str, str]], trouble: Any = None) -> Callable[[bytes], object]:
            answer.append(status)
            return lambda _written: None

        body = self.application(self._environ(), start)
        content = b"".join(body)
        body.close()
        if answer != ["200 OK"]:
            raise NotThePage(f"Today answered {answer[0]}.")
        return content

    def _environ(self) -> dict[str, Any]:
        return {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": self.path,
            "SCRIPT_NAME": "",
            "QUERY_STRING": "",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "localhost",
            "HTTP_COOKIE": self.cookie,
            "HTTP_ACCEPT_LANGUAGE": "en",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }

    def statements(self) -> list[tuple[str, Any]]:
        """Every statement that one page sends, with its parameters."""
        sent: list[tuple[str, Any]] = []

        def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            sent.append((sql, params))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            self.ask()
        return sent


def _session_of(user: User) -> str:
    """The key of a session in which this person is signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def _ask_json(business: Business, most: int) -> None:
    args = argparse.Namespace(business=business.slug, on=None, minutes=None, most=most, json=True)
    with redirect_stdout(io.StringIO()):
        today_command.perform(args)


def _send(statements: list[tuple[str, Any]]) -> None:
    """The same statements by the driver's own cursor, every row fetched."""
    sqlite = connection.vendor == "sqlite"
    for sql, params in statements:
        cursor = connection.connection.cursor()
        cursor.execute(sql.replace("%s", "?") if sqlite else sql, params or ())
        if cursor.description:
            cursor.fetchall()
        cursor.close()


def _times(perform: Callable[[], object]) -> list[float]:
    """Seconds of each of many calls, after some that are not counted."""
    for _ in range(WARM):
        perform()
    times = []
    for _ in range(MEASURED):
        began = perf_counter()
        perform()
        times.append(perf_counter() - began)
    return times


def _percentile(times: list[float], percent: int) -> float:
    """The smallest time that so many per cent of all did not exceed, in milliseconds."""
    return round(sorted(times)[ceil(len(times) * percent / 100) - 1] * 1000, 2)
