"""Keeps an account to what it takes in an hour and in a day, however many processes deliver for it.

A message counts from the moment its last word is announced, in the same transaction: what is refused before costs
nothing, and what a dead process may have sent has been counted. What does not fit stays approved and due.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from afterword.businesses.queries import current_business, zone_of
from afterword.channels.accounts import ReadyAccount
from afterword.channels.models import SendingDay
from afterword.domain.pacing import Room, Spent, admitted, room
from afterword.followups.delivering.claiming import Claim, release_looked_at
from afterword.followups.delivering.pressing import claim_pressing, claim_useless
from afterword.followups.models import Message
from afterword.infra import clock
from afterword.infra.tenancy import current_business_id


@dataclass(frozen=True, slots=True)
class Turnstile:
    """Lets through what one account of the current business takes."""

    channel: str
    account: ReadyAccount
    zone: ZoneInfo

    @classmethod
    def of(cls, account: ReadyAccount) -> Turnstile | None:
        """The account's turnstile; None where nothing limits it and nothing has to be counted."""
        if not account.pace.is_limited:
            return None
        return cls(account.channel.key, account, zone_of(current_business()))

    def today(self) -> date:
        """The civil day of the business."""
        return self._civil(clock.now()).date()

    def spent(self) -> Spent:
        """What has left today and in this hour; two queries at most."""
        at = self._civil(clock.now())
        row = SendingDay.objects.filter(channel=self.channel, day=at.date()).first()
        return self._spent(row or SendingDay(day=at.date()), at.hour)

    def room(self) -> Room:
        """What may leave now, less what is in the hands of somebody who delivers."""
        now = room(self.account.pace, self.spent())
        return now if now.left is None else Room(max(0, now.left - self._in_hand()), now.bound)

    def claim(self, *, worker: str, lease: timedelta, batch: int) -> list[Claim]:
        """Claim what fits, the most pressing first; and what is of no use any more, so that the gate ends it."""
        with transaction.atomic():
            release_looked_at(self.channel)
            claims = claim_useless(channel=self.channel, worker=worker, lease=lease, count=batch)
            others = self._in_hand() - len(claims)
            # Who claims at the same time waits here until these are in our hands.
            fits = self.admit(batch - len(claims) + others, at=clock.now()) - others
            claims += claim_pressing(channel=self.channel, worker=worker, lease=lease, count=fits)
        return sorted(claims)

    def admit(self, wanted: int, *, at: datetime) -> int:
        """How many of so many may leave at that moment; others who ask wait until this transaction is over."""
        civil = self._civil(at)
        return admitted(self.account.pace, self._spent(self._row_in_our_hands(civil.date()), civil.hour), wanted)

    def count(self, taken: int, *, at: datetime) -> None:
        """Note that so many leave, in the transaction in which they were admitted."""
        civil = self._civil(at)
        row = self._row_in_our_hands(civil.date())
        row.hour_taken = self._this_hour(row, civil.hour) + taken
        row.taken, row.hour = row.taken + taken, max(row.hour, civil.hour)
        row.save(update_fields=["taken", "hour", "hour_taken"])

    def _spent(self, row: SendingDay, hour: int) -> Spent:
        days_before = 0
        if (since := self.account.warms_up_since) is not None:
            sending = SendingDay.objects.filter(channel=self.channel, day__gte=since, day__lt=row.day, taken__gt=0)
            days_before = sending.count()
        return Spent(row.taken, self._this_hour(row, hour), days_before)

    @staticmethod
    def _this_hour(row: SendingDay, hour: int) -> int:
        """An hour that is over counts no more; one that another process's clock has begun already does."""
        return row.hour_taken if hour <= row.hour else 0

    def _row_in_our_hands(self, day: date) -> SendingDay:
        row = SendingDay(business_id=current_business_id(), channel=self.channel, day=day)
        SendingDay.objects.bulk_create([row], ignore_conflicts=True)
        return SendingDay.objects.select_for_update().get(channel=self.channel, day=day)

    def _in_hand(self) -> int:
        return Message.objects.filter(channel=self.channel, state="claimed").count()

    def _civil(self, at: datetime) -> datetime:
        return at.astimezone(self.zone)
