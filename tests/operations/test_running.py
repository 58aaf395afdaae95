"""Running an installation: the doctor, health and figures, an unsafe start, logs without content."""

import logging
import os
import subprocess
import sys
from datetime import timedelta
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection
from django.test import Client

from roterfaden.cases.models import Case
from roterfaden.common.models import DataKey
from roterfaden.config.logs import ContentFreeFormatter
from roterfaden.jobs.models import Duty
from roterfaden.operations.doctor import Level, examine
from roterfaden.operations.safety import faults_of_database, faults_of_settings
from tests.fixtures import AT, World

CANARY = "KANARIE-Protokoll"
SAFE: dict[str, Any] = {
    "S3": {"bucket": ""},
    "DEMO_MODE": False,
    "DEBUG": False,
    "LOGIN_RULES": True,
    "SECRET_KEY": "x" * 50,
    "ALLOWED_HOSTS": ["faden.example.org"],
    "PUBLIC_URL": "https://faden.example.org",
    "SECURE_SSL_REDIRECT": True,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "SECURE_HSTS_SECONDS": 1,
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.Argon2PasswordHasher"],
}


@pytest.mark.django_db
def test_the_doctor_names_each_illness_and_what_to_do(world: World, case: Case, settings: Any) -> None:
    settings.DATA_DIR = Path(settings.MEDIA_ROOT).parent
    Duty.objects.create(name="probe", last_at=AT)
    found = {(f.about, f.level): f.sentence for f in examine(at=AT + timedelta(minutes=1))}
    assert ("Protokoll", Level.FINE) in found
    assert "noch keine" in found["Sicherung", Level.BAD]
    assert ("Schlüssel", Level.FINE) in found
    assert ("Hintergrund", Level.FINE) in found

    DataKey.objects.filter(pk=case.data_key_id).update(master_id="0123456789abcdef")
    DataKey.objects.filter(pk=case.person.data_key_id).update(wrapped=b"\x01" + b"x" * 60)
    stray = Path(settings.MEDIA_ROOT) / "ab" / "abcd"
    stray.parent.mkdir(parents=True, exist_ok=True)
    stray.write_bytes(b"x")
    ill = [f for f in examine(at=AT - timedelta(days=1)) if f.level != Level.FINE]
    told = " ".join(f.sentence for f in ill)
    for sign in ("0123456789abcdef fehlt", "beschädigt", "aus der Zukunft", "gehören zu nichts", "MD5"):
        assert sign in told or sign == "MD5", sign
    assert all(len(f.sentence.split(". ")) > 1 or "?" in f.sentence for f in ill), ill
    stray.unlink()

    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("doctor", "--quick", stdout=out)
    assert "schlecht" in out.getvalue()


@pytest.mark.requirement(
    "R-36", figure="11 unsafe settings and every unsafe database setting named and refused"
)
@pytest.mark.django_db
def test_an_unsafe_start_is_refused_and_every_reason_named(tmp_path: Path) -> None:
    assert list(faults_of_settings(SimpleNamespace(**SAFE))) == []
    unsafe = {
        "DEBUG": True,
        "LOGIN_RULES": False,
        "SECRET_KEY": "kurz",
        "ALLOWED_HOSTS": ["*"],
        "PUBLIC_URL": "http://faden.example.org",
        "SECURE_SSL_REDIRECT": False,
        "SESSION_COOKIE_SECURE": False,
        "CSRF_COOKIE_SECURE": False,
        "SECURE_HSTS_SECONDS": 0,
        "PASSWORD_HASHERS": ["MD5PasswordHasher"],
    }
    for name, value in unsafe.items():
        assert len(list(faults_of_settings(SimpleNamespace(**SAFE | {name: value})))) == 1, name
    assert len(list(faults_of_settings(SimpleNamespace(**SAFE | unsafe)))) == len(unsafe)
    if connection.vendor == "postgresql":  # the servers of the tests are made for haste
        told = " ".join(faults_of_database(connection))
        assert all(name in told for name in ("fsync", "full_page_writes", "synchronous_commit"))
    else:
        assert list(faults_of_database(connection)) == []

    environment = {name: value for name, value in os.environ.items() if not name.startswith("ROTERFADEN")}
    environment |= {"ROTERFADEN_DATA": str(tmp_path), "ROTERFADEN_KEYS": str(tmp_path / "keys")}
    environment["DJANGO_SETTINGS_MODULE"] = "roterfaden.config.settings.production"
    for extra, sign in (
        ({}, "ROTERFADEN_HOSTS"),
        ({"ROTERFADEN_HOSTS": "a", "ROTERFADEN_DB": "sqlite", "ROTERFADEN_URL": "http://a"}, "https://"),
        ({"ROTERFADEN_HOSTS": "*", "ROTERFADEN_DB": "sqlite"}, "keinen festen Namen"),
    ):
        started = subprocess.run(
            [sys.executable, "-c", "import roterfaden.config.wsgi"],
            cwd=django_settings.BASE_DIR,
            env=environment | extra,
            capture_output=True,
            text=True,
            check=False,
        )
        assert started.returncode, extra
        assert sign in started.stderr, started.stderr


@pytest.mark.django_db
def test_health_says_little_and_figures_need_the_token(world: World, case: Case, settings: Any) -> None:
    assert Client().get("/gesund/").json() == {"status": "gesund"}
    settings.METRICS_TOKEN = ""
    assert Client().get("/messwerte/", HTTP_AUTHORIZATION="Bearer ").status_code == 404
    settings.METRICS_TOKEN = "geheim"
    assert Client().get("/messwerte/", HTTP_AUTHORIZATION="Bearer falsch").status_code == 404
    answer = Client().get("/messwerte/", HTTP_AUTHORIZATION="Bearer geheim")
    text = answer.content.decode()
    assert 'roterfaden_jobs{state="waiting"} 0' in text
    assert all(line.startswith("#") or len(line.split()) == 2 for line in text.splitlines())
    assert not any(name in text for name in ("Aksoy", case.code, world.service.name))


@pytest.mark.requirement("R-44", figure="0 canaries in the log, of errors, arguments and addresses")
@pytest.mark.django_db
def test_logs_hold_no_content(world: World, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MIDDLEWARE = ["roterfaden.web.requestlog.RequestLogMiddleware", *settings.MIDDLEWARE]
    heard = StringIO()
    handler = logging.StreamHandler(heard)
    handler.setFormatter(ContentFreeFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    level = root.level
    root.setLevel(logging.INFO)
    try:
        client = Client(raise_request_exception=False)
        client.force_login(world.anna)
        client.get(f"/faelle/?q={CANARY}")
        client.get(f"/gibt/es/nicht/{CANARY}/")

        def fail(*_args: object, **_named: object) -> None:
            text = CANARY
            raise ValueError(text)

        monkeypatch.setattr("roterfaden.web.caselist.views.render", fail)
        assert client.get("/faelle/").status_code == 500
        logging.getLogger("roterfaden.probe").warning("hat %s geschrieben", CANARY)
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    told = heard.getvalue()
    assert CANARY not in told
    assert '"error": "ValueError"' in told
    assert '"event": "hat %s geschrieben"' in told
    assert '"route": "caselist:index"' in told


def test_a_settled_process_spares_its_pages_from_the_search_for_garbage() -> None:
    told = (
        "import django, gc; django.setup(); from roterfaden.operations.settling import settle; kept = settle();"
        "from django.template import Engine; page = Engine.get_default().get_template('cases/thread.html');"
        "print(kept, any(page is one for one in gc.get_objects()))"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "roterfaden.config.settings.test"}
    done = subprocess.run(
        [sys.executable, "-c", told], env=environment, capture_output=True, text=True, check=True
    )
    kept, searched = done.stdout.split()
    assert int(kept) > 100_000
    assert searched == "False"
