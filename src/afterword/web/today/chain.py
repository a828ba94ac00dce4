"""Why now and why by this channel: the chain behind the word *why?* on every row."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from afterword.domain.channel import Channel
from afterword.followups.queries import Owed
from afterword.plans.models import Step
from afterword.web.plans.sentences import channel_words, when
from afterword.web.today.sentences import short_day


class Chain:
    """Tells for the rows of one page; what many rows share is said once."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.channels = channel_words()
        self.asks: dict[int, str] = {}
        self.ways: dict[tuple[str, str, bool], str] = {}

    def of(self, owed: Owed, step: Step | None) -> list[str]:
        """Why now, and why so. Why this person stands on the row itself."""
        return [self._why_now(owed, step), self._why_so(owed, step)]

    def _why_now(self, owed: Owed, step: Step | None) -> str:
        words = {"first": short_day(owed.window_first, self.today), "last": short_day(owed.window_last, self.today)}
        if step is None:
            return _("You asked to be reminded on %(first)s.") % words
        said = self._asks(step) % words
        if owed.late_days and owed.is_late(self.today):
            said += " " + ngettext(
                "It may still go for %(days)d day after that.",
                "It may still go for %(days)d days after that.",
                owed.late_days,
            ) % {"days": owed.late_days}
        return said

    def _asks(self, step: Step) -> str:
        """What a step asks for, with places for the first and the last day."""
        if step.pk not in self.asks:
            told = when(step, step.plan.trigger)
            words = {"plan": step.plan.name, "when": told[:1].lower() + told[1:]}
            escaped = {name: word.replace("%", "%%") for name, word in words.items()}
            places = {"first": "%(first)s", "last": "%(last)s"}
            said = _("Your plan “%(plan)s” asks for it %(when)s: %(first)s to %(last)s.")
            self.asks[step.pk] = said % {**escaped, **places}
        return self.asks[step.pk]

    def _why_so(self, owed: Owed, step: Step | None) -> str:
        preferred = step.channels.partition(",")[0].strip() if step else ""
        reaches = not preferred or bool(owed.reach & Channel(preferred).bit)
        way = (owed.channel, preferred, reaches)
        if way not in self.ways:
            self.ways[way] = self._way(*way)
        return self.ways[way]

    def _way(self, channel: str, preferred: str, reaches: bool) -> str:
        words = {
            "chosen": self.channels.get(channel, channel),
            "preferred": self.channels.get(preferred, preferred),
        }
        if not preferred:
            return _("You chose %(chosen)s.") % words
        if preferred == channel:
            return _("It is %(chosen)s because your plan prefers one.") % words
        if not reaches:
            return _("It is %(chosen)s because %(preferred)s would not reach them.") % words
        return _("It is %(chosen)s instead of %(preferred)s.") % words
