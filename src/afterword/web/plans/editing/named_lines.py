"""Names in a field, one on a line, with a list from which another can be added. Works without a script."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


class NamedLines(forms.Textarea):
    """A text area, and below it a field whose name is one line more when the form is sent."""

    def __init__(self, names: Callable[[], list[str]]) -> None:
        super().__init__(attrs={"rows": 2})
        self.names = names

    def __deepcopy__(self, memo: dict[int, Any]) -> NamedLines:
        copied = super().__deepcopy__(memo)
        copied.names = self.names
        return copied

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """The lines, with the one that was added."""
        lines = super().value_from_datadict(data, files, name)
        added = str(data.get(f"{name}-add", "")).strip()
        return "\n".join(filter(None, [(lines or "").rstrip(), added])) if added else lines

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The text area and the field with its list."""
        area = super().render(name, value, attrs, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((one,) for one in self.names()))
        return format_html(
            '{}<input name="{}" list="{}" maxlength="200" autocomplete="off" aria-label="{}" placeholder="{}">'
            '<datalist id="{}">{}</datalist>',
            area, f"{name}-add", f"{name}-names", _("One more, from the list"), _("One more, from the list"),
            f"{name}-names", options,
        )  # fmt: skip
