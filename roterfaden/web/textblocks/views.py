"""Text blocks: what is there to insert into entries, and keeping it up."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases import text_blocks as domain
from roterfaden.cases.journal_records import TextBlock
from roterfaden.common.revisions import Conflict
from roterfaden.web.conflicts import conflict_of
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.textblocks.forms import BlockForm, NewBlockForm
from roterfaden.web.undo import offer_undo

HERE = "textblocks:index"


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """The blocks that the reader may insert."""
    blocks = domain.blocks_for(user_of(request), on=timezone.localdate())
    return render(request, "textblocks/index.html", {"blocks": blocks})


@writing_view("GET", "POST")
def add(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    typed = request.POST if request.method == "POST" else None
    form = NewBlockForm(typed, user=user, on=timezone.localdate())
    if form.is_valid():
        try:
            domain.add_block(said=form.said(), service=form.owner(), by=user, at=timezone.now())
        except domain.BlockRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Der Textbaustein ist angelegt."))
            return redirect(HERE)
    return _page(request, form, _("Textbaustein anlegen"))


@writing_view("GET", "POST")
def change(request: HttpRequest, block: UUID) -> HttpResponse:
    row = _block(request, block)
    known = {"title": row.title, "text": row.text, "kind": row.kind}
    typed = request.POST if request.method == "POST" else None
    form = BlockForm(typed, initial=known | {"revision": row.revision})
    if form.is_valid():
        revision = form.cleaned_data["revision"] or 0
        try:
            domain.change_block(
                block=row, said=form.said(), revision=revision, by=user_of(request), at=timezone.now()
            )
        except domain.BlockRefused as refusal:
            form.add_error(None, str(refusal))
        except Conflict as conflict:
            return _conflict(request, form, conflict)
        else:
            messages.success(request, _("Der Textbaustein ist geändert."))
            return redirect(HERE)
    return _page(request, form, _("Textbaustein ändern"))


@writing_view("POST")
def discard(request: HttpRequest, block: UUID) -> HttpResponse:
    row = _block(request, block)
    domain.discard_block(block=row, by=user_of(request), at=timezone.now())
    offer_undo(request, _("Der Textbaustein ist gelöscht."), reverse("textblocks:restore", args=[row.uuid]))
    return redirect(HERE)


@writing_view("POST")
def restore(request: HttpRequest, block: UUID) -> HttpResponse:
    row = _block(request, block)
    domain.restore_block(block=row, by=user_of(request), at=timezone.now())
    return redirect(HERE)


def _block(request: HttpRequest, block: UUID) -> TextBlock:
    reach = domain.blocks_in_reach(user_of(request), on=timezone.localdate())
    return get_object_or_404(reach.select_related("service"), uuid=block)


def _page(request: HttpRequest, form: BlockForm, title: str) -> HttpResponse:
    context = {"form": form, "title": title, "submit": _("Textbaustein speichern"), "back_url": reverse(HERE)}
    return render(request, "textblocks/form.html", context, status=422 if form.is_bound else 200)


def _conflict(request: HttpRequest, form: BlockForm, conflict: Conflict) -> HttpResponse:
    current = conflict.current
    assert isinstance(current, TextBlock)
    told = conflict_of(
        form,
        current=current,
        stored={"title": current.title, "text": current.text, "kind": current.kind},
        scopes=[],
        at=timezone.now(),
        url=reverse("textblocks:change", args=[current.uuid]),
        keep_url=reverse(HERE),
    )
    return render(request, "textblocks/conflict.html", {"conflict": told}, status=409)
