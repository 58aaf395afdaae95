"""Is this upload what it says it is? Type by content, size, unpacked size; refusal in a sentence."""

import zipfile
from dataclasses import dataclass
from typing import IO

import puremagic
from django.utils.translation import gettext as _

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED_BYTES = 200 * 1024 * 1024
MAX_UNPACKED_FILES = 2000
HEAD_BYTES = 8192

# extension -> (media type as we serve it, what the content must look like)
ALLOWED_TYPES: dict[str, tuple[str, str]] = {
    "pdf": ("application/pdf", "pdf"),
    "png": ("image/png", "png"),
    "jpg": ("image/jpeg", "jpeg"),
    "jpeg": ("image/jpeg", "jpeg"),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "zip"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "zip"),
    "odt": ("application/vnd.oasis.opendocument.text", "zip"),
    "txt": ("text/plain", "text"),
}


class UploadRefused(ValueError):
    """The file is not taken; the message says why and what helps."""


@dataclass(frozen=True)
class CheckedUpload:
    name: str
    media_type: str
    content: bytes


def check_upload(*, name: str, stream: IO[bytes]) -> CheckedUpload:
    """Read and check one upload.

    Refuses: empty files, more than MAX_BYTES, extensions that are not allowed, content that does not fit the
    extension, Office files with macros or with an unpacked size or count beyond the limits.
    """
    clean_name = name.replace("\\", "/").rsplit("/", 1)[-1].strip()[:200]
    content = stream.read(MAX_BYTES + 1)
    if not content:
        raise UploadRefused(_("Die Datei ist leer."))
    if len(content) > MAX_BYTES:
        raise UploadRefused(_("Die Datei ist größer als 20 MB. Bitte verkleinern oder aufteilen."))
    extension = clean_name.rsplit(".", 1)[-1].lower() if "." in clean_name else ""
    if extension not in ALLOWED_TYPES:
        raise UploadRefused(
            _(
                "Dateien dieser Art werden nicht angenommen. Erlaubt sind PDF, Word, Excel, ODT, Text, PNG und JPEG."
            )
        )
    media_type, expected = ALLOWED_TYPES[extension]
    if _looks_like(content) != expected:
        raise UploadRefused(_("Der Inhalt der Datei passt nicht zu ihrer Endung „%s“.") % extension)
    if expected == "zip":
        check_office_archive(stream)
    return CheckedUpload(name=clean_name, media_type=media_type, content=content)


def _looks_like(content: bytes) -> str:
    head = content[:HEAD_BYTES]
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    return "binary" if _has_magic(head) or not _is_text(content) else "text"


def _has_magic(head: bytes) -> bool:
    try:
        return bool(puremagic.magic_string(head)) and b"\x00" in head
    except puremagic.PureError:
        return False


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return all(char >= " " or char in "\r\n\t\f" for char in text)


def check_office_archive(stream: IO[bytes]) -> None:
    """Refuse an Office file that is damaged, has macros, odd paths, or unpacks to more than the limits."""
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
            unpacked = sum(entry.file_size for entry in entries)
            names = [entry.filename for entry in entries]
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise UploadRefused(_("Die Datei ist beschädigt und lässt sich nicht öffnen.")) from error
    if unpacked > MAX_UNPACKED_BYTES or len(entries) > MAX_UNPACKED_FILES:
        raise UploadRefused(_("Die Datei ist entpackt zu groß."))
    if any(part.lower().endswith(("vbaproject.bin", ".bas")) for part in names):
        raise UploadRefused(_("Dateien mit Makros werden nicht angenommen."))
    if any(part.startswith("/") or ".." in part.split("/") for part in names):
        raise UploadRefused(_("Die Datei enthält unzulässige Pfade."))
    if not {"[Content_Types].xml", "mimetype"} & set(names):
        raise UploadRefused(_("Die Datei ist kein gültiges Word-, Excel- oder ODT-Dokument."))
