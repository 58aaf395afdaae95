"""Move running cases to another version of a chain: all of a service in the background, one by hand, and back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import Organisation, User
from roterfaden.cases.models import CaseRun
from roterfaden.cases.moving import moved_runs, runs_to_move
from roterfaden.common.forms import PickField, PlainTextField, RevisionField, offer
from roterfaden.jobs import work
from roterfaden.jobs.models import Job
from roterfaden.process import bulk_moves, moving
from roterfaden.process.catalogue import chain_by_id, chain_of
from roterfaden.process.choices import ReasonCategory, TaskState
from roterfaden.process.deviations import Reason, Who
from roterfaden.process.engine.moving import VOID, suggestion, target_of
from roterfaden.process.models import BulkMove, ChainVersion, Task
from roterfaden.process.runs import RunMovedOn, RunRefused
from roterfaden.process.storage import open_tasks_of
from roterfaden.process.wordings import named
from roterfaden.web import errors
from roterfaden.web.components import Link
from roterfaden.web.guards import user_of, writing_view
from roterfaden.web.paging import page_of
from roterfaden.web.versions.finding import kept_organisations, require_chain, versions_of
from roterfaden.web.versions.page import crumbs, rank_of

MOST_NAMED = 50
SENTENCE = gettext_lazy("Warum? Ein Satz für die Akte")


class MoveForm(forms.Form):
    """Where each open step that the other version does not have goes on; and why it is moved."""

    version = PickField(label=gettext_lazy("Auf welche Fassung?"))

    def __init__(
        self,
        data: Any,
        *,
        versions: list[ChainVersion],
        nodes: list[tuple[str, ChainVersion]],
        ask_all: bool = False,
    ) -> None:
        super().__init__(data)
        self.versions = {version.version: version for version in versions}
        offer(self, "version", [(version.version, version.version) for version in versions])
        self.to = self.versions.get(self.data.get("version", "")) or versions[0]
        self.fields["version"].initial = self.to.version
        new = chain_of(self.to)
        self.asked: dict[str, str] = {}
        for node, version in nodes:
            old = chain_of(version)
            known = target_of(old, new, node, {})
            if (known and not ask_all) or f"an-{node}" in self.fields:
                continue
            self.asked[f"an-{node}"] = node
            places = [(place, named(new, place)) for place in new.places()]
            self.fields[f"an-{node}"] = PickField(
                label=_("Wo geht es weiter statt: %(step)s") % {"step": named(old, node)},
                choices=[("", _("noch offen: nicht umstellen")), (VOID, _("entfällt")), *places],
                initial=known or suggestion(old, new, node),
                required=False,
            )

    def suggestions(self) -> dict[str, str]:
        """Where each step that is gone goes on if nobody says otherwise."""
        said = {node: str(self.fields[name].initial) for name, node in self.asked.items()}
        return {node: to for node, to in said.items() if to}

    def corrections(self) -> dict[str, str]:
        said = {node: self.cleaned_data[name] for name, node in self.asked.items()}
        return {node: to for node, to in said.items() if to}


class OneForm(MoveForm):
    """One case: also the moves that the person saw, and a sentence. `vorschau` as with all cases."""

    moves = RevisionField()
    reason = PlainTextField(label=SENTENCE, max_length=1000)

    def previews(self) -> bool:
        return "vorschau" in self.data


class BackForm(forms.Form):
    moves = RevisionField()
    reason = PlainTextField(label=SENTENCE, max_length=1000)


class AllForm(MoveForm):
    """All cases of a service: also a sentence. `vorschau` asks to see first what it would do; nothing happens then."""

    reason = PlainTextField(label=SENTENCE, max_length=1000)

    def previews(self) -> bool:
        return "vorschau" in self.data


class AllBackForm(forms.Form):
    reason = PlainTextField(label=SENTENCE, max_length=1000)


@writing_view("GET", "POST")
def move(request: HttpRequest, key: str) -> HttpResponse:
    """All running cases of a service on other versions: see what would become of them, then move them all."""
    kept = kept_organisations(request)
    require_chain(key)
    service = _chosen_service(request, kept)
    # what the service made itself comes first, the newest of it on top
    versions = sorted(versions_of(key, service), key=rank_of, reverse=True)
    to = AllForm(request.POST or None, versions=versions, nodes=[]).to
    rows = runs_to_move([service], to)
    form = AllForm(request.POST or None, versions=versions, nodes=_open_nodes(rows))
    if form.is_bound and form.previews():
        for name in ("reason", *form.asked):
            form.fields[name].required = False
    elif form.is_valid():
        return _begin(request, form, service)
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "versions/move.html", _move_page(request, key, form, service, kept), status=status)


def _begin(request: HttpRequest, form: AllForm, service: Organisation) -> HttpResponse:
    """Write the order down and let the worker carry it out."""
    user, now = user_of(request), timezone.now()
    reason = Reason(ReasonCategory.OTHER, form.cleaned_data["reason"])
    with transaction.atomic():
        bulk = bulk_moves.order(
            organisation=service,
            to=form.to,
            corrections=form.corrections(),
            reason=reason,
            by=user,
            at=now,
        )
        job = _start("cases.move_to_version", bulk, user, now)
    return redirect("jobs:detail", job=job.uuid)


def _start(kind: str, bulk: BulkMove, user: User, at: datetime) -> Job:
    url = reverse("versions:move", args=[bulk.to_version.key])
    args = {"bulk": str(bulk.uuid), "url": f"{url}?dienst={bulk.organisation.code}"}
    return work.start(kind=kind, args=args, organisation=bulk.organisation, by=user, at=at)


def _move_page(
    request: HttpRequest, key: str, form: AllForm, service: Organisation, kept: list[Organisation]
) -> dict[str, Any]:
    corrections = form.corrections() if form.is_bound and form.is_valid() else form.suggestions()
    page = page_of(request, runs_to_move([service], form.to), size=25)
    return _context(key, _("Laufende Fälle umstellen"), form) | {
        "service": service,
        "services": _service_links(key, service, kept),
        "page": page,
        "lines": _lines(list(page), form.to, corrections),
        "orders": bulk_moves.orders_of([service], key, most=25),
        "moved": list(moved_runs([service], key).filter(run__version_moves__bulk=None)[:25]),
        "to": form.to,
        "previewed": form.is_bound and form.previews(),
    }


@writing_view("GET", "POST")
def move_all_back(request: HttpRequest, bulk: UUID) -> HttpResponse:
    """Take a whole move back, with a reason. Cases that went on since are named here and left as they are."""
    kept = kept_organisations(request)
    rows = BulkMove.objects.select_related("organisation", "to_version")
    found = get_object_or_404(rows, uuid=bulk, organisation__in=kept)
    key, standing = found.to_version.key, bulk_moves.standing_moves(found)
    left = bulk_moves.gone_on(standing)
    form = AllBackForm(request.POST or None)
    if form.is_valid():
        user, now = user_of(request), timezone.now()
        with transaction.atomic():
            bulk_moves.order_back(bulk=found, reason=form.cleaned_data["reason"], by=user, at=now)
            job = _start("cases.move_back", found, user, now)
        return redirect("jobs:detail", job=job.uuid)
    count = left.count()
    codes = CaseRun.objects.filter(run__in=left.values("run")).values_list("case__code", flat=True)
    context = _context(key, _("Ganze Umstellung zurücknehmen"), form) | {
        "bulk": found,
        "going_back": standing.count() - count,
        "left_count": count,
        "left": list(codes.order_by("case__code")[:MOST_NAMED]),
    }
    return render(request, "versions/move_back.html", context, status=422 if form.is_bound else 200)


@writing_view("GET", "POST")
def move_one(request: HttpRequest, moved_run: UUID) -> HttpResponse:
    """One case: what would become of each open step, with a choice where its step is gone."""
    row = _kept_run(request, moved_run)
    tasks, key = open_tasks_of(row.run), row.run.chain_version.key
    versions = [v for v in versions_of(key, row.case.service) if v.pk != row.run.chain_version_id]
    if not versions:
        return errors.conflict(request, _("Es gibt keine andere Fassung dieser Kette."))
    nodes = [(task.node, row.run.chain_version) for task in tasks if task.kind != "own"]
    form = _one_form(request, row, tasks, versions=versions, nodes=nodes)
    if form.is_bound and form.previews():
        for name in ("reason", *form.asked):
            form.fields[name].required = False
    elif form.is_valid():
        try:
            moving.move_run(_who(request, row, form), to=form.to, corrections=form.corrections())
        except RunMovedOn as refusal:
            return errors.conflict(request, str(refusal))
        except RunRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Der Fall %(code)s ist umgestellt.") % {"code": row.case.code})
            return redirect("versions:move", key=key)
    corrections = form.corrections() if form.is_bound and form.is_valid() else form.suggestions()
    context = _context(key, _("Fall %(code)s umstellen") % {"code": row.case.code}, form) | {
        "preview": moving.preview(row.run, form.to, corrections, open_tasks=tasks),
        "row": row,
    }
    asks = form.is_bound and not (form.previews() and form.is_valid())
    return render(request, "versions/move_one.html", context, status=422 if asks else 200)


def _one_form(request: HttpRequest, row: CaseRun, tasks: list[Task], **about: Any) -> OneForm:
    """The form of one case. Where a run in a parallel part is refused, it asks for each open step where to go on."""
    form = OneForm(request.POST or None, **about)
    seen = moving.preview(row.run, form.to, form.suggestions(), open_tasks=tasks)
    if seen.refusal and not seen.unplaced:
        form = OneForm(request.POST or None, ask_all=True, **about)
    form.initial["moves"] = row.run.moves
    return form


@writing_view("GET", "POST")
def move_back(request: HttpRequest, moved_run: UUID) -> HttpResponse:
    """Take the last move to another version back, with a reason."""
    row = _kept_run(request, moved_run)
    key = row.run.chain_version.key
    form = BackForm(request.POST or None, initial={"moves": row.run.moves})
    if form.is_valid():
        try:
            moving.undo_move(_who(request, row, form))
        except RunMovedOn as refusal:
            return errors.conflict(request, str(refusal))
        except RunRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Die Umstellung ist zurückgenommen."))
            return redirect("versions:move", key=key)
    context = _context(key, _("Umstellung zurücknehmen: %(code)s") % {"code": row.case.code}, form) | {
        "label": _("Zurücknehmen"),
        "back_url": reverse("versions:move", args=[key]),
    }
    return render(request, "versions/form.html", context, status=422 if form.is_bound else 200)


def _chosen_service(request: HttpRequest, kept: list[Organisation]) -> Organisation:
    code = request.POST.get("dienst") or request.GET.get("dienst", "")
    return next((one for one in kept if one.code == code), kept[0])


def _kept_run(request: HttpRequest, run: UUID) -> CaseRun:
    """A run of a service whose chains the user keeps; any other looks missing."""
    rows = CaseRun.objects.select_related("case__service", "run__chain_version")
    return get_object_or_404(rows, run__uuid=run, case__service__in=kept_organisations(request))


def _who(request: HttpRequest, row: CaseRun, form: forms.Form) -> Who:
    said = form.cleaned_data
    reason = Reason(ReasonCategory.OTHER, said["reason"])
    return Who(
        run=row.run,
        seen_moves=said["moves"],
        reason=reason,
        scope=row.case,
        by=user_of(request),
        at=timezone.now(),
    )


def _open_nodes(rows: Any) -> list[tuple[str, ChainVersion]]:
    """Each open step of these runs once, with the version on which it is open."""
    found = Task.objects.filter(state=TaskState.OPEN, run__in=rows.values("run_id")).exclude(kind="own")
    pairs = set(found.order_by().values_list("node", "run__chain_version_id").distinct())
    versions = ChainVersion.objects.in_bulk({version for _node, version in pairs})
    return [(node, versions[version]) for node, version in sorted(pairs)]


def _service_links(key: str, service: Organisation, kept: list[Organisation]) -> list[Link]:
    """The choice between several services; none where there is one."""
    url = reverse("versions:move", args=[key])
    links = [Link(title=str(one), url=f"{url}?dienst={one.code}", current=one == service) for one in kept]
    return links if len(links) > 1 else []


def _lines(rows: list[CaseRun], to: ChainVersion, corrections: dict[str, str]) -> list[dict[str, Any]]:
    """Code, version and open steps of each case, and whether it can be moved as it is. No names."""
    tasks, arrivals = moving.open_rows(row.run for row in rows)
    found = []
    for row in rows:
        chain = chain_by_id(row.run.chain_version_id)
        here = tasks[row.run_id]
        seen = moving.preview(row.run, to, corrections, open_tasks=here, arrivals=arrivals[row.run_id])
        standing = ", ".join(task.title if task.kind == "own" else chain.title_of(task.node) for task in here)
        told = seen.refusal or " ".join(seen.lines[1:])
        found.append({"row": row, "standing": standing, "told": told, "refused": bool(seen.refusal)})
    return found


def _context(key: str, title: str, form: forms.Form) -> dict[str, Any]:
    return {"nav": "chains", "key": key, "title": title, "form": form, "crumbs": crumbs(key, title)}
