"""PDF files: whether they are only a document, and the words in them."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pypdf
from django.utils.translation import gettext as _
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from roterfaden.documents.refusals import UploadRefused

MOST_OBJECTS = 200_000
MOST_PAGES = 3000
# programs, files inside, forms of their own kind; and the actions that run, open or send something
UNFIT_KEYS = frozenset(("/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/RichMedia", "/XFA", "/AA"))
UNFIT_ACTIONS = frozenset(
    ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition")
)
UNFIT_TYPES = frozenset(("/EmbeddedFile", "/RichMedia"))
END = re.compile(rb"%%EOF\s*\Z")


def check_pdf(content: bytes) -> None:
    """Refuse a PDF that is damaged, locked by a password, runs or sends something, holds files, or goes on behind its
    end (so that it could be read as something else). Every object is looked at, packed ones too.
    """  # fmt: skip
    if not END.search(content[-1024:]):
        raise UploadRefused(_("Die PDF-Datei ist unvollständig, oder hinter ihrem Ende steht noch etwas."))
    try:
        _look_through(pypdf.PdfReader(BytesIO(content), strict=False))
    except UploadRefused:
        raise
    except (PyPdfError, RecursionError, ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        raise UploadRefused(_("Die Datei ist beschädigt und lässt sich nicht öffnen.")) from error


def _look_through(reader: pypdf.PdfReader) -> None:
    if reader.is_encrypted:
        raise UploadRefused(_("Die PDF-Datei ist geschützt. Bitte ohne Schutz speichern oder neu drucken."))
    if not 0 < len(reader.pages) <= MOST_PAGES:
        raise UploadRefused(_("Die PDF-Datei hat keine oder zu viele Seiten."))
    for count, one in enumerate(_objects(reader)):
        if count > MOST_OBJECTS:
            raise UploadRefused(_("Die PDF-Datei ist zu verschachtelt."))
        if _unfit(one):
            raise UploadRefused(
                _("Die PDF-Datei enthält ein Programm oder eine andere Datei. Bitte neu drucken.")
            )


def words_of_pdf(content: bytes, *, most: int) -> str:
    """The running text of a PDF, as far as `most` letters; nothing from one that is only pictures or damaged."""
    found, length = [], 0
    try:
        for page in pypdf.PdfReader(BytesIO(content), strict=False).pages:
            text = page.extract_text()
            found.append(text)
            length += len(text)
            if length > most:
                break
    except (PyPdfError, RecursionError, ValueError, KeyError, TypeError, AttributeError):
        pass
    return "\n".join(found)[:most]


def _objects(reader: pypdf.PdfReader) -> Iterator[Any]:
    """Every object of the file, also those that no page shows."""
    yield reader.trailer
    seen: set[int] = set()
    for generation, ids in reader.xref.items():
        for number in ids:
            if number not in seen:
                seen.add(number)
                yield reader.get_object(IndirectObject(number, generation, reader))
    for number in reader.xref_objStm:
        if number not in seen:
            yield reader.get_object(IndirectObject(number, 0, reader))


def _unfit(one: Any) -> bool:
    """Whether the object, or a value written into it, runs, sends or holds something."""
    waiting = [one]
    while waiting:
        value = waiting.pop()
        if isinstance(value, DictionaryObject):
            if (
                UNFIT_KEYS & set(value)
                or value.get("/S") in UNFIT_ACTIONS
                or value.get("/Type") in UNFIT_TYPES
            ):
                return True
            waiting += [raw for raw in value.values() if isinstance(raw, (DictionaryObject, ArrayObject))]
        elif isinstance(value, ArrayObject):
            waiting += [raw for raw in value if isinstance(raw, (DictionaryObject, ArrayObject))]
    return False
