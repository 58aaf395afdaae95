"""The words in a file, for the search: PDF, Word, ODT, text. Pictures and tables have none."""

import zipfile
from io import BytesIO

from lxml import etree

from roterfaden.documents.models import StoredFile
from roterfaden.documents.pdfs import words_of_pdf

MOST_LETTERS = 200_000
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
PARTS = {WORD: "word/document.xml", ODT: "content.xml"}
PARAGRAPHS = ("p", "h")


def words_in(content: bytes, media_type: str) -> str:
    """The running text of a checked file, at most 200,000 letters; "" where there is none or it cannot be read."""
    if media_type == "application/pdf":
        return words_of_pdf(content, most=MOST_LETTERS)
    if media_type in PARTS:
        return _words_of_office(content, PARTS[media_type])[:MOST_LETTERS]
    if media_type == "text/plain":
        return content.decode("utf-8", errors="ignore")[:MOST_LETTERS]
    return ""


def has_words(stored: StoredFile) -> bool:
    """Whether it is worth opening the file for its words."""
    return stored.media_type in (*PARTS, "application/pdf", "text/plain")


def _words_of_office(content: bytes, part: str) -> str:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            tree = etree.fromstring(archive.read(part), parser)
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError):
        return ""
    lines = [
        "".join(str(text) for text in one.itertext())
        for one in tree.iter()
        if isinstance(one.tag, str) and etree.QName(one).localname in PARAGRAPHS
    ]
    return "\n".join(lines)
