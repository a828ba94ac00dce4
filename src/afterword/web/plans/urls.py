"""Paths of the plans."""

from django.urls import path

from afterword.web.plans.views import plan, plans, preview, reach_recent_customers, switch, wording

urlpatterns = [
    path("", plans, name="plans"),
    path("reach", reach_recent_customers, name="reach-recent"),
    path("<slug:slug>/", plan, name="plan"),
    path("<slug:slug>/switch", switch, name="plan-switch"),
    path("<slug:slug>/<slug:key>/wording", wording, name="step-wording"),
    path("<slug:slug>/<slug:key>/preview", preview, name="wording-preview"),
]
