"""The check for a sanction: what excuses, what must be so, the hearing; decided by somebody else than who began."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases.journal import CaseIsClosed
from roterfaden.cases.models import Case
from roterfaden.common.revisions import Conflict
from roterfaden.process.deadlines import DeadlineRefused
from roterfaden.triage import sanctions as domain
from roterfaden.triage.choices import ReviewOutcome
from roterfaden.triage.models import SanctionReview
from roterfaden.triage.sanction_rules import SanctionRules
from roterfaden.web.casefile.frame import (
    case_for,
    conflict_page,
    form_page,
    note_health_reading,
    refuse_unless,
)
from roterfaden.web.conflicts import conflict_of
from roterfaden.web.formpage import posted
from roterfaden.web.guards import told, user_of, writing_view
from roterfaden.web.triage.forms import FindingsForm, OccasionForm, SanctionForm
from roterfaden.web.triage.frame import INDEX, check_right, reads_health

REFUSALS = (domain.SanctionRefused, CaseIsClosed, DeadlineRefused)


@writing_view("GET", "POST")
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a check; the page says first when there may be none."""
    case = case_for(request, code, page="sanction_begin")
    rules = _rules(case)
    check_right(request, case)
    form = OccasionForm(posted(request), initial={"happened_on": timezone.localdate()})
    if form.is_valid():
        try:
            row = domain.open_review(case=case, **form.cleaned_data, **told(request))
        except REFUSALS as refusal:
            form.add_error(getattr(refusal, "field", "") or None, str(refusal))
        else:
            return redirect("triage:sanction", case.code, row.uuid)
    words = {"title": _("Sanktion prüfen"), "submit": _("Prüfung beginnen"), "rules": rules}
    back = reverse(INDEX, args=[case.code])
    return form_page(request, case, INDEX, form, "triage/sanction_begin.html", back_url=back, **words)


@writing_view("GET", "POST")
def note(request: HttpRequest, code: str, sanction: UUID) -> HttpResponse:
    """Point by point: what was found, what the person says; below, what still stands against a sanction."""
    case = case_for(request, code, page="sanction")
    rules, row, health = _rules(case), _find(case, sanction), reads_health(case)
    check_right(request, case)
    if health:
        note_health_reading(request, case, page="sanction")
    form = FindingsForm(posted(request), rules=rules, health=health, initial=_stored(row, rules))
    if form.is_valid() and (answer := _noted(request, case, row, form)):
        return answer
    context: dict[str, Any] = {
        "review": row,
        "rules": rules,
        "against": domain.obstacles(row, rules, health=health),
        "may_decide": domain.may_decide(user_of(request), row, on=timezone.localdate()),
        "closed": not health,
        "back_url": reverse(INDEX, args=[case.code]),
        "points": _in_words(row, rules, health=health),
    }
    return form_page(request, case, INDEX, form, "triage/sanction.html", **context)


@writing_view("GET", "POST")
def decide(request: HttpRequest, code: str, sanction: UUID) -> HttpResponse:
    """Decide, with a reason. Only for who may; the program never does."""
    case = case_for(request, code, page="sanction_decide")
    rules, row = _rules(case), _find(case, sanction)
    refuse_unless(domain.may_decide(user_of(request), row, on=timezone.localdate()))
    check_right(request, case)
    form = SanctionForm(posted(request), initial={"revision": row.revision})
    if form.is_valid() and (answer := _decided(request, case, row, form)):
        return answer
    back = reverse("triage:sanction", args=[case.code, row.uuid])
    words = {"title": _("Über die Sanktion entscheiden"), "submit": _("Entscheidung festhalten")}
    against = domain.obstacles(row, rules, health=reads_health(case))
    around: dict[str, Any] = {"review": row, "rules": rules, "against": against, "back_url": back}
    return form_page(request, case, INDEX, form, "triage/sanction_decide.html", **words, **around)


def _rules(case: Case) -> SanctionRules:
    rules = domain.rules_of(case)
    if rules is None:
        raise Http404
    return rules


def _find(case: Case, sanction: UUID) -> SanctionReview:
    rows = SanctionReview.objects.filter(case=case).select_related("opened_by", "decided_by")
    row: SanctionReview = get_object_or_404(rows, uuid=sanction)
    row.case = case
    return row


def _stored(row: SanctionReview, rules: SanctionRules) -> dict[str, Any]:
    found = row.findings or {}
    stored: dict[str, Any] = {"revision": row.revision, "heard_on": row.heard_on, "hearing": row.hearing}
    for point in rules.points:
        said = found.get(point.id, {})
        stored[f"finding_{point.id}"] = said.get("finding", "")
        stored[f"note_{point.id}"] = said.get("note", "")
    return stored


def _in_words(row: SanctionReview, rules: SanctionRules, *, health: bool) -> list[tuple[str, str, str]]:
    """What was found, for a check that is decided."""
    words, found = {"yes": _("ja"), "no": _("nein")}, row.findings or {}
    points = [one for one in rules.points if health or not one.health]
    return [
        (one.title, words.get(found.get(one.id, {}).get("finding", ""), _("nicht geprüft")),
         found.get(one.id, {}).get("note", ""))
        for one in points
    ]  # fmt: skip


def _noted(request: HttpRequest, case: Case, row: SanctionReview, form: FindingsForm) -> HttpResponse | None:
    data = form.cleaned_data
    given: dict[str, Any] = {name: data[name] for name in ("heard_on", "hearing", "revision")}

    def act() -> None:
        domain.note(review=row, findings=form.said(), health=reads_health(case), **given, **told(request))

    return _kept(request, case, row, form, act, _("Festgehalten."))


def _decided(
    request: HttpRequest, case: Case, row: SanctionReview, form: SanctionForm
) -> HttpResponse | None:
    data = dict(form.cleaned_data)
    revision, outcome = data.pop("revision"), ReviewOutcome(data.pop("outcome"))
    verdict = domain.Verdict(outcome=outcome, **data)

    def act() -> None:
        domain.decide(review=row, verdict=verdict, revision=revision, **told(request))

    return _kept(request, case, row, form, act, _("Die Entscheidung ist festgehalten."))


def _kept(
    request: HttpRequest,
    case: Case,
    row: SanctionReview,
    form: FindingsForm | SanctionForm,
    act: Callable[[], None],
    done: str,
) -> HttpResponse | None:
    """What follows from `act`: back to the check, or both texts for a second editor; nothing where it is refused."""
    try:
        act()
    except REFUSALS as refusal:
        field = getattr(refusal, "field", "")
        form.add_error(field if field in form.fields else None, str(refusal))
        return None
    except Conflict as conflict:
        return _both(request, case, form, conflict)
    messages.success(request, done)
    return redirect("triage:sanction", case.code, row.uuid)


def _both(
    request: HttpRequest, case: Case, form: FindingsForm | SanctionForm, conflict: Conflict
) -> HttpResponse:
    current = conflict.current
    assert isinstance(current, SanctionReview)
    current.case = case
    rules = _rules(case)
    stored = {name: value for name, value in _stored(current, rules).items() if name in form.fields}
    stored.pop("revision", None)
    at = timezone.now()
    keep = reverse(INDEX, args=[case.code])
    given: dict[str, Any] = {"current": current, "stored": stored, "scopes": [case.uuid], "at": at}
    return conflict_page(request, case, INDEX, conflict_of(form, url=request.path, keep_url=keep, **given))
