"""Word, Excel and ODT files are archives: what they unpack to, and what hides in them."""

import re
import zipfile
from io import BytesIO
from typing import IO

from django.utils.translation import gettext as _

from roterfaden.documents.refusals import EICAR, VIRUS, UploadRefused

MAX_UNPACKED_BYTES = 200 * 1024 * 1024
MAX_UNPACKED_FILES = 2000
CHUNK = 1024 * 1024
# what the list of contents, or the file `mimetype`, says of a file without macros
KINDS = {
    "docx": ("[Content_Types].xml", b"wordprocessingml.document.main+xml"),
    "xlsx": ("[Content_Types].xml", b"spreadsheetml.sheet.main+xml"),
    "odt": ("mimetype", b"application/vnd.oasis.opendocument.text"),
}
MACRO_NAMES = re.compile(
    r"vbaproject\.bin$|\.bas$|^basic/|^scripts/|macrosheets/|vbadata\.xml$", re.IGNORECASE
)
PROGRAMS = re.compile(
    r"\.(exe|dll|js|vbs|bat|cmd|ps1|scr|jar|com|hta|lnk)$|oleobject[0-9]*\.bin$|activex", re.IGNORECASE
)
DECLARED = re.compile(rb"<!\s*(doctype|entity)", re.IGNORECASE)
# what Word fetches by itself when the file is opened; links that people press are fine
RELATION = re.compile(rb"<Relationship\s[^>]*>", re.IGNORECASE)
FETCHED = re.compile(
    rb"/(attachedTemplate|oleObject|frame|subDocument|externalLinkPath|image)[\"']", re.IGNORECASE
)
ELSEWHERE = re.compile(rb"TargetMode\s*=\s*[\"']External", re.IGNORECASE)
DAMAGED = "Die Datei ist beschädigt und lässt sich nicht öffnen."


def check_office_archive(stream: IO[bytes], *, inside: bool = False) -> None:
    """Refuse an Office file that is damaged, has macros, programs, odd paths, declares entities, fetches something from
    elsewhere when it is opened, has something before or behind the archive, or unpacks to more than the limits.

    The sizes are counted while unpacking: what the archive says of itself is not believed. `inside`: of a chart.
    """
    stream.seek(0)
    raw = stream.read()
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            entries = archive.infolist()
            names = [entry.filename for entry in entries]
            _check_names(names, entries)
            if archive.comment or not raw.startswith(b"PK\x03\x04") or raw[-22:-18] != b"PK\x05\x06":
                raise UploadRefused(_("Die Datei enthält mehr als ein Dokument."))
            if min(entry.header_offset for entry in entries) != 0:
                raise UploadRefused(_("Die Datei enthält mehr als ein Dokument."))
            left = MAX_UNPACKED_BYTES
            for entry in entries:
                left -= _check_entry(archive, entry, left, inside=inside)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        if isinstance(error, UploadRefused):
            raise
        raise UploadRefused(_(DAMAGED)) from error
    if not {"[Content_Types].xml", "mimetype"} & set(names):
        raise UploadRefused(_("Die Datei ist kein gültiges Word-, Excel- oder ODT-Dokument."))


def check_office_kind(stream: IO[bytes], extension: str) -> None:
    """Refuse an Office file of another kind than its extension says, or one that may hold macros."""
    name, wanted = KINDS[extension]
    stream.seek(0)
    with zipfile.ZipFile(stream) as archive:
        said = archive.read(name) if name in archive.namelist() else b""
    if wanted not in said or b"macroEnabled" in said:
        raise UploadRefused(_("Der Inhalt der Datei passt nicht zu ihrer Endung „%s“.") % extension)


def _check_names(names: list[str], entries: list[zipfile.ZipInfo]) -> None:
    if not entries or len(entries) > MAX_UNPACKED_FILES:
        raise UploadRefused(_("Die Datei ist entpackt zu groß."))
    if any(entry.flag_bits & 1 for entry in entries):
        raise UploadRefused(_("Die Datei ist mit einem Kennwort geschützt. Bitte ohne Kennwort speichern."))
    if any(MACRO_NAMES.search(name) for name in names):
        raise UploadRefused(_("Dateien mit Makros werden nicht angenommen."))
    if any(PROGRAMS.search(name) for name in names):
        raise UploadRefused(_("In der Datei steckt ein Programm oder eine andere Datei."))
    odd = (
        name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or "\0" in name
        for name in names
    )
    if any(odd) or len({name.lower() for name in names}) != len(names):
        raise UploadRefused(_("Die Datei enthält unzulässige Pfade."))


def _check_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int, *, inside: bool) -> int:
    """Unpack one entry as far as the limit; returns its real size."""
    size, head, tail = 0, b"", b""
    is_xml = entry.filename.lower().endswith((".xml", ".rels"))
    with archive.open(entry) as opened:
        while chunk := opened.read(CHUNK):
            size += len(chunk)
            if size > left:
                raise UploadRefused(_("Die Datei ist entpackt zu groß."))
            if EICAR in tail + chunk:
                raise UploadRefused(_(VIRUS))
            if is_xml:
                _check_xml(tail + chunk)
            tail, head = chunk[-1000:], head or chunk
    if head.startswith(b"MZ"):
        raise UploadRefused(_("In der Datei steckt ein Programm oder eine andere Datei."))
    if head.startswith((b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0")):
        table = (
            head.startswith(b"PK") and "/embeddings/" in entry.filename and entry.filename.endswith(".xlsx")
        )
        if not table or inside:
            raise UploadRefused(_("In der Datei steckt ein Programm oder eine andere Datei."))
        check_office_archive(BytesIO(archive.read(entry)), inside=True)
    return size


def _check_xml(part: bytes) -> None:
    if part.startswith((b"\xff\xfe", b"\xfe\xff")):
        part = part.decode("utf-16", errors="ignore").encode()
    if DECLARED.search(part) or b"<\x00!" in part or b"\x00<\x00!" in part:
        raise UploadRefused(_("Die Datei vereinbart Dinge, die beim Lesen gefährlich sind (DTD)."))
    if any(FETCHED.search(one) and ELSEWHERE.search(one) for one in RELATION.findall(part)):
        raise UploadRefused(_("Die Datei lädt beim Öffnen etwas aus dem Netz nach."))
