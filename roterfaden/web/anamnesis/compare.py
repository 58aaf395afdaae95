"""How the anamnesis stood on two days, side by side."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.languages.shipped import shipped
from roterfaden.people.anamnesis import Known, Place, facts_as_of
from roterfaden.people.form import Form
from roterfaden.people.values import in_words
from roterfaden.web.anamnesis.answers import disputed_by, source_of
from roterfaden.web.anamnesis.forms import CompareForm
from roterfaden.web.anamnesis.frame import Opened, open_anamnesis
from roterfaden.web.casefile.frame import frame
from roterfaden.web.guards import reading_view

HERE = "anamnesis:index"
USUAL_DISTANCE = timedelta(days=183)


@dataclass(frozen=True, kw_only=True)
class Side:
    """One answer as it stood on a day; nothing if it was not known then."""

    value: str = ""
    source: str = ""
    disputed: str = ""


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One answer on both days. `change` is a word: neu, geändert, entfallen; nothing if it is the same."""

    label: str
    before: Side
    after: Side
    change: str


@dataclass(frozen=True, kw_only=True)
class ComparedSection:
    title: str
    rows: list[Compared]


@reading_view
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """Two days beside each other; what changed is marked with a word, and alone unless everything is asked for."""
    opened = open_anamnesis(request, code, page="compare")
    today = timezone.localdate()
    initial = {"von": today - USUAL_DISTANCE, "bis": today}
    form = CompareForm(request.GET if "von" in request.GET else None, initial=initial)
    days: dict[str, date] = initial
    if form.is_bound:
        days = {key: form.cleaned_data[key] for key in initial} if form.is_valid() else {}
    shows_all = form.is_bound and form.is_valid() and form.cleaned_data["alles"]
    context = frame(
        request,
        opened.case,
        HERE,
        form=form,
        days=days,
        sections=_sections(opened, days["von"], days["bis"], shows_all=shows_all) if days else [],
        closed_to_reader=opened.closed_to_reader,
    )
    status = 422 if form.is_bound and not days else 200
    return render(request, "anamnesis/compare.html", context, status=status)


def _sections(opened: Opened, first: date, last: date, *, shows_all: bool) -> list[ComparedSection]:
    person, health = opened.case.person, opened.health
    before = facts_as_of(person, _end_of(first), health=health)
    after = facts_as_of(person, _end_of(last), health=health)
    found = []
    for title, places in _places(opened.form, before, after):
        rows = [_compared(opened.form, at, before.get(at), after.get(at)) for at in places]
        rows = [row for row in rows if row.change or (shows_all and (row.before.value or row.after.value))]
        if rows:
            found.append(ComparedSection(title=title, rows=rows))
    return found


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.max))


def _places(
    form: Form, before: Mapping[Place, Known], after: Mapping[Place, Known]
) -> Iterable[tuple[str, list[Place]]]:
    """Section by section: the places that were known on one of the days, entry by entry in the order of the form."""
    every = set(before) | set(after)
    for section in form.sections:
        order = {item.id: n for n, item in enumerate(section.items)}
        places = sorted((at for at in every if at[0] in order), key=lambda at: (at[1], order[at[0]], at[2]))
        yield section.title, places


def _compared(form: Form, at: Place, before: Known | None, after: Known | None) -> Compared:
    item = form.item(at[0])
    label = shipped(item.label) if item else at[0]
    if at[1]:
        section = form.section_of(at[0])
        label = f"{section.entry if section else ''} {at[1]}: {label}"
    left, right = _side(form, at, before), _side(form, at, after)
    return Compared(label=label, before=left, after=right, change=_change(left, right))


def _side(form: Form, at: Place, known: Known | None) -> Side:
    value = in_words(form.item(at[0]), known.value) if known else ""
    if known is None or not value:
        return Side()
    return Side(value=value, source=source_of(form, known.fact), disputed=disputed_by(known.dispute))


def _change(before: Side, after: Side) -> str:
    if before == after:
        return ""
    if not before.value:
        return _("neu")
    if not after.value:
        return _("entfallen")
    if before.value == after.value:
        return _("Quelle oder Kennzeichnung")
    return _("geändert")
