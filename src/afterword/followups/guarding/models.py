"""What a business has settled about its personal touch: when the same words are too many, who may propose a line."""

from __future__ import annotations

from django.db import models

from afterword.domain.word_for_word import ALIKE_DAYS, MOST_ALIKE
from afterword.infra.fields import TextColumn
from afterword.infra.tenancy import TenantModel


class PersonalTouch(TenantModel):
    """One row for each business that has settled anything; without one, the defaults hold and nothing is proposed."""

    #: More people than that within so many days get no same words unnoticed; None: nobody minds.
    most_alike = models.PositiveSmallIntegerField(null=True, blank=True, default=MOST_ALIKE)
    alike_days = models.PositiveSmallIntegerField(default=ALIKE_DAYS)
    #: The assistant that proposes a line: off until somebody switches it on.
    assistant_is_on = models.BooleanField(default=False)
    #: Where its API begins, such as ``https://api.example.com/v1``, and the model that answers there.
    assistant_url = TextColumn(max_length=300, default="", blank=True)
    assistant_model = TextColumn(max_length=100, default="", blank=True)
    #: ``infra.vault.seal`` of its key; empty where it needs none.
    sealed_key = TextColumn(max_length=4000, default="", blank=True)
    changed_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business"], name="personal_touch_once")]
