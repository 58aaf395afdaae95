"""What must not be served: unsafe settings and databases that may forget what they acknowledged. Each named (R-36)."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from roterfaden.accounts.signon.providers import read_providers
from roterfaden.common.yaml_nodes import FileFaults
from roterfaden.operations.row_security import faults_of_rows

LEAST_SECRET = 40
FULL = 2  # PRAGMA synchronous
# with these switched off PostgreSQL loses acknowledged work when the power goes, or does not notice a bad disk
MUST_BE_ON = ("fsync", "full_page_writes", "data_checksums")


class UnsafeStart(RuntimeError):
    """The installation refuses to serve; the message names every reason."""


def faults_of_settings(settings: Any) -> Iterator[str]:
    """Why these settings must not serve real people; nothing for a demo on the own machine."""
    if settings.DEMO_MODE:
        return
    if settings.DEBUG:
        yield "DEBUG ist eingeschaltet: Fehlerseiten zeigten Inhalte."
    if not settings.LOGIN_RULES:
        yield "LOGIN_RULES ist ausgeschaltet: Zweiter Faktor und Ende der Sitzungen gelten nicht."
    if len(settings.SECRET_KEY) < LEAST_SECRET:
        yield "SECRET_KEY ist zu kurz."
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        yield "ROTERFADEN_HOSTS nennt keinen festen Namen."
    if settings.PUBLIC_URL and not settings.PUBLIC_URL.startswith("https://"):
        yield "ROTERFADEN_URL beginnt nicht mit https://."
    yield from _faults_of_store(settings.S3)
    yield from _faults_of_providers()
    for name in ("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS"):
        if not getattr(settings, name):
            yield f"{name} ist ausgeschaltet: Nur verschlüsselte Verbindungen sind erlaubt."
    if "MD5" in settings.PASSWORD_HASHERS[0]:
        yield "PASSWORD_HASHERS ist schwach."


def _faults_of_providers() -> Iterator[str]:
    try:
        read_providers()
    except FileFaults as faults:
        yield from (str(fault) for fault in faults.faults)


def _faults_of_store(said: Mapping[str, str]) -> Iterator[str]:
    if not said["bucket"]:
        return
    if not said["endpoint"].startswith("https://"):
        yield "ROTERFADEN_S3_ENDPOINT beginnt nicht mit https://."
    for name in ("access_key", "secret_key"):
        if not said[name]:
            yield f"ROTERFADEN_S3_BUCKET ist gesetzt, aber ROTERFADEN_S3_{name.upper()} fehlt."


def faults_of_database(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """Which settings of the database could cost acknowledged work."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA journal_mode")
            if str(cursor.fetchone()[0]).lower() != "wal":
                yield "SQLite: journal_mode ist nicht WAL."
            cursor.execute("PRAGMA synchronous")
            if int(cursor.fetchone()[0]) < FULL:
                yield "SQLite: synchronous ist nicht FULL. Ein Stromausfall könnte Bestätigtes kosten."
            return
        for name in MUST_BE_ON:
            cursor.execute(f"SHOW {name}")
            if cursor.fetchone()[0] != "on":
                yield f"PostgreSQL: {name} ist aus."
        cursor.execute("SHOW synchronous_commit")
        if cursor.fetchone()[0] == "off":
            yield "PostgreSQL: synchronous_commit ist aus. Ein Absturz könnte Bestätigtes kosten."


def refuse_unsafe_start(settings: Any, connection: BaseDatabaseWrapper) -> None:
    """Raise UnsafeStart with every reason, unless this is a demo."""
    if settings.DEMO_MODE:
        return
    faults = [*faults_of_settings(settings), *faults_of_database(connection)]
    if settings.ROW_SECURITY:
        faults += faults_of_rows(connection)
    connection.close()
    if faults:
        raise UnsafeStart("Roter Faden startet so nicht:\n" + "\n".join(f"- {fault}" for fault in faults))
