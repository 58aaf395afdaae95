"""Texts that were written in German below the pages, in the language of the page: titles of the shipped catalogue, and
the sentences of refusals.

They are put into other words only where they are shown: what is kept, compared, searched and written by people never
changes.
"""

import gettext as standard
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, to_locale

from roterfaden.languages import po
from roterfaden.languages.compiling import SOURCE
from roterfaden.languages.swiss import swiss

GERMAN = "de"
SWISS_GERMAN = "de-ch"
WEEKDAY = re.compile(r"\b(Mo|Di|Mi|Do|Fr|Sa|So) (\d{2}\.\d{2}\.\d{4})\b")
GAP = re.compile(r"\{(\w+)\}")


@cache
def _translations(language: str, domain: str) -> standard.NullTranslations:
    """What was compiled for one language; nothing where nothing was."""
    return standard.translation(
        domain, localedir=settings.LOCALE_PATHS[0], languages=[to_locale(language)], fallback=True
    )


def shipped(text: str) -> str:
    """A title or label of the catalogue in the language of the page; as it is where nobody has translated it."""
    return _in(text, "catalogue")


def shipped_pairs(rows: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Choices, or questions with marks, named by `shipped`; the first of each pair is what is kept, and stays."""
    return [(key, shipped(title)) for key, title in rows]


def said(text: str, *, within: Callable[[str], str] = str) -> str:
    """A sentence of a refusal, or the name of a deed, in the language of the page.

    A sentence with values in it is recognised by what stands around them; the values stay as they are,
    but for what `within` makes of them.
    """
    found = _in(text, "sentences")
    if found != text or (get_language() or GERMAN) == GERMAN:
        return found
    for pattern, names, translated in _patterns(get_language() or GERMAN):
        match = pattern.fullmatch(text)
        if match:
            values = dict(zip(names, map(within, match.groups()), strict=True))
            return "".join(
                values.get(part, part) if index % 2 else part
                for index, part in enumerate(GAP.split(translated))
            )
    return text


def counted_here(text: str) -> str:
    """How a day was counted, line by line in the language of the page."""
    return "\n".join(said(shipped(line), within=_counted) for line in text.splitlines())


def _counted(value: str) -> str:
    """What stands within a sentence of counting: an event of the catalogue, a day with its weekday."""
    return WEEKDAY.sub(lambda found: f"{_weekday(found[2])} {found[2]}", shipped(value))


def _weekday(day: str) -> str:
    return date_format(datetime.strptime(day, "%d.%m.%Y").date(), "D")  # noqa: DTZ007


def written_here(text: str) -> str:
    """A longer text of the catalogue or the handbook: translated where somebody did, for Swiss German by rule."""
    found = shipped(text)
    return swiss(text) if found == text and get_language() == SWISS_GERMAN else found


def _in(text: str, domain: str) -> str:
    language = get_language() or GERMAN
    if language == GERMAN or not text:
        return text
    found = _translations(language, domain).gettext(text)
    return found if found != text else gettext(text)


@cache
def _patterns(language: str) -> list[tuple[re.Pattern[str], list[str], str]]:
    """The sentences with gaps, those with the most words of their own first."""
    path = SOURCE / to_locale(language) / "LC_MESSAGES" / "sentences.po"
    found = []
    for line in po.read(path) if path.exists() else []:
        names = GAP.findall(line.text)
        if names and line.is_translated:
            parts = [re.escape(part) for part in GAP.split(line.text)[::2]]
            found.append((re.compile("(.*?)".join(parts), re.DOTALL), names, line.forms[0]))
    return sorted(found, key=lambda one: -len(one[0].pattern))
