"""Is this upload what it says it is? Name, type by content, what hides inside; refusal in a sentence."""

import re
from dataclasses import dataclass
from typing import IO

import puremagic
from django.utils.translation import gettext as _

from roterfaden.documents import scanning
from roterfaden.documents.choices import HoldReason
from roterfaden.documents.office import check_office_archive, check_office_kind
from roterfaden.documents.pdfs import check_pdf
from roterfaden.documents.pictures import redrawn
from roterfaden.documents.refusals import EICAR, UNSCANNED, VIRUS, UploadRefused

__all__ = ["CheckedUpload", "UploadRefused", "check_office_archive", "check_upload", "refuse_unscanned"]

MAX_BYTES = 20 * 1024 * 1024
HEAD_BYTES = 8192
# control characters, and those that turn the direction of reading: "gpj.exe" reads "exe.jpg"
UNFIT_NAME = re.compile(r"[\x00-\x1f\x7f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|(^|/)\.\.(/|$)")
MARKUP = re.compile(r"\s*<(!doctype|html|svg|script|\?xml|head|body|iframe)", re.IGNORECASE)


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


@dataclass(frozen=True)
class CheckedUpload:
    name: str
    media_type: str
    content: bytes
    # why nobody could look through it for viruses; whoever keeps it keeps it from being read
    hold: HoldReason | None = None


def check_upload(*, name: str, stream: IO[bytes]) -> CheckedUpload:
    """Read and check one upload.

    Refuses: empty files, more than MAX_BYTES, names that pretend, extensions that are not allowed, content that does
    not fit the extension or could also be read as something else, Office files with macros, PDF with programs or files
    inside, pictures beyond 50 megapixels, viruses. Pictures are drawn anew, without metadata. Where the scanner gave no
    word, `hold` says why.
    """
    slashed = name.replace("\\", "/")
    if UNFIT_NAME.search(slashed):
        raise UploadRefused(_("Der Name der Datei enthält unzulässige Zeichen. Bitte benennen Sie sie um."))
    clean_name = slashed.rsplit("/", 1)[-1].strip()[:200]
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
    word = scanning.word_on(content)
    if word.infected or EICAR in content:
        raise UploadRefused(_(VIRUS))
    if expected == "zip":
        check_office_archive(stream)
        check_office_kind(stream, extension)
    elif expected == "pdf":
        check_pdf(content)
    elif expected in ("png", "jpeg"):
        content = redrawn(content, kind=expected)
    return CheckedUpload(name=clean_name, media_type=media_type, content=content, hold=word.hold)


def refuse_unscanned(content: bytes) -> None:
    """For files that are read at once and not kept: refuse a virus, and what nobody could look through."""
    word = scanning.word_on(content)
    if word.infected:
        raise UploadRefused(_(VIRUS))
    if word.hold:
        raise UploadRefused(_(UNSCANNED))


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
    return not MARKUP.match(text) and all(char >= " " or char in "\r\n\t\f" for char in text)
