"""The placeholders of templates: their German names, what they mean, and their values for one case.

Values are texts. One that is not known is a `Missing`: false in a condition, dots on paper, named in the list of what
is missing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation
from roterfaden.audit.models import Entry
from roterfaden.cases.models import Case
from roterfaden.cases.result_codes import result_code
from roterfaden.cases.thread import stories_of
from roterfaden.consent.choices import DataClass, TransferState
from roterfaden.consent.queries import ledger_of
from roterfaden.correspondence.models import Letterhead
from roterfaden.deadlines.choices import AppointmentState
from roterfaden.deadlines.queries import appointments_of, deadlines_of
from roterfaden.placement.choices import TrialState
from roterfaden.placement.queries import trials_of
from roterfaden.process.choices import TaskState
from roterfaden.process.thread import Story

DOTS = "…………………"
# single placeholders and what they mean; the part before the dot groups them
SINGLE: dict[str, str] = {
    "person.name": "Vor- und Nachname der Person",
    "person.vorname": "Vorname der Person",
    "person.nachname": "Nachname der Person",
    "person.anrede": "Anrede ohne Geschlecht: „Guten Tag Leyla Aksoy“",
    "person.geburtsdatum": "Geburtsdatum der Person",
    "person.strasse": "Straße und Hausnummer der Person",
    "person.ort": "Postleitzahl und Ort der Person",
    "fall.aktenzeichen": "Aktenzeichen",
    "fall.anliegen": "Anliegen, mit dem die Person kam",
    "fall.eroeffnet": "Tag, an dem der Fall eröffnet wurde",
    "fall.abgeschlossen": "Tag des Abschlusses",
    "fall.ergebnis": "Ergebnis des Falls",
    "fall.kette": "Kette, in der der Fall steht",
    "fall.schritt": "offener Schritt",
    "dienst.name": "Name des Dienstes, wie er auf dem Brief steht",
    "dienst.strasse": "Straße des Dienstes",
    "dienst.ort": "Postleitzahl und Ort des Dienstes",
    "dienst.telefon": "Telefon des Dienstes",
    "dienst.email": "E-Mail des Dienstes",
    "fachkraft.name": "Name der zuständigen Fachkraft",
    "fachkraft.email": "E-Mail der zuständigen Fachkraft",
    "auftrag.art": "Art des neuesten Auftrags",
    "auftrag.auftraggeber": "Auftraggeber",
    "auftrag.von": "Beginn des Auftrags",
    "auftrag.bis": "Ende des Auftrags",
    "auftrag.ziel": "Ziel des Auftrags",
    "naechster_termin.wann": "nächster Termin: Tag und Uhrzeit",
    "naechster_termin.ort": "nächster Termin: Ort",
    "erprobung.betrieb": "neueste Erprobung: Betrieb",
    "erprobung.platz": "neueste Erprobung: Arbeitsplatz",
    "erprobung.ansprechperson": "neueste Erprobung: Ansprechperson im Betrieb",
    "erprobung.von": "neueste Erprobung: erster Tag",
    "erprobung.bis": "neueste Erprobung: letzter Tag",
    "erprobung.stunden": "neueste Erprobung: Stunden in der Woche",
    "erprobung.ziel": "neueste Erprobung: Ziel",
    "erprobung.vereinbart": "neueste Erprobung: was vereinbart ist",
    "heute": "heutiger Tag",
}


@dataclass(frozen=True)
class Loop:
    """A list to repeat over: `{% for ziel in ziele %} … {% endfor %}`."""

    item: str
    title: str
    fields: Mapping[str, str]


LOOPS: dict[str, Loop] = {
    "ziele": Loop("ziel", "Ziele der Aufträge", {"text": "das Ziel", "von": "seit wann"}),
    "massnahmen": Loop(
        "massnahme",
        "Maßnahmen des Falls",
        {"titel": "Name", "beginn": "Beginn", "stand": "läuft, beendet …"},
    ),
    "schritte": Loop(
        "schritt", "erledigte Schritte", {"titel": "Schritt", "datum": "Tag", "ergebnis": "Ergebnis"}
    ),
    "fristen": Loop("frist", "laufende Fristen", {"was": "was fällig ist", "bis": "bis wann"}),
    "termine": Loop("termin", "kommende Termine", {"was": "worum es geht", "wann": "wann", "ort": "wo"}),
    "beteiligte": Loop(
        "stelle", "Beteiligte anderer Stellen", {"name": "Name und Stelle", "aufgabe": "Aufgabe im Fall"}
    ),
    "weitergaben": Loop(
        "weitergabe",
        "was an andere ging",
        {"empfaenger": "an wen", "wann": "wann", "wozu": "wozu", "arten": "Arten von Angaben"},
    ),
    "bestand": Loop("angabe", "was die Akte enthält", {"art": "Art der Angaben", "anzahl": "Anzahl"}),
}


class Missing(str):
    """Nothing is known for this placeholder; `wanted` says what it would have been."""

    __slots__ = ("wanted",)
    wanted: str

    def __new__(cls, wanted: str) -> Self:
        made = super().__new__(cls, DOTS)
        made.wanted = wanted
        return made

    def __bool__(self) -> bool:
        return False


def letterhead_of(service: Organisation) -> Letterhead:
    """The letterhead of a service; an unsaved one with its name where nobody has written any."""
    found = Letterhead.objects.filter(service=service).first()
    return found or Letterhead(service=service, office=service.name, revision=0)


def values_for(case: Case, *, on: date) -> dict[str, Any]:
    """Every placeholder with its value for `case`. A constant number of queries; loops are read when asked for."""
    stories = stories_of(case)
    head = letterhead_of(case.service)
    flat = _singles(case, stories, head, on=on)
    values: dict[str, Any] = {}
    for name, title in SINGLE.items():
        group, _dot, field = name.partition(".")
        value = flat.get(name, "") or Missing(title)
        if field:
            values.setdefault(group, {})[field] = value
        else:
            values[group] = value
    return values | {name: _filled(LOOPS[name], rows(case, stories, on)) for name, rows in _ROWS.items()}


def _filled(loop: Loop, rows: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    return [{field: row.get(field, "") for field in loop.fields} for row in rows]


def _singles(case: Case, stories: Sequence[Story], head: Letterhead, *, on: date) -> dict[str, str]:
    person = case.person
    order = case.mandates.select_related("commissioner").order_by("-valid_from", "-pk").first()
    story = stories[0] if stories else None
    found = {
        "person.name": str(person),
        "person.vorname": person.first_name,
        "person.nachname": person.last_name,
        "person.anrede": f"Guten Tag {person}",
        "person.geburtsdatum": day(person.birth_date),
        "person.strasse": person.street,
        "person.ort": f"{person.postcode} {person.town}".strip(),
        "fall.aktenzeichen": case.file_number,
        "fall.anliegen": case.concern,
        "fall.eroeffnet": day(case.opened_on),
        "fall.abgeschlossen": day(case.closed_on) if case.closed_on else "",
        "fall.ergebnis": _result(case),
        "fall.kette": f"{story.chain.id}: {story.chain.title}" if story else "",
        "fall.schritt": ", ".join(visit.title for one in stories for visit in one.open),
        "dienst.name": head.office,
        "dienst.strasse": head.street,
        "dienst.ort": head.town,
        "dienst.telefon": head.phone,
        "dienst.email": head.email,
        "fachkraft.name": str(case.responsible),
        "fachkraft.email": case.responsible.email,
        "heute": day(on),
    }
    if order is not None:
        order.case = case
        found |= {
            "auftrag.art": order.get_kind_display(),
            "auftrag.auftraggeber": str(order.commissioner or ""),
            "auftrag.von": day(order.valid_from),
            "auftrag.bis": day(order.valid_until) if order.valid_until else _("ohne Ende"),
            "auftrag.ziel": order.goal,
        }
    coming = _coming(case, on)
    if coming:
        found |= {"naechster_termin.wann": coming[0]["wann"], "naechster_termin.ort": coming[0]["ort"]}
    return found | _trial(case)


def _trial(case: Case) -> dict[str, str]:
    row = trials_of(case).exclude(state=TrialState.CANCELLED).prefetch_related(None).first()
    if row is None:
        return {}
    row.case = case
    return {
        "erprobung.betrieb": row.workplace.employer.name,
        "erprobung.platz": row.workplace.title,
        "erprobung.ansprechperson": str(row.contact or ""),
        "erprobung.von": day(row.starts_on),
        "erprobung.bis": day(row.ends_on),
        "erprobung.stunden": str(row.hours),
        "erprobung.ziel": row.goals,
        "erprobung.vereinbart": row.terms,
    }


def _result(case: Case) -> str:
    code = result_code(case.result_code)
    return code.name if code else case.get_result_display() if case.result else ""


def _goals(case: Case, _stories: Sequence[Story], _on: date) -> list[dict[str, str]]:
    rows = []
    for order in case.mandates.order_by("valid_from", "pk"):
        order.case = case
        if order.goal:
            rows.append({"text": order.goal, "von": day(order.valid_from)})
    return rows


def measures(stories: Sequence[Story]) -> list[Story]:
    """The measures among the runs of a case."""
    return [story for story in stories if story.chain.core_process in ("massnahme", "ch-massnahme")]


def _measures(_case: Case, stories: Sequence[Story], _on: date) -> list[dict[str, str]]:
    return [
        {
            "titel": story.chain.title,
            "beginn": day(timezone.localtime(story.started_at).date()),
            "stand": story.end.title if story.end else story.run.get_state_display(),
        }
        for story in measures(stories)
    ]


def _steps(_case: Case, stories: Sequence[Story], _on: date) -> list[dict[str, str]]:
    return [
        {
            "titel": visit.title,
            "datum": day(timezone.localtime(visit.task.closed_at).date()),
            "ergebnis": visit.task.outcome,
        }
        for story in stories
        for visit in story.visits
        if visit.task.state == TaskState.DONE and visit.task.closed_at
    ]


def _deadlines(case: Case, _stories: Sequence[Story], _on: date) -> list[dict[str, str]]:
    return [{"was": row.title, "bis": day(row.due_on)} for row in deadlines_of(case)]


def _coming(case: Case, on: date) -> list[dict[str, str]]:
    return [
        {
            "was": one.subject or one.get_kind_display(),
            "wann": date_format(timezone.localtime(one.starts_at), "d.m.Y, H:i") + " Uhr",
            "ort": one.place,
        }
        for one in appointments_of(case)
        if one.state == AppointmentState.PLANNED and timezone.localtime(one.starts_at).date() >= on
    ]


def _involved(case: Case, _stories: Sequence[Story], _on: date) -> list[dict[str, str]]:
    rows = case.participants.filter(ended_at__isnull=True).select_related("user", "organisation")
    return [
        {"name": f"{row.user}, {row.organisation}", "aufgabe": row.function} for row in rows.order_by("pk")
    ]


def _passed_on(case: Case, _stories: Sequence[Story], _on: date) -> list[dict[str, str]]:
    rows = []
    for row in ledger_of(case.person).filter(state=TransferState.OUT, scope=case.uuid):
        row.person = case.person
        assert row.out_at is not None
        kinds = ", ".join(str(DataClass(code).label).partition(":")[0] for code in row.classes)
        rows.append(
            {
                "empfaenger": str(row.recipient),
                "wann": day(timezone.localtime(row.out_at).date()),
                "wozu": row.purpose,
                "arten": kinds,
            }
        )
    return rows


def _held(case: Case, stories: Sequence[Story], _on: date) -> list[dict[str, str]]:
    counted = [
        (_("Einträge im Journal"), case.journal.count()),
        (_("Schritte"), sum(len(story.visits) for story in stories)),
        (_("Aufträge"), case.mandates.count()),
        (_("Termine"), case.appointments.count()),
        (_("Festgehaltene Zugriffe und Änderungen"), Entry.objects.filter(scope_uuid=case.uuid).count()),
    ]
    return [{"art": kind, "anzahl": str(number)} for kind, number in counted if number]


_ROWS: dict[str, Callable[[Case, Sequence[Story], date], Sequence[Mapping[str, str]]]] = {
    "ziele": _goals,
    "massnahmen": _measures,
    "schritte": _steps,
    "fristen": _deadlines,
    "termine": lambda case, _stories, on: _coming(case, on),
    "beteiligte": _involved,
    "weitergaben": _passed_on,
    "bestand": _held,
}


def day(on: date) -> str:
    return date_format(on, "d.m.Y")
