"""Take names, numbers and places out of a document, so that an audit can read a file without knowing whose it is.

Every person, body and company known to the case has one placeholder (Person A, Betrieb B) that stays the same through
the whole document. A name is found however it is spelled (large or small, ae for ä, with a genitive s), so a word of
everyday language that is also somebody's name goes too: rather one word too many than one name too few.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from roterfaden.common.text import STOP_WORDS
from roterfaden.common.text import normalise as spelled
from roterfaden.documents.typesetting.content import Document

WORD = re.compile(r"[^\W_]+")
# one or two titles, then a name that may be joined by a hyphen
SALUTATION = (
    r"Herrn?|Hr\.|Frau|Fr\.|Fräulein|Familie|Monsieur|Madame|Signora?|Dr\.(?:\s?med\.)?|Prof\.|Praxis|Kanzlei"
)
ADDRESSED = re.compile(rf"\b(?:(?:{SALUTATION})\s+)+([^\W\d_][\w’'-]+)")
_TITLES = """
    herr herrn hr frau fr fraeulein familie dr med prof mutter vater schwester bruder sohn tochter partner
    partnerin praxis kanzlei betreuer betreuerin meister leitung schichtleitung chef chefin kollege kollegin
    monsieur madame signora signor nachbar nachbarin oma opa tante onkel
"""
# words in the names of companies and bodies that tell nobody's name
_EVERYDAY = """
    gmbh mbh ag kg ohg ug ev eg sa sarl gbr co und fuer amt agentur arbeit dienst stelle praxis klinik
    klinikum betrieb firma haus lager werk werke werkstatt verein stiftung zentrum beratung integrationsamt
    inklusionsamt ifd iv rav integrationsfachdienst integrationsfachdienste jobcenter sozialamt sozialdienst
    rentenversicherung krankenkasse unfallversicherung berufsgenossenschaft landesamt kanton kantons stadt
    land kreis bund deutsche deutscher verwaltung abteilung team vermittlung sicherung gruppe filiale markt
    service leistungstraeger sozialversicherung traeger inklusion eingliederungshilfe integration iiz
    koordination
"""
TITLES = frozenset(_TITLES.split())
EVERYDAY = frozenset(_EVERYDAY.split())
SHORTEST = 2
# a name this short is only taken as it is written, or "an" and "do" would go everywhere
SHORT_NAME = 3
NUMBERS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "[E-Mail]"),
    (re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE), "[Internet]"),
    (re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[0-9A-Z]{4}){3,7}(?:\s?[0-9A-Z]{1,3})?\b"), "[Konto]"),
    (re.compile(r"\b756[.\s]?\d{4}[.\s]?\d{4}[.\s]?\d{2}\b"), "[Nummer]"),
    (re.compile(r"\b\d{2}\s?\d{6}\s?[A-Z]\s?\d{3}\b"), "[Nummer]"),
    (re.compile(r"(?<![\w.])(?:\+|00)\d[\d\s/().-]{6,}\d"), "[Telefon]"),
    (re.compile(r"(?<![\w.])(?!\d{1,2}\.\d{1,2}\b)0\d{1,5}[\s/().-]*\d[\d\s/().-]{3,}\d"), "[Telefon]"),
    (
        re.compile(
            r"\b[A-ZÄÖÜ][\w-]*?(?:stra(?:ß|ss)e|str\.|weg|gasse|allee|platz|ring|ufer|damm|steig|chaussee)\s+\d+\s?[a-z]?\b"
        ),
        "[Anschrift]",
    ),
    (re.compile(r"\b\d{5}\s+(?!Euro|EUR|CHF|Franken)[A-ZÄÖÜ][\w-]+"), "[Ort]"),
    (re.compile(r"\b\d{8,}\b"), "[Nummer]"),
)
REPEATED = re.compile(r"((?:Person|Fachkraft|Betrieb|Stelle) [A-Z]+|\[[\w-]+\])(?:(?:[ \t]|, ?|-|&)+\1)+")


def normalise(text: str) -> str:
    """As the search compares, and the Turkish i without its dot like the one with it."""
    return spelled(text).replace("ı", "i")


@dataclass
class Known:
    """What is to be taken out. `people`, `staff` and `companies` are names, one entry per human or company."""

    people: list[str] = field(default_factory=list)
    staff: list[str] = field(default_factory=list)
    companies: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    # whole texts: file numbers, addresses, telephone numbers, days of birth; with what stands in their place
    exact: dict[str, str] = field(default_factory=dict)

    def add_birthday(self, day: date) -> None:
        for form in ("%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d"):
            self.exact[day.strftime(form)] = "[Geburtsdatum]"
        self.exact[f"{day.day}.{day.month}.{day.year}"] = "[Geburtsdatum]"


class Redaction:
    """The placeholders of one document. Two documents of the same case have the same ones."""

    def __init__(self, known: Known) -> None:
        self.names: dict[str, str] = {}
        self.short: dict[str, str] = {}
        self.counts: dict[str, int] = {}
        exact = sorted((text for text in known.exact if len(text) > 1), key=len, reverse=True)
        self.exact = {_in_a_line(text): known.exact[text] for text in exact}
        # whole names, so that two people of one family are told apart
        self.phrases: list[tuple[re.Pattern[str], str]] = []
        self.whole = re.compile("|".join(_loosely(text) for text in exact), re.IGNORECASE) if exact else None
        for word, names in (("Person", known.people), ("Fachkraft", known.staff)):
            for name in names:
                self._name(word, name, leave=TITLES)
        for place in known.places:
            for part in _parts(place, leave=EVERYDAY | TITLES):
                self.names.setdefault(normalise(part), "[Ort]")
        for name in known.companies:
            self._name("Betrieb", name, leave=EVERYDAY | TITLES)

    def of(self, document: Document) -> Document:
        """The document without names. Read twice: who is addressed anywhere (Frau Brandt) is known everywhere."""
        document.mapped(self._meet)
        return document.mapped(self.redact)

    def redact(self, text: str) -> str:
        """One text without names, numbers and places."""
        if not text:
            return text
        if self.whole is not None:
            text = self.whole.sub(self._exactly, text)
        for pattern, word in (*NUMBERS, *self.phrases):
            text = pattern.sub(word, text)
        return REPEATED.sub(r"\1", WORD.sub(self._word, text))

    def _meet(self, text: str) -> str:
        for found in ADDRESSED.finditer(text):
            for part in WORD.findall(found[1]):
                if normalise(part) not in TITLES and self._known(part) is None:
                    self._name("Person", part, leave=TITLES)
        return text

    def _name(self, word: str, name: str, *, leave: frozenset[str]) -> None:
        """Give a human or a company one placeholder for all parts of the name; known parts keep
        theirs. A whole name that shares a part with somebody else is replaced as a whole.
        """
        parts = list(_parts(name, leave=leave))
        fresh = [part for part in parts if self._known(part) is None]
        if not fresh:
            return
        placeholder = self._next(word)
        if len(fresh) < len(parts):
            whole = r"[\s-]+".join(re.escape(part) for part in parts)
            self.phrases.append((re.compile(rf"(?<!\w){whole}s?(?!\w)", re.IGNORECASE), placeholder))
        for part in fresh:
            if len(part) < SHORT_NAME:
                self.short[part] = placeholder
            else:
                self.names[normalise(part)] = placeholder

    def _next(self, word: str) -> str:
        self.counts[word] = self.counts.get(word, 0) + 1
        return f"{word} {letters(self.counts[word])}"

    def _known(self, part: str) -> str | None:
        return self.short.get(part) or self.names.get(normalise(part))

    def _word(self, found: re.Match[str]) -> str:
        word = found[0]
        placeholder = self._known(word)
        if placeholder is None:
            plain = normalise(word)
            for ending in ("s", "es", "ns", "sche", "schen", "scher"):
                if plain.endswith(ending) and len(plain) - len(ending) >= SHORT_NAME:
                    placeholder = placeholder or self.names.get(plain.removesuffix(ending))
        return placeholder or word

    def _exactly(self, found: re.Match[str]) -> str:
        return self.exact.get(_in_a_line(found[0]), "[Angabe]")


def letters(number: int) -> str:
    """A, B, … Z, AA, AB …"""
    found = ""
    while number:
        number, place = divmod(number - 1, 26)
        found = chr(ord("A") + place) + found
    return found


def _parts(name: str, *, leave: frozenset[str]) -> Iterator[str]:
    """The words of a name, without titles and everyday words."""
    skipped: Iterable[str] = leave | STOP_WORDS["german"]
    for part in WORD.findall(name):
        if len(part) >= SHORTEST and normalise(part) not in skipped and not part.isdigit():
            yield part


def _in_a_line(text: str) -> str:
    return " ".join(normalise(text).split())


def _loosely(text: str) -> str:
    """A pattern for the text with any white space between its words, not inside of a longer word or number."""
    inner = r"\s+".join(re.escape(word) for word in text.split())
    return rf"(?<!\w){inner}(?!\w)"
