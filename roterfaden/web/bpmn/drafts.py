"""A draft of a whole chain: walk it with sample answers, fetch it as BPMN, bring it back from a BPMN tool."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.common.revisions import Conflict
from roterfaden.common.safe_xml import MAX_BYTES
from roterfaden.process import editions
from roterfaden.process.asides import as_bpmn, original_of
from roterfaden.process.bpmn.rebuild import Missing, read_bpmn
from roterfaden.process.bpmn.refusals import FILE, BpmnFault, BpmnRefused
from roterfaden.process.choices import EditionKind, EditionState
from roterfaden.process.editing import Sketch, put, read_sketch
from roterfaden.process.engine.definition import Path
from roterfaden.process.models import Edition
from roterfaden.process.part_editing import change_part
from roterfaden.process.rehearsal import rehearse, weak_spots
from roterfaden.web import errors
from roterfaden.web.bpmn.forms import PathNameForm, UploadForm
from roterfaden.web.bpmn.rehearsal_page import rehearsal_page
from roterfaden.web.bpmn.views import bpmn_file
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.versions.finding import kept_edition
from roterfaden.web.versions.page import crumbs, fault_lines

MOST_WORDS = 300


@reading_view
def rehearsal(request: HttpRequest, edition: UUID) -> HttpResponse:
    """Walk the draft step by step; the words walked so far stand in the address, nothing is stored."""
    return _rehearsal(request, *_sketch(request, edition))


@reading_view
def download(request: HttpRequest, edition: UUID) -> HttpResponse:
    """The draft as a BPMN 2.0 file; of a faulty one its rehearsal, which says what is wrong."""
    found, sketch = _sketch(request, edition)
    if sketch.chain is None or sketch.faults:
        return _rehearsal(request, found, sketch)
    content = as_bpmn(sketch.chain, original_of(found))
    return bpmn_file(content, name=f"{sketch.chain.id}-{sketch.chain.version}")


def _rehearsal(
    request: HttpRequest, edition: Edition, sketch: Sketch, *, form: PathNameForm | None = None
) -> HttpResponse:
    path_form = form or PathNameForm()
    context = {"nav": "chains", "edition": edition, "crumbs": crumbs(edition.key, _("Probe"))}
    context["faults"] = fault_lines(edition.text, sketch.faults)
    if sketch.chain is not None:
        words = request.GET.getlist("w")[:MOST_WORDS]
        here = reverse("bpmn:rehearsal", args=[edition.uuid])
        is_draft = edition.kind == EditionKind.CHAIN and edition.state == EditionState.DRAFT
        edit = reverse("editor:index", args=[edition.uuid]) if is_draft else ""
        context |= rehearsal_page(sketch.chain, rehearse(sketch.chain, words), here=here, edit=edit)
        context["weak_spots"] = [spot.sentence for spot in weak_spots(sketch.chain)]
        context["remember_form"] = path_form if is_draft else None
    return render(request, "bpmn/rehearsal.html", context, status=422 if path_form.is_bound else 200)


@writing_view("POST")
def remember(request: HttpRequest, edition: UUID) -> HttpResponse:
    """Keep the way that was just walked as one that must always be possible."""
    found, sketch = _sketch(request, edition)
    form = PathNameForm(request.POST)
    words = tuple(request.GET.getlist("w")[:MOST_WORDS])
    if sketch.chain is not None and form.is_valid():
        name = form.cleaned_data["name"]
        if any(path.name == name for path in sketch.chain.paths):
            form.add_error("name", _("Einen Weg mit diesem Namen gibt es schon."))
        elif not rehearse(sketch.chain, words).ended:
            form.add_error(None, _("Der Weg ist noch nicht zu Ende."))
    if not form.is_valid():
        return _rehearsal(request, found, sketch, form=form)
    try:
        change_part(
            edition=found,
            make=lambda chain: put(chain, "paths", Path(name, words)),
            by=user_of(request),
            at=timezone.now(),
        )
    except (Conflict, editions.EditionRefused) as refusal:
        return errors.conflict(request, str(refusal))
    messages.success(request, _("Gemerkt. Dieser Weg muss von nun an immer möglich sein."))
    return redirect(
        f"{reverse('bpmn:rehearsal', args=[found.uuid])}?{urlencode([('w', word) for word in words])}"
    )


@writing_view("GET", "POST")
def upload(request: HttpRequest, edition: UUID) -> HttpResponse:
    """Replace the draft by what a BPMN file says; nothing changes if any element of it is refused."""
    found = kept_edition(request, edition)
    form = UploadForm(request.POST or None, request.FILES or None, initial={"revision": found.revision})
    faults: list[BpmnFault] = []
    if form.is_valid() and found.kind != EditionKind.CHAIN:
        form.add_error(
            "file", _("Eine Anpassung hat keine eigene Kette. Legen Sie eine ganze Kette als Entwurf an.")
        )
    if form.is_valid():
        try:
            keep_bpmn(request, found, _content(form.cleaned_data["file"]), form.cleaned_data["revision"])
        except BpmnRefused as refused:
            faults = refused.faults
            form.add_error("file", _("Diese Datei kann nicht zur Kette werden. Es wurde nichts geändert."))
        except (Conflict, editions.EditionRefused) as refusal:
            return errors.conflict(request, str(refusal))
        else:
            messages.success(request, _("Der Entwurf sagt jetzt, was in der BPMN-Datei stand."))
            return redirect("editor:index", edition=found.uuid)
    context = {"nav": "chains", "edition": found, "crumbs": crumbs(found.key, _("BPMN hochladen"))}
    context |= {"form": form, "faults": faults}
    return render(request, "bpmn/upload.html", context, status=422 if form.is_bound else 200)


def keep_bpmn(request: HttpRequest, edition: Edition, content: bytes, revision: int) -> None:
    """The draft says from now on what a BPMN file says, and keeps the file.

    Raises BpmnRefused with every element that no chain can say; Conflict; EditionRefused.
    """
    now = read_sketch(edition.text).chain
    missing = Missing(
        valid_from=now.valid_from if now else timezone.localdate(),
        version=now.version if now else edition.version or "entwurf",
        source=now.source if now else "BPMN-Datei",
        core_process=now.core_process if now else "massnahme",
        subject=now.subject if now else "client",
    )
    imported = read_bpmn(content, missing=missing)
    editions.edit(
        edition=edition,
        text=imported.text,
        revision=revision,
        by=user_of(request),
        at=timezone.now(),
        original=content.decode("utf-8-sig"),
    )


def _content(file: object) -> bytes:
    """The bytes of an uploaded file. Raises BpmnRefused, for too large a file before reading it."""
    size, read = getattr(file, "size", 0), getattr(file, "read", bytes)
    if size > MAX_BYTES:
        message = _("Die Datei ist zu groß; erlaubt sind %(most)s Bytes.") % {"most": MAX_BYTES}
        raise BpmnRefused([BpmnFault(FILE, message)])
    return bytes(read())


def _sketch(request: HttpRequest, edition: UUID) -> tuple[Edition, Sketch]:
    """An edition that the user keeps, with its chain; that of an adaptation is the base with what it changes."""
    found = kept_edition(request, edition)
    if found.kind == EditionKind.CHAIN:
        return found, read_sketch(found.text)
    verdict = editions.verdict(found, on=timezone.localdate())
    return found, Sketch(verdict.merged.chain if verdict.merged else None, verdict.faults)
