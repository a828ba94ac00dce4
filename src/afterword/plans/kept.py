"""What is kept about a person in this room: their ways through plans, and what is reckoned from all the rest."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from afterword.customers.personal import Personal, Rows, Whose, keeps
from afterword.followups.models import FollowUp
from afterword.plans.arbitrating.models import Collision
from afterword.plans.auditing.models import AuditMark, Standing
from afterword.plans.models import Enrollment
from afterword.plans.segments.models import Known, KnownMark, Segment, SegmentMember

_RECKONED = "reckoned from the rest, and reckoned anew whenever that changes"


def _collisions(whom: Whose) -> Rows:
    return Collision.objects.filter(
        follow_up_id__in=FollowUp.objects.filter(customer_id__in=whom.ids).values_list("id", flat=True)
    )


def _groups(whom: Whose) -> Rows:
    members = SegmentMember.objects.filter(customer_id__in=whom.ids)
    return Segment.objects.filter(id__in=members.values("segment_id"))


keeps(
    Personal(
        model=Enrollment,
        name="plans",
        title=_("Plans that you were in"),
        told={
            "plan__name": _("Plan"),
            "anchor_on": _("Counted from"),
            "state": _("How it stands"),
            "reason": _("Why"),
        },
        stays={"state": "a code", "reason": "a code"},
    ),
    Personal(
        model=Segment,
        name="groups",
        title=_("Groups that you belong to"),
        told={"name": _("Name")},
        finds=_groups,
        stays={"name": "the owner's word for many people", "audience": "a rule about many people"},
    ),
    Personal(model=SegmentMember, name="group_members", title="", goes=True, untold=_RECKONED),
    Personal(model=Known, name="known", title="", goes=True, untold=_RECKONED),
    Personal(model=KnownMark, name="known_marks", title="", untold="says only that somebody is to be looked at"),
    Personal(model=Standing, name="standing", title="", goes=True, untold=_RECKONED),
    Personal(model=AuditMark, name="audit_marks", title="", untold="says only that somebody is to be looked at"),
    Personal(
        model=Collision,
        name="collisions",
        title="",
        finds=_collisions,
        stays={"outcome": "a code", "because": "a code"},
        untold="why a day moved; the follow-up says so itself",
    ),
)
