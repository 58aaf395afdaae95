"""Rehearse chains with all that hangs on them: sample cases walk every path for real, and nothing of it stays.

One sample case for each path: it is opened, every step done with its documents, the anamnesis asked, every letter and
report made, the case closed and every KPI reckoned. Then the transaction is taken back.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from roterfaden.accounts import members, organisations
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import User
from roterfaden.cases import intake, steps
from roterfaden.cases.anamnesis_words import record_in_case
from roterfaden.cases.choices import CaseResult
from roterfaden.cases.closing import close_case
from roterfaden.cases.models import Case
from roterfaden.common.days import local_day
from roterfaden.correspondence.filling import filled
from roterfaden.correspondence.proposing import proposed_document
from roterfaden.correspondence.shipped import shipped_letters
from roterfaden.people.facts import Said, Sitting
from roterfaden.people.form import Item
from roterfaden.people.overlays import form_for
from roterfaden.process.catalogue import chain_of
from roterfaden.process.choices import DocumentState, TaskState
from roterfaden.process.engine.definition import Chain, Path
from roterfaden.process.evidence import missing_documents, record_document
from roterfaden.process.models import ChainVersion, Deadline, Run, Task
from roterfaden.process.rehearsal import weak_spots
from roterfaden.steering.kpis import kpis_for
from roterfaden.steering.periods import year_of
from roterfaden.steering.reckoning import reckon_all

# where a chain is rehearsed: a place of its country and a kind of office that works on cases there
PLACES = {"de": ("DE-NW", "service"), "de-CH": ("CH-SO", "social_service")}
PACE = timedelta(days=3)


@dataclass
class Rehearsed:
    """What one sample case did on one path, and what did not hold."""

    chain: str
    path: str
    done: int = 0
    deadlines: list[tuple[str, date]] = field(default_factory=list)
    documents: int = 0
    answers: int = 0
    letters: int = 0
    kpis: int = 0
    faults: list[str] = field(default_factory=list)


def rehearse(version: ChainVersion, *, at: datetime) -> list[Rehearsed]:
    """Every path of a chain version, one after the other. Nothing stays. Faults of the drawing come with the first."""
    chain = chain_of(version)
    found = [_rehearse(version, chain, path, at=at) for path in chain.paths]
    if found:
        found[0].faults += [spot.sentence for spot in weak_spots(chain)]
    return found


def _rehearse(version: ChainVersion, chain: Chain, path: Path, *, at: datetime) -> Rehearsed:
    told = Rehearsed(chain.id, path.name)
    start = at - PACE * (len(path.walk) + 1)
    with transaction.atomic():
        case = _open(version, chain, path, at=start)
        ended = _walk(case, chain, path, told, at=start)
        told.deadlines = list(
            Deadline.objects.filter(run__case_run__case=case).order_by("pk").values_list("title", "due_on")
        )
        _ask(case, told, at=at)
        _write(case, told, on=local_day(at))
        if ended:
            _close(case, told, at=at)
        transaction.set_rollback(True)
    return told


def _open(version: ChainVersion, chain: Chain, path: Path, *, at: datetime) -> Case:
    region, kind = PLACES[chain.language]
    told: dict[str, Any] = {"by": None, "at": at}
    service = organisations.add_organisation(
        code="probe", name="Probedienst", kind=kind, region=region, file_prefix="PROBE", **told
    )
    worker = members.add_user(username="probe-fachkraft", first_name="Probe", last_name="Fachkraft", **told)
    members.add_member(
        user=worker, organisation=service, role=Role.CASEWORKER, valid_from=local_day(at), **told
    )
    return intake.open_case(
        service=service,
        person={"first_name": "Probe", "last_name": "Person", "birth_date": date(1990, 1, 1)},
        chain_version=version,
        start_node=path.walk[0],
        responsible=worker,
        team=None,
        opened_on=local_day(at),
        concern="Probe der Kette.",
        mandate=None,
        by=worker,
        at=at,
    )


def _walk(case: Case, chain: Chain, path: Path, told: Rehearsed, *, at: datetime) -> bool:
    """Go along the path; whether it came to the end that it names."""
    by, end = case.responsible, path.walk[-1]
    for place, word in enumerate(path.walk[1:-1], start=1):
        moment, (node, _equals, label) = at + PACE * place, word.partition("=")
        with _noting(told, f"„{word}“"):
            run = Run.objects.get(case_run__case=case)
            task = Task.objects.filter(run=run, node=node, state=TaskState.OPEN).order_by("number").first()
            if task is None:
                told.faults.append(f"„{word}“ ist nicht offen.")
                return False
            _look_at_deadline(task, chain, told)
            task.run = run
            for title in missing_documents(chain=chain, task=task):
                record_document(
                    task=task, title=title, state=DocumentState.PRESENT, scope=case, by=by, at=moment
                )
                told.documents += 1
            seen = steps.Seen(run, run.moves)
            steps.complete_task(
                case=case, seen=seen, number=task.number, outcome=label, note="", by=by, at=moment
            )
            told.done += 1
    reached = Run.objects.get(case_run__case=case).end_node
    if reached != end:
        told.faults.append(f"Der Weg endet bei „{reached or 'keinem Ende'}“ statt bei „{end}“.")
    return reached == end


def _look_at_deadline(task: Task, chain: Chain, told: Rehearsed) -> None:
    """A step with a deadline that counts from what is known when it opens has a day."""
    step = chain.step(task.node)
    if step is None or step.deadline is None or step.deadline.of.startswith("step:"):
        return
    if not Deadline.objects.filter(task=task).exists():
        told.faults.append(f"Die Frist von „{step.title}“ hat keinen Tag.")


def _ask(case: Case, told: Rehearsed, *, at: datetime) -> None:
    """Every question of the anamnesis, answered once."""
    form = form_for(case.service, on=local_day(at))
    asked = [item for item in form.items().values() if not item.kept_as and not item.retired]
    with _noting(told, "Anamnese"):
        record_in_case(
            case=case,
            form=form,
            sitting=Sitting(source=form.sources[0].id, said_on=local_day(at), source_name=""),
            said=[Said(item=item.id, value=sample_of(item)) for item in asked],
            health=True,
            by=case.responsible,
            at=at,
        )
        told.answers = len(asked)


def sample_of(item: Item) -> Any:
    """An answer that fits the question."""
    samples: dict[str, Any] = {
        "date": "2020-02-29",
        "period": {"from": "2015", "to": "2019-08"},
        "integer": item.least,
        "contact": dict.fromkeys(item.parts, "Probe"),
    }
    if item.choices:
        return item.choices[0][0]
    return samples.get(str(item.type), "Probe")


def _write(case: Case, told: Rehearsed, *, on: date) -> None:
    """Every shipped letter, form, report and statement, made from the file of the sample case."""
    for template in shipped_letters().values():
        with _noting(told, f"Vorlage „{template.title}“"):
            if template.is_written:
                proposed_document(case, template, on=on)
            else:
                filled(case, template, on=on)
            told.letters += 1


def _close(case: Case, told: Rehearsed, *, at: datetime) -> None:
    """Close the case, and reckon every KPI of its service and year."""
    now = Case.objects.select_related("person", "service", "responsible").get(pk=case.pk)
    by: User = case.responsible
    with _noting(told, "Abschluss"):
        close_case(
            case=now, result=CaseResult.ADVISED, reason="Ende der Probe.", closed_on=local_day(at),
            revision=now.revision, by=by, at=at,
        )  # fmt: skip
    today = local_day(at)
    with _noting(told, "Kennzahlen"):
        period = year_of(today.year, today=today)
        told.kpis = len(reckon_all(kpis_for(case.service, on=today), case.service, period))


@contextmanager
def _noting(told: Rehearsed, what: str) -> Iterator[None]:
    """What a part of the program refuses becomes a fault; whatever it began is taken back."""
    try:
        with transaction.atomic():
            yield
    except Exception as fault:  # noqa: BLE001 - a rehearsal tells of every kind of fault and goes on
        told.faults.append(f"{what}: {type(fault).__name__}: {fault}")
