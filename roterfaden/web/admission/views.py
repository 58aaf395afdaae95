"""„Angebote prüfen“: every offer for the person of a case, why, what is missing, and what was decided."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.applications.reader import kinds_in
from roterfaden.cases.choices import FieldClass
from roterfaden.cases.models import Case
from roterfaden.cases.rules import may_work_on
from roterfaden.languages import shipped as languages
from roterfaden.offers import deciding
from roterfaden.offers.person_check import Explained, PersonCheck
from roterfaden.offers.reader import shipped_facts
from roterfaden.offers.waiting import waiting_of
from roterfaden.web.admission.forms import DecisionForm, FactsForm
from roterfaden.web.admission.frame import INDEX, check_of, found_in, parts_open
from roterfaden.web.admission.keeping import keep_answers
from roterfaden.web.admission.words import findings_shown, groups_of, lines_of, relevant_facts
from roterfaden.web.casefile.frame import case_for, form_page, frame, refuse_unless
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.offers.words import offer_facts


@reading_view
def index(request: HttpRequest, code: str) -> HttpResponse:
    """All offers, ranked for the person: what fits, what is open, what is in the way; past law last."""
    case = case_for(request, code, page="offers")
    check = check_of(request, case, page="offers")
    context: dict[str, Any] = {
        "check": check,
        "groups": groups_of(check, deciding.last_decisions(case)),
        "missing": len(check.questions()),
        "closed": FieldClass.HEALTH not in parts_open(case),
    }
    return render(request, "admission/index.html", frame(request, case, INDEX, **context))


@reading_view
def offer(request: HttpRequest, code: str, shipped: str) -> HttpResponse:
    """One offer for the person: each condition in a sentence with its source, what would have to change, decisions."""
    case = case_for(request, code, page="offer")
    check = check_of(request, case, page="offer")
    found, health = found_in(check, shipped), FieldClass.HEALTH in parts_open(case)
    decisions = deciding.decisions_about(case, shipped)
    context: dict[str, Any] = {
        "found": found,
        "offer": found.result.offer,
        "lines": lines_of(found),
        "questions": [shipped_facts()[name] for name in check.questions(shipped)],
        "facts": offer_facts(found.result.offer, on=timezone.localdate()),
        "waiting": waiting_of(case, shipped),
        "applies": _can_be_applied_for(case, found),
        "decisions": [(one, findings_shown(one, health=health)) for one in decisions],
    }
    return render(request, "admission/offer.html", frame(request, case, INDEX, **context))


def _can_be_applied_for(case: Case, found: Explained) -> bool:
    """Whether there is an application for it that may lead somewhere."""
    named = any(found.result.offer.id in kind.offers for kind in kinds_in(case.service.region))
    return named and found.result.suggested


@writing_view("GET", "POST")
def facts(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for what is missing, for one offer (`fuer`) or for all that may be suggested."""
    case, key = case_for(request, code, page="offer_facts"), request.GET.get("fuer", "")
    check = check_of(request, case, page="offer_facts")
    asked = relevant_facts(check, found_in(check, key).result.offer.id if key else "")
    form = FactsForm(
        request.POST if request.method == "POST" else None,
        check=check,
        facts=asked,
        initial={"said_on": timezone.localdate()},
    )
    status = 200
    if form.is_bound:
        refuse_unless(may_work_on(user_of(request), case, on=timezone.localdate()))
        status = keep_answers(request, case, form, facts=shipped_facts())
        if status == 200:  # noqa: PLR2004
            messages.success(request, _("Die Angaben sind festgehalten. So stehen die Angebote jetzt:"))
            return redirect(_back(case, key))
    context = {
        "form": form,
        "title": _("Angaben zu den Angeboten"),
        "all_known": _("Alles, wonach die Angebote fragen, ist bekannt."),
        "submit": _("Speichern und Angebote prüfen"),
        "unknown": list(form.questions(known=False, check=check)),
        "known": list(form.questions(known=True, check=check)),
        "back_url": _back(case, key),
    }
    return render(request, "admission/facts.html", frame(request, case, INDEX, **context), status=status)


@writing_view("GET", "POST")
def decide(request: HttpRequest, code: str, shipped: str) -> HttpResponse:
    """Decide about one offer, with a reason; the check as it stands is kept with it."""
    case = case_for(request, code, page="offer_decide")
    check = check_of(request, case, page="offer_decide")
    found, last = found_in(check, shipped), deciding.last_decisions(case).get(shipped)
    initial = {"seen": last.number if last else 0} | ({"outcome": last.outcome} if last else {})
    form = DecisionForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound:
        refuse_unless(may_work_on(user_of(request), case, on=timezone.localdate()))
    back = _back(case, shipped)
    if form.is_valid() and (answer := _decided(request, case, check, shipped, form)):
        return answer
    title = _("Entscheiden: %(offer)s") % {"offer": languages.shipped(found.result.offer.title)}
    return form_page(
        request, case, INDEX, form, "admission/decide.html", title=title, back_url=back, last=last
    )


def _decided(
    request: HttpRequest, case: Case, check: PersonCheck, key: str, form: DecisionForm
) -> HttpResponse | None:
    said, back = form.cleaned_data, _back(case, key)
    told: dict[str, Any] = {"by": user_of(request), "at": timezone.now(), "seen": said["seen"] or 0}
    try:
        deciding.decide(
            case=case, checked=found_in(check, key), outcome=said["outcome"], reason=said["reason"], **told
        )
    except deciding.DecisionRefused as refusal:
        form.add_error(None, str(refusal))
        return None
    except deciding.DecisionConflict as conflict:
        typed: Any = form.data
        form.data = typed.copy() | {"seen": str(conflict.current.number)}
        form.add_error(None, _("Jemand hat inzwischen entschieden. Beides steht hier; Ihr Text ist noch da."))
        context = {"title": _("Zwei Entscheidungen"), "back_url": back, "last": conflict.current}
        page = frame(request, case, INDEX, form=form, clash=True, **context)
        return render(request, "admission/decide.html", page, status=409)
    messages.success(request, _("Die Entscheidung ist festgehalten."))
    return redirect(back)


def _back(case: Case, key: str) -> str:
    return reverse("admission:offer", args=[case.code, key]) if key else reverse(INDEX, args=[case.code])
