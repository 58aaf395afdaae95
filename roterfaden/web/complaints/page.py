"""What the pages of complaints show: how one stands, what is open, what was done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.complaints.handling import may_write_answer
from roterfaden.complaints.models import Complaint
from roterfaden.complaints.procedure import procedure
from roterfaden.complaints.queries import possible_handlers
from roterfaden.complaints.rules import may_act_on
from roterfaden.process.catalogue import chain_of_run
from roterfaden.process.choices import RunState, TaskState
from roterfaden.process.engine.definition import Chain
from roterfaden.process.models import Task
from roterfaden.process.spoken import spoken
from roterfaden.quality.queries import chapters_in
from roterfaden.steering.choices import SourceKind
from roterfaden.steering.queries import improvements_from
from roterfaden.web.complaints.forms import ConcernForm, MoveForm, NotConcernedForm, ReasonForm
from roterfaden.web.components import Fact, Link
from roterfaden.web.stops import answers_of, open_tasks_of, stop_of


@dataclass(frozen=True)
class Line:
    """One row of a list of complaints."""

    complaint: Complaint
    url: str
    standing: str
    due: date | None


@dataclass(frozen=True)
class Turn:
    """What may be done at an open place: hints, a form, and a button for each answer."""

    title: str
    hints: tuple[str, ...]
    due: date | None
    url: str
    form: MoveForm
    answers: list[tuple[str, str]]


def lines(complaints: Iterable[Complaint], *, with_links: bool = True) -> list[Line]:
    """Complaints as rows; one query for what is open in all of them."""
    rows = list(complaints)
    found = open_tasks_of(row.run_id for row in rows)
    return [
        Line(
            complaint=row,
            url=reverse("complaints:detail", args=[row.uuid]) if with_links else "",
            standing=standing(row, found.get(row.run_id, [])),
            due=row.answer_due_on if row.answered_at is None and row.can_be_answered else None,
        )
        for row in rows
    ]


def standing(complaint: Complaint, open_tasks: Iterable[Task]) -> str:
    """Where its run stands, in words."""
    chain = spoken(chain_of_run(complaint.run))
    if complaint.run.state == RunState.RUNNING:
        return ", ".join(chain.title_of(task.node) for task in open_tasks)
    return chain.title_of(complaint.run.end_node) if complaint.run.end_node else _("verlassen")


def detail_page(
    complaint: Complaint,
    reader: User,
    *,
    today: date,
    typed: MoveForm | None = None,
    number: int = 0,
    concern_form: ConcernForm | None = None,
    mistake_form: NotConcernedForm | None = None,
) -> dict[str, Any]:
    """The context of one complaint's page; `typed` is the form of task `number` that was refused."""
    run, chain = complaint.run, spoken(chain_of_run(complaint.run))
    rows = Task.objects.filter(run=run).exclude(state=TaskState.VOID).select_related("closed_by")
    tasks = list(rows.prefetch_related("deadlines").order_by("number"))
    turns = [
        _turn(complaint, chain, task, typed if task.number == number else None, today=today)
        for task in tasks
        if task.state == TaskState.OPEN and may_act_on(reader, complaint, task.node, on=today)
    ]
    open_tasks = [task for task in tasks if task.state == TaskState.OPEN]
    people = possible_handlers(complaint, on=today)
    return {
        "nav": "worklist",
        "today": today,
        "complaint": complaint,
        "crumbs": [
            Link(title=_("Beschwerden"), url=reverse("complaints:index")),
            Link(title=complaint.code),
        ],
        "facts": _facts(complaint),
        "standing": standing(complaint, open_tasks),
        "stops": [stop_of(chain, task) for task in tasks],
        "turns": turns,
        "waiting": bool(open_tasks) and not turns,
        "may_answer": may_write_answer(reader, complaint, at=timezone.now()),
        "concern_form": concern_form or ConcernForm(people=[one for one in people if one.pk != reader.pk]),
        "mistake_form": mistake_form or NotConcernedForm(people=concerned_in(complaint), auto_id="irrtum_%s"),
        "mistakes": complaint.taken_back.select_related("user", "by", "complaint"),
        "improvement": improvements_from(complaint.organisation, SourceKind.COMPLAINT, reader, on=today)
        .filter(source_code=complaint.code)
        .first(),
        "running": run.state == RunState.RUNNING,
        "withdraw_form": ReasonForm(initial={"moves": run.moves}, auto_id="zurueck_%s"),
        "undo_form": ReasonForm(initial={"moves": run.moves}, auto_id="undo_%s"),
    }


def concerned_in(complaint: Complaint) -> list[User]:
    """Whom the complaint concerns, in the order in which they were named."""
    return [row.user for row in complaint.concerned.select_related("user").order_by("pk")]


def turn_form(complaint: Complaint, task: Task, data: Any = None, *, today: date) -> MoveForm:
    """The form of one open place, with what the procedure asks for there."""
    way = procedure()
    asks: tuple[str, ...] = ()
    if task.node == way.named_at:
        asks = ("handler",)
    elif task.node == way.lesson_at:
        asks = ("lesson",)
    elif task.node == way.improved_at:
        asks = ("improvement", "chapter")
    return MoveForm(
        data,
        asks_for=asks,
        people=possible_handlers(complaint, on=today) if "handler" in asks else (),
        chapters=chapters_in(complaint.organisation.region) if "chapter" in asks else (),
        initial={"moves": complaint.run.moves, "lesson": complaint.lesson},
        auto_id=f"z{task.number}_%s",
    )


def _turn(complaint: Complaint, chain: Chain, task: Task, typed: MoveForm | None, *, today: date) -> Turn:
    step = chain.step(task.node)
    return Turn(
        title=chain.title_of(task.node),
        hints=(*step.hints, *step.guidance) if step else (),
        due=next((one.due_on for one in task.deadlines.all()), None),
        url=reverse("complaints:move_on", args=[complaint.uuid, task.number]),
        form=typed or turn_form(complaint, task, today=today),
        answers=answers_of(chain, task),
    )


def _facts(complaint: Complaint) -> list[Fact]:
    concerned = [str(user) for user in concerned_in(complaint)]
    concerned += [complaint.about] if complaint.about else []
    found = [
        Fact(label=_("Von"), value=complaint.get_complainant_display()),
        Fact(label=_("Name"), value=complaint.name or _("ohne Namen")),
        Fact(label=_("Antwort an"), value=complaint.contact or _("kein Weg für eine Antwort")),
        Fact(label=_("Kam"), value=complaint.get_channel_display()),
        Fact(label=_("Betrifft"), value=", ".join(concerned) or "–"),
        Fact(label=_("Unabhängige Person"), value=str(complaint.handler or _("noch niemand"))),
    ]
    if complaint.answer_due_on and complaint.can_be_answered and complaint.answered_at is None:
        found.append(Fact(label=_("Antwort bis"), due=complaint.answer_due_on))
    return found
