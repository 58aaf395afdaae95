"""Print a file: choose parts, read it as one page, set it as PDF, pass it on through the gate."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases.health_rights import may_open_health
from roterfaden.cases.models import Case
from roterfaden.consent.gate import Decision
from roterfaden.consent.transfers import TransferRefused
from roterfaden.dossier import printing
from roterfaden.dossier.choices import Purpose
from roterfaden.dossier.models import PrintedFile
from roterfaden.dossier.parts import entries_in
from roterfaden.dossier.printing import as_json
from roterfaden.web.casefile.frame import case_for, frame
from roterfaden.web.cases.files import send_file
from roterfaden.web.cases.reading import find_case
from roterfaden.web.dossier.forms import USUAL, PrintForm, ReadForm
from roterfaden.web.downloads import attachment
from roterfaden.web.guards import reading_view, user_of, writing_view

HERE = "dossier:print"
# more entries than this do not make a page that anybody reads
MOST_ON_A_PAGE = 2000
AS_DATA = "json"


@writing_view("GET", "POST")
def choose(request: HttpRequest, code: str) -> HttpResponse:
    """Choose parts and for whom; then read, set as PDF, or see what the gate lets out."""
    case = case_for(request, code, page="print")
    form = _form(request, case)
    decision: Decision | None = None
    if form.is_valid():
        order = form.order()
        try:
            if order.purpose == Purpose.THIRD and "let_out" not in request.POST:
                decision = printing.preview(case=case, order=order, **_who(request))
                for sentence in decision.refusals:
                    form.add_error(None, sentence)
            else:
                return _made(request, case, order)
        except (printing.PrintRefused, TransferRefused) as refusal:
            form.add_error(None, str(refusal))
    return _page(request, case, form, decision)


@reading_view
def read(request: HttpRequest, code: str) -> HttpResponse:
    """The chosen parts as one accessible page, to read or to print from the browser; with `form=json` as data."""
    case = find_case(request, code)
    form = ReadForm(request.GET, case=case, health=_health(request, case))
    problem = ""
    if form.is_valid() and form.cleaned_data["purpose"] != Purpose.THIRD:
        order, as_data = form.order(), request.GET.get("form") == AS_DATA
        if not as_data and entries_in(case, order.span) > MOST_ON_A_PAGE and "journal" in order.parts:
            problem = _(
                "Das sind mehr als 2000 Einträge. Wählen Sie einen Zeitraum, oder setzen Sie ein PDF."
            )
        else:
            try:
                document = printing.document_of(case, order, **_who(request))
            except printing.PrintRefused as refusal:
                problem = str(refusal)
            else:
                if as_data:
                    return attachment(as_json(document), name="akte.json", media_type="application/json")
                return render(request, "dossier/read.html", {"doc": document, "case": case, "nav": "cases"})
    answer = _page(request, case, _form(request, case), None, problem=problem or _("Bitte wählen Sie neu."))
    answer.status_code = 422
    return answer


@reading_view
def printed_file(request: HttpRequest, code: str, printed: UUID) -> HttpResponse:
    """The PDF of a print, as long as it is kept."""
    case = find_case(request, code)
    row = get_object_or_404(
        case.printed_files.filter(file__isnull=False).select_related("file"), uuid=printed
    )
    assert row.file is not None
    if "health" in row.parts and not _health(request, case):
        return redirect(HERE, code=case.code)
    return send_file(request, case, row.file)


def _made(request: HttpRequest, case: Case, order: printing.Order) -> HttpResponse:
    if request.POST.get("read") and order.purpose != Purpose.THIRD:
        names = ("parts", "first", "last", "purpose")
        pairs = [(name, value) for name in names for value in request.POST.getlist(name)]
        query = urlencode([*pairs, ("form", request.POST["read"])])
        return redirect(f"{reverse('dossier:read', args=[case.code])}?{query}")
    if order.purpose != Purpose.THIRD and printing.is_large(case, order):
        here = reverse(HERE, args=[case.code])
        job = printing.start_printing(case=case, order=order, url=here, **_who(request))
        return redirect("jobs:detail", job=job.uuid)
    printing.print_file(case=case, order=order, **_who(request))
    messages.success(request, _("Das PDF ist fertig. Es liegt eine Woche lang hier."))
    return redirect(HERE, code=case.code)


def _page(
    request: HttpRequest, case: Case, form: PrintForm, decision: Decision | None, *, problem: str = ""
) -> HttpResponse:
    may_read_health = _health(request, case)
    rows: list[PrintedFile] = [
        row
        for row in case.printed_files.filter(file__isnull=False).select_related(
            "made_by", "transfer__recipient"
        )
        if may_read_health or "health" not in row.parts
    ]
    context = frame(request, case, HERE, form=form, decision=decision, printed=rows, problem=problem)
    wrong = form.is_bound and bool(form.errors)
    return render(request, "dossier/print.html", context, status=422 if wrong else 200)


def _form(request: HttpRequest, case: Case) -> PrintForm:
    sent = request.POST if request.method == "POST" else None
    return PrintForm(
        sent,
        case=case,
        health=_health(request, case),
        initial={"parts": [str(part) for part in USUAL], "purpose": Purpose.OWN.value},
    )


def _health(request: HttpRequest, case: Case) -> bool:
    return may_open_health(user_of(request), case, on=timezone.localdate())


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"by": user_of(request), "at": timezone.now()}
