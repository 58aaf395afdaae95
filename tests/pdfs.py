"""Whether a PDF is what PDF/UA-1 and PDF/A-2a ask for, said by two readers that had no part in making it."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import page
import pypdf
import pytest
import typst

PROFILES = ("PDF/UA-1", "PDF/A-2a")
# the outline of a long document is a chain as long as it has headings
LIMITS = page.SafetyLimits(max_reference_depth=100_000)
LANGUAGES = ("de", "fr", "it")
HEADINGS = {"/H", "/H1", "/H2", "/H3", "/H4", "/H5", "/H6"}


# packed data may end with a byte that looks like the end of a line: the validator takes it for one
LENGTH_RULES = {"PDFA2A-STREAM-LENGTH-001"}
STREAM = re.compile(rb"\n\d+ 0 obj\n<<(?:(?!endobj)[\s\S])*?/Length (\d+)(?:(?!endobj)[\s\S])*?>>\nstream\n")
# an address is no heading: sheets of labels have none
WITHOUT_HEADINGS = {"labels.typ"}
# what was wrong with a PDF that the present test had made
FAULTS: list[str] = []


@pytest.fixture(scope="session", autouse=True)
def every_pdf_is_checked() -> Iterator[None]:
    """Look at whatever Typst makes in any test: no PDF of the program comes from anywhere else."""
    original = typst.compile

    def compile_and_look(layout: Any, *args: Any, **options: Any) -> Any:
        made = original(layout, *args, **options)
        name = Path(layout).name if isinstance(layout, str) else "minutes.typ"
        FAULTS.extend(f"{name}: {one}" for one in faults_of(made, headings=name not in WITHOUT_HEADINGS))
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typst, "compile", compile_and_look)
        yield


@pytest.fixture(autouse=True)
def no_pdf_has_faults() -> Iterator[None]:
    yield
    found = FAULTS.copy()
    FAULTS.clear()
    assert not found, "a PDF that this test made is not accessible"


def faults_of(content: bytes, *, headings: bool = True) -> list[str]:
    """What is wrong, in words: with both standards, title, language, headings, heads of tables, words for pictures."""
    found = [fault for profile in PROFILES for fault in _broken_rules(content, profile)]
    reader = pypdf.PdfReader(BytesIO(content))
    root: Any = reader.trailer["/Root"]
    if not (reader.metadata and (reader.metadata.title or "").strip()):
        found.append("no title")
    if not str(root.get("/Lang", "")).startswith(LANGUAGES):
        found.append("no language")
    nodes = list(elements(root["/StructTreeRoot"])) if "/StructTreeRoot" in root else []
    kinds = {str(node["/S"]) for node in nodes}
    if headings and not kinds & HEADINGS:
        found.append("no heading")
    for node in nodes:
        if node["/S"] == "/Figure" and not str(node.get("/Alt", "")).strip():
            found.append("a picture without words")
        if node["/S"] == "/Table" and "/TH" not in {one["/S"] for one in elements(node)}:
            found.append("a table without heads")
    return found


def _broken_rules(content: bytes, profile: str) -> Iterator[str]:
    try:
        failures = page.validate_pdf_bytes(content, profile=profile, limits=LIMITS).failures
    except page.PageError as error:
        yield f"{profile}: {error}"
        return
    for failure in failures:
        if failure.rule_id not in LENGTH_RULES or not _lengths_hold(content):
            yield f"{profile}: {failure.rule_id} {failure.message}"


def _lengths_hold(content: bytes) -> bool:
    """Whether `endstream` stands on the next line exactly where the length of each stream says that it ends."""
    streams = list(STREAM.finditer(content))
    return bool(streams) and all(
        content.startswith(b"\nendstream", one.end() + int(one[1])) for one in streams
    )


def elements(node: Any) -> Iterator[Any]:
    """The structure elements below `node`, itself too."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        one = one.get_object() if hasattr(one, "get_object") else one
        if isinstance(one, list):
            waiting.extend(reversed(one))
        elif isinstance(one, dict):
            if "/S" in one:
                yield one
            if "/K" in one:
                waiting.append(one["/K"])
