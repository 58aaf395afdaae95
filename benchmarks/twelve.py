"""The process that every candidate walks: twelve steps in a row. As a loop, it asks for another round."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count

from roterfaden.accounts import members, organisations
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Organisation, User
from roterfaden.cases import intake, steps
from roterfaden.cases.models import Case
from roterfaden.common.crypto import keyring
from roterfaden.process import evidence
from roterfaden.process.catalogue import chain_of
from roterfaden.process.choices import DocumentState, TaskState
from roterfaden.process.models import ChainVersion, Run, Task
from roterfaden.process.schema import parse_chain

LENGTH = 12
STARTS = (1, 2, 3)
NOTE = "Das Gespräch hat stattgefunden; die nächsten Schritte sind vereinbart."
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
_numbers = count(1)


def chain_text(key: str, *, loop: bool) -> str:
    """The catalogue file of the twelve-step chain; each step asks for one document."""
    tasks = "\n".join(_step(number, "d_weiter" if loop else "ende") for number in range(1, LENGTH + 1))
    starts = "\n".join(_start(number) for number in STARTS)
    paths = "\n".join(_path(number, loop=loop) for number in STARTS)
    return f"""kind: chain
version: "1"
valid_from: 2026-01-01
language: de
id: {key}
title: Zwölf Schritte
source: "nur zum Messen"
core_process: vermittlung
subject: client
summary: Zwölf Schritte, jeder mit einer Unterlage.
starts:
{starts}
steps:
{tasks}
decisions: {_DECISION if loop else "[]"}
ends:
  - {{id: ende, title: "Ende", kind: success}}
roles:
  service: Dienst
paths:
{paths}
"""


_DECISION = """
  - id: d_weiter
    question: "Noch eine Runde?"
    responsible: [service]
    outcomes:
      - {label: "ja", next: "1"}
      - {label: "nein", next: ende}"""


def _start(number: int) -> str:
    return (
        f'  - {{id: ab_{number}, title: "Ab {number}", kind: message, from: service, enters_at: "{number}"}}'
    )


def _path(start: int, *, loop: bool) -> str:
    """A chain is only accepted with three ways through it: ours begin at different steps."""
    answer = ["d_weiter=nein"] if loop else []
    walked = [f"ab_{start}", *(f'"{number}"' for number in range(start, LENGTH + 1)), *answer, "ende"]
    return f"  - {{name: ab {start}, walk: [{', '.join(walked)}]}}"


def _step(number: int, last: str) -> str:
    following = last if number == LENGTH else f'"{number + 1}"'
    return f"""  - id: "{number}"
    title: Schritt {number}
    responsible: [service]
    documents:
      - {{title: "Unterlage {number}", direction: out, required: true}}
    next: {following}"""


def store_chain(text: str) -> ChainVersion:
    """Put the chain into the catalogue of this database."""
    loaded = parse_chain(text, name="twelve")
    chain = loaded.chain
    return ChainVersion.objects.create(
        key=chain.id,
        version=chain.version,
        checksum=loaded.checksum,
        title=chain.title,
        subject=chain.subject,
        core_process=chain.core_process,
        valid_from=chain.valid_from,
        source_text=loaded.text,
    )


@dataclass(frozen=True)
class Office:
    """A service with one caseworker and the two chains."""

    service: Organisation
    worker: User
    straight: ChainVersion
    loop: ChainVersion

    @classmethod
    def set_up(cls) -> "Office":
        organisations.load_organisation_kinds()
        service = organisations.add_organisation(
            code="ifd-messung", name="IFD Messung", kind="service", region="DE-NW", by=None, at=AT
        )
        worker = members.add_user(
            username="anna", first_name="Anna", last_name="Muster", by=None, at=AT, password="geheim"
        )
        members.add_member(
            user=worker,
            organisation=service,
            role=Role.CASEWORKER,
            valid_from=date(2020, 1, 1),
            by=None,
            at=AT,
        )
        straight = store_chain(chain_text("ZWOELF", loop=False))
        return cls(service, worker, straight, store_chain(chain_text("ZWOELF-RUND", loop=True)))

    def open_case(self, version: ChainVersion) -> Case:
        return intake.open_case(
            service=self.service,
            person={
                "first_name": "Leyla",
                "last_name": f"Nr. {next(_numbers)}",
                "birth_date": date(1991, 6, 4),
            },
            chain_version=version,
            start_node="ab_1",
            responsible=self.worker,
            opened_on=AT.date(),
            by=self.worker,
            at=AT,
        )


class CaseWalk:
    """A case on its way: each step is `cases.steps.complete_task`, its document present and its note sealed.

    Before each step the keyring is emptied, as it is at the beginning of each request.
    """

    def __init__(self, office: Office, version: ChainVersion) -> None:
        self.worker = office.worker
        self.case = office.open_case(version)
        self.run = Run.objects.get(case_run__case=self.case)
        self.chain = chain_of(version)
        self.number, self.outcome = 0, ""

    def prepare(self) -> None:
        task = Task.objects.select_related("run").get(run=self.run, state=TaskState.OPEN)
        evidence.record_document(
            task=task,
            title=f"Unterlage {task.node}",
            state=DocumentState.PRESENT,
            scope=self.case,
            by=self.worker,
            at=AT,
        )
        asks_next = task.node == str(LENGTH) and bool(self.chain.decisions)
        self.number, self.outcome = task.number, "ja" if asks_next else ""
        keyring.forget()

    def step(self) -> None:
        self.run = steps.complete_task(
            case=self.case,
            seen=steps.Seen(self.run, self.run.moves),
            number=self.number,
            outcome=self.outcome,
            note=NOTE,
            by=self.worker,
            at=AT,
        )
