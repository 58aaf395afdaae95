"""A PostgreSQL server of its own, made from the archive for as long as it is needed: as at one moment, then at the end.

It runs with the rights of one user, hears on a socket that nobody else reaches, and asks us for each piece of the log:
so no more than one lies unsealed at a time, and the server needs no key.
"""

import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

from roterfaden.operations.backup import databases_postgres, log_archive, server_copies
from roterfaden.operations.backup.container import Damaged

PAUSE = 0.05
PAUSED = "SELECT CASE WHEN pg_is_in_recovery() THEN pg_get_wal_replay_pause_state() = 'paused' END"
# the server waits for an answer in one of two folders; each request is a file
ASKING = (
    "touch '{room}/wanted/%f'; "
    "while [ ! -e '{room}/found/%f' ] && [ ! -e '{room}/none/%f' ]; do sleep 0.05; done; "
    "rm -f '{room}/none/%f'; mv '{room}/found/%f' '%p'"
)
# these must not be smaller than they were on the server that wrote the log
SIZES = (
    "max_connections",
    "max_worker_processes",
    "max_wal_senders",
    "max_prepared_xacts",
    "max_locks_per_xact",
)
NAMES = {"max_prepared_xacts": "max_prepared_transactions", "max_locks_per_xact": "max_locks_per_transaction"}


class NotRecovered(Exception):
    """The archive does not lead to the moment that is asked for; the message says why."""


class Recovery:
    """The server in its room. `account`: whom it runs as; PostgreSQL does not run as root."""

    def __init__(self, room: Path, *, archive: Path, account: str | None) -> None:
        self.room, self.archive, self.data, self.log = room, archive, room / "data", room / "log"
        self.account = account
        self._process: subprocess.Popen[bytes] | None = None
        self._fault: Damaged | None = None

    def unpack(self, base: Path) -> None:
        """Lay out the copy of the server. Effects: files in the room."""
        for folder in ("data", "wanted", "found", "none", "socket"):
            (self.room / folder).mkdir(mode=0o700)
        for member, content in server_copies.members(base):
            path = self.data / member.name
            if not path.resolve().is_relative_to(self.data.resolve()) or not (member.isdir() or content):
                raise Damaged(f"{base} enthält, was nicht hineingehört: {member.name[:80]}")
            if content is None:
                path.mkdir(mode=0o700, exist_ok=True, parents=True)
                continue
            with path.open("wb") as file:
                shutil.copyfileobj(content, file)
            path.chmod(0o600)
        (self.data / "recovery.signal").touch()
        for name in ("postgresql.auto.conf", "pg_ident.conf"):
            (self.data / name).write_text("", encoding="ascii")
        (self.data / "pg_hba.conf").write_text("local all all trust\n", encoding="ascii")
        if self.account:
            uid = pwd.getpwnam(self.account).pw_uid
            for path in (self.room, *self.room.rglob("*")):
                os.chown(path, uid, -1)

    @contextmanager
    def running(self, *, until: datetime | None, name: str) -> Iterator[BaseDatabaseWrapper]:
        """The database `name` as at `until`, read only; or, without a moment, as where the archive ends."""
        self._configure(until)
        stop = threading.Event()
        feeding = threading.Thread(target=self._feed, args=(stop,), daemon=True)
        with self.log.open("ab") as log:
            command = [databases_postgres.tool_for(connection, "postgres"), "-D", str(self.data)]
            self._process = subprocess.Popen(  # noqa: S603
                command, stdout=log, stderr=log, user=self.account, cwd=self.room
            )
        feeding.start()
        own = self._connection(name)
        try:
            self._wait(own, until)
            if self._fault:
                raise self._fault
            yield own
        finally:
            own.close()
            stop.set()
            feeding.join()
            self._process.send_signal(signal.SIGINT)
            self._process.wait()

    def _configure(self, until: datetime | None) -> None:
        sizes = [f"{NAMES.get(name, name)} = {value}" for name, value in self._sizes().items()]
        target = (
            [f"recovery_target_time = '{until.isoformat()}'", "recovery_target_action = 'pause'"]
            if until
            else []
        )
        lines = [
            *sizes,
            *target,
            f"restore_command = '{_quoted(ASKING.format(room=self.room))}'",
            f"unix_socket_directories = '{_quoted(str(self.room / 'socket'))}'",
            "listen_addresses = ''",
            "hot_standby = on",
            "archive_mode = off",
            # what becomes of it is thrown away
            "fsync = off",
        ]
        (self.data / "postgresql.conf").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def _sizes(self) -> dict[str, str]:
        tool = databases_postgres.tool_for(connection, "pg_controldata")
        told = subprocess.run([tool, str(self.data)], capture_output=True, text=True, check=True).stdout  # noqa: S603
        found = dict(re.findall(r"^(\w+) setting: +(\d+)$", told, flags=re.MULTILINE))
        return {name: found[name] for name in SIZES}

    def _connection(self, name: str) -> BaseDatabaseWrapper:
        own = connection.copy()
        own.settings_dict = {
            **own.settings_dict,
            "HOST": str(self.room / "socket"),
            "PORT": "",
            "NAME": name,
            "OPTIONS": {"options": "-c roterfaden.everything=on"},
        }
        return own

    def _wait(self, own: BaseDatabaseWrapper, until: datetime | None) -> None:
        asked = PAUSED if until else "SELECT NOT pg_is_in_recovery()"
        assert self._process is not None
        while self._process.poll() is None:
            try:
                with own.cursor() as cursor:
                    cursor.execute(asked)
                    if cursor.fetchone()[0]:
                        return
            except OperationalError:
                own.close()
            time.sleep(PAUSE)
        said = self.log.read_text(errors="replace")
        if "recovery ended before configured recovery target was reached" in said:
            raise NotRecovered("Das Archiv endet vor diesem Augenblick.")
        raise NotRecovered(f"Der Server aus dem Archiv ist nicht angelaufen: {said.strip()[-400:]}")

    def _feed(self, stop: threading.Event) -> None:
        """Answer what the server asks for, until told to stop."""
        while not stop.is_set():
            for wanted in (self.room / "wanted").iterdir():
                self._answer(wanted.name)
                wanted.unlink()
            stop.wait(PAUSE / 5)

    def _answer(self, name: str) -> None:
        draft, none = self.room / f".{name}", self.room / "none" / name
        if not log_archive.path_of(self.archive, name).exists():
            none.touch()
            return
        try:
            with draft.open("wb") as file:
                log_archive.take_out(self.archive, name, file.write)
        except Damaged as fault:
            self._fault = fault
            none.touch()
            return
        if self.account:
            shutil.chown(draft, self.account)
        draft.replace(self.room / "found" / name)


@contextmanager
def recovery(archive: Path, *, within: Path, account: str | None) -> Iterator[Recovery]:
    """A room for a server; it is gone afterwards, with all that was in it."""
    if os.geteuid() == 0 and not account:
        raise NotRecovered(
            "PostgreSQL läuft nicht als root. Nennen Sie einen anderen Benutzer: --as postgres"
        )
    room = Path(tempfile.mkdtemp(prefix="roterfaden-moment-", dir=within))
    try:
        yield Recovery(room, archive=archive, account=account)
    finally:
        shutil.rmtree(room)


def _quoted(text: str) -> str:
    return text.replace("'", "''")
