"""One round of delivery for one business and channel: batches are claimed, and groups of letters leave over open lines.

A group is as many letters as there are lines. All are transmitted up to the dot; then one transaction records the
group before, asks the gate once more and announces the dots; then the dots are said. So at most one letter per line is
ever in doubt, and one durable commit serves them all.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from afterword.channels.accounts import NotReady, ReadyAccount, account_for, pause_account
from afterword.channels.port import (
    Connection,
    Kind,
    Outcome,
    Parcel,
    finish_together,
    hand_over_together,
    prepare_together,
)
from afterword.channels.registry import channels
from afterword.followups.delivering.announcing import LastInstant
from afterword.followups.delivering.claiming import BATCH, LEASE, Claim, claim_due, give_back
from afterword.followups.delivering.composing import compose
from afterword.followups.delivering.deciding import Day, Decided, decide, this_day
from afterword.followups.delivering.keeping import leases_kept
from afterword.followups.delivering.outcomes import (
    Answered,
    note_blameless,
    note_broken,
    note_refused,
    note_retry,
    note_sent,
    note_unclear,
    note_verdict,
    settle,
)
from afterword.followups.delivering.pacing import Turnstile
from afterword.followups.delivering.pressing import useless_ones_wait
from afterword.followups.models import Message
from afterword.infra import clock
from afterword.infra.leases import HOLDER
from afterword.infra.tenancy import current_business_id

#: How long a server that cannot be talked to is left alone: letters do not use up their attempts on it.
SERVER_PAUSE = timedelta(minutes=5)


@dataclass
class Tally:
    """How many messages came to which end."""

    sent: int = 0
    failed: int = 0
    retrying: int = 0
    held: int = 0
    unclear: int = 0

    def add(self, other: Tally) -> None:
        """Count those of another round, too."""
        for name in ("sent", "failed", "retrying", "held", "unclear"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(frozen=True)
class Manner:
    """How to deliver: lines open at once (None: as many as suit the server), letters claimed at once, the lease,
    seconds of patience, when to stop.
    """

    lines: int | None = None
    batch: int = BATCH
    lease: timedelta = LEASE
    timeout: float | None = None
    worker: str = HOLDER
    stop: threading.Event = field(default_factory=threading.Event)


def deliver_due(manner: Manner | None = None) -> Tally:
    """Send all that is due in the current business, by every channel that sends, until nothing is due any more."""
    manner = manner or Manner()
    tally = Tally()
    for key, channel in channels().items():
        if channel.by_hand or not _something_is_due(key):
            continue
        account = account_for(key)
        if isinstance(account, NotReady) or _is_silent(key, account) or _is_full(key, account):
            tally.held += _count_due(key)
            continue
        tally.add(Round(key, account, manner).run())
    return tally


def _due(key: str) -> QuerySet[Message]:
    return Message.objects.filter(channel=key, state__in=("approved", "retrying", "held"), not_before__lte=clock.now())


def _something_is_due(key: str) -> bool:
    return _due(key).exists()


def _count_due(key: str) -> int:
    return _due(key).count()


class Round:
    """The state of one round: its lines, and what has been answered but not yet recorded."""

    def __init__(self, key: str, account: ReadyAccount, manner: Manner) -> None:
        self.key, self.account, self.manner = key, account, manner
        self.tally = Tally()
        self.lines: list[Connection] = [
            account.channel.open(account.settings, timeout=manner.timeout) for _ in range(manner.lines or account.lines)
        ]
        self.answered: list[Answered] = []
        self.unsettled: list[Answered] = []
        self.over = False
        self.turnstile = Turnstile.of(account)
        self.signs = bool(account.settings.get("dkim"))
        #: Groups whose letters are written ahead; a signature, made aside, takes as long as handing a letter over.
        self.ahead = 2 if self.signs else 1
        self.last_instant = self._last_instant()

    def run(self) -> Tally:
        """Send until nothing is due, the account is in trouble, or a stop is asked for."""
        business_id = current_business_id()
        try:
            with leases_kept(business_id=business_id, worker=self.manner.worker, lease=self.manner.lease):
                while not self.over and not self.manner.stop.is_set():
                    claims = self._claim()
                    if not claims:
                        break
                    self.deliver(claims)
        finally:
            for line in self.lines:
                line.close()
        return self.tally

    def _claim(self) -> list[Claim]:
        manner = self.manner
        if self.turnstile:
            return self.turnstile.claim(worker=manner.worker, lease=manner.lease, batch=manner.batch)
        return claim_due(worker=manner.worker, channel=self.key, lease=manner.lease, batch=manner.batch)

    def deliver(self, claims: Sequence[Claim]) -> None:
        """Bring every message of a claimed batch to some end, or give it back."""
        waiting = {claim.id: claim for claim in claims}
        try:
            day = this_day()
            decided = self._first_look(claims, day)
            composed = compose(decided, day, self.account, self.last_instant.watch)
            self._send_back(decided, composed.broken)
            going = deque(one for one in decided if one.standing.id in composed.parcels)
            waiting = {one.standing.id: Claim(*one.standing.claim) for one in going}
            coming: deque[list[Decided]] = deque()
            while (going or coming) and not self.over and not self.manner.stop.is_set():
                while going and len(coming) <= self.ahead:
                    coming.append(next_group(going, len(self.lines)))
                group = coming.popleft()
                for one in group:
                    del waiting[one.standing.id]
                self._hand_over(group, coming, composed.parcels, day)
        finally:
            self._wind_up(list(waiting.values()))

    def _last_instant(self) -> LastInstant:
        return LastInstant(self.manner.worker, self.manner.lease, self.turnstile)

    def _first_look(self, claims: Sequence[Claim], day: Day) -> list[Decided]:
        """Ask the gate about a batch; what may not leave now is put away with its reason."""
        # Before the tables are read: whoever writes from here on is noticed.
        self.last_instant = self._last_instant()
        decided = decide([claim.id for claim in claims], day)
        allowed: list[Decided] = []
        with transaction.atomic():
            for claim in claims:
                one = decided.get(claim.id)
                if one is None or one.standing.token != claim.token:
                    continue
                if one.verdict.allowed and one.standing.follow_up_state == "approved":
                    allowed.append(one)
                else:
                    self._put_away(one, day)
            if len(allowed) < len(decided):
                self.last_instant.watch.note_own_writes()
        return allowed

    def _put_away(self, one: Decided, day: Day) -> None:
        note_verdict(one, day)
        self.tally.held += 1

    def _send_back(self, decided: Sequence[Decided], broken: dict[int, str]) -> None:
        with transaction.atomic():
            if broken:
                self.last_instant.watch.note_own_writes()
            for one in decided:
                if one.standing.id in broken:
                    note_broken(one)
                    self.tally.failed += 1

    def _hand_over(
        self, group: Sequence[Decided], coming: Iterable[Sequence[Decided]], parcels: dict[int, Parcel], day: Day
    ) -> None:
        """Transmit a group up to its dots, announce them, say them; what comes next is written meanwhile."""
        lines = self.lines[: len(group)]
        leaving = [parcels[one.standing.id] for one in group]
        prepare_together(lines, leaving)  # those of the first group; the others are at it already

        def prepare_coming() -> None:
            for later in coming:
                prepare_together(self.lines, [parcels[one.standing.id] for one in later])

        # Signatures take time, and are made aside: the sooner they are asked for, the better.
        early = hand_over_together(lines, leaving, prepare_coming if self.signs else None)
        ready = [(one, line) for one, line, outcome in zip(group, lines, early, strict=True) if outcome is None]
        granted = self._announce(
            [one for one, _ in ready],
            _ended_early(group, early),
            day,
            prepare_coming,
        )
        going: list[tuple[Decided, Connection]] = []
        for one, line in ready:
            if one.standing.id in granted:
                going.append((one, line))
            else:
                line.abandon()
        outcomes = finish_together([line for _, line in going])
        self.answered += [
            Answered(one, outcome, one.standing.attempts + 1) for (one, _), outcome in zip(going, outcomes, strict=True)
        ]
        self._look_at_server(early if self.account.channel.two_phase else outcomes)

    def _announce(
        self, ready: Sequence[Decided], ended: list[Answered], day: Day, meanwhile: Callable[[], None]
    ) -> set[int]:
        """In one transaction: record what was answered, ask the gate once more, and announce the dots it allows."""
        answered = [*self.answered, *ended]
        sent = _sent(answered)
        others = None if len(sent) == len(answered) else partial(self._record_others, answered)
        announced = self.last_instant.announce(ready, sent, day, others, meanwhile)
        self.tally.sent += len(announced.noted)
        self.tally.held += announced.put_away
        self.answered = []
        self.unsettled += announced.noted
        return announced.granted

    def _record_others(self, answered: Sequence[Answered]) -> None:
        """Write down all answers but those that it was sent."""
        for one in answered:
            match one.outcome.kind:
                case Kind.SENT:
                    pass
                case Kind.REFUSED:
                    note_refused(one)
                    self.tally.failed += 1
                case Kind.RETRY:
                    if note_retry(one):
                        self.tally.retrying += 1
                    else:
                        self.tally.failed += 1
                case Kind.ACCOUNT:
                    note_blameless(one)
                    pause_account(key=self.key, reason=one.outcome.reply)
                    self.over = True
                case Kind.UNCLEAR:
                    self.tally.unclear += note_unclear([one])

    def _wind_up(self, left: Sequence[Claim]) -> None:
        """Record the last answers, close what was sent, and give back what was not handed over."""
        with transaction.atomic():
            self._record_others(self.answered)
            noted = note_sent(_sent(self.answered))
            settle([*self.unsettled, *noted])
            give_back(left)
        self.tally.sent += len(noted)
        self.answered, self.unsettled = [], []

    def _look_at_server(self, early: Sequence[Outcome | None]) -> None:
        """A server that nobody can talk to is not the letters' fault: stop here, and let the rest wait a while."""
        if early and all(one is not None and one.kind is Kind.RETRY and not one.code for one in early):
            self.over = True
            _silent[current_business_id(), self.key] = Silence(clock.wall() + SERVER_PAUSE, self.account.edition)


class Silence(NamedTuple):
    """A server that nobody could talk to is left alone until then, or until its settings are others."""

    until: datetime
    edition: int


#: By business and channel; each process finds out for itself.
_silent: dict[tuple[int, str], Silence] = {}


def forget_silent_servers() -> None:
    """Try every server again at once."""
    _silent.clear()


def _is_silent(key: str, account: ReadyAccount) -> bool:
    silence = _silent.get((current_business_id(), key))
    return silence is not None and silence.edition == account.edition and clock.wall() < silence.until


def _is_full(key: str, account: ReadyAccount) -> bool:
    """Whether the account takes nothing more now, and nothing waits that has to be ended all the same."""
    turnstile = Turnstile.of(account)
    return turnstile is not None and turnstile.room().left == 0 and not useless_ones_wait(key)


def _ended_early(group: Sequence[Decided], early: Sequence[Outcome | None]) -> list[Answered]:
    return [
        Answered(one, outcome, one.standing.attempts + 1)
        for one, outcome in zip(group, early, strict=True)
        if outcome is not None
    ]


def next_group(going: deque[Decided], size: int) -> list[Decided]:
    """The next letters to leave together: never two to one customer, for the second must know of the first."""
    group: list[Decided] = []
    passed: list[Decided] = []
    customers: set[int] = set()
    while going and len(group) < size:
        one = going.popleft()
        if one.standing.customer_id in customers:
            passed.append(one)
        else:
            customers.add(one.standing.customer_id)
            group.append(one)
    going.extendleft(reversed(passed))
    return group


def _sent(answered: Sequence[Answered]) -> list[Answered]:
    return [one for one in answered if one.outcome.kind is Kind.SENT]
