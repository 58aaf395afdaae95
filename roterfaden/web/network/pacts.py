"""Cooperation agreements: what runs out first, one of them, taking up and changing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.documents.files import read_file
from roterfaden.network import partners as domain
from roterfaden.network.choices import Term
from roterfaden.network.models import Pact
from roterfaden.network.queries import pacts_visible_to, partners_visible_to, term_of, to_mind
from roterfaden.web.downloads import attachment
from roterfaden.web.formpage import facts_of, form_page, fresh, initial_of, posted, stored_of
from roterfaden.web.guards import reading_view, told, user_of, writing_view
from roterfaden.web.network.access import around, find, page, people, proof_links, today
from roterfaden.web.network.forms import ChangePactForm, PactFileForm, PactForm

FIELDS = domain.PACT_FIELDS


@dataclass(frozen=True)
class Row:
    """One agreement in a list. `notice_by`: the last day on which notice can be given."""

    pact: Pact
    term: Term
    notice_by: date | None

    @property
    def presses(self) -> bool:
        return self.term in (Term.SOON, Term.OVER)


def rows_of(pacts: Iterable[Pact], day: date) -> list[Row]:
    """What presses comes first, then by the last day."""
    rows = [Row(one, term_of(one, on=day), to_mind(one) if one.notice_weeks else None) for one in pacts]
    rows.sort(key=lambda row: (not row.presses, row.pact.ends_on or date.max, row.pact.pk))
    return rows


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """All agreements; what runs out or ran out stands above."""
    rows = rows_of(pacts_visible_to(user_of(request), on=today()), today())
    context = page("pacts", rows=rows, proofs=proof_links(request, "agreements"))
    return render(request, "network/pacts.html", context)


@reading_view
def detail(request: HttpRequest, pact: UUID) -> HttpResponse:
    """One agreement with what it says."""
    found = find(request, pacts_visible_to, pact)
    (row,) = rows_of([found], today())
    return render(request, "network/pact.html", page("pacts", row=row))


@writing_view("GET", "POST")
def new(request: HttpRequest, partner: UUID) -> HttpResponse:
    """Take up an agreement with a partner."""
    found = find(request, partners_visible_to, partner)
    parties = {"parties": f"{found.organisation}, {found.name}"}
    form = PactForm(posted(request), people=people([found.organisation]), initial=fresh() | parties)
    back = reverse("network:partner", args=[partner])

    def act(said: dict[str, Any]) -> None:
        facts = facts_of(said, FIELDS)
        domain.add_pact(partner=found, facts=facts, token=said["token"], **told(request))

    return form_page(request, form, act, around(_("Vereinbarung aufnehmen"), back, meta=found.name))


@writing_view("GET", "POST")
def change(request: HttpRequest, pact: UUID) -> HttpResponse:
    """Change, prolong or end an agreement."""
    found = find(request, pacts_visible_to, pact)
    offered = people([found.partner.organisation])
    form = ChangePactForm(posted(request), people=offered, initial=initial_of(found, FIELDS))
    back = reverse("network:pact", args=[pact])
    frame = around(_("Vereinbarung ändern"), back, meta=found.partner.name, stored=stored_of(FIELDS))

    def act(said: dict[str, Any]) -> None:
        facts = facts_of(said, FIELDS)
        domain.change_pact(pact=found, facts=facts, revision=form.kept_revision, **told(request))

    return form_page(request, form, act, frame)


@writing_view("GET", "POST")
def keep_file(request: HttpRequest, pact: UUID) -> HttpResponse:
    """Keep the signed paper."""
    found: Pact = find(request, pacts_visible_to, pact)
    files = request.FILES if request.method == "POST" else None
    form = PactFileForm(posted(request), files, initial={"revision": found.revision})
    lines = (
        (_("Die neue Datei nimmt den Platz von %(name)s ein.") % {"name": found.file.name},)
        if found.file
        else ()
    )
    frame = around(_("Datei ablegen"), reverse("network:pact", args=[pact]), meta=found.title, lines=lines)

    def act(said: dict[str, Any]) -> None:
        file, seen = said["file"], said["revision"]
        domain.keep_file(pact=found, name=file.name, stream=file, revision=seen, **told(request))

    return form_page(request, form, act, frame)


@reading_view
def file(request: HttpRequest, pact: UUID) -> HttpResponse:
    """The signed paper, always as a download; the reading is noted."""
    found: Pact = find(request, pacts_visible_to, pact)
    if found.file is None:
        raise Http404
    domain.note_file_read(pact=found, **told(request))
    return attachment(read_file(found.file), name=found.file.name)
