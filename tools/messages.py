"""The languages of the program: what is to be translated, and whether it is (decision 0099).

update             bring the files in line: new texts untranslated, gone ones dropped; Swiss German by rule
check              name every text that is untranslated, doubtful, has other gaps than the German one, or mixes terms
missing LANGUAGE   the untranslated texts as JSON, to hand out
take LANGUAGE FILE put in what came back: the same JSON with "t" (a text, or one for each number)
"""

import argparse
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "roterfaden.config.settings.test")

import django  # noqa: E402

from roterfaden.languages import po  # noqa: E402
from roterfaden.languages.compiling import SOURCE  # noqa: E402
from roterfaden.languages.po import Message  # noqa: E402
from roterfaden.languages.swiss import swiss  # noqa: E402
from tools import message_sources  # noqa: E402

LANGUAGES = ("fr", "it")
SWISS = "de_CH"
DOMAINS = ("django", "catalogue", "sentences")
TERMS = SOURCE / "terms.yaml"
# a place says where a text is used; more than these would change the files with every page
PLACES = 3
GAPS = re.compile(r"\{\{[^}]*\}\}|\{%.*?%\}|%\(\w+\)[a-z]|%[a-z%]|\{\w*\}|</?[a-zA-Z][^>]*>|&\w+;")
Texts = dict[str, list[Message]]


def file_of(locale: str, domain: str) -> Path:
    return SOURCE / locale / "LC_MESSAGES" / f"{domain}.po"


def texts() -> Texts:
    """All texts of the interface, of the catalogue and of the packages below the pages, untranslated."""
    program = message_sources.program()
    catalogue = message_sources.catalogue(program)
    sentences = message_sources.sentences(program, catalogue)
    parts = {"django": program, "catalogue": catalogue, "sentences": sentences}
    return {domain: list(found.messages.values()) for domain, found in parts.items()}


def brought_in_line(wanted: list[Message], known: list[Message]) -> list[Message]:
    """The wanted texts with the translations that are known; a text whose plural is new is to be translated again."""
    translated = {(one.key, one.plural): one for one in known}
    lines = []
    for message in wanted:
        old = translated.get((message.key, message.plural))
        line = Message(message.text, message.plural, message.context, places=sorted(message.places)[:PLACES])
        if old is not None:
            line.forms, line.fuzzy = old.forms, old.fuzzy
        lines.append(line)
    return lines


def in_swiss_german(wanted: list[Message]) -> list[Message]:
    """What is written otherwise in Switzerland, and only that."""
    lines = []
    for message in wanted:
        german = [message.text, message.plural] if message.plural else [message.text]
        forms = [swiss(text) for text in german]
        if forms != german:
            places = sorted(message.places)[:PLACES]
            lines.append(Message(message.text, message.plural, message.context, forms, places))
    return lines


def known_in(locale: str, domain: str) -> list[Message]:
    path = file_of(locale, domain)
    return po.read(path) if path.exists() else []


def update(wanted: Texts) -> None:
    for domain in DOMAINS:
        for locale in LANGUAGES:
            lines = brought_in_line(wanted[domain], known_in(locale, domain))
            po.write(file_of(locale, domain), lines, locale)
            open_ones = sum(not line.is_translated for line in lines)
            print(f"{locale} {domain}: {len(lines)} Texte, davon {open_ones} ohne Übersetzung")
    for domain in DOMAINS:
        lines = in_swiss_german(wanted[domain])
        po.write(file_of(SWISS, domain), lines, SWISS)
        print(f"{SWISS} {domain}: {len(lines)} Texte nach Regel")


def faults(wanted: Texts) -> Iterator[str]:
    """Everything that is wrong, a line each."""
    for domain in DOMAINS:
        by_rule = {line.key: line.forms for line in in_swiss_german(wanted[domain])}
        if by_rule != {line.key: line.forms for line in known_in(SWISS, domain)}:
            yield f"{SWISS}/{domain}: nicht auf dem Stand der Regel; tools/messages.py update"
    terms = yaml.safe_load(TERMS.read_text(encoding="utf-8"))["terms"]
    for domain in DOMAINS:
        keys = {(line.key, line.plural) for line in wanted[domain]}
        for locale in LANGUAGES:
            known = known_in(locale, domain)
            where = f"{locale}/{domain}"
            missing = keys - {(line.key, line.plural) for line in known}
            gone = {(line.key, line.plural) for line in known} - keys
            yield from (f"{where}: fehlt in der Datei: {key[1]!r}" for key, _plural in sorted(missing))
            yield from (f"{where}: gibt es nicht mehr: {key[1]!r}" for key, _plural in sorted(gone))
            for line in known:
                yield from (f"{where}: {fault}: {line.text!r}" for fault in faults_of(line, terms, locale))


def faults_of(line: Message, terms: list[dict[str, str]], locale: str) -> Iterator[str]:
    if not line.is_translated:
        yield "ohne Übersetzung"
        return
    if line.fuzzy:
        yield "zweifelhaft (fuzzy)"
    german = [line.text, line.plural] if line.plural else [line.text]
    for text, said in zip(german, line.forms, strict=True):
        if gaps(said) != gaps(text) and not (line.plural and _leaves_out_the_number(text, said, line)):
            yield f"andere Platzhalter {sorted(gaps(text).elements())} → {sorted(gaps(said).elements())}"
        if any(text[at].isspace() != said[at].isspace() for at in (0, -1)):
            yield "Leerraum am Rand"
        yield from mixed_terms(text, said, terms, locale)


def gaps(text: str) -> Counter[str]:
    return Counter(GAPS.findall(text))


def _leaves_out_the_number(text: str, said: str, line: Message) -> bool:
    """A form for one may say its number in words, and the other way round."""
    return gaps(said) <= gaps(text) | gaps(line.plural)


def mixed_terms(text: str, said: str, terms: list[dict[str, str]], locale: str) -> Iterator[str]:
    """A term of the glossary that is not said as the glossary says it."""
    for term in terms:
        stem = term.get(f"{locale}_has")
        named = term["de"] in text and re.search(rf"\b{re.escape(term['de'])}\b", text)
        if stem and named and stem not in said.lower():
            yield f"Fachwort {term['de']} heißt {term[locale]}, hier {said!r}"


def missing(locale: str, wanted: Texts) -> list[dict[str, Any]]:
    """What is to be translated, with the place where it is used."""
    rows: list[dict[str, Any]] = []
    for domain in DOMAINS:
        for line in brought_in_line(wanted[domain], known_in(locale, domain)):
            if not line.is_translated:
                row = {"id": f"{domain[0]}{len(rows):05d}", "s": line.text, "where": line.places[0]}
                row |= {"plural": line.plural} if line.plural else {}
                row |= {"context": line.context} if line.context else {}
                rows.append(row)
    return rows


def take(locale: str, file: Path, wanted: Texts) -> None:
    """Put in translations; refuses nothing that `check` would not refuse afterwards."""
    came = {(row.get("context", ""), row["s"]): row for row in json.loads(file.read_text(encoding="utf-8"))}
    taken = 0
    for domain in DOMAINS:
        lines = brought_in_line(wanted[domain], known_in(locale, domain))
        for line in lines:
            row = came.get(line.key)
            if row is not None and row.get("t"):
                line.forms = row["t"] if isinstance(row["t"], list) else [row["t"]]
                taken += 1
        po.write(file_of(locale, domain), lines, locale)
    print(f"{taken} von {len(came)} Texten übernommen")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("update")
    commands.add_parser("check")
    commands.add_parser("missing").add_argument("language", choices=LANGUAGES)
    taking = commands.add_parser("take")
    taking.add_argument("language", choices=LANGUAGES)
    taking.add_argument("file", type=Path)
    asked = parser.parse_args()
    django.setup()
    wanted = texts()
    if asked.command == "update":
        update(wanted)
    elif asked.command == "missing":
        rows = missing(asked.language, wanted)
        print("[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]")
    elif asked.command == "take":
        take(asked.language, asked.file, wanted)
    else:
        found = list(faults(wanted))
        print("\n".join(found) or "Alle Texte sind übersetzt.")
        return 1 if found else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
