"""Every Word file of the program opened by LibreOffice and turned into a PDF, without a warning."""

import subprocess
from io import BytesIO
from pathlib import Path

import docx
import pypdf
import pytest

from roterfaden.correspondence.shipped import shipped_letters
from tests.documents.demo_papers import faults_in, papers_of_the_demo

pytestmark = [pytest.mark.peers, pytest.mark.one_database]
# the package without a desktop has no Java; it says so whatever it opens
ABOUT_ITSELF = ("javaldx",)


def convert(folder: Path, files: list[Path]) -> tuple[int, list[str]]:
    """The PDFs of `files` in `folder`/out: the exit code, and what LibreOffice complained about."""
    done = subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder / "out"),
            *map(str, files),
        ],
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )
    said = [line for line in done.stderr.splitlines() if line.strip()]
    return done.returncode, [line for line in said if not any(one in line for one in ABOUT_ITSELF)]


def text_of(path: Path) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def packed(text: str) -> str:
    """Without blanks and breaks, which a page sets as it likes."""
    return "".join(text.split()).replace("\u00ad", "")


def test_every_paper_is_accessible_and_every_word_file_converts_without_a_warning(tmp_path: Path) -> None:
    found = papers_of_the_demo(tmp_path)
    assert faults_in(tmp_path / "made") == {}
    assert sum(len(told["cases"]) for told in found.values()) > 1000
    files = sorted((tmp_path / "made").glob("*.docx"))
    assert len(files) == 2 * len(found) == 2 * len(shipped_letters())
    assert convert(tmp_path, files) == (0, [])
    made = {path.name for path in (tmp_path / "out").iterdir()}
    assert made == {path.with_suffix(".pdf").name for path in files}
    for path in files:
        inside = packed(text_of(tmp_path / "out" / path.with_suffix(".pdf").name))
        paragraphs = [one.text for one in docx.Document(str(path)).paragraphs if one.text.strip()]
        assert paragraphs
        missing = [one for one in paragraphs if packed(one) not in inside]
        # what runs over the end of a page has the foot of the page in its middle
        assert len(missing) <= len(pypdf.PdfReader(tmp_path / "out" / path.with_suffix(".pdf").name).pages), (
            missing
        )
        assert packed(shipped_letters()[path.name.split(".")[0]].title) in inside


def test_a_file_that_is_no_word_file_is_not_converted(tmp_path: Path) -> None:
    made, good = tmp_path / "kaputt.docx", BytesIO()
    docx.Document().save(good)
    made.write_bytes(good.getvalue()[: len(good.getvalue()) // 2])
    _code, said = convert(tmp_path, [made])
    assert said
    assert not (tmp_path / "out" / "kaputt.pdf").exists()
