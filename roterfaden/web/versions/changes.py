"""The changes of an adaptation, one by one, in forms: nobody needs to write YAML."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.common.revisions import Conflict
from roterfaden.process import editions, overlay_editing
from roterfaden.process.choices import EditionKind, EditionState
from roterfaden.process.engine.definition import Chain
from roterfaden.process.models import Edition
from roterfaden.web import errors
from roterfaden.web.guards import user_of, writing_view
from roterfaden.web.versions.change_forms import KINDS, ChangeForm, PickForm, Place, title_of
from roterfaden.web.versions.draft_page import chain_under
from roterfaden.web.versions.finding import kept_edition
from roterfaden.web.versions.forms import RevisionForm
from roterfaden.web.versions.page import crumbs


@writing_view("GET", "POST")
def add(request: HttpRequest, edition: UUID) -> HttpResponse:
    """Choose what and where; then fill in the words."""
    found = _draft(request, edition)
    chain = chain_under(found, today=timezone.localdate())
    if chain is None:
        raise Http404
    pick = PickForm(request.GET if "tun" in request.GET else None, chain=chain)
    if not pick.is_valid():
        status = 422 if pick.is_bound else 200
        return _page(request, found, status, pick=pick, title=_("Änderung hinzufügen"))
    do, place = pick.cleaned_data["tun"], _place(chain, pick.cleaned_data["an"])
    if KINDS[do].steps_only and chain.step(pick.cleaned_data["an"]) is None:
        pick.add_error("an", _("Das geht nur an einem Schritt."))
        return _page(request, found, 422, pick=pick, title=_("Änderung hinzufügen"))
    data = request.POST if request.method == "POST" else None
    form = ChangeForm(data, do=do, place=place, chain=chain, initial={"revision": found.revision})
    if form.is_valid() and (answer := _add(request, found, form)) is not None:
        return answer
    where = title_of(chain, place.id) if place is not None and KINDS[do].place else found.key
    return _page(request, found, 422 if form.is_bound else 200, form=form, title=KINDS[do].label, where=where)


@writing_view("POST")
def drop(request: HttpRequest, edition: UUID, number: int) -> HttpResponse:
    """Take one change out again."""
    found = _draft(request, edition)
    form = RevisionForm(request.POST)
    if not form.is_valid():
        return errors.conflict(request, _("Das Formular ist unvollständig. Bitte laden Sie die Seite neu."))
    revision = form.cleaned_data["revision"]
    try:
        overlay_editing.drop_change(
            edition=found, number=number, revision=revision, by=user_of(request), at=timezone.now()
        )
    except Conflict as conflict:
        return errors.conflict(request, str(conflict))
    except editions.EditionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Die Änderung ist weg."))
    return redirect("versions:edit", edition=found.uuid)


def _add(request: HttpRequest, found: Edition, form: ChangeForm) -> HttpResponse | None:
    try:
        overlay_editing.add_change(
            edition=found,
            change=form.change(),
            revision=form.cleaned_data["revision"],
            by=user_of(request),
            at=timezone.now(),
        )
    except Conflict as conflict:
        return errors.conflict(request, str(conflict))
    except editions.EditionRefused as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, _("Die Änderung steht im Entwurf."))
    return redirect("versions:edit", edition=found.uuid)


def _draft(request: HttpRequest, edition: UUID) -> Edition:
    """The draft of an adaptation; anything else is a missing page."""
    found = kept_edition(request, edition)
    if found.kind != EditionKind.OVERLAY or found.state != EditionState.DRAFT:
        raise Http404
    return found


def _place(chain: Chain, node: str) -> Place:
    return chain.step(node) or chain.decision(node)


def _page(request: HttpRequest, edition: Edition, status: int, **more: object) -> HttpResponse:
    context = {
        "nav": "chains",
        "edition": edition,
        "crumbs": crumbs(edition.key, edition.title or _("Entwurf")),
        **more,
    }
    return render(request, "versions/change.html", context, status=status)
