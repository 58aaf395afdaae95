"""Paper of a round: sheets with a code that name nobody, and letters to names that hold no code. Texts are data."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.common.catalogue_file import CatalogueFile
from roterfaden.common.yaml_fields import Fields
from roterfaden.correspondence.filling import sender_line
from roterfaden.correspondence.models import Letterhead
from roterfaden.correspondence.placeholders import letterhead_of
from roterfaden.documents.typesetting.content import Block, Facts, LetterPage, Section, Text
from roterfaden.portal.codes import grouped
from roterfaden.surveys.groups import title_of
from roterfaden.surveys.models import Round

FILE = Path(__file__).resolve().parents[1] / "catalogue" / "surveys" / "sheets-2026-11.yaml"
KNOWN = frozenset(("title", "service", "code", "address", "until", "minimum", "group", "caller"))
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
MOST_LINE = 400


@dataclass(frozen=True)
class SheetTexts:
    """The texts of the sheet with a code, and of the letter that goes before it."""

    title: str
    paragraphs: tuple[str, ...]
    steps_title: str
    steps: tuple[str, ...]
    until: str
    group: str
    phone: str
    letter_title: str
    letter: tuple[str, ...]


@cache
def shipped_texts() -> SheetTexts:
    return read_texts(FILE)


def read_texts(path: Path, text: str | None = None) -> SheetTexts:
    """The texts of one file. Raises FileFaults with every fault, unknown placeholders among them."""
    file = CatalogueFile(path, text)
    file.edition("survey_sheets")
    sheet, letter = file.top.one("code"), file.top.one("letter")
    if sheet is None or letter is None:
        file.top.refuse("code", "Es fehlen die Texte von Blatt und Brief.")
        sheet = letter = file.top
    found = SheetTexts(
        title=_line(sheet, "title"),
        paragraphs=_lines(sheet, "paragraphs"),
        steps_title=_line(sheet, "steps_title"),
        steps=_lines(sheet, "steps"),
        until=_line(sheet, "until"),
        group=_line(sheet, "group"),
        phone=_line(sheet, "phone"),
        letter_title=_line(letter, "title"),
        letter=_lines(letter, "paragraphs"),
    )
    sheet.close()
    letter.close()
    file.close()
    return found


def code_sheets(
    survey: Round, codes: Mapping[str, Sequence[str]], *, site: str, caller: str = ""
) -> list[LetterPage]:
    """One page for each code, by groups. No name of anybody who is asked; `caller` is who types it in by telephone."""
    head = letterhead_of(survey.organisation)
    return [
        _code_page(survey, head, code, group=group, site=site, caller=caller)
        for group, made in codes.items()
        for code in made
    ]


def _code_page(
    survey: Round, head: Letterhead, code: str, *, group: str, site: str, caller: str
) -> LetterPage:
    texts = shipped_texts()
    said = {
        "title": survey.questionnaire.title,
        "service": survey.organisation.name,
        "code": grouped(code),
        "address": site,
        "until": date_format(survey.closes_on, _("j. F Y")),
        "minimum": str(survey.minimum),
        "group": title_of(group) if group else "",
        "caller": caller,
    }
    words = list(texts.paragraphs)
    words += [texts.group] if group else []
    words += [texts.phone] if caller else []
    said_steps = _filled([*texts.steps, texts.until], said)
    steps: list[Block] = [Facts(rows=[(_("Code"), said["code"])]), Text(text=said_steps)]
    return LetterPage(
        subject=texts.title,
        sender="",
        address=[],
        info=[],
        foot=head.foot or sender_line(head),
        sections=[
            Section(id="warum", title=texts.title, blocks=[Text(text=_filled(words, said))]),
            Section(id="so", title=texts.steps_title, blocks=steps),
        ],
        window=head.window,
    )


def letter_to(survey: Round, address: Sequence[str], *, who: User, on: date) -> LetterPage:
    """The letter that goes before a sheet: an address for the window, never a code."""
    texts, head = shipped_texts(), letterhead_of(survey.organisation)
    said = {"title": survey.questionnaire.title}
    body = "\n\n".join([*texts.letter, f"{who}\n{head.office}"])
    return LetterPage(
        subject=texts.letter_title.format(**said),
        sender=sender_line(head),
        address=[line for line in address if line],
        info=[
            (_("Es schreibt"), str(who)),
            *([(_("Telefon"), head.phone)] if head.phone else []),
            (_("Datum"), date_format(on, "d.m.Y")),
        ],
        foot=head.foot or sender_line(head),
        sections=[Section(id="brief", title=said["title"], blocks=[Text(text=body)])],
        window=head.window,
    )


def _filled(lines: Sequence[str], said: Mapping[str, str]) -> str:
    return "\n\n".join(line.format(**said) for line in lines)


def _line(fields: Fields, key: str) -> str:
    return _checked(fields, key, fields.text(key, most=MOST_LINE))


def _lines(fields: Fields, key: str) -> tuple[str, ...]:
    return tuple(_checked(fields, key, one) for one in fields.texts(key, most=MOST_LINE))


def _checked(fields: Fields, key: str, text: str) -> str:
    """The text, with a fault for every placeholder that nobody fills in and every brace that stands alone."""
    if set(PLACEHOLDER.findall(text)) - KNOWN or set(PLACEHOLDER.sub("", text)) & {"{", "}"}:
        fields.refuse(key, "Hier steht ein Platzhalter, den es nicht gibt.")
    return text
