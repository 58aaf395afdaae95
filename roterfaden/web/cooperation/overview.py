"""The cooperation at a glance: how far it is, who is in it, what is to be done; who manages it, and its end."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases.choices import FieldClass
from roterfaden.cooperation import ending, monitoring
from roterfaden.cooperation.choices import ENDED_STEPS, CooperationState, PlanSection, RoundKind
from roterfaden.cooperation.entry import judge
from roterfaden.cooperation.models import Cooperation
from roterfaden.cooperation.procedures import procedure_for
from roterfaden.cooperation.queries import (
    cooperations_of,
    meetings_of,
    newest_cooperation,
    newest_version,
    parties_of,
    procedure_of,
    standing_of,
    steps_of,
    title_of,
)
from roterfaden.cooperation.refusals import OVER
from roterfaden.cooperation.registration import missing_in
from roterfaden.cooperation.rules import may_decide
from roterfaden.cooperation.sharing import rounds_of
from roterfaden.portal.own_news import asked_to_call, mailed_person, told_to_person
from roterfaden.portal.queries import client_of
from roterfaden.web.casefile.frame import frame
from roterfaden.web.cases.reading import open_case_for_reading, shows
from roterfaden.web.cooperation.forms import EndForm, ManagerForm
from roterfaden.web.cooperation.going import HERE, found, go, typed, who
from roterfaden.web.cooperation.showing import Known, sections_of, stages
from roterfaden.web.guards import reading_view, user_of, writing_view


@reading_view
def index(request: HttpRequest, code: str) -> HttpResponse:
    """How far the cooperation is, and what is to be done next."""
    case = open_case_for_reading(request, code, page="cooperation")
    cooperation = newest_cooperation(case)
    procedure = procedure_for(case.service.region, on=timezone.localdate())
    context = frame(request, case, HERE, cooperation=cooperation, procedure=procedure)
    if cooperation is not None:
        context |= _told(cooperation)
        context["may_decide"] = may_decide(user_of(request), cooperation, on=timezone.localdate())
        context["earlier"] = list(cooperations_of(case))[1:]
    return render(request, "cooperation/index.html", context)


def _told(cooperation: Cooperation) -> dict[str, Any]:
    procedure, version = procedure_of(cooperation), newest_version(cooperation)
    standing = standing_of(version) if version else None
    rounds = rounds_of(cooperation)
    check = cooperation.checks.select_related("checked_by").first()
    if check is not None:
        check.cooperation = cooperation
    known = Known(
        cooperation=cooperation,
        procedure=procedure,
        meetings=meetings_of(cooperation),
        version=version,
        standing=standing,
        shared=sum(1 for row in rounds if row.kind == RoundKind.EXCHANGE),
        findings=cooperation.findings.filter(removed_at__isnull=True).count(),
    )
    if cooperation.manager is not None:
        cooperation.manager.cooperation = cooperation
    turns = list(cooperation.turns.select_related("by"))
    for turn in turns:
        turn.cooperation = cooperation
    parties = parties_of(cooperation)
    return {
        "procedure": procedure,
        "is_over": cooperation.state in OVER,
        "accepted": cooperation.state == CooperationState.ACCEPTED,
        "stages": stages(known),
        "parties": [(party, title_of(party)) for party in parties],
        "manager": title_of(cooperation.manager) if cooperation.manager else "",
        "missing": missing_in(cooperation.authority, cooperation, cooperation.office),
        "version": version,
        "standing": standing,
        "steps": _steps(cooperation, version),
        "rounds": rounds,
        "told": told_to_person(rounds),
        "asked_to_call": asked_to_call(rounds),
        "sees_declarations": shows(cooperation.case, FieldClass.DECLARATIONS),
        "may_be_mailed": mailed_person(parties) is not None,
        "has_portal": client_of(cooperation.case) is not None,
        "turns": turns,
        "check": check,
        "verdict": judge(procedure, check.answers) if check else None,
        "end_title": getattr(procedure.end(cooperation.end), "title", ""),
    }


def _steps(cooperation: Cooperation, version: Any) -> list[dict[str, Any]]:
    """Each item of the newest version with how far it is; three queries for all."""
    if version is None:
        return []
    states, today = steps_of(cooperation), timezone.localdate()
    items = next(one for one in sections_of(version.content) if one.code == PlanSection.ITEMS)
    found = []
    for line in items.lines:
        step = states.get(line.key)
        changes = list(step.changes.all()) if step is not None else []
        if step is not None:
            for change in changes:
                change.step = step
        open_still = step is not None and step.state not in ENDED_STEPS
        late = open_still and line.due_on is not None and line.due_on < today
        found.append({"line": line, "step": step, "late": late, "last": changes[-1] if changes else None})
    return found


@writing_view("GET", "POST")
def manage(request: HttpRequest, code: str) -> HttpResponse:
    """One professional takes the case management."""
    case, cooperation = found(request, code, "take_management")
    terms = procedure_of(cooperation).terms
    form = ManagerForm(
        typed(request), parties=parties_of(cooperation), initial={"revision": cooperation.revision}
    )

    def do() -> None:
        party = form.people[form.cleaned_data["party"]]
        revision = form.cleaned_data["revision"]
        monitoring.take_management(cooperation=cooperation, party=party, revision=revision, **who(request))

    back = reverse(HERE, args=[case.code])
    words: dict[str, Any] = {"title": terms["management"], "submit": _("Übernehmen")}
    done = _("Festgehalten. Eine Frist erinnert daran, alle zu informieren.")
    return go(request, case, form, do, done=done, back=back, **words)


@writing_view("GET", "POST")
def end(request: HttpRequest, code: str) -> HttpResponse:
    """End the cooperation; what is still open is told before."""
    case, cooperation = found(request, code, "end_cooperation")
    initial = {"revision": cooperation.revision, "ended_on": timezone.localdate()}
    form = EndForm(typed(request), procedure=procedure_of(cooperation), initial=initial)

    def do() -> None:
        data = form.cleaned_data
        ending.end(
            cooperation=cooperation,
            end_id=data["end"],
            ended_on=data["ended_on"],
            reason=data["reason"],
            revision=data["revision"],
            **who(request),
        )

    words: dict[str, Any] = {
        "title": _("Zusammenarbeit beenden"),
        "submit": _("Beenden"),
        "template": "cooperation/end.html",
    }
    still_open = ending.open_before_end(cooperation)
    back = reverse(HERE, args=[case.code])
    done = _("Die Zusammenarbeit ist beendet.")
    return go(request, case, form, do, done=done, back=back, still_open=still_open, **words)
