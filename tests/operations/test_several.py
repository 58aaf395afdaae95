"""Two web processes and three workers on one PostgreSQL; one of each is killed in the middle."""

import re
import sys
from collections import Counter
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from benchmarks.asking import status_of
from benchmarks.killing import Killable, free_port
from benchmarks.killing import until as patiently
from roterfaden.audit.models import Entry
from roterfaden.audit.verification import verify
from roterfaden.cases.models import JournalEntry
from roterfaden.jobs import outbox
from roterfaden.jobs.choices import MailState
from roterfaden.jobs.models import Mail
from tests.fixtures import World
from tests.operations.empty_place import fill

MAILS, ENTRIES = 60, 40
PATIENCE = 120


class Crowd:
    """The processes, and a way to ask one of the web processes as Anna."""

    def __init__(self, folder: Path, session: str) -> None:
        self.session, self.mails = session, folder / "mails"
        self.mails.mkdir()
        name = connection.settings_dict
        self.environment = {
            "PATH": "/usr/bin:/bin",
            "HOME": str(folder),
            "DJANGO_SETTINGS_MODULE": "tests.operations.several_settings",
            "ROTERFADEN_KEYS": str(settings.KEY_DIR),
            "TEST_FILES": str(settings.MEDIA_ROOT),
            "TEST_MAILS": str(self.mails),
            "TEST_NAME": str(name["NAME"]),
            "TEST_DATABASE_HOST": str(name["HOST"]),
        }
        self.ports = [free_port(), free_port()]
        self.webs = [
            self._start("-m", "gunicorn", "roterfaden.config.wsgi", f"--bind=127.0.0.1:{port}", "--threads=2")
            for port in self.ports
        ]
        self.workers = [self._start("manage.py", "work") for _ in range(3)]

    def _start(self, *command: str) -> Killable:
        process = Killable()
        process.launch([sys.executable, *command], cwd=settings.BASE_DIR, env=self.environment)
        return process

    def post(self, number: int, address: str, **fields: str) -> int:
        """Send a form to one of the web processes; returns the status, 0 if nobody answers."""
        return status_of(self.ports[number], address, session=self.session, fields=fields)

    def end(self) -> None:
        for process in [*self.webs, *self.workers]:
            process.kill()


until = partial(patiently, patience=PATIENCE)


@pytest.mark.requirement(
    "R-33", figure="a web process and a worker killed: 0 of the acknowledged lost, 0 twice"
)
@pytest.mark.requirement("R-41", figure="as many entries of the trail as journal entries after a kill")
@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_nothing_is_lost_and_nothing_done_twice(world: World, tmp_path: Path) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("several machines share a PostgreSQL")
    case = fill(world, "Aksoy")
    before = JournalEntry.objects.count()
    client = Client()
    client.force_login(world.anna)
    crowd = Crowd(tmp_path, client.cookies["sessionid"].value)
    try:
        address = f"/faelle/{case.code}/journal/neu/"
        until(lambda: crowd.post(0, "/gesund/") == 405)
        until(lambda: crowd.post(1, "/gesund/") == 405)
        for number in range(MAILS):
            outbox.queue_mail(
                key=f"probe-{number}",
                to="a@example.org",
                subject="Probe",
                body=f"Nummer {number}",
                not_before=timezone.now() - timedelta(minutes=1),
                by=None,
                at=timezone.now(),
            )
        until(lambda: len(list(crowd.mails.glob("*"))) > 3)
        crowd.workers[0].kill()

        acknowledged, lost_contact = set[str](), set[str]()
        for number in range(ENTRIES):
            if number == ENTRIES // 2:
                crowd.webs[0].kill()
            text = f"Eintrag {number}"
            typed = {"kind": "call", "day": "2026-11-24", "time": "09:30", "text": text}
            status = crowd.post(number % 2, address, **typed)
            (acknowledged if status == 302 else lost_contact).add(text)
        assert lost_contact == {f"Eintrag {number}" for number in range(ENTRIES // 2, ENTRIES, 2)}
        waiting = Mail.objects.filter(state=MailState.QUEUED)
        until(lambda: not waiting.exists())
    finally:
        crowd.end()

    written = Counter(entry.text for entry in JournalEntry.objects.all() if entry.text.startswith("Eintrag"))
    assert set(written) == acknowledged
    assert set(written.values()) == {1}
    told = Entry.objects.filter(action="cases.journal_written").count()
    assert told == before + len(acknowledged)

    outbox.send_waiting(at=timezone.now() + timedelta(minutes=11))
    states = Counter(Mail.objects.values_list("state", flat=True))
    assert states[MailState.SENT] + states[MailState.UNSURE] == MAILS
    assert states[MailState.UNSURE] <= 1
    texts = "".join(path.read_text(encoding="utf-8") for path in crowd.mails.glob("*"))
    sent = Counter(re.findall(r"Message-ID: <([^>]+)>", texts))
    assert set(sent.values()) == {1}
    assert len(sent) in {states[MailState.SENT], states[MailState.SENT] + states[MailState.UNSURE]}
    assert verify().sound
