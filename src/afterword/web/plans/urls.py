"""Paths of the plans."""

from django.urls import URLPattern, path

from afterword.web.plans.changes import changes, how_far, throw_away, use
from afterword.web.plans.editing.views import edit, new
from afterword.web.plans.ready_made import adopt, ready_made
from afterword.web.plans.trying import begin_trial, trial, trial_at_work
from afterword.web.plans.views import (
    ask_for_own_line,
    plan,
    plans,
    preview,
    reach_recent_customers,
    switch,
    wording,
)


def _trials(kind: str, before: str) -> list[URLPattern]:
    """The three paths of a trial: its outcome, its beginning, and the outcome of a job."""
    path_of, known = f"{before}try/<slug:when>/", {"kind": kind}
    return [
        path(path_of, trial, known, name=f"{kind}-trial"),
        path(f"{path_of}begin", begin_trial, known, name=f"{kind}-trial-begin"),
        path(f"{path_of}<slug:job_id>", trial_at_work, known, name=f"{kind}-trial-at-work"),
    ]


urlpatterns = [
    path("", plans, name="plans"),
    path("new", new, name="plan-new"),
    path("reach", reach_recent_customers, name="reach-recent"),
    path("ready-made/<slug:slug>/", ready_made, name="ready-made-plan"),
    path("ready-made/<slug:slug>/use", adopt, name="plan-adopt"),
    path("<slug:slug>/", plan, name="plan"),
    path("<slug:slug>/edit", edit, name="plan-edit"),
    path("<slug:slug>/changes", changes, name="plan-changes"),
    path("<slug:slug>/how-far", how_far, name="plan-how-far"),
    path("<slug:slug>/changes/throw-away", throw_away, name="plan-throw-away"),
    path("<slug:slug>/versions/<int:version>/use", use, name="plan-version-use"),
    path("<slug:slug>/switch", switch, name="plan-switch"),
    path("<slug:slug>/<slug:key>/wording", wording, name="step-wording"),
    path("<slug:slug>/<slug:key>/preview", preview, name="wording-preview"),
    path("<slug:slug>/<slug:key>/ask-for-line", ask_for_own_line, name="step-ask-line"),
    *_trials("plan", "<slug:slug>/"),
    *_trials("ready-made", "ready-made/<slug:slug>/"),
    *_trials("plan-versions", "<slug:slug>/changes/"),
]
