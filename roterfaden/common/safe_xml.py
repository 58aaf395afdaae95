"""XML from strangers: no entities, no DTD, no network, limits on bytes and elements. Nothing in it is evaluated."""

from lxml import etree

Xml = etree._Element  # noqa: SLF001 - lxml names its elements so

MAX_BYTES = 5_000_000
MAX_ELEMENTS = 40_000


class XmlRefused(ValueError):
    """The bytes are no XML that is safe to read; the sentence says why."""


def read_xml(data: bytes) -> Xml:
    """The root of a file that is safe to read. Raises XmlRefused."""
    if len(data) > MAX_BYTES:
        raise XmlRefused(f"Die Datei ist mit {len(data)} Bytes zu groß; erlaubt sind {MAX_BYTES}.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise XmlRefused("Die Datei ist nicht als UTF-8 gespeichert.") from error
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise XmlRefused("Die Datei erklärt eigene Entitäten (DOCTYPE). Das ist nicht erlaubt.")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
        remove_pis=True, encoding="utf-8",
    )  # fmt: skip
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        raise XmlRefused(f"Die Datei ist kein vollständiges XML (Zeile {line}).") from error
    if sum(1 for _ in root.iter()) > MAX_ELEMENTS:
        raise XmlRefused(f"Die Datei hat mehr als {MAX_ELEMENTS} Elemente.")
    return root
