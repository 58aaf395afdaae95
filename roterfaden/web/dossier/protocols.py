"""The protocol of a hand-over: begun from the file, edited, kept as a PDF."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases import rules
from roterfaden.cases.health_rights import may_open_health
from roterfaden.cases.journal import CaseIsClosed
from roterfaden.cases.models import Case
from roterfaden.common.revisions import Conflict
from roterfaden.dossier import protocols as domain
from roterfaden.dossier.choices import ProtocolState
from roterfaden.dossier.models import HandOverProtocol
from roterfaden.dossier.sharing import key_of
from roterfaden.languages.shipped import shipped
from roterfaden.web.archive.forms import RevisionForm
from roterfaden.web.casefile.frame import case_for, conflict_page, form_page, frame, refuse_unless
from roterfaden.web.cases.files import send_file
from roterfaden.web.cases.reading import find_case, open_case_for_reading
from roterfaden.web.conflicts import conflict_of
from roterfaden.web.dossier.forms import ProtocolForm
from roterfaden.web.guards import reading_view, user_of, writing_view

HERE = "dossier:protocols"
REFUSALS = (domain.ProtocolRefused, CaseIsClosed)


@reading_view
def index(request: HttpRequest, code: str) -> HttpResponse:
    """The protocols of the case, and those that can be begun."""
    case = open_case_for_reading(request, code, page="protocols")
    rows = list(case.protocols.select_related("made_by", "kept_by"))
    in_work = {row.form for row in rows if row.state == ProtocolState.DRAFT}
    fresh = [form for form in domain.forms_for(case) if form.id not in in_work]
    known = [(row, domain.form_of(row)) for row in rows]
    return render(request, "dossier/protocols.html", frame(request, case, HERE, rows=known, fresh=fresh))


@writing_view("POST")
def begin(request: HttpRequest, code: str, protocol_form: str) -> HttpResponse:
    """Begin a protocol, filled from the file."""
    case = find_case(request, code)
    refuse_unless(rules.may_work_on(user_of(request), case, on=timezone.localdate()))
    try:
        made = domain.begin_protocol(
            case=case, form_id=protocol_form, health=_health(request, case), **_who(request)
        )
    except REFUSALS as refusal:
        messages.warning(request, str(refusal))
        return redirect(HERE, code=case.code)
    return redirect("dossier:protocol", code=case.code, protocol=made.uuid)


@writing_view("GET", "POST")
def edit(request: HttpRequest, code: str, protocol: UUID) -> HttpResponse:
    """Edit a draft; read one that is kept."""
    case = case_for(request, code, page="protocol")
    row = _row(case, protocol)
    sections = domain.form_of(row)
    if row.state == ProtocolState.KEPT and request.method != "POST":
        document = domain.document_of(row, by=row.kept_by or row.made_by, at=row.kept_at or row.made_at)
        told = frame(request, case, HERE, row=row, doc=document, shared_as=key_of(row))
        return render(request, "dossier/kept.html", told)
    form = ProtocolForm(
        request.POST if request.method == "POST" else None,
        sections=sections,
        initial={**(row.texts or {}), "revision": row.revision},
    )
    if form.is_valid():
        try:
            _write(request, row, form)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        except Conflict as conflict:
            return _conflict(request, case, form, conflict)
        else:
            return redirect("dossier:protocol", code=case.code, protocol=row.uuid)
    return form_page(
        request, case, HERE, form, "dossier/protocol.html", row=row, title=shipped(sections.title)
    )


@writing_view("POST")
def discard(request: HttpRequest, code: str, protocol: UUID) -> HttpResponse:
    """Throw a draft away."""
    case = find_case(request, code)
    row, form = _row(case, protocol), RevisionForm(request.POST)
    revision = form.cleaned_data["revision"] if form.is_valid() else 0
    try:
        domain.discard_protocol(protocol=row, revision=revision, **_who(request))
    except REFUSALS as refusal:
        messages.warning(request, str(refusal))
    except Conflict:
        messages.warning(request, _("Jemand anderes hat das Protokoll inzwischen geändert."))
    else:
        messages.success(request, _("Der Entwurf ist verworfen."))
    return redirect(HERE, code=case.code)


@reading_view
def file(request: HttpRequest, code: str, protocol: UUID) -> HttpResponse:
    """The PDF of a protocol that is kept."""
    case = find_case(request, code)
    row = get_object_or_404(case.protocols.filter(file__isnull=False).select_related("file"), uuid=protocol)
    assert row.file is not None
    return send_file(request, case, row.file)


def _write(request: HttpRequest, row: HandOverProtocol, form: ProtocolForm) -> None:
    """Save; with the second button keep it at once."""
    data = dict(form.cleaned_data)
    revision = data.pop("revision")
    domain.change_protocol(protocol=row, texts=data, revision=revision, **_who(request))
    if "keep" in request.POST:
        domain.keep_protocol(protocol=row, revision=row.revision, **_who(request))
        messages.success(request, _("Das Protokoll liegt in der Akte."))
    else:
        messages.success(request, _("Gespeichert."))


def _conflict(request: HttpRequest, case: Case, form: ProtocolForm, conflict: Conflict) -> HttpResponse:
    current = conflict.current
    assert isinstance(current, HandOverProtocol)
    current.case = case
    here = reverse("dossier:protocol", args=[case.code, current.uuid])
    stored = {name: (current.texts or {}).get(name, "") for name in form.fields if name != "revision"}
    told = conflict_of(
        form, current=current, stored=stored, scopes=[case.uuid], at=timezone.now(), url=here, keep_url=here
    )
    return conflict_page(request, case, HERE, told)


def _row(case: Case, protocol: UUID) -> HandOverProtocol:
    row: HandOverProtocol = get_object_or_404(
        case.protocols.select_related("made_by", "kept_by", "file"), uuid=protocol
    )
    row.case = case
    return row


def _health(request: HttpRequest, case: Case) -> bool:
    return may_open_health(user_of(request), case, on=timezone.localdate())


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"by": user_of(request), "at": timezone.now()}
