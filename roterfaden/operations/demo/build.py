"""Build the demo: deterministic for a given day, through the real domain functions, in one transaction."""

import random
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from roterfaden.accounts.models import Organisation
from roterfaden.cases import closing, handover, intake, steps
from roterfaden.cases.choices import CaseResult, MandateKind
from roterfaden.cases.mandates import MandateFacts
from roterfaden.cases.models import Case
from roterfaden.common.days import noon
from roterfaden.operations.demo.access import show_access
from roterfaden.operations.demo.accesses import give_accesses
from roterfaden.operations.demo.anamneses import tell_anamneses
from roterfaden.operations.demo.applications import help_to_apply
from roterfaden.operations.demo.audits import hold_audits
from roterfaden.operations.demo.chain_draft import draft_a_chain
from roterfaden.operations.demo.closings import tell_of_endings
from roterfaden.operations.demo.complaints import tell_of_complaints
from roterfaden.operations.demo.consents import add_consents
from roterfaden.operations.demo.dates import make_dates
from roterfaden.operations.demo.employers import fill_registers
from roterfaden.operations.demo.filings import file_documents
from roterfaden.operations.demo.handbook import tell_of_the_handbook
from roterfaden.operations.demo.journals import fill_journals
from roterfaden.operations.demo.layers import lay_layers
from roterfaden.operations.demo.letters import write_letters
from roterfaden.operations.demo.library import Library, in_swiss
from roterfaden.operations.demo.measures import speak_of_measures
from roterfaden.operations.demo.moved import move_to_house_rules
from roterfaden.operations.demo.offers import offer_and_decide
from roterfaden.operations.demo.orders import tell_of_orders
from roterfaden.operations.demo.people import Stage, set_stage
from roterfaden.operations.demo.peter import tell_peters_story
from roterfaden.operations.demo.placements import place_some
from roterfaden.operations.demo.plans import COMMISSIONERS, Plan, plans, probation_ago, with_deadline
from roterfaden.operations.demo.requirements import assess_requirements
from roterfaden.operations.demo.statistics import tell_of_figures
from roterfaden.operations.demo.steering import steer
from roterfaden.operations.demo.surroundings import add_surroundings
from roterfaden.operations.demo.tables import lay_tables
from roterfaden.operations.demo.walker import Walker
from roterfaden.process.catalogue import chain_of, version_in_force, versions_in_force
from roterfaden.process.choices import RunState
from roterfaden.process.models import ChainVersion, Run

SEED = 2606
MANDATE_KINDS = {
    "V1": MandateKind.PLACEMENT,
    "S2": MandateKind.SECURING,
    "V2": MandateKind.TRANSITION_SCHOOL,
    "V3a": MandateKind.TRANSITION_WORKSHOP,
    "V3b": MandateKind.TRANSITION_WORKSHOP,
    "V4": MandateKind.LOW_THRESHOLD,
    "IIZ": MandateKind.COORDINATION,
}
# special -> which part of the path has been walked
WALKED = {"fresh": 0.0, "middle": 0.5, "late": 0.85, "overdue": 0.6}
FINISHED = frozenset(("closed", "reopened", "handover"))


def is_loaded() -> bool:
    return Organisation.objects.filter(code="ifd-neuhafen").exists()


def build_demo(*, today: date) -> int:
    """Make both worlds with all their cases; returns how many cases there are. Does nothing if they are there."""
    if is_loaded():
        return Case.objects.count()
    rng = random.Random(SEED)  # noqa: S311
    library = Library(rng, today=today)
    with transaction.atomic():
        began = noon(today - timedelta(days=4 * 365))
        stage = set_stage(today=today, at=began)
        versions = {version.key: version for version in versions_in_force(on=today)}
        for number, plan in enumerate(plans([chain_of(version) for version in versions.values()])):
            make_case(plan, number, stage, versions, library, rng, today=today)
        tell_peters_story(stage, today=today)
        tell_of_the_handbook(stage.offices, stage.users, today=today)
        make_dates(stage, today=today)
        fill_journals(stage, today=today)
        add_consents(today=today)
        lay_layers(stage, today=today)
        move_to_house_rules(stage, today=today)
        draft_a_chain(stage, today=today)
        speak_of_measures(stage, today=today)
        tell_anamneses(stage, today=today)
        add_surroundings(today=today)
        lay_tables(stage, today=today)
        fill_registers(stage.offices, stage.users, today=today)
        place_some(stage.offices, stage.users, today=today)
        tell_of_endings(stage, today=today)
        tell_of_complaints(stage, today=today)
        hold_audits(stage, today=today)
        offer_and_decide(stage, today=today)
        give_accesses(stage, today=today)
        file_documents(stage, today=today)
        show_access(stage, today=today)
        write_letters(stage, today=today)
        tell_of_figures(stage, today=today)
        assess_requirements(stage, today=today)
        steer(stage, today=today)
        tell_of_orders(stage, today=today)
        help_to_apply(stage, today=today)
    return Case.objects.count()


def make_case(
    plan: Plan,
    number: int,
    stage: Stage,
    versions: dict[str, ChainVersion],
    library: Library,
    rng: random.Random,
    *,
    today: date,
) -> None:
    """Open one case as planned and walk it as far as its plan says, in the name of its worker."""
    swiss = stage.offices[plan.service].region.startswith("CH")
    path = list(plan.chain.paths[plan.path].walk)
    days = _age_in_days(plan, number, rng)
    if plan.special.startswith("probation"):
        days += probation_ago(plan, today=today)
    opened = noon(today - timedelta(days=days))
    walker = _open(
        plan, number, stage, versions[plan.chain.id], library, rng, opened, today=today, swiss=swiss
    )
    walker.pace = timedelta(days=max(days - 6, 1) / max(round(len(path) * _share(plan)), 1))
    if plan.special.startswith("probation"):
        walker.until = noon(today - timedelta(days=probation_ago(plan, today=today)))
    walker.write(walker.now, "meeting")
    _live(plan, walker, path[1:], stage, today=today)


def _share(plan: Plan) -> float:
    """How much of its path a case has walked: finished ones all of it."""
    return 1.0 if plan.special in FINISHED else WALKED.get(plan.special, 0.45)


def _age_in_days(plan: Plan, number: int, rng: random.Random) -> int:
    """How long ago the case was opened: fresh ones days, finished ones up to three years."""
    if plan.special == "fresh":
        return 2 + number % 9
    if plan.special in FINISHED:
        return rng.randint(200, 1050)
    return rng.randint(45, 400)


def _open(
    plan: Plan,
    number: int,
    stage: Stage,
    version: ChainVersion,
    library: Library,
    rng: random.Random,
    opened: datetime,
    *,
    today: date,
    swiss: bool,
) -> Walker:
    situation = library.situation(swiss=swiss)
    person = library.person(swiss=swiss, young=plan.chain.id == "V2")
    person |= {"disability": situation["disability"], "communication": situation["communication"]}
    concern = situation["concern"].format(name=f"{person['first_name']} {person['last_name']}")
    by = stage.users[plan.worker]
    service = stage.offices[plan.service]
    case = intake.open_case(
        service=service,
        person={
            key: in_swiss(value) if swiss and isinstance(value, str) else value
            for key, value in person.items()
        },
        chain_version=version,
        start_node=plan.chain.paths[plan.path].walk[0],
        responsible=by,
        team=_team_of(plan, stage),
        opened_on=timezone.localdate(opened),
        concern=in_swiss(concern) if swiss else concern,
        mandate=None
        if swiss and number % 2
        else _mandate(plan, number, stage, library, rng, opened, today=today),
        by=by,
        at=opened,
    )
    run = Run.objects.get(case_run__case=case)
    until = noon(today) - timedelta(days=number % 6, hours=3)
    return Walker(case, run, by, library, rng, opened, max(until, opened), timedelta(days=7), swiss)


def _team_of(plan: Plan, stage: Stage) -> Any:
    if plan.service != "ifd-neuhafen":
        return None
    name = "Sicherung" if plan.worker in {"albers", "yilmaz"} else "Vermittlung"
    return stage.teams[plan.service, name]


def _mandate(
    plan: Plan,
    number: int,
    stage: Stage,
    library: Library,
    rng: random.Random,
    opened: datetime,
    *,
    today: date,
) -> MandateFacts:
    kind = MANDATE_KINDS.get(plan.chain.id, MandateKind.MEASURE)
    start = timezone.localdate(opened)
    soon = today + timedelta(days=rng.choice((1, 2, 4, 12, 25, 40)))
    until = soon if number % 7 == 3 else start + timedelta(days=rng.choice((365, 540, 730)))  # noqa: PLR2004
    swiss = stage.offices[plan.service].region.startswith("CH")
    commissioner = stage.offices["iv" if swiss else COMMISSIONERS[number % len(COMMISSIONERS)]]
    goal = library.text("mandate_goals")
    return MandateFacts(
        kind=kind,
        valid_from=start,
        valid_until=until,
        commissioner=None if kind == MandateKind.LOW_THRESHOLD else commissioner,
        goal=in_swiss(goal) if swiss else goal,
    )


def _live(plan: Plan, walker: Walker, path: list[str], stage: Stage, *, today: date) -> None:
    """Walk as far as the plan says, then do what is special about this case."""
    special = plan.special
    if special.startswith("probation"):
        walker.walk(path[: path.index(with_deadline(plan.chain))])
        walker.until = noon(today)
        return
    if special in FINISHED:
        walker.walk(path)
        _finish(plan, walker)
        return
    walker.walk(path[: round(len(path) * _share(plan))])
    if walker.run.state != RunState.RUNNING:
        if walker.rng.random() < 0.6:  # noqa: PLR2004
            _close(plan, walker)
        return
    SPECIAL.get(special, _nothing)(walker, stage)


def _finish(plan: Plan, walker: Walker) -> None:
    walker.run = Run.objects.get(pk=walker.run.pk)
    if plan.special == "handover":
        _go_on(walker)
        return
    _close(plan, walker)
    if plan.special == "reopened":
        case = Case.objects.get(pk=walker.case.pk)
        at = walker.tick()
        closing.reopen_case(
            case=case, reason=walker.library.texts["reopening"], revision=case.revision, by=walker.by, at=at
        )
        walker.case = Case.objects.get(pk=case.pk)
        walker.deviate("resume", to=plan.chain.steps[0].id)


def _close(plan: Plan, walker: Walker) -> None:
    """End what still runs, then close the case with the next result of the library."""
    if walker.run.state == RunState.RUNNING:
        walker.deviate("end_early", end=plan.chain.ends[-1].id)
    ending = walker.library.text("closing")
    case = Case.objects.get(pk=walker.case.pk)
    at = walker.tick()
    closing.close_case(
        case=case,
        result=CaseResult(ending["result"]),
        reason=walker.say(ending["reason"]),
        closed_on=timezone.localdate(at),
        revision=case.revision,
        by=walker.by,
        at=at,
    )


def _go_on(walker: Walker) -> None:
    """Continue in the chain to which the first one hands over, and take its first steps there."""
    end = chain_of(walker.run.chain_version).end(walker.run.end_node)
    if end is None or not end.chain or version_in_force(end.chain, on=walker.now.date()) is None:
        return
    link = steps.continue_in_next_chain(case=walker.case, run=walker.run, by=walker.by, at=walker.tick())
    walker.run = link.run
    chain = chain_of(link.run.chain_version)
    path = next((p for p in chain.paths if p.walk[0] == link.run.start_node), chain.paths[0])
    walker.walk(list(path.walk[1:5]))


def _nothing(_walker: Walker, _stage: Stage) -> None:
    return


def _jump(walker: Walker, _stage: Stage) -> None:
    task = walker.open_tasks()[0]
    chain = chain_of(walker.run.chain_version)
    later = [step.id for step in chain.steps if step.id != task.node]
    walker.deviate("jump", number=task.number, to=later[len(later) // 2])


def _skip(walker: Walker, _stage: Stage) -> None:
    task = next((task for task in walker.open_tasks() if task.kind == "step"), None)
    if task is not None:
        walker.deviate("skip", number=task.number)


def _repeat(walker: Walker, _stage: Stage) -> None:
    walker.deviate("repeat", number=walker.open_tasks()[0].number)


def _own_step(walker: Walker, _stage: Stage) -> None:
    walker.deviate("own_step", title=walker.say(walker.library.text("own_steps")))


def _undo(walker: Walker, _stage: Stage) -> None:
    if walker.run.moves > 1:
        walker.deviate("undo")


def _leave(walker: Walker, _stage: Stage) -> None:
    walker.deviate("leave")


def _resume(walker: Walker, _stage: Stage) -> None:
    node = walker.open_tasks()[0].node
    walker.deviate("leave")
    walker.deviate("resume", to=node)


def _end_early(walker: Walker, _stage: Stage) -> None:
    walker.deviate("end_early", end=chain_of(walker.run.chain_version).ends[0].id)


def _rule(walker: Walker, _stage: Stage) -> None:
    walker.deviate("rule", rule=chain_of(walker.run.chain_version).standing_rules[0].id)


def _subchain(walker: Walker, _stage: Stage) -> None:
    """Begin the first chain in force that an open step names; if none does, jump to a step that does."""
    chain = chain_of(walker.run.chain_version)
    ready = [
        (step.id, key)
        for step in chain.steps
        for key in step.subchains
        if version_in_force(key, on=walker.now.date()) is not None
    ]
    if not ready:
        return
    node, key = ready[0]
    task = walker.open_tasks()[0]
    if task.node != node:
        walker.deviate("jump", number=task.number, to=node)
        task = next(task for task in walker.open_tasks() if task.node == node)
    version = version_in_force(key, on=walker.now.date())
    if version is not None:
        called = chain_of(version)
        main = walker.run
        link = steps.call_subchain(
            case=walker.case,
            task=task,
            chain_key=key,
            start_node=called.starts[0].id,
            by=walker.by,
            at=walker.tick(),
        )
        walker.run = link.run
        path = next((p for p in called.paths if p.walk[0] == called.starts[0].id), called.paths[0])
        walker.walk(list(path.walk[1:3]))
        walker.run = main


def _colleague(walker: Walker, stage: Stage) -> None:
    other = stage.users["reimers" if walker.by.username != "reimers" else "holm"]
    case = Case.objects.get(pk=walker.case.pk)
    if case.service.code == "ifd-neuhafen":
        handover.hand_over(
            case=case,
            to=other,
            reason=walker.library.text("handover"),
            revision=case.revision,
            by=walker.by,
            at=walker.tick(),
        )


SPECIAL = {
    "jump": _jump,
    "skip": _skip,
    "repeat": _repeat,
    "own_step": _own_step,
    "undo": _undo,
    "leave": _leave,
    "resume": _resume,
    "end_early": _end_early,
    "rule": _rule,
    "subchain": _subchain,
    "colleague": _colleague,
}
