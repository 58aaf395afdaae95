"""Trial and work of a case on one page: what runs, what is due, how it was."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.languages.shipped import shipped
from roterfaden.placement.choices import Side, SubsidyState, TrialState
from roterfaden.placement.models import Employment, Evaluation, Trial
from roterfaden.placement.queries import employments_of, trials_of
from roterfaden.placement.terms import placement_terms
from roterfaden.web.casefile.frame import frame
from roterfaden.web.cases.reading import open_case_for_reading
from roterfaden.web.components import Fact
from roterfaden.web.guards import reading_view
from roterfaden.web.placement.frame import HERE


@reading_view
def index(request: HttpRequest, code: str) -> HttpResponse:
    """Employments first, then trials; with what is due next."""
    case = open_case_for_reading(request, code, page="placement")
    today = timezone.localdate()
    context = {
        "employments": [_employment(row, today) for row in employments_of(case)],
        "trials": [_trial(row, today) for row in trials_of(case)],
        "law": case.service.region,
    }
    return render(request, "placement/index.html", frame(request, case, HERE, **context))


def _employment(row: Employment, today: date) -> dict[str, Any]:
    table = placement_terms()
    facts = [
        Fact(label=_("Vertrag"), value=shipped(table.contracts.get(row.contract, row.contract))),
        Fact(label=_("Wochenstunden"), value=str(row.hours)),
    ]
    running = row.ended_on is None
    for label, day in ((_("Probezeit bis"), row.probation_until), (_("Befristet bis"), row.fixed_until)):
        if day is not None:
            ahead = running and day >= today
            facts.append(Fact(label=label, due=day) if ahead else Fact(label=label, value=f"{day:%d.%m.%Y}"))
    if row.pay:
        facts.append(Fact(label=_("Entgelt"), value=row.pay))
    if row.terms:
        facts.append(Fact(label=_("Vereinbart"), value=row.terms))
    return {
        "row": row,
        "facts": facts,
        "check_ins": [_check_in(one, row) for one in row.check_ins.all()],
        "subsidies": [
            {"row": one, "kind": table.subsidies.get(one.kind), "refused": one.state == SubsidyState.REFUSED}
            for one in row.subsidies.all()
        ],
        "loss": _loss(row),
        "running": running,
    }


def _check_in(one: Any, row: Employment) -> dict[str, Any]:
    deadline = one.deadline.deadline
    months = (deadline.due_on.year - row.starts_on.year) * 12 + deadline.due_on.month - row.starts_on.month
    return {
        "row": one,
        "deadline": deadline,
        "months": months,
        "open": not one.result and row.ended_on is None,
    }


def _loss(row: Employment) -> dict[str, Any] | None:
    if not row.loss:
        return None
    table = placement_terms()
    reason = table.loss_reasons.get(row.loss["reason"])
    steps = [shipped(table.next_steps[key].title) for key in row.loss["steps"] if key in table.next_steps]
    return {"reason": shipped(reason.title) if reason else "", "note": row.loss["note"], "steps": steps}


def _trial(row: Trial, today: date) -> dict[str, Any]:
    table = placement_terms()
    kind = table.trial_kinds.get(row.kind)
    return {
        "row": row,
        "title": shipped(kind.title) if kind else row.kind,
        "open": row.state == TrialState.AGREED,
        "begun": row.starts_on <= today,
        "running": row.state == TrialState.AGREED and row.starts_on <= today <= row.ends_on,
        "over": row.state == TrialState.AGREED and row.ends_on < today,
        "views": _views(list(row.evaluations.all())),
        "notes": [one for one in row.evaluations.all() if one.note],
    }


def _views(told: list[Evaluation]) -> dict[str, Any] | None:
    """The newest evaluation of each side, question by question."""
    newest = {one.side: one for one in told}
    if not newest:
        return None
    table = placement_terms()
    sides = [side for side in Side.values if side in newest]
    rows = [
        {
            "title": shipped(title),
            "cells": [shipped(table.marks.get((newest[s].answers or {}).get(key, ""), "–")) for s in sides],
        }
        for key, title in table.questions.items()
    ]
    heads = [{"side": Side(s).label, "one": newest[s]} for s in sides]
    return {"heads": heads, "rows": rows}
