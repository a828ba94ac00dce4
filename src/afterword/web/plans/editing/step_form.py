"""One step in the editor: when, how, who lets it go, what if it is missed, and what it says."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from afterword.channels.registry import channels
from afterword.domain.own_line import with_place, without_place
from afterword.domain.planning import MissedKind, Mode, Unit
from afterword.plans.editing.drawn_up import DrawnStep
from afterword.plans.editing.saving import slug_of
from afterword.plans.wording import TAKE_A_LINE, Wording, asks_for_own_line
from afterword.web.audiences.amounts import amount_shown
from afterword.web.channel_names import channel_title
from afterword.web.plans.editing.trigger_form import AmountField
from afterword.web.plans.sentences import channel_words

_SELECT = {"class": "field"}
#: The fields that name the channels, in order of preference.
WAYS = ("channel_1", "channel_2", "channel_3", "channel_4", "channel_5")
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_KEY = 40
AFTER, BEFORE, AROUND = "after", "before", "around"
WORDS = ("email_subject", "email_body", "call_script", "letter_body", "text_body")
#: The words of a step's faults go to the field that can mend them.
FIELD_OF = {"opens": "first", "closes": "last", "channels": "channel_1", "missed_days": "missed_days"}


def channel_choices() -> list[tuple[str, str]]:
    """Every way that is installed here, in a sentence's words: the oldest three first."""
    words = channel_words()
    others = sorted(key for key in channels() if key not in _OLDEST)
    return [(key, words.get(key, channel_title(key))) for key in (*_OLDEST, *others)]


def other_choices() -> list[tuple[str, str]]:
    """The same, or none."""
    return [("", "–"), *channel_choices()]


_OLDEST = ("email", "phone", "post")


class StepForm(forms.Form):
    """A step; its conditions are rows of their own."""

    key = forms.CharField(max_length=_LONGEST_KEY, required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name of the step"), max_length=100)
    first = forms.IntegerField(label=_("From"), min_value=0, max_value=3660)
    last = forms.IntegerField(label=_("To"), min_value=0, max_value=3660)
    unit = forms.ChoiceField(
        label=_("Counted in"),
        choices=[
            (Unit.DAYS.value, _("days")),
            (Unit.WEEKS.value, _("weeks")),
            (Unit.MONTHS.value, _("months")),
            (Unit.BUSINESS_DAYS.value, _("open days")),
        ],
        widget=forms.Select(attrs=_SELECT),
    )
    side = forms.ChoiceField(
        label=_("After or before"),
        choices=[(AFTER, _("after it")), (BEFORE, _("before it")), (AROUND, _("from before it to after it"))],
        widget=forms.Select(attrs=_SELECT),
    )
    channel_1 = forms.ChoiceField(label=_("How"), choices=channel_choices, widget=forms.Select(attrs=_SELECT))
    channel_2 = forms.ChoiceField(
        label=_("Else"), choices=other_choices, required=False, widget=forms.Select(attrs=_SELECT)
    )
    channel_3 = forms.ChoiceField(
        label=_("Else"), choices=other_choices, required=False, widget=forms.Select(attrs=_SELECT)
    )
    channel_4 = forms.ChoiceField(
        label=_("Else"), choices=other_choices, required=False, widget=forms.Select(attrs=_SELECT)
    )
    channel_5 = forms.ChoiceField(
        label=_("Else"), choices=other_choices, required=False, widget=forms.Select(attrs=_SELECT)
    )
    mode = forms.ChoiceField(
        label=_("Who lets it go"),
        choices=[
            (Mode.APPROVE.value, _("it waits for your yes")),
            (Mode.AUTOMATIC.value, _("it leaves by itself")),
            (Mode.HAND.value, _("you do it by hand")),
        ],
        widget=forms.Select(attrs=_SELECT),
    )
    minutes = forms.IntegerField(label=_("Minutes of your time"), min_value=0, max_value=480)
    cost = AmountField(label=_("Cost of the card and postage"), required=False, max_length=20)
    missed_kind = forms.ChoiceField(
        label=_("If those days pass"),
        choices=[
            (MissedKind.SEND_LATE.value, _("it may still go, late")),
            (MissedKind.CALL.value, _("you call instead")),
            (MissedKind.SKIP.value, _("it is left out")),
        ],
        widget=forms.Select(attrs=_SELECT),
    )
    missed_days = forms.IntegerField(label=_("For so many days more"), min_value=0, max_value=365, required=False)
    own_line = forms.BooleanField(
        label=_("Each letter waits for one line in your own hand"),
        required=False,
        help_text=_("You write it from what you know of them; the letter then needs your yes."),
    )
    #: Whether the words asked for it when the form was drawn: taking the tick away takes the place out of them.
    own_line_before = forms.CharField(max_length=1, required=False, widget=forms.HiddenInput)
    email_subject = forms.CharField(label=_("Subject of the e-mail"), max_length=200, required=False)
    email_body = forms.CharField(
        label=_("E-mail"), max_length=8000, required=False, strip=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    call_script = forms.CharField(
        label=_("What to say on the telephone"), max_length=4000, required=False, strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip
    letter_body = forms.CharField(
        label=_("Letter or card"), max_length=8000, required=False, strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )  # fmt: skip
    text_body = forms.CharField(
        label=_("Text message"), max_length=2000, required=False, strip=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    @staticmethod
    def initial_of(step: DrawnStep) -> dict[str, Any]:
        """What stands in the fields for a step as it is drawn up."""
        channels = [*step.channels, *[""] * len(WAYS)]
        side = AROUND if step.opens < 0 < step.closes else BEFORE if step.opens < 0 else AFTER
        return {
            "key": step.key,
            "name": step.name,
            "first": abs(step.opens),
            "last": abs(step.closes),
            "unit": step.unit,
            "side": side,
            "channel_1": channels[0],
            **{name: channels[place] for place, name in enumerate(WAYS[1:], start=1)},
            "mode": step.mode,
            "minutes": step.minutes,
            "cost": amount_shown(step.cost_minor),
            "missed_kind": step.missed_kind,
            "missed_days": step.missed_days,
            "own_line": asks_for_own_line(step.wording),
            "own_line_before": "1" if asks_for_own_line(step.wording) else "",
            **{name: getattr(step.wording, name) for name in WORDS},
        }

    def drawn(self, *, conditions: dict[str, Any] | None, taken: Collection[str]) -> DrawnStep:
        """The step as it was entered; ``taken`` are the keys of the others. The form must be valid."""
        data = self.cleaned_data
        opens, closes = self._window(data["side"], data["first"], data["last"])
        ways = [data[name] for name in WAYS]
        return DrawnStep(
            key=self._key(taken),
            name=data["name"].strip(),
            opens=opens,
            closes=closes,
            unit=data["unit"],
            channels=tuple(dict.fromkeys(one for one in ways if one)),
            mode=Mode.APPROVE.value if data["own_line"] and data["mode"] == Mode.AUTOMATIC else data["mode"],
            minutes=data["minutes"],
            cost_minor=data["cost"],
            conditions=conditions,
            missed_kind=data["missed_kind"],
            missed_days=data["missed_days"] or 0,
            wording=self._worded(),
        )

    def _worded(self) -> Wording:
        """The words as they were entered, with the place for the line where it was asked for or not any more."""
        data = self.cleaned_data
        texts = {name: data[name].replace("\r\n", "\n") for name in WORDS}
        for name in TAKE_A_LINE:
            if data["own_line"]:
                texts[name] = with_place(texts[name])
            elif data["own_line_before"]:
                texts[name] = without_place(texts[name])
        return Wording(**texts)

    @staticmethod
    def _window(side: str, first: int, last: int) -> tuple[int, int]:
        """Signed offsets: five to one days before is -5 to -1, whichever number was written first."""
        if side == BEFORE:
            return -max(first, last), -min(first, last)
        return (-first, last) if side == AROUND else (first, last)

    def _key(self, taken: Collection[str]) -> str:
        """The step's own key, by which versions know it again; a free one for a new step."""
        key = self.cleaned_data["key"]
        if _KEY.fullmatch(key) and key not in taken:
            return str(key)
        base = slug_of(self.cleaned_data["name"], "step")[: _LONGEST_KEY - 4].rstrip("-")
        numbered = [base, *(f"{base}-{number}" for number in range(2, 100))]
        return next(one for one in numbered if one not in taken)
