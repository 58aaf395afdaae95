"""Two people changed the same record: what one typed beside what is stored, ready for components/conflict.html."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.audit.queries import latest_change_of
from roterfaden.common.models import Revised
from roterfaden.web.components import Conflict, FieldVersion

NOTHING = "–"


def conflict_of(
    form: forms.Form,
    *,
    current: Revised,
    stored: Mapping[str, Any],
    scopes: Iterable[UUID],
    at: datetime,
    url: str,
    keep_url: str,
) -> Conflict:
    """Compare the valid `form` with the values `stored` in `current`, field by field.

    The form of the answer shows the typed values that differ, carries the others along unseen, and has the new
    revision, so that sending it again saves them. `scopes` are the cases in whose trail the other change is looked
    for; `at` stands in if it is not found.
    """
    entry = latest_change_of(current.uuid, scopes=scopes)
    data = cast("QueryDict", form.data).copy()
    data[form.add_prefix("revision")] = str(current.revision)
    differing = {name for name, there in stored.items() if form.cleaned_data[name] != there}
    again = type(form)(data, **getattr(form, "made_with", {}))
    for name, field in again.fields.items():
        if name not in differing:
            field.widget = field.hidden_widget()
    return Conflict(
        fields=[_versions(form, name, stored[name]) for name in stored if name in differing],
        changed_by=_name_of(entry.actor_id) if entry else _("Jemand"),
        changed_at=entry.at if entry else at,
        url=url,
        form=again,
        keep_url=keep_url,
    )


def _versions(form: forms.Form, name: str, there: Any) -> FieldVersion:
    bound = form[name]
    return FieldVersion(
        label=str(bound.label),
        mine=shown(bound.field, form.cleaned_data[name]),
        stored=shown(bound.field, there),
    )


def shown(field: forms.Field, value: Any) -> str:
    """A value of a form field in words: the label of a choice, a day as people write it, a dash for nothing."""
    if value in (None, "", []):
        return NOTHING
    if isinstance(field, forms.MultipleChoiceField):
        labels = _labels(field)
        return ", ".join(str(labels.get(str(one), one)) for one in value)
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        return str(_labels(field).get(str(value), value))
    if isinstance(value, date):
        return date_format(value, "d.m.Y")
    if isinstance(value, Decimal):
        return number_format(value)
    return str(value)


def _labels(field: forms.ChoiceField) -> dict[str, Any]:
    labels: dict[str, Any] = {}
    for key, label in cast("Iterable[tuple[Any, Any]]", field.choices):
        pairs = label if isinstance(label, (list, tuple)) else [(key, label)]
        labels |= {str(one): name for one, name in pairs}
    return labels


def _name_of(user_id: int | None) -> str:
    user = User.objects.filter(pk=user_id or 0).first()
    return str(user) if user else _("Jemand")
