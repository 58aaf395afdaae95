"""The archive of PostgreSQL's write-ahead log: each finished piece of it, sealed for the master key (decision 0125).

    archive.pub              the letterbox: it seals, it opens nothing
    log/NAME.rfl             one piece of the log
    base-UTC.rfp             a copy of the whole server, from which the log goes on

PostgreSQL itself calls this for each piece, as its own user and without the program's settings:

    python -m roterfaden.operations.backup.log_archive FOLDER PIECE
"""

import gzip
import hashlib
import json
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from roterfaden.operations.backup.container import (
    Damaged,
    Letterbox,
    about_of,
    letterbox,
    opened_as,
    packed_file,
)

KIND, LETTERBOX, LOG, ENDING = "log", "archive.pub", "log", ".rfl"
# 16 MiB each, 256 to the number in the middle: what PostgreSQL does unless told otherwise
PIECE = re.compile(r"[0-9A-F]{8}(?P<high>[0-9A-F]{8})000000(?P<low>[0-9A-F]{2})")
OTHER = re.compile(r"[0-9A-F]{8}(\.history|[0-9A-F]{16}(\.[0-9A-F]{8}\.backup|\.partial))")
# the group reads: the user of the program, who verifies and restores
MODE = 0o640


def open_letterbox(folder: Path) -> None:
    """Put the public key there, or that of a new master key in its place. Effects: folders, one file."""
    (folder / LOG).mkdir(parents=True, exist_ok=True)
    box = letterbox()
    path, draft = folder / LETTERBOX, folder / f".{LETTERBOX}"
    draft.write_text(json.dumps({"master_id": box.master_id, "public": box.public.hex()}), encoding="ascii")
    draft.chmod(0o644)
    draft.replace(path)


def letterbox_of(folder: Path) -> Letterbox:
    """The public key of an archive; refuses a folder that is none."""
    try:
        told = json.loads((folder / LETTERBOX).read_text(encoding="ascii"))
        return Letterbox(str(told["master_id"]), bytes.fromhex(told["public"]))
    except (OSError, ValueError, KeyError) as error:
        raise Damaged(f"{folder} ist kein Archiv: {LETTERBOX} fehlt oder ist beschädigt.") from error


def keep(piece: Path, *, folder: Path) -> None:
    """Seal one piece of the log into the archive; done before: nothing. Refuses another one of the same name."""
    if not (PIECE.fullmatch(piece.name) or OTHER.fullmatch(piece.name)):
        raise Damaged(f"{piece.name} ist kein Stück des Protokolls von PostgreSQL (16 MiB).")
    kept = path_of(folder, piece.name)
    with piece.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
        if kept.exists():
            if about_of(kept).get("digest") != found:
                raise Damaged(f"{kept} ist von einem anderen Server. Nehmen Sie einen anderen Ordner.")
            return
        file.seek(0)
        about = {"kind": KIND, "name": piece.name, "digest": found}
        with packed_file(kept, about=about, to=letterbox_of(folder), mode=MODE) as packed:
            shutil.copyfileobj(file, packed)


def take_out(folder: Path, name: str, take: Callable[[bytes], object]) -> None:
    """Unseal one piece of the log, part by part. Refuses with Damaged, also one that stands under another name."""
    path = path_of(folder, name)
    with opened_as(path, KIND, otherwise="ist kein Stück des Protokolls") as reader:
        digest = hashlib.sha256()
        try:
            with gzip.GzipFile(fileobj=reader) as packed:
                while part := packed.read(1024 * 1024):
                    digest.update(part)
                    take(part)
            reader.drain()
        except (EOFError, gzip.BadGzipFile) as error:
            raise Damaged(f"{path} ist beschädigt.") from error
        if reader.about.get("name") != name or reader.about.get("digest") != digest.hexdigest():
            raise Damaged(f"{path} steht unter falschem Namen.")


def path_of(folder: Path, name: str) -> Path:
    return folder / LOG / f"{name}{ENDING}"


def pieces(folder: Path) -> list[str]:
    """Names of all whole pieces, in their order."""
    names = [path.name.removesuffix(ENDING) for path in (folder / LOG).glob(f"*{ENDING}")]
    return sorted((name for name in names if PIECE.fullmatch(name)), key=place_of)


def place_of(name: str) -> int:
    """The how manieth piece of the server's log it is, whatever its time line."""
    found = PIECE.fullmatch(name)
    if found is None:
        raise Damaged(f"{name} ist kein Stück des Protokolls von PostgreSQL (16 MiB).")
    return int(found["high"], 16) * 256 + int(found["low"], 16)


if __name__ == "__main__":
    try:
        keep(Path(sys.argv[2]), folder=Path(sys.argv[1]))
    except (Damaged, OSError) as refusal:
        sys.exit(str(refusal))
