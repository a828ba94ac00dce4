"""Paths of the plans."""

from django.urls import path

from afterword.web.plans.changes import changes, throw_away, use
from afterword.web.plans.editing.views import edit, new
from afterword.web.plans.ready_made import adopt, ready_made
from afterword.web.plans.trying import begin_trial, trial, trial_at_work
from afterword.web.plans.views import plan, plans, preview, reach_recent_customers, switch, wording

urlpatterns = [
    path("", plans, name="plans"),
    path("new", new, name="plan-new"),
    path("reach", reach_recent_customers, name="reach-recent"),
    path("ready-made/<slug:slug>/", ready_made, name="ready-made-plan"),
    path("ready-made/<slug:slug>/use", adopt, name="plan-adopt"),
    path("<slug:slug>/", plan, name="plan"),
    path("<slug:slug>/try/<slug:when>/", trial, name="plan-trial"),
    path("<slug:slug>/try/<slug:when>/begin", begin_trial, name="plan-trial-begin"),
    path("<slug:slug>/try/<slug:when>/<slug:job_id>", trial_at_work, name="plan-trial-at-work"),
    path("<slug:slug>/edit", edit, name="plan-edit"),
    path("<slug:slug>/changes", changes, name="plan-changes"),
    path("<slug:slug>/changes/throw-away", throw_away, name="plan-throw-away"),
    path("<slug:slug>/versions/<int:version>/use", use, name="plan-version-use"),
    path("<slug:slug>/switch", switch, name="plan-switch"),
    path("<slug:slug>/<slug:key>/wording", wording, name="step-wording"),
    path("<slug:slug>/<slug:key>/preview", preview, name="wording-preview"),
]
