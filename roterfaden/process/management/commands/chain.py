"""`manage.py chain check | walk | show | export | import`: without a database. `diff | overlay`: with it."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from roterfaden.common.yaml_nodes import Fault, FileFaults
from roterfaden.process import outline, walking
from roterfaden.process.bpmn import exchange
from roterfaden.process.catalogue import chain_of
from roterfaden.process.comparison import compare
from roterfaden.process.engine.definition import Chain
from roterfaden.process.models import ChainVersion
from roterfaden.process.schema import CHAINS, LoadedChain, check_together, load_directory, load_files


class Command(BaseCommand):
    help = "Check, walk, show, export and import process chains."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        check = commands.add_parser("check", help="check chain files and walk all their paths")
        check.add_argument(
            "files", nargs="*", type=Path, metavar="FILE", help="default: the shipped catalogue"
        )
        walk = commands.add_parser("walk", help="walk a chain in memory")
        walk.add_argument("chain")
        walk.add_argument("nodes", nargs="+", metavar="NODE", help="start, step, decision=label, end")
        show = commands.add_parser("show", help="show a chain as the engine sees it")
        show.add_argument("chain")
        show.add_argument("--format", choices=("json", "text"), default="text")
        exchange.add_arguments(commands)
        diff = commands.add_parser("diff", help="compare two versions of a chain in sentences")
        diff.add_argument("old", metavar="CHAIN@VERSION")
        diff.add_argument("new", metavar="CHAIN@VERSION")
        overlay = commands.add_parser("overlay", help="the same as manage.py overlay")
        overlay.add_argument("overlay_command", choices=("check",))
        overlay.add_argument("files", nargs="*", metavar="FILE")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            match options["command"]:
                case "check":
                    self._check(options["files"])
                case "walk":
                    self._walk(_shipped(options["chain"]), options["nodes"])
                case "show":
                    self._show(_shipped(options["chain"]), options["format"])
                case "export":
                    exchange.export_chain(options, find=_shipped, out=self.stdout)
                case "import":
                    exchange.import_chain(options, out=self.stdout, err=self.stderr)
                case "diff":
                    self._diff(_stored(options["old"]), _stored(options["new"]))
                case "overlay":
                    call_command(
                        "overlay", "check", *options["files"], stdout=self.stdout, stderr=self.stderr
                    )
        except FileFaults as found:
            self._refuse(found.faults)

    def _check(self, files: list[Path]) -> None:
        loaded, faults = [], []
        for path in files or sorted(CHAINS.glob("*.yaml")):
            try:
                loaded += load_files([path])
            except FileFaults as found:
                faults += found.faults
        faults = faults or _faults_together(loaded, whole=not files)
        faulty = {fault.path for fault in faults}
        for one in loaded:
            if one.path not in faulty:
                self.stdout.write(_report(one))
        if faults:
            self._refuse(faults)
        self.stdout.write(f"{len(loaded)} Ketten in Ordnung.")

    def _refuse(self, faults: list[Fault]) -> None:
        for fault in sorted(set(faults)):
            self.stderr.write(str(fault))
        raise CommandError(f"Nicht in Ordnung. Fehler: {len(set(faults))}.")

    def _walk(self, chain: Chain, nodes: list[str]) -> None:
        ended = None
        try:
            for walked in walking.walk(chain, nodes, between=walking.through_rows):
                self.stdout.write(f"{walked.word}  {walked.title}")
                ended = walked.state.ended if walked.word == walked.state.ended else None
                possible = walking.possible_words(chain, walked.state)
        except walking.Impossible as impossible:
            raise CommandError(str(impossible)) from impossible
        if ended is None:
            raise CommandError(f"Der Weg ist noch nicht zu Ende. Möglich: {', '.join(possible)}.")
        self.stdout.write(f"reached {ended}")
        self.stdout.write("reached END")

    def _diff(self, old: Chain, new: Chain) -> None:
        differences = compare(old, new)
        for difference in differences:
            self.stdout.write(difference.sentence)
        if not differences:
            self.stdout.write("Beide Fassungen sagen dasselbe.")

    def _show(self, chain: Chain, form: str) -> None:
        if form == "json":
            self.stdout.write(json.dumps(outline.as_values(chain), ensure_ascii=False, indent=2))
        else:
            for line in outline.as_lines(chain):
                self.stdout.write(line)


def _faults_together(loaded: list[LoadedChain], *, whole: bool) -> list[Fault]:
    """What is wrong between the chains. If they are not the `whole` catalogue, they may name shipped ones."""
    ids = {one.chain.id for one in loaded}
    try:
        shipped = [] if whole else [one for one in load_directory(CHAINS) if one.chain.id not in ids]
        check_together(loaded, [*loaded, *shipped])
    except FileFaults as found:
        return found.faults
    return []


def _shipped(name: str) -> Chain:
    chains = {one.chain.id: one.chain for one in load_directory(CHAINS)}
    if name not in chains:
        raise CommandError(f"Die Kette „{name}“ gibt es nicht. Ketten: {', '.join(sorted(chains))}.")
    return chains[name]


def _stored(name: str) -> Chain:
    """A version by `V1@2026-11`: as it is stored, else as it is shipped."""
    key, _at, version = name.partition("@")
    try:
        found = ChainVersion.objects.filter(key=key, version=version).first()
    except DatabaseError:
        found = None
    if found is not None:
        return chain_of(found)
    shipped = [one.chain for one in load_directory(CHAINS) if one.chain.id == key]
    if shipped and shipped[0].version == version:
        return shipped[0]
    raise CommandError(f"Die Fassung „{name}“ gibt es nicht. Sie heißt zum Beispiel V1@2026-11.")


def _report(one: LoadedChain) -> str:
    """How much of the chain was proven. Loading has walked every path, stored and loaded after each node."""
    chain = one.chain
    nodes = sum(len(path.walk) for path in chain.paths)
    return (
        f"{chain.id}: {len(chain.steps)} Schritte, {len(chain.decisions)} Fragen, {len(chain.ends)} Enden, "
        f"{len(chain.paths)} Wege mit {nodes} Knoten gegangen: in Ordnung"
    )
