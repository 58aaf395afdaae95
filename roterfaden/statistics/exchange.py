"""Reports as JSON: written for other bodies, read strictly, kept. Counts of a sender, never a person.

The schema is `catalogue/statistics/report.schema.json`; what is read must fit it, balance and be plausible.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.crypto import keyring
from roterfaden.common.days import local_day
from roterfaden.statistics.content import Content, faults_of
from roterfaden.statistics.definitions import FIGURES
from roterfaden.statistics.meanings import FOLDER
from roterfaden.statistics.releasing import kind_of
from roterfaden.statistics.report_models import ReceivedReport, Report
from roterfaden.statistics.rules import may_report_for
from roterfaden.statistics.statutory import CROSS, FIGURES_SHAPE, FLOW, shipped_kinds

RECEIVED = actions.register("statistics.report_received", "Bericht einer anderen Stelle eingelesen")
SCHEMA = FOLDER / "report.schema.json"
FORMAT = "roterfaden-statistics-report"
FORMAT_VERSION = 1
MOST_BYTES = 2_000_000
MOST_ROWS = 2_000
MOST_TABLES = 60
MOST_LETTERS = 200
HIGHEST = 100_000_000


class FileRefused(ValueError):
    """The file is no report, or one that cannot be true; the message says why."""


def as_json(report: Report, content: Content | None = None) -> dict[str, Any]:
    """The report as other bodies read it. `content` in place of its own: a version for publication."""
    kind = kind_of(report)
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "kind": report.kind,
        "kind_version": report.kind_version,
        "sender": {
            "code": report.organisation.code,
            "name": report.organisation.name,
            "region": report.organisation.region,
        },
        "period": {"first": report.first.isoformat(), "last": report.last.isoformat()},
        "number": report.number,
        "state": report.state,
        "reckoned_at": report.reckoned_at.isoformat(),
        "released_at": report.released_at.isoformat() if report.released_at else None,
        **(report.content if content is None else content),
        "texts": [
            {"id": part.id, "title": part.title, "text": (report.texts or {}).get(part.id, "")}
            for part in kind.texts
        ],
    }


def receive(
    *, organisation: Organisation, data: bytes, by: User, at: datetime
) -> tuple[ReceivedReport, list[str]]:
    """Keep a report that somebody sent; returns it with what looks odd about it, in sentences.

    Refuses with FileRefused: no JSON of ours, a kind that `organisation` does not gather, a report that is not
    released, hidden counts, counts that do not balance, a period to come, the own report, another content under a
    number that is there already. The same file twice is one report. Texts are not kept: counts alone go on.
    """
    if not may_report_for(by, organisation, on=local_day(at)):
        raise FileRefused("Für diese Stelle lesen Sie keine Berichte ein.")
    found = read_report(data, organisation=organisation, today=local_day(at))
    content = {key: found[key] for key in ("tables", "numbers", "missing")}
    with transaction.atomic():
        rows = ReceivedReport.objects.filter(
            organisation=organisation,
            kind=found["kind"],
            first=found["first"],
            last=found["last"],
            sender=found["sender"]["code"],
        ).select_related("data_key")
        same = rows.filter(number=found["number"]).first()
        if same is not None:
            if same.content != content:
                raise FileRefused("Unter dieser Nummer der Fassung liegt schon ein anderer Bericht vor.")
            return same, []
        before = rows.order_by("-number").first()
        made = ReceivedReport.objects.create(
            organisation=organisation,
            data_key=keyring.new_key(),
            kind=found["kind"],
            kind_version=found["kind_version"],
            first=found["first"],
            last=found["last"],
            sender=found["sender"]["code"],
            sender_name=found["sender"]["name"],
            number=found["number"],
            content=content,
            received_at=at,
            received_by=by,
        )
        details: dict[str, str | int] = {"sender": made.sender, "kind": made.kind, "number": made.number}
        trail.record(RECEIVED, by=by, at=at, subject=made, organisation=organisation, details=details)
    return made, _oddities(made, before)


def read_report(data: bytes, *, organisation: Organisation, today: date) -> dict[str, Any]:
    """What stands in the file, checked value by value. Raises FileRefused with the first fault."""
    if len(data) > MOST_BYTES:
        raise FileRefused("Die Datei ist größer als 2 MB.")
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise FileRefused("Das ist keine JSON-Datei.") from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise FileRefused("Das ist kein Bericht aus Roter Faden.")
    if found.get("format_version") != FORMAT_VERSION:
        raise FileRefused("Diese Fassung des Formats kennt das Programm nicht.")
    kind = shipped_kinds().get(_text(found, "kind"))
    if kind is None or organisation.kind.code not in kind.collected_by:
        raise FileRefused("Berichte dieser Art sammelt diese Stelle nicht.")
    period = _mapping(found, "period")
    first, last = _day(period, "first"), _day(period, "last")
    if last < first or first > today:
        raise FileRefused("Der Zeitraum des Berichts kann nicht stimmen.")
    sender = _mapping(found, "sender")
    sender = {"code": _text(sender, "code", most=40), "name": _text(sender, "name")}
    if sender["code"] == organisation.code:
        raise FileRefused("Das ist der eigene Bericht dieser Stelle.")
    if found.get("state") != "released":
        raise FileRefused("Der Bericht ist nicht freigegeben.")
    read = {
        "kind": kind.id,
        "kind_version": _text(found, "kind_version", most=20),
        "sender": sender,
        "first": first,
        "last": last,
        "number": _count(found.get("number"), least=1),
        "tables": [_table(one) for one in _list(found, "tables", most=MOST_TABLES)],
        "numbers": [_number(one) for one in _list(found, "numbers", most=MOST_TABLES)],
        "missing": [str(line)[:MOST_LETTERS] for line in _list(found, "missing", most=MOST_TABLES)],
    }
    if faults := faults_of(read):
        raise FileRefused(faults[0])
    return read


def _oddities(made: ReceivedReport, before: ReceivedReport | None) -> list[str]:
    """What makes one look twice: another number than in the year before, an empty report."""
    found = []
    totals = {table["id"]: sum(table["total"]) for table in made.content["tables"]}
    if not any(totals.values()):
        found.append("Alle Zahlen sind null.")
    if before is not None:
        found.append(f"Er ersetzt die Fassung {before.number} dieses Absenders.")
    year_before = ReceivedReport.objects.filter(
        organisation=made.organisation, kind=made.kind, sender=made.sender, last__lt=made.first
    ).select_related("data_key")
    earlier = year_before.order_by("-last", "-number").first()
    if earlier is not None:
        ends = {table["id"]: table["total"] for table in earlier.content["tables"] if table["shape"] == FLOW}
        for table in made.content["tables"]:
            if table["shape"] == FLOW and table["id"] in ends and ends[table["id"]][3] != table["total"][0]:
                found.append(
                    f"{table['title']}: Der Bestand am Anfang ist {table['total'][0]}, "
                    f"der letzte Bericht endete mit {ends[table['id']][3]}."
                )
                break
    return found


def _table(found: Any) -> dict[str, Any]:
    table = found if isinstance(found, Mapping) else {}
    shape = _text(table, "shape", most=10)
    if shape not in (FLOW, CROSS, FIGURES_SHAPE):
        raise FileRefused("Eine Tabelle hat eine Form, die das Programm nicht kennt.")
    columns = [
        {"id": _text(one, "id", most=60, blank=True), "title": _text(one, "title")}
        for one in _list(table, "columns", most=MOST_TABLES)
    ]
    if shape == FLOW and len(columns) != 4:  # noqa: PLR2004 - stock, in, out, stock
        raise FileRefused("Eine Tabelle mit Bestand und Bewegung hat vier Spalten.")
    rows = [
        {
            "key": _text(one, "key", most=120, blank=True),
            "title": _text(one, "title"),
            "values": [_count(value) for value in _list(one, "values", most=MOST_TABLES)],
        }
        for one in _list(table, "rows", most=MOST_ROWS)
    ]
    if len({row["key"] for row in rows}) != len(rows):
        raise FileRefused("In einer Tabelle steht eine Zeile zweimal.")
    return {
        "id": _text(table, "id", most=40),
        "title": _text(table, "title"),
        "shape": shape,
        "internal": bool(table.get("internal")),
        "row_title": _text(table, "row_title"),
        "columns": columns,
        "rows": rows,
        "total": [_count(value) for value in _list(table, "total", most=MOST_TABLES)],
    }


def _number(found: Any) -> dict[str, Any]:
    one = found if isinstance(found, Mapping) else {}
    key, value = _text(one, "key", most=40), one.get("value")
    figure = FIGURES.get(key)
    if figure is None:
        raise FileRefused(f"Die Zahl „{key}“ gibt es nicht.")
    if figure.adds_up:
        value = _count(value)
    elif value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise FileRefused(f"„{figure.title}“ ist keine Zahl.")
    return {"key": key, "title": str(figure.title), "unit": str(figure.unit), "value": value}


def _mapping(found: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = found.get(key)
    if not isinstance(value, Mapping):
        raise FileRefused(f"Im Bericht fehlt „{key}“.")
    return value


def _list(found: Any, key: str, *, most: int) -> Sequence[Any]:
    value = found.get(key) if isinstance(found, Mapping) else None
    if not isinstance(value, list) or len(value) > most:
        raise FileRefused(f"Im Bericht fehlt „{key}“, oder es ist zu lang.")
    return value


def _text(found: Any, key: str, *, most: int = MOST_LETTERS, blank: bool = False) -> str:
    value = found.get(key) if isinstance(found, Mapping) else None
    if (
        not isinstance(value, str)
        or len(value) > most
        or not (blank or value.strip())
        or not value.isprintable()
    ):
        raise FileRefused(f"Im Bericht fehlt „{key}“, oder es ist kein kurzer Text.")
    return value


def _day(found: Mapping[str, Any], key: str) -> date:
    try:
        return date.fromisoformat(_text(found, key, most=10))
    except ValueError:
        raise FileRefused("Der Zeitraum ist kein Datum.") from None


def _count(value: Any, *, least: int = 0) -> int:
    if value is None:
        raise FileRefused("Im Bericht sind Zahlen verdeckt. Bitte schicken Sie die vollständige Fassung.")
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= HIGHEST:
        raise FileRefused("Im Bericht steht etwas anderes als eine Anzahl.")
    return value
