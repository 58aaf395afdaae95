"""Begin a list, put persons on it, invite, record who came, close it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roterfaden.cases.queries import services_of
from roterfaden.common.revisions import Conflict
from roterfaden.invitations import inviting as domain
from roterfaden.invitations.choices import INVITABLE, InviteeState
from roterfaden.invitations.models import InvitationRound
from roterfaden.invitations.queries import imports_to_add, invitees_of, persons_to_add
from roterfaden.web import errors
from roterfaden.web.cases.reading import note_listed
from roterfaden.web.formpage import FormPage, form_page, posted, posted_revision, shown
from roterfaden.web.guards import told, user_of, writing_view
from roterfaden.web.invitations.forms import AddForm, AnswerForm, InviteForm, RoundForm
from roterfaden.web.invitations.views import NAV, find_round

MOST_TO_CHOOSE = 500
DISTANCE = 30


@writing_view("GET", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """Begin a list for one of one's services."""
    services = list(services_of(user_of(request), on=timezone.localdate()).order_by("name"))
    if not services:
        raise PermissionDenied
    form = RoundForm(posted(request), services=services)
    if form.is_valid():
        service = form.services[form.cleaned_data["service"]]
        try:
            made = domain.open_round(service=service, title=form.cleaned_data["title"], **told(request))
        except domain.InvitationRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            return redirect("invitations:add", made.uuid)
    return _page(request, form, _("Einladungsliste beginnen"), reverse("invitations:index"))


@writing_view("GET", "POST")
def add(request: HttpRequest, inviting: UUID) -> HttpResponse:
    """Put persons on the list: everybody of an import, or one by one."""
    found, user, today = find_round(request, inviting), user_of(request), timezone.localdate()
    persons = list(persons_to_add(found, user, on=today)[:MOST_TO_CHOOSE])
    note_listed(request, (), persons=persons)
    form = AddForm(posted(request), imports=imports_to_add(found, user, on=today), persons=persons)
    back = reverse("invitations:detail", args=[found.uuid])
    if form.is_valid():
        try:
            count = _added(request, found, form)
        except domain.InvitationRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            words = ngettext(
                "%(n)s Person steht neu auf der Liste.", "%(n)s Personen stehen neu auf der Liste.", count
            )
            messages.success(request, words % {"n": count})
            return redirect(back)
    return _page(request, form, _("Personen auf die Liste setzen"), back)


def _added(request: HttpRequest, found: InvitationRound, form: AddForm) -> int:
    data, count = form.cleaned_data, 0
    if data["imported"]:
        imported = form.imports[data["imported"]]
        count += domain.add_from_import(round_=found, imported=imported, **told(request))
    if data["persons"]:
        persons = [form.known[code] for code in data["persons"]]
        count += domain.add_persons(round_=found, persons=persons, **told(request))
    return count


@writing_view("GET", "POST")
def invite(request: HttpRequest, inviting: UUID) -> HttpResponse:
    """Give dates to many at once; the letters follow from them."""
    found = find_round(request, inviting)
    rows = list(invitees_of(found, user_of(request)).filter(state__in=INVITABLE)[:MOST_TO_CHOOSE])
    note_listed(request, (), persons=[row.person for row in rows])
    form = InviteForm(posted(request), invitees=rows, initial={"minutes": DISTANCE})
    back = reverse("invitations:detail", args=[found.uuid])
    if form.is_valid():
        try:
            count = domain.invite(round_=found, invitees=form.chosen(), dates=form.dates(), **told(request))
        except domain.InvitationRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        except Conflict as conflict:
            return errors.conflict(request, str(conflict))
        else:
            words = ngettext("%(n)s Person ist eingeladen.", "%(n)s Personen sind eingeladen.", count)
            messages.success(request, words % {"n": count} + " " + _("Die Briefe liegen unten bereit."))
            return redirect(back)
    return _page(request, form, _("Einladen"), back)


@writing_view("GET", "POST")
def answer(request: HttpRequest, inviting: UUID, invitee: UUID) -> HttpResponse:
    """Record who came, is excused or did not come."""
    found = find_round(request, inviting)
    row = get_object_or_404(invitees_of(found, user_of(request)), uuid=invitee)
    row.round = found
    note_listed(request, (), persons=[row.person])
    form = AnswerForm(posted(request), initial={"revision": row.revision, "state": _first(row.state)})
    turns = list(row.turns.select_related("by"))
    for turn in turns:
        turn.invitee = row
    page = FormPage(
        title=str(row.person),
        meta=_("Einladungsliste %(title)s") % {"title": found.title},
        back=reverse("invitations:detail", args=[found.uuid]),
        refusals=(domain.InvitationRefused,),
        nav=NAV,
        lines=tuple(_words(turn) for turn in reversed(turns)),
        stored=lambda current: {"state": current.state},
    )

    def act(data: dict[str, Any]) -> None:
        domain.answer(invitee=row, **(data | {"state": InviteeState(data["state"])}), **told(request))

    return form_page(request, form, act, page)


@writing_view("POST")
def close(request: HttpRequest, inviting: UUID) -> HttpResponse:
    """Close the list."""
    found = find_round(request, inviting)
    try:
        domain.close_round(round_=found, revision=posted_revision(request), **told(request))
    except Conflict as conflict:
        return errors.conflict(request, str(conflict))
    messages.success(request, _("Die Liste ist abgeschlossen."))
    return redirect("invitations:detail", found.uuid)


def _first(state: str) -> str:
    return state if state not in (InviteeState.WAITING, InviteeState.INVITED) else ""


def _words(turn: Any) -> str:
    at = timezone.localtime(turn.at)
    said = f"{at:%d.%m.%Y}, {turn.by}: {turn.get_state_display()}"
    if turn.meets_at and turn.state == InviteeState.INVITED:
        said += _(" auf %(when)s") % {"when": f"{timezone.localtime(turn.meets_at):%d.%m.%Y %H:%M}"}
    return f"{said}. {turn.reason}" if turn.reason else f"{said}."


def _page(request: HttpRequest, form: Any, title: str, back: str) -> HttpResponse:
    return shown(request, form, FormPage(title=title, back=back, refusals=(), nav=NAV))
