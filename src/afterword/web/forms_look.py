"""How every form field is drawn: label, hint, what is wrong, field; wired together for screen readers."""

from __future__ import annotations

from django.forms.renderers import DjangoTemplates


class PaperForms(DjangoTemplates):
    """Django's forms with our template for a field; see ``web/parts/field.html``."""

    field_template_name = "web/parts/field.html"
