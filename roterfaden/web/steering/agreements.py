"""Target agreements: the list, beginning one, one of them, its moves and drafts, signing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation
from roterfaden.common.revisions import Conflict
from roterfaden.process.models import Task
from roterfaden.process.runs import RunMovedOn, RunRefused
from roterfaden.steering import agreements as domain
from roterfaden.steering import negotiation
from roterfaden.steering.agreement_records import Agreement, SideText
from roterfaden.steering.choices import Place
from roterfaden.steering.periods import next_month
from roterfaden.steering.queries import agreements_visible_to, offices_of, running, services_of_office
from roterfaden.steering.refusals import AgreementRefused
from roterfaden.web import errors
from roterfaden.web.conflicts import conflict_of
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.steering.agreement_forms import AnswerForm, BeginForm, ReasonForm, SideTextForm
from roterfaden.web.steering.agreement_page import detail_page, lines, side_for
from roterfaden.web.steering.around import page

DETAIL = "steering:agreement"


def find_agreement(request: HttpRequest, agreement: UUID) -> Agreement:
    """The agreement if the user speaks for one of its sides or reads for the office; else a missing page."""
    visible = agreements_visible_to(user_of(request), on=timezone.localdate())
    return get_object_or_404(visible, uuid=agreement)


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """Running and ended agreements; the office begins new ones here."""
    user, today = user_of(request), timezone.localdate()
    visible = agreements_visible_to(user, on=today)
    still = running(visible)
    context = page(
        "agreements",
        running=lines(still),
        ended=lines(visible.exclude(pk__in=still.values("pk"))[:50]),
        may_begin=offices_of(user, on=today).exists(),
    )
    return render(request, "steering/agreements.html", context)


@writing_view("GET", "POST")
def begin(request: HttpRequest) -> HttpResponse:
    """Begin the agreement of a service."""
    user, now = user_of(request), timezone.now()
    office = offices_of(user, on=timezone.localdate()).order_by("name").first()
    if office is None:
        raise PermissionDenied
    form = _begin_form(request, office)
    if form.is_valid():
        service, begins_on = form.services[form.cleaned_data["service"]], form.cleaned_data["begins_on"]
        try:
            made = domain.begin(service=service, office=office, begins_on=begins_on, by=user, at=now)
        except AgreementRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(DETAIL, made.uuid)
    words = {"title": _("Zielvereinbarung beginnen"), "submit": _("Beginnen")}
    context = page("agreements", form=form, back_url=reverse("steering:agreements"), **words)
    return render(request, "steering/form.html", context, status=422 if form.is_bound else 200)


@reading_view
def detail(request: HttpRequest, agreement: UUID) -> HttpResponse:
    """One agreement: where it stands, what is to be done, drafts, goals, signatures."""
    found = find_agreement(request, agreement)
    context = detail_page(found, user_of(request), today=timezone.localdate())
    return render(request, "steering/agreement.html", context)


@writing_view("POST")
def move_on(request: HttpRequest, agreement: UUID, number: int) -> HttpResponse:
    """Complete the open step, or answer its question with `outcome`."""
    user, today = user_of(request), timezone.localdate()
    found = find_agreement(request, agreement)
    task = get_object_or_404(Task, run=found.run, number=number)
    if not domain.may_act_on(user, found, task.node, on=today):
        raise Http404
    form = AnswerForm(request.POST, auto_id=f"z{number}_%s")
    if form.is_valid() and (answer := _go(request, found, number, form)) is not None:
        return answer
    context = detail_page(find_agreement(request, agreement), user, today=today, typed=form, number=number)
    return render(request, "steering/agreement.html", context, status=422)


@writing_view("GET", "POST")
def side_text(request: HttpRequest, agreement: UUID, place: str) -> HttpResponse:
    """Write the own draft at a step; the other side reads it when the step is done."""
    found = find_agreement(request, agreement)
    side = side_for(found, place, user_of(request), on=timezone.localdate())
    if side is None:
        raise Http404
    row = SideText.objects.filter(agreement=found, side=side, place=place).first()
    initial = {"text": row.text if row else "", "revision": row.revision if row else 0}
    form = SideTextForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            domain.write_side_text(
                agreement=found,
                side=side,
                place=Place(place),
                **form.cleaned_data,
                by=user_of(request),
                at=timezone.now(),
            )
        except AgreementRefused as refusal:
            form.add_error(None, str(refusal))
        except Conflict as conflict:
            return _conflict(request, form, conflict, found, place)
        else:
            messages.success(request, _("Der Entwurf ist gespeichert."))
            return redirect(DETAIL, agreement)
    words = {"title": f"{Place(place).label} ({side.label})", "submit": _("Entwurf speichern")}
    context = page("agreements", form=form, back_url=reverse(DETAIL, args=[agreement]), **words)
    return render(request, "steering/form.html", context, status=422 if form.is_bound else 200)


@writing_view("POST")
def sign(request: HttpRequest, agreement: UUID) -> HttpResponse:
    """Sign the text that was read."""
    user, found = user_of(request), find_agreement(request, agreement)
    seen = request.POST.get("fingerprint", "")[:64]
    try:
        negotiation.sign(agreement=found, seen=seen, by=user, at=timezone.now())
    except AgreementRefused as refusal:
        messages.error(request, str(refusal))
        context = detail_page(found, user, today=timezone.localdate())
        return render(request, "steering/agreement.html", context, status=422)
    messages.success(request, _("Sie haben unterschrieben."))
    return redirect(DETAIL, agreement)


@writing_view("POST")
def undo(request: HttpRequest, agreement: UUID) -> HttpResponse:
    """Take the last move back."""
    found, form = find_agreement(request, agreement), ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Bitte nennen Sie in einem Satz den Grund."))
        return redirect(DETAIL, agreement)
    data = form.cleaned_data
    said: dict[str, Any] = {"seen_moves": data["moves"], "reason": data["reason"]}
    try:
        domain.undo(agreement=found, **said, by=user_of(request), at=timezone.now())
    except RunMovedOn as moved:
        return errors.conflict(request, str(moved))
    except (RunRefused, AgreementRefused) as refusal:
        messages.error(request, str(refusal))
    return redirect(DETAIL, agreement)


def _begin_form(request: HttpRequest, office: Organisation) -> BeginForm:
    initial = {"begins_on": next_month(timezone.localdate())}
    return BeginForm(request.POST or None, services=services_of_office(office), initial=initial)


def _go(request: HttpRequest, found: Agreement, number: int, form: AnswerForm) -> HttpResponse | None:
    """Make the move; None when it was refused and the form says why."""
    answer = domain.Answer(request.POST.get("outcome", "")[:120], form.cleaned_data["note"])
    try:
        domain.move_on(
            agreement=found,
            seen_moves=form.cleaned_data["moves"],
            number=number,
            answer=answer,
            by=user_of(request),
            at=timezone.now(),
        )
    except RunMovedOn as moved:
        return errors.conflict(request, str(moved))
    except (RunRefused, AgreementRefused) as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, _("Die Zielvereinbarung ist einen Schritt weiter."))
    return redirect(DETAIL, found.uuid)


def _conflict(
    request: HttpRequest, form: SideTextForm, conflict: Conflict, found: Agreement, place: str
) -> HttpResponse:
    current = conflict.current
    assert isinstance(current, SideText)
    current.agreement = found
    here = reverse("steering:side_text", args=[found.uuid, place])
    told = conflict_of(
        form,
        current=current,
        stored={"text": current.text},
        scopes=[found.uuid],
        at=timezone.now(),
        url=here,
        keep_url=here,
    )
    return render(request, "steering/conflict.html", page("agreements", conflict=told), status=409)
