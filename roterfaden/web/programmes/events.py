"""Events of a programme: the list with its counts, tell of one, change it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import Organisation
from roterfaden.common.forms import PickField, PlainTextField, RevisionField, SafeDateField, offer
from roterfaden.programmes import events as domain
from roterfaden.programmes.choices import Audience
from roterfaden.programmes.models import MOST_CAME, MOST_REMARK, Event, Plan
from roterfaden.programmes.queries import programme_of
from roterfaden.programmes.rules import bodies_that_hold_events
from roterfaden.web.casefile.frame import refuse_unless
from roterfaden.web.components import Link
from roterfaden.web.formpage import form_page, fresh, posted, stored_of
from roterfaden.web.guards import reading_view, told, user_of, writing_view
from roterfaden.web.paging import page_of
from roterfaden.web.programmes.frame import NAV, around, crumbs_to, measures_to_choose
from roterfaden.web.programmes.views import find_plan


def _here(plan: Plan) -> Link:
    return Link(title=_("Veranstaltungen"), url=reverse("programmes:events", args=[plan.uuid]))


class EventForm(forms.Form):
    """An event, before it takes place or after."""

    title = PlainTextField(label=gettext_lazy("Thema"), max_length=200)
    held_on = SafeDateField(label=gettext_lazy("Tag"))
    place = PlainTextField(label=gettext_lazy("Ort"), max_length=200)
    audience = PickField(label=gettext_lazy("Für wen"), choices=Audience.choices)
    organisation = PickField(label=gettext_lazy("Wer führt sie durch"))
    measure = PickField(label=gettext_lazy("Gehört zur Massnahme"), required=False)
    came = forms.IntegerField(
        label=gettext_lazy("Wie viele kamen"),
        min_value=0,
        max_value=MOST_CAME,
        required=False,
        help_text=gettext_lazy("Nach der Veranstaltung eintragen. Namen werden nicht festgehalten."),
    )
    remark = PlainTextField(
        label=gettext_lazy("Was vorbereitet und danach getan wurde"),
        max_length=MOST_REMARK,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Ohne Namen von Klientinnen und Klienten."),
    )
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    revision = RevisionField(required=False)

    def __init__(
        self, data: Any = None, *, plan: Plan, bodies: Mapping[str, Organisation], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.made_with = {"plan": plan, "bodies": bodies}
        self.bodies = bodies
        offer(self, "organisation", [(key, one.name) for key, one in bodies.items()])
        offer(self, "measure", [("", _("keine bestimmte")), *measures_to_choose(plan)])

    def facts(self) -> dict[str, Any]:
        said = {name: self.cleaned_data[name] for name in domain.FIELDS}
        return said | {"organisation": self.bodies[said["organisation"]]}


@reading_view
def index(request: HttpRequest, programme_plan: UUID) -> HttpResponse:
    """The events of a programme, the newest first, and how many came this year and the year before."""
    plan, today = find_plan(request, programme_plan), timezone.localdate()
    page = page_of(request, domain.events_of(plan))
    for row in page:
        row.plan = plan
    own = {one.pk for one in bodies_that_hold_events(user_of(request), plan, on=today)}
    counts = [(year, domain.counts_of_events(plan, year, on=today)) for year in (today.year, today.year - 1)]
    context = {
        "nav": NAV,
        "plan": plan,
        "programme": programme_of(plan),
        "crumbs": crumbs_to(plan, Link(title=_("Veranstaltungen"))),
        "page": page,
        "own": own,
        "counts": counts,
        "today": today,
    }
    return render(request, "programmes/events.html", context)


@writing_view("GET", "POST")
def add(request: HttpRequest, programme_plan: UUID) -> HttpResponse:
    """Tell of an event."""
    plan = find_plan(request, programme_plan)
    form = EventForm(
        posted(request),
        plan=plan,
        bodies=_bodies(request, plan),
        initial=fresh(held_on=timezone.localdate(), measure=request.GET.get("massnahme", "")),
    )

    def act(said: dict[str, Any]) -> object:
        return domain.tell_event(
            plan=plan, facts=form.facts(), token=said["token"] or uuid4(), **told(request)
        )

    return form_page(request, form, act, around(_("Veranstaltung festhalten"), plan, _here(plan)))


@writing_view("GET", "POST")
def change(request: HttpRequest, programme_plan: UUID, programme_event: UUID) -> HttpResponse:
    """Correct an event, or say how many came."""
    plan = find_plan(request, programme_plan)
    row: Event = get_object_or_404(domain.events_of(plan), uuid=programme_event)
    row.plan = plan
    bodies = _bodies(request, plan)
    refuse_unless(row.organisation in bodies.values())
    form = EventForm(
        posted(request), plan=plan, bodies=bodies, initial=_stored(row) | {"revision": row.revision}
    )

    def act(said: dict[str, Any]) -> None:
        domain.change_event(event=row, facts=form.facts(), revision=said["revision"] or 0, **told(request))

    return form_page(request, form, act, around(_("Veranstaltung ändern"), plan, _here(plan), stored=_stored))


def _bodies(request: HttpRequest, plan: Plan) -> dict[str, Organisation]:
    """For which bodies the reader tells of events; 403 without one."""
    found = {
        str(one.uuid): one for one in bodies_that_hold_events(user_of(request), plan, on=timezone.localdate())
    }
    refuse_unless(bool(found))
    return found


def _stored(row: Event) -> dict[str, Any]:
    return {**stored_of(domain.FIELDS)(row), "organisation": str(row.organisation.uuid)}
