"""The turns of a case and the entries of its trail, in words."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import User
from roterfaden.audit import actions
from roterfaden.audit.models import Entry
from roterfaden.cases.choices import EventKind
from roterfaden.cases.models import Case, CaseEvent
from roterfaden.cases.result_codes import result_code
from roterfaden.process.catalogue import chain_of
from roterfaden.process.choices import RunState
from roterfaden.process.models import Deviation, Run
from roterfaden.process.spoken import spoken
from roterfaden.web.wording import chain_name

# what the readings of a case call its pages
PAGES = {
    "thread": gettext_lazy("Faden"),
    "visit": gettext_lazy("ein Schritt"),
    "drawing": gettext_lazy("Prozessbild"),
    "document": gettext_lazy("Unterlagen"),
    "documents": gettext_lazy("Unterlagen"),
    "subchain": gettext_lazy("Faden"),
    "resume": gettext_lazy("Faden"),
    "undo": gettext_lazy("Faden"),
    "person": gettext_lazy("Akte"),
    "edit_person": gettext_lazy("Akte"),
    "edit_particulars": gettext_lazy("Akte"),
    "journal": gettext_lazy("Journal"),
    "correct_entry": gettext_lazy("Journal"),
    "entry_versions": gettext_lazy("Fassungen eines Eintrags"),
    "mandates": gettext_lazy("Aufträge"),
    "add_mandate": gettext_lazy("Aufträge"),
    "edit_mandate": gettext_lazy("Aufträge"),
    "measures": gettext_lazy("Maßnahmen"),
    "measure": gettext_lazy("eine Maßnahme"),
    "certificate": gettext_lazy("Bescheinigung"),
    "participants": gettext_lazy("Beteiligte"),
    "add_participant": gettext_lazy("Beteiligte"),
    "events": gettext_lazy("Verlauf"),
    "handover": gettext_lazy("Übergabe"),
    "close": gettext_lazy("Abschluss"),
    "reopen": gettext_lazy("Wieder öffnen"),
    "keeping": gettext_lazy("Aufbewahrung"),
    "correct_result": gettext_lazy("Ergebnis"),
    "restrict": gettext_lazy("Einschränkung"),
    "release": gettext_lazy("Einschränkung"),
    "print": gettext_lazy("Drucken"),
    "protocols": gettext_lazy("Übergabeprotokoll"),
    "protocol": gettext_lazy("Übergabeprotokoll"),
}
# lists that name persons beside others, by their area
LISTS = {
    "worklist": gettext_lazy("Arbeitsliste"),
    "caselist": gettext_lazy("Fälle"),
    "agenda": gettext_lazy("Termine"),
    "absence": gettext_lazy("Während ich weg war"),
    "fieldwork": gettext_lazy("Unterwegs"),
    "drafts": gettext_lazy("Angefangenes"),
    "search": gettext_lazy("Suche"),
    "archive": gettext_lazy("Archiv"),
    "letters": gettext_lazy("Serienbriefe"),
    "measures": gettext_lazy("Gruppen"),
    "billing": gettext_lazy("Abrechnung"),
    "orders": gettext_lazy("Aufträge"),
    "invitations": gettext_lazy("Einladungen"),
    "offers": gettext_lazy("Plätze und Warteliste"),
    "employers": gettext_lazy("Betriebe"),
    "statistics": gettext_lazy("Fälle hinter der Zahl"),
    "steering": gettext_lazy("Qualität steuern"),
    "surveys": gettext_lazy("Befragungen"),
    "intake": gettext_lazy("Neuen Fall eröffnen"),
}


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One turn of the case: what happened, when, by whom, and why."""

    at: datetime
    what: str
    who: str = ""
    detail: str = ""
    reason: str = ""
    undone: bool = False


@dataclass(frozen=True, kw_only=True)
class Line:
    """One entry of the trail: when, who, what."""

    at: datetime
    who: str
    what: str
    reading: bool


def turns_of(case: Case, *, thread: bool) -> list[Turn]:
    """Events, newest first; with `thread` also deviations, and the beginning and end of each chain."""
    turns = [_event(event) for event in _events(case)]
    if thread:
        turns += _of_the_thread(case)
    return sorted(turns, key=lambda turn: turn.at, reverse=True)


def _of_the_thread(case: Case) -> list[Turn]:
    runs = list(
        Run.objects.filter(case_run__case=case)
        .select_related("chain_version")
        .defer("chain_version__source_text")
        .order_by("pk")
    )
    turns = [turn for run in runs for turn in _run(run)]
    return turns + [_deviation(row) for row in _deviations(case, runs)]


def lines_of(entries: Sequence[Entry]) -> list[Line]:
    """The entries in words, with one query for all the names."""
    people = User.objects.in_bulk({entry.actor_id for entry in entries if entry.actor_id})
    readings = set(actions.readings())
    return [
        Line(
            at=entry.at,
            who=str(people.get(entry.actor_id or 0, entry.actor_label)),
            what=_what(entry),
            reading=entry.action in readings,
        )
        for entry in entries
    ]


def _what(entry: Entry) -> str:
    sentence = actions.sentence_of(entry.action)
    page = str(_details(entry).get("page") or "")
    name = PAGES.get(page) or LISTS.get(page.partition(":")[0]) or page
    return f"{sentence}: {name}" if page else sentence


def _details(entry: Entry) -> dict[str, Any]:
    """What the entry adds; nothing if it was erased."""
    found = json.loads(entry.payload) if entry.payload else {}
    return found if isinstance(found, dict) else {}


def _events(case: Case) -> list[CaseEvent]:
    events = list(case.events.select_related("by", "from_user", "to_user"))
    for event in events:
        event.case = case
    return events


def _event(event: CaseEvent) -> Turn:
    detail = ""
    if event.kind == EventKind.HANDED_OVER:
        detail = _("von %(giver)s an %(taker)s") % {"giver": event.from_user, "taker": event.to_user}
    elif event.kind == EventKind.OPENED:
        detail = _("zuständig: %(name)s") % {"name": event.to_user}
    elif event.kind in (EventKind.CLOSED, EventKind.RESULT_CORRECTED):
        code = result_code(event.result_code)
        detail = _("Ergebnis: %(result)s") % {"result": code.name if code else event.get_result_display()}
    return Turn(
        at=event.at, what=event.get_kind_display(), who=str(event.by), detail=detail, reason=event.reason
    )


def _run(run: Run) -> list[Turn]:
    name = chain_name(run.chain_version.key, run.chain_version.title)
    chain = spoken(chain_of(run.chain_version))
    turns = [
        Turn(at=run.started_at, what=_("Kette begonnen"), detail=f"{name}: {chain.title_of(run.start_node)}")
    ]
    if run.state == RunState.ENDED and run.ended_at:
        end = chain.title_of(run.end_node)
        turns.append(Turn(at=run.ended_at, what=_("Kette zu Ende"), detail=f"{name}: {end}"))
    return turns


def _deviations(case: Case, runs: Sequence[Run]) -> list[Deviation]:
    by_id = {run.pk: run for run in runs}
    rows = list(Deviation.objects.filter(run__in=list(by_id)).select_related("by", "from_task"))
    for row in rows:
        row.run = by_id[row.run_id]
        row.run.data_key = case.data_key
    return rows


def _deviation(row: Deviation) -> Turn:
    chain = spoken(chain_of(row.run.chain_version))
    places = []
    if row.from_task is not None:
        places.append(
            _("bei „%(title)s“") % {"title": row.from_task.title or chain.title_of(row.from_task.node)}
        )
    if row.to_node and (title := chain.title_of(row.to_node)):
        places.append(_("weiter mit „%(title)s“") % {"title": title})
    return Turn(
        at=row.at,
        what=row.get_kind_display(),
        who=str(row.by),
        detail=", ".join(places),
        reason=f"{row.get_category_display()}: {row.reason}",
        undone=row.undone,
    )
