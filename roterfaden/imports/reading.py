"""Have a file read by a process with little memory and time (imports.reader), and say what is wrong with it."""

import io
import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.documents.checks import MAX_BYTES, UploadRefused, check_office_archive, refuse_unscanned

READER = Path(__file__).with_name("reader.py")
LONGEST_SECONDS = 60
FORMATS = {"csv": "csv", "txt": "csv", "tsv": "csv", "xlsx": "zip", "ods": "zip", "xls": "ole"}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# how the folder of macros is called inside an old Excel file
OLE_MACROS = "_VBA_PROJECT".encode("utf-16-le")
REFUSALS = {
    "encoding": gettext_lazy("Die Zeichen der Datei lassen sich so nicht lesen. Wählen Sie einen anderen Zeichensatz."),
    "nul": gettext_lazy("Die Datei enthält Zeichen, die keine Tabelle kennt (NUL). Speichern Sie sie neu als CSV."),
    "columns": gettext_lazy("Die Tabelle hat mehr als 200 Spalten. Löschen Sie, was nicht gebraucht wird."),
    "rows": gettext_lazy("Die Tabelle hat mehr als 50.000 Zeilen. Teilen Sie sie auf mehrere Dateien auf."),
    "cell": gettext_lazy("Ein Feld ist länger als 100.000 Zeichen. Fehlt irgendwo ein Anführungszeichen?"),
    "big": gettext_lazy("Die Tabelle ist entpackt zu groß. Teilen Sie sie auf mehrere Dateien auf."),
    "slow": gettext_lazy("Die Datei zu lesen dauert zu lange. Teilen Sie sie auf mehrere Dateien auf."),
    "empty": gettext_lazy("In der Datei steht keine Tabelle."),
    "sheet": gettext_lazy("Ein Blatt mit diesem Namen gibt es in der Datei nicht."),
    "password": gettext_lazy("Die Datei ist mit einem Passwort geschützt. Speichern Sie sie ohne Passwort."),
    "broken": gettext_lazy("Die Datei ist beschädigt und lässt sich nicht öffnen."),
}  # fmt: skip


@dataclass(frozen=True)
class ReadTable:
    """What a file holds: how it was read, and `[row number, [cells]]` for each row with something in it."""

    name: str
    told: Mapping[str, Any]
    rows: list[tuple[int, list[str]]]


def read_upload(
    *, name: str, stream: IO[bytes], encoding: str = "", separator: str = "", sheet: str = ""
) -> ReadTable:
    """The table in an uploaded file; encoding, separator and sheet are guessed where they are not given.

    Refuses with UploadRefused: more than 20 MB, other types than CSV, Excel and OpenDocument, content that does not
    fit the type, macros, passwords, and whatever the reader cannot take within its memory and time.
    """
    clean_name = name.replace("\\", "/").rsplit("/", 1)[-1].strip()[-200:]
    content = stream.read(MAX_BYTES + 1)
    if not content:
        raise UploadRefused(_("Die Datei ist leer."))
    if len(content) > MAX_BYTES:
        raise UploadRefused(_("Die Datei ist größer als 20 MB. Teilen Sie sie auf mehrere Dateien auf."))
    kind = _checked_format(clean_name, content)
    refuse_unscanned(content)
    options = {"format": kind, "encoding": encoding, "separator": separator, "sheet": sheet}
    told, rows = _read_apart(content, options)
    if "refused" in told:
        raise UploadRefused(str(REFUSALS[told["refused"]]))
    if not rows:
        raise UploadRefused(str(REFUSALS["empty"]))
    return ReadTable(clean_name, {"format": kind, **told}, rows)


def _checked_format(name: str, content: bytes) -> str:
    extension = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if extension in ("xlsm", "xltm", "xlsb"):
        raise UploadRefused(
            _("Dateien mit Makros werden nicht angenommen. Speichern Sie die Tabelle als .xlsx.")
        )
    if extension not in FORMATS:
        raise UploadRefused(_("Angenommen werden CSV, Excel (.xlsx, .xls) und OpenDocument (.ods)."))
    looks = "zip" if content.startswith(b"PK\x03\x04") else "ole" if content.startswith(OLE) else "csv"
    if looks == "ole" and extension == "xlsx":
        raise UploadRefused(str(REFUSALS["password"]))
    if looks != FORMATS[extension] or content.startswith((b"%PDF-", b"\x89PNG", b"\xff\xd8\xff")):
        raise UploadRefused(_("Der Inhalt der Datei passt nicht zu ihrer Endung „%s“.") % extension)
    if looks == "zip":
        check_office_archive(io.BytesIO(content))
    if looks == "ole" and OLE_MACROS in content:
        raise UploadRefused(
            _("Dateien mit Makros werden nicht angenommen. Speichern Sie die Tabelle als .xlsx.")
        )
    return "csv" if looks == "csv" else extension


def _read_apart(
    content: bytes, options: Mapping[str, Any]
) -> tuple[dict[str, Any], list[tuple[int, list[str]]]]:
    # -I: neither the environment nor the working directory lead the reader to other code
    command = [sys.executable, "-I", str(READER), json.dumps(options)]
    try:
        done = subprocess.run(  # noqa: S603 - our own reader; the content goes to its standard input
            command, input=content, capture_output=True, timeout=LONGEST_SECONDS, check=False, env={}
        )
    except subprocess.TimeoutExpired:
        return {"refused": "slow"}, []
    # killed by one of its limits, or the library gave up on the content
    if done.returncode:
        return {"refused": "big" if done.returncode < 0 or b"MemoryError" in done.stderr else "broken"}, []
    first, *rest = done.stdout.splitlines()
    return json.loads(first), [json.loads(line) for line in rest]
