"""The whole editor: a plan as forms, what its buttons do to them, and the plan as it was entered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from afterword.domain.audience import BadAudience
from afterword.domain.triggers import BadTrigger, read_trigger, written_trigger
from afterword.plans.editing.drawn_up import DrawnPlan, DrawnStep
from afterword.plans.editing.faults import MOST_STEPS, BadPlan
from afterword.plans.wording import Wording
from afterword.web.audiences.rows import Rows, rows_entered, rows_of
from afterword.web.notices import told
from afterword.web.plans import sentences
from afterword.web.plans.differences import as_row
from afterword.web.plans.editing import facts_form, step_form
from afterword.web.plans.editing.facts_form import FactsForm
from afterword.web.plans.editing.step_form import WAYS, StepForm
from afterword.web.plans.editing.trigger_form import TriggerForm, form_class, kind_choices
from afterword.web.plans.letters import letters, made_up_example
from afterword.web.text_length import is_text


@dataclass(slots=True)
class StepPart:
    """One step of the editor; ``number`` stands in the names of its fields and never changes while it is edited."""

    number: int
    form: StepForm
    conditions: Rows
    #: When and how, where what was entered can be said.
    sentence: str = ""
    is_new: bool = False
    #: How many people get the words of the live step within the days that count, where they are too many.
    alike: int = 0
    alike_days: int = 0

    @property
    def wording(self) -> list[Any]:
        return [self.form[name] for name in step_form.WORDS]

    @property
    def text_length(self) -> str:
        """How long its text message is with somebody's name in it, where it goes out as one."""
        ways = [str(self.form[name].value() or "") for name in WAYS]
        words = Wording(text_body=str(self.form["text_body"].value() or ""))
        told = [one.length for one in letters(words, ",".join(filter(is_text, ways)), made_up_example()) if one.length]
        return told[0] if told else ""

    @property
    def has_wrong_words(self) -> bool:
        return any(self.form[name].errors for name in step_form.WORDS) if self.form.is_bound else False


@dataclass(slots=True)
class Editor:
    """Forms of one plan, unbound while it is being put together and bound when it is to be kept."""

    before: DrawnPlan
    facts: FactsForm
    kind: str
    trigger: TriggerForm
    audience: Rows
    steps: list[StepPart] = field(default_factory=list)
    trouble: dict[str, str] = field(default_factory=dict)

    @property
    def kinds(self) -> list[tuple[str, Any]]:
        return kind_choices(self.kind)

    @property
    def order(self) -> str:
        return ",".join(str(step.number) for step in self.steps)

    @property
    def can_grow(self) -> bool:
        return len(self.steps) < MOST_STEPS

    @property
    def is_wrong(self) -> bool:
        forms = [self.facts, self.trigger, *(step.form for step in self.steps)]
        rows = [self.audience, *(step.conditions for step in self.steps)]
        return (
            bool(self.trouble)
            or any(one.errors for one in forms)
            or any(one.trouble or any(row.trouble for row in one.rows) for one in rows)
        )

    def drawn(self) -> DrawnPlan | None:
        """The plan as it was entered; None where something is wrong, which its field says then."""
        forms = [self.facts, self.trigger, *(step.form for step in self.steps)]
        right = not [one for one in forms if not one.is_valid()]
        audience = self._written(self.audience)
        conditions = [self._written(step.conditions) for step in self.steps]
        if not right or self.is_wrong:
            return None
        steps: list[DrawnStep] = []
        for part, written in zip(self.steps, conditions, strict=True):
            steps.append(part.form.drawn(conditions=written, taken={step.key for step in steps}))
        return DrawnPlan(
            **self.facts.facts(self.before),
            trigger=self.kind,
            trigger_facts=_as_kept(self.kind, self.trigger.facts()),
            audience=audience,
            steps=tuple(steps),
        )

    def refuse(self, bad: BadPlan) -> None:
        """Put each fault to its field."""
        for name, sentence in bad.faults.items():
            self._fault(name, told(BadSentence(sentence)))

    def _fault(self, name: str, sentence: str) -> None:
        top, _dot, rest = name.partition(".")
        if top == "steps" and rest:
            number, _dot, column = rest.partition(".")
            self._fault_of_step(self.steps[int(number)], column, sentence)
        elif top == "audience":
            self.audience.trouble = sentence
        elif (column := facts_form.FIELD_OF.get(top, top)) in self.facts.fields:
            self.facts.add_error(column, sentence)
        else:
            self.trouble[top] = sentence

    def _fault_of_step(self, step: StepPart, column: str, sentence: str) -> None:
        column = step_form.FIELD_OF.get(column, column)
        if column == "conditions":
            step.conditions.trouble = sentence
        else:
            step.form.add_error(column if column in step.form.fields else "name", sentence)

    @staticmethod
    def _written(rows: Rows) -> dict[str, Any] | None:
        try:
            return rows.written()
        except BadAudience:
            return None


class BadSentence(Exception):
    """Carries a sentence of a room below to where it is translated."""


def editor_of(plan: DrawnPlan) -> Editor:
    """The editor as it opens."""
    steps = [
        StepPart(
            number,
            StepForm(initial=StepForm.initial_of(step), prefix=f"step-{number}"),
            rows_of(step.conditions, prefix=f"step-{number}-only"),
            _sentence(step, plan.trigger),
        )
        for number, step in enumerate(plan.steps)
    ]
    form = form_class(plan.trigger)
    return Editor(
        before=plan,
        facts=FactsForm(initial=FactsForm.initial_of(plan)),
        kind=plan.trigger,
        trigger=form(initial=form.initial_of(plan.trigger_facts), prefix="trigger"),
        audience=rows_of(plan.audience, prefix="audience"),
        steps=steps,
    )


def editor_entered(data: QueryDict, before: DrawnPlan, *, bound: bool) -> Editor:
    """The editor as it was filled in: ``bound`` to be judged, or as it stands, to be put together further."""
    kind = _kind(data, before)
    form = form_class(kind)
    return Editor(
        before=before,
        facts=FactsForm(data) if bound else FactsForm(initial=_entered(FactsForm(data))),
        kind=kind,
        trigger=form(data, prefix="trigger") if bound else _trigger_as_it_stands(data, kind, before),
        audience=rows_entered(data, prefix="audience", kept=before.audience),
        steps=[_step_entered(data, number, kind, before, bound=bound) for number in _numbers(data)],
    )


def press(editor: Editor, button: str) -> None:
    """Do what a button says to an editor that is being put together; an unknown one changes nothing."""
    what, _colon, rest = button.partition(":")
    if what == "add-step" and editor.can_grow:
        _add_step(editor)
    elif what in ("remove-step", "up-step", "down-step") and rest.isdecimal():
        _press_step(editor, what, int(rest))
    elif what == "add-row":
        for rows in _rows_called(editor, rest):
            rows.add()
    elif what == "remove-row":
        prefix, _colon, number = rest.rpartition(":")
        for rows in _rows_called(editor, prefix):
            rows.remove(int(number) if number.isdecimal() else -1)


def _rows_called(editor: Editor, prefix: str) -> list[Rows]:
    every = [editor.audience, *(step.conditions for step in editor.steps)]
    return [rows for rows in every if rows.prefix == prefix]


def _add_step(editor: Editor) -> None:
    number = max((step.number for step in editor.steps), default=-1) + 1
    last = _entered(editor.steps[-1].form) if editor.steps else {}
    after = last.get("last") or 0
    day = int(after) + 7 if str(after).isdecimal() else 7
    step = DrawnStep(key="", name="", opens=day, closes=day + 6, wording=_first_words())
    form = StepForm(initial=StepForm.initial_of(step), prefix=f"step-{number}")
    editor.steps.append(StepPart(number, form, rows_of(None, prefix=f"step-{number}-only"), is_new=True))


def _press_step(editor: Editor, what: str, number: int) -> None:
    place = next((place for place, step in enumerate(editor.steps) if step.number == number), None)
    if place is None:
        return
    step = editor.steps.pop(place)
    if what != "remove-step":
        editor.steps.insert(max(0, place - 1) if what == "up-step" else place + 1, step)


def _as_kept(kind: str, facts: dict[str, Any]) -> dict[str, Any]:
    """The parameters as they are written; what cannot be read stays, and is said to be wrong when it is to be kept."""
    try:
        _kind_again, written = written_trigger(read_trigger(kind, facts))
    except BadTrigger:
        return facts
    return dict(written)


def _first_words() -> Wording:
    """Something to begin a new step's words with: a letter can be sent as it stands."""
    letter = _(
        'Hi {{ first_name | "there" }},\n\nI wanted to hear how you are getting on. If there is anything that we can do'
        " for you, simply let me know.\n\nBest wishes,\n{{ signature }}\n"
    )
    return Wording(
        email_subject=_("A word from {{ business_name }}"),
        email_body=letter,
        call_script=_(
            'Ask for {{ full_name | "the customer" }} and say that you are calling from {{ business_name }}.\n\n'
            "Ask how they are getting on, listen, and write down what they say.\n"
        ),
        letter_body=letter,
        text_body=_(
            'Hi {{ first_name | "there" }}, this is {{ business_name }}. How are you getting on? Simply answer this'
            " message if there is anything we can do."
        ),
    )


def _numbers(data: QueryDict) -> list[int]:
    """The numbers of the steps in their order, each once."""
    listed = [int(one) for one in data.get("order", "").split(",") if one.isdecimal() and len(one) < 6]
    return list(dict.fromkeys(listed))[: MOST_STEPS + 1]


def _kind(data: QueryDict, before: DrawnPlan) -> str:
    asked = data.get("kind", before.trigger)
    return asked if asked in dict(kind_choices(before.trigger)) else before.trigger


def _trigger_as_it_stands(data: QueryDict, kind: str, before: DrawnPlan) -> TriggerForm:
    """What was entered for this kind; of a kind just chosen what it has to begin with."""
    form = form_class(kind)
    if data.get("kind-shown") == kind:
        return form(initial=_entered(form(data, prefix="trigger")), prefix="trigger")
    facts = before.trigger_facts if before.trigger == kind else {}
    return form(initial=form.initial_of(facts), prefix="trigger")


def _step_entered(data: QueryDict, number: int, kind: str, before: DrawnPlan, *, bound: bool) -> StepPart:
    prefix = f"step-{number}"
    entered = StepForm(data, prefix=prefix)
    key = data.get(f"{prefix}-key", "")
    kept = next((step.conditions for step in before.steps if step.key == key), None)
    rows = rows_entered(data, prefix=f"{prefix}-only", kept=kept)
    sentence = _sentence(entered.drawn(conditions=None, taken=()), kind) if entered.is_valid() else ""
    form = StepForm(data, prefix=prefix) if bound else StepForm(initial=_entered(entered), prefix=prefix)
    return StepPart(number, form, rows, sentence)


def _entered(form: Any) -> dict[str, Any]:
    """What stands in the fields of a form, right or wrong."""
    return {name: form[name].value() for name in form.fields}


def _sentence(step: DrawnStep, trigger: str) -> str:
    if step.opens > step.closes or not step.channels:
        return ""
    row = as_row(step)
    return f"{sentences.when(row, trigger)}. {sentences.by(row)}."
