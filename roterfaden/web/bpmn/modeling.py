"""A draft drawn with bpmn-js: its drawing goes into the page, and comes back by the same way as an uploaded file."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from roterfaden.common.revisions import Conflict
from roterfaden.process import editions
from roterfaden.process.asides import as_bpmn, original_of
from roterfaden.process.bpmn.refusals import BpmnFault, BpmnRefused
from roterfaden.process.models import Edition
from roterfaden.web import errors
from roterfaden.web.bpmn.drafts import keep_bpmn
from roterfaden.web.bpmn.forms import ModelForm
from roterfaden.web.editor.desk import Desk, desk_of
from roterfaden.web.editor.page import closed_page
from roterfaden.web.guards import writing_view
from roterfaden.web.versions.page import crumbs


@writing_view("GET", "POST")
def model(request: HttpRequest, edition: UUID) -> HttpResponse:
    """Draw the draft. What cannot be said by a chain is told at its element, and nothing of the drawing is lost."""
    desk = desk_of(request, edition)
    if desk.closed or (desk.sketch.faults and request.method == "GET"):
        return _closed(request, desk)
    form = ModelForm(request.POST or None)
    faults: list[BpmnFault] = []
    if form.is_valid():
        said = form.cleaned_data
        try:
            keep_bpmn(request, desk.edition, said["xml"].encode("utf-8", "replace"), said["revision"])
        except BpmnRefused as refused:
            faults = refused.faults
        except Conflict as conflict:
            return _clash(request, desk, said["xml"], conflict)
        except editions.EditionRefused as refusal:
            return errors.conflict(request, str(refusal))
        else:
            messages.success(
                request, _("Die Zeichnung ist gespeichert. Der Entwurf sagt jetzt, was sie sagt.")
            )
            return redirect("editor:index", edition=desk.edition.uuid)
    if not form.is_bound:
        xml = as_bpmn(desk.chain, original_of(desk.edition)).decode()
        form = ModelForm(initial={"xml": xml, "revision": desk.edition.revision})
    return _page(request, desk, form, faults, status=422 if form.is_bound else 200)


def _page(
    request: HttpRequest,
    desk: Desk,
    form: ModelForm,
    faults: list[BpmnFault],
    *,
    status: int,
    clash: str = "",
) -> HttpResponse:
    context = {"nav": "chains", "edition": desk.edition, "form": form, "faults": faults, "clash": clash}
    context |= {"crumbs": crumbs(desk.edition.key, _("Zeichnen")), "chain": desk.sketch.chain}
    return render(request, "bpmn/model.html", context, status=status)


def _clash(request: HttpRequest, desk: Desk, mine: str, conflict: Conflict) -> HttpResponse:
    """The drawing stays with the new revision, so that sending it again keeps it; the other's is a link away."""
    current = conflict.current
    if not isinstance(current, Edition):
        return errors.conflict(request, _("Der Entwurf wurde inzwischen verworfen."))
    form = ModelForm({"xml": mine, "revision": current.revision})
    form.is_valid()
    return _page(request, desk, form, [], status=409, clash=str(current.edited_by or _("Jemand")))


def _closed(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A draft that is no draft any more, or whose faults must be mended in the forms before it can be drawn."""
    if not desk.closed:
        messages.warning(
            request, _("Zeichnen lässt sich ein Entwurf, der hält. Bitte beheben Sie zuerst, was hier steht.")
        )
        return redirect("editor:index", edition=desk.edition.uuid)
    status = 409 if request.method == "POST" else 200
    return render(request, "editor/closed.html", closed_page(desk), status=status)
