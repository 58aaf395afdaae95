"""Two records of one person: find them, join them field by field, part them again."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases.health_rights import may_open_health
from roterfaden.cases.models import Case
from roterfaden.cases.queries import cases_visible_to
from roterfaden.common.revisions import Conflict
from roterfaden.people.duplicates import look_alikes
from roterfaden.people.merging import CHOOSABLE, MergeRefused, active_merges, merge_persons, part_persons
from roterfaden.people.models import Person, PersonMerge
from roterfaden.people.queries import out_of_reach, persons_visible_to
from roterfaden.people.records import HEALTH_FIELDS
from roterfaden.people.rules import may_correct_person, may_merge_persons
from roterfaden.web.casefile.forms import PersonForm
from roterfaden.web.casefile.frame import case_for, frame, refuse_unless
from roterfaden.web.casefile.person_around import communication_lines
from roterfaden.web.casefile.person_forms import MergeForm
from roterfaden.web.conflicts import NOTHING, shown
from roterfaden.web.guards import reading_view, user_of, writing_view

PERSON, HERE = "casefile:person", "casefile:duplicates"


@reading_view
def duplicates(request: HttpRequest, code: str) -> HttpResponse:
    """Who looks like the person of the case, and what was joined into it."""
    case = case_for(request, code, page="duplicates")
    user, today = user_of(request), timezone.localdate()
    refuse_unless(may_correct_person(user, case.person, on=today))
    facts = {name: getattr(case.person, name) for name in ("first_name", "last_name", "birth_date")}
    found = look_alikes(
        organisation=case.person.organisation, facts=facts, besides=[case.person_id, *out_of_reach(user)]
    )
    seen = cases_visible_to(user, on=today).filter(person__in=[one.person for one in found])
    cases: dict[int, list[Case]] = {}
    for other in seen.order_by("opened_on"):
        cases.setdefault(other.person_id, []).append(other)
    context = frame(
        request,
        case,
        PERSON,
        rows=[(one, cases.get(one.person.pk, [])) for one in found],
        merges=list(active_merges(case.person)),
        may_merge=may_merge_persons(user, case.person, on=today),
    )
    return render(request, "casefile/duplicates.html", context)


@writing_view("GET", "POST")
def merge(request: HttpRequest, code: str, other: str) -> HttpResponse:
    """Both records beside each other; the record of the case stays, the other is joined into it."""
    case = case_for(request, code, page="merge_persons")
    user, today = user_of(request), timezone.localdate()
    gone = get_object_or_404(
        persons_visible_to(user, on=today).select_related("data_key", "organisation"), code=other
    )
    refuse_unless(may_merge_persons(user, case.person, on=today))
    health = may_open_health(user, case, on=today)
    differing = _differing(case, gone, health=health)
    initial = {"kept_revision": case.person.revision, "gone_revision": gone.revision}
    form = MergeForm(request.POST or None, differing=differing, initial=initial)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            _merge(request, case, gone, form)
        except MergeRefused as refusal:
            form.add_error(None, str(refusal))
        except Conflict:
            return _changed_meanwhile(request, case, gone)
        else:
            messages.success(request, _("Die Akten sind zusammengeführt. Das lässt sich aufheben."))
            return redirect(HERE, code=case.code)
    return _page(request, case, gone, form, status=status)


@writing_view("POST")
def part(request: HttpRequest, code: str, merge: Any) -> HttpResponse:
    """Undo a merge into the person of the case."""
    case = case_for(request, code, page="part_persons")
    rows = PersonMerge.objects.filter(kept=case.person).select_related("kept__data_key", "gone__data_key")
    found = get_object_or_404(rows.select_related("kept__organisation", "data_key"), uuid=merge)
    refuse_unless(may_merge_persons(user_of(request), case.person, on=timezone.localdate()))
    try:
        part_persons(merge=found, scope=case, by=user_of(request), at=timezone.now())
    except MergeRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Die Zusammenführung ist aufgehoben. Beide Akten sind wie zuvor."))
    return redirect(PERSON, code=case.code)


def _merge(request: HttpRequest, case: Case, gone: Person, form: MergeForm) -> None:
    data = form.cleaned_data
    merge_persons(
        kept=case.person,
        gone=gone,
        chosen=form.chosen(),
        revisions=(data["kept_revision"], data["gone_revision"]),
        scope=case,
        by=user_of(request),
        at=timezone.now(),
    )


def _differing(case: Case, gone: Person, *, health: bool) -> list[tuple[str, str, str, str]]:
    """Name, label and both values of every field in which the two differ; health only with its right."""
    fields, found = PersonForm.base_fields, []
    for name in CHOOSABLE:
        if name in HEALTH_FIELDS and not health:
            continue
        kept_value, gone_value = getattr(case.person, name), getattr(gone, name)
        if kept_value == gone_value:
            continue
        if name == "needs":
            region = case.service.region
            kept_words, gone_words = (
                ", ".join(communication_lines(one, region)) for one in (case.person, gone)
            )
            found.append(
                (name, _("Verständigung: Sprachen und Wege"), kept_words or NOTHING, gone_words or NOTHING)
            )
            continue
        label = str(fields[name].label)
        found.append((name, label, shown(fields[name], kept_value), shown(fields[name], gone_value)))
    return found


def _changed_meanwhile(request: HttpRequest, case: Case, gone: Person) -> HttpResponse:
    """409: both records as they are now, to be looked at again; what was chosen stays chosen."""
    case.person.refresh_from_db()
    gone.refresh_from_db()
    user, today = user_of(request), timezone.localdate()
    health = may_open_health(user, case, on=today)
    data = request.POST.copy()
    data["kept_revision"], data["gone_revision"] = str(case.person.revision), str(gone.revision)
    differing = _differing(case, gone, health=health)
    again = MergeForm(data, differing=differing)
    again.add_error(None, _("Jemand hat eine der Akten inzwischen geändert. Bitte prüfen Sie noch einmal."))
    return _page(request, case, gone, again, status=409)


def _page(request: HttpRequest, case: Case, gone: Person, form: MergeForm, *, status: int) -> HttpResponse:
    user, today = user_of(request), timezone.localdate()
    moving = cases_visible_to(user, on=today).filter(person=gone).order_by("opened_on")
    context = frame(request, case, PERSON, form=form, gone=gone, moving=list(moving))
    return render(request, "casefile/merge.html", context, status=status)
