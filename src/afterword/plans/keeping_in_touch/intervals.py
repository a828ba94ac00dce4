"""How long to leave each customer alone: by their rhythm among the business's, and by what they are worth among all."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date

from afterword.customers.models import Customer
from afterword.domain.rhythm import Rhythm, keep_in_touch_days, own_rhythm, typical_rhythm
from afterword.domain.triggers import KeepInTouch
from afterword.infra.bulk import in_batches
from afterword.plans.keeping_in_touch.histories import History, histories_of

#: So many customers, evenly taken from all, tell what is usual.
SAMPLE = 20_000
_BATCH = 5_000
#: Where nobody has bought twice yet.
RHYTHM_UNLESS_KNOWN = Rhythm(120.0)


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual in this business: its rhythm, and what customers are worth, in order (minor units)."""

    rhythm: Rhythm
    worths: tuple[int, ...]

    def days_for(self, history: History, rule: KeepInTouch) -> int:
        """Days to let pass after the last touch."""
        share = bisect_right(self.worths, history.worth_minor) / len(self.worths) if self.worths else 0.5
        rhythm = own_rhythm(history.bought_on, self.rhythm)
        return keep_in_touch_days(rhythm, share, shortest=rule.shortest_days, longest=rule.longest_days)


def what_is_usual(today: date) -> Usual:
    """From a sample of the customers who have bought; the same sample as long as the customers are the same."""
    living = Customer.objects.filter(merged_into=None, ended_at=None).order_by("id")
    every = max(1, living.count() // SAMPLE)
    ids = [pk for n, pk in enumerate(living.values_list("id", flat=True).iterator(chunk_size=_BATCH)) if n % every == 0]
    bought: list[list[date]] = []
    worths: list[int] = []
    for batch in in_batches(ids, _BATCH):
        for history in histories_of(batch).values():
            if history.bought_on:
                bought.append(history.bought_on)
                worths.append(history.worth_minor)
    return Usual(typical_rhythm(bought, today) or RHYTHM_UNLESS_KNOWN, tuple(sorted(worths)))
