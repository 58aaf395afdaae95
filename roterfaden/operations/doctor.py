"""Looking after the health of an installation: each check says what it found and, if that is bad, what to do."""

import os
import platform
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import django
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count

from roterfaden.audit import triggers
from roterfaden.audit.models import Entry, Head
from roterfaden.audit.verification import verify
from roterfaden.common.crypto import keyring, master
from roterfaden.common.models import DataKey
from roterfaden.documents import scanning, store
from roterfaden.documents.choices import FileState
from roterfaden.documents.models import StoredFile
from roterfaden.documents.queries import waiting
from roterfaden.jobs.choices import JobState, MailState
from roterfaden.jobs.models import Duty, Job, Mail
from roterfaden.jobs.queries import topic_of
from roterfaden.jobs.undelivered import undelivered
from roterfaden.operations.backup.moments import faults_of_archiving
from roterfaden.operations.checkpointing import faults_of_checkpoints
from roterfaden.operations.row_security import faults_of_rows
from roterfaden.operations.safety import faults_of_database, faults_of_settings

BACKUP_WARNING, BACKUP_TOO_OLD = timedelta(hours=26), timedelta(days=3)
CLOCKS_APART = timedelta(seconds=2)
WAITS_TOO_LONG = timedelta(minutes=15)
DUTY_TOO_OLD = timedelta(hours=2)
HELD_TOO_LONG = timedelta(days=2)
LITTLE_ROOM, NO_ROOM = 2 * 1024**3, 200 * 1024**2
KEYS_TRIED = 500
LAST_ROWS = 5000


class Level(StrEnum):
    FINE = "gut"
    WARNING = "Achtung"
    BAD = "schlecht"


@dataclass(frozen=True)
class Finding:
    """What a check found, as a sentence; for anything but FINE it ends with what to do."""

    about: str
    level: Level
    sentence: str


Check = Callable[[datetime, bool], Iterator[Finding]]


def examine(*, at: datetime, quick: bool = False) -> list[Finding]:
    """Run every check. `quick` leaves out what reads all of the trail, the keys and the files. Writes nothing."""
    found = []
    for about, check in CHECKS:
        try:
            told = list(check(at, quick))
        except Exception as error:  # noqa: BLE001  # one broken check must not hide the others
            sentence = f"Die Prüfung brach ab ({type(error).__name__}). Lesen Sie das Log dieses Befehls."
            told = [Finding(about, Level.BAD, sentence)]
        found += told or [Finding(about, Level.FINE, "In Ordnung.")]
    return found


def _settings(_at: datetime, _quick: bool) -> Iterator[Finding]:
    for fault in faults_of_settings(settings):
        yield Finding("Einstellungen", Level.BAD, f"{fault} Ändern Sie die Umgebung und starten Sie neu.")
    for fault in faults_of_database(connection):
        yield Finding("Einstellungen", Level.BAD, f"{fault} Schalten Sie es in der Datenbank ein.")
    if not settings.SECURITY_CONTACT and not settings.DEMO_MODE:
        told = "Wer eine Lücke findet, weiß nicht, wem sie zu melden ist. Setzen Sie ROTERFADEN_SECURITY_CONTACT."
        yield Finding("Einstellungen", Level.WARNING, told)
    if settings.DEMO_MODE:
        yield Finding(
            "Einstellungen", Level.WARNING, "Demobetrieb. Geben Sie hier keine echten Menschen ein."
        )


def _rows(_at: datetime, _quick: bool) -> Iterator[Finding]:
    if connection.vendor == "sqlite":
        yield Finding("Zeilensicherheit", Level.FINE, "Auf SQLite gibt es keine.")
    elif settings.ROW_SECURITY:
        for fault in faults_of_rows(connection):
            yield Finding("Zeilensicherheit", Level.BAD, f"{fault} Lesen Sie docs/operations/installing.md.")
    else:
        told = "Sie ist aus: Nur die Abfragen des Programms trennen die Dienste. manage.py rows on schaltet sie ein."
        yield Finding("Zeilensicherheit", Level.WARNING, told)


def _versions(_at: datetime, _quick: bool) -> Iterator[Finding]:
    told = f"Python {platform.python_version()}, Django {django.get_version()}, {connection.vendor}"
    version = ".".join(map(str, connection.get_database_version()))
    yield Finding("Versionen", Level.FINE, f"{told} {version}.")


def _migrations(_at: datetime, _quick: bool) -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if waiting:
        yield Finding(
            "Datenbank",
            Level.BAD,
            f"{waiting} Änderungen der Tabellen fehlen. Rufen Sie manage.py prepare auf.",
        )


def _clock(at: datetime, _quick: bool) -> Iterator[Finding]:
    last = Entry.objects.order_by("-seq").values_list("at", flat=True).first()
    if last and last > at + CLOCKS_APART:
        yield Finding(
            "Uhr",
            Level.BAD,
            "Das Protokoll hat Einträge aus der Zukunft: Die Uhr ging vor oder geht nach. Stellen Sie sie über NTP.",
        )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            apart = abs(cursor.fetchone()[0] - at)
        if apart > CLOCKS_APART + timedelta(seconds=8):
            yield Finding(
                "Uhr", Level.BAD, f"Die Uhr der Datenbank weicht um {apart} ab. Stellen Sie beide über NTP."
            )


def _keys(_at: datetime, quick: bool) -> Iterator[Finding]:
    known = master.all_keys()
    wrapped = DataKey.objects.filter(wrapped__isnull=False)
    by_master = dict(wrapped.values_list("master_id").annotate(Count("pk")).order_by())
    for master_id, count in sorted(by_master.items()):
        if master_id not in known:
            yield Finding(
                "Schlüssel",
                Level.BAD,
                f"Der Hauptschlüssel {master_id} fehlt; {count} Akten sind unlesbar. Spielen Sie die Datei "
                f"{settings.MASTER_KEY_FILE} aus ihrer getrennten Kopie zurück.",
            )
    old = sum(count for master_id, count in by_master.items() if master_id != master.current().id)
    if old:
        yield Finding(
            "Schlüssel",
            Level.WARNING,
            f"{old} Schlüssel hängen noch am alten Hauptschlüssel. Er darf nicht weg.",
        )
    tried = wrapped.filter(master_id__in=known).order_by("-created_at")
    broken = 0
    for key in tried[:KEYS_TRIED] if quick else tried.iterator():
        try:
            keyring.admit(key)
        except master.WrapBroken:
            broken += 1
    keyring.forget()
    if broken:
        yield Finding(
            "Schlüssel",
            Level.BAD,
            f"{broken} Datenschlüssel sind beschädigt. Holen Sie keys.rfk der Sicherung.",
        )


def _backups(at: datetime, _quick: bool) -> Iterator[Finding]:
    last = Entry.objects.filter(action="operations.backed_up").order_by("-seq").first()
    if last is None:
        yield Finding(
            "Sicherung",
            Level.BAD,
            "Es gibt noch keine. Richten Sie manage.py backup ORDNER für jede Nacht ein.",
        )
        return
    age = at - last.at
    if age > BACKUP_WARNING:
        level = Level.BAD if age > BACKUP_TOO_OLD else Level.WARNING
        yield Finding(
            "Sicherung",
            level,
            f"Die letzte ist {age.days * 24 + age.seconds // 3600} Stunden alt. Sehen Sie nach, ob der Zeitplan läuft.",
        )


def _archive(at: datetime, _quick: bool) -> Iterator[Finding]:
    if connection.vendor == "postgresql":
        for bad, told in faults_of_archiving(at=at):
            yield Finding("Archiv", Level.BAD if bad else Level.WARNING, told)


def _audit(_at: datetime, quick: bool) -> Iterator[Finding]:
    missing = triggers.missing(connection)
    if missing:
        yield Finding(
            "Protokoll",
            Level.BAD,
            f"Der Schutz fehlt: {', '.join(missing)}. Rufen Sie manage.py prepare auf.",
        )
    start = max(1, Head.objects.get(pk=1).seq - LAST_ROWS) if quick else 1
    result = verify(start)
    if not result.sound:
        yield Finding(
            "Protokoll",
            Level.BAD,
            f"Zeile {result.first_broken} ist gebrochen: {result.reason} Sichern Sie die Datenbank, wie sie ist, und "
            "rufen Sie die Datenschutzbeauftragte.",
        )
    else:
        yield Finding("Protokoll", Level.FINE, f"{result.rows} Zeilen geprüft.")


def _checkpoints(at: datetime, quick: bool) -> Iterator[Finding]:
    for bad, told in faults_of_checkpoints(at=at, quick=quick):
        yield Finding("Prüfpunkte", Level.BAD if bad else Level.WARNING, told)


def _files(_at: datetime, quick: bool) -> Iterator[Finding]:
    where = store.place()
    try:
        if quick and where.is_remote:
            next(store.listed(), None)
        on_disk = set() if quick else {one.name for one in store.listed()}
    except store.StoreUnreachable as error:
        told = f"{error} Sehen Sie nach, ob {where.title} läuft und die Schlüssel (ROTERFADEN_S3_…) gelten."
        yield Finding("Dateien", Level.BAD, told)
        return
    if quick:
        return
    rows = StoredFile.objects.filter(data_key__wrapped__isnull=False).exclude(state=FileState.DISCARDED)
    named = {uuid.hex for uuid in rows.values_list("uuid", flat=True).iterator()}
    lost, strange = len(named - on_disk), len(on_disk - named)
    if lost:
        yield Finding(
            "Dateien",
            Level.BAD,
            f"{lost} hochgeladene Dateien fehlen im Speicher. Holen Sie sie aus der Sicherung.",
        )
    if strange:
        yield Finding(
            "Dateien",
            Level.WARNING,
            f"{strange} Dateien gehören zu nichts (abgebrochenes Hochladen). manage.py work räumt sie weg.",
        )


def _scanner(at: datetime, _quick: bool) -> Iterator[Finding]:
    if not scanning.is_configured():
        told = "Keines eingerichtet (ROTERFADEN_CLAMAV). Nur unsere eigenen Prüfungen sehen Dateien durch."
        yield Finding("Virenprogramm", Level.FINE, told)
    elif not scanning.is_alive():
        told = "Es antwortet nicht: Neue Dateien gehen in Quarantäne. Starten Sie clamd."
        yield Finding("Virenprogramm", Level.BAD, told)
    held = waiting()
    if count := held.count():
        old = held.filter(held_at__lt=at - HELD_TOO_LONG).exists()
        told = (
            f"{count} Dateien in Quarantäne. Darüber entscheidet die Leitung unter /unterlagen/quarantaene/."
        )
        yield Finding("Virenprogramm", Level.BAD if old else Level.WARNING, told)


def _workers(at: datetime, _quick: bool) -> Iterator[Finding]:
    last = Duty.objects.order_by("-last_at").values_list("last_at", flat=True).first()
    if last is None or at - last > DUTY_TOO_OLD:
        yield Finding(
            "Hintergrund", Level.BAD, "Seit über zwei Stunden arbeitet niemand. Starten Sie manage.py work."
        )
    waiting = Job.objects.filter(state=JobState.WAITING, asked_at__lt=at - WAITS_TOO_LONG).count()
    mails = Mail.objects.filter(state=MailState.QUEUED, not_before__lt=at - WAITS_TOO_LONG).count()
    if waiting or mails:
        yield Finding(
            "Hintergrund",
            Level.BAD,
            f"Es warten zu lange: {waiting} Arbeiten, {mails} Mails. Prüfen Sie den Arbeiter.",
        )
    lost = Counter(topic_of(mail) or "andere" for mail in undelivered(at=at))
    if lost:
        named = ", ".join(f"{topic} {count}" for topic, count in sorted(lost.items()))
        yield Finding(
            "Hintergrund",
            Level.WARNING,
            f"{lost.total()} Mails kommen nicht an ({named}). Entscheiden Sie unter /verwaltung/ausgang/.",
        )


def _room(_at: datetime, _quick: bool) -> Iterator[Finding]:
    free = shutil.disk_usage(settings.DATA_DIR).free
    if free < LITTLE_ROOM:
        level = Level.BAD if free < NO_ROOM else Level.WARNING
        yield Finding(
            "Platz", level, f"Nur noch {free // 1024**2} MB frei in {settings.DATA_DIR}. Schaffen Sie Platz."
        )
    if not os.access(settings.DATA_DIR, os.W_OK):
        yield Finding(
            "Platz", Level.BAD, f"{settings.DATA_DIR} ist nicht beschreibbar. Prüfen Sie den Besitzer."
        )


CHECKS: tuple[tuple[str, Check], ...] = (
    ("Einstellungen", _settings),
    ("Zeilensicherheit", _rows),
    ("Versionen", _versions),
    ("Datenbank", _migrations),
    ("Uhr", _clock),
    ("Schlüssel", _keys),
    ("Sicherung", _backups),
    ("Archiv", _archive),
    ("Protokoll", _audit),
    ("Prüfpunkte", _checkpoints),
    ("Dateien", _files),
    ("Virenprogramm", _scanner),
    ("Hintergrund", _workers),
    ("Platz", _room),
)
