"""OpenStack Swift with its S3 interface on this machine: a real object store, one process for each of its parts."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks.killing import free_port, until

ROOT = Path(__file__).resolve().parents[2]
BIN = ROOT / ".tools" / "swift-2.38.3" / "bin"
ACCESS_KEY, SECRET_KEY = "test:tester", "testing"
PARTS = ("account", "container", "object")

SERVER = """
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
workers = 0
swift_dir = {folder}
devices = {folder}/devices
mount_check = false
user = {user}
log_address = {folder}/no-syslog
[pipeline:main]
pipeline = {name}-server
[app:{name}-server]
use = egg:swift#{name}
"""
PROXY = """
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
workers = 0
swift_dir = {folder}
user = {user}
log_address = {folder}/no-syslog
[pipeline:main]
pipeline = catch_errors gatekeeper healthcheck cache listing_formats s3api tempauth slo dlo proxy-logging proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
allow_account_management = true
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:healthcheck]
use = egg:swift#healthcheck
[filter:cache]
use = egg:swift#memcache
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:slo]
use = egg:swift#slo
[filter:dlo]
use = egg:swift#dlo
[filter:proxy-logging]
use = egg:swift#proxy_logging
"""


class Swift:
    """Four servers on free ports, with one device and one replica."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ports = {name: free_port() for name in (*PARTS, "proxy")}
        self.endpoint = f"http://127.0.0.1:{self.ports['proxy']}"
        self.processes: list[subprocess.Popen[bytes]] = []
        (folder / "devices" / "one").mkdir(parents=True)
        (folder / "swift.conf").write_text(
            "[swift-hash]\nswift_hash_path_suffix = probe\nswift_hash_path_prefix = probe\n"
            "[storage-policy:0]\nname = one\ndefault = yes\n"
        )
        for name in PARTS:
            self._configure(name, SERVER)
            ring = str(folder / f"{name}.builder")
            self._run("swift-ring-builder", ring, "create", "4", "1", "1")
            self._run("swift-ring-builder", ring, "add", f"r1z1-127.0.0.1:{self.ports[name]}/one", "1")
            self._run("swift-ring-builder", ring, "rebalance")
        self._configure("proxy", PROXY)

    def _configure(self, name: str, text: str) -> None:
        said = text.format(name=name, port=self.ports[name], folder=self.folder, user=_me())
        (self.folder / f"{name}.conf").write_text(said)

    def _run(self, tool: str, *arguments: str) -> None:
        subprocess.run([BIN / tool, *arguments], check=True, capture_output=True)

    def start(self) -> None:
        for name in (*PARTS, "proxy"):
            command: list[str | Path] = [
                BIN / "python",
                "-c",
                RUN,
                self.folder,
                BIN / f"swift-{name}-server",
                name,
            ]
            with (self.folder / f"{name}.log").open("ab") as log:
                self.processes.append(subprocess.Popen(command, stdout=log, stderr=log))
        until(self.is_alive)

    def is_alive(self) -> bool:
        with suppress(URLError, OSError), urlopen(f"{self.endpoint}/healthcheck", timeout=2) as answer:
            return bool(answer.status == 200)
        return False

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(30)
        self.processes.clear()


# Swift looks for its own settings in a fixed place; one variable of its module says otherwise
RUN = """
import runpy, sys
from swift.common import utils
utils.SWIFT_CONF_FILE = sys.argv[1] + "/swift.conf"
from swift.common import storage_policy
script, name = sys.argv[2], sys.argv[3]
sys.argv = [script, f"{sys.argv[1]}/{name}.conf", "-v"]
runpy.run_path(script, run_name="__main__")
"""


def _me() -> str:
    import getpass  # noqa: PLC0415

    return getpass.getuser()


@contextmanager
def running(folder: Path) -> Iterator[Swift]:
    store = Swift(folder)
    store.start()
    try:
        yield store
    finally:
        store.stop()


if __name__ == "__main__":
    with running(Path(sys.argv[1])) as one:
        sys.stdout.write(f"{one.endpoint}\n")
        sys.stdin.read()
