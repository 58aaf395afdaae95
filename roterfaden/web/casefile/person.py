"""The person of a case: what is known, and how it is corrected."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.cases.choices import FieldClass
from roterfaden.cases.health_rights import may_open_health
from roterfaden.cases.models import Case
from roterfaden.cases.queries import cases_visible_to
from roterfaden.common.revisions import Conflict
from roterfaden.people.models import HealthRecord, Person
from roterfaden.people.records import EDITABLE_FIELDS, HEALTH_FIELDS, RecordRefused, correct_person
from roterfaden.people.rules import may_correct_person
from roterfaden.web.casefile.forms import PersonForm
from roterfaden.web.casefile.frame import case_for, conflict_page, form_page, frame, refuse_unless
from roterfaden.web.casefile.person_around import communication_lines, level_lines, relation_groups
from roterfaden.web.cases.reading import open_case_for_reading, shows
from roterfaden.web.components import Fact
from roterfaden.web.conflicts import conflict_of, shown
from roterfaden.web.guards import reading_view, user_of, writing_view

HERE = "casefile:person"
GROUPS = (
    (gettext_lazy("Person"), ("first_name", "last_name", "birth_date", "gender", "nationality")),
    (gettext_lazy("Erreichbar"), ("street", "postcode", "town", "phone", "email")),
    (gettext_lazy("Für die Unterstützung wichtig"), ("disability",)),
)


@reading_view
def person(request: HttpRequest, code: str) -> HttpResponse:
    """What is known of the person, the concern of the case, and the person's other cases."""
    case = open_case_for_reading(request, code, page="person")
    user, today = user_of(request), timezone.localdate()
    health = may_open_health(user, case, on=today)
    others = cases_visible_to(user, on=today).filter(person=case.person_id).exclude(pk=case.pk)
    context = frame(
        request,
        case,
        HERE,
        groups=[
            (title, facts) for title, names in GROUPS if (facts := _facts(case.person, names, health=health))
        ],
        closed_to_reader=not health and HealthRecord.objects.filter(person=case.person_id).exists(),
        others=[(other, _when(case, other)) for other in others.order_by("-opened_on", "-id")],
        around=relation_groups(case, health=health),
        ways=_ways(case),
        may_correct=may_correct_person(user, case.person, on=today),
    )
    return render(request, "casefile/person.html", context)


def _ways(case: Case) -> list[str]:
    """How to talk with the person; levels of languages stand in the anamnesis."""
    levels = level_lines(case.person) if shows(case, FieldClass.ANAMNESIS) else []
    return [*communication_lines(case.person, case.service.region), *levels]


@writing_view("GET", "POST")
def edit_person(request: HttpRequest, code: str) -> HttpResponse:
    """Correct the record; also while the case is closed, because the record is the person's."""
    case = case_for(request, code, page="edit_person")
    user, now = user_of(request), timezone.now()
    refuse_unless(may_correct_person(user, case.person, on=timezone.localdate()))
    health = may_open_health(user, case, on=timezone.localdate())
    known = _stored(case.person, health=health) | {"revision": case.person.revision}
    form = PersonForm(request.POST if request.method == "POST" else None, health=health, initial=known)
    if form.is_valid():
        revision = form.cleaned_data["revision"]
        try:
            correct_person(
                person=case.person, facts=form.person_facts(), revision=revision, scope=case, by=user, at=now
            )
        except RecordRefused as refusal:
            form.add_error("birth_date", str(refusal))
        except Conflict as conflict:
            return _conflict(request, case, form, conflict)
        else:
            messages.success(request, _("Die Angaben zur Person sind gespeichert."))
            return redirect(HERE, code=case.code)
    return form_page(request, case, HERE, form, "casefile/edit_person.html", groups=_fieldsets(form))


def _when(case: Case, other: Case) -> str:
    """Whether two cases of a person run side by side or one after the other."""
    if other.closed_on and other.closed_on < case.opened_on:
        return _("davor")
    if case.closed_on and case.closed_on < other.opened_on:
        return _("danach")
    return _("gleichzeitig")


def _conflict(request: HttpRequest, case: Case, form: PersonForm, conflict: Conflict) -> HttpResponse:
    current = conflict.current
    assert isinstance(current, Person)
    case.person = current
    told = conflict_of(
        form,
        current=current,
        stored=_stored(current, health="disability" in form.fields),
        scopes=Case.objects.filter(person=current).values_list("uuid", flat=True),
        at=timezone.now(),
        url=reverse("casefile:edit_person", args=[case.code]),
        keep_url=reverse(HERE, args=[case.code]),
    )
    return conflict_page(request, case, HERE, told)


def _stored(person: Person, *, health: bool) -> dict[str, Any]:
    names = [name for name in EDITABLE_FIELDS if name != "communication"]
    return {name: getattr(person, name) for name in _visible(names, health=health)}


def _visible(names: Iterable[str], *, health: bool) -> list[str]:
    return [name for name in names if health or name not in HEALTH_FIELDS]


def _facts(person: Person, names: tuple[str, ...], *, health: bool) -> list[Fact]:
    fields = PersonForm.base_fields
    return [
        Fact(label=str(fields[n].label), value=shown(fields[n], getattr(person, n)))
        for n in _visible(names, health=health)
    ]


def _fieldsets(form: PersonForm) -> list[tuple[Any, list[Any]]]:
    sets = [(title, [form[name] for name in names if name in form.fields]) for title, names in GROUPS]
    return [(title, fields) for title, fields in sets if fields]
