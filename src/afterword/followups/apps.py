"""Registers the followups room with Django."""

from django.apps import AppConfig


class FollowupsConfig(AppConfig):
    name = "afterword.followups"
    label = "followups"

    def ready(self) -> None:
        from afterword.followups import kept, reactions  # noqa: F401, PLC0415  why: registers what this room reacts to
        from afterword.followups.calling import models as __  # noqa: F401, PLC0415  why: as below
        from afterword.followups.guarding import models as _  # noqa: F401, PLC0415  why: a table of this room
        from afterword.followups.posting import models as ___  # noqa: F401, PLC0415  why: as above
