"""Two people answered the same items: both answers, field by field, and a form that merges them."""

from typing import cast

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.people.anamnesis import Known, known_facts
from roterfaden.people.facts import FactConflict
from roterfaden.people.values import in_words
from roterfaden.web.anamnesis.fields import fields_of
from roterfaden.web.anamnesis.forms import Asked, SectionForm, label_of
from roterfaden.web.anamnesis.frame import Opened
from roterfaden.web.components import Conflict, FieldVersion
from roterfaden.web.conflicts import NOTHING


def clash_of(form: SectionForm, opened: Opened, conflict: FactConflict, *, url: str) -> Conflict:
    """What components/conflict.html needs. The form shows the fields in question, the others go along unseen."""
    known = known_facts(opened.case.person, health=opened.health)
    late = [one for one in form.asked if one.at in conflict.places]
    data = cast("QueryDict", form.data).copy()
    for one in late:
        there = known.get(one.at)
        data[f"s-{one.key}"] = str(there.slot.revision if there else 0)
    again = SectionForm(data, form=opened.form, asked=[form.asked])
    shown = {one.name(part) for one in late for part in fields_of(one.item, "")}
    for name, field in again.fields.items():
        if name not in shown:
            field.widget = forms.HiddenInput()
    mine = {said.at: said.value for said in form.said()}
    newest = max((known[one.at].fact for one in late if one.at in known), key=lambda f: f.recorded_at)
    return Conflict(
        fields=[_version(one, mine.get(one.at), known.get(one.at)) for one in late],
        changed_by=str(newest.recorded_by),
        changed_at=newest.recorded_at,
        url=url,
        form=again,
        keep_url=reverse("anamnesis:index", args=[opened.case.code]),
    )


def _version(one: Asked, mine: object, there: Known | None) -> FieldVersion:
    entry = _(" (Eintrag %(n)s)") % {"n": one.entry} if one.entry else ""
    return FieldVersion(
        label=label_of(one) + entry,
        mine=in_words(one.item, mine) or NOTHING,
        stored=in_words(one.item, there.value if there else None) or NOTHING,
    )
