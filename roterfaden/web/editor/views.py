"""A draft edited in forms, one part at a time. Nothing here needs a mouse or a script."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.common.revisions import Conflict
from roterfaden.process import editions
from roterfaden.process.editing import EditRefused, remove, shift
from roterfaden.process.engine.definition import Chain
from roterfaden.process.part_editing import PartRefused, change_part
from roterfaden.web import errors
from roterfaden.web.editor.desk import Desk, desk_of, kind_of, part_of
from roterfaden.web.editor.insert_form import InsertForm
from roterfaden.web.editor.other_forms import HeadForm
from roterfaden.web.editor.page import closed_page, editor_page, new_page, overview, part_page, part_url
from roterfaden.web.editor.saving import save_head, save_part, tell
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.versions.forms import RevisionForm

UP, DOWN = "hoch", "runter"


@reading_view
def index(request: HttpRequest, edition: UUID) -> HttpResponse:
    """The whole draft as a list of its parts, what does not hold yet, and what it would change."""
    desk = desk_of(request, edition)
    if desk.closed:
        return _closed(request, desk)
    return render(request, "editor/index.html", overview(desk, today=timezone.localdate()))


@writing_view("GET", "POST")
def head(request: HttpRequest, edition: UUID) -> HttpResponse:
    """Title, purpose, source, roles of the chain."""
    desk = desk_of(request, edition)
    if desk.closed or desk.known is None:
        return _closed(request, desk)
    form = HeadForm(request.POST or None, known=desk.known, item=desk.chain)
    if form.is_valid() and (answer := save_head(request, desk, form)) is not None:
        return answer
    context = editor_page(desk, today=timezone.localdate(), here=("kette", ""))
    context |= {"form": form, "title": _("Die Kette als Ganzes")}
    return render(request, "editor/part.html", context, status=422 if form.is_bound else 200)


@writing_view("GET", "POST")
def add(request: HttpRequest, edition: UUID, group: str) -> HttpResponse:
    """A part that is not there yet; nothing is kept before it is complete."""
    desk = desk_of(request, edition)
    if desk.closed or desk.known is None:
        return _closed(request, desk)
    kind = kind_of(group)
    form = kind.form(request.POST or None, known=desk.known)
    if form.is_valid() and (answer := save_part(request, desk, kind, form)) is not None:
        return answer
    context = new_page(desk, kind, form, today=timezone.localdate())
    return render(request, "editor/part.html", context, status=422 if form.is_bound else 200)


@writing_view("GET", "POST")
def part(request: HttpRequest, edition: UUID, group: str, part: str) -> HttpResponse:
    """The form of one part."""
    desk = desk_of(request, edition)
    if desk.closed or desk.known is None:
        return _closed(request, desk)
    if request.method == "POST" and kind_of(group).find(desk.chain, part) is None:
        return _gone(request)
    kind, item = part_of(desk, group, part)
    form = kind.form(request.POST or None, known=desk.known, item=item)
    if form.is_valid() and (answer := save_part(request, desk, kind, form)) is not None:
        return answer
    context = part_page(desk, kind, item, form, today=timezone.localdate())
    return render(request, "editor/part.html", context, status=422 if form.is_bound else 200)


@writing_view("POST")
def insert(request: HttpRequest, edition: UUID, group: str, part: str) -> HttpResponse:
    """Put something in behind a node, or a further branch into a parallel part."""
    desk = desk_of(request, edition)
    if desk.closed or desk.known is None:
        return _closed(request, desk)
    if kind_of(group).find(desk.chain, part) is None:
        return _gone(request)
    kind, item = part_of(desk, group, part)
    form = InsertForm(request.POST, chain=desk.chain, item=item)
    if form.is_valid() and form.cleaned_data["seen"] != form.fields["seen"].initial:
        return errors.conflict(request, _("Jemand hat diese Stelle geändert, während Sie daran arbeiteten."))
    if form.is_valid() and (answer := _inserted(request, desk, form)) is not None:
        return answer
    shown = kind.form(known=desk.known, item=item)
    context = part_page(desk, kind, item, shown, today=timezone.localdate(), insert=form)
    return render(request, "editor/part.html", context, status=422)


@writing_view("POST")
def take_out(request: HttpRequest, edition: UUID, group: str, part: str) -> HttpResponse:
    """Remove a part; the ways that led to it lead on. Can be taken back at once."""
    desk, form = desk_of(request, edition), RevisionForm(request.POST)
    if desk.closed:
        return _closed(request, desk)
    if not form.is_valid() or kind_of(group).find(desk.chain, part) is None:
        return _gone(request)
    kind, item = part_of(desk, group, part)
    name = getattr(item, "id", "") or item.name
    if (answer := _changed(request, desk, form, lambda chain: remove(chain, kind.group, name))) is not None:
        return answer
    return redirect("editor:index", edition=desk.edition.uuid)


@writing_view("POST")
def move(request: HttpRequest, edition: UUID, group: str, part: str) -> HttpResponse:
    """Move a part up or down in the order in which people read it."""
    desk, form = desk_of(request, edition), RevisionForm(request.POST)
    if desk.closed:
        return _closed(request, desk)
    if not form.is_valid() or kind_of(group).find(desk.chain, part) is None:
        return _gone(request)
    kind, item = part_of(desk, group, part)
    name, by = getattr(item, "id", "") or item.name, -1 if request.POST.get("wohin") == UP else 1
    if (
        answer := _changed(request, desk, form, lambda chain: shift(chain, kind.group, name, by=by))
    ) is not None:
        return answer
    return redirect(part_url(desk, kind.slug, part if hasattr(item, "id") else str(int(part) + by)))


@writing_view("POST")
def undo(request: HttpRequest, edition: UUID) -> HttpResponse:
    """Take the last change back, if nobody changed anything since."""
    desk = desk_of(request, edition)
    form = RevisionForm({"revision": request.GET.get("stand", "")})
    if not form.is_valid():
        return _gone(request)
    try:
        editions.undo(edition=desk.edition, **form.cleaned_data, by=user_of(request), at=timezone.now())
    except (Conflict, editions.EditionRefused) as refusal:
        return errors.conflict(request, str(refusal))
    messages.success(request, _("Zurückgenommen. Der Entwurf ist wieder, wie er davor war."))
    return redirect("editor:index", edition=desk.edition.uuid)


def _inserted(request: HttpRequest, desk: Desk, form: InsertForm) -> HttpResponse | None:
    before = set(desk.chain.nodes)
    try:
        done = change_part(edition=desk.edition, make=form.change(), by=user_of(request), at=timezone.now())
    except (EditRefused, PartRefused, editions.EditionRefused) as refusal:
        form.add_error(None, str(refusal))
        return None
    except Conflict as conflict:
        return errors.conflict(request, str(conflict))
    tell(request, desk, done)
    new = next((node for node in done.chain.nodes if node not in before), "")
    slug = "frage" if done.chain.decision(new) else "schritt"
    return redirect(part_url(desk, slug, new))


def _changed(
    request: HttpRequest, desk: Desk, form: RevisionForm, make: Callable[[Chain], Chain]
) -> HttpResponse | None:
    """Make a change that needs no form; the answer if it is refused."""
    seen = form.cleaned_data["revision"]
    try:
        done = change_part(
            edition=desk.edition, make=make, by=user_of(request), at=timezone.now(), revision=seen
        )
    except (EditRefused, PartRefused) as refusal:
        messages.warning(request, str(refusal))
        return redirect("editor:index", edition=desk.edition.uuid)
    except (Conflict, editions.EditionRefused) as refusal:
        return errors.conflict(request, str(refusal))
    tell(request, desk, done)
    return None


def _gone(request: HttpRequest) -> HttpResponse:
    return errors.conflict(
        request, _("Diesen Teil gibt es im Entwurf nicht mehr. Jemand hat ihn entfernt oder umbenannt.")
    )


def _closed(request: HttpRequest, desk: Desk) -> HttpResponse:
    status = 409 if request.method == "POST" else 200
    return render(request, "editor/closed.html", closed_page(desk), status=status)
