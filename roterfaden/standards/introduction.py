"""The staged introduction of the quality system: a plan from the catalogue, with who, by when, how far."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.catalogue_file import MAX_LINE, MAX_TITLE, CatalogueFile, Edition
from roterfaden.common.crypto import keyring
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.standards.choices import STAGE_OVER, StageState
from roterfaden.standards.models import Introduction, Stage
from roterfaden.standards.own import NOT_YOURS
from roterfaden.standards.queries import people_of
from roterfaden.standards.refusals import StandardRefused
from roterfaden.standards.rules import may_assess

actions.register("standards.introduction_begun", "Einführung des Qualitätssystems geplant")
actions.register("standards.officer_named", "Beauftragte Person für das Qualitätssystem benannt")
actions.register("standards.stage_changed", "Stufe der Einführung geändert")
actions.register("standards.stage_added", "Stufe der Einführung ergänzt")

PLAN = Path(settings.PACKAGE_DIR) / "catalogue" / "introduction" / "kassys-2026-11.yaml"
MOST_STAGES = 40


@dataclass(frozen=True)
class PlannedStage:
    """A stage as the source has it. `after`: stages that are over before it begins; `only`: variants that have it."""

    key: str
    title: str
    text: str
    source: str
    after: tuple[str, ...]
    only: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    edition: Edition
    variants: dict[str, str]
    stages: tuple[PlannedStage, ...]

    def stage(self, key: str) -> PlannedStage | None:
        return next((one for one in self.stages if one.key == key), None)


@lru_cache(maxsize=1)
def shipped_plan() -> Plan:
    """The shipped plan. Raises FileFaults if the file is faulty."""
    return read_plan(PLAN)


def read_plan(path: Path) -> Plan:
    """Read and check a plan: stages it names exist and come before, variants exist. Raises FileFaults."""
    file = CatalogueFile(path)
    edition = file.edition("introduction")
    variants = file.top.titles("variants", most=MAX_TITLE)
    stages: list[PlannedStage] = []
    for fields in file.top.many("stages", least=1):
        known = {one.key for one in stages}
        made = PlannedStage(
            fields.identifier("id"),
            fields.text("title", most=MAX_TITLE),
            fields.text("text", most=MAX_LINE),
            fields.text("source", most=MAX_TITLE),
            fields.identifiers("after"),
            fields.identifiers("only"),
        )
        if made.key in known:
            fields.refuse("id", "Diese Kennung steht hier zweimal.")
        if not set(made.after) <= known:
            fields.refuse("after", "Hier stehen Stufen, die weiter oben kommen.")
        if not set(made.only) <= set(variants):
            fields.refuse("only", "Diese Spielart gibt es nicht.")
        fields.close()
        stages.append(made)
    file.close()
    return Plan(edition, variants, tuple(stages))


def begin_introduction(
    *, organisation: Organisation, variant: str, officer: User, by: User, at: datetime
) -> Introduction:
    """Plan the introduction by a variant of the catalogue; again for the same place returns the first.

    Refuses who does not look after the quality of the place, an unknown variant, an officer who does not work there.
    """
    today = local_day(at)
    if not may_assess(by, organisation, on=today):
        raise StandardRefused(NOT_YOURS)
    plan = shipped_plan()
    if variant not in plan.variants:
        raise StandardRefused("Bitte wählen Sie, wie Sie vorgehen.")
    _check_person(organisation, officer, on=today)
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        known = Introduction.objects.filter(organisation=organisation).first()
        if known is not None:
            return known
        row = Introduction.objects.create(
            organisation=organisation,
            data_key=keyring.new_key(),
            variant=variant,
            version=plan.edition.version,
            begun_on=today,
            officer=officer,
        )
        wanted = [one for one in plan.stages if not one.only or variant in one.only]
        for number, one in enumerate(wanted, start=1):
            Stage.objects.create(introduction=row, number=number, key=one.key, title=one.title)
        _record("standards.introduction_begun", row, by=by, at=at, variant=variant)
    return row


def name_officer(*, introduction: Introduction, officer: User, revision: int, by: User, at: datetime) -> None:
    """Say who keeps in touch with those who look after the system.

    Refuses as `begin_introduction`; with Conflict another revision.
    """
    _check(introduction, by=by, at=at)
    _check_person(introduction.organisation, officer, on=local_day(at))
    with transaction.atomic():
        introduction.officer = officer
        save_revision(introduction, expected=revision, fields=("officer",))
        _record("standards.officer_named", introduction, by=by, at=at)


def change_stage(
    *,
    stage: Stage,
    state: StageState,
    responsible: User | None,
    due_on: date | None,
    note: str,
    revision: int,
    by: User,
    at: datetime,
) -> None:
    """Say how far a stage is, who sees to it and by when.

    Refuses who does not look after the quality of the place, a running stage without both, one that begins before those
    it builds on are over, one that is dropped without a reason; with Conflict another revision.
    """
    introduction = stage.introduction
    _check(introduction, by=by, at=at)
    if responsible is not None:
        _check_person(introduction.organisation, responsible, on=local_day(at))
    if state == StageState.RUNNING and (responsible is None or due_on is None):
        raise StandardRefused("Bitte sagen Sie, wer sich darum kümmert und bis wann.")
    if state == StageState.DROPPED and not note.strip():
        raise StandardRefused("Bitte sagen Sie in einem Satz, warum die Stufe entfällt.")
    with transaction.atomic():
        Introduction.objects.select_for_update(of=("self",)).get(pk=introduction.pk)
        waiting = waits_for(stage)
        if waiting and state in (StageState.RUNNING, StageState.DONE):
            raise StandardRefused(f"Zuerst: {', '.join(waiting)}.")
        over = state in STAGE_OVER
        stage.over_on = (stage.over_on or local_day(at)) if over else None
        stage.state, stage.responsible, stage.due_on = state, responsible, due_on
        stage.note = note.strip()
        fields = ("state", "responsible", "due_on", "note", "over_on")
        save_revision(stage, expected=revision, fields=fields)
        _record("standards.stage_changed", introduction, by=by, at=at, number=stage.number, state=str(state))


def add_stage(*, introduction: Introduction, title: str, by: User, at: datetime) -> Stage:
    """Add a stage of one's own at the end; the same title again changes nothing. Refuses others than the keepers, no
    title, too many.
    """
    _check(introduction, by=by, at=at)
    if not title.strip():
        raise StandardRefused("Bitte geben Sie der Stufe einen Namen.")
    with transaction.atomic():
        Introduction.objects.select_for_update(of=("self",)).get(pk=introduction.pk)
        known = introduction.stages.filter(title=title.strip()).first()
        if known is not None:
            return known
        last = introduction.stages.aggregate(last=Max("number"))["last"] or 0
        if last >= MOST_STAGES:
            raise StandardRefused(f"Mehr als {MOST_STAGES} Stufen überblickt niemand.")
        made = Stage.objects.create(introduction=introduction, number=last + 1, title=title.strip())
        _record("standards.stage_added", introduction, by=by, at=at, number=made.number)
    return made


def waits_for(stage: Stage, stages: list[Stage] | None = None) -> list[str]:
    """The titles of the stages that must be over before this one begins; `stages`: all of the plan, where at hand."""
    planned = shipped_plan().stage(stage.key)
    if planned is None or not planned.after:
        return []
    rows = stages if stages is not None else list(Stage.objects.filter(introduction=stage.introduction_id))
    return [row.title for row in rows if row.key in planned.after and row.state not in STAGE_OVER]


def _check(introduction: Introduction, *, by: User, at: datetime) -> None:
    if not may_assess(by, introduction.organisation, on=local_day(at)):
        raise StandardRefused(NOT_YOURS)


def _check_person(organisation: Organisation, user: User, *, on: date) -> None:
    if not people_of(organisation, on=on).filter(pk=user.pk).exists():
        raise StandardRefused("Diese Person arbeitet nicht hier.")


def _record(action: str, row: Introduction, *, by: User, at: datetime, **details: str | int) -> None:
    trail.record(action, by=by, at=at, subject=row, scope=row, organisation=row.organisation, details=details)
