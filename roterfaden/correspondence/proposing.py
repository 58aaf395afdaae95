"""Propose the sentences of a report from the file: each with its class and the entry that it rests on.

Facts that somebody bound to secrecy said are left out: they leave by their own release only. Health comes in for those
who may open the health record, and only where a section asks for it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases.choices import Information
from roterfaden.cases.models import Case, JournalEntry
from roterfaden.cases.thread import stories_of
from roterfaden.consent.choices import SPECIAL, DataClass
from roterfaden.cooperation.choices import PlanSection
from roterfaden.cooperation.queries import newest_cooperation, newest_version
from roterfaden.correspondence.body import OWN_VIEW, Evidence, Part, Sentence, sections_of
from roterfaden.correspondence.models import ReportMark
from roterfaden.correspondence.placeholders import day, letterhead_of, measures
from roterfaden.correspondence.shipped import LetterTemplate, shipped
from roterfaden.documents.typesetting.content import Document, Section, Text
from roterfaden.people.anamnesis import known_facts
from roterfaden.people.overlays import form_for
from roterfaden.people.values import in_words
from roterfaden.process.choices import TaskState
from roterfaden.process.thread import Story
from roterfaden.profiles.instruments import instruments_of
from roterfaden.profiles.models import AbilityProfile


@dataclass
class File:
    """The file of one case while a report is proposed; what several sections need is read once."""

    case: Case
    on: date
    health: bool

    @cached_property
    def stories(self) -> list[Story]:
        return stories_of(self.case)

    @cached_property
    def marked(self) -> list[JournalEntry]:
        """The entries that somebody took for relevant, in the order in which they happened."""
        marks = ReportMark.objects.filter(entry__case=self.case).values("entry_id")
        rows = list(JournalEntry.objects.filter(pk__in=marks).order_by("happened_at", "pk"))
        for row in rows:
            row.case = self.case
        return rows


def proposed(case: Case, template: LetterTemplate, *, on: date, health: bool) -> list[Part]:
    """The parts of a report with the sentences that the file has for them. A constant number of queries."""
    file = File(case, on, health)
    return [
        Part(
            id=section.id,
            title=section.title,
            needed=section.needed,
            sentences=tuple(one for source in section.propose for one in _FROM[source](file)),
        )
        for section in template.sections
    ]


def proposed_document(case: Case, template: LetterTemplate, *, on: date) -> Document:
    """The proposal as a document that says what it is: nobody has read or released it. Without health."""
    parts = proposed(case, template, on=on, health=False)
    head = letterhead_of(case.service)
    return Document(
        title=template.title,
        subtitle=f"{case.person}, {case.file_number}",
        notice=_("Vorschlag aus der Akte: nicht durchgesehen, nicht freigegeben. Nur für den Dienst."),
        foot=f"{head.office} · {case.file_number} · {day(on)}",
        sections=[_or_empty(part) for part in parts],
        contents=False,
    )


def _or_empty(part: Part) -> Section:
    empty = Text(text=_("Noch leer."), quiet=True)
    return next(iter(sections_of([part])), Section(id=part.id, title=part.title, blocks=[empty]))


def evidence_in(case: Case, *, on: date, health: bool) -> list[Evidence]:
    """What a sentence written by hand may rest on: every entry that could be proposed, and the writer's own view."""
    file = File(case, on, health)
    found = {OWN_VIEW: Evidence(OWN_VIEW, "", _("eigene fachliche Einschätzung"))}
    for source, sentences in _FROM.items():
        if source != "sources":
            for sentence in sentences(file):
                for evidence in sentence.evidence:
                    found.setdefault(evidence.key, evidence)
    return list(found.values())


def _opening(file: File) -> Iterator[Sentence]:
    case = file.case
    said = _("Wir haben am %(day)s begonnen. Zuständig ist %(who)s.")
    evidence = Evidence("case", str(case.uuid), _("Fall eröffnet am %(day)s") % {"day": day(case.opened_on)})
    yield Sentence(
        text=said % {"day": day(case.opened_on), "who": case.responsible},
        data_class=DataClass.COURSE,
        evidence=(evidence,),
    )


def _order(file: File) -> Iterator[Sentence]:
    for row in file.case.mandates.select_related("commissioner").order_by("valid_from", "pk"):
        until = day(row.valid_until) if row.valid_until else _("ohne Ende")
        said = _("Auftrag: %(kind)s, %(whose)s, vom %(first)s bis %(last)s.") % {
            "kind": row.get_kind_display(),
            "whose": row.commissioner or _("ohne Auftraggeber"),
            "first": day(row.valid_from),
            "last": until,
        }
        label = _("Auftrag vom %(day)s") % {"day": day(row.valid_from)}
        yield Sentence(
            text=said, data_class=DataClass.COURSE, evidence=(Evidence("order", str(row.uuid), label),)
        )


def _goals(file: File) -> Iterator[Sentence]:
    for row in file.case.mandates.order_by("valid_from", "pk"):
        row.case = file.case
        if row.goal:
            label = _("Auftrag vom %(day)s") % {"day": day(row.valid_from)}
            yield Sentence(
                text=_("Ziel: %(goal)s") % {"goal": row.goal},
                data_class=DataClass.COURSE,
                evidence=(Evidence("order", str(row.uuid), label),),
            )
    table = newest_cooperation(file.case)
    version = newest_version(table) if table else None
    if version is None:
        return
    label = _("Gemeinsamer Plan, Fassung %(n)s") % {"n": version.number}
    for entry in version.content.get(str(PlanSection.GOALS), ()):
        data_class = DataClass(entry.get("class", DataClass.WORK))
        if file.health or data_class not in SPECIAL:
            yield Sentence(
                text=_("Gemeinsames Ziel: %(goal)s") % {"goal": entry["text"]},
                data_class=data_class,
                evidence=(Evidence("plan", str(version.uuid), label),),
            )


def _steps(file: File) -> Iterator[Sentence]:
    for story in file.stories:
        for visit in story.visits:
            task = visit.task
            if task.state != TaskState.DONE or task.closed_at is None:
                continue
            done = day(timezone.localtime(task.closed_at).date())
            result = f": {task.outcome}" if task.outcome else ""
            yield Sentence(
                text=f"{done}: {visit.title}{result}.",
                data_class=DataClass.COURSE,
                evidence=(
                    Evidence("step", f"{story.ordinal}-{task.number}", f"{story.chain.id}, {visit.title}"),
                ),
            )


def _entries(file: File, information: Information, data_class: DataClass) -> Iterator[Sentence]:
    for row in file.marked:
        if row.information != information:
            continue
        when = day(timezone.localtime(row.happened_at).date())
        told = " ".join(part for part in (row.text, row.result) if part)
        yield Sentence(
            text=f"{when}: {told}"[:4000],
            data_class=data_class,
            evidence=(
                Evidence(
                    "journal",
                    str(row.uuid),
                    _("%(kind)s vom %(day)s") % {"kind": row.get_kind_display(), "day": when},
                ),
            ),
        )


def _measures(file: File) -> Iterator[Sentence]:
    for story in measures(file.stories):
        began = day(timezone.localtime(story.started_at).date())
        state = story.end.title if story.end else story.run.get_state_display()
        yield Sentence(
            text=_("%(title)s, seit %(day)s: %(state)s.")
            % {"title": story.chain.title, "day": began, "state": state},
            data_class=DataClass.COURSE,
            evidence=(Evidence("run", str(story.ordinal), f"{story.chain.id}: {story.chain.title}"),),
        )


def _abilities(file: File) -> Iterator[Sentence]:
    """Of the newest profile of each instrument what lies above and below the usual."""
    known = instruments_of(file.case.service)
    seen: set[str] = set()
    for row in AbilityProfile.objects.filter(person=file.case.person).select_related("data_key"):
        instrument = known.get(row.instrument)
        if instrument is None or row.instrument in seen:
            continue
        seen.add(row.instrument)
        label = _("Profil %(title)s vom %(day)s") % {"title": instrument.title, "day": day(row.found_on)}
        evidence = (Evidence("profile", str(row.uuid), label),)
        titles = {item.id: item.title for item in instrument.items}
        values = row.content["values"]
        for words, wanted in (
            (_("Stärken: %(items)s."), [k for k, v in values.items() if v > instrument.normal]),
            (
                _("Hier braucht es Unterstützung: %(items)s."),
                [k for k, v in values.items() if v < instrument.normal],
            ),
        ):
            named = ", ".join(titles[key] for key in wanted if key in titles)
            if named:
                yield Sentence(
                    text=words % {"items": named}, data_class=DataClass.ABILITIES, evidence=evidence
                )


def _facts(file: File, *, health: bool) -> Iterator[Sentence]:
    form = form_for(file.case.service, on=file.on)
    classes = shipped().life_domains
    for one in known_facts(file.case.person, health=health).values():
        section, item = form.section_of(one.slot.item), form.item(one.slot.item)
        if section is None or item is None or one.value is None or form.is_bound(one.fact.source):
            continue
        data_class = classes.get(section.id)
        if data_class is None:
            continue
        if (one.slot.health_id is not None or item.special) and data_class not in SPECIAL:
            data_class = DataClass.HEALTH
        if (data_class in SPECIAL) != health:
            continue
        source = one.fact.source_name or form.source_title(one.fact.source)
        label = _("Anamnese: %(item)s, %(source)s, %(day)s") % {
            "item": item.label,
            "source": source,
            "day": day(one.fact.said_on),
        }
        yield Sentence(
            text=f"{item.label}: {in_words(item, one.value)}.",
            data_class=data_class,
            disputed=one.dispute is not None,
            evidence=(Evidence("fact", one.slot.item, label),),
        )


def _health(file: File) -> Iterator[Sentence]:
    return _facts(file, health=True) if file.health else iter(())


def _result(file: File) -> Iterator[Sentence]:
    for story in file.stories:
        if story.end is not None:
            yield Sentence(
                text=_("%(chain)s endete mit: %(end)s.")
                % {"chain": story.chain.title, "end": story.end.title},
                data_class=DataClass.COURSE,
                evidence=(Evidence("run", str(story.ordinal), f"{story.chain.id}: {story.end.title}"),),
            )


def _open_points(file: File) -> Iterator[Sentence]:
    for story in file.stories:
        for visit in story.open:
            yield Sentence(
                text=_("Als Nächstes: %(step)s.") % {"step": visit.title},
                data_class=DataClass.COURSE,
                evidence=(
                    Evidence(
                        "step", f"{story.ordinal}-{visit.task.number}", f"{story.chain.id}, {visit.title}"
                    ),
                ),
            )


def _sources(file: File) -> Iterator[Sentence]:
    """What the statement rests on, named in one sentence: the entries, not what they say."""
    used: dict[str, Evidence] = {}
    for source in ("company", "work", "abilities", "journal"):
        for sentence in _FROM[source](file):
            used |= {evidence.key: evidence for evidence in sentence.evidence}
    if used:
        named = "; ".join(evidence.label for evidence in used.values())
        yield Sentence(
            text=_("Ausgewertet wurden: %(sources)s.") % {"sources": named},
            data_class=DataClass.COURSE,
            evidence=tuple(used.values()),
        )


_FROM: dict[str, Callable[[File], Iterator[Sentence] | Sequence[Sentence]]] = {
    "opening": _opening,
    "order": _order,
    "goals": _goals,
    "steps": _steps,
    "journal": lambda file: _entries(file, Information.CASE, DataClass.COURSE),
    "company": lambda file: _entries(file, Information.COMPANY, DataClass.WORK),
    "measures": _measures,
    "abilities": _abilities,
    "work": lambda file: _facts(file, health=False),
    "health": _health,
    "result": _result,
    "open_points": _open_points,
    "sources": _sources,
}
