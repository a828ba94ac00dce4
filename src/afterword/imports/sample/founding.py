"""Founding the sample business: its sales come in by the same door as any file, and were followed up."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

from django.db import transaction

from afterword.accounts.models import User
from afterword.businesses.actions import found_business
from afterword.businesses.models import Business
from afterword.businesses.queries import local_today, zone_of
from afterword.domain.civil import local_moment
from afterword.followups.models import FollowUp
from afterword.followups.rests import RestReason, write_rests
from afterword.imports.actions import keep_upload, run_import, start_import
from afterword.imports.previewing import preview
from afterword.imports.sample.answers import receive_answers
from afterword.imports.sample.life import HEADER, rows
from afterword.infra import clock
from afterword.infra.tenancy import acting_for
from afterword.plans.auditing.months import reckon_months
from afterword.plans.auditing.what_changed import audit_changes
from afterword.plans.models import Enrollment, Step
from afterword.timeline.actions import record
from afterword.timeline.catalogue import FollowUpDone

#: Of what was owed in those two years, this share was done: a diligent shop, not a perfect one.
DILIGENCE = 0.86
#: What was said on the telephone, for a timeline that reads like life.
HEARD = (
    "She loves it; it hangs over the piano.",
    "Very happy. Asked about frames for two more photographs.",
    "Not hung yet; will send us a picture when it is.",
    "The hook came loose; told him how to fix it, will call again.",
    "Was pleased that we rang.",
    "Left a message.",
)


class Place(NamedTuple):
    """Where the sample business stands: the owner's own zone, country and currency make it feel at home."""

    timezone: str = "Europe/London"
    country: str = "GB"
    currency: str = "GBP"
    language: str = "en"


def found_sample(*, owner: User, place: Place | None = None, seed: int = 1) -> Business:
    """A frame shop with 240 invented customers and two years of sales up to yesterday; takes a few seconds.

    Nothing can ever reach anybody from it: its addresses stand under a domain that is reserved for examples.
    """
    business = found_business(
        name="The Frame Shop", trade="shop", owner=owner, signature="Rosa", **(place or Place())._asdict()
    )
    with acting_for(business.pk):
        Business.objects.filter(pk=business.pk).update(
            postal_address="The Frame Shop\n3 Harbor Street", phone="+44 20 7946 0990", email="rosa@frames.example"
        )
        until = local_today(business)
        upload = keep_upload(chunks=[_file(until, seed)], file_name="frame-shop-sales.csv", created_by_id=owner.pk)
        start_import(preview=preview(path=Path(upload.path), kind="sales"), run=upload)
        run_import(run_id=upload.pk)
        _live_the_past(business, until, random.Random(seed))
        receive_answers()
        audit_changes()
        reckon_months()
    return business


def _file(until: date, seed: int) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADER)
    writer.writerows(rows(until, seed))
    return text.getvalue().encode()


@transaction.atomic
def _live_the_past(business: Business, until: date, chance: random.Random) -> None:
    """What would have been owed was mostly done: follow-ups closed inside their windows, with their events."""
    steps = {step.plan_id: step for step in Step.objects.order_by("id")}
    past = Enrollment.objects.filter(state="past", plan__trigger="sale").order_by("anchor_on", "id")
    lived = [one for one in past.select_related("customer") if chance.random() < DILIGENCE]
    done = list(_done(lived, steps, business, until, chance))
    FollowUp.objects.bulk_create(done, batch_size=1000)
    Enrollment.objects.filter(pk__in=[one.pk for one in lived]).update(state="done")
    record(
        [
            FollowUpDone(
                customer_id=one.customer_id,
                subject_id=one.pk,
                at=one.closed_at or clock.now(),
                channel=one.channel,
                note=one.note,
            )
            for one in done
        ]
    )
    reached = {one.customer_id for one in done}
    write_rests(
        reason=RestReason.FOLLOWED_UP,
        customer_ids=reached - set(FollowUp.objects.filter(state="open").values_list("customer_id", flat=True)),
    )


def _done(
    lived: list[Enrollment], steps: dict[int, Step], business: Business, until: date, chance: random.Random
) -> Iterator[FollowUp]:
    for one in lived:
        step = steps[one.plan_id]
        first = one.anchor_on + timedelta(days=step.opens_amount)
        last = one.anchor_on + timedelta(days=step.closes_amount)
        day = min(first + timedelta(days=chance.randint(0, (last - first).days)), until - timedelta(days=1))
        channel = "email" if one.customer.reach & 1 else "phone"
        yield FollowUp(
            customer_id=one.customer_id,
            enrollment_id=one.pk,
            plan_id=one.plan_id,
            step_id=step.pk,
            template_id=step.template_id,
            sale_id=one.trigger_id,
            channel=channel,
            mode=step.mode,
            state="done",
            window_first=first,
            window_last=last,
            due_on=first,
            late_days=step.missed_days,
            minutes=step.minutes,
            note=chance.choice(HEARD) if channel == "phone" else "",
            closed_at=_during_the_day(day, business, chance),
        )


def _during_the_day(day: date, business: Business, chance: random.Random) -> datetime:
    return local_moment(day, time(9 + chance.randint(0, 7), chance.randint(0, 59)), zone_of(business))
