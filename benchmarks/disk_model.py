"""A disk that loses power: what was synced is there, of everything else any part may be missing.

Harsher than most file systems: writes that nobody synced come singly, torn at sectors of 512 bytes or not at all, in
any order; a name counts when its folder was synced, before that any number of its last changes may be missing.
"""

import random
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from benchmarks.system_calls import IN_MEMORY, Event

SECTOR = 512


@dataclass
class File:
    """The bytes that are safe, and what was asked since."""

    safe: bytearray = field(default_factory=bytearray)
    asked: list[Event] = field(default_factory=list)

    def sync(self, since: float) -> None:
        done = [event for event in self.asked if event.ended <= since]
        self.asked = [event for event in self.asked if event.ended > since]
        for event in done:
            put(self.safe, event)

    def after_cut(self, rng: random.Random) -> bytes:
        found = bytearray(self.safe)
        kept = rng.choice((0.0, 0.5, 0.9, 1.0))
        for event in self.asked:
            if rng.random() < kept:
                put(found, event)
            elif event.verb == "write" and rng.random() < kept:
                tear(found, event, rng)
        return bytes(found)


@dataclass
class Folder:
    """Names that are safe, names as the processes see them, and the changes of names that nobody synced."""

    safe: "dict[str, File | Folder]" = field(default_factory=dict)
    seen: "dict[str, File | Folder]" = field(default_factory=dict)
    asked: "list[tuple[float, dict[str, File | Folder | None]]]" = field(default_factory=list)

    def change(self, event: Event, names: "dict[str, File | Folder | None]") -> None:
        """Give names to things, or (None) take names away: all of it or nothing."""
        rename(self.seen, names)
        self.asked.append((event.ended, names))

    def sync(self, since: float) -> None:
        for ended, names in self.asked:
            if ended <= since:
                rename(self.safe, names)
        self.asked = [change for change in self.asked if change[0] > since]

    def after_cut(self, rng: random.Random) -> "dict[str, File | Folder]":
        found = dict(self.safe)
        for _ended, names in self.asked[: rng.randint(0, len(self.asked))]:
            rename(found, names)
        return found


def rename(names: dict[str, File | Folder], changes: dict[str, File | Folder | None]) -> None:
    for name, thing in changes.items():
        if thing is None:
            names.pop(name, None)
        else:
            names[name] = thing


def put(into: bytearray, event: Event) -> None:
    """Do what was asked, whole."""
    if event.verb == "size":
        del into[event.offset :]
    end = event.offset + len(event.data)
    if len(into) < end:
        into.extend(bytes(end - len(into)))
    if event.verb == "write":
        into[event.offset : end] = event.data


def tear(into: bytearray, event: Event, rng: random.Random) -> None:
    """Only some sectors of a write arrive."""
    start, end = event.offset, event.offset + len(event.data)
    while start < end:
        stop = min(end, (start // SECTOR + 1) * SECTOR)
        if rng.random() < 1 / 2:
            piece = event.data[start - event.offset : stop - event.offset]
            put(into, event._replace(offset=start, data=piece))
        start = stop


class Disk:
    """Begins with folders as they lie there; takes events in their order; can be cut at any time."""

    def __init__(self, *roots: Path, believes_syncs: bool = True) -> None:
        self.roots = {str(root): _read(root) for root in roots}
        self.believes_syncs = believes_syncs
        self.syncs = 0

    def take(self, event: Event) -> None:
        if IN_MEMORY in event.path:
            return
        if event.verb == "sync":
            self._sync(event)
            return
        folder, name = self._place(event.path)
        thing = folder.seen.get(name)
        if event.verb in ("create", "mkdir"):
            if thing is None:
                folder.change(event, {name: File() if event.verb == "create" else Folder()})
        elif event.verb == "unlink":
            folder.change(event, {name: None})
        elif event.verb in ("rename", "link"):
            assert thing is not None, event
            self._name_anew(event, folder, name, thing)
        elif isinstance(thing, File):
            thing.asked.append(event)

    def _sync(self, event: Event) -> None:
        if event.path in self.roots:
            thing: File | Folder | None = self.roots[event.path]
        else:
            folder, name = self._place(event.path)
            thing = folder.seen.get(name)
        if thing is not None and self.believes_syncs:
            self.syncs += 1
            thing.sync(event.began)

    def _name_anew(self, event: Event, folder: Folder, name: str, thing: File | Folder) -> None:
        other, new = self._place(event.target)
        old: dict[str, File | Folder | None] = {name: None} if event.verb == "rename" else {}
        if other is folder:
            folder.change(event, {**old, new: thing})
        else:
            other.change(event, {new: thing})
            folder.change(event, old)

    def _place(self, path: str) -> tuple[Folder, str]:
        root = next(root for root in self.roots if path.startswith(root))
        *folders, name = PurePosixPath(path).relative_to(root).parts
        here = self.roots[root]
        for part in folders:
            found = here.seen[part]
            assert isinstance(found, Folder), path
            here = found
        return here, name

    def cut(self, root: Path, into: Path, rng: random.Random) -> None:
        """Write what the disk may hold if the power goes now."""
        _write(self.roots[str(root)], into, rng)


def _read(path: Path) -> Folder:
    folder = Folder()
    for one in sorted(path.iterdir()):
        if not one.name.endswith(IN_MEMORY):
            folder.safe[one.name] = _read(one) if one.is_dir() else File(bytearray(one.read_bytes()))
    folder.seen = dict(folder.safe)
    return folder


def _write(folder: Folder, into: Path, rng: random.Random) -> None:
    into.mkdir(mode=0o700, parents=True)
    for name, thing in folder.after_cut(rng).items():
        if isinstance(thing, Folder):
            _write(thing, into / name, rng)
        else:
            (into / name).write_bytes(thing.after_cut(rng))
