"""The minutes as a Word file to go on writing in, and as a PDF that everybody can read (PDF/UA-1, PDF/A-2a)."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import gettext as _
from docx import Document
from docx.shared import Pt

from roterfaden.cooperation.minutes import Minutes
from roterfaden.documents.typesetting.content import language_now
from roterfaden.documents.typesetting.pdf import practice_mark

TEMPLATE = Path(__file__).with_name("minutes.typ")
FONT, SIZE = "Liberation Sans", Pt(11)


def minutes_as_word(minutes: Minutes) -> bytes:
    """A .docx with real headings and a real table. Every text goes in as text: nothing in it is markup."""
    document = Document()
    style: Any = document.styles["Normal"]
    style.font.name, style.font.size = FONT, SIZE
    document.core_properties.title = f"{minutes.title}, {minutes.file_number}"
    document.core_properties.language = language_now()
    document.core_properties.author = minutes.service
    if practice_mark():
        document.add_paragraph(practice_mark())
    document.add_heading(heading_of(minutes), level=1)
    for label, value in head_of(minutes):
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{label}: ").bold = True
        paragraph.add_run(value)
    document.add_heading(_("Anwesenheit"), level=2)
    table = document.add_table(rows=1, cols=2, style="Table Grid")
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = _("Wer"), _("Wie")
    for who, how in minutes.attendance:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = who, how
    for block in minutes.blocks:
        document.add_heading(block.title, level=2)
        for line in block.lines:
            document.add_paragraph(line, style="List Bullet")
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def minutes_as_pdf(minutes: Minutes) -> bytes:
    """A tagged PDF. The texts go in as data, so markup in them stays text."""
    said = {
        "title": heading_of(minutes),
        "language": language_now(),
        "words": {"page": _("Seite"), "there": _("Anwesenheit"), "who": _("Wer"), "how": _("Wie")},
        "practice": practice_mark(),
        "head": head_of(minutes),
        "attendance": minutes.attendance,
        "blocks": [{"title": block.title, "lines": block.lines} for block in minutes.blocks],
    }
    made = typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        sys_inputs={"said": json.dumps(said)},
        pdf_standards=["ua-1", "a-2a"],
        ignore_system_fonts=True,
    )
    assert isinstance(made, bytes)
    return made


def heading_of(minutes: Minutes) -> str:
    return _("Niederschrift: %(title)s") % {"title": minutes.title}


def head_of(minutes: Minutes) -> list[tuple[str, str]]:
    """What stands above the minutes; without the lines that are empty."""
    lines = [
        (_("Person"), minutes.person),
        (_("Aktenzeichen"), minutes.file_number),
        (_("Dienst"), minutes.service),
        (_("Wann"), minutes.when),
        (_("Ort"), minutes.place),
    ]
    return [(label, value) for label, value in lines if value]
