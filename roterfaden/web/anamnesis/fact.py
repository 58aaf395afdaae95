"""One answer by itself: every value it ever had, a value from another source, and who disputes it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases.anamnesis_words import record_in_case
from roterfaden.cases.rules import may_work_on
from roterfaden.languages.shipped import shipped
from roterfaden.people.anamnesis import Known, history_of, slots_visible
from roterfaden.people.disputes import DisputeRefused, dispute_fact, settle_dispute
from roterfaden.people.facts import FactConflict, FactRefused, Said
from roterfaden.people.models import Fact, FactSlot
from roterfaden.people.values import in_words
from roterfaden.web.anamnesis.answers import source_of
from roterfaden.web.anamnesis.clash import clash_of
from roterfaden.web.anamnesis.forms import Asked, DisputeForm, SectionForm, SettleForm
from roterfaden.web.anamnesis.frame import Opened, open_anamnesis
from roterfaden.web.casefile.frame import conflict_page, frame, refuse_unless
from roterfaden.web.guards import reading_view, user_of, writing_view

INDEX, HERE = "anamnesis:index", "anamnesis:fact"


@reading_view
def fact(request: HttpRequest, code: str, slot: Any) -> HttpResponse:
    """The whole history of one answer, and what can be done with it."""
    opened, found = _open(request, code, slot)
    return _page(request, opened, found)


@writing_view("POST")
def answer(request: HttpRequest, code: str, slot: Any) -> HttpResponse:
    """A value with a source of its own; the same value again means that another source confirms it."""
    opened, found = _open_for_work(request, code, slot)
    form = _answer_form(opened, found, request.POST)
    if form.is_valid():
        said = [Said(**vars(one) | {"again": True}) for one in form.said()]
        try:
            record_in_case(
                case=opened.case,
                form=opened.form,
                sitting=form.sitting(),
                said=said,
                health=opened.health,
                by=user_of(request),
                at=timezone.now(),
            )
        except FactRefused as refusal:
            form.blame(refusal.place, str(refusal))
        except FactConflict as conflict:
            url = reverse("anamnesis:answer", args=[code, found.uuid])
            return conflict_page(request, opened.case, INDEX, clash_of(form, opened, conflict, url=url))
        else:
            messages.success(request, _("Die Angabe ist festgehalten. Die frühere bleibt im Verlauf."))
            return redirect(HERE, code=opened.case.code, slot=found.uuid)
    return _page(request, opened, found, form=form)


@writing_view("POST")
def dispute(request: HttpRequest, code: str, slot: Any) -> HttpResponse:
    """Mark the present value as disputed."""
    opened, found = _open_for_work(request, code, slot)
    form, current = DisputeForm(request.POST), _current(found)
    if form.is_valid():
        try:
            dispute_fact(
                fact=current,
                **form.cleaned_data,
                scope=opened.case,
                by=user_of(request),
                at=timezone.now(),
            )
        except DisputeRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Die Angabe ist als bestritten gekennzeichnet."))
            return redirect(HERE, code=opened.case.code, slot=found.uuid)
    return _page(request, opened, found, dispute_form=form)


@writing_view("POST")
def settle(request: HttpRequest, code: str, slot: Any) -> HttpResponse:
    """Take the mark off the present value."""
    opened, found = _open_for_work(request, code, slot)
    form = SettleForm(request.POST)
    standing = _current(found).disputes.filter(settled_at__isnull=True).first()
    if form.is_valid() and standing is not None:
        settle_dispute(
            dispute=standing,
            settlement=form.cleaned_data["settlement"],
            scope=opened.case,
            by=user_of(request),
            at=timezone.now(),
        )
        messages.success(request, _("Die Kennzeichnung ist erledigt."))
    if form.is_valid():
        return redirect(HERE, code=opened.case.code, slot=found.uuid)
    return _page(request, opened, found, settle_form=form)


def _open(request: HttpRequest, code: str, slot: Any) -> tuple[Opened, FactSlot]:
    """A slot that the reader may not open looks like one that does not exist."""
    opened = open_anamnesis(request, code, page="fact")
    return opened, get_object_or_404(slots_visible(opened.case.person, health=opened.health), uuid=slot)


def _open_for_work(request: HttpRequest, code: str, slot: Any) -> tuple[Opened, FactSlot]:
    opened, found = _open(request, code, slot)
    refuse_unless(may_work_on(user_of(request), opened.case, on=timezone.localdate()))
    return opened, found


def _current(slot: FactSlot) -> Fact:
    return slot.facts.select_related("data_key", "slot__person__organisation").get(number=slot.revision)


def _answer_form(opened: Opened, slot: FactSlot, data: Any = None) -> SectionForm:
    item = opened.form.item(slot.item)
    known = Known(slot=slot, fact=_current(slot))
    asked = [Asked(item=item, entry=slot.entry, place=slot.place, known=known)] if item else []
    initial = {"said_on": timezone.localdate()}
    return SectionForm(data, form=opened.form, asked=[asked], initial=initial)


def _page(request: HttpRequest, opened: Opened, slot: FactSlot, **forms: Any) -> HttpResponse:
    item = opened.form.item(slot.item)
    history = history_of(slot)
    rows = [
        {
            "fact": fact,
            "value": in_words(item, fact.value),
            "source": source_of(opened.form, fact),
            "history": opened.form.history_of(fact.source),
            "current": fact.number == slot.revision,
        }
        for fact in history
    ]
    told = history[0].told if history else []  # type: ignore[attr-defined]
    bound = any(form.is_bound for form in forms.values())
    context = frame(
        request,
        opened.case,
        INDEX,
        slot=slot,
        item=item,
        label=shipped(item.label) if item else slot.item,
        section=opened.form.section_of(slot.item),
        rows=rows,
        disputed=next((one for one in told if one.settled_at is None), None),
        form=forms.get("form") or (_answer_form(opened, slot) if item and not item.retired else None),
        dispute_form=forms.get("dispute_form") or DisputeForm(initial={"raised_on": timezone.localdate()}),
        settle_form=forms.get("settle_form") or SettleForm(),
        opened_part=next(iter(forms), ""),
    )
    return render(request, "anamnesis/fact.html", context, status=422 if bound else 200)
