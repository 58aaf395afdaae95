"""A draft of a whole chain: walk it with sample answers, fetch it as BPMN, bring it back from a BPMN tool."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.common.revisions import Conflict
from roterfaden.process import editions
from roterfaden.process.bpmn.reader import MAX_BYTES
from roterfaden.process.bpmn.rebuild import Missing, read_bpmn
from roterfaden.process.bpmn.refusals import FILE, BpmnFault, BpmnRefused
from roterfaden.process.bpmn.writer import write_bpmn
from roterfaden.process.choices import EditionKind
from roterfaden.process.editing import Sketch, read_sketch
from roterfaden.process.models import Edition
from roterfaden.process.rehearsal import rehearse, weak_spots
from roterfaden.web import errors
from roterfaden.web.bpmn.forms import UploadForm
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
    return bpmn_file(write_bpmn(sketch.chain), name=f"{sketch.chain.id}-{sketch.chain.version}")


def _rehearsal(request: HttpRequest, edition: Edition, sketch: Sketch) -> HttpResponse:
    context = {"nav": "chains", "edition": edition, "crumbs": crumbs(edition.key, _("Probe"))}
    context["faults"] = fault_lines(edition.text, sketch.faults)
    if sketch.chain is not None:
        words = request.GET.getlist("w")[:MOST_WORDS]
        here = reverse("bpmn:rehearsal", args=[edition.uuid])
        context |= rehearsal_page(sketch.chain, rehearse(sketch.chain, words), here=here)
        context["weak_spots"] = weak_spots(sketch.chain)
    return render(request, "bpmn/rehearsal.html", context)


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
        said = form.cleaned_data
        try:
            imported = _import(said["file"], found)
            editions.edit(
                edition=found,
                text=imported,
                revision=said["revision"],
                by=user_of(request),
                at=timezone.now(),
            )
        except BpmnRefused as refused:
            faults = refused.faults
            form.add_error("file", _("Diese Datei kann nicht zur Kette werden. Es wurde nichts geändert."))
        except (Conflict, editions.EditionRefused) as refusal:
            return errors.conflict(request, str(refusal))
        else:
            messages.success(request, _("Der Entwurf sagt jetzt, was in der BPMN-Datei stand."))
            return redirect("versions:edit", edition=found.uuid)
    context = {"nav": "chains", "edition": found, "crumbs": crumbs(found.key, _("BPMN hochladen"))}
    context |= {"form": form, "faults": faults}
    return render(request, "bpmn/upload.html", context, status=422 if form.is_bound else 200)


def _import(file: object, edition: Edition) -> str:
    """The text of the chain that an uploaded file says. Raises BpmnRefused, for too large a file before reading it."""
    size, read = getattr(file, "size", 0), getattr(file, "read", bytes)
    if size > MAX_BYTES:
        message = _("Die Datei ist zu groß; erlaubt sind %(most)s Bytes.") % {"most": MAX_BYTES}
        raise BpmnRefused([BpmnFault(FILE, message)])
    now = read_sketch(edition.text).chain
    missing = Missing(
        valid_from=now.valid_from if now else timezone.localdate(),
        version=now.version if now else edition.version or "entwurf",
        source=now.source if now else "BPMN-Datei",
        core_process=now.core_process if now else "massnahme",
        subject=now.subject if now else "client",
    )
    return read_bpmn(read(), missing=missing).text


def _sketch(request: HttpRequest, edition: UUID) -> tuple[Edition, Sketch]:
    """An edition that the user keeps, with its chain; that of an adaptation is the base with what it changes."""
    found = kept_edition(request, edition)
    if found.kind == EditionKind.CHAIN:
        return found, read_sketch(found.text)
    verdict = editions.verdict(found, on=timezone.localdate())
    return found, Sketch(verdict.merged.chain if verdict.merged else None, verdict.faults)
