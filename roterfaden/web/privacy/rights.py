"""The rights of the person in a case: requests with their clock, decisions, what is kept back, the access report."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.audit import trail
from roterfaden.cases.journal_reading import entries_of
from roterfaden.cases.models import Case
from roterfaden.common.days import local_day
from roterfaden.consent.models import Recipient
from roterfaden.documents.typesetting.pdf import set_pdf
from roterfaden.languages.shipped import said as in_language
from roterfaden.people.health import record_health_read
from roterfaden.people.models import HealthRecord
from roterfaden.privacy import requests as domain
from roterfaden.privacy.access_report import AccessReport, report_on
from roterfaden.privacy.choices import COPIES, Ground, HealthRoute, Outcome, Part
from roterfaden.privacy.models import HeldBack, RightsRequest
from roterfaden.privacy.queries import recipients_to_tell, requests_of
from roterfaden.privacy.refusals import PrivacyRefused
from roterfaden.privacy.regimes import NoRegime, Regime, regime_of
from roterfaden.privacy.report_document import document_of
from roterfaden.privacy.rules import may_decide, may_make_report
from roterfaden.web.casefile.frame import case_for, frame
from roterfaden.web.cases.reading import find_case, open_case_for_reading
from roterfaden.web.downloads import attachment
from roterfaden.web.formpage import form_page, fresh, initial_of, posted, stored_of
from roterfaden.web.guards import reading_view, told, user_of, writing_view
from roterfaden.web.privacy.access import around, today
from roterfaden.web.privacy.forms import (
    ChangeRequestForm,
    DecideForm,
    ExtendForm,
    HoldBackForm,
    RequestForm,
)

HERE = "rights:index"
# so many entries of the journal are offered to be kept back, the newest first
MOST_OFFERED = 500
SHORT = 80


@reading_view
def index(request: HttpRequest, code: str) -> HttpResponse:
    """All requests of the person, and where each right is put into practice."""
    case = open_case_for_reading(request, code, page="rights")
    rows = requests_of(case.person)
    context = frame(request, case, HERE, rows=rows, regime=_regime(case))
    return render(request, "privacy/rights.html", context)


@writing_view("GET", "POST")
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Take a request in; its day is reckoned at once."""
    case = case_for(request, code, page="new_right")
    form = RequestForm(posted(request), initial=fresh() | {"received_on": today(), "identity": "open"})

    def act(said: dict[str, Any]) -> None:
        facts = {name: said[name] for name in domain.RECEIVED}
        domain.receive(case=case, facts=facts, token=said["token"], **told(request))

    back = reverse(HERE, args=[code])
    return form_page(request, form, act, around(_("Antrag aufnehmen"), back, meta=case.file_number))


@reading_view
def detail(request: HttpRequest, code: str, rights_request: UUID) -> HttpResponse:
    """One request: its days, what was decided, whom to tell, the report."""
    case = open_case_for_reading(request, code, page="right")
    found = _find(case, rights_request)
    user = user_of(request)
    context = frame(
        request,
        case,
        HERE,
        row=found,
        regime=_regime(case),
        computed=in_language(found.computed),
        may_decide=may_decide(user, case, on=today()),
        to_tell=recipients_to_tell(found) if domain.must_tell(found) else [],
        told=found.told.select_related("recipient", "by"),
        held=found.held_back.select_related("by", "request__person__data_key"),
        parts=_parts(request, found) if found.kind in COPIES else [],
    )
    return render(request, "privacy/right.html", context)


@writing_view("GET", "POST")
def change(request: HttpRequest, code: str, rights_request: UUID) -> HttpResponse:
    """Correct what is known: who asks, the words, the way of what concerns health."""
    case = case_for(request, code, page="change_right")
    found = _find(case, rights_request)
    form = ChangeRequestForm(posted(request), initial=initial_of(found, domain.CHANGED))

    def act(said: dict[str, Any]) -> None:
        facts = {name: said[name] for name in domain.CHANGED}
        domain.change(request=found, case=case, facts=facts, revision=said["revision"], **told(request))

    lines = tuple(_health_lines(case))
    page = around(
        _("Antrag ändern"),
        _at(case, found),
        meta=case.file_number,
        lines=lines,
        stored=stored_of(domain.CHANGED),
    )
    return form_page(request, form, act, page)


@writing_view("GET", "POST")
def extend(request: HttpRequest, code: str, rights_request: UUID) -> HttpResponse:
    """Use the longer term that the law allows."""
    case = case_for(request, code, page="extend_right")
    found = _find(case, rights_request)
    form = ExtendForm(posted(request), initial={"revision": found.revision})

    def act(said: dict[str, Any]) -> None:
        domain.extend(request=found, case=case, **said, **told(request))

    return form_page(
        request,
        form,
        act,
        around(_("Frist verlängern"), _at(case, found), meta=case.file_number, stored=_extended),
    )


@writing_view("GET", "POST")
def decide(request: HttpRequest, code: str, rights_request: UUID) -> HttpResponse:
    """Say what became of the request."""
    case = case_for(request, code, page="decide_right")
    found = _find(case, rights_request)
    form = DecideForm(posted(request), initial={"revision": found.revision})

    def act(said: dict[str, Any]) -> None:
        outcome = Outcome(said.pop("outcome"))
        domain.decide(request=found, case=case, outcome=outcome, **said, **told(request))

    page = around(
        _("Antrag entscheiden"),
        _at(case, found),
        meta=case.file_number,
        stored=stored_of(("outcome", "reason")),
    )
    return form_page(request, form, act, page)


@writing_view("POST")
def tell(request: HttpRequest, code: str, rights_request: UUID, recipient: UUID) -> HttpResponse:
    """Note that a recipient was told."""
    case = find_case(request, code)
    found = _find(case, rights_request)
    whom = get_object_or_404(Recipient.objects.filter(service=case.service), uuid=recipient)
    return _pressed(
        request,
        case,
        found,
        lambda: domain.tell_recipient(request=found, case=case, recipient=whom, **told(request)),
    )


@writing_view("GET", "POST")
def hold_back(request: HttpRequest, code: str, rights_request: UUID) -> HttpResponse:
    """Keep an entry of the journal out of the report."""
    case = case_for(request, code, page="hold_back")
    found = _find(case, rights_request)
    form = HoldBackForm(posted(request), rows=_offered(case))

    def act(said: dict[str, Any]) -> None:
        ground = Ground(said.pop("ground"))
        domain.hold_back(request=found, case=case, ground=ground, **said, **told(request))

    lines = (_("Die Auskunft sagt, dass etwas fehlt und warum. Ohne Grund darf nichts fehlen."),)
    return form_page(
        request,
        form,
        act,
        around(_("Angabe zurückhalten"), _at(case, found), meta=case.file_number, lines=lines),
    )


@writing_view("POST")
def give_free(request: HttpRequest, code: str, rights_request: UUID, held_back: UUID) -> HttpResponse:
    """Let an entry into the report again."""
    case = find_case(request, code)
    found = _find(case, rights_request)
    held = get_object_or_404(HeldBack.objects.filter(request=found).select_related("request"), uuid=held_back)
    return _pressed(request, case, found, lambda: domain.give_free(held=held, case=case, **told(request)))


@reading_view
def report(request: HttpRequest, code: str, rights_request: UUID, report_part: str) -> HttpResponse:
    """The access report to read, as PDF."""
    case, found, made = _made(request, code, rights_request, report_part)
    name = f"Auskunft-{report_part}_{case.file_number}_{found.received_on}.pdf"
    return attachment(set_pdf(document_of(found, made)), name=name, media_type="application/pdf")


@reading_view
def report_data(request: HttpRequest, code: str, rights_request: UUID, report_part: str) -> HttpResponse:
    """The access report with every single value, as JSON."""
    case, found, made = _made(request, code, rights_request, report_part)
    name = f"Auskunft-{report_part}_{case.file_number}_{found.received_on}.json"
    text = json.dumps(made.plain(), ensure_ascii=False, indent=1)
    return attachment(text, name=name, media_type="application/json")


def _made(
    request: HttpRequest, code: str, rights_request: UUID, report_part: str
) -> tuple[Case, RightsRequest, AccessReport]:
    case = find_case(request, code)
    found = _find(case, rights_request)
    if found.kind not in COPIES or report_part not in _offered_parts(found):
        raise Http404
    part, user, now = Part(report_part), user_of(request), timezone.now()
    if not may_make_report(user, case.person, part, on=local_day(now)):
        raise PermissionDenied
    details = {"part": report_part}
    named: dict[str, Any] = {"scope": case, "organisation": case.service, "details": details}
    trail.record_read("privacy.report_read", subject=found, **named, by=user, at=now)
    record = HealthRecord.objects.filter(person=case.person_id).select_related("person__organisation").first()
    if part != Part.FILE and record is not None:
        record_health_read(record=record, scope=case, page="access_report", by=user, at=now)
    return case, found, report_on(request=found, part=part, at=now)


def _find(case: Case, rights_request: UUID) -> RightsRequest:
    found: RightsRequest = get_object_or_404(requests_of(case.person), uuid=rights_request)
    return found


def _pressed(request: HttpRequest, case: Case, found: RightsRequest, act: Any) -> HttpResponse:
    try:
        act()
    except PrivacyRefused as refusal:
        messages.error(request, in_language(str(refusal)))
    return redirect(_at(case, found))


def _offered_parts(found: RightsRequest) -> list[str]:
    if found.health_route == HealthRoute.DIRECT:
        return [Part.WHOLE]
    return [Part.FILE, Part.HEALTH]


def _parts(request: HttpRequest, found: RightsRequest) -> list[tuple[Part, bool]]:
    user = user_of(request)
    return [
        (Part(part), may_make_report(user, found.person, Part(part), on=today()))
        for part in _offered_parts(found)
    ]


def _offered(case: Case) -> Iterator[tuple[str, str]]:
    for entry in entries_of(case).order_by("-happened_at")[:MOST_OFFERED]:
        entry.case = case
        day = timezone.localtime(entry.happened_at)
        text = " ".join(entry.text.split())
        short = text if len(text) <= SHORT else f"{text[:SHORT]}…"
        yield f"cases.JournalEntry:{entry.uuid}", f"{day:%d.%m.%Y} {entry.get_kind_display()}: {short}"


def _extended(now: RightsRequest) -> dict[str, Any]:
    return {"reason": now.extended_because}


def _health_lines(case: Case) -> Iterator[str]:
    regime = _regime(case)
    if regime is not None:
        yield f"{in_language(regime.health_text)} ({regime.health_law})"


def _regime(case: Case) -> Regime | None:
    try:
        return regime_of(case.service.region)
    except NoRegime:
        return None


def _at(case: Case, found: RightsRequest) -> str:
    return reverse("rights:detail", args=[case.code, found.uuid])
