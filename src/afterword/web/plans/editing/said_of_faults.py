"""What the room below says is wrong with a plan: named here so that the catalogue of translations has it."""

from __future__ import annotations

from django.utils.translation import gettext_noop

#: The sentences of `afterword.plans.editing.faults` and `saving` that are always the same.
SAID_OF_FAULTS = (
    gettext_noop("Give the plan a name."),
    gettext_noop("This name is too long. Use at most 100 letters."),
    gettext_noop("This is too long. Use at most 300 letters."),
    gettext_noop("Nothing begins a plan that way yet. Choose another beginning."),
    gettext_noop("Choose what the plan is for."),
    gettext_noop("Choose a number from 0 to 100."),
    gettext_noop("A plan needs at least one step. Add one."),
    gettext_noop("Two steps have the same key. Take one of them out and add it again."),
    gettext_noop("Give the step a name."),
    gettext_noop("Choose 0 to 480 minutes."),
    gettext_noop("Give an amount of 0 or more."),
    gettext_noop("Choose what happens when the days have passed."),
    gettext_noop("Choose 0 to 365 days."),
    gettext_noop("Choose days, weeks, months or open days."),
    gettext_noop("That lies too far away. Choose a smaller number."),
    gettext_noop("The last day lies before the first. Swap them."),
    gettext_noop("Choose at least one way to reach them."),
    gettext_noop("Choose among the ways that there are."),
    gettext_noop("Name each way once."),
    gettext_noop("Choose who lets it go."),
    gettext_noop("A call or a letter is a person's work: choose your yes, or by hand."),
    gettext_noop("A thank-you in public goes to a social network alone: choose one, and nothing else."),
    gettext_noop("Nobody but you names a customer in public: choose to do it by hand."),
    gettext_noop("A thank-you in public becomes no call: let it still go late, or leave it out."),
    gettext_noop("It asks for a line in your own hand: choose your yes, or by hand."),
    gettext_noop("A line in your own hand goes into a letter: take its field out here."),
    gettext_noop("Customers have begun this plan already. Make a copy of it to let it begin another way."),
    gettext_noop("This is needed, because the plan uses it."),
)
