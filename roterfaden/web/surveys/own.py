"""Questionnaires: those of the catalogue and a service's own, written in forms or brought as a file."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation
from roterfaden.common.revisions import Conflict
from roterfaden.common.yaml_nodes import FileFaults
from roterfaden.surveys import own as domain
from roterfaden.surveys.models import OwnQuestionnaire
from roterfaden.surveys.queries import known_questionnaires, planned_for, questionnaires_visible_to
from roterfaden.surveys.reader import Question, Questionnaire, questionnaires
from roterfaden.surveys.refusals import SurveyRefused
from roterfaden.web import errors
from roterfaden.web.downloads import attachment
from roterfaden.web.formpage import FormPage, form_page, posted, posted_revision, shown
from roterfaden.web.guards import reading_view, told, user_of, writing_view
from roterfaden.web.surveys.own_forms import BeginForm, HeadForm, QuestionForm, UploadForm, head_of

YAML = "application/yaml; charset=utf-8"


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """All questionnaires that one's service can ask."""
    user, today = user_of(request), timezone.localdate()
    context = {
        "nav": "surveys",
        "shipped": questionnaires().values(),
        "own": questionnaires_visible_to(user, on=today),
        "plans": planned_for(user, on=today).exists(),
    }
    return render(request, "surveys/questionnaires.html", context)


@writing_view("GET", "POST")
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a questionnaire, empty or with the questions of another."""
    places = _places(request)
    form = BeginForm(posted(request), places=places, known=known_questionnaires(places))
    if form.is_valid():
        try:
            made = domain.begin(**form.wanted(), **told(request))
        except SurveyRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("surveys:own", made.uuid)
    return shown(request, form, _page(_("Fragebogen anlegen"), label=_("Anlegen")))


@writing_view("GET", "POST")
def upload(request: HttpRequest) -> HttpResponse:
    """Bring a questionnaire as a file; a bad one is refused with its lines."""
    form = UploadForm(posted(request), request.FILES or None, places=_places(request))
    if form.is_valid():
        sent, place = form.cleaned_data["file"], form.places[form.cleaned_data["organisation"]]
        try:
            text = sent.read().decode("utf-8-sig")
            made = domain.upload(organisation=place, text=text, path=sent.name, **told(request))
        except UnicodeDecodeError:
            form.add_error("file", _("Die Datei ist kein Text in UTF-8."))
        except FileFaults as found:
            for fault in found.faults:
                form.add_error("file", _("Zeile %(line)s: ") % {"line": fault.line} + fault.message)
        except SurveyRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("surveys:own", made.uuid)
    return shown(request, form, _page(_("Fragebogen hochladen"), label=_("Hochladen")))


@reading_view
def detail(request: HttpRequest, own_sheet: UUID) -> HttpResponse:
    """One of one's own with its questions."""
    found = _find(request, own_sheet)
    return _detail(request, found)


def _detail(request: HttpRequest, found: OwnQuestionnaire, refusal: str = "") -> HttpResponse:
    plans = planned_for(user_of(request), on=timezone.localdate()).filter(pk=found.organisation_id).exists()
    context = {
        "nav": "surveys",
        "own": found,
        "sheet": found.as_questionnaire(),
        "plans": plans,
        "changes": plans and not found.asked,
        "refusal": refusal,
    }
    return render(request, "surveys/own.html", context, status=422 if refusal else 200)


@writing_view("GET", "POST")
def head(request: HttpRequest, own_sheet: UUID) -> HttpResponse:
    """Change what stands above the questions."""
    found = _find(request, own_sheet)
    form = HeadForm(posted(request), initial=head_of(found))

    def act(data: dict[str, Any]) -> None:
        domain.write_head(own=found, head=form.head(), revision=data["revision"] or 0, **told(request))

    return form_page(request, form, act, _page(_("Fragebogen ändern"), found, stored=head_of))


@writing_view("GET", "POST")
def question(request: HttpRequest, own_sheet: UUID, own_question: str = "") -> HttpResponse:
    """Add a question, or change one."""
    found = _find(request, own_sheet)
    known = _question(found, own_question) if own_question else None
    initial = _said(known) if known else {}
    form = QuestionForm(posted(request), initial=initial | {"revision": found.revision})

    def act(data: dict[str, Any]) -> None:
        put = form.question(own_question)
        domain.put_question(own=found, question=put, revision=data["revision"], **told(request))

    def stored(current: OwnQuestionnaire) -> dict[str, Any]:
        same = [one for one in current.as_questionnaire().questions if one.id == own_question]
        return {**(_said(same[0]) if same else {}), "revision": current.revision}

    title = _("Frage ändern") if known else _("Frage hinzufügen")
    return form_page(request, form, act, _page(title, found, stored=stored))


@writing_view("POST")
def turn(request: HttpRequest, own_sheet: UUID, own_question: str) -> HttpResponse:
    """Move a question up or down, or take it out."""
    found = _find(request, own_sheet)
    facts = {"own": found, "question_id": own_question, "revision": posted_revision(request), **told(request)}
    try:
        if request.POST.get("turn") == "drop":
            domain.drop_question(**facts)
        else:
            domain.move_question(**facts, places=-1 if request.POST.get("turn") == "up" else 1)
    except SurveyRefused as refusal:
        return _detail(request, found, str(refusal))
    except Conflict as conflict:
        return errors.conflict(request, str(conflict))
    return redirect("surveys:own", found.uuid)


@writing_view("POST")
def version(request: HttpRequest, own_sheet: UUID) -> HttpResponse:
    """Begin the version that follows one that was asked."""
    found = _find(request, own_sheet)
    try:
        made = domain.next_version(own=found, **told(request))
    except SurveyRefused as refusal:
        return _detail(request, found, str(refusal))
    messages.success(request, _("Die neue Fassung ist angelegt."))
    return redirect("surveys:own", made.uuid)


@reading_view
def as_file(request: HttpRequest, sheet_id: str, sheet_version: str) -> HttpResponse:
    """A questionnaire as the file from which it can be uploaded."""
    found: Questionnaire | None = questionnaires().get((sheet_id, sheet_version))
    if found is None:
        rows = questionnaires_visible_to(user_of(request), on=timezone.localdate()).filter(name=sheet_id)
        own = [row for row in rows if str(row.number) == sheet_version]
        if not own:
            raise Http404
        found = own[0].as_questionnaire()
    return attachment(domain.as_yaml(found), name="fragebogen.yaml", media_type=YAML)


def _places(request: HttpRequest) -> list[Organisation]:
    places = list(planned_for(user_of(request), on=timezone.localdate()))
    if not places:
        raise PermissionDenied
    return places


def _find(request: HttpRequest, own_sheet: UUID) -> OwnQuestionnaire:
    rows = questionnaires_visible_to(user_of(request), on=timezone.localdate())
    return get_object_or_404(rows, uuid=own_sheet)


def _question(found: OwnQuestionnaire, own_question: str) -> Question:
    same = [one for one in found.as_questionnaire().questions if one.id == own_question]
    if not same:
        raise Http404
    return same[0]


def _said(known: Question) -> dict[str, Any]:
    return {"kind": known.kind, "text": known.text, "easy": known.easy, "goal": known.goal}


def _page(
    title: str,
    found: OwnQuestionnaire | None = None,
    *,
    label: str = "",
    stored: Callable[[Any], dict[str, Any]] | None = None,
) -> FormPage:
    back = reverse("surveys:own", args=[found.uuid]) if found else reverse("surveys:questionnaires")
    return FormPage(
        title=title,
        meta=found.title if found else "",
        back=back,
        refusals=(SurveyRefused,),
        label=label,
        nav="surveys",
        stored=stored or (lambda _current: {}),
    )
