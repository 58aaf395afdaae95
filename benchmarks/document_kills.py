"""`python -m benchmarks.documents --kills 300`: kill -9 while letters are set, files are uploaded and mails are sent.

Each time one process works through the domain functions and says on a pipe what was committed; after a moment it is
killed. What was acknowledged must be there, whole and once; a mail arrives at most once; a letter run that was begun
again has one letter for each case; and after the duty that tidies up, no byte on disk belongs to nothing.
"""

import argparse
import json
import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

from benchmarks.kills import Postgres, copy_template, make_world
from benchmarks.postbox import Postbox, running

LONGEST = 0.5
MAILS, CASES = 4, 3
Tell = Callable[[str], object]


def upload(world: Any, cases: list[Any], tell: Tell, seed: int) -> None:
    """New files at entries, and new versions of them."""
    from roterfaden.cases import file_versions, journal  # noqa: PLC0415
    from roterfaden.cases.attachments import attach  # noqa: PLC0415
    from roterfaden.cases.choices import ContactKind  # noqa: PLC0415
    from roterfaden.cases.filing import Upload  # noqa: PLC0415

    case, number = cases[0], 0
    while True:
        number += 1
        at, text = datetime.now(UTC), f"Satz {seed} {number}"
        entry = journal.write_entry(
            case=case, kind=ContactKind.NOTE, happened_at=at, text=text, by=world.anna, at=at
        )
        entry.case = case
        upload = Upload("n.txt", BytesIO(text.encode()), "plan")
        file = attach(entry=entry, upload=upload, by=world.anna, at=at).file
        tell(f"file {file.uuid} {text}")
        row = file_versions.check_out(case=case, file=file, hours=1, by=world.anna, at=at)
        newer = file_versions.check_in(
            case=case,
            file=file,
            seen=row.uuid,
            upload=Upload("n.txt", BytesIO(f"{text} neu".encode())),
            remark="neu",
            by=world.anna,
            at=at,
        )
        tell(f"file {newer.uuid} {text} neu")


def render(world: Any, cases: list[Any], tell: Tell, _seed: int) -> None:
    """Letters to several cases, set as one PDF; what another process began is taken up first, as the queue does."""
    from roterfaden.correspondence import bulk  # noqa: PLC0415
    from roterfaden.correspondence.models import LetterRun  # noqa: PLC0415
    from roterfaden.drafts.keys import personal_key_of  # noqa: PLC0415

    codes = [case.code for case in cases]
    while True:
        row = LetterRun.objects.filter(file=None).first()
        if row is None:
            row = LetterRun.objects.create(
                service=world.service,
                template="erinnerung",
                data_key=personal_key_of(world.anna),
                made_at=datetime.now(UTC),
                made_by=world.anna,
            )
        bulk.write_many(Silent(world.anna), run=str(row.uuid), codes=codes, url="/")
        tell(f"run {row.uuid} {len(codes)}")


def send(world: Any, _cases: list[Any], tell: Tell, seed: int) -> None:
    """Mails are queued, and whatever waits is sent."""
    from roterfaden.jobs import outbox  # noqa: PLC0415

    number = 0
    while True:
        number += 1
        at = datetime.now(UTC)
        for nth in range(MAILS):
            mail = outbox.queue_mail(
                key=f"test:{seed}:{number}:{nth}",
                to="anna@example.org",
                subject="Erinnerung",
                body="Ein Satz.",
                not_before=at,
                by=world.anna,
                at=at,
            )
            tell(f"mail {mail.uuid} queued")
        outbox.send_waiting(at=at)


WORKS = (upload, render, send)


class Silent:
    """A progress that nobody watches."""

    def __init__(self, by: Any) -> None:
        self.by = by

    def now(self) -> datetime:
        return datetime.now(UTC)

    def report(self, **_said: int) -> None:
        return


class Check:
    """Compares what was acknowledged with what is there; keeps the figures."""

    def __init__(self, box: Postbox) -> None:
        self.box = box
        self.figures = dict.fromkeys(
            ("kills", "acknowledged", "lost", "half_done", "sent_twice", "orphans_made", "orphans_left"), 0
        )

    def look(self, lines: list[str]) -> None:
        """After each kill: everything that was told is there, and nothing came twice."""
        from roterfaden.correspondence.models import LetterRun  # noqa: PLC0415
        from roterfaden.documents.files import FileDamaged, read_file  # noqa: PLC0415
        from roterfaden.documents.models import StoredFile  # noqa: PLC0415
        from roterfaden.jobs.models import Mail  # noqa: PLC0415

        for line in lines:
            kind, uuid, told = line.split(" ", 2)
            found = ""
            if kind == "mail":
                found = "queued" if Mail.objects.filter(uuid=uuid).exists() else ""
            elif kind == "run":
                run = LetterRun.objects.select_related("file").get(uuid=uuid)
                with suppress(FileDamaged, AttributeError):
                    found = str(run.letters.count()) if read_file(run.file).startswith(b"%PDF") else ""  # type: ignore[arg-type]
            else:
                with suppress(FileDamaged, StoredFile.DoesNotExist):
                    found = read_file(StoredFile.objects.get(uuid=uuid)).decode()
            self.figures["lost"] += found != told
        self.figures["kills"] += 1
        self.figures["acknowledged"] += len(lines)
        self.figures["sent_twice"] = sum(count - 1 for count in Counter(self.box.taken).values())

    def end(self) -> None:
        """After the last kill: send what waits, tidy up, and look at every row and every byte."""
        from roterfaden.cases.journal_records import JournalAttachment  # noqa: PLC0415
        from roterfaden.documents import orphans, store  # noqa: PLC0415
        from roterfaden.documents.files import FileDamaged, read_file  # noqa: PLC0415
        from roterfaden.documents.models import CheckOut, FileVersion, StoredFile  # noqa: PLC0415
        from roterfaden.jobs import outbox  # noqa: PLC0415
        from roterfaden.jobs.choices import MailState  # noqa: PLC0415
        from roterfaden.jobs.models import Mail  # noqa: PLC0415

        later = datetime.now(UTC) + timedelta(hours=2)
        while outbox.send_waiting(at=later):
            pass
        arrived = Counter(self.box.taken)
        self.figures["sent_twice"] = sum(count - 1 for count in arrived.values())
        for mail in Mail.objects.all():
            # one that may have gone out is told to a person, who decides; every other one has arrived
            self.figures["lost"] += mail.state != MailState.UNSURE and not arrived[str(mail.uuid)]
        self.figures["mails"] = Mail.objects.count()
        self.figures["mails_unsure"] = Mail.objects.filter(state=MailState.UNSURE).count()
        for stored in StoredFile.objects.select_related("data_key"):
            with suppress(FileDamaged):
                read_file(stored)
                continue
            self.figures["half_done"] += 1
        shown = set(JournalAttachment.objects.values_list("file_id", flat=True))
        for row in CheckOut.objects.filter(end="checked_in"):
            newest = FileVersion.objects.filter(line=row.line).latest("number")
            self.figures["half_done"] += newest.file_id not in shown
        self.figures["orphans_made"] = orphans.remove_orphans(at=later)["removed"]
        known = {uuid.hex for uuid in StoredFile.objects.values_list("uuid", flat=True)}
        on_disk = {one.name for one in store.listed()}
        self.figures["orphans_left"] = len(on_disk - known)
        self.figures["half_done"] += len(known - on_disk)


def one_kill(work: Any, world: Any, cases: list[Any], check: Check, rng: random.Random) -> None:
    """Let one process work, and kill it."""
    from django.db import connections  # noqa: PLC0415

    connections.close_all()
    reading, writing = os.pipe()
    seed = rng.randrange(10**9)
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            connections.close_all()
            work(world, cases, lambda told: os.write(writing, f"{told}\n".encode()), seed)
        os._exit(1)
    os.close(writing)
    time.sleep(0.05 + rng.random() * LONGEST)
    os.kill(child, signal.SIGKILL)
    _pid, status = os.waitpid(child, 0)
    # one that gave up by itself was not killed: the work is broken
    assert os.WIFSIGNALED(status), f"{work.__name__} ended by itself"
    with os.fdopen(reading) as pipe:
        check.look([line.rstrip("\n") for line in pipe if line.endswith("\n")])


def run(*, kills: int, database: str, seed: int) -> Check:
    """The whole run on a database of its own."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "roterfaden.config.settings.test"
    server = Postgres() if database == "postgresql" else None
    os.environ.pop("TEST_DATABASE", None)
    if server:
        os.environ |= {"TEST_DATABASE": "postgresql", "TEST_DATABASE_HOST": server.host}
    import django  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415

    with ExitStack() as stack:
        settings.TEST_DIR.mkdir(mode=0o700)
        stack.callback(shutil.rmtree, settings.TEST_DIR, ignore_errors=True)
        if server:
            stack.callback(server.server.cleanup)
        else:
            copy_template(settings)
        box = stack.enter_context(running())
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        django.setup()
        from django.core.management import call_command  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        world, case = make_world()
        from tests.fixtures import open_case  # noqa: PLC0415

        cases = [case, *(open_case(world) for _ in range(CASES - 1))]
        check, rng = Check(box), random.Random(seed)
        for number in range(kills):
            one_kill(WORKS[number % len(WORKS)], world, cases, check, rng)
        check.end()
    return check


def main() -> int:
    """The command line: prints the figures as JSON; 0 where nothing was lost, doubled or left behind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    figures = run(kills=options.kills, database=options.database, seed=options.seed).figures
    print(json.dumps(figures))
    return int(any(figures[name] for name in ("lost", "half_done", "sent_twice", "orphans_left")))


if __name__ == "__main__":
    sys.exit(main())
