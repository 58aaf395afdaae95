"""Read chain files strictly: all faults are named with file, line and key before anything is used."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from roterfaden.common.yaml_fields import Faults, Fields
from roterfaden.common.yaml_nodes import Fault, FileFaults, plain, read_file, read_tree
from roterfaden.process.chain_reader import MAX_LINE, MAX_TITLE, read_chain
from roterfaden.process.deadline_rules import rule_book
from roterfaden.process.engine.definition import Chain
from roterfaden.process.graph import check_graph

CATALOGUE = Path(__file__).resolve().parents[1] / "catalogue"
CHAINS = CATALOGUE / "chains"
PLANNED_FILE = CATALOGUE / "planned_chains.yaml"


@dataclass(frozen=True)
class LoadedChain:
    """A chain with the file it came from. Equal content has an equal checksum, however it is formatted."""

    chain: Chain
    text: str
    checksum: str
    path: str
    lines: dict[str, int]


@dataclass(frozen=True)
class PlannedChain:
    """A chain that others already name and that is still to be written."""

    id: str
    title: str
    source: str


def parse_chain(text: str, *, name: str) -> LoadedChain:
    """The chain of one file's text. Raises FileFaults with all faults; `name` is how they call the file.

    Whether the other chains it names exist is checked by `check_together`.
    """
    tree = read_tree(text, path=name)
    faults = Faults(name)
    chain = read_chain(Fields(tree, faults))
    if not faults.found:
        check_graph(chain, faults)
    if faults.found:
        raise FileFaults(faults.found)
    content = json.dumps(plain(tree), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return LoadedChain(chain, text, hashlib.sha256(content.encode()).hexdigest(), name, faults.lines)


def load_directory(directory: Path, *, planned: Path = PLANNED_FILE) -> list[LoadedChain]:
    """All chains of the `*.yaml` files of a directory, checked one by one and together.

    They may name the chains that the file `planned` lists, although no file describes those yet.

    Raises FileFaults with the faults of all files; then no file counts.
    """
    files = sorted(directory.glob("*.yaml"))
    if not files:
        raise FileFaults([Fault(str(directory), 1, "Ordner", "Hier liegt keine Kette (*.yaml).")])
    loaded = load_files(files)
    check_together(loaded, loaded, planned=load_planned(planned))
    return loaded


def load_files(files: Iterable[Path]) -> list[LoadedChain]:
    """The chains of some files, each checked for itself. Raises FileFaults with the faults of them all."""
    loaded, faults = [], []
    for path in files:
        try:
            loaded.append(parse_chain(read_file(path), name=str(path)))
        except FileFaults as found:
            faults += found.faults
    if faults:
        raise FileFaults(faults)
    return loaded


def check_together(
    loaded: Iterable[LoadedChain],
    known: Iterable[LoadedChain],
    *,
    planned: dict[str, PlannedChain] | None = None,
) -> None:
    """Check what `loaded` says about other chains: they are among `known`, or planned. Raises FileFaults."""
    chains: dict[str, LoadedChain] = {}
    faults = []
    for one in known:
        other = chains.setdefault(one.chain.id, one)
        if other is not one:
            message = f"Die Kette {one.chain.id} steht schon in {other.path}."
            faults.append(Fault(one.path, one.lines["id"], "id", message))
    planned = load_planned() if planned is None else planned
    for one in loaded:
        for key, message in _faults_between(one.chain, chains, planned):
            faults.append(Fault(one.path, one.lines.get(key, 1), key, message))
    if faults:
        raise FileFaults(faults)


def load_planned(path: Path = PLANNED_FILE) -> dict[str, PlannedChain]:
    """The chains that may be named although they do not exist yet."""
    faults = Faults(str(path))
    top = Fields(read_tree(read_file(path), path=str(path)), faults)
    top.choice("kind", ("planned_chains",))
    top.text("version", most=20)
    top.day("valid_from")
    top.choice("language", ("de",))
    planned = {}
    for fields in top.many("chains"):
        one = PlannedChain(
            id=fields.identifier("id"),
            title=fields.text("title", most=MAX_TITLE),
            source=fields.text("source", most=MAX_LINE),
        )
        if one.id in planned:
            fields.refuse("id", f"Die Kennung „{one.id}“ steht hier zweimal.")
        planned[one.id] = one
        fields.close()
    top.close()
    if faults.found:
        raise FileFaults(faults.found)
    return planned


def _faults_between(
    chain: Chain, chains: dict[str, LoadedChain], planned: dict[str, PlannedChain]
) -> Iterator[tuple[str, str]]:
    if chain.id in planned:
        yield "id", f"Die Kette {chain.id} ist noch als geplant eingetragen."
    for key, name in _named_chains(chain):
        if name not in chains and name not in planned:
            yield key, f"Die Kette „{name}“ gibt es nicht, und sie ist nicht geplant."
    known_rules = {rule.id for rule in rule_book().rules}
    for step in chain.steps:
        if step.deadline is not None and step.deadline.rule and step.deadline.rule not in known_rules:
            key = f"steps[{step.id}].deadline.rule"
            yield key, f"Die Fristregel „{step.deadline.rule}“ steht nicht im Katalog der Fristen."
    for end in chain.ends:
        if end.chain not in chains:
            continue
        starts = {start.id for start in chains[end.chain].chain.starts}
        if end.enters_at not in starts:
            key = f"ends[{end.id}].enters_at" if end.enters_at else f"ends[{end.id}]"
            yield (
                key,
                f"{end.chain} hat keinen Beginn „{end.enters_at}“. Möglich: {', '.join(sorted(starts))}.",
            )


def _named_chains(chain: Chain) -> Iterator[tuple[str, str]]:
    for start in chain.starts:
        if start.chain:
            yield f"starts[{start.id}].chain", start.chain
    for step in chain.steps:
        for name in step.subchains:
            yield f"steps[{step.id}].subchains", name
        for name in step.requires_results:
            yield f"steps[{step.id}].requires_results", name
    for end in chain.ends:
        if end.chain:
            yield f"ends[{end.id}].chain", end.chain
