"""Every shipped template for the cases of the demo that it fits, as files.

A process of its own, since the demo has its own database and keys. Of each template: one PDF of all its cases, one
PDF and one Word file of the case with the most text, and the template as a Word file with its placeholders.
"""

import json
import shutil
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import django

from benchmarks.killing import environment
from tests.demo import ROOT, prepared_demo
from tests.pdfs import faults_of

if TYPE_CHECKING:
    from roterfaden.correspondence.shipped import LetterTemplate
    from roterfaden.documents.typesetting.content import Document, LetterPage

ON = date(2026, 11, 27)


def papers_of_the_demo(folder: Path, *, most: int = 0) -> dict[str, dict[str, list[str]]]:
    """Make the files in `folder`: for each template the codes of its cases, `most` at most, and words of one."""
    running, made = folder / "running", folder / "made"
    shutil.copytree(prepared_demo(), running)
    made.mkdir()
    told = subprocess.run(
        [sys.executable, "-m", __name__, str(made), str(most)],
        cwd=ROOT,
        env=environment(running),
        check=True,
        capture_output=True,
        text=True,
    )
    shutil.rmtree(running)
    found: dict[str, dict[str, list[str]]] = json.loads(told.stdout)
    return found


def faults_in(folder: Path) -> dict[str, list[str]]:
    """What is wrong with the PDFs of a folder, by name."""
    said = {path.name: faults_of(path.read_bytes()) for path in sorted(folder.glob("*.pdf"))}
    assert len(said) == 2 * len(list(folder.glob("*.own.docx")))
    return {name: faults for name, faults in said.items() if faults}


@dataclass
class Papers:
    cases: list[str] = field(default_factory=list)
    documents: "list[Document]" = field(default_factory=list)
    pages: "list[LetterPage]" = field(default_factory=list)


def make(folder: Path, *, most: int = 0) -> dict[str, dict[str, list[str]]]:
    """Every template with the cases of the demo that it fits: all, or `most` of them."""
    from roterfaden.cases.models import Case  # noqa: PLC0415
    from roterfaden.correspondence.choices import Audience, Nature  # noqa: PLC0415
    from roterfaden.correspondence.filling import address_of, filled_with, templates_for  # noqa: PLC0415
    from roterfaden.correspondence.placeholders import letterhead_of, values_for  # noqa: PLC0415
    from roterfaden.correspondence.proposing import proposed_document  # noqa: PLC0415
    from roterfaden.correspondence.shipped import shipped_letters  # noqa: PLC0415

    found: dict[str, Papers] = defaultdict(Papers)
    for case in Case.objects.filter(destroyed_at__isnull=True).order_by("pk"):
        templates = [one for one in templates_for(case) if not most or len(found[one.id].cases) < most]
        if not templates:
            continue
        values, head = values_for(case, on=ON), letterhead_of(case.service)
        for template in templates:
            papers = found[template.id]
            papers.cases.append(case.code)
            if template.is_written:
                papers.documents.append(proposed_document(case, template, on=ON))
                continue
            letter = filled_with(
                template,
                values,
                head,
                number=case.file_number,
                who=str(case.responsible),
                address=address_of(case) if template.audience == Audience.PERSON else [],
                on=ON,
            )
            papers.documents.append(letter.document)
            if template.nature == Nature.LETTER:
                papers.pages.append(letter.page)
    for name, papers in found.items():
        _write(folder, shipped_letters()[name], papers)
    return {
        name: {"cases": papers.cases, "titles": [section.title for section in richest(papers).sections]}
        for name, papers in found.items()
    }


def richest(papers: Papers) -> "Document":
    """The document with the most text in it."""
    return max(papers.documents, key=lambda one: len(json.dumps(one.plain())))


def _write(folder: Path, template: "LetterTemplate", papers: Papers) -> None:
    from roterfaden.correspondence.word import as_own_template, as_word  # noqa: PLC0415
    from roterfaden.documents.typesetting.pdf import set_letters, set_pdf  # noqa: PLC0415

    name, document = template.id, richest(papers)
    if papers.pages:
        (folder / f"{name}.all.pdf").write_bytes(set_letters(papers.pages, title=template.title))
        one = papers.pages[papers.documents.index(document)]
        (folder / f"{name}.pdf").write_bytes(set_letters([one], title=template.title))
    else:
        sections = [
            replace(section, id=f"{section.id}-{number}")
            for number, each in enumerate(papers.documents)
            for section in each.sections
        ]
        (folder / f"{name}.all.pdf").write_bytes(set_pdf(replace(document, sections=sections)))
        (folder / f"{name}.pdf").write_bytes(set_pdf(document))
    (folder / f"{name}.docx").write_bytes(as_word(document))
    (folder / f"{name}.own.docx").write_bytes(as_own_template(template))


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(make(Path(sys.argv[1]), most=int(sys.argv[2]))))
