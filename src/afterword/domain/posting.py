"""A card that is to be there on a day must be posted before it: its window ends where the post still makes it."""

from dataclasses import dataclass
from datetime import date

from afterword.domain.channel import Channel
from afterword.domain.planning import StepRule, Window, first_channel
from afterword.domain.triggers import Posted, post_by


@dataclass(frozen=True, slots=True)
class CardsInTime:
    """How long the post takes, and the day from which it can be asked for."""

    posted: Posted
    today: date

    def placed(self, step: StepRule, window: Window, anchor: date, reach: int) -> tuple[Channel | None, Window]:
        """The channel and window of a step that begins on a day of theirs.

        A card before the day moves forward as a whole until it arrives by then; where that is too late by now, the
        step's next channel takes its place, or, if there is none, the card comes late. After the day nothing changes.
        """
        channel = first_channel(step.channels, reach)
        if channel is not Channel.POST or step.closes.amount > 0:
            return channel, window
        last = post_by(anchor, self.posted)
        if window.last <= last:
            return channel, window
        if last < self.today:
            others = (other for other in step.channels if other is not Channel.POST)
            return first_channel(others, reach) or channel, window
        first = last - (window.last - window.first)
        return channel, Window(first, last, self.posted.shop.next_open(first))
