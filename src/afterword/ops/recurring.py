"""All that recurs, on one page: what is done for each business, how often, and from which local hour on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta

from django.contrib.sessions.backends.db import SessionStore

from afterword.conversations.polling import look_into_inbox
from afterword.customers.households.finding import find_households
from afterword.followups.delivering.queueing import queue_automatic
from afterword.followups.delivering.recovering import recover
from afterword.followups.posting.looking_after import look_after_orders
from afterword.infra.heartbeat import forget_silent
from afterword.infra.jobs import forget_old_results, put_back_killed
from afterword.plans.auditing.months import reckon_months
from afterword.plans.auditing.what_changed import audit_and_compare, audit_changes
from afterword.plans.catching_up import begin_after_events, catch_up
from afterword.plans.conditions import close_unmet
from afterword.plans.dated.coming import plan_coming_days
from afterword.plans.dated.rhythms import reckon_rhythms
from afterword.plans.days import compose_by_plan
from afterword.plans.editing.going_over import go_on_with_moves
from afterword.plans.keeping_in_touch.keeping import keep_in_touch
from afterword.plans.keeping_in_touch.resetting import start_clocks_that_were_missed
from afterword.plans.missed import close_missed
from afterword.plans.segments.members import bring_up_to_date


@dataclass(frozen=True, slots=True)
class Recurring:
    """One thing that recurs. ``every``: the pause after it; or ``once_a_day_from``, by the business's clock.

    Each may be done twice, by two processes, or late: it looks at the tables and does what is left to do.
    """

    name: str
    perform: Callable[[], object]
    every: timedelta | None = None
    once_a_day_from: time | None = None
    for_each_business: bool = True


def plan_for_everybody() -> None:
    """Look at every sale and inquiry again; what is planned already is left as it is."""
    catch_up(everything=True)


def keep_in_touch_with_everybody() -> None:
    """See who belongs together, end signs of life that are not needed, find a day for whoever has nothing planned."""
    find_households()
    start_clocks_that_were_missed()
    keep_in_touch()


def plan_days_of_everybody() -> None:
    """Reckon how often customers buy, then plan the days that come: birthdays, feasts, service, silence."""
    plan_coming_days(thorough=reckon_rhythms())


RECURRING: tuple[Recurring, ...] = (
    # Messages of dead workers go back, or before a person.
    Recurring("recover deliveries", recover, every=timedelta(seconds=20)),
    # Automatic follow-ups become messages on their day; they leave by the delivery loop.
    Recurring("queue automatic messages", queue_automatic, every=timedelta(seconds=30)),
    # What customers write back, and what did not arrive: read in the business's mailbox, which stays as it is.
    Recurring("read the mailbox", look_into_inbox, every=timedelta(minutes=1)),
    # A reply, a bounce, a grade: the plans that wait for it begin.
    Recurring("begin after events", begin_after_events, every=timedelta(seconds=30)),
    # Cards that a printing service has: in the post, come back, never printed, or ordered without an answer.
    Recurring("ask the printing service", look_after_orders, every=timedelta(minutes=2)),
    # Whatever was recorded without being planned for (a crash, an older version) is planned now.
    Recurring("plan what was left out", catch_up, every=timedelta(hours=1)),
    # Those on their way who are going over to another version of their plan, should the job have died.
    Recurring("go on with moves", go_on_with_moves, every=timedelta(hours=1)),
    # Once a night without trusting the high-water mark: also who became reachable, and newcomers without a reason.
    Recurring("plan for everybody again", plan_for_everybody, once_a_day_from=time(0, 15)),
    # Days that come nearer: rounds are planned weeks ahead, and those whose day moved end.
    Recurring("plan the coming days", plan_days_of_everybody, once_a_day_from=time(0, 10)),
    # Steps with a condition: asked again when their day has come.
    Recurring("ask conditions again", close_unmet, once_a_day_from=time(0, 12)),
    # What has passed its window: late, a call instead, or skipped, by its step's rule.
    Recurring("close missed windows", close_missed, once_a_day_from=time(0, 5)),
    # Whoever has nothing planned any more: a day in their own rhythm, so many customers a day.
    Recurring("keep in touch", keep_in_touch_with_everybody, once_a_day_from=time(0, 20)),
    # A day that fits: what takes time is put on days, each morning and for what has come in since.
    Recurring("compose the days", compose_by_plan, every=timedelta(minutes=10)),
    # Nobody forgotten: what has changed, from the tables; once a night everybody, which checks the sums as well.
    Recurring("audit what changed", audit_changes, every=timedelta(minutes=10)),
    Recurring("audit everybody", audit_and_compare, once_a_day_from=time(0, 40)),
    # Groups of customers: for whom something has changed, and at midnight for whom a day has passed.
    Recurring("bring groups up to date", bring_up_to_date, every=timedelta(minutes=1)),
    # What was done in time, by plan and month.
    Recurring("reckon the months", reckon_months, every=timedelta(hours=1)),
    Recurring("put back killed jobs", put_back_killed, every=timedelta(minutes=1), for_each_business=False),
    Recurring("forget old job results", forget_old_results, every=timedelta(days=1), for_each_business=False),
    Recurring("forget ended sessions", SessionStore.clear_expired, every=timedelta(days=1), for_each_business=False),
    Recurring("forget dead workers", forget_silent, every=timedelta(days=1), for_each_business=False),
)
