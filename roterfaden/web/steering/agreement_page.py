"""What the page of a target agreement shows: whose turn it is, the drafts, the goals, the signatures, the way."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.languages.shipped import shipped
from roterfaden.process.catalogue import chain_of_run
from roterfaden.process.choices import RunState, TaskState
from roterfaden.process.engine.definition import Chain
from roterfaden.process.models import Task
from roterfaden.process.spoken import spoken
from roterfaden.steering.agreement_records import Agreement, Goal
from roterfaden.steering.agreements import (
    interim_due,
    is_open,
    may_act_on,
    place_of,
    sides_at,
    texts_shown_to,
)
from roterfaden.steering.choices import Dimension, Place, Side
from roterfaden.steering.goals import Letter, fingerprint, smart, value_now, whole_faults
from roterfaden.steering.negotiation import may_sign, may_write_goals
from roterfaden.steering.procedure import procedure
from roterfaden.steering.queries import sides_of
from roterfaden.web.components import Fact, Link
from roterfaden.web.steering.agreement_forms import AnswerForm, ReasonForm
from roterfaden.web.steering.around import page
from roterfaden.web.steering.kpis import shown
from roterfaden.web.stops import answers_of, open_tasks_of, stop_of


@dataclass(frozen=True)
class Line:
    """One row of the list of agreements."""

    agreement: Agreement
    url: str
    standing: str
    due: date | None


@dataclass(frozen=True)
class Turn:
    """What the reader may do at an open place. `draft_url`: the own text is written there first."""

    title: str
    hints: tuple[str, ...]
    due: date | None
    url: str
    form: AnswerForm
    answers: list[tuple[str, str]]
    draft_url: str
    place: str


@dataclass(frozen=True)
class GoalRow:
    """One goal with what the page says of it."""

    goal: Goal
    baseline: str
    target: str
    now: str
    letters: list[Letter]
    url: str
    balance_url: str

    @property
    def lacking(self) -> str:
        return ", ".join(shipped(letter.title) for letter in self.letters if not letter.holds)


def lines(agreements: Iterable[Agreement]) -> list[Line]:
    """Agreements as rows; one query for what is open in all of them."""
    rows = list(agreements)
    found = open_tasks_of(row.run_id for row in rows)
    return [
        Line(
            agreement=row,
            url=reverse("steering:agreement", args=[row.uuid]),
            standing=_standing(row, found.get(row.run_id, [])),
            due=interim_due(row)
            if any(place_of(task.node) == Place.INTERIM for task in found.get(row.run_id, []))
            else None,
        )
        for row in rows
    ]


def detail_page(
    agreement: Agreement, reader: User, *, today: date, typed: AnswerForm | None = None, number: int = 0
) -> dict[str, Any]:
    """The context of one agreement; `typed` is the form of task `number` that was refused."""
    chain = spoken(chain_of_run(agreement.run))
    rows = Task.objects.filter(run=agreement.run).exclude(state=TaskState.VOID).select_related("closed_by")
    tasks = list(rows.prefetch_related("deadlines").order_by("number"))
    still = [task for task in tasks if task.state == TaskState.OPEN]
    turns = [
        _turn(agreement, chain, task, typed if task.number == number else None)
        for task in still
        if may_act_on(reader, agreement, task.node, on=today)
    ]
    sides = sides_of(reader, agreement, on=today)
    return page(
        "agreements",
        agreement=agreement,
        crumbs=[
            Link(title=_("Zielvereinbarungen"), url=reverse("steering:agreements")),
            Link(title=f"{agreement.service} {agreement.begins_on.year}"),
        ],
        standing=_standing(agreement, still),
        facts=_facts(agreement, tasks),
        turns=turns,
        waiting=[chain.title_of(task.node) for task in still] if still and not turns else [],
        texts=texts_shown_to(agreement, sides),
        preparation=procedure().preparation if is_open(agreement, Place.STATE, Place.IDEAS) else (),
        groups=_groups(agreement, today=today),
        faults=whole_faults(agreement) if may_write_goals(reader, agreement, on=today) else [],
        may_write=may_write_goals(reader, agreement, on=today),
        may_carry=agreement.previous_id is not None,
        may_sign=may_sign(reader, agreement, on=today),
        fingerprint=fingerprint(agreement),
        signatures=agreement.signatures.select_related("by"),
        stops=[stop_of(chain, task) for task in tasks],
        balancing=[place for place in (Place.INTERIM, Place.FINAL) if is_open(agreement, place)]
        if sides
        else [],
        undo_form=ReasonForm(initial={"moves": agreement.run.moves}, auto_id="undo_%s")
        if sides and agreement.run.state == RunState.RUNNING
        else None,
    )


def _turn(agreement: Agreement, chain: Chain, task: Task, typed: AnswerForm | None) -> Turn:
    step, place = chain.step(task.node), place_of(task.node)
    drafted = place in (Place.STATE, Place.IDEAS)
    here = [agreement.uuid]
    return Turn(
        title=chain.title_of(task.node),
        hints=(*step.hints, *step.guidance) if step else (),
        due=next((one.due_on for one in task.deadlines.all()), None),
        url=reverse("steering:move_agreement", args=[*here, task.number]),
        form=typed or AnswerForm(initial={"moves": agreement.run.moves}, auto_id=f"z{task.number}_%s"),
        answers=answers_of(chain, task),
        draft_url=reverse("steering:side_text", args=[*here, place]) if drafted else "",
        place=str(place or ""),
    )


def _groups(agreement: Agreement, *, today: date) -> list[tuple[Dimension, list[GoalRow]]]:
    goals = list(agreement.goals.all())
    for goal in goals:
        goal.agreement = agreement
    rows = [_goal_row(goal, today=today) for goal in goals]
    return [(dimension, [row for row in rows if row.goal.dimension == dimension]) for dimension in Dimension]


def _goal_row(goal: Goal, *, today: date) -> GoalRow:
    args = [goal.agreement.uuid, goal.uuid]
    return GoalRow(
        goal=goal,
        baseline=_with_unit(goal.baseline, goal),
        target=_with_unit(goal.target, goal) if goal.target is not None else goal.target_words,
        now=_with_unit(value_now(goal, today=today), goal) if goal.kpi else "",
        letters=smart(goal),
        url=reverse("steering:goal", args=args),
        balance_url=reverse("steering:balance", args=args),
    )


def _with_unit(value: Decimal | None, goal: Goal) -> str:
    return f"{shown(value)} {goal.unit}".strip() if value is not None else "–"


def _standing(agreement: Agreement, still: Iterable[Task]) -> str:
    chain = spoken(chain_of_run(agreement.run))
    if agreement.run.state == RunState.RUNNING:
        return ", ".join(chain.title_of(task.node) for task in still)
    return chain.title_of(agreement.run.end_node) if agreement.run.end_node else _("verlassen")


def _facts(agreement: Agreement, tasks: Iterable[Task]) -> list[Fact]:
    provider = agreement.service.parent or agreement.service
    found = [
        Fact(label=_("Amt"), value=str(agreement.office)),
        Fact(label=_("Träger"), value=str(provider)),
        Fact(label=_("Dienst"), value=str(agreement.service)),
        Fact(label=_("Laufzeit"), value=f"{agreement.begins_on:%d.%m.%Y} – {agreement.ends_on:%d.%m.%Y}"),
    ]
    past = [place_of(task.node) for task in tasks if task.state == TaskState.DONE]
    if agreement.run.state == RunState.RUNNING and Place.INTERIM not in past:
        found.append(Fact(label=_("Zwischenbilanz bis"), due=interim_due(agreement)))
    if agreement.previous:
        url = reverse("steering:agreement", args=[agreement.previous.uuid])
        found.append(Fact(label=_("Vorjahr"), value=str(agreement.previous.begins_on.year), url=url))
    return found


def side_for(agreement: Agreement, place: str, reader: User, *, on: date) -> Side | None:
    """The side whose draft at `place` the reader can write now."""
    tasks = Task.objects.filter(run=agreement.run_id, state=TaskState.OPEN).values_list("node", flat=True)
    mine = sides_of(reader, agreement, on=on)
    found = [side for node in tasks if place_of(node) == place for side in sides_at(agreement, node) & mine]
    return found[0] if found else None
