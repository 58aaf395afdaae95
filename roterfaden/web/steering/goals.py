"""The goals of a target agreement: new, changed, struck out, taken over, balanced."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.common.revisions import Conflict
from roterfaden.steering import negotiation as domain
from roterfaden.steering.agreement_records import Agreement, Goal
from roterfaden.steering.agreements import is_open
from roterfaden.steering.choices import Dimension, Place
from roterfaden.steering.goals import NAMES, smart, value_now
from roterfaden.steering.kpis import in_order, kpis_for
from roterfaden.steering.procedure import procedure
from roterfaden.steering.queries import sides_of
from roterfaden.steering.refusals import AgreementRefused
from roterfaden.web.conflicts import conflict_of
from roterfaden.web.guards import user_of, writing_view
from roterfaden.web.steering.agreement_forms import BalanceForm, GoalForm
from roterfaden.web.steering.agreements import DETAIL, find_agreement
from roterfaden.web.steering.around import page


@writing_view("GET", "POST")
def new(request: HttpRequest, agreement: UUID) -> HttpResponse:
    """Write a goal."""
    found = _negotiated(request, agreement)
    wanted = request.GET.get("dimension", "")
    initial = {
        "dimension": wanted if wanted in Dimension.values else Dimension.STRUCTURE,
        "title": request.GET.get("feld", "")[:200],
        "due_on": found.ends_on,
        "revision": 0,
    }
    return _write(request, found, None, initial)


@writing_view("GET", "POST")
def change(request: HttpRequest, agreement: UUID, goal: UUID) -> HttpResponse:
    """Change a goal."""
    found = _negotiated(request, agreement)
    row = _goal(found, goal)
    return _write(request, found, row, _stored(row) | {"revision": row.revision})


@writing_view("POST")
def remove(request: HttpRequest, agreement: UUID, goal: UUID) -> HttpResponse:
    """Strike a goal out."""
    row = _goal(_negotiated(request, agreement), goal)
    domain.remove_goal(goal=row, by=user_of(request), at=timezone.now())
    messages.success(request, _("Das Ziel ist gestrichen."))
    return redirect(DETAIL, agreement)


@writing_view("POST")
def carry(request: HttpRequest, agreement: UUID) -> HttpResponse:
    """Take over what was not reached in the year before."""
    found = _negotiated(request, agreement)
    try:
        carried = domain.carry_over(agreement=found, by=user_of(request), at=timezone.now())
    except AgreementRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Übernommen: %(n)s Ziele.") % {"n": carried})
    return redirect(DETAIL, agreement)


@writing_view("GET", "POST")
def balance(request: HttpRequest, agreement: UUID, goal: UUID) -> HttpResponse:
    """Say how a goal stands, at half-time or at the end."""
    found = find_agreement(request, agreement)
    row, user, today = _goal(found, goal), user_of(request), timezone.localdate()
    final = is_open(found, Place.FINAL)
    if not sides_of(user, found, on=today) or not (final or is_open(found, Place.INTERIM)):
        raise Http404
    form = BalanceForm(request.POST or None, final=final, initial=_balanced(row, final=final))
    if form.is_valid():
        data = dict(form.cleaned_data)
        revision, place = data.pop("revision"), Place.FINAL if final else Place.INTERIM
        said = domain.Balance(**data)
        try:
            domain.draw_balance(
                goal=row, place=place, balance=said, revision=revision, by=user, at=timezone.now()
            )
        except AgreementRefused as refusal:
            form.add_error(None, str(refusal))
        except Conflict as conflict:
            return _conflict(request, form, conflict, _balanced, final=final)
        else:
            return redirect(DETAIL, agreement)
    words = {"title": row.title, "submit": _("Bilanz speichern")}
    context = page("agreements", form=form, back_url=reverse(DETAIL, args=[agreement]), **words)
    return render(request, "steering/form.html", context, status=422 if form.is_bound else 200)


def _negotiated(request: HttpRequest, agreement: UUID) -> Agreement:
    found = find_agreement(request, agreement)
    if not domain.may_write_goals(user_of(request), found, on=timezone.localdate()):
        raise Http404
    return found


def _goal(agreement: Agreement, goal: UUID) -> Goal:
    row = get_object_or_404(agreement.goals.all(), uuid=goal)
    row.agreement = agreement
    return row


def _write(request: HttpRequest, found: Agreement, row: Goal | None, initial: dict[str, Any]) -> HttpResponse:
    kpis = in_order(kpis_for(found.service, on=timezone.localdate()))
    form = GoalForm(request.POST or None, kpis=kpis, initial=initial)
    if form.is_valid():
        try:
            domain.write_goal(
                agreement=found,
                facts=form.facts(),
                goal=row,
                revision=form.cleaned_data["revision"],
                by=user_of(request),
                at=timezone.now(),
            )
        except AgreementRefused as refusal:
            form.add_error(None, str(refusal))
        except Conflict as conflict:
            return _conflict(request, form, conflict, _stored)
        else:
            messages.success(request, _("Das Ziel ist gespeichert."))
            return redirect(DETAIL, found.uuid)
    context = page(
        "agreements",
        form=form,
        agreement=found,
        goal=row,
        letters=smart(row) if row else [],
        hints=procedure().smart.values(),
        fields=[(dimension, procedure().fields[dimension]) for dimension in Dimension],
    )
    return render(request, "steering/goal.html", context, status=422 if form.is_bound else 200)


def _stored(goal: Goal) -> dict[str, Any]:
    return {name: getattr(goal, name) for name in NAMES}


def _balanced(goal: Goal, *, final: bool = False) -> dict[str, Any]:
    if final:
        value = goal.final_value if goal.final else value_now(goal, today=timezone.localdate())
        return {"text": goal.final, "value": value, "outcome": goal.outcome, "revision": goal.revision}
    value = goal.interim_value if goal.interim else value_now(goal, today=timezone.localdate())
    return {"text": goal.interim, "value": value, "revision": goal.revision}


def _conflict(
    request: HttpRequest, form: forms.Form, conflict: Conflict, stored_by: Any, **more: Any
) -> HttpResponse:
    current = conflict.current
    if not isinstance(current, Goal):
        raise Http404
    stored = {name: value for name, value in stored_by(current, **more).items() if name != "revision"}
    here = request.path
    told = conflict_of(
        form,
        current=current,
        stored=stored,
        scopes=[current.agreement.uuid],
        at=timezone.now(),
        url=here,
        keep_url=reverse(DETAIL, args=[current.agreement.uuid]),
    )
    return render(request, "steering/conflict.html", page("agreements", conflict=told), status=409)
