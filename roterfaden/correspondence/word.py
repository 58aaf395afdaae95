"""Word files: made from plain values, and a shipped template with its placeholders left in, to go on working with."""

from io import BytesIO
from typing import Any

import docx
from docx.shared import Pt

from roterfaden.correspondence.placeholders import LOOPS
from roterfaden.correspondence.shipped import LetterTemplate
from roterfaden.documents.typesetting.content import Block, Document, Entry, Facts, Section, Table, Text

FONT, SIZE = "Liberation Sans", Pt(11)


def as_word(document: Document) -> bytes:
    """A .docx with real headings and tables. Every text goes in as text: nothing in it is markup."""
    made = docx.Document()
    style: Any = made.styles["Normal"]
    style.font.name, style.font.size = FONT, SIZE
    made.core_properties.title = document.title
    made.core_properties.language = document.language
    made.core_properties.author = "Roter Faden"
    made.add_heading(document.title, level=1)
    for line in (document.subtitle, *document.notice.split("\n")):
        if line:
            made.add_paragraph(line)
    for section in document.sections:
        if section.title != document.title:
            made.add_heading(section.title, level=section.level + 1)
        for block in section.blocks:
            _add(made, block)
    made.sections[0].footer.paragraphs[0].text = document.foot
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def _add(made: Any, block: Block) -> None:
    if isinstance(block, Text):
        for paragraph in block.text.split("\n\n"):
            made.add_paragraph(paragraph)
    elif isinstance(block, Facts):
        for word, value in block.rows:
            paragraph = made.add_paragraph()
            paragraph.add_run(f"{word}: ").bold = True
            paragraph.add_run(value)
    elif isinstance(block, Table):
        table = made.add_table(rows=1, cols=len(block.columns), style="Table Grid")
        for cell, column in zip(table.rows[0].cells, block.columns, strict=True):
            cell.text = column
        for row in block.rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    elif isinstance(block, Entry):
        made.add_heading(block.title, level=3)
        made.add_paragraph(block.meta)
        made.add_paragraph(block.text)


def as_own_template(template: LetterTemplate) -> bytes:
    """A shipped letter as a Word file whose placeholders are still there: to change the words and upload it again."""
    sections = []
    for one in template.sections:
        blocks: list[Block] = []
        if one.text:
            blocks.append(Text(text="\n\n".join(one.text)))
        if one.facts:
            blocks.append(Facts(rows=[(word, value) for word, value in one.facts]))
        if one.each:
            blank = [""] * (len(one.columns) - 1)
            start = f"{{%tr for {LOOPS[one.each].item} in {one.each} %}}"
            rows = [[start, *blank], list(one.cells), ["{%tr endfor %}", *blank]]
            blocks.append(Table(title=one.title, columns=one.columns, rows=rows))
        lines = [(word, "_" * 40) for word in (*one.fill, *one.sign)]
        if lines:
            blocks.append(Facts(rows=lines))
        sections.append(Section(id=one.id, title=one.title, blocks=blocks))
    document = Document(
        title=template.title,
        subtitle="{{ dienst.name }}, {{ dienst.strasse }}, {{ dienst.ort }}",
        notice="Unser Zeichen: {{ fall.aktenzeichen }}\nDatum: {{ heute }}",
        foot="{{ dienst.name }}",
        sections=sections,
        contents=False,
    )
    return as_word(document)
