"""The copy of a report for the person: explained in Leichte Sprache, and downloaded."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases import rules as case_rules
from roterfaden.cases.models import Case
from roterfaden.common.revisions import Conflict
from roterfaden.correspondence import client_copies
from roterfaden.correspondence.choices import FROZEN
from roterfaden.correspondence.models import Report
from roterfaden.correspondence.reports import template_of
from roterfaden.languages.shipped import shipped
from roterfaden.portal.choices import Wording
from roterfaden.portal.plain import faults_of
from roterfaden.web.casefile.frame import case_for, form_page, refuse_unless
from roterfaden.web.cases.reading import find_case
from roterfaden.web.formpage import posted
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.reports.forms import EasyForm
from roterfaden.web.reports.letters import send_made
from roterfaden.web.reports.writing import HERE, REFUSALS, find_report, report_conflict


@writing_view("GET", "POST")
def explain(request: HttpRequest, code: str, case_report: UUID) -> HttpResponse:
    """Write what the report says in Leichte Sprache; the copies stand beside it once it is released."""
    case = case_for(request, code, page="report_copy")
    row = find_report(request, case, case_report)
    form = EasyForm(posted(request), initial={"easy_words": row.easy_words or "", "revision": row.revision})
    if request.method == "POST":
        refuse_unless(case_rules.may_work_on(user_of(request), case, on=timezone.localdate()))
    if form.is_valid():
        try:
            client_copies.explain(report=row, **form.said(), by=user_of(request), at=timezone.now())
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        except Conflict as conflict:
            return report_conflict(
                request,
                case,
                form,
                conflict,
                stored_in=lambda current: {"easy_words": current.easy_words or ""},
            )
        else:
            messages.success(request, _("Gespeichert."))
            return redirect("reports:explain", code=case.code, case_report=row.uuid)
    return _page(request, case, row, form)


@reading_view
def copy(request: HttpRequest, code: str, case_report: UUID, wording: str) -> HttpResponse:
    """The copy as PDF, in everyday words or with the explanation in Leichte Sprache."""
    case = find_case(request, code)
    row = find_report(request, case, case_report)
    if wording not in Wording.values or row.state not in FROZEN:
        raise Http404
    content = client_copies.copy_for_person(row, easy=wording == Wording.EASY, on=timezone.localdate())
    name = f"{_('Kopie')}_{shipped(template_of(row).title)}_{case.file_number}.pdf"
    return send_made(request, case, content, name, "application/pdf")


def _page(request: HttpRequest, case: Case, row: Report, form: EasyForm) -> HttpResponse:
    told = {
        "row": row,
        "letter": template_of(row),
        "frozen": row.state in FROZEN,
        "faults": faults_of(row.easy_words) if row.easy_words else [],
    }
    return form_page(request, case, HERE, form, "reports/copy.html", **told)
