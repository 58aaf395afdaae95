"""The findings of the data checks: what is wrong, how often, where it is mended; check now."""

from collections import Counter
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.queries import organisations_of
from roterfaden.cases.queries import cases_visible_to
from roterfaden.jobs import work
from roterfaden.languages.shipped import shipped
from roterfaden.process.rules import KEEPERS
from roterfaden.steering.checking import Check, shipped_checks
from roterfaden.steering.models import Finding
from roterfaden.steering.queries import findings_visible_to
from roterfaden.web.cases.reading import note_listed
from roterfaden.web.components import Link
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.paging import page_of
from roterfaden.web.steering.around import page


@dataclass(frozen=True)
class Line:
    """One faulty record; `url` is empty where the reader may not see the case, `title` names one beside cases."""

    finding: Finding
    check: Check
    url: str
    title: str = ""


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """The checks with what they found, and the records of one of them (`?pruefung=`) or of all."""
    user, today = user_of(request), timezone.localdate()
    checks = shipped_checks()
    rows = findings_visible_to(user, on=today).filter(check_key__in=list(checks))
    counts = Counter(rows.order_by().values_list("check_key", flat=True))
    chosen = checks.get(request.GET.get("pruefung", ""))
    if chosen:
        rows = rows.filter(check_key=chosen.key)
    found = page_of(request, rows.order_by("check_key", "case__file_number", "pk"))
    cases = [one.case_id for one in found.object_list if one.case_id]
    visible = set(cases_visible_to(user, on=today).filter(pk__in=cases).values_list("pk", flat=True))
    note_listed(request, [one.case for one in found.object_list if one.case_id in visible])
    context = page(
        "data",
        choices=_choices(counts, chosen),
        chosen=chosen,
        page=found,
        lines=[_line(one, visible) for one in found.object_list],
        total=sum(counts.values()),
        services=organisations_of(user, on=today, roles=KEEPERS).filter(kind__runs_cases=True),
    )
    return render(request, "steering/data.html", context)


@writing_view("POST")
def check(request: HttpRequest) -> HttpResponse:
    """Check the data of a service now, in the background."""
    user = user_of(request)
    services = organisations_of(user, on=timezone.localdate(), roles=KEEPERS)
    service = services.filter(code=request.POST.get("service", "")[:40], kind__runs_cases=True).first()
    if service is None:
        raise PermissionDenied
    args = {"service": service.code, "url": reverse("steering:data")}
    job = work.start(kind="steering.check_data", args=args, organisation=service, by=user, at=timezone.now())
    messages.success(request, _("Die Daten werden geprüft."))
    return redirect("jobs:detail", job.uuid)


def _choices(counts: Counter[str], chosen: Check | None) -> list[Link]:
    url = reverse("steering:data")
    found = [Link(title=_("Alle"), url=url, current=chosen is None, count=sum(counts.values()))]
    return found + [
        Link(
            title=shipped(check.title),
            url=f"{url}?pruefung={key}",
            current=check == chosen,
            count=counts[key],
        )
        for key, check in shipped_checks().items()
        if counts[key]
    ]


def _line(finding: Finding, visible: set[int]) -> Line:
    check = shipped_checks()[finding.check_key]
    case = finding.case
    if case is None:
        return Line(
            finding,
            check,
            f"{reverse(check.page, args=[finding.service.code])}#n-{finding.record}",
            check.title,
        )
    url = reverse(check.page, args=[case.code]) if case.pk in visible else ""
    return Line(finding, check, url)
