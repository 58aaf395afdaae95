"""How a Django form field becomes a field of the interface: label, hint, error, and who describes whom."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BaseForm, BoundField
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from roterfaden.languages.shipped import said, shipped

# the first that fits counts
KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "checks"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.SelectMultiple, "multiple"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.FileInput, "file"),
    (forms.DateInput, "date"),
    (forms.PasswordInput, "password"),
)
WIDTHS = {"": "", "short": " rf-input--short", "date": " rf-input--date"}


@dataclass(frozen=True, kw_only=True)
class FieldLayout:
    """What components/field.html needs."""

    field: BoundField
    kind: str
    label: str
    hint: str
    errors: list[str]
    optional: bool
    hint_id: str
    error_id: str
    described_by: str
    widget: SafeString


def lay_out(
    field: BoundField, *, label: str = "", hint: str = "", width: str = "", rows: int = 0
) -> FieldLayout:
    """Prepare one visible field. Optional fields are marked as such; required ones need no star."""
    kind = kind_of(field)
    hint = hint or str(field.help_text)
    if kind == "date":
        hint, width = hint or _("Zum Beispiel 27.11.2026"), width or "date"
    hint_id = f"{field.auto_id}-hint" if hint else ""
    error_id = f"{field.auto_id}-error" if field.errors else ""
    described_by = " ".join(part for part in (error_id, hint_id) if part)
    attributes = _attributes(
        kind, width=width, rows=rows, described_by=described_by, wrong=bool(field.errors)
    )
    return FieldLayout(
        field=field,
        kind=kind,
        label=label or shipped(str(field.label)),
        hint=hint,
        errors=[said(str(error)) for error in field.errors],
        # where nothing is required, as in a filter, nothing needs to be marked
        optional=not field.field.required
        and kind != "checkbox"
        and not getattr(field.form, "is_filter", False),
        hint_id=hint_id,
        error_id=error_id,
        described_by=described_by,
        widget=options_of(field) if kind in {"checks", "radios"} else field.as_widget(attrs=attributes),
    )


def options_of(field: BoundField) -> SafeString:
    """Each box or button of a group with its label."""
    rows = (
        f'<div class="rf-check">{one.tag()}<label for="{conditional_escape(one.id_for_label)}">'
        f"{conditional_escape(one.choice_label)}</label></div>"
        for one in field
    )
    return mark_safe("\n".join(rows))  # noqa: S308 - every part is escaped


def kind_of(field: BoundField) -> str:
    widget = field.field.widget
    return next((kind for family, kind in KINDS if isinstance(widget, family)), "text")


def _attributes(kind: str, *, width: str, rows: int, described_by: str, wrong: bool) -> dict[str, Any]:
    # a placeholder vanishes when one types and is pale: label and hint say it
    attributes: dict[str, Any] = {"placeholder": False}
    if kind == "select":
        attributes["class"] = "kern-form-input__select"
    elif kind not in {"checks", "radios", "checkbox"}:
        attributes["class"] = f"kern-form-input__input{WIDTHS[width]}"
    if kind == "date":
        attributes |= {"inputmode": "numeric", "autocomplete": "off"}
    if kind == "textarea" and rows:
        attributes["rows"] = rows
    # a group is described by its fieldset
    if kind not in {"checks", "radios"}:
        if described_by:
            attributes["aria-describedby"] = described_by
        if wrong:
            attributes["aria-invalid"] = "true"
    return attributes


def summary(form: BaseForm) -> list[tuple[str, str]]:
    """All errors of a form as (id of the field or nothing, sentence), in the order of the fields."""
    if not form.is_bound or not form.errors:
        return []
    found = [("", said(str(error))) for error in form.non_field_errors()]
    for field in form:
        target = f"{field.auto_id}_0" if kind_of(field) in {"checks", "radios"} else field.auto_id
        sentences = [f"{shipped(str(field.label))}: {said(str(error))}" for error in field.errors]
        found += [("" if field.is_hidden else target, sentence) for sentence in sentences]
    return found
