"""The guided triage of a case on one page: asked is what is missing, offers are ranked, a professional decides."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases.journal import CaseIsClosed
from roterfaden.cases.models import Case
from roterfaden.languages.shipped import shipped
from roterfaden.offers.deciding import DecisionConflict, DecisionRefused
from roterfaden.offers.person_check import PersonCheck
from roterfaden.offers.reader import shipped_facts
from roterfaden.triage import deciding
from roterfaden.triage.guide import Guide, Path, Question, all_hold, asked, missing, next_after
from roterfaden.triage.queries import assessments_of, last_decisions, reviews_of
from roterfaden.triage.sanctions import rules_of
from roterfaden.web.admission.forms import FactsForm
from roterfaden.web.admission.frame import check_of
from roterfaden.web.admission.keeping import keep_answers
from roterfaden.web.admission.words import lines_of
from roterfaden.web.casefile.frame import case_for, form_page, frame
from roterfaden.web.formpage import posted
from roterfaden.web.guards import told, writing_view
from roterfaden.web.triage.assessments import assessment_lines
from roterfaden.web.triage.follow import followed
from roterfaden.web.triage.forms import WayForm
from roterfaden.web.triage.frame import (
    INDEX,
    check_right,
    groups_of,
    guide_of,
    known_lines,
    reads_health,
    values_of,
)

KEPT = 200


@writing_view("GET", "POST")
def index(request: HttpRequest, code: str) -> HttpResponse:
    """The next question, what is known with its source, the offers with who may do what, and what was decided."""
    case = case_for(request, code, page="triage")
    guide, check = guide_of(case), check_of(request, case, page="triage")
    check_right(request, case)
    questions = _questions(request, guide, check)
    form = _form(request, check, questions)
    status = KEPT
    if form.is_bound:
        status = keep_answers(request, case, form, facts=shipped_facts())
        if status == KEPT:
            after = "" if len(questions) != 1 else f"?{urlencode({'nach': questions[0].id})}"
            return redirect(reverse(INDEX, args=[case.code]) + after)
    context = {"form": form, "asked": list(zip(questions, form.questions_in_order(), strict=True))}
    context |= _around(case, guide, check)
    return render(request, "triage/index.html", frame(request, case, INDEX, **context), status=status)


class TriageForm(FactsForm):
    """The questions of a triage; the answer to one counts, where it comes from is said once."""

    def questions_in_order(self) -> list[Any]:
        return [(self[fact.id], self[f"seen_{fact.id}"]) for fact in self.asked]


def _questions(request: HttpRequest, guide: Guide, check: PersonCheck) -> list[Question]:
    """All questions that matter (`alle`), the one that is named (`frage`), or the next without an answer."""
    known, named = values_of(check), guide.question(request.GET.get("frage", ""))
    open_to_reader = [one for one in asked(guide, known) if one.fact not in check.closed]
    if request.GET.get("alle"):
        return open_to_reader
    if named is not None:
        return [named] if named in open_to_reader else []
    found = next_after(guide, known, request.GET.get("nach", ""), closed=check.closed)
    return [found] if found else []


def _form(request: HttpRequest, check: PersonCheck, questions: list[Question]) -> TriageForm:
    today = timezone.localdate()
    newest = max(check.answers.values(), key=lambda row: row.recorded_at, default=None)
    fresh = newest is not None and newest.said_on == today
    source = newest.source if newest is not None and fresh else _("Gespräch mit der Person")
    facts = [shipped_facts()[one.fact] for one in questions]
    return TriageForm(posted(request), check=check, facts=facts, initial={"said_on": today, "source": source})


def _around(case: Case, guide: Guide, check: PersonCheck) -> dict[str, Any]:
    known, decisions = values_of(check), last_decisions(case)
    left, whole = missing(guide, known, closed=check.closed), asked(guide, known)
    return {
        "guide": guide,
        "known": known_lines(guide, check),
        "left": len(left),
        "answered": len([one for one in whole if one.fact in known]),
        "whole": len(whole),
        "closed": not reads_health(case),
        "groups": groups_of(guide, check, decisions),
        "followed": followed(case, guide, decisions),
        "assessments": assessment_lines(guide, assessments_of(case), health=reads_health(case)),
        "sanctions": rules_of(case),
        "reviews": reviews_of(case),
    }


@writing_view("GET", "POST")
def decide(request: HttpRequest, code: str, triage_path: str) -> HttpResponse:
    """How the office acts about one offer; the reasons of the check stand beside it."""
    case = case_for(request, code, page="triage_decide")
    guide, check = guide_of(case), check_of(request, case, page="triage_decide")
    path = guide.path(triage_path)
    found = check.offer(path.offer) if path else None
    if path is None or found is None:
        raise Http404
    check_right(request, case)
    last = last_decisions(case).get(path.id)
    ways = [one for one in path.ways if all_hold(one.when, values_of(check)) is not False]
    initial = {"seen": last.number if last else 0, "way": last.way if last else _first(ways)}
    form = WayForm(posted(request), ways=ways, initial=initial)
    if form.is_valid() and (answer := _decided(request, case, guide, path, check, form)):
        return answer
    title = _("Entscheiden: %(offer)s") % {"offer": shipped(found.result.offer.title)}
    around = {"title": title, "back_url": reverse(INDEX, args=[case.code]), "last": last}
    lines = lines_of(found)
    return form_page(request, case, INDEX, form, "triage/decide.html", found=found, lines=lines, **around)


def _first(ways: list[Any]) -> str:
    return ways[0].id if len(ways) == 1 else ""


def _decided(
    request: HttpRequest, case: Case, guide: Guide, path: Path, check: PersonCheck, form: WayForm
) -> HttpResponse | None:
    said = form.cleaned_data
    given: dict[str, Any] = {"way": said["way"], "reason": said["reason"], "seen": said["seen"] or 0}
    try:
        deciding.decide(case=case, guide=guide, path=path, check=check, **given, **told(request))
    except (deciding.TriageRefused, DecisionRefused, CaseIsClosed) as refusal:
        form.add_error(getattr(refusal, "field", "") or None, str(refusal))
        return None
    except (deciding.TriageConflict, DecisionConflict) as conflict:
        return _clash(request, case, path, form, str(conflict))
    messages.success(request, _("Die Entscheidung ist festgehalten. So geht es weiter:"))
    return redirect(reverse(INDEX, args=[case.code]) + "#entschieden")


def _clash(request: HttpRequest, case: Case, path: Path, form: WayForm, words: str) -> HttpResponse:
    last = last_decisions(case).get(path.id)
    typed: Any = form.data
    data = typed.copy()
    data["seen"] = str(last.number if last else 0)
    form.data = data
    form.add_error(None, words)
    context = {
        "form": form,
        "title": _("Entscheiden"),
        "back_url": reverse(INDEX, args=[case.code]),
        "last": last,
        "clash": True,
    }
    return render(request, "triage/decide.html", frame(request, case, INDEX, **context), status=409)
