"""When to try again after a server has said "not now"."""

from datetime import datetime, timedelta

SHORTEST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=6)
JITTER = 0.2
LAST_ATTEMPT = 28
"""With every pause at its shortest, 28 attempts span four days: what a mail server is owed (RFC 5321, 4.5.4.1)."""


def next_attempt(
    attempt_no: int, now: datetime, useless_after: datetime | None, rng_fraction: float
) -> datetime | None:
    """When to make the next attempt after the `attempt_no`-th (counted from 1) failed at `now`; None: give
    up.

    Pauses double from five minutes to six hours, each with 20 % of jitter: `rng_fraction`, from 0 to 1, is
    the caller's random number. Never sooner than five minutes, never after `useless_after`.
    """
    if attempt_no < 1:
        raise ValueError("Attempts are counted from 1.")
    if not 0.0 <= rng_fraction <= 1.0:
        raise ValueError("The random fraction lies between 0 and 1.")
    if attempt_no >= LAST_ATTEMPT:
        return None
    pause = min(LONGEST_PAUSE, SHORTEST_PAUSE * 2 ** min(attempt_no - 1, 10))
    pause = pause * (1 - JITTER + 2 * JITTER * rng_fraction)
    moment = now + min(LONGEST_PAUSE, max(SHORTEST_PAUSE, pause))
    return None if useless_after is not None and moment > useless_after else moment
