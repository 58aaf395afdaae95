"""Invented values for a trial print: nobody's file is opened for it."""

from datetime import date, timedelta
from typing import Any

from roterfaden.correspondence.filling import Filled, filled_with
from roterfaden.correspondence.models import Letterhead
from roterfaden.correspondence.placeholders import LOOPS, SINGLE, Missing, day
from roterfaden.correspondence.shipped import LetterTemplate

SAMPLES = {
    "person.name": "Leyla Aksoy",
    "person.vorname": "Leyla",
    "person.nachname": "Aksoy",
    "person.anrede": "Guten Tag Leyla Aksoy",
    "person.geburtsdatum": "04.06.1991",
    "person.strasse": "Lindenweg 7",
    "person.ort": "12345 Musterstadt",
    "fall.aktenzeichen": "MU-2026-0001",
    "fall.anliegen": "Sucht eine ruhige Arbeit im Büro.",
    "fall.kette": "V1: Vermittlung auf den allgemeinen Arbeitsmarkt",
    "fall.schritt": "Arbeitserprobung",
    "fachkraft.name": "Anna Muster",
    "fachkraft.email": "anna.muster@example.org",
    "auftrag.art": "Vermittlung",
    "auftrag.auftraggeber": "Agentur für Arbeit Musterstadt",
    "auftrag.bis": "ohne Ende",
    "auftrag.ziel": "Arbeit mit 20 Stunden in der Woche",
    "naechster_termin.ort": "Zimmer 12",
    "erprobung.betrieb": "Gärtnerei Muster",
    "erprobung.platz": "Gewächshaus",
    "erprobung.ansprechperson": "Eva Muster",
    "erprobung.stunden": "20",
    "erprobung.ziel": "Sehen, ob die Arbeit im Stehen geht.",
    "erprobung.vereinbart": "Alle zwei Stunden eine Pause.",
}
ROWS = 2


def example_values(head: Letterhead, *, on: date) -> dict[str, Any]:
    """Every placeholder with an invented value; of the service what stands on its paper."""
    later = on + timedelta(days=7)
    flat = SAMPLES | {
        "fall.eroeffnet": day(on - timedelta(days=90)),
        "auftrag.von": day(on - timedelta(days=90)),
        "naechster_termin.wann": f"{day(later)}, 10:00 Uhr",
        "erprobung.von": day(later),
        "erprobung.bis": day(later + timedelta(days=28)),
        "heute": day(on),
        "dienst.name": head.office,
        "dienst.strasse": head.street,
        "dienst.ort": head.town,
        "dienst.telefon": head.phone,
        "dienst.email": head.email,
    }
    values: dict[str, Any] = {}
    for name, title in SINGLE.items():
        group, _dot, field = name.partition(".")
        value = flat.get(name, "") or Missing(title)
        if field:
            values.setdefault(group, {})[field] = value
        else:
            values[group] = value
    for name, loop in LOOPS.items():
        values[name] = [
            {field: f"{what} {n}" for field, what in loop.fields.items()} for n in range(1, ROWS + 1)
        ]
    return values


def example_of(template: LetterTemplate, head: Letterhead, *, on: date) -> Filled:
    """A shipped letter or form for the invented person."""
    return filled_with(
        template,
        example_values(head, on=on),
        head,
        number=SAMPLES["fall.aktenzeichen"],
        who=SAMPLES["fachkraft.name"],
        address=[SAMPLES["person.name"], SAMPLES["person.strasse"], SAMPLES["person.ort"]],
        on=on,
    )
