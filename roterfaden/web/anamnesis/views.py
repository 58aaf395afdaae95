"""Read the anamnesis on one page, and fill in a section of it in one sitting."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases.anamnesis_words import record_in_case
from roterfaden.cases.choices import FieldClass
from roterfaden.cases.models import Case
from roterfaden.cases.rules import may_work_on
from roterfaden.cases.thread import stories_of
from roterfaden.languages.shipped import shipped
from roterfaden.people.anamnesis import known_facts
from roterfaden.people.facts import FactConflict, FactRefused
from roterfaden.people.form import Section
from roterfaden.web.anamnesis.answers import section_view
from roterfaden.web.anamnesis.clash import clash_of
from roterfaden.web.anamnesis.completeness import StepGaps, answered, gaps_of
from roterfaden.web.anamnesis.forms import SectionForm, asked_again, asked_in
from roterfaden.web.anamnesis.frame import Opened, open_anamnesis
from roterfaden.web.anamnesis.kept import kept_answers, shown_of
from roterfaden.web.anamnesis.layout import lay_out_entries
from roterfaden.web.anamnesis.own_fields import keeps_fields
from roterfaden.web.casefile.frame import conflict_page, frame, refuse_unless
from roterfaden.web.cases.reading import shows
from roterfaden.web.components import Link
from roterfaden.web.guards import reading_view, user_of, writing_view

HERE = "anamnesis:index"


@reading_view
def index(request: HttpRequest, code: str) -> HttpResponse:
    """Everything that is known, section by section, and what is missing for the present steps."""
    opened = open_anamnesis(request, code, page="anamnesis")
    case, form = opened.case, opened.form
    known = known_facts(case.person, health=opened.health)
    kept = kept_answers(case, form, health=opened.health)
    shown = shown_of(kept, form, contact=shows(case, FieldClass.CONTACT))
    views = [
        section_view(case, form, section, known, shown, health=opened.health, hidden=opened.closed_to_reader)
        for section in form.sections
    ]
    context = frame(
        request,
        case,
        HERE,
        sections=views,
        anchors=[Link(title=v.title, url=f"#{v.anchor}", count=v.count) for v in views],
        gaps=_gaps(opened, answered(case, kept)),
        right=opened.right,
        closed_to_reader=opened.closed_to_reader,
        source_note=form.source,
        keeps_fields=keeps_fields(request),
    )
    return render(request, "anamnesis/index.html", context)


def _gaps(opened: Opened, known: set[str]) -> list[StepGaps]:
    """What the open steps lack; steps stand in the thread."""
    if not shows(opened.case, FieldClass.THREAD):
        return []
    return gaps_of(stories_of(opened.case), form=opened.form, known=known, health=opened.health)


@writing_view("GET", "POST")
def section(request: HttpRequest, code: str, section_id: str) -> HttpResponse:
    """Fill in one section; with `weiter` the next one follows."""
    opened = open_anamnesis(request, code, page=f"anamnesis:{section_id}"[:40])
    asked_for = opened.form.section(section_id)
    if asked_for is None:
        raise Http404
    form = _form(request, opened, asked_for)
    if form.is_bound:
        refuse_unless(may_work_on(user_of(request), opened.case, on=timezone.localdate()))
    if form.is_valid() and (answer := _save(request, opened, asked_for, form)):
        return answer
    return _page(request, opened, asked_for, form)


def _form(request: HttpRequest, opened: Opened, section: Section) -> SectionForm:
    known = known_facts(opened.case.person, health=opened.health)
    if request.method == "POST":
        asked = asked_again(section, known, request.POST, health=opened.health)
        return SectionForm(request.POST, form=opened.form, asked=asked)
    asked = asked_in(section, known, health=opened.health)
    last = request.session.get("anamnesis_source", "")
    initial = {"said_on": timezone.localdate(), "source": last}
    return SectionForm(None, form=opened.form, asked=asked, initial=initial)


def _save(request: HttpRequest, opened: Opened, section: Section, form: SectionForm) -> HttpResponse | None:
    """Keep the answers and lead on; None when they were refused and the form says why."""
    try:
        kept = record_in_case(
            case=opened.case,
            form=opened.form,
            sitting=form.sitting(),
            said=form.said(),
            health=opened.health,
            by=user_of(request),
            at=timezone.now(),
        )
    except FactRefused as refusal:
        form.blame(refusal.place, str(refusal))
        return None
    except FactConflict as conflict:
        url = reverse("anamnesis:section", args=[opened.case.code, section.id])
        return conflict_page(request, opened.case, HERE, clash_of(form, opened, conflict, url=url))
    request.session["anamnesis_source"] = form.cleaned_data["source"]
    if kept:
        messages.success(request, _("%(n)s Angaben sind festgehalten.") % {"n": len(kept)})
    else:
        messages.info(request, _("Es hat sich nichts geändert."))
    return _onward(request, opened, section)


def _onward(request: HttpRequest, opened: Opened, section: Section) -> HttpResponse:
    following = _after(opened, section)
    if "weiter" in request.POST and following is not None:
        return redirect("anamnesis:section", code=opened.case.code, section_id=following.id)
    if "noch" in request.POST:
        return redirect("anamnesis:section", code=opened.case.code, section_id=section.id)
    return redirect(reverse(HERE, args=[opened.case.code]) + f"#teil-{section.id}")


def _after(opened: Opened, section: Section) -> Section | None:
    """The next section in which there is something to fill in."""
    sections = list(opened.form.sections)
    later = sections[[s.id for s in sections].index(section.id) + 1 :]
    return next((s for s in later if asked_in(s, {}, health=opened.health)), None)


def _page(request: HttpRequest, opened: Opened, section: Section, form: SectionForm) -> HttpResponse:
    kept = shown_of(
        kept_answers(opened.case, opened.form, health=opened.health),
        opened.form,
        contact=shows(opened.case, FieldClass.CONTACT),
    )
    more: dict[str, Any] = {
        "section": section,
        "form": form,
        "entries": lay_out_entries(form, section, opened.form),
        "kept": [line for item in section.items for line in kept.get(item.id, ())],
        "sections": _links(opened, opened.case, section),
        "following": _after(opened, section),
        "closed_to_reader": opened.closed_to_reader and any(item.special for item in section.items),
    }
    status = 422 if form.is_bound else 200
    context = frame(request, opened.case, HERE, **more)
    return render(request, "anamnesis/section.html", context, status=status)


def _links(opened: Opened, case: Case, current: Section) -> list[Link]:
    return [
        Link(
            title=shipped(section.title),
            url=reverse("anamnesis:section", args=[case.code, section.id]),
            current=section.id == current.id,
        )
        for section in opened.form.sections
    ]
