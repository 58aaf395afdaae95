"""A real server and a real browser that can be killed at any moment, and come back."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium-headless-shell")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
)
PATIENCE = 60


class Killable:
    """A process group: started, killed with -9, started again."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None

    def launch(self, command: list[str], **options: object) -> None:
        self.process = subprocess.Popen(  # type: ignore[call-overload]
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, **options
        )

    def kill(self) -> None:
        """Kill -9 the whole group and wait until it is gone."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Server(Killable):
    """Gunicorn on a data folder of its own."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = environment(folder)

    def prepare(self, ready: Path | None = None) -> None:
        """Database, keys, demo: made anew, or a copy of a folder in which they are `ready`."""
        if ready is None:
            self.run("prepare")
        else:
            shutil.copytree(ready, self.folder, dirs_exist_ok=True)

    def run(self, *command: str) -> None:
        subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def start(self) -> None:
        bind = f"127.0.0.1:{self.port}"
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "roterfaden.config.wsgi",
            "--bind",
            bind,
            "--threads",
            "4",
        ]
        self.launch(command, cwd=ROOT, env=self.environment)

    def wait(self) -> None:
        """Until it answers."""
        until(self._answers)

    def _answers(self) -> bool:
        with suppress(OSError):
            return bool(urllib.request.urlopen(f"{self.url}/konto/anmelden/", timeout=5).status)
        return False


class Chromium(Killable):
    """Chromium with a fresh profile; `endpoint` is where it is driven from."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.started = 0
        self.endpoint = ""

    def start(self) -> None:
        self.started += 1
        profile = self.folder / f"profile-{self.started}"
        self.launch([CHROMIUM, *ARGUMENTS, f"--user-data-dir={profile}", "about:blank"])
        port_file = profile / "DevToolsActivePort"
        until(lambda: port_file.exists() and "\n" in port_file.read_text())
        self.endpoint = f"http://127.0.0.1:{port_file.read_text().splitlines()[0]}"


def environment(folder: Path) -> dict[str, str]:
    """The environment of a demo installation whose data and keys lie in `folder`."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "roterfaden.config.settings.dev",
        "ROTERFADEN_DATA": str(folder / "data"),
        "ROTERFADEN_KEYS": str(folder / "keys"),
    }


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def children_of(parent: int) -> list[int]:
    """The processes that `parent` has begun."""
    return [int(one) for one in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def host_in(address: str) -> str:
    """The folder of the socket, out of the address of an embedded PostgreSQL."""
    return parse_qs(urlsplit(address).query)["host"][0]


def until(ready: Callable[[], object], *, patience: float = PATIENCE) -> None:
    """Wait for other processes until `ready` is true. Raises TimeoutError after `patience` seconds."""
    end = time.monotonic() + patience
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError("It did not start in time.")
        time.sleep(0.05)
