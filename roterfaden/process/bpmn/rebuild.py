"""From a BPMN file to a chain: what our own extensions say, and for foreign files what the drawing says."""

import re
from dataclasses import dataclass, field, replace
from datetime import date

from roterfaden.common.yaml_fields import MAX_IDENTIFIER
from roterfaden.common.yaml_nodes import FileFaults
from roterfaden.process.bpmn import extensions, names
from roterfaden.process.bpmn.extensions import Xml
from roterfaden.process.bpmn.reader import Flow, Graph, Node, read_graph
from roterfaden.process.bpmn.refusals import BpmnFault, BpmnRefused
from roterfaden.process.bpmn.ways import Part, Ways
from roterfaden.process.chain_reader import MAX_LABEL
from roterfaden.process.engine.definition import Chain, Deadline, Decision, End, Outcome, Split, Start, Step
from roterfaden.process.paths import kept_paths
from roterfaden.process.schema import parse_chain
from roterfaden.process.writing import as_yaml

NATIVE_STARTS = {
    "": "message",
    "message": "message",
    "timer": "timer",
    "signal": "event",
    "conditional": "event",
}
SAID_BY = {"timer": "conditional", "event": "conditional"}
NATIVE_ENDS = {"": "success", "terminate": "success", "error": "abort", "message": "handover"}
DURATION = re.compile(r"P(?:(\d{1,2})Y|(\d{1,3})M|(\d{1,4})W|(\d{1,5})D)(?:T0?[HMS]?)?", re.ASCII)
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
GROUPS = re.compile(r"(?:starts|steps|decisions|ends|parallel)\[([^\]]+)\]")


@dataclass(frozen=True)
class Missing:
    """What a foreign file does not say about the chain that it becomes."""

    valid_from: date
    version: str = "entwurf"
    source: str = "BPMN-Datei"
    core_process: str = "massnahme"
    subject: str = "client"


@dataclass(frozen=True)
class Imported:
    """The chain, its file's text, what was read otherwise than written, and which element became which node."""

    chain: Chain
    text: str
    notes: tuple[str, ...]
    ids: dict[str, str] = field(default_factory=dict)
    lanes: dict[str, str] = field(default_factory=dict)


def read_bpmn(data: bytes, *, missing: Missing) -> Imported:
    """The chain of a BPMN file; it passes the same checks as a chain file.

    Raises BpmnRefused with every element that cannot be said by a chain.
    """
    graph = read_graph(data)
    return _Rebuild(graph, missing).build()


class _Rebuild:
    def __init__(self, graph: Graph, missing: Missing) -> None:
        self.graph, self.missing = graph, missing
        self.faults: list[BpmnFault] = []
        self.notes = list(graph.notes)
        self.top: Xml | None = graph.own("chain")
        self.ways = Ways(graph, self.faults)
        self.roles: dict[str, str] = extensions.read_roles(self.top) if self.top is not None else {}
        self.lane_codes = {lane: self._role(lane, *said) for lane, said in graph.lanes.items()}
        self.ids: dict[str, str] = {}
        self.splits: list[Split] = []

    def build(self) -> Imported:
        self._name_all()
        self._check_connected()
        parts = {
            step.id: part for step in self.ways.steps if (part := self.ways.part_after(step)) is not None
        }
        for origin, part in parts.items():
            part.origin = origin
            self.ways.fill(part)
        for part in self.ways.parts.values():
            if not part.origin:
                self.ways.fault(part.gateway, "Vor einer Verzweigung steht in einer Kette ein Schritt.")
        self._stop_at_faults()
        self.splits = [self._split(part, number) for number, part in enumerate(parts.values(), start=1)]
        steps = self._ordered(
            self.ways.steps, [self._step(node, parts.get(node.id)) for node in self.ways.steps]
        )
        decisions = self._ordered(self.ways.decisions, [self._decision(node) for node in self.ways.decisions])
        starts = tuple(self._start(node) for node in self.ways.starts)
        self._check_leaving(parts)
        self._stop_at_faults()
        ends = tuple(self._end(node) for node in self.ways.ends)
        return self._finish(self._chain(starts, tuple(steps), tuple(decisions), ends))

    def _stop_at_faults(self) -> None:
        if self.faults:
            raise BpmnRefused(self.faults)

    def _name_all(self) -> None:
        """The ids of the chain: ours without their prefix, foreign ones as they are where a chain allows them."""
        taken: set[str] = set()
        groups = (
            (self.ways.starts, names.START),
            (self.ways.steps, names.STEP),
            (self.ways.decisions, names.QUESTION),
            (self.ways.ends, names.END),
        )
        for nodes, prefix in groups:
            for node in nodes:
                self.ids[node.id] = self._free(_wanted(node.id, prefix), taken)

    def _free(self, wanted: str, taken: set[str]) -> str:
        identifier, number = wanted, 1
        while identifier in taken:
            number += 1
            tail = f"-{number}"
            identifier = f"{wanted[: MAX_IDENTIFIER - len(tail)]}{tail}"
        taken.add(identifier)
        return identifier

    def _check_connected(self) -> None:
        if not self.ways.starts:
            self.faults.append(BpmnFault(self.graph.id, "Der Prozess hat kein Startereignis."))
        if not self.ways.ends:
            self.faults.append(BpmnFault(self.graph.id, "Der Prozess hat kein Endereignis."))
        for flow in self.graph.flows:
            source = self.graph.nodes[flow.source]
            if (
                source.tag != "exclusiveGateway"
                and flow.xml.find(names.bpmn("conditionExpression")) is not None
            ):
                message = "Eine Bedingung steht in einer Kette nur hinter einer Frage."
                self.faults.append(BpmnFault(flow.id, message))

    def _role(self, lane: str, name: str, code: str) -> str:
        """The code of the role whose lane this is; its name on the page is the lane's."""
        if not code:
            code = next((known for known, meaning in self.roles.items() if name in {known, meaning}), "")
        if not code:
            code = _wanted(name or lane, names.LANE)
        if name:
            self.roles[code] = name
        else:
            self.roles.setdefault(code, code)
        return code

    def _responsible(self, node: Node, own: Xml | None) -> tuple[str, ...]:
        """Whose lane it is; further roles, or none, as our own words say it."""
        role = self.lane_codes.get(node.lane, "")
        here = (role,) if role else ()
        if own is None or own.get("responsible") is None:
            return here
        said = extensions.words(own, "responsible")
        if not role or not said or said[0] == role or role in said:
            return said
        if self._was_in(said[0]):
            return (role, *said[1:])
        return said

    def _was_in(self, role: str) -> bool:
        """Whether a lane shows `role`: then an element that names it and stands elsewhere was moved."""
        return role in self.lane_codes.values()

    def _start(self, node: Node) -> Start:
        own = node.own("start")
        kind = NATIVE_STARTS[node.event]
        if own is not None and SAID_BY.get(own.get("kind", ""), "message") == (node.event or "message"):
            kind = own.get("kind", kind)
        return Start(
            id=self.ids[node.id],
            title=node.name or self._default(node, "Beginn"),
            kind=kind,
            enters_at=self.ids.get(self.ways.only_way(node), ""),
            from_=own.get("from", "") if own is not None else "",
            chain=own.get("chain", "") if own is not None else "",
        )

    def _end(self, node: Node) -> End:
        own = node.own("end")
        title = node.name or self._default(node, "Ende")
        if own is None:
            return End(self.ids[node.id], title, NATIVE_ENDS[node.event])
        return End(
            self.ids[node.id], title, own.get("kind", ""), own.get("chain", ""), own.get("entersAt", "")
        )

    def _default(self, node: Node, title: str) -> str:
        self.notes.append(f"{node.id}: hat keinen Namen und heißt jetzt „{title}“.")
        return title

    def _step(self, node: Node, part: Part | None) -> Step:
        own = node.own("step")
        if part is not None:
            branches = tuple(self.ids.get(branch, "") for branch in part.branches)
            said = extensions.words(own, "next") if own is not None else ()
            following = said if set(said) == set(branches) else branches
        else:
            following = (self.ids.get(self.ways.only_way(node), ""),)
        called = node.xml.get("calledElement", "") if node.tag == "callActivity" else ""
        if not node.name:
            self.ways.fault(node, "Dieser Schritt hat keinen Namen.")
        step = Step(
            id=self.ids[node.id],
            title=node.name,
            next=following,
            responsible=self._responsible(node, own),
            hints=tuple(node.documentation),
            subchains=(_wanted(called, names.PROCESS),) if called else (),
        )
        deadline = self._deadline(node, own)
        if own is None:
            return replace(step, deadline=deadline)
        return replace(
            step,
            guidance=extensions.texts(own, "guidance"),
            documents=extensions.read_documents(own),
            deadline=deadline,
            subchains=extensions.words(own, "subchains") or step.subchains,
            requires_results=extensions.words(own, "requiresResults"),
        )

    def _deadline(self, node: Node, own: Xml | None) -> Deadline | None:
        """The timer at the edge of a step says the days; our own words say from when they count."""
        said = extensions.read_deadline(own) if own is not None else None
        timers = [one for one in self.graph.nodes.values() if one.attached_to == node.id]
        if len(timers) > 1:
            self.ways.fault(timers[1], "Ein Schritt hat höchstens eine Frist.")
        if not timers:
            return said if said is not None and self._counts_back(node) else None
        duration = timers[0].refers_to.strip("\"'")
        if said is not None and duration == extensions.timer_of(said):
            return said
        found = DURATION.fullmatch(duration)
        if found is None:
            message = f"„{duration[:60]}“ ist keine Frist in Tagen (P14D), Wochen, Monaten oder Jahren."
            self.ways.fault(timers[0], message)
            return said
        years, months, weeks, days = (int(amount or 0) for amount in found.groups())
        return replace(
            said or Deadline(0, "self"),
            years=years, months=months, weeks=weeks, days=days, working_days=0, rule="",
        )  # fmt: skip

    def _counts_back(self, node: Node) -> bool:
        """A deadline without a timer is ours where no timer can say it: it counts back from a later step."""
        own = node.own("step")
        said = extensions.read_deadline(own) if own is not None else None
        return said is not None and said.of.startswith("step:")

    def _decision(self, node: Node) -> Decision:
        own = node.own("question")
        if not node.name:
            self.ways.fault(node, "Diese Frage hat keinen Namen.")
        return Decision(
            id=self.ids[node.id],
            question=node.name,
            outcomes=tuple(self._outcome(flow) for flow in node.outgoing),
            responsible=self._responsible(node, own),
            hints=tuple(node.documentation),
            guidance=extensions.texts(own, "guidance") if own is not None else (),
        )

    def _outcome(self, flow: Flow) -> Outcome:
        own = flow.xml.find(f"{names.bpmn('extensionElements')}/{names.ours('outcome')}")
        following = self.ways.follow(flow)
        label = flow.name
        if not label:
            target = self.graph.nodes.get(following)
            label = f"weiter mit {target.name or following}"[:MAX_LABEL] if target is not None else "weiter"
            self.notes.append(f"{flow.id}: Die Antwort hat keinen Namen und heißt jetzt „{label}“.")
        note = own.get("note", "") if own is not None else ""
        return Outcome(label, self.ids.get(following, ""), note)

    def _split(self, part: Part, number: int) -> Split:
        own = part.gateway.own("parallel")
        identifier = own.get("id", "") if own is not None else ""
        branches = tuple(self.ids.get(branch, "") for branch in part.branches)
        split = Split(
            identifier or f"p{number}",
            self.ids[part.origin],
            branches,
            self.ids.get(part.joins_at, ""),
            part.mode,
        )
        self.ids[part.gateway.id] = split.id
        return split

    def _check_leaving(self, parts: dict[str, Part]) -> None:
        """In BPMN the other branches go on when one leaves a part that is no subprocess; ours gives them up."""
        for part in parts.values():
            if part.join is None or part.whole is not None:
                continue
            for node in self.ways.between(part):
                if node.tag == "endEvent" and node.event != "terminate":
                    message = (
                        "Hier endet ein Zweig, während die anderen weiterlaufen. "
                        "Führen Sie ihn zum Tor oder beenden Sie alles (Terminierung)."
                    )
                    self.ways.fault(node, message)

    def _ordered(self, nodes: list[Node], made: list[Step] | list[Decision]) -> list:  # type: ignore[type-arg]
        """In the order that our own words give; what has none comes last, as in the file."""

        def place(pair: tuple[int, Node]) -> tuple[int, int]:
            at, node = pair
            own = node.own("step") if node.own("step") is not None else node.own("question")
            order = own.get("order", "") if own is not None else ""
            return (int(order) if order.isascii() and order.isdigit() and len(order) < 7 else 10**9, at)  # noqa: PLR2004

        return [made[at] for at, _ in sorted(enumerate(nodes), key=place)]

    def _chain(
        self,
        starts: tuple[Start, ...],
        steps: tuple[Step, ...],
        decisions: tuple[Decision, ...],
        ends: tuple[End, ...],
    ) -> Chain:
        top, missing = self.top, self.missing
        said = dict(top.attrib) if top is not None else {}
        title = self.graph.name or self.graph.id
        summary = " ".join(self.graph.documentation)
        if not summary:
            summary = title
            self.notes.append(f"{self.graph.id}: hat keine Beschreibung; die Zusammenfassung ist der Titel.")
        if top is None:
            self.notes.append(
                f"Fassung „{missing.version}“, Kernprozess „{missing.core_process}“ und Quelle „{missing.source}“ "
                "stehen nicht in der Datei. Bitte prüfen."
            )
        return Chain(
            id=said.get("id") or _wanted(self.graph.id, names.PROCESS),
            title=title,
            version=said.get("version") or missing.version,
            valid_from=_day(said.get("validFrom", "")) or missing.valid_from,
            source=said.get("source") or missing.source,
            core_process=said.get("coreProcess") or missing.core_process,
            subject=said.get("subject") or missing.subject,
            summary=summary,
            starts=starts,
            steps=steps,
            decisions=decisions,
            ends=ends,
            splits=tuple(self.splits),
            standing_rules=extensions.read_rules(top) if top is not None else (),
            roles=self.roles,
            tables=extensions.read_tables(top) if top is not None else (),
            uncertain=extensions.texts(top, "uncertain") if top is not None else (),
            paths=extensions.read_paths(top) if top is not None else (),
            language=said.get("language") or "de",
        )

    def _finish(self, chain: Chain) -> Imported:
        """Prove the chain as its file would be proven; its faults are told by the ids of the elements."""
        roles = chain.roles
        try:
            good, lost = kept_paths(chain)
        except (KeyError, IndexError, RecursionError):
            good, lost = chain.paths, ()
        if lost:
            names_ = ", ".join(f"„{path.name}“" for path in lost)
            self.notes.append(f"Diese Wege gibt es so nicht mehr, neue wurden gesucht: {names_}.")
        elif len(good) > len(chain.paths):
            self.notes.append("Die Wege, die möglich sein müssen, wurden gesucht. Bitte prüfen.")
        chain = replace(chain, paths=good, roles=roles)
        text = as_yaml(chain)
        try:
            parsed = parse_chain(text, name=self.graph.id)
        except FileFaults as found:
            elements = {identifier: element for element, identifier in self.ids.items()}
            faults = []
            for fault in found.faults:
                named = GROUPS.match(fault.key)
                element = elements.get(named[1], self.graph.id) if named else self.graph.id
                faults.append(BpmnFault(element, f"{fault.message} ({fault.key})"))
            raise BpmnRefused(faults) from found
        return Imported(parsed.chain, text, tuple(self.notes), self.ids, self.lane_codes)


def _wanted(identifier: str, prefix: str) -> str:
    """An id that a chain may use, as near to the one in the file as can be."""
    without = identifier.removeprefix(prefix)
    for candidate in (without, identifier):
        if names.is_identifier(candidate):
            return candidate
    clean = re.sub(r"[^A-Za-z0-9._-]+", "-", without.translate(UMLAUTS)).strip("-._")
    return clean[:MAX_IDENTIFIER] or "x"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
