"""Partners: the list with its filters, one of them with all that hangs on it, contacts, being in touch."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.common.forms import PickField, PlainTextField, offer
from roterfaden.languages.shipped import shipped, shipped_pairs
from roterfaden.network import partners as domain
from roterfaden.network.models import Partner
from roterfaden.network.queries import partners_visible_to
from roterfaden.network.refusals import NetworkRefused
from roterfaden.network.vocabulary import kinds
from roterfaden.web.formpage import facts_of, form_page, fresh, initial_of, posted, stored_of
from roterfaden.web.guards import reading_view, told, user_of, writing_view
from roterfaden.web.network.access import around, find, page, people, places, places_to_write, today
from roterfaden.web.network.forms import (
    ChangeContactForm,
    ChangePartnerForm,
    ContactForm,
    NewPartnerForm,
    TouchForm,
)
from roterfaden.web.network.pacts import rows_of
from roterfaden.web.paging import page_of

MOST_TOUCHES = 50


class FilterForm(forms.Form):
    """Above the list of partners."""

    is_filter = True

    q = PlainTextField(label=gettext_lazy("Name oder Ort"), required=False, max_length=200)
    art = PickField(label=gettext_lazy("Art"), required=False)
    wer = PickField(
        label=gettext_lazy("Kontakt hält"),
        required=False,
        choices=[
            ("", gettext_lazy("alle")),
            ("ich", gettext_lazy("ich")),
            ("niemand", gettext_lazy("niemand")),
        ],
    )
    beendet = forms.BooleanField(label=gettext_lazy("auch beendete"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [("", _("alle")), *shipped_pairs(kinds().partners.items())]
        offer(self, "art", offered)


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """All partners that fit the filters, by name."""
    form = FilterForm(request.GET or None)
    rows = partners_visible_to(user_of(request), on=today())
    said: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    if said.get("q"):
        rows = rows.filter(Q(name__icontains=said["q"]) | Q(town__icontains=said["q"]))
    if said.get("art"):
        rows = rows.filter(kind=said["art"])
    if said.get("wer"):
        rows = rows.filter(cared_by=user_of(request) if said["wer"] == "ich" else None)
    if not said.get("beendet"):
        rows = rows.filter(ended_on__isnull=True)
    shown = page_of(request, rows.order_by("name", "pk"))
    named = kinds().partners
    lines = [(one, shipped(named.get(one.kind, one.kind))) for one in shown]
    context = page(
        "partners", form=form, page=shown, lines=lines, places=places(request), said=any(said.values())
    )
    return render(request, "network/partners.html", context)


@writing_view("GET", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """Take up a partner; one that sounds like another is asked about first."""
    offered = places_to_write(request)
    form = NewPartnerForm(posted(request), places=offered, people=people(offered), initial=fresh())
    frame = around(_("Partner aufnehmen"), reverse("network:partners"), label=_("Aufnehmen"))
    return form_page(request, form, lambda said: _add(form, said, told(request)), frame)


@reading_view
def detail(request: HttpRequest, partner: UUID) -> HttpResponse:
    """One partner: whom to call, what is agreed, what was talked about."""
    found: Partner = find(request, partners_visible_to, partner)
    context = page(
        "partners",
        partner=found,
        kind=shipped(kinds().partners.get(found.kind, found.kind)),
        contacts=found.contacts.select_related("partner__data_key"),
        pacts=rows_of(found.pacts.select_related("partner", "responsible"), today()),
        touches=found.touches.select_related("partner__data_key", "by")[:MOST_TOUCHES],
    )
    return render(request, "network/partner.html", context)


@writing_view("GET", "POST")
def change(request: HttpRequest, partner: UUID) -> HttpResponse:
    """Change what is known of a partner, or end the work with it."""
    found: Partner = find(request, partners_visible_to, partner)
    fields = domain.PARTNER_FIELDS
    offered = people([found.organisation])
    form = ChangePartnerForm(posted(request), people=offered, initial=initial_of(found, fields))
    frame = around(_("Partner ändern"), _at(partner), meta=found.name, stored=stored_of(fields))

    def act(said: dict[str, Any]) -> None:
        facts = facts_of(said, fields)
        domain.change_partner(partner=found, facts=facts, revision=form.kept_revision, **told(request))

    return form_page(request, form, act, frame)


@writing_view("GET", "POST")
def touch(request: HttpRequest, partner: UUID) -> HttpResponse:
    """Note that one was in touch."""
    found: Partner = find(request, partners_visible_to, partner)
    form = TouchForm(posted(request), initial=fresh() | {"happened_on": today()})

    def act(said: dict[str, Any]) -> None:
        named = facts_of(said, ("happened_on", "way", "note", "token"))
        domain.note_touch(partner=found, **named, **told(request))

    return form_page(request, form, act, around(_("Kontakt festhalten"), _at(partner), meta=found.name))


@writing_view("GET", "POST")
def new_contact(request: HttpRequest, partner: UUID) -> HttpResponse:
    """Note whom to call."""
    found: Partner = find(request, partners_visible_to, partner)
    form = ContactForm(posted(request), initial=fresh())

    def act(said: dict[str, Any]) -> None:
        facts = facts_of(said, domain.CONTACT_FIELDS)
        domain.add_contact(partner=found, facts=facts, token=said["token"], **told(request))

    return form_page(request, form, act, around(_("Ansprechperson aufnehmen"), _at(partner), meta=found.name))


@writing_view("GET", "POST")
def change_contact(request: HttpRequest, partner: UUID, partner_contact: UUID) -> HttpResponse:
    """Change whom to call, or say that the person is gone."""
    found: Partner = find(request, partners_visible_to, partner)
    rows = found.contacts.select_related("partner__organisation", "partner__data_key")
    contact, fields = get_object_or_404(rows, uuid=partner_contact), domain.CONTACT_FIELDS
    form = ChangeContactForm(posted(request), initial=initial_of(contact, fields))
    frame = around(_("Ansprechperson ändern"), _at(partner), meta=found.name, stored=stored_of(fields))

    def act(said: dict[str, Any]) -> None:
        facts = facts_of(said, fields)
        domain.change_contact(contact=contact, facts=facts, revision=form.kept_revision, **told(request))

    return form_page(request, form, act, frame)


def _add(form: NewPartnerForm, said: dict[str, Any], who: dict[str, Any]) -> None:
    service = form.kept_by()
    among = Partner.objects.filter(organisation=service).exclude(token=said["token"])
    alike = [] if said["sure"] else domain.look_alikes(said["name"], among)
    if alike:
        names = ", ".join(f"„{one.name}“" for one in alike)
        raise NetworkRefused(
            _("Ähnlich heißt schon: %(names)s. Ist es jemand anderes, setzen Sie das Häkchen.")
            % {"names": names}
        )
    facts = facts_of(said, domain.PARTNER_FIELDS)
    domain.add_partner(organisation=service, facts=facts, token=said["token"], **who)


def _at(partner: UUID) -> str:
    return reverse("network:partner", args=[partner])
