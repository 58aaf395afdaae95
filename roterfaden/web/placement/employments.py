"""Employment of a case: begin, correct, support, ask how it goes, lose the job."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases.models import Case
from roterfaden.placement import employments as domain
from roterfaden.placement.choices import CheckInResult
from roterfaden.placement.losing import lose_job
from roterfaden.placement.models import CheckIn, Employment, Subsidy, Trial
from roterfaden.placement.queries import employments_of
from roterfaden.web.casefile.frame import case_for
from roterfaden.web.formpage import posted
from roterfaden.web.guards import told, writing_view
from roterfaden.web.placement.forms import CheckInForm, EmploymentForm, LossForm, SubsidyForm
from roterfaden.web.placement.frame import answered
from roterfaden.web.placement.trials import place_named


def _find(case: Case, employment: UUID) -> Employment:
    row: Employment = get_object_or_404(employments_of(case), uuid=employment)
    row.case = case
    return row


@writing_view("GET", "POST")
def add(request: HttpRequest, code: str) -> HttpResponse:
    """The person begins to work; `?erprobung=` names the trial it came from."""
    case, today = case_for(request, code, page="placement:add_employment"), timezone.localdate()
    trial = _trial(request, case)
    place = trial.workplace if trial else place_named(request, case)
    initial = {"hours": trial.hours} if trial else {}
    form = EmploymentForm(posted(request), case=case, place=place, on=today, initial=initial)

    def write() -> None:
        domain.start_employment(
            case=case, workplace=form.chosen(), facts=form.facts(), trial=trial, **told(request)
        )

    done = _("Das Arbeitsverhältnis ist aufgenommen. Probezeit und Nachfragen stehen bei den Fristen.")
    return answered(request, case, form, write, title=_("Arbeitsverhältnis aufnehmen"), done=done)


def _trial(request: HttpRequest, case: Case) -> Trial | None:
    try:
        named = UUID(request.GET.get("erprobung", ""))
    except ValueError:
        return None
    return Trial.objects.filter(case=case, uuid=named).select_related("workplace__employer").first()


@writing_view("GET", "POST")
def edit(request: HttpRequest, code: str, employment: UUID) -> HttpResponse:
    """Correct the data of the contract; the second of two editors gets both texts."""
    case = case_for(request, code, page="placement:edit_employment")
    row, today = _find(case, employment), timezone.localdate()
    known = _stored(row) | {"revision": row.revision}
    form = EmploymentForm(posted(request), case=case, place=row.workplace, on=today, initial=known)

    def write() -> None:
        revision = form.cleaned_data["revision"] or 0
        domain.correct_employment(employment=row, facts=form.facts(), revision=revision, **told(request))

    return answered(
        request, case, form, write,
        title=_("Arbeitsverhältnis ändern"), done=_("Die Angaben sind gespeichert."), stored=_stored,
    )  # fmt: skip


def _stored(row: Employment) -> dict[str, Any]:
    return {name: getattr(row, name) for name in domain.EMPLOYMENT_FIELDS} | {"workplace": row.workplace.code}


@writing_view("GET", "POST")
def add_subsidy(request: HttpRequest, code: str, employment: UUID) -> HttpResponse:
    """What supports the employment."""
    case = case_for(request, code, page="placement:add_subsidy")
    row = _find(case, employment)
    form = SubsidyForm(posted(request), case=case)

    def write() -> None:
        domain.record_subsidy(employment=row, facts=form.facts(), **told(request))

    return answered(
        request, case, form, write,
        title=_("Förderung aufnehmen: %(place)s") % {"place": row.workplace},
        done=_("Die Förderung ist festgehalten."),
    )  # fmt: skip


@writing_view("GET", "POST")
def edit_subsidy(request: HttpRequest, code: str, subsidy: UUID) -> HttpResponse:
    """Correct a support, or say that it was granted."""
    case = case_for(request, code, page="placement:edit_subsidy")
    rows = Subsidy.objects.filter(employment__case=case).select_related(
        "deadline__deadline", "employment__workplace__employer", "employment__case__data_key",
        "employment__case__service",
    )  # fmt: skip
    row = get_object_or_404(rows, uuid=subsidy)
    form = SubsidyForm(posted(request), case=case, initial=_support(row) | {"revision": row.revision})

    def write() -> None:
        revision = form.cleaned_data["revision"] or 0
        domain.correct_subsidy(subsidy=row, facts=form.facts(), revision=revision, **told(request))

    return answered(
        request, case, form, write,
        title=_("Förderung ändern"), done=_("Die Angaben sind gespeichert."), stored=_support,
    )  # fmt: skip


def _support(row: Subsidy) -> dict[str, Any]:
    return {name: getattr(row, name) for name in domain.SUBSIDY_FIELDS}


@writing_view("GET", "POST")
def check_in(request: HttpRequest, code: str, check_in: UUID) -> HttpResponse:
    """Keep how it stands 3, 6 or 12 months after the start."""
    case = case_for(request, code, page="placement:check_in")
    rows = CheckIn.objects.filter(employment__case=case).select_related(
        "deadline__deadline", "employment__workplace__employer", "employment__case__data_key",
        "employment__case__service",
    )  # fmt: skip
    row = get_object_or_404(rows, uuid=check_in)
    initial = {"asked_on": timezone.localdate(), "revision": row.revision}
    form = CheckInForm(posted(request), initial=initial)

    def write() -> None:
        said = form.cleaned_data
        domain.record_check_in(
            check_in=row, **said | {"result": CheckInResult(said["result"])}, **told(request)
        )

    return answered(
        request, case, form, write, title=_("Nachfrage: %(place)s") % {"place": row.employment.workplace},
        done=_("Das Ergebnis ist festgehalten."), stored=_asked,
    )  # fmt: skip


def _asked(row: CheckIn) -> dict[str, Any]:
    return {"result": row.result, "asked_on": row.asked_on, "note": row.note}


@writing_view("GET", "POST")
def lose(request: HttpRequest, code: str, employment: UUID) -> HttpResponse:
    """The job ends: why, what comes next, whether the place is free again (T8)."""
    case = case_for(request, code, page="placement:lose")
    row = _find(case, employment)
    form = LossForm(posted(request), initial={"told_on": timezone.localdate(), "revision": row.revision})

    def write() -> None:
        lose_job(employment=row, **form.cleaned_data, **told(request))

    return answered(
        request, case, form, write, title=_("Arbeitsplatz verloren: %(place)s") % {"place": row.workplace},
        done=_("Festgehalten. Die nächsten Schritte stehen bei den Wiedervorlagen."), stored=_ended,
        template="placement/lose.html",
    )  # fmt: skip


def _ended(row: Employment) -> dict[str, Any]:
    loss = row.loss or {}
    return {
        "reason": loss.get("reason", ""), "told_on": loss.get("told_on"), "ended_on": row.ended_on,
        "note": loss.get("note", ""), "steps": loss.get("steps", []), "free_from": None,
    }  # fmt: skip
