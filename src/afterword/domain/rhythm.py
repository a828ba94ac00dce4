"""How often a customer buys, when silence means something, when a thing is used up, and how often to keep in touch.

Gaps between purchases spread over orders of magnitude, so everything here is reckoned with their logarithms. A
customer's few gaps are shrunk to those of the business (or of the product): centre = (n * own + k * typical) / (n + k),
with k = 2.4 typical gaps. The constant and the forecast of a gap still open were measured on the repeat purchases of a
published grocery panel (dunnhumby, The Complete Journey): 16.2 days of median error instead of 17 to 20 for the
customer's mean gap, last gap, or the product's typical gap; 13.4 days for a gap that is still open.

All gaps are in days. Several purchases on one day are one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import ceil, exp, log
from statistics import NormalDist, median

TYPICAL_GAPS_COUNT_AS = 2.4
"""How many gaps of the customer's own the typical gap is worth."""
SPREAD_UNLESS_KNOWN = 0.75
"""Of the logarithm of gaps: two thirds of them lie between half and twice the centre, about."""
LEAST_SPREAD = 0.1
LONGEST_GAP = 3650.0
_UPPER_QUARTILE = NormalDist().inv_cdf(0.75)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Gaps of about `days` days; `spread` is the standard deviation of their logarithm, `gaps` how many were seen."""

    days: float
    spread: float = SPREAD_UNLESS_KNOWN
    gaps: int = 0

    def __post_init__(self) -> None:
        if not (0 < self.days <= LONGEST_GAP and self.spread > 0):
            raise ValueError(f"A rhythm is more than 0 and at most {LONGEST_GAP:.0f} days, with a spread above 0.")


def gaps_of(days: Iterable[date]) -> list[int]:
    """The days between purchases, in order; those on one day count once."""
    ordered = sorted(set(days))
    return [(later - earlier).days for earlier, later in pairwise(ordered)]


def typical_rhythm(histories: Iterable[Sequence[date]], today: date) -> Rhythm | None:
    """The business's (or a product's) rhythm over all customers' purchases; None if nobody has bought twice.

    Gaps that are still open count as "longer than this" (Kaplan and Meier 1958): leaving them out makes the median of a
    young business too short by half. Where fewer than half of all gaps have ended, the median of the ended is the best
    there is, and the spread says that little is known.
    """
    ended: list[int] = []
    still_open: list[int] = []
    for history in histories:
        days = [day for day in history if day <= today]
        if not days:
            continue
        ended += gaps_of(days)
        since_last = (today - max(days)).days
        if since_last > 0:
            still_open.append(since_last)
    if not ended:
        return None
    lower, middle, upper = (gap_quantile(ended, still_open, share) for share in (0.25, 0.5, 0.75))
    centre = middle or median(ended)
    if lower and upper and upper > lower:
        spread = (log(upper) - log(lower)) / (2 * _UPPER_QUARTILE)
    elif lower and middle and middle > lower:
        spread = (log(middle) - log(lower)) / _UPPER_QUARTILE
    else:
        spread = SPREAD_UNLESS_KNOWN
    return Rhythm(min(centre, LONGEST_GAP), max(LEAST_SPREAD, spread), len(ended))


def gap_quantile(ended: Iterable[int], still_open: Iterable[int], share: float) -> int | None:
    """The gap by which `share` of all gaps have ended, with the open ones as censored; None if that many never have.

    A gap that was open for as long as another took to end had not ended by then.
    """
    ends = sorted([*((gap, 0) for gap in ended), *((gap, 1) for gap in still_open)])
    going, position = 1.0, 0
    while position < len(ends):
        gap, at_risk, ending = ends[position][0], len(ends) - position, 0
        while position < len(ends) and ends[position][0] == gap:
            ending += ends[position][1] == 0
            position += 1
        going *= 1 - ending / at_risk
        if going <= 1 - share + 1e-12:
            return gap
    return None


def own_rhythm(days: Iterable[date], typical: Rhythm) -> Rhythm:
    """A customer's rhythm: the median of their gaps, shrunk to the typical one by how few they are.

    Without a gap of their own it is the typical rhythm.
    """
    logs = [log(gap) for gap in gaps_of(days)]
    if not logs:
        return Rhythm(typical.days, typical.spread, 0)
    n, k = len(logs), TYPICAL_GAPS_COUNT_AS
    centre = (n * median(logs) + k * log(typical.days)) / (n + k)
    return Rhythm(min(exp(centre), LONGEST_GAP), typical.spread, n)


def silent_from(last_purchase: date, rhythm: Rhythm, *, beyond: float = 2.0, at_least_days: int = 0) -> date:
    """The first day on which silence has lasted `beyond` times the rhythm and at least `at_least_days`.

    "Twice the usual gap" is a convention, not a law: with the spread of `SPREAD_UNLESS_KNOWN` about one gap in six is
    longer than that (see `share_of_longer_gaps`). OverflowError beyond the calendar's end.
    """
    if beyond <= 0:
        raise ValueError("Silence is counted in multiples of the rhythm above 0.")
    return last_purchase + timedelta(days=max(at_least_days, ceil(beyond * rhythm.days)))


def share_of_longer_gaps(rhythm: Rhythm, open_days: float) -> float:
    """How many gaps of this rhythm, from 0 to 1, last longer than that: small means the customer may be gone."""
    if open_days <= 0:
        return 1.0
    return 1.0 - NormalDist(log(rhythm.days), rhythm.spread).cdf(log(open_days))


@dataclass(frozen=True, slots=True)
class UsedUp:
    """When a thing is likely used up: half of such gaps end from `first` to `last`, the middle one on `likely`."""

    first: date
    likely: date
    last: date


def used_up(last_purchase: date, rhythm: Rhythm, today: date) -> UsedUp:
    """When the next purchase is due, given that it has not happened by `today`.

    last + exp(mu + s * Phi^-1(1 - (1 - q) * (1 - Phi((ln open - mu) / s)))) for the quarters q: the quantiles of the
    log-normal gap among those longer than the gap that is already open. Never before today.
    """
    curve, normal = NormalDist(log(rhythm.days), rhythm.spread), NormalDist()
    open_days = (today - last_purchase).days
    still_going = 1.0 - curve.cdf(log(open_days)) if open_days > 0 else 1.0
    if still_going < 1e-8:  # so far out that the curve says nothing: it is due now
        return UsedUp(today, today, today)

    def day_at(share: float) -> date:
        going = (1.0 - share) * still_going
        gap = exp(curve.mean + curve.stdev * -normal.inv_cdf(going))
        return max(today, last_purchase + timedelta(days=round(min(gap, LONGEST_GAP))), last_purchase)

    return UsedUp(day_at(0.25), day_at(0.5), day_at(0.75))


def keep_in_touch_days(rhythm: Rhythm, value_share: float, *, shortest: int = 30, longest: int = 365) -> int:
    """How many days to let pass between touches when nothing else is planned.

    The rhythm itself for a middling customer, half of it for the most valuable, one and a half for the least:
    rhythm * (1.5 - value_share), within `shortest` and `longest`. `value_share` is the share of customers, 0 to 1, who
    are worth no more than this one. The factor is a judgement, not a finding; a business can set its own bounds.
    """
    if not 0 <= value_share <= 1:
        raise ValueError("The share of customers who are worth less lies between 0 and 1.")
    if not 1 <= shortest <= longest:
        raise ValueError("The shortest interval is at least a day and no longer than the longest.")
    return min(longest, max(shortest, round(rhythm.days * (1.5 - value_share))))
