"""Who stands beside the person of a case, and how one communicates with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.cases.health_rights import may_open_health
from roterfaden.cases.models import Case
from roterfaden.common.crypto import keyring
from roterfaden.common.revisions import Conflict
from roterfaden.people.choices import RelationKind
from roterfaden.people.languages import LANGUAGES, levels_of
from roterfaden.people.models import Person, Relation
from roterfaden.people.relations import (
    HEALTH_KINDS,
    RelationRefused,
    change_relation,
    communication_of,
    relations_of,
    set_communication,
)
from roterfaden.people.relations import (
    add_relation as add,
)
from roterfaden.people.rules import may_correct_person
from roterfaden.people.surroundings import title_of
from roterfaden.web.casefile.frame import case_for, conflict_page, form_page, frame, refuse_unless
from roterfaden.web.casefile.person_forms import (
    ChangeRelationForm,
    CommunicationForm,
    RelationForm,
    stored_of,
)
from roterfaden.web.components import Conflict as BothTexts
from roterfaden.web.components import FieldVersion
from roterfaden.web.conflicts import NOTHING, conflict_of
from roterfaden.web.guards import user_of, writing_view

HERE = "casefile:person"


@dataclass(frozen=True, kw_only=True)
class RelationLine:
    """Somebody beside the person, as a line: what is known in a few words, and where one changes it."""

    name: str
    about: str
    reach: str
    note: str
    ended: str
    url: str


@dataclass(frozen=True, kw_only=True)
class RelationGroup:
    """All of one kind, and where one adds another."""

    kind: RelationKind
    title: str
    lines: Sequence[RelationLine]
    add_url: str
    # only with the right at the health record
    special: bool


def relation_groups(case: Case, *, health: bool) -> list[RelationGroup]:
    """Everybody beside the person of the case, kind by kind; with two queries."""
    rows = list(relations_of(case.person, health=health))
    keyring.prefetch(row.data_key_id for row in rows)
    kinds = [kind for kind in RelationKind if health or kind not in HEALTH_KINDS]
    return [
        RelationGroup(
            kind=kind,
            title=kind_title(kind, case),
            lines=[_line(case, row) for row in rows if row.kind == kind],
            add_url=reverse("casefile:add_relation", args=[case.code, kind.value]),
            special=kind in HEALTH_KINDS,
        )
        for kind in kinds
    ]


def kind_title(kind: RelationKind, case: Case) -> str:
    if kind == RelationKind.GUARDIAN and case.service.region.startswith("CH"):
        return _("Beistandschaft")
    return str(kind.label)


def _line(case: Case, row: Relation) -> RelationLine:
    details, region = row.details or {}, case.service.region
    about = (
        [title_of("relationships", details["relationship"], region)] if details.get("relationship") else []
    )
    about += [_("lebt im selben Haushalt")] if details.get("in_household") else []
    about += [title_of("scopes", scope, region) for scope in details.get("scopes", [])]
    about += [details[key] for key in ("specialty", "function", "court_number") if details.get(key)]
    return RelationLine(
        name=row.name,
        about=", ".join(about),
        reach=" · ".join(details[key] for key in ("phone", "email", "address") if details.get(key)),
        note=details.get("note", ""),
        ended=date_format(row.ended_on, "d.m.Y") if row.ended_on else "",
        url=reverse("casefile:edit_relation", args=[case.code, row.uuid]),
    )


def communication_lines(person: Person, region: str) -> list[str]:
    """The ways and languages of a person, each in a few words."""
    stored = communication_of(person)
    lines = [title_of("communication", need, region) for need in stored["needs"]]
    return lines + [
        f"{one['name']}: {title_of('levels', one['level'], region)}" for one in stored["languages"]
    ]


def level_lines(person: Person) -> list[str]:
    """The newest level of each language, with its day and source."""
    return [
        f"{LANGUAGES[row.language]}: {row.level} ({row.source}, {date_format(row.said_on, 'd.m.Y')})"
        for row in levels_of(person)
    ]


@writing_view("GET", "POST")
def add_relation(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Record somebody; guardians and doctors only with the right at the health record."""
    case, chosen = _open(request, code, "add_relation"), _kind(kind)
    refuse_unless(_may(request, case, chosen))
    form = RelationForm(request.POST or None, kind=chosen, region=case.service.region)
    if form.is_valid():
        try:
            add(
                person=case.person,
                kind=chosen,
                name=form.cleaned_data["name"],
                details=form.details(),
                scope=case,
                by=user_of(request),
                at=timezone.now(),
            )
        except RelationRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Aufgenommen."))
            return redirect(reverse(HERE, args=[case.code]) + "#umfeld")
    return _form_page(request, case, form, _("%(kind)s: aufnehmen") % {"kind": kind_title(chosen, case)})


@writing_view("GET", "POST")
def edit_relation(request: HttpRequest, code: str, relation: Any) -> HttpResponse:
    """Correct somebody, or say that it holds no more. What one may not see looks like what is not there."""
    case = _open(request, code, "edit_relation")
    health = may_open_health(user_of(request), case, on=timezone.localdate())
    row = get_object_or_404(relations_of(case.person, health=health), uuid=relation)
    kind = RelationKind(row.kind)
    refuse_unless(_may(request, case, kind))
    initial = stored_of(row) | {"revision": row.revision}
    form = ChangeRelationForm(request.POST or None, kind=kind, region=case.service.region, initial=initial)
    if form.is_valid() and (answer := _change(request, case, row, form)):
        return answer
    return _form_page(request, case, form, _("%(kind)s: ändern") % {"kind": kind_title(kind, case)})


@writing_view("GET", "POST")
def communication(request: HttpRequest, code: str) -> HttpResponse:
    """What helps to be understood, which languages, and a remark."""
    case = _open(request, code, "communication")
    refuse_unless(may_correct_person(user_of(request), case.person, on=timezone.localdate()))
    stored = communication_of(case.person)
    initial: dict[str, Any] = {"needs": stored["needs"], "remark": case.person.communication}
    initial["revision"] = case.person.revision
    for n, language in enumerate(stored["languages"]):
        initial |= {f"language{n}": language["name"], f"level{n}": language["level"]}
    rows = len(stored["languages"]) + 2
    form = CommunicationForm(request.POST or None, region=case.service.region, rows=rows, initial=initial)
    if form.is_valid() and (answer := _set(request, case, form)):
        return answer
    context = frame(request, case, HERE, form=form)
    status = 422 if form.is_bound else 200
    return render(request, "casefile/communication.html", context, status=status)


def _set(request: HttpRequest, case: Case, form: CommunicationForm) -> HttpResponse | None:
    data = form.cleaned_data
    try:
        set_communication(
            person=case.person,
            needs=data["needs"],
            languages=form.languages(),
            remark=data["remark"],
            revision=data["revision"],
            scope=case,
            by=user_of(request),
            at=timezone.now(),
        )
    except RelationRefused as refusal:
        form.add_error(None, str(refusal))
        return None
    except Conflict as conflict:
        return conflict_page(request, case, HERE, _both(case, form, conflict))
    messages.success(request, _("Die Angaben zur Verständigung sind gespeichert."))
    return redirect(HERE, code=case.code)


def _both(case: Case, form: CommunicationForm, conflict: Conflict) -> BothTexts:
    """What was typed beside what is stored, in words; the form keeps all that was typed."""
    current = conflict.current
    assert isinstance(current, Person)
    region = case.service.region
    typed = Person(needs={"needs": form.cleaned_data["needs"], "languages": form.languages()})
    told = conflict_of(
        form,
        current=current,
        stored={"remark": current.communication},
        scopes=Case.objects.filter(person=current).values_list("uuid", flat=True),
        at=timezone.now(),
        url=reverse("casefile:communication", args=[case.code]),
        keep_url=reverse(HERE, args=[case.code]),
    )
    mine, there = (", ".join(communication_lines(one, region)) for one in (typed, current))
    again = CommunicationForm(told.form.data, **form.made_with)
    versions = [FieldVersion(label=_("Verständigung"), mine=mine or NOTHING, stored=there or NOTHING)]
    return BothTexts(
        fields=[*(versions if mine != there else []), *told.fields],
        changed_by=told.changed_by,
        changed_at=told.changed_at,
        url=told.url,
        form=again,
        keep_url=told.keep_url,
    )


def _change(request: HttpRequest, case: Case, row: Relation, form: ChangeRelationForm) -> HttpResponse | None:
    data = form.cleaned_data
    try:
        change_relation(
            relation=row,
            name=data["name"],
            details=form.details(),
            ended_on=data["ended_on"],
            revision=data["revision"],
            scope=case,
            by=user_of(request),
            at=timezone.now(),
        )
    except RelationRefused as refusal:
        form.add_error(None, str(refusal))
        return None
    except Conflict as conflict:
        current = conflict.current
        assert isinstance(current, Relation)
        told = conflict_of(
            form,
            current=current,
            stored=stored_of(current),
            scopes=[case.uuid],
            at=timezone.now(),
            url=reverse("casefile:edit_relation", args=[case.code, row.uuid]),
            keep_url=reverse(HERE, args=[case.code]),
        )
        return conflict_page(request, case, HERE, told)
    messages.success(request, _("Die Änderung ist gespeichert."))
    return redirect(reverse(HERE, args=[case.code]) + "#umfeld")


def _open(request: HttpRequest, code: str, page: str) -> Case:
    return case_for(request, code, page=page)


def _kind(kind: str) -> RelationKind:
    try:
        return RelationKind(kind)
    except ValueError:
        raise Http404 from None


def _may(request: HttpRequest, case: Case, kind: RelationKind) -> bool:
    user, today = user_of(request), timezone.localdate()
    return may_correct_person(user, case.person, on=today) and (
        kind not in HEALTH_KINDS or may_open_health(user, case, on=today)
    )


def _form_page(request: HttpRequest, case: Case, form: RelationForm, title: str) -> HttpResponse:
    back = reverse(HERE, args=[case.code])
    words = {"title": title, "submit": _("Speichern"), "back_url": back}
    return form_page(request, case, HERE, form, "casefile/relation.html", **words)
