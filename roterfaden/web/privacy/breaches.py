"""Breaches: the register with its clock, one of them, reporting, closing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation
from roterfaden.audit import trail
from roterfaden.common.revisions import Conflict
from roterfaden.languages.shipped import said as in_language
from roterfaden.privacy import papers as domain
from roterfaden.privacy.kit_documents import breach_document
from roterfaden.privacy.models import Breach
from roterfaden.privacy.queries import breaches_of
from roterfaden.privacy.refusals import PrivacyRefused
from roterfaden.web.formpage import facts_of, form_page, fresh, initial_of, posted, posted_revision, stored_of
from roterfaden.web.guards import reading_view, told, writing_view
from roterfaden.web.paging import page_of
from roterfaden.web.privacy.access import around, body_of, page, pdf, today
from roterfaden.web.privacy.forms import BreachForm, NewBreachForm, ReportBreachForm


@reading_view
def index(request: HttpRequest, operator: str) -> HttpResponse:
    """All breaches, the newest first, each with its clock."""
    body = body_of(request, operator)
    shown = page_of(request, breaches_of(body))
    context = page(body, "breaches", page=shown, regime=domain.regime_for(body), now=timezone.now())
    return render(request, "privacy/breaches.html", context)


@writing_view("GET", "POST")
def new(request: HttpRequest, operator: str) -> HttpResponse:
    """Take a breach up; the clock runs from when it was known."""
    body, now = body_of(request, operator), timezone.localtime()
    start = {"known_on": now.date(), "known_time": now.time().replace(second=0, microsecond=0)}
    form = NewBreachForm(posted(request), initial=fresh() | start)

    def act(said: dict[str, Any]) -> None:
        known_at = form.moment("known_on", "known_time")
        named = {"what": said["what"], "token": said["token"]}
        domain.add_breach(organisation=body, known_at=known_at, **named, **told(request))

    back = reverse("privacy:breaches", args=[operator])
    return form_page(request, form, act, around(_("Verletzung aufnehmen"), back, meta=str(body)))


@reading_view
def detail(request: HttpRequest, operator: str, breach: UUID) -> HttpResponse:
    """One breach: what is known, the clock, what is still to be done."""
    body = body_of(request, operator)
    found = _find(body, breach)
    named: dict[str, Any] = {"subject": found, "organisation": body, "details": {"paper": "breach"}}
    trail.record_read("privacy.paper_read", **named, **told(request))
    duties = [in_language(one) for one in domain.open_duties(found)]
    context = page(
        body, "breaches", row=found, regime=domain.regime_for(body), duties=duties, now=timezone.now()
    )
    return render(request, "privacy/breach.html", context)


@writing_view("GET", "POST")
def change(request: HttpRequest, operator: str, breach: UUID) -> HttpResponse:
    """Write what is known by now."""
    found, fields = _find(body_of(request, operator), breach), domain.BREACH_FIELDS
    form = BreachForm(posted(request), initial=initial_of(found, fields))

    def act(said: dict[str, Any]) -> None:
        facts = facts_of(said, fields)
        domain.change_breach(breach=found, facts=facts, revision=said["revision"], **told(request))

    frame = around(
        _("Verletzung beschreiben"), _at(operator, found), meta=_name(found), stored=stored_of(fields)
    )
    return form_page(request, form, act, frame)


@writing_view("GET", "POST")
def report(request: HttpRequest, operator: str, breach: UUID) -> HttpResponse:
    """Note when it was reported to the authority."""
    found, now = _find(body_of(request, operator), breach), timezone.localtime()
    start: dict[str, Any] = {
        "reported_on": today(),
        "reported_time": now.time().replace(second=0, microsecond=0),
    }
    form = ReportBreachForm(posted(request), initial=start | {"revision": found.revision})

    def act(said: dict[str, Any]) -> None:
        reported_at = form.moment("reported_on", "reported_time")
        named = {"late_because": said["late_because"], "revision": said["revision"]}
        domain.report_breach(breach=found, reported_at=reported_at, **named, **told(request))

    frame = around(
        _("Meldung festhalten"), _at(operator, found), meta=_name(found), stored=stored_of(("late_because",))
    )
    return form_page(request, form, act, frame)


@writing_view("POST")
def close(request: HttpRequest, operator: str, breach: UUID) -> HttpResponse:
    """Close the matter when nothing is left to do."""
    found = _find(body_of(request, operator), breach)
    try:
        domain.close_breach(breach=found, revision=posted_revision(request), **told(request))
    except PrivacyRefused as refusal:
        messages.error(request, in_language(str(refusal)))
    except Conflict as conflict:
        messages.error(request, str(conflict))
    return redirect(_at(operator, found))


@reading_view
def paper(request: HttpRequest, operator: str, breach: UUID) -> HttpResponse:
    """What the authority is told."""
    body = body_of(request, operator)
    found = _find(body, breach)
    return pdf(request, body, breach_document(found, at=timezone.now()), name=f"Verletzung-{found.number}")


def _find(body: Organisation, breach: UUID) -> Breach:
    found: Breach = get_object_or_404(breaches_of(body), uuid=breach)
    return found


def _name(found: Breach) -> str:
    return _("Verletzung Nr. %(n)s") % {"n": found.number}


def _at(operator: str, found: Breach) -> str:
    return reverse("privacy:breach", args=[operator, found.uuid])
