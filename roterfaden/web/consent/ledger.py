"""The way out and the ledger: pass something on with a preview, see what went to whom."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases.choices import FieldClass
from roterfaden.cases.models import Case
from roterfaden.consent import legal, transfers
from roterfaden.consent.choices import PLEDGING, SPECIAL, DataClass
from roterfaden.consent.gate import Decision
from roterfaden.consent.models import Transfer
from roterfaden.consent.queries import ledger_of, recipients_of, untold_transfers
from roterfaden.web.casefile.frame import case_for, form_page, frame, refuse_unless
from roterfaden.web.cases.reading import open_case_for_reading, shows
from roterfaden.web.consent.forms import PassOnForm, PledgeForm
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.paging import page_of

HERE = "consent:ledger"


@reading_view
def index(request: HttpRequest, code: str) -> HttpResponse:
    """What went to whom, when, why and on which basis; what the person still has to be told."""
    case = open_case_for_reading(request, code, page="ledger")
    page = page_of(request, ledger_of(case.person))
    untold = list(untold_transfers(case.person))
    return render(request, "consent/ledger.html", frame(request, case, HERE, page=page, untold=untold))


@reading_view
def detail(request: HttpRequest, code: str, transfer: UUID) -> HttpResponse:
    """Exactly what one transfer holds, to print and to hand out."""
    case = open_case_for_reading(request, code, page="transfer")
    row = get_object_or_404(ledger_of(case.person), uuid=transfer)
    classes = [str(DataClass(code).label) for code in row.classes]
    power = legal.shipped_bases().get(row.legal_basis)
    context = frame(request, case, HERE, row=row, classes=classes, power=power, content=_shown(case, row))
    return render(request, "consent/transfer.html", context)


@writing_view("GET", "POST")
def pass_on(request: HttpRequest, code: str) -> HttpResponse:
    """First show what would go and what is kept back; then, pressed again, let it go.

    `?teil=` chooses parts beforehand by how their keys begin, for pages that lead here with something to hand over.
    """
    case = case_for(request, code, page="pass_on")
    form = PassOnForm(request.POST if request.method == "POST" else None, case=case)
    if asked := request.GET.get("teil"):
        form.initial["parts"] = [key for key in form.shareable if key.startswith(asked)]
    decision: Decision | None = None
    if form.is_valid():
        plan = form.plan()
        decision = transfers.preview(
            person=case.person, service=case.service, plan=plan, on=timezone.localdate()
        )
        if "let_out" in request.POST and not decision.refusals:
            return _let_out(request, case, plan)
        for sentence in decision.refusals:
            form.add_error(None, sentence)
    return _page(request, case, form, decision)


@writing_view("POST")
def tell(request: HttpRequest, code: str, transfer: UUID) -> HttpResponse:
    """The person was told about a transfer on a legal power."""
    case = case_for(request, code, page="tell")
    row = get_object_or_404(ledger_of(case.person), uuid=transfer)
    transfers.tell_person(transfer=row, scope=case, by=user_of(request), at=timezone.now())
    messages.success(request, _("Festgehalten: Die Person ist informiert."))
    return redirect(HERE, code=case.code)


@writing_view("GET", "POST")
def pledge(request: HttpRequest, code: str, recipient: UUID) -> HttpResponse:
    """Record that a company or another private body promised to keep to the purpose."""
    case = case_for(request, code, page="pledge")
    refuse_unless(frame(request, case, HERE)["may_work"])
    found = get_object_or_404(recipients_of(case.service), uuid=recipient)
    typed = request.POST if request.method == "POST" else None
    form = PledgeForm(typed, initial={"signed_on": timezone.localdate()})
    if form.is_valid():
        transfers.record_pledge(recipient=found, **form.cleaned_data, by=user_of(request), at=timezone.now())
        messages.success(request, _("Die Zusage von %(name)s ist festgehalten.") % {"name": found})
        return redirect("consent:pass_on", code=case.code)
    title = _("Zweckbindung zusagen lassen: %(name)s") % {"name": found}
    back = reverse("consent:pass_on", args=[case.code])
    return form_page(request, case, HERE, form, title=title, submit=_("Zusage festhalten"), back_url=back)


def _shown(case: Case, row: Transfer) -> list[dict[str, Any]]:
    """What went, as far as the reader may read it: what touches health only with the right at the health record."""
    health = shows(case, FieldClass.HEALTH)
    return [
        one if health or one["class"] not in SPECIAL else one | {"text": _("nicht für Sie sichtbar")}
        for one in row.content
    ]


def _let_out(request: HttpRequest, case: Case, plan: transfers.Plan) -> HttpResponse:
    user, now = user_of(request), timezone.now()
    waiting = transfers.queue(
        person=case.person, service=case.service, plan=plan, scope=case, by=user, at=now
    )
    gone: Transfer = transfers.let_out(transfer=waiting, scope=case, by=user, at=now)
    messages.success(request, _("Die Weitergabe steht im Verzeichnis. Drucken Sie von hier, was hinausgeht."))
    return redirect("consent:transfer", code=case.code, transfer=gone.uuid)


def _page(request: HttpRequest, case: Case, form: PassOnForm, decision: Decision | None) -> HttpResponse:
    unpledged = [
        recipient
        for recipient in form.known.values()
        if recipient.kind in PLEDGING and not recipient.pledges.all()
    ]
    context = frame(request, case, HERE, form=form, decision=decision, unpledged=unpledged)
    wrong = form.is_bound and bool(form.errors)
    return render(request, "consent/pass_on.html", context, status=422 if wrong else 200)
