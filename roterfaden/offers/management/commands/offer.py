"""`manage.py offer list | check OFFER --facts FILE.json | dmn OFFER --to FILE | dmn --check FILE`: without a database.

`check` exits with 0 (admitted), 1 (not admitted), 2 (open) or 3 (refused); the others with 0 or 3.
"""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from roterfaden.common.safe_xml import MAX_BYTES as MAX_XML_BYTES
from roterfaden.common.yaml_nodes import FileFaults
from roterfaden.offers.admission.checking import Verdict, check
from roterfaden.offers.admission.definition import Offer
from roterfaden.offers.dmn.names import DmnRefused
from roterfaden.offers.dmn.reading import read_dmn
from roterfaden.offers.dmn.writing import write_dmn
from roterfaden.offers.facts_file import FactRefused, facts_from
from roterfaden.offers.reader import shipped_facts, shipped_offers
from roterfaden.offers.sentences import criterion_words, summary

EXITS = {Verdict.ADMITTED: 0, Verdict.NOT_ADMITTED: 1, Verdict.OPEN: 2}
REFUSED = 3
MAX_BYTES = 1_000_000


class Command(BaseCommand):
    help = "List the offers, and check one against the facts of a person."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        commands.add_parser("list", help="all offers with the state of their law")
        one = commands.add_parser("check", help="the verdict per criterion")
        one.add_argument("offer")
        one.add_argument("--facts", type=Path, required=True, metavar="FILE.json")
        table = commands.add_parser("dmn", help="the conditions as DMN 1.3, or whether a file can be read")
        table.add_argument("offer", nargs="?", default="")
        table.add_argument("--to", type=Path, metavar="FILE.dmn")
        table.add_argument("--check", type=Path, metavar="FILE.dmn")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            if options["command"] == "list":
                for offer in shipped_offers().values():
                    self.stdout.write(f"{offer.id}\t{offer.state}\t{offer.title}")
            elif options["command"] == "dmn":
                self._dmn(options["offer"], options["to"], options["check"])
            else:
                self._check(options["offer"], options["facts"])
        except (FileFaults, FactRefused, DmnRefused) as refusal:
            self.stderr.write(str(refusal))
            sys.exit(REFUSED)

    def _dmn(self, key: str, target: Path | None, given: Path | None) -> None:
        facts = shipped_facts()
        if given is not None:
            rules = read_dmn(_bytes(given), facts)
            self.stdout.write(
                f"{rules.offer or '–'}\t{len(rules.criteria)} Bedingungen, {len(rules.advice)} Hinweise"
            )
            return
        written = write_dmn(_offer(key), facts)
        if target is None:
            self.stdout.write(written.decode())
        else:
            target.write_bytes(written)

    def _check(self, key: str, path: Path) -> None:
        facts = shipped_facts()
        known = facts_from(_read(path), facts)
        result = check(_offer(key), known)
        for one in result.checked:
            self.stdout.write(f"{one.criterion.id}\t{one.finding}\t{criterion_words(one, known, facts)}")
        for line in result.advice:
            self.stdout.write(f"Hinweis\t\t{line}")
        self.stdout.write(f"{key}\t{result.verdict}\t{summary(result)}")
        sys.exit(EXITS[result.verdict])


def _offer(key: str) -> Offer:
    if key not in shipped_offers():
        raise FactRefused(f"Das Angebot „{key[:60]}“ gibt es nicht (manage.py offer list).")
    return shipped_offers()[key]


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_XML_BYTES:
            raise FactRefused(f"{path}: Die Datei ist zu groß.")
        return path.read_bytes()
    except OSError as error:
        raise FactRefused(f"{path}: Die Datei lässt sich nicht lesen.") from error


def _read(path: Path) -> Any:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise FactRefused(f"{path}: Die Datei ist zu groß.")
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        if isinstance(error, FactRefused):
            raise
        raise FactRefused(f"{path}: Die Datei lässt sich nicht als JSON lesen.") from error
