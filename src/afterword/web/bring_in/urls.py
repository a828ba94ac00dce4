"""Paths of bringing in."""

from django.urls import path

from afterword.web.bring_in.progress import progress, result, resume, to_mend, undo
from afterword.web.bring_in.understanding import bring_in, look, start

urlpatterns = [
    path("", bring_in, name="bring-in"),
    path("<int:run_id>/", look, name="import-look"),
    path("<int:run_id>/start", start, name="import-start"),
    path("<int:run_id>/progress", progress, name="import-progress"),
    path("<int:run_id>/result", result, name="import-result"),
    path("<int:run_id>/to-mend.csv", to_mend, name="import-to-mend"),
    path("<int:run_id>/resume", resume, name="import-resume"),
    path("<int:run_id>/undo", undo, name="import-undo"),
]
