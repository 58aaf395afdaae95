"""What processes really asked of the disk: recorded by strace, read back as events in the order they counted.

Needs strace 5.3 or newer (`apt install strace`) and no rights beyond those of the processes themselves.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

CALLS = (
    "openat,open,creat,write,pwrite64,pwritev,pwritev2,writev,lseek,fsync,fdatasync,ftruncate,truncate,"
    "fallocate,rename,renameat,renameat2,link,linkat,unlink,unlinkat,mkdir,mkdirat,rmdir,"
    "copy_file_range,sendfile,splice,mmap"
)
LINE = re.compile(r"(\d+\.\d+) (\w+)\((.*)\)\s+= (-?\d+)(?:<[^>]*>)?(?: .*)? <(\d+\.\d+)>$")
TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
PLACE = re.compile(r"(?:(\d+)|AT_FDCWD)<((?:\\x[0-9a-f]{2})*)>")
NUMBER = re.compile(r", (\d+)$")
# memory that several processes share; SQLite makes it anew
IN_MEMORY = "-shm"
WRITES = {"write", "pwrite64", "pwritev", "pwritev2", "writev"}
SYNCS = {"fsync", "fdatasync"}
OPENS = {"openat", "open", "creat"}
NAMES = {
    **dict.fromkeys(("rename", "renameat", "renameat2"), "rename"),
    **dict.fromkeys(("link", "linkat"), "link"),
    **dict.fromkeys(("unlink", "unlinkat", "rmdir"), "unlink"),
    **dict.fromkeys(("mkdir", "mkdirat"), "mkdir"),
}


class NotUnderstood(Exception):
    """A call that changes a watched file in a way that the model of the disk does not know."""


class Event(NamedTuple):
    """One call; seconds since 1970. `verb`: create, write, size, sync, rename, link, unlink, mkdir."""

    began: float
    ended: float
    verb: str
    path: str
    target: str = ""
    data: bytes = b""
    offset: int = 0

    @property
    def counts_at(self) -> float:
        """A write may be on the disk as soon as it is asked for; a sync holds when it has answered."""
        return self.ended if self.verb == "sync" else self.began


def strace(into: Path) -> list[str]:
    """The words to put before a command; every process of it gets a file `into`.PID."""
    program = shutil.which("strace")
    if program is None:
        text = "strace is not on this machine (apt install strace)."
        raise FileNotFoundError(text)
    words = [program, "-ff", "-y", "-xx", "-ttt", "-T", "-qq", "-s", str(1 << 24), "-e", f"trace={CALLS}"]
    return [*words, "-e", "signal=none", "-o", str(into)]


def events(recorded: Path, *, watched: tuple[Path, ...], cwd: Path) -> list[Event]:
    """All calls that changed something below the watched folders, in the order in which they counted."""
    prefixes = tuple(str(path) for path in watched)
    found = []
    for file in recorded.parent.glob(f"{recorded.name}.*"):
        found += list(_of_process(file, prefixes, str(cwd)))
    return sorted(found, key=lambda event: event.counts_at)


def _of_process(file: Path, prefixes: tuple[str, ...], cwd: str) -> Iterator[Event]:
    positions: dict[str, int] = {}
    with file.open(encoding="ascii") as lines:
        for line in lines:
            match = LINE.match(line)
            if match is None or int(match[4]) < 0:
                continue
            began, ended = float(match[1]), float(match[1]) + float(match[5])
            for event in _of_call(match[2], match[3], int(match[4]), positions, cwd):
                if event.path.startswith(prefixes) or event.target.startswith(prefixes):
                    if event.verb == "unknown" and IN_MEMORY not in event.path:
                        raise NotUnderstood(line[:200])
                    yield event._replace(began=began, ended=ended)


def _of_call(name: str, words: str, result: int, positions: dict[str, int], cwd: str) -> Iterator[Event]:
    place = PLACE.match(words)
    fd, path = (place[1] or "", _text(place[2])) if place else ("", cwd)
    if name in WRITES:
        yield _of_write(name, words, result, positions, (fd, path))
    elif name == "lseek":
        positions[fd] = result
    elif name in SYNCS:
        yield Event(0, 0, "sync", path)
    elif name in OPENS:
        positions[str(result)] = 0
        yield from _of_open(name, words, path)
    elif name in NAMES:
        paths = [str(Path(path) / _text(text)) for text in TEXT.findall(words)]
        yield Event(0, 0, NAMES[name], paths[0], target=paths[-1] if len(paths) > 1 else "")
    else:
        yield from _of_others(name, words, path)


def _of_write(name: str, words: str, result: int, positions: dict[str, int], place: tuple[str, str]) -> Event:
    fd, path = place
    data = b"".join(bytes.fromhex(text.replace("\\x", "")) for text in TEXT.findall(words))
    if name.startswith("p"):
        return Event(0, 0, "write", path, data=data[:result], offset=_last_number(words))
    offset = positions.get(fd, 0)
    positions[fd] = offset + result
    return Event(0, 0, "write", path, data=data[:result], offset=offset)


def _of_open(name: str, words: str, path: str) -> Iterator[Event]:
    named = TEXT.search(words)
    assert named is not None, words
    target = str(Path(path) / _text(named[1]))
    if "O_CREAT" in words or name == "creat":
        yield Event(0, 0, "create", target)
    if "O_TRUNC" in words or name == "creat":
        yield Event(0, 0, "size", target, offset=0)


def _of_others(name: str, words: str, path: str) -> Iterator[Event]:
    if name == "ftruncate":
        yield Event(0, 0, "size", path, offset=_last_number(words))
    elif name != "mmap" or ("MAP_SHARED" in words and "PROT_WRITE" in words):
        for _fd, text in PLACE.findall(words):
            yield Event(0, 0, "unknown", _text(text))


def _last_number(words: str) -> int:
    found = NUMBER.search(words)
    assert found is not None, words
    return int(found[1])


def _text(escaped: str) -> str:
    return bytes.fromhex(escaped.replace("\\x", "")).decode()
