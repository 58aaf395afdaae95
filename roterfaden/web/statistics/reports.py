"""Reports: the list, one report with what to look at first, the file of another body."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation
from roterfaden.languages.shipped import shipped
from roterfaden.statistics import releasing
from roterfaden.statistics.checks import findings_of
from roterfaden.statistics.choices import ReportState
from roterfaden.statistics.content import differences, faults_of
from roterfaden.statistics.exchange import FileRefused
from roterfaden.statistics.exchange import receive as receive_report
from roterfaden.statistics.files import facts_of, shown
from roterfaden.statistics.goals import goal_of, shares_of
from roterfaden.statistics.report_models import Publication, ReceivedReport, Report
from roterfaden.statistics.rules import reporting_for
from roterfaden.statistics.statutory import ReportKind, kinds_for
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.statistics.forms import BeginForm, PublishForm, ReceiveForm, TextsForm
from roterfaden.web.statistics.page import tabs

MOST_DIFFERENCES = 100


@writing_view("GET", "POST")
def index(request: HttpRequest) -> HttpResponse:
    """The reports of the organisations for which the user reports, and one to begin."""
    places = places_of(request)
    data = request.POST if request.method == "POST" else None
    form = BeginForm(data, kinds=_kinds(places), places=places, today=timezone.localdate())
    if form.is_valid():
        try:
            made = releasing.begin_report(by=user_of(request), at=timezone.now(), **form.chosen())
        except releasing.ReportRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("statistics:report", report=made.uuid)
    gathering = [one for one in places if not one.kind.runs_cases]
    context = {
        **_frame(request),
        "form": form,
        "reports": [(row, releasing.kind_of(row)) for row in reports_of(places)],
        "received": ReceivedReport.objects.filter(organisation__in=gathering),
        "gathering": gathering,
    }
    return render(request, "statistics/reports.html", context, status=422 if form.is_bound else 200)


@reading_view
def detail(request: HttpRequest, report: UUID) -> HttpResponse:
    """One version: what to look at first, the difference to the version before, tables, words, turns."""
    row = report_for(request, report)
    return render(request, "statistics/report.html", report_page(request, row, None))


@writing_view("GET", "POST")
def receive(request: HttpRequest) -> HttpResponse:
    """Take in the report of another body."""
    gathering = [one for one in places_of(request) if not one.kind.runs_cases]
    if not gathering:
        raise PermissionDenied
    form = ReceiveForm(request.POST or None, request.FILES or None, places=gathering)
    if form.is_valid():
        data = form.cleaned_data["file"].read()
        try:
            row, odd = receive_report(
                organisation=form.place(), data=data, by=user_of(request), at=timezone.now()
            )
        except FileRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            said = _("Eingelesen: %(sender)s, Fassung %(number)s.")
            messages.success(request, said % {"sender": row.sender_name, "number": row.number})
            for sentence in odd:
                messages.warning(request, sentence)
            return redirect("statistics:reports")
    status = 422 if form.is_bound else 200
    return render(request, "statistics/receive.html", {**_frame(request), "form": form}, status=status)


def report_for(request: HttpRequest, report: UUID) -> Report:
    """The version with this uuid, if the user reports for its organisation; else it is missing."""
    row = reports_of(places_of(request)).filter(uuid=report).first()
    if row is None:
        raise Http404
    return row


def publication_of(row: Report) -> Publication | None:
    rows = Publication.objects.filter(report=row)
    return rows.select_related("report__data_key", "published_by").first()


def reports_of(places: list[Organisation]) -> QuerySet[Report]:
    people = ("data_key", "organisation__kind", "begun_by", "proposed_by", "released_by")
    return Report.objects.filter(organisation__in=places).select_related(*people)


def places_of(request: HttpRequest) -> list[Organisation]:
    found = reporting_for(user_of(request), on=timezone.localdate())
    if not found:
        raise PermissionDenied
    return found


def report_page(request: HttpRequest, row: Report, form: TextsForm | None) -> dict[str, Any]:
    """What the page of a report shows; `form` is one that was refused."""
    kind, user = releasing.kind_of(row), user_of(request)
    before = releasing.version_before(row)
    changed = differences(before.content, row.content) if before else []
    draft, proposed = row.state == ReportState.DRAFT, row.state == ReportState.PROPOSED
    return {
        **_frame(request),
        "report": row,
        "kind": kind,
        "facts": facts_of(row),
        "form": form or TextsForm(kind=kind, initial={**(row.texts or {}), "revision": row.revision}),
        "texts": [(shipped(part.title), (row.texts or {}).get(part.id, "")) for part in kind.texts],
        "findings": findings_of(row) if draft else [],
        "faults": faults_of(row.content),
        "before": before,
        "changed": [(*place, shown(old or 0), shown(new or 0)) for *place, old, new in changed[:MOST_DIFFERENCES]],
        "changed_more": max(len(changed) - MOST_DIFFERENCES, 0),
        "tables": [_shown(table, kind) for table in row.content["tables"]],
        "numbers": [(one["title"], shown(one["value"]) if one["value"] is not None else "–", one["unit"])
                    for one in row.content["numbers"]],
        "goals": _goals(row, kind),
        "draft": draft,
        "proposed": proposed,
        "may_release": proposed and row.proposed_by_id != user.pk,
        "may_take_back": proposed,
        "publication": publication_of(row),
        "publish_form": PublishForm() if row.state == ReportState.RELEASED else None,
    }  # fmt: skip


def _kinds(places: list[Organisation]) -> list[ReportKind]:
    return list({kind.id: kind for place in places for kind in kinds_for(place)}.values())


def _goals(row: Report, kind: ReportKind) -> list[dict[str, Any]]:
    values = {one["key"]: one["value"] for one in row.content["numbers"]}
    return [
        {"title": shipped(goal.title), "value": shown(values[goal.figure]), "bound": goal.at_least,
         "kept": values[goal.figure] >= goal.at_least}
        for goal in kind.goals
        if values.get(goal.figure) is not None
    ]  # fmt: skip


def _shown(table: dict[str, Any], kind: ReportKind) -> dict[str, Any]:
    heads = [column["title"] for column in table["columns"]]
    rows = [*table["rows"], {"title": _("Summe"), "values": table["total"], "is_sum": True}]
    texts = [[shown(value) for value in row["values"]] for row in rows]
    goal = goal_of(table, kind)
    if goal is not None:
        heads.append(_("Anteil (Ziel %(n)s %%)") % {"n": goal.at_least})
        for line, share in zip(texts, shares_of(table, goal), strict=True):
            line.append(share.words)
    return {
        "id": table["id"],
        "title": table["title"],
        "row_title": table["row_title"],
        "heads": heads,
        "internal": table["internal"],
        "empty": not table["rows"],
        "rows": [
            {
                "title": row["title"],
                "is_sum": row.get("is_sum", False),
                "cells": list(zip(heads, line, strict=True)),
            }
            for row, line in zip(rows, texts, strict=True)
        ],
    }


def _frame(request: HttpRequest) -> dict[str, Any]:
    return {"nav": "statistics", "tabs": tabs("statistics:reports", user_of(request))}
