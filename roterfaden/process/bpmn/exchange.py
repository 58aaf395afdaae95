"""`manage.py chain export` and `manage.py chain import`: files in, files out, nothing stored elsewhere."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, OutputWrapper

from roterfaden.common.safe_xml import MAX_BYTES
from roterfaden.common.yaml_nodes import read_file
from roterfaden.process.bpmn.keeping import write_onto
from roterfaden.process.bpmn.rebuild import Missing, read_bpmn
from roterfaden.process.bpmn.refusals import FILE, BpmnFault, BpmnRefused
from roterfaden.process.bpmn.writer import write_bpmn
from roterfaden.process.chain_reader import CORE_PROCESSES, SUBJECTS
from roterfaden.process.engine.definition import Chain
from roterfaden.process.schema import parse_chain
from roterfaden.process.writing import as_yaml


def add_arguments(commands: Any) -> None:
    """The arguments of both commands."""
    export = commands.add_parser("export", help="write a chain as BPMN 2.0 or as a chain file")
    export.add_argument("chain", help="id of a shipped chain, or a chain file")
    export.add_argument("--format", choices=("bpmn", "yaml"), default="bpmn")
    export.add_argument("--to", type=Path, metavar="FILE", help="default: standard output")
    export.add_argument(
        "--onto", type=Path, metavar="FILE.bpmn", help="keep layout and foreign extensions of this file"
    )
    bring = commands.add_parser("import", help="make a chain file of a BPMN 2.0 file")
    bring.add_argument("file", type=Path, metavar="FILE.bpmn")
    bring.add_argument(
        "--to",
        type=Path,
        metavar="FILE.yaml",
        help="default: standard output. The BPMN file is kept beside it",
    )
    bring.add_argument("--chain-version", default="entwurf", help="for files that name none")
    bring.add_argument("--valid-from", type=date.fromisoformat, default=date(2026, 11, 1))
    bring.add_argument("--core-process", choices=sorted(CORE_PROCESSES), default="massnahme")
    bring.add_argument("--subject", choices=sorted(SUBJECTS), default="client")


def export_chain(options: dict[str, Any], *, find: Callable[[str], Chain], out: OutputWrapper) -> None:
    """Write a chain as BPMN, onto the file it came from if there is one beside it."""
    path = Path(options["chain"])
    is_file = path.suffix in {".yaml", ".yml"}
    chain = parse_chain(read_file(path), name=str(path)).chain if is_file else find(options["chain"])
    if options["format"] == "yaml":
        content = as_yaml(chain).encode()
    else:
        companion = path.with_suffix(".bpmn")
        onto = options["onto"] or (companion if is_file and companion.exists() else None)
        try:
            content = write_onto(chain, read_bytes(onto)) if onto else write_bpmn(chain)
        except BpmnRefused as refused:
            raise CommandError(f"{onto}: {refused}") from refused
    if options["to"] is None:
        out.write(content.decode())
        return
    options["to"].write_bytes(content)
    out.write(f"{chain.id} steht jetzt in {options['to']}.")


def import_chain(options: dict[str, Any], *, out: OutputWrapper, err: OutputWrapper) -> None:
    """Write the chain file of a BPMN file, and keep that beside it. A refused file writes nothing."""
    path, to = options["file"], options["to"]
    missing = Missing(
        valid_from=options["valid_from"],
        version=options["chain_version"],
        source=f"BPMN-Datei {path.name}",
        core_process=options["core_process"],
        subject=options["subject"],
    )
    try:
        data = read_bytes(path)
        found = read_bpmn(data, missing=missing)
    except BpmnRefused as refused:
        for fault in refused.faults:
            err.write(f"{path}: {fault}")
        raise CommandError(f"Nicht übernommen. Fehler: {len(refused.faults)}.") from refused
    for note in found.notes:
        err.write(f"{path}: {note}")
    if to is None:
        out.write(found.text, ending="")
        return
    to.write_text(found.text, encoding="utf-8")
    companion = to.with_suffix(".bpmn")
    if companion.resolve() != path.resolve():
        companion.write_bytes(data)
    out.write(f"{found.chain.id} steht jetzt in {to}, das Original in {companion}.")


def read_bytes(path: Path) -> bytes:
    """The content of a file; one that is too large is not even read. Raises BpmnRefused."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            message = f"Die Datei ist mit {size} Bytes zu groß; erlaubt sind {MAX_BYTES}."
            raise BpmnRefused([BpmnFault(FILE, message)])
        return path.read_bytes()
    except OSError as error:
        raise BpmnRefused([BpmnFault(FILE, "Die Datei lässt sich nicht lesen.")]) from error
