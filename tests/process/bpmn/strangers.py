"""Foreign BPMN files, built here: what a stranger may send, and the element by which it is refused ("" = taken)."""

from collections.abc import Iterator
from typing import NamedTuple

HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:x="http://example.org/tool" {more}>'
TIMER = '<timerEventDefinition id="t"><timeDuration>{0}</timeDuration></timerEventDefinition>'


class Stranger(NamedTuple):
    name: str
    content: bytes
    refused_at: str = ""
    saying: str = ""


def flow(identifier: str, source: str, target: str, more: str = "", inside: str = "") -> str:
    return f'<sequenceFlow id="{identifier}" sourceRef="{source}" targetRef="{target}" {more}>{inside}</sequenceFlow>'


def process(
    content: str, *, before: str = "", after: str = "", attributes: str = 'id="P" name="Fremd"'
) -> bytes:
    text = f"{HEAD.format(more='')}{before}<process {attributes}>{content}</process>{after}</definitions>"
    return text.encode()


def row(middle: str, first: str = "a", last: str = "a", *, more: str = "") -> bytes:
    """Start → the given elements → end."""
    return process(
        f'<startEvent id="s" name="Los"/>{middle}<endEvent id="e" name="Fertig"/>'
        f"{flow('f1', 's', first)}{flow('f2', last, 'e')}{more}"
    )


def task(identifier: str = "a", inside: str = "", tag: str = "task", more: str = "") -> str:
    return f'<{tag} id="{identifier}" name="Aufgabe {identifier}" {more}>{inside}</{tag}>'


def question(more: str = "", default: str = "") -> bytes:
    """Start → a → question → b or end."""
    return process(
        f'<startEvent id="s"/>{task()}{task("b")}<exclusiveGateway id="q" name="Gut?" {default}/>'
        f'<endEvent id="e"/>{flow("f1", "s", "a")}{flow("f2", "a", "q")}{flow("f3", "q", "b", more)}'
        f"{flow('f4', 'q', 'e', 'name=' + chr(34) + 'nein' + chr(34))}{flow('f5', 'b', 'e')}"
    )


def fork(join: str = "parallelGateway", before: str = "a", last: str = "e") -> bytes:
    """Start → a → b and c side by side → d → end."""
    return process(
        f'<startEvent id="s"/>{task()}{task("b")}{task("c")}{task("d")}<parallelGateway id="g"/><{join} id="j"/>'
        f'<endEvent id="e"/>{flow("f1", "s", "a")}{flow("f2", before, "g")}{flow("f3", "g", "b")}{flow("f4", "g", "c")}'
        f"{flow('f5', 'b', 'j')}{flow('f6', 'c', 'j')}{flow('f7', 'j', 'd')}{flow('f8', 'd', last)}"
    )


def strangers() -> Iterator[Stranger]:
    yield from _taken()
    yield from _refused_nodes()
    yield from _refused_forms()
    yield from _broken()


def _taken() -> Iterator[Stranger]:
    for tag in ("task", "userTask", "manualTask"):
        yield Stranger(f"row-{tag}", row(task(tag=tag)))
    yield Stranger("call", row(task(tag="callActivity", more='calledElement="M3a"')))
    yield Stranger(
        "foreign-extension", row(task(inside='<extensionElements><x:form key="7"/></extensionElements>'))
    )
    yield Stranger("foreign-attribute", row(task(more='x:assignee="anna"')))
    yield Stranger("documentation", row(task(inside="<documentation>Zuhören,\n nachfragen</documentation>")))
    yield Stranger("question", question('name="ja"'))
    yield Stranger("unnamed-answer", question())
    yield Stranger("condition", question('name="ja" default="f4"'))
    yield Stranger("fork", fork())
    timer = f'<boundaryEvent id="t1" attachedToRef="a" cancelActivity="false">{TIMER.format("P14D")}</boundaryEvent>'
    yield Stranger("timer", row(task() + timer))
    yield Stranger("timer-weeks", row(task() + timer.replace("P14D", "P2W")))
    lanes = '<laneSet id="L"><lane id="l1" name="Fachkraft Süd"><flowNodeRef>a</flowNodeRef></lane></laneSet>'
    yield Stranger("lanes", row(lanes + task()))
    note = '<textAnnotation id="n"><text>Achtung</text></textAnnotation>'
    note += '<association id="as" sourceRef="a" targetRef="n"/>'
    yield Stranger("note", row(task() + note))
    yield Stranger("merge", process(
        f'<startEvent id="s"/><startEvent id="s2"/>{task()}<exclusiveGateway id="m"/><endEvent id="e"/>'
        f'{flow("f1", "s", "m")}{flow("f2", "s2", "m")}{flow("f3", "m", "a")}{flow("f4", "a", "e")}'
    ))  # fmt: skip
    for kind in ("message", "signal", "conditional"):
        start = (
            f'<startEvent id="s0" name="{kind}"><{kind}EventDefinition/></startEvent>{flow("f0", "s0", "a")}'
        )
        yield Stranger(f"start-{kind}", row(task() + start))
    for kind in ("terminate", "error", "message"):
        more = f'<endEvent id="e2" name="{kind}"><{kind}EventDefinition/></endEvent>'
        middle = f'{task()}<exclusiveGateway id="q" name="Wie?"/>{more}{flow("f3", "a", "q")}{flow("f4", "q", "e2")}'
        yield Stranger(f"end-{kind}", row(middle, last="q"))
    yield Stranger("odd-ids", row(task("_7f-Ä.1"), "_7f-Ä.1", "_7f-Ä.1"))
    yield Stranger("bom", b"\xef\xbb\xbf" + row(task()))


def _refused_nodes() -> Iterator[Stranger]:
    for tag in (
        "scriptTask", "serviceTask", "sendTask", "receiveTask", "businessRuleTask", "transaction", "adHocSubProcess",
        "subProcess", "inclusiveGateway", "complexGateway", "eventBasedGateway", "choreographyTask",
    ):  # fmt: skip
        yield Stranger(tag, row(task("z", tag=tag), "z", "z"), "z")
    for tag in ("dataObject", "dataStoreReference", "property"):
        yield Stranger(tag, row(task() + f'<{tag} id="z"/>'), "z")
    script = '<script>import os; os.system("rm -rf /")</script>'
    yield Stranger("script", row(task("z", script, "scriptTask"), "z", "z"), "z", "Programm")
    catch = f'<intermediateCatchEvent id="z">{TIMER.format("P1D")}</intermediateCatchEvent>'
    yield Stranger("waiting", row(catch, "z", "z"), "z", "Schritt")
    loop = "<multiInstanceLoopCharacteristics/>"
    yield Stranger("many-times", row(task("z", loop), "z", "z"), "z")
    yield Stranger("compensation", row(task("z", more='isForCompensation="true"'), "z", "z"), "z")
    io = "<ioSpecification><inputSet/><outputSet/></ioSpecification>"
    yield Stranger("data-of-task", row(task("z", io), "z", "z"), "z")


def _refused_forms() -> Iterator[Stranger]:
    yield Stranger("no-name", row('<task id="z"/>', "z", "z"), "z", "Namen")
    yield Stranger(
        "no-start", process(f'{task()}<endEvent id="e"/>{flow("f", "a", "e")}'), "P", "Startereignis"
    )
    yield Stranger(
        "no-end", process(f'<startEvent id="s"/>{task()}{flow("f", "s", "a")}'), "P", "Endereignis"
    )
    yield Stranger("dead-end", row(task() + task("b") + flow("f3", "a", "b")), "a")
    yield Stranger("unreached", row(task() + task("b") + flow("f3", "b", "e")), "b", "kein")
    yield Stranger(
        "no-way-on", row(task() + task("b") + '<exclusiveGateway id="q" name="?"/>', last="a"), "q"
    )
    yield Stranger("arrow-to-nothing", row(task(), more=flow("z", "a", "nirgends")), "z", "nicht gibt")
    yield Stranger("same-id", row(task() + task()), "a", "mehrfach")
    yield Stranger("no-join", fork("exclusiveGateway"), "g", "zusammenführt")
    yield Stranger("fork-after-start", fork(before="s"), "g")
    ends = fork().replace(b'sourceRef="c" targetRef="j"', b'sourceRef="c" targetRef="e"')
    yield Stranger("branch-that-ends", ends, "g")
    timer = f'<boundaryEvent id="z" attachedToRef="a">{TIMER.format("P14D")}</boundaryEvent>'
    yield Stranger("interrupting", row(task() + timer), "z", "bricht")
    hours = timer.replace("P14D", "PT4H").replace('id="z"', 'id="z" cancelActivity="false"')
    yield Stranger("hours", row(task() + hours), "z", "Tagen")
    condition = flow("z", "a", "e", inside="<conditionExpression>1 == 1</conditionExpression>")
    yield Stranger(
        "condition-on-task", row(task()).replace(flow("f2", "a", "e").encode(), condition.encode()), "z"
    )
    circle = f'{task()}<exclusiveGateway id="m"/><exclusiveGateway id="n"/>{flow("f3", "m", "n")}{flow("f4", "n", "m")}'
    yield Stranger("circle", row(circle, last="a", more=flow("f5", "a", "m")), "a")
    pools = '<collaboration id="C"><participant id="p1"/><participant id="z" name="Amt"/></collaboration>'
    yield Stranger("two-pools", process(f'<startEvent id="s"/>{flow("f", "s", "s")}', before=pools), "z")
    flows = '<collaboration id="C"><messageFlow id="z" sourceRef="a" targetRef="b"/></collaboration>'
    yield Stranger("message-flow", process("", before=flows), "z")
    yield Stranger("two-processes", process("", after='<process id="Z"/>'), "Z", "mehrere Prozesse")
    yield Stranger("long-name", row(task().replace("Aufgabe a", "A" * 500)), "a", "zu lang")


def _broken() -> Iterator[Stranger]:
    whole = row(task())
    yield Stranger("empty", b"", "Datei")
    yield Stranger("truncated", whole[: len(whole) // 2], "Datei", "vollständig")
    yield Stranger("not-xml", b"id: V1\ntitle: Kette", "Datei")
    yield Stranger("html", b"<html><body/></html>", "Datei", "keine BPMN")
    yield Stranger("latin-1", '<?xml version="1.0"?><a>ä</a>'.encode("latin-1"), "Datei", "UTF-8")
    yield Stranger("utf-16", whole.decode().encode("utf-16"), "Datei", "UTF-8")
    yield Stranger("no-process", HEAD.format(more="").encode() + b"</definitions>", "Datei", "keinen Prozess")
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    doctype = f'<!DOCTYPE definitions [<!ENTITY e0 "lol">{bomb}]>'
    yield Stranger(
        "entity-bomb", doctype.encode() + whole.replace(b"Aufgabe a", b"&e11;"), "Datei", "Entitäten"
    )
    file = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    yield Stranger(
        "outside-entity", file.encode() + whole.replace(b"Aufgabe a", b"&x;"), "Datei", "Entitäten"
    )
    yield Stranger("too-large", b"<!--" + b" " * 20_000_000 + b"-->" + whole, "Datei", "zu groß")
    yield Stranger("deep", row("<subProcess>" * 5000 + "</subProcess>" * 5000), "Datei")
    many = "".join(task(f"t{n}") for n in range(39_000))
    yield Stranger("too-many", row(task() + many), "P")
    yield Stranger("nulls", whole.replace(b"Aufgabe", b"\x00"), "Datei")
