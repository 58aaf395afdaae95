"""Every PDF of the program, read by others than who made it; and that what is broken in one is found.

Besides this file each PDF that any test makes is looked at (`tests/pdfs.py`): WHERE names the test of every place that
makes some.
"""

import ast
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from roterfaden.correspondence.shipped import shipped_letters
from roterfaden.documents.typesetting.content import Document, Facts, Section, Table, Text
from roterfaden.documents.typesetting.pdf import set_pdf
from tests.documents.demo_papers import papers_of_the_demo
from tests.pdfs import FAULTS, elements, faults_of

pytestmark = pytest.mark.one_database
PACKAGE = Path(__file__).resolve().parents[2] / "roterfaden"
MAKERS = {"set_pdf", "set_letters", "set_labels"}
# of no case of the demo's chains
WITHOUT_CASES: set[str] = set()


def test_every_shipped_template_is_accessible_for_every_case_of_the_demo(tmp_path: Path) -> None:
    found = papers_of_the_demo(tmp_path)
    assert set(found) == set(shipped_letters()) - WITHOUT_CASES
    faults = {path.name: faults_of(path.read_bytes()) for path in sorted((tmp_path / "made").glob("*.pdf"))}
    assert {name: said for name, said in faults.items() if said} == {}
    assert len(faults) == 2 * len(found)
    assert sum(len(told["cases"]) for told in found.values()) > 1000


def _without(name: str) -> Callable[[pypdf.PdfWriter], None]:
    def take(made: pypdf.PdfWriter) -> None:
        del made._root_object[name]

    return take


def _untitled(made: pypdf.PdfWriter) -> None:
    made.metadata = None


def _renamed(old: str, new: str) -> Callable[[pypdf.PdfWriter], None]:
    """Give every element of the kind `old` another one."""

    def rename(made: pypdf.PdfWriter) -> None:
        for node in elements(made._root_object["/StructTreeRoot"]):
            if node["/S"] == old:
                node[NameObject("/S")] = NameObject(new)

    return rename


def _script(made: pypdf.PdfWriter) -> None:
    action = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.beep()")}
    made._root_object[NameObject("/OpenAction")] = DictionaryObject(action)


def _other_font(made: pypdf.PdfWriter) -> None:
    for one in made._objects:
        if isinstance(one, DictionaryObject) and one.get("/Type") == "/FontDescriptor":
            for name in ("/FontFile2", "/FontFile3"):
                one.pop(name, None)


DAMAGE: dict[str, tuple[Callable[[pypdf.PdfWriter], None], str]] = {
    "no tags": (_without("/StructTreeRoot"), "STRUCT-TREE-ROOT"),
    "not marked": (_without("/MarkInfo"), "TAGGED-DOCUMENT"),
    "no language": (_without("/Lang"), "no language"),
    "no title": (_untitled, "no title"),
    "title not shown": (_without("/ViewerPreferences"), "VIEWER-PREFERENCES"),
    "no metadata": (_without("/Metadata"), "PDFA2A-"),
    "no headings": (_renamed("/H1", "/P"), "no heading"),
    "no heads of tables": (_renamed("/TH", "/TD"), "a table without heads"),
    "a picture without words": (_renamed("/P", "/Figure"), "a picture without words"),
    "a script": (_script, "PDFA2A-"),
    "fonts not embedded": (_other_font, "PDFA2A-"),
}


@pytest.fixture(scope="module")
def good() -> bytes:
    blocks = [
        Text(text="Ein Satz über Wege."),
        Facts(rows=[("Wort", "Wert")]),
        Table(title="Stand", columns=["Was", "Wann"], rows=[["Brief", "24.11.2026"]]),
    ]
    section = Section(id="a", title="Abschnitt", blocks=blocks)
    return set_pdf(Document(title="Probe", subtitle="", notice="", foot="Fuß", sections=[section], contents=False))


@pytest.mark.parametrize("name", DAMAGE)
def test_what_is_damaged_is_found(name: str, good: bytes) -> None:
    assert faults_of(good) == []
    assert faults_of(_written(good, lambda _made: None)) == [], "writing it anew damages nothing"
    damage, said = DAMAGE[name]
    found = faults_of(_written(good, damage))
    assert any(said in fault for fault in found), found


def test_a_wrong_length_is_found_and_a_last_byte_that_looks_like_a_line_is_none(good: bytes) -> None:
    length = re.compile(rb"/Length (\d+)")
    stream = length.search(good)
    assert stream
    for other in (int(stream[1]) - 1, int(stream[1]) + 1):
        assert any("STREAM-LENGTH" in one for one in faults_of(length.sub(b"/Length %d" % other, good, count=1)))


def _written(content: bytes, change: Callable[[pypdf.PdfWriter], None]) -> bytes:
    made = pypdf.PdfWriter(clone_from=BytesIO(content))
    change(made)
    out = BytesIO()
    made.write(out)
    return out.getvalue()


# which test makes the PDFs of each module that sets some
WHERE = {
    "auditing": "tests/web/auditing/test_chain.py",
}


def test_every_place_that_makes_a_pdf_has_a_test_that_makes_one() -> None:
    """Nothing but these two modules asks Typst, so no PDF gets past `every_pdf_is_checked`."""
    asking = {_name(path) for path in PACKAGE.rglob("*.py") if "import typst" in path.read_text("utf-8")}
    assert asking == {"cooperation/minutes_files", "documents/typesetting/pdf"}
    making = {_name(path) for path in PACKAGE.rglob("*.py") if _makes_pdfs(path)}
    assert making == set(WHERE)
    for test in WHERE.values():
        path, _colon, name = test.partition("::")
        assert f"def {name}(" in (PACKAGE.parent / path).read_text("utf-8"), test


def _name(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").as_posix()


def _makes_pdfs(path: Path) -> bool:
    calls = (node.func for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))
    return any(getattr(one, "id", getattr(one, "attr", "")) in MAKERS for one in calls)
