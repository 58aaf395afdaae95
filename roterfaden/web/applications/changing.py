"""Pages that write: prepare an application, answer what decides, correct, keep papers, record a turn."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.applications import applying
from roterfaden.applications.applying import FIELDS, Said
from roterfaden.applications.choices import State
from roterfaden.applications.models import Application
from roterfaden.applications.reader import application_facts, kinds_in
from roterfaden.cases.models import Case
from roterfaden.offers.reader import shipped_offers
from roterfaden.web.admission.forms import FactsForm
from roterfaden.web.admission.keeping import keep_answers
from roterfaden.web.applications.forms import ApplicationForm, PapersForm, TurnForm
from roterfaden.web.applications.frame import HERE, answered, check_right, find, found_for, kind_named
from roterfaden.web.applications.words import ACTIONS, look_of
from roterfaden.web.casefile.frame import case_for, frame
from roterfaden.web.formpage import posted
from roterfaden.web.guards import told, writing_view


def _page(case: Case, row: Application) -> str:
    return reverse("applications:detail", args=[case.code, row.uuid])


@writing_view("GET", "POST")
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Choose what to apply for (`art`, or `angebot`), see who is responsible and why, and begin."""
    case = case_for(request, code, page="applications:new")
    kinds, came_from = kinds_in(case.service.region), request.GET.get("angebot", "")
    fitting = [kind for kind in kinds if came_from in kind.offers]
    key = request.GET.get("art", "") or (fitting[0].id if fitting else "")
    if not key:
        check_right(request, case)
        status = 422 if request.method == "POST" else 200
        page = frame(request, case, HERE, kinds=kinds)
        return render(request, "applications/choose.html", page, status=status)
    found = found_for(request, case, kind_named(case, key))
    offer = shipped_offers().get(came_from)
    initial = {"agency": found.proposed, "aim": offer.title if offer else "", "revision": 0}
    form = ApplicationForm(posted(request), kind=found.kind, initial=initial)

    def write() -> Application:
        named = offer.id if offer else ""
        return applying.prepare(case=case, found=found, facts=form.facts(), offer=named, **told(request))

    lines = [(line, *look_of(line, found)) for line in found.lines]
    facts = [application_facts()[name] for name in found.questions]
    return answered(
        request, case, form, write, done=_("Der Antrag ist angelegt."), back=reverse(HERE, args=[case.code]),
        to=lambda row: _page(case, row), template="applications/new.html", submit=_("Antrag vorbereiten"),
        found=found, lines=lines, questions=facts, offer=came_from,
    )  # fmt: skip


@writing_view("GET", "POST")
def facts(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for what decides who is responsible for one kind (`art`)."""
    case = case_for(request, code, page="applications:facts")
    kind = kind_named(case, request.GET.get("art", ""), table=True)
    found = found_for(request, case, kind)
    names = dict.fromkeys(condition.fact for row in kind.rows for condition in row.when)
    asked = [application_facts()[name] for name in names if name not in found.check.closed]
    initial = {"said_on": timezone.localdate()}
    form = FactsForm(posted(request), check=found.check, facts=asked, initial=initial)
    back = f"{reverse('applications:new', args=[case.code])}?art={kind.id}"
    check_right(request, case)
    status = keep_answers(request, case, form, facts=application_facts()) if form.is_bound else 200
    if form.is_bound and status == 200:  # noqa: PLR2004
        return redirect(back)
    context = {
        "form": form,
        "title": _("Angaben zur Zuständigkeit"),
        "all_known": _("Alles, was über die Zuständigkeit entscheidet, ist bekannt."),
        "submit": _("Speichern und Zuständigkeit prüfen"),
        "unknown": list(form.questions(known=False, check=found.check)),
        "known": list(form.questions(known=True, check=found.check)),
        "back_url": back,
    }
    return render(request, "admission/facts.html", frame(request, case, HERE, **context), status=status)


@writing_view("GET", "POST")
def edit(request: HttpRequest, code: str, application: UUID) -> HttpResponse:
    """Correct what is applied for and where; the second of two editors gets both texts."""
    case = case_for(request, code, page="applications:edit")
    row = find(case, application)
    initial = _stored(row) | {"revision": row.revision}
    form = ApplicationForm(posted(request), kind=applying.kind_of(row), initial=initial)

    def write() -> None:
        revision = form.cleaned_data["revision"] or 0
        applying.correct(application=row, facts=form.facts(), revision=revision, **told(request))

    return answered(
        request, case, form, write, title=_("Antrag ändern"), done=_("Die Angaben sind gespeichert."),
        back=_page(case, row), stored=_stored, submit=_("Speichern"),
    )  # fmt: skip


def _stored(row: Application) -> dict[str, Any]:
    return {name: getattr(row, name) for name in FIELDS}


@writing_view("GET", "POST")
def papers(request: HttpRequest, code: str, application: UUID) -> HttpResponse:
    """Say which papers are there, and name one more."""
    case = case_for(request, code, page="applications:papers")
    row = find(case, application)
    form = PapersForm(posted(request), papers=list(row.papers or []), initial={"revision": row.revision})

    def write() -> None:
        revision = form.cleaned_data["revision"]
        applying.keep_papers(application=row, papers=form.said(), revision=revision, **told(request))

    return answered(
        request, case, form, write, title=_("Unterlagen zum Antrag"), done=_("Die Unterlagen sind gespeichert."),
        back=_page(case, row), stored=_stored_papers, submit=_("Speichern"),
    )  # fmt: skip


def _stored_papers(row: Application) -> dict[str, Any]:
    return {f"paper{place}": one["state"] for place, one in enumerate(row.papers or [])} | {"own": ""}


@writing_view("GET", "POST")
def turn(request: HttpRequest, code: str, application: UUID) -> HttpResponse:
    """Record what became of the application (`schritt`), or the last step again with other days."""
    case = case_for(request, code, page="applications:turn")
    row = find(case, application)
    name = request.GET.get("schritt", row.state)
    if name not in State.values or name == State.PREPARED:
        raise Http404
    state = State(name)
    initial = _said(row, state) | {"revision": row.revision}
    form = TurnForm(posted(request), application=row, state=state, initial=initial)

    def write() -> None:
        said: Said = form.said()
        revision = form.cleaned_data["revision"]
        applying.record_turn(application=row, said=said, revision=revision, **told(request))

    return answered(
        request, case, form, write, title=ACTIONS[state],
        done=_("Der Stand ist festgehalten."),
        back=_page(case, row), stored=lambda current: _said(current, state), submit=_("Festhalten"),
    )  # fmt: skip


def _said(row: Application, state: State) -> dict[str, Any]:
    """What was said of this step, to be shown again."""
    last = row.turns.filter(state=state, replaced=False).select_related("application__case__data_key").last()
    if last is None:
        return {"day": None, "note": ""}
    said: dict[str, Any] = {"day": last.happened_on, "note": last.note}
    if last.outcome:
        said |= {"outcome": last.outcome, "delivery": last.delivery}
    return said | ({"agency": last.agency, "body": row.body} if last.agency else {})
