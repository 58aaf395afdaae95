"""From the fields of a chain file to a Chain: types, lengths, allowed words. The graph is not judged here."""

from roterfaden.common.yaml_fields import Fields
from roterfaden.process.deadline_fields import one_span, span_at, spans_in
from roterfaden.process.engine.definition import (
    Chain,
    Counter,
    Deadline,
    Decision,
    Document,
    End,
    Outcome,
    Path,
    Split,
    StandingRule,
    Start,
    Step,
    Table,
)
from roterfaden.process.reckoning.terms import Unit, Weekend

CORE_PROCESSES = frozenset(
    (
        "vermittlung",
        "sicherung",
        "betriebliche-beratung",
        "massnahme",
        "unterstuetzung",
        "taetigkeitsfeld",
        "fuehrung",
        "ergebnisqualitaet",
        "qm-system",
        "iiz",
        "programm-s",
        "ch-massnahme",
    )
)
SUBJECTS = frozenset(("client", "employer", "service", "organisation"))
LANGUAGES = frozenset(("de", "de-CH"))
START_KINDS = frozenset(("message", "chain", "timer", "event", "document"))
END_KINDS = frozenset(("success", "abort", "return", "handover"))
SPLIT_MODES = frozenset(("all", "at_least_one"))
DIRECTIONS = frozenset(("in", "out"))
MAX_LABEL, MAX_TITLE, MAX_DOCUMENT, MAX_LINE, MAX_PARAGRAPH = 120, 200, 300, 400, 2000
MAX_WARN, MAX_COUNT = 400, 99
# what happens in a case and is counted there
COUNTED_EVENTS = frozenset(("unexcused_absence", "excused_absence"))
# a version that a Land or a service adapted carries their name
MAX_VERSION = 60


def read_chain(top: Fields) -> Chain:
    """The chain that the file describes; faults are left in the fields' collection."""
    top.choice("kind", ("chain",))
    chain = Chain(
        language=top.choice("language", LANGUAGES),
        id=top.identifier("id"),
        title=top.text("title", most=MAX_TITLE),
        version=top.text("version", most=MAX_VERSION),
        valid_from=top.day("valid_from"),
        source=top.text("source", most=MAX_LINE),
        core_process=top.choice("core_process", CORE_PROCESSES),
        subject=top.choice("subject", SUBJECTS),
        summary=top.text("summary", most=MAX_PARAGRAPH),
        starts=tuple(_start(fields) for fields in top.many("starts", least=1)),
        steps=tuple(read_step(fields) for fields in top.many("steps", least=1)),
        decisions=tuple(_decision(fields) for fields in top.many("decisions")),
        ends=tuple(_end(fields) for fields in top.many("ends", least=1)),
        splits=tuple(_split(fields) for fields in top.many("parallel")),
        standing_rules=tuple(_standing_rule(fields) for fields in top.many("standing_rules")),
        roles=top.words("roles", most=MAX_LINE),
        tables=tuple(_table(fields) for fields in top.many("tables")),
        uncertain=top.texts("uncertain", most=MAX_PARAGRAPH),
        paths=tuple(_path(fields) for fields in top.many("paths", named="name", least=1)),
    )
    top.close()
    return chain


def _start(fields: Fields) -> Start:
    start = Start(
        id=fields.identifier("id"),
        title=fields.text("title", most=MAX_TITLE),
        kind=fields.choice("kind", START_KINDS),
        enters_at=fields.identifier("enters_at"),
        from_=fields.identifier("from", optional=True),
        chain=fields.identifier("chain", optional=True),
    )
    if (start.kind == "chain") != bool(start.chain):
        fields.refuse("chain", "Ein Beginn der Art „chain“ nennt seine Kette, ein anderer nennt keine.")
    fields.close()
    return start


def read_step(fields: Fields, *, leads_on: bool = True) -> Step:
    """One step. A step that an overlay puts in does not say where it leads (`leads_on` False): its place says it."""
    deadline = fields.one("deadline")
    following = fields.identifier_or_list("next")[0] if leads_on else ()
    step = Step(
        id=fields.identifier("id"),
        title=fields.text("title", most=MAX_TITLE),
        next=following,
        responsible=fields.identifiers("responsible"),
        hints=fields.texts("hints", most=MAX_LINE),
        guidance=fields.texts("guidance", most=MAX_LINE),
        documents=tuple(read_document(document) for document in fields.many("documents", named="title")),
        deadline=read_deadline(deadline) if deadline is not None else None,
        subchains=fields.identifiers("subchains"),
        requires_results=fields.identifiers("requires_results"),
    )
    titles = [document.title for document in step.documents]
    if len(set(titles)) < len(titles):
        fields.refuse("documents", "Zwei Unterlagen dieses Schritts heißen gleich.")
    fields.close()
    return step


def read_document(fields: Fields) -> Document:
    """Something to be recorded at a step."""
    document = Document(
        title=fields.text("title", most=MAX_DOCUMENT),
        direction=fields.choice("direction", DIRECTIONS),
        required=fields.flag("required"),
    )
    fields.close()
    return document


def read_deadline(fields: Fields) -> Deadline:
    """The deadline of a step, which stands in a mapping of its own."""
    deadline = deadline_from(fields)
    fields.close()
    return deadline


def deadline_from(fields: Fields) -> Deadline:
    """A time after an anchor, as its length or as a rule of the catalogue; other keys may stand beside it."""
    rule = fields.identifier("rule", optional=True)
    if rule:
        given = {}
        if spans_in(fields):
            fields.refuse("rule", "Die Dauer steht in der Fristregel: entweder „rule“ oder eine Dauer.")
    else:
        span = one_span(fields)
        given = {span.unit.value: span.amount}
    weekend = fields.choice("weekend", [w.value for w in Weekend], default=Weekend.STAYS.value)
    return Deadline(
        **({Unit.DAYS.value: 0} | given),
        of=fields.text("of", most=MAX_LABEL),
        note=fields.text("note", most=MAX_LINE, default=""),
        rule=rule,
        then=span_at(fields, "then"),
        weekend=Weekend(weekend) if weekend in list(Weekend) else Weekend.STAYS,
        warn=_optional_number(fields, "warn", MAX_WARN),
        escalate=_optional_number(fields, "escalate", MAX_WARN),
    )


def _optional_number(fields: Fields, key: str, most: int) -> int | None:
    return fields.number(key, least=0, most=most) if key in fields.mapping.entries else None


def _decision(fields: Fields) -> Decision:
    decision = Decision(
        id=fields.identifier("id"),
        question=fields.text("question", most=MAX_TITLE),
        outcomes=tuple(_outcome(outcome) for outcome in fields.many("outcomes", named="label", least=2)),
        responsible=fields.identifiers("responsible"),
        hints=fields.texts("hints", most=MAX_LINE),
        guidance=fields.texts("guidance", most=MAX_LINE),
    )
    labels = [outcome.label for outcome in decision.outcomes]
    if len(set(labels)) < len(labels):
        fields.refuse("outcomes", "Zwei Antworten heißen gleich.")
    fields.close()
    return decision


def _outcome(fields: Fields) -> Outcome:
    outcome = Outcome(
        label=fields.label("label", most=MAX_LABEL),
        next=fields.identifier("next"),
        note=fields.text("note", most=MAX_LINE, default=""),
    )
    fields.close()
    return outcome


def _end(fields: Fields) -> End:
    end = End(
        id=fields.identifier("id"),
        title=fields.text("title", most=MAX_TITLE),
        kind=fields.choice("kind", END_KINDS),
        chain=fields.identifier("chain", optional=True),
        enters_at=fields.identifier("enters_at", optional=True),
    )
    if end.chain and end.kind != "handover":
        fields.refuse("chain", "Nur ein Ende der Art „handover“ nennt eine nächste Kette.")
    if end.enters_at and not end.chain:
        fields.refuse("enters_at", "Ein Beginn steht hier nur zusammen mit der nächsten Kette („chain“).")
    fields.close()
    return end


def _split(fields: Fields) -> Split:
    split = Split(
        id=fields.identifier("id"),
        split_from=fields.identifier("split_from"),
        branches=fields.identifiers("branches", optional=False),
        joins_at=fields.identifier("joins_at"),
        mode=fields.choice("mode", SPLIT_MODES, default="all"),
    )
    fields.close()
    return split


def _standing_rule(fields: Fields) -> StandingRule:
    counts = fields.one("counts")
    rule = StandingRule(
        id=fields.identifier("id"),
        title=fields.text("title", most=MAX_TITLE),
        trigger=fields.text("trigger", most=MAX_LINE),
        leads_to=fields.identifier("leads_to"),
        guidance=fields.texts("guidance", most=MAX_LINE),
        counts=_counter(counts) if counts is not None else None,
    )
    fields.close()
    return rule


def _counter(fields: Fields) -> Counter:
    counter = Counter(
        event=fields.choice("event", COUNTED_EVENTS), at=fields.number("at", least=1, most=MAX_COUNT)
    )
    fields.close()
    return counter


def _table(fields: Fields) -> Table:
    columns = fields.texts("columns", most=MAX_LABEL)
    table = Table(
        id=fields.identifier("id"),
        title=fields.text("title", most=MAX_TITLE),
        columns=columns,
        rows=fields.table("rows", columns=len(columns), most=MAX_LINE),
    )
    fields.close()
    return table


def _path(fields: Fields) -> Path:
    path = Path(name=fields.text("name", most=MAX_TITLE), walk=fields.texts("walk", most=MAX_TITLE))
    fields.close()
    return path
