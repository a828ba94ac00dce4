"""Registers the plans room with Django."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class PlansConfig(AppConfig):
    name = "afterword.plans"
    label = "plans"

    def ready(self) -> None:
        from afterword.plans import conditions, kept, reactions, standing  # noqa: F401, PLC0415  why: registers what this room reacts to
        from afterword.plans.arbitrating import models as ___  # noqa: F401, PLC0415  why: a table of this room
        from afterword.plans.auditing import watched as audit  # noqa: PLC0415  why: needs the models
        from afterword.plans.keeping_in_touch import reactions as _  # noqa: F401, PLC0415  why: as above
        from afterword.plans.segments import watched as segments  # noqa: PLC0415  why: as above

        for watched in (audit, segments):
            pre_migrate.connect(watched.stop_watching, sender=self)
            post_migrate.connect(watched.start_watching, sender=self)
        from afterword.plans.dated import reactions as __  # noqa: F401, PLC0415  why: as above
