"""The list of those to call in a crisis: each service keeps its own."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation
from roterfaden.cases import crisis_contacts as domain
from roterfaden.cases.crisis_records import CrisisContact
from roterfaden.cases.queries import services_of
from roterfaden.common.revisions import Conflict
from roterfaden.web.conflicts import conflict_of
from roterfaden.web.crisis.forms import ContactForm, NewContactForm
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.undo import offer_undo

HERE = "crisis_contacts:index"


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """For each of the reader's services the own contacts and the numbers of the country, as they stand now."""
    now = timezone.now()
    lists = [(service, *domain.reachable(service, at=now)) for service in _services(request).values()]
    return render(request, "crisis/contacts.html", {"lists": lists, "now": now})


@writing_view("GET", "POST")
def add(request: HttpRequest) -> HttpResponse:
    services = _services(request)
    form = NewContactForm(request.POST if request.method == "POST" else None, services=services)
    if form.is_valid():
        service = services[form.cleaned_data["service"]]
        try:
            domain.add_contact(service=service, said=form.said(), by=user_of(request), at=timezone.now())
        except domain.ContactRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Der Kontakt steht in der Liste."))
            return redirect(HERE)
    return _page(request, form, _("Krisenkontakt eintragen"))


@writing_view("GET", "POST")
def change(request: HttpRequest, contact: UUID) -> HttpResponse:
    row = _contact(request, contact)
    typed = request.POST if request.method == "POST" else None
    form = ContactForm(typed, initial=_stored(row) | {"revision": row.revision})
    if form.is_valid():
        revision = form.cleaned_data["revision"] or 0
        try:
            domain.change_contact(
                contact=row, said=form.said(), revision=revision, by=user_of(request), at=timezone.now()
            )
        except domain.ContactRefused as refusal:
            form.add_error(None, str(refusal))
        except Conflict as conflict:
            return _conflict(request, form, conflict)
        else:
            messages.success(request, _("Der Kontakt ist geändert."))
            return redirect(HERE)
    return _page(request, form, _("Krisenkontakt ändern"))


@writing_view("POST")
def discard(request: HttpRequest, contact: UUID) -> HttpResponse:
    row = _contact(request, contact)
    domain.discard_contact(contact=row, by=user_of(request), at=timezone.now())
    offer_undo(request, _("Der Kontakt ist gelöscht."), reverse("crisis_contacts:restore", args=[row.uuid]))
    return redirect(HERE)


@writing_view("POST")
def restore(request: HttpRequest, contact: UUID) -> HttpResponse:
    row = _contact(request, contact)
    domain.restore_contact(contact=row, by=user_of(request), at=timezone.now())
    return redirect(HERE)


def _services(request: HttpRequest) -> dict[str, Organisation]:
    """The reader's services; whoever works in none has no business here."""
    found = {one.code: one for one in services_of(user_of(request), on=timezone.localdate())}
    if not found:
        raise PermissionDenied
    return found


def _contact(request: HttpRequest, contact: UUID) -> CrisisContact:
    ids = [service.pk for service in _services(request).values()]
    return get_object_or_404(
        CrisisContact.objects.filter(service__in=ids).select_related("service"), uuid=contact
    )


def _stored(row: CrisisContact) -> dict[str, str]:
    return {name: getattr(row, name) for name in domain.COLUMNS}


def _page(request: HttpRequest, form: ContactForm, title: str) -> HttpResponse:
    context = {"form": form, "title": title, "submit": _("Kontakt speichern"), "back_url": reverse(HERE)}
    return render(request, "textblocks/form.html", context, status=422 if form.is_bound else 200)


def _conflict(request: HttpRequest, form: ContactForm, conflict: Conflict) -> HttpResponse:
    current = conflict.current
    assert isinstance(current, CrisisContact)
    told = conflict_of(
        form,
        current=current,
        stored=_stored(current),
        scopes=[],
        at=timezone.now(),
        url=reverse("crisis_contacts:change", args=[current.uuid]),
        keep_url=reverse(HERE),
    )
    return render(request, "textblocks/conflict.html", {"conflict": told}, status=409)
