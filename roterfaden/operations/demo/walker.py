"""Walk a case along a listed path of its chain, through the same functions as everybody else."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from roterfaden.accounts.models import User
from roterfaden.cases import journal, steps
from roterfaden.cases.choices import ContactKind
from roterfaden.cases.models import Case
from roterfaden.operations.demo.library import Library, in_swiss
from roterfaden.process import deviations
from roterfaden.process.catalogue import chain_of_run
from roterfaden.process.choices import DocumentState, ReasonCategory, TaskState
from roterfaden.process.evidence import missing_documents, record_document
from roterfaden.process.models import Run, Task

CONTACTS = ("call", "meeting", "note", "company", "mail", "visit", "meeting", "call")
CATEGORY = {
    "jump": ReasonCategory.EMPLOYER,
    "skip": ReasonCategory.ALREADY_DONE,
    "repeat": ReasonCategory.HEALTH,
    "own_step": ReasonCategory.CLIENT_WISH,
    "leave": ReasonCategory.HEALTH,
    "end_early": ReasonCategory.COMMISSIONER,
    "rule": ReasonCategory.OTHER,
    "undo": ReasonCategory.MISTAKE,
    "resume": ReasonCategory.HEALTH,
}


@dataclass
class Walker:
    """One case on its way. `now` moves on with every act, never beyond `until`."""

    case: Case
    run: Run
    by: User
    library: Library
    rng: random.Random
    now: datetime
    until: datetime
    pace: timedelta
    swiss: bool = False
    contacts: int = field(default=0)

    def tick(self) -> datetime:
        """The time of the next act: some days later, in office hours, and never in the future."""
        moment = self.now + self.pace * self.rng.uniform(0.7, 1.2)
        moment = moment.replace(hour=self.rng.randint(7, 15), minute=self.rng.choice((0, 5, 15, 30, 40)))
        self.now = max(self.now, min(moment, self.until))
        return self.now

    def say(self, text: str) -> str:
        return in_swiss(text) if self.swiss else text

    def seen(self) -> steps.Seen:
        self.run = Run.objects.get(pk=self.run.pk)
        return steps.Seen(self.run, self.run.moves)

    def open_tasks(self) -> list[Task]:
        return list(Task.objects.filter(run=self.run, state=TaskState.OPEN).order_by("number"))

    def walk(self, nodes: list[str]) -> None:
        """Go along `nodes` (steps and `decision=label`), as far as they are open."""
        for node in nodes:
            name, _equals, label = node.partition("=")
            task = next((task for task in self.open_tasks() if task.node == name), None)
            if task is None:
                continue
            at = self.tick()
            if task.kind == "step":
                self.record_documents(task, at)
                if self.rng.random() < 0.75:  # noqa: PLR2004
                    self.write(at)
            note = self.say(self.library.text("notes")) if task.kind == "step" else ""
            self.run = steps.complete_task(
                case=self.case,
                seen=self.seen(),
                number=task.number,
                outcome=label,
                note=note,
                missing_reason=self.say(self.library.text("missing")),
                by=self.by,
                at=at,
            )

    def write(self, at: datetime, kind: str = "") -> None:
        kind = kind or CONTACTS[self.contacts % len(CONTACTS)]
        self.contacts += 1
        journal.write_entry(
            case=self.case,
            kind=ContactKind(kind),
            happened_at=at,
            text=self.say(self.library.journal(kind)),
            by=self.by,
            at=at,
        )

    def record_documents(self, task: Task, at: datetime) -> None:
        """Most required documents are there; what is missing is excused when the step is done."""
        chain = chain_of_run(self.run)
        task.run = self.run
        for title in missing_documents(chain=chain, task=task):
            if self.rng.random() < 0.7:  # noqa: PLR2004
                record_document(
                    task=task, title=title, state=DocumentState.PRESENT, scope=self.case, by=self.by, at=at
                )

    def deviate(self, kind: str, **where: Any) -> None:
        ways: dict[str, Callable[..., Run]] = {
            "jump": deviations.jump,
            "skip": deviations.skip,
            "repeat": deviations.repeat,
            "own_step": deviations.add_step,
            "leave": deviations.leave,
            "resume": deviations.resume,
            "end_early": deviations.end_early,
            "rule": deviations.apply_rule,
            "undo": deviations.undo_last,
        }
        reason = deviations.Reason(CATEGORY[kind], self.say(self.library.reason(kind)))
        self.run = steps.deviate(
            case=self.case,
            seen=self.seen(),
            deviation=ways[kind],
            reason=reason,
            by=self.by,
            at=self.tick(),
            **where,
        )
