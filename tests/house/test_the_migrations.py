"""Models and migrations agree, on whichever database the tests run."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from afterword.infra.tenancy import TenantModel


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_every_table_exists_after_migrating() -> None:
    expected = {model._meta.db_table for model in apps.get_models() if model._meta.managed and not model._meta.proxy}
    assert expected - set(connection.introspection.table_names()) == set()


@pytest.mark.parametrize(
    "model",
    [model for model in apps.get_models() if issubclass(model, TenantModel)],
    ids=lambda model: model._meta.label,
)
def test_a_tenant_table_leads_its_indexes_and_constraints_with_the_business(model: type[TenantModel]) -> None:
    """A hot index that begins with another column reads other people's rows to find one's own."""
    for index in model._meta.indexes:
        assert index.fields[0].lstrip("-") in ("business", "business_id"), (
            f"{model._meta.label}: {index.name} {index.fields}"
        )
    for constraint in model._meta.constraints:
        fields = list(getattr(constraint, "fields", ()))
        if fields:
            assert fields[0] in ("business", "business_id"), f"{model._meta.label}: {constraint.name} {fields}"
