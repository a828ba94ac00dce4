"""Which steps of a trial would say the same words to more people than a person writes to."""

from __future__ import annotations

from collections.abc import Sequence

from afterword.domain.word_for_word import most_within
from afterword.followups.guarding.alike import goes_unchanged
from afterword.followups.guarding.settled import limit
from afterword.followups.models import Template
from afterword.plans.simulating.simulation import Simulation
from afterword.plans.simulating.tried import TriedPlan


def alike_in(found: Simulation, plans: Sequence[TriedPlan]) -> list[tuple[str, str, int, int]]:
    """The plan, the step, how many people within how many days; the most first.

    Words that ask for a line, or of which somebody said that they may go as they are, are no trouble. Two queries.
    """
    bound = limit()
    if bound.most is None or not found.letters:
        return []
    words = {(plan.facts.slug, key): step.template_id for plan in plans for key, step in plan.facts.steps.items()}
    # A ready-made plan is in no table: its words are everybody's.
    settled = {row.pk for row in Template.objects.filter(pk__in=words.values()) if not goes_unchanged(row)}
    most = {key: most_within(days, bound.days) for key, days in found.letters.items()}
    too_many = [
        (*key, people, bound.days)
        for key, people in most.items()
        if bound.is_exceeded(people) and words.get(key) not in settled
    ]
    return sorted(too_many, key=lambda one: (-one[2], one[0], one[1]))
