"""The sample, findings in their place, what is done about them, the catalogue."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.auditing import correcting, finding, sampling
from roterfaden.auditing.choices import Effect, FindingKind
from roterfaden.auditing.correcting import Correction
from roterfaden.auditing.models import CatalogueMeasure, Finding, SampledCase
from roterfaden.auditing.rules import may_audit, may_correct
from roterfaden.auditing.sampling import Frame
from roterfaden.standards.layering import standards_for
from roterfaden.standards.queries import people_of
from roterfaden.web.auditing.access import find_audit, find_finding, note_reading
from roterfaden.web.auditing.forms import (
    CorrectionForm,
    DoneForm,
    EffectForm,
    FindingForm,
    MeasureForm,
    RecheckForm,
    SampleForm,
)
from roterfaden.web.auditing.page import finding_place
from roterfaden.web.auditing.places import place_of, places_in_case, places_of
from roterfaden.web.auditing.work import around, as_auditor
from roterfaden.web.components import Link
from roterfaden.web.formpage import alone, form_page, key_of
from roterfaden.web.guards import reading_view, user_of, writing_view

CORRECTION = ("statement", "cause", "correction", "responsible", "due_on")


@writing_view("GET", "POST")
def sample(request: HttpRequest, audit: UUID) -> HttpResponse:
    """Draw cases at random."""
    found, today = as_auditor(request, audit), timezone.localdate()
    initial = {"opened_from": today.replace(year=today.year - 1, day=1), "opened_until": today, "how_many": 3}
    form = SampleForm(request.POST or None, today=today, initial=initial)
    lines = (
        _("Das Los entscheidet, nicht der Dienst. Startzahl und Rahmen stehen danach im Bericht."),
        _("Fälle, an denen Sie beteiligt waren, und Menschen, die Ihnen nahestehen, sind ausgenommen."),
    )
    return form_page(
        request,
        form,
        lambda data: _draw(request, found, data),
        around(found, _("Stichprobe ziehen"), lines=lines),
    )


@reading_view
def sampled(request: HttpRequest, audit: UUID, number: int) -> HttpResponse:
    """One drawn case, redacted, with what was found in it."""
    found = find_audit(request, audit)
    if not may_audit(user_of(request), found):
        raise PermissionDenied
    row = _drawn(audit, number)
    document = sampling.redacted(row, by=user_of(request), at=timezone.now())
    rows = Finding.objects.filter(sampled=row).select_related("audit", "sampled")
    context = {
        "nav": "handbook",
        "audit": found,
        "number": number,
        "doc": document,
        "findings": [(one, finding_place(one, {})) for one in rows],
        "crumbs": [
            Link(title=_("Audits"), url=reverse("auditing:index")),
            Link(title=str(found), url=reverse("auditing:detail", args=[audit])),
            Link(title=_("Fall %(number)s") % {"number": number}),
        ],
    }
    return render(request, "auditing/sampled.html", context)


@writing_view("GET", "POST")
def add(request: HttpRequest, audit: UUID) -> HttpResponse:
    """Write a finding: in general, at a requirement, at a step of a chain."""
    found = as_auditor(request, audit)
    form = FindingForm(
        request.POST or None,
        places=places_of(found, on=timezone.localdate()),
        initial={"place": request.GET.get("ort", "")[:120]},
    )
    return form_page(
        request, form, lambda data: _write(request, found, data, None), around(found, _("Feststellung"))
    )


@writing_view("GET", "POST")
def add_in_case(request: HttpRequest, audit: UUID, number: int) -> HttpResponse:
    """Write a finding at a step or a document of a drawn case."""
    found = as_auditor(request, audit)
    row = _drawn(audit, number)
    form = FindingForm(request.POST or None, places=places_in_case(row))
    lines = (_("Namen, die der Fall kennt, werden beim Speichern durch Platzhalter ersetzt."),)
    title = _("Feststellung zu Fall %(number)s") % {"number": number}
    return form_page(
        request, form, lambda data: _write(request, found, data, row), around(found, title, lines=lines)
    )


@writing_view("GET", "POST")
def change(request: HttpRequest, finding: UUID) -> HttpResponse:
    """Word a finding anew."""
    row = find_finding(request, finding)
    if not may_audit(user_of(request), row.audit):
        raise PermissionDenied
    initial = {"kind": row.kind, "text": row.text, "place": "same", "revision": row.revision}
    form = FindingForm(request.POST or None, places=[("same", _place_of(row))], initial=initial)
    page = around(row.audit, _title(row), stored=lambda now: {"kind": now.kind, "text": now.text})
    return form_page(request, form, lambda data: _change(request, row, data), page)


@writing_view("GET", "POST")
def correct(request: HttpRequest, finding: UUID) -> HttpResponse:
    """Agree what is done about a deviation, by whom and until when."""
    row = find_finding(request, finding)
    if not may_correct(user_of(request), row.audit):
        raise PermissionDenied
    initial = {name: getattr(row, name) for name in CORRECTION}
    initial |= {"responsible": key_of(row.responsible), "revision": row.revision}
    people = alone(people_of(row.audit.organisation, on=timezone.localdate()))
    form = CorrectionForm(request.POST or None, people=people, initial=initial)
    page = around(
        row.audit,
        _title(row),
        lines=(row.text,),
        stored=lambda now: {name: getattr(now, name) for name in CORRECTION},
    )
    return form_page(request, form, lambda data: _correct(request, row, data), page)


@writing_view("GET", "POST")
def done(request: HttpRequest, finding: UUID) -> HttpResponse:
    """Say that a correction is done."""
    row = find_finding(request, finding)
    note_reading(request, row.audit, page="correction")
    form = DoneForm(request.POST or None, initial={"note": row.done_note, "revision": row.revision})
    page = around(
        row.audit,
        _title(row),
        # who is responsible does not see the whole audit
        back=reverse("auditing:index"),
        lines=(row.text, row.correction),
        stored=lambda now: {"note": now.done_note},
    )
    return form_page(
        request,
        form,
        lambda data: correcting.report_done(finding=row, **data, by=user_of(request), at=timezone.now()),
        page,
    )


@writing_view("GET", "POST")
def recheck(request: HttpRequest, finding: UUID) -> HttpResponse:
    """Check whether a correction works."""
    row = find_finding(request, finding)
    if not may_audit(user_of(request), row.audit):
        raise PermissionDenied
    form = RecheckForm(request.POST or None, initial={"note": row.check_note, "revision": row.revision})
    page = around(
        row.audit,
        _("Nachprüfung: Feststellung %(number)s") % {"number": row.number},
        lines=(row.text, row.correction, row.done_note),
        stored=lambda now: {"effect": now.effect, "note": now.check_note},
    )
    return form_page(request, form, lambda data: _recheck(request, row, data), page)


@writing_view("GET", "POST")
def measure(request: HttpRequest, audit: UUID) -> HttpResponse:
    """Put a measure into the goal and measure catalogue."""
    found = find_audit(request, audit)
    if not may_correct(user_of(request), found):
        raise PermissionDenied
    people = alone(people_of(found.organisation, on=timezone.localdate()))
    form = MeasureForm(request.POST or None, people=people)
    page = around(found, _("Ziel- und Maßnahmenkatalog"))
    return form_page(request, form, lambda data: _measure(request, found, data), page)


@writing_view("GET", "POST")
def check_measure(request: HttpRequest, audit: UUID, planned: UUID) -> HttpResponse:
    """Say what became of a measure of this or the earlier audit."""
    found = find_audit(request, audit)
    rows = CatalogueMeasure.objects.filter(audit__organisation=found.organisation)
    row = get_object_or_404(rows.select_related("audit"), uuid=planned)
    if found.auditor_id != user_of(request).pk:
        raise PermissionDenied
    form = EffectForm(request.POST or None, initial={"effect": row.effect, "revision": row.revision})
    page = around(found, _("Maßnahme prüfen"), lines=(row.what,), stored=lambda now: {"effect": now.effect})
    return form_page(request, form, lambda data: _check(request, row, data), page)


def _drawn(audit: UUID, number: int) -> SampledCase:
    rows = SampledCase.objects.select_related(
        "sample__audit__organisation",
        "sample__audit__run",
        "case__person",
        "case__service",
        "case__responsible",
        "case__data_key",
        "case__team",
    )
    return get_object_or_404(rows, sample__audit__uuid=audit, number=number, case__destroyed_at__isnull=True)


def _title(row: Finding) -> str:
    return f"{row.get_kind_display()} {row.number}"


def _draw(request: HttpRequest, found: Any, data: dict[str, Any]) -> None:
    frame = Frame(opened_from=data["opened_from"], opened_until=data["opened_until"], chain=data["chain"])
    sampling.draw(audit=found, frame=frame, how_many=data["how_many"], by=user_of(request), at=timezone.now())


def _write(request: HttpRequest, found: Any, data: dict[str, Any], row: SampledCase | None) -> None:
    finding.write_finding(
        audit=found,
        kind=FindingKind(data["kind"]),
        text=data["text"],
        place=place_of(data["place"], row),
        by=user_of(request),
        at=timezone.now(),
    )


def _change(request: HttpRequest, row: Finding, data: dict[str, Any]) -> None:
    finding.change_finding(
        finding=row,
        kind=FindingKind(data["kind"]),
        text=data["text"],
        revision=data["revision"],
        by=user_of(request),
        at=timezone.now(),
    )


def _correct(request: HttpRequest, row: Finding, data: dict[str, Any]) -> None:
    said = Correction(**{name: data[name] for name in CORRECTION})
    correcting.correct(
        finding=row, said=said, revision=data["revision"], by=user_of(request), at=timezone.now()
    )


def _recheck(request: HttpRequest, row: Finding, data: dict[str, Any]) -> None:
    more = data | {"effect": Effect(data["effect"])}
    correcting.recheck(finding=row, **more, by=user_of(request), at=timezone.now())


def _measure(request: HttpRequest, found: Any, data: dict[str, Any]) -> None:
    said = data | {"guiding": int(data["guiding"])}
    correcting.add_measure(audit=found, **said, by=user_of(request), at=timezone.now())


def _check(request: HttpRequest, row: CatalogueMeasure, data: dict[str, Any]) -> None:
    more = data | {"effect": Effect(data["effect"])}
    correcting.check_measure(measure=row, **more, by=user_of(request), at=timezone.now())


def _place_of(row: Finding) -> str:
    return finding_place(row, standards_for(row.audit.organisation, on=timezone.localdate()))
