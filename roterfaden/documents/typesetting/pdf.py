"""Make a tagged PDF of a document with Typst. Layouts are files beside this; texts go in as data, never as markup."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from django.utils import translation
from django.utils.translation import gettext as _

from roterfaden.accounts import worlds
from roterfaden.documents.typesetting.content import Document, LetterPage

LAYOUTS = Path(__file__).with_name("layouts")


class TypesettingFailed(RuntimeError):
    """The document could not be set; the text of the error may hold contents and is not kept."""


def set_pdf(
    document: Document, *, layout: str = "document", extras: Mapping[str, str] | None = None
) -> bytes:
    """The document as PDF/UA-1 and PDF/A-2a, marked on every page when somebody practises.

    Reads no file but the layout, asks no network, uses embedded fonts.

    `extras` are further texts that the layout asks for, such as a drawing as SVG.

    PDF/UA-1: Typst refuses a missing title, skipped headings and pictures without words; PDF/A-2a lasts in archives.
    Takes about 50 ms and 4 ms more per page. Raises TypesettingFailed.
    """
    with translation.override(document.language):
        words = {"page": _("Seite {page} von {all}"), "contents": _("Inhalt")}
    return _set(layout, document.plain() | {"words": words} | dict(extras or {}))


def set_letters(letters: Sequence[LetterPage], *, title: str) -> bytes:
    """All letters as one file to print, each on its own page, with the address where the window of an envelope is.

    Standards and errors as for `set_pdf`. One compilation: about 2 ms a letter.
    """
    return _set("letters", {"title": title, "letters": [letter.plain() for letter in letters]})


def set_labels(labels: Sequence[Sequence[str]], *, title: str) -> bytes:
    """Addresses on sheets of 24 labels, 70 × 37 mm."""
    return _set("labels", {"title": title, "labels": [list(lines) for lines in labels]})


def _set(layout: str, data: Mapping[str, Any]) -> bytes:
    try:
        made = typst.compile(
            str(LAYOUTS / f"{layout}.typ"),
            root=str(LAYOUTS),
            sys_inputs={"data": json.dumps({**data, "practice": practice_mark()}, ensure_ascii=False)},
            font_paths=_fonts(),
            pdf_standards=["ua-1", "a-2a"],
        )
    except typst.TypstError as error:
        raise TypesettingFailed(type(error).__name__) from None
    assert isinstance(made, bytes)
    return made


def practice_mark() -> str:
    """What stands at the top of every page that somebody makes who practises; nothing in the real world."""
    return "" if worlds.world() is None else _("Übung: Nichts hier ist echt.")


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """The fonts that Typst carries, and no others, so that the same document looks the same everywhere."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
