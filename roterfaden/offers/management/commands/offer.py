"""`manage.py offer list | check OFFER --facts FILE.json`: without a database.

Exits with 0 (admitted), 1 (not admitted), 2 (open) or 3 (refused).
"""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from roterfaden.common.yaml_nodes import FileFaults
from roterfaden.offers.admission.checking import Verdict, check
from roterfaden.offers.admission.sentences import criterion_words, summary
from roterfaden.offers.facts_file import FactRefused, facts_from
from roterfaden.offers.reader import shipped_facts, shipped_offers

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

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            if options["command"] == "list":
                for offer in shipped_offers().values():
                    self.stdout.write(f"{offer.id}\t{offer.state}\t{offer.title}")
            else:
                self._check(options["offer"], options["facts"])
        except (FileFaults, FactRefused) as refusal:
            self.stderr.write(str(refusal))
            sys.exit(REFUSED)

    def _check(self, key: str, path: Path) -> None:
        if key not in shipped_offers():
            raise FactRefused(f"Das Angebot „{key[:60]}“ gibt es nicht (manage.py offer list).")
        facts = shipped_facts()
        known = facts_from(_read(path), facts)
        result = check(shipped_offers()[key], known)
        for one in result.checked:
            self.stdout.write(f"{one.criterion.id}\t{one.finding}\t{criterion_words(one, known, facts)}")
        for line in result.advice:
            self.stdout.write(f"Hinweis\t\t{line}")
        self.stdout.write(f"{key}\t{result.verdict}\t{summary(result)}")
        sys.exit(EXITS[result.verdict])


def _read(path: Path) -> Any:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise FactRefused(f"{path}: Die Datei ist zu groß.")
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        if isinstance(error, FactRefused):
            raise
        raise FactRefused(f"{path}: Die Datei lässt sich nicht als JSON lesen.") from error
