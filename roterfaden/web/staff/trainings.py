"""Training: needs from gaps, wishes and new rules, the plan, the proof, the effect."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation
from roterfaden.documents.files import read_file
from roterfaden.languages.shipped import shipped
from roterfaden.staff import training as domain
from roterfaden.staff.choices import OPEN_NEEDS, Impact, Origin, TrainingState
from roterfaden.staff.models import StaffFile, Training
from roterfaden.staff.office_view import remarks_of
from roterfaden.staff.qualifying import note_paper_read
from roterfaden.staff.queries import files_in, files_visible_to, is_there, trainings_visible_to
from roterfaden.staff.requirements import requirements_for
from roterfaden.staff.rules import may_write
from roterfaden.staff.standing import Gap, gaps_in, next_gathering, people_in
from roterfaden.web.downloads import attachment
from roterfaden.web.formpage import facts_of, form_page, fresh, initial_of, posted, stored_of
from roterfaden.web.guards import reading_view, told, user_of, writing_view
from roterfaden.web.network.access import find, today
from roterfaden.web.paging import page_of
from roterfaden.web.staff.access import around, led, led_to_write, page, proof_links, upload_of
from roterfaden.web.staff.forms import EffectForm, HoldForm, TrainingForm, WishForm

FIELDS = domain.NEED_FIELDS
WISH: dict[str, Any] = {"planned_on": None, "provider": "", "cost": None, "criterion": ""}
WISH |= {"origin": Origin.WISH, "state": TrainingState.NEED}


@dataclass(frozen=True)
class Needs:
    """Where needs of a service come from, besides those already taken up."""

    place: Organisation
    gaps: list[Gap]
    gathered_again: date | None


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """For who leads the needs and the plan; for everybody what concerns them or all."""
    places = led(request)
    visible = trainings_visible_to(user_of(request), on=today())
    rows = list(visible.filter(state__in=OPEN_NEEDS))
    needs = [
        Needs(place, gaps_in(place, people_in(place, on=today())), next_gathering(place)) for place in places
    ]
    planned = [one for one in rows if one.state == TrainingState.PLANNED]
    held = visible.filter(state=TrainingState.HELD).order_by("-held_on", "-pk")
    context = page(
        request,
        "trainings",
        needs=needs,
        open=[one for one in rows if one.state == TrainingState.NEED],
        planned=planned,
        page=page_of(request, held),
        cost=sum((one.cost for one in planned if one.cost is not None), Decimal()),
        places=places,
        remarks=[row for place in places for row in remarks_of(place)],
        proofs=proof_links(request, "needs", "plan", "effect") if places else [],
    )
    return render(request, "staff/trainings.html", context)


@writing_view("GET", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """Take up a need; `?kriterium=` and `?akte=` name the gap that one comes from."""
    offered = led_to_write(request)
    asked = {"criterion": request.GET.get("kriterium", "")[:40], "for_whom": request.GET.get("akte", "")[:40]}
    initial = {**fresh(), **asked, "origin": Origin.GAP if asked["criterion"] else Origin.RULE}
    found = next(
        (c.title for p in offered for c in requirements_for(p).criteria if c.key == asked["criterion"]), ""
    )
    form = _form(request, offered, {**initial, "topic": found})

    def act(said: dict[str, Any]) -> None:
        domain.need(
            organisation=form.kept_by(),
            staff_file=_file_named(request, said["for_whom"]),
            facts=facts_of(said, FIELDS),
            token=said["token"],
            **told(request),
        )

    return form_page(request, form, act, around(_("Bedarf aufnehmen"), reverse("staff:trainings")))


@writing_view("GET", "POST")
def wish(request: HttpRequest, staff_file: UUID) -> HttpResponse:
    """Wish for a training."""
    found: StaffFile = find(request, files_visible_to, staff_file)
    form = WishForm(posted(request), initial=fresh())

    def act(said: dict[str, Any]) -> None:
        domain.need(
            organisation=found.organisation,
            staff_file=found,
            facts=WISH | facts_of(said, ("topic", "priority")),
            token=said["token"],
            **told(request),
        )

    back = f"{reverse('staff:file', args=[found.uuid])}#fortbildung"
    return form_page(request, form, act, around(_("Fortbildung wünschen"), back, meta=str(found.user)))


@writing_view("GET", "POST")
def change(request: HttpRequest, training: UUID) -> HttpResponse:
    """Plan it, say what it costs, or drop it; the worker changes an own wish as long as nobody took it up."""
    found: Training = find(request, trainings_visible_to, training)
    if not domain.may_change(user_of(request), found, on=today()):
        raise PermissionDenied
    places = [one for one in led(request) if one.pk == found.organisation_id]
    names = FIELDS if places else ("topic", "priority")
    initial = initial_of(found, names)
    form = (
        _form(request, places, initial, is_new=False)
        if places
        else WishForm(posted(request), initial=initial)
    )

    def act(said: dict[str, Any]) -> None:
        facts = {name: getattr(found, name) for name in FIELDS} | facts_of(said, names)
        domain.change(training=found, facts=facts, revision=form.kept_revision, **told(request))

    frame = around(_("Fortbildung ändern"), _back(found), meta=_whose(found), stored=stored_of(names))
    return form_page(request, form, act, frame)


@writing_view("GET", "POST")
def hold(request: HttpRequest, training: UUID) -> HttpResponse:
    """Say that it took place, with its proof."""
    found = _concerned(request, training)
    files = request.FILES if request.method == "POST" else None
    form = HoldForm(posted(request), files, initial=initial_of(found, ("held_on", "reason")))

    def act(said: dict[str, Any]) -> None:
        domain.hold(
            training=found,
            held_on=said["held_on"],
            reason=said["reason"],
            upload=upload_of(said),
            revision=form.kept_revision,
            **told(request),
        )

    stored = stored_of(("held_on", "reason"))
    frame = around(
        _("Besuch festhalten"), _back(found), meta=_whose(found), lines=(found.topic,), stored=stored
    )
    return form_page(request, form, act, frame)


@writing_view("GET", "POST")
def tell_effect(request: HttpRequest, training: UUID) -> HttpResponse:
    """Say what it brought at work."""
    found, names = _concerned(request, training), ("impact", "effect")
    form = EffectForm(posted(request), initial=initial_of(found, names))

    def act(said: dict[str, Any]) -> None:
        impact, effect = Impact(said["impact"]), said["effect"]
        domain.tell_effect(
            training=found, impact=impact, effect=effect, revision=form.kept_revision, **told(request)
        )

    frame = around(
        _("Wirkung festhalten"),
        _back(found),
        meta=_whose(found),
        lines=(found.topic,),
        stored=stored_of(names),
    )
    return form_page(request, form, act, frame)


@reading_view
def paper(request: HttpRequest, training: UUID) -> HttpResponse:
    """The certificate, always as a download; the reading is noted. Of one for all only who leads reads it."""
    found = _concerned(request, training)
    if found.paper is None:
        raise Http404
    if found.staff_file is not None:
        note_paper_read(staff_file=found.staff_file, **told(request))
    return attachment(read_file(found.paper), name=found.paper.name)


def _concerned(request: HttpRequest, uuid: UUID) -> Training:
    found: Training = find(request, trainings_visible_to, uuid)
    user = user_of(request)
    if found.staff_file is not None and may_write(user, found.staff_file, on=today()):
        return found
    if found.organisation_id not in [one.pk for one in led(request)]:
        raise PermissionDenied
    return found


def _form(
    request: HttpRequest, places: list[Organisation], initial: dict[str, Any], *, is_new: bool = True
) -> TrainingForm:
    criteria = {one.key: shipped(one.title) for place in places for one in requirements_for(place).criteria}
    files = [one for place in places for one in files_in(place) if is_there(one, on=today())]
    options = {
        "criterion": [("", _("zu keiner")), *criteria.items()],
        "for_whom": [("", _("für alle")), *((str(one.uuid), str(one.user)) for one in files)],
    }
    form = TrainingForm(posted(request), places=places, options=options, initial=initial)
    if not is_new:
        del form.fields["for_whom"]
    return form


def _file_named(request: HttpRequest, uuid: str) -> StaffFile | None:
    rows = files_visible_to(user_of(request), on=today())
    return rows.filter(uuid=uuid).first() if uuid else None


def _whose(found: Training) -> str:
    return str(found.staff_file.user) if found.staff_file is not None else _("für alle")


def _back(found: Training) -> str:
    if found.staff_file is None:
        return reverse("staff:trainings")
    return f"{reverse('staff:file', args=[found.staff_file.uuid])}#fortbildung"
