"""The demo installation as `make run` serves it, made once for all tests that need a server of their own."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from benchmarks.killing import environment
from tests.template import sqlite_template

ROOT = Path(__file__).resolve().parents[1]
# keys may not lie in the folder of the program
KEPT = (
    Path(tempfile.gettempdir())
    / f"roterfaden-demo-{os.getuid()}-{hashlib.sha256(bytes(ROOT)).hexdigest()[:12]}"
)


@lru_cache(maxsize=1)
def prepared_demo() -> Path:
    """A folder with `data` and `keys` of a freshly prepared demo: copy it, do not use it.

    Made by whoever asks first; others wait. Made anew when the code, the catalogue or the day is another one.
    """
    KEPT.mkdir(mode=0o700, exist_ok=True)
    wanted = KEPT / f"demo-{_digest()}"
    with (KEPT / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not wanted.exists():
            for old in KEPT.glob("demo-*"):
                shutil.rmtree(old, ignore_errors=True)
            unfinished = KEPT / "unfinished"
            shutil.rmtree(unfinished, ignore_errors=True)
            if (template := sqlite_template()).exists():
                (unfinished / "data").mkdir(parents=True, mode=0o700)
                shutil.copyfile(template, unfinished / "data" / "roterfaden.sqlite3")
            subprocess.run(
                [sys.executable, "manage.py", "prepare"],
                cwd=ROOT,
                env=environment(unfinished),
                check=True,
                stdout=subprocess.DEVNULL,
            )
            unfinished.rename(wanted)
    return wanted


def _digest() -> str:
    digest = hashlib.sha256(str(datetime.now(UTC).date()).encode())
    for path in sorted((ROOT / "roterfaden").rglob("*")):
        if path.suffix in {".py", ".yaml", ".html", ".po"}:
            digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:24]


if __name__ == "__main__":
    prepared_demo()
