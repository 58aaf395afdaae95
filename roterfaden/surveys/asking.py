"""The rounds of surveys: planned, codes handed out, answered, closed once."""

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.codes import CodeWrong, clean_code, new_code
from roterfaden.common.crypto import keyring
from roterfaden.common.days import local_day
from roterfaden.surveys.choices import Kind
from roterfaden.surveys.disclosure import LEAST, VALUES, published
from roterfaden.surveys.groups import parts_of
from roterfaden.surveys.models import Ballot, Invitation, OwnQuestionnaire, Round
from roterfaden.surveys.queries import planned_for
from roterfaden.surveys.reader import Question, Questionnaire, questionnaires
from roterfaden.surveys.refusals import SurveyRefused

actions.register("surveys.planned", "Befragung geplant")
actions.register("surveys.codes_made", "Codes einer Befragung ausgegeben")
actions.register("surveys.closed", "Befragung geschlossen")

CODE_LENGTH, MOST_CODES, MOST_TEXT, TWO = 12, 500, 2000, 2


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is asked, of whom and when. `axis`: by what the results are broken down, empty for nothing.

    `linked_to`: a round of another party with whose view of the goal this one is set side by side.
    """

    questionnaire: Questionnaire
    occasion: str
    opens_on: date
    closes_on: date
    minimum: int = LEAST
    axis: str = ""
    linked_to: Round | None = None


def plan(*, organisation: Organisation, wanted: Plan, by: User, at: datetime) -> Round:
    """Plan a round. Refuses others than the quality officer, a minimum below five, an end before the start, an axis
    that does not fit those who are asked, a round of elsewhere to be linked to.
    """
    check_planner(organisation, by, at)
    _check_plan(organisation, wanted, today=local_day(at))
    with transaction.atomic():
        _mark_asked(wanted.questionnaire, organisation)
        row = Round.objects.create(
            organisation=organisation,
            data_key=keyring.new_key(),
            questionnaire_id=wanted.questionnaire.id,
            questionnaire_version=wanted.questionnaire.version,
            occasion=wanted.occasion.strip(),
            opens_on=wanted.opens_on,
            closes_on=wanted.closes_on,
            minimum=wanted.minimum,
            axis=wanted.axis,
            linked_to=wanted.linked_to,
            planned_by=by,
        )
        trail.record("surveys.planned", by=by, at=at, subject=row, organisation=organisation)
    return row


def make_codes(*, survey: Round, numbers: Mapping[str, int], by: User, at: datetime) -> dict[str, list[str]]:
    """Make one-time codes, told once, so many for each group; without a breakdown the only group is "".

    Refuses others than the quality officer, a closed round, too many at once, foreign groups, and a breakdown in which
    a group, or all the others together, could never reach the minimum.
    """
    check_planner(survey.organisation, by, at)
    wanted = {group: number for group, number in numbers.items() if number}
    if not 1 <= sum(wanted.values()) <= MOST_CODES or min(wanted.values()) < 1:
        raise SurveyRefused(f"Auf einmal gibt es 1 bis {MOST_CODES} Codes.")
    with transaction.atomic():
        row = Round.objects.select_for_update().get(pk=survey.pk)
        if row.closed_at:
            raise SurveyRefused("Die Befragung ist geschlossen.")
        _check_groups(row, wanted)
        codes = {group: [new_code(CODE_LENGTH) for _ in range(number)] for group, number in wanted.items()}
        Invitation.objects.bulk_create(
            Invitation(round=row, code_hash=_hash(code), group=group)
            for group, made in codes.items()
            for code in made
        )
        details = {"number": str(sum(wanted.values()))}
        trail.record(
            "surveys.codes_made", by=by, at=at, subject=row, organisation=row.organisation, details=details
        )
    return codes


def open_invitation(code: str, *, on: date) -> Invitation | None:
    """The invitation of a code that can still be used, in a round that runs on that day."""
    try:
        wanted = _hash(clean_code(code))
    except CodeWrong:
        return None
    running = Invitation.objects.filter(
        used=False, round__closed_at=None, round__opens_on__lte=on, round__closes_on__gte=on
    )
    return running.select_related("round__data_key", "round__organisation").filter(code_hash=wanted).first()


def answer(*, code: str, answers: Mapping[str, str], at: datetime) -> None:
    """Put one sheet into the urn and use up its code. Refuses used and late codes, and an empty sheet.

    Deliberately without an entry in the audit trail: its time would lead from a sheet to whoever gave it.
    """
    with transaction.atomic():
        found = open_invitation(code, on=local_day(at))
        if found is None:
            raise SurveyRefused("Dieser Code gilt nicht mehr.")
        survey = Round.objects.select_for_update().get(pk=found.round_id)
        if survey.closed_at:
            raise SurveyRefused("Dieser Code gilt nicht mehr.")
        kept = _known(survey.questionnaire, answers)
        if not kept:
            raise SurveyRefused("Bitte beantworten Sie mindestens eine Frage.")
        if not Invitation.objects.filter(pk=found.pk, used=False).update(used=True):
            raise SurveyRefused("Dieser Code gilt nicht mehr.")
        Ballot.objects.create(round=survey, group=found.group or None, answers=kept)


def close(*, survey: Round, by: User, at: datetime) -> None:
    """Close a round for good; closing it again changes nothing.

    Effects: works out once what may be told, then removes every code and every sheet; audit entry without numbers.
    Refuses others than the quality officer.
    """
    check_planner(survey.organisation, by, at)
    with transaction.atomic():
        row = Round.objects.select_for_update(of=("self",)).select_related("data_key").get(pk=survey.pk)
        if row.closed_at:
            return
        ballots = row.ballots.select_related("round__data_key")
        sheets = [(ballot.group or "", ballot.answers) for ballot in ballots]
        row.closed_at, row.enough = at, len(sheets) >= row.minimum
        if row.enough:
            row.sheets = len(sheets)
            questions, groups = row.questionnaire.questions, sorted(groups_in(row))
            row.results = published(questions, sheets, groups=groups, minimum=row.minimum)
            row.texts = _texts(questions, [answers for _group, answers in sheets], minimum=row.minimum)
        row.revision += 1
        row.save()
        row.addressees.update(round=None)
        row.ballots.all().delete()
        row.invitations.all().delete()
        trail.record("surveys.closed", by=by, at=at, subject=row, organisation=row.organisation)


def _known(questionnaire: Questionnaire, answers: Mapping[str, str]) -> dict[str, str]:
    """Of what was sent that which the questionnaire asks."""
    kept = {}
    for question in questionnaire.questions:
        for part in question.parts:
            given = answers.get(part, "").strip()
            if question.kind == Kind.TEXT:
                given = given[:MOST_TEXT]
            elif given not in VALUES[question.kind]:
                continue
            if given:
                kept[part] = given
    return kept


def _texts(
    questions: Sequence[Question], sheets: Sequence[Mapping[str, str]], *, minimum: int
) -> list[dict[str, Any]]:
    """The free texts of each question in random order; none of a question with fewer than the minimum."""
    found = []
    for question in questions:
        texts = [sheet[question.id] for sheet in sheets if sheet.get(question.id)]
        if question.kind == Kind.TEXT and len(texts) >= minimum:
            secrets.SystemRandom().shuffle(texts)
            found.append({"of": question.id, "texts": texts})
    return found


def groups_in(survey: Round) -> set[str]:
    """The groups for which codes were made; none without a breakdown."""
    return set(survey.invitations.exclude(group="").values_list("group", flat=True))


def check_planner(organisation: Organisation, by: User, at: datetime) -> None:
    """Refuse others than who plans the surveys of `organisation`."""
    if not planned_for(by, on=local_day(at)).filter(pk=organisation.pk).exists():
        raise SurveyRefused("Befragungen plant und schließt, wer für Qualität zuständig ist.")


def _check_plan(organisation: Organisation, wanted: Plan, *, today: date) -> None:
    if wanted.minimum < LEAST:
        raise SurveyRefused(f"Die Mindestzahl ist {LEAST} oder mehr.")
    if wanted.closes_on < wanted.opens_on or wanted.closes_on < today:
        raise SurveyRefused("Der letzte Tag liegt vor dem Beginn oder in der Vergangenheit.")
    if not wanted.occasion.strip():
        raise SurveyRefused("Bitte nennen Sie den Anlass.")
    if wanted.axis and len(parts_of(wanted.axis, wanted.questionnaire.group)) < TWO:
        raise SurveyRefused("Danach lassen sich die Befragten nicht aufschlüsseln.")
    linked = wanted.linked_to
    if linked is not None and linked.organisation_id != organisation.pk:
        raise SurveyRefused("Nebeneinander stehen nur Befragungen desselben Dienstes.")


def _mark_asked(questionnaire: Questionnaire, organisation: Organisation) -> None:
    """From now on the version stays as it is. Refuses one of another service, and one that was changed meanwhile."""
    if (questionnaire.id, questionnaire.version) in questionnaires():
        return
    rows = OwnQuestionnaire.objects.select_for_update().filter(
        organisation=organisation, name=questionnaire.id, number=questionnaire.version
    )
    own = rows.first()
    if own is None or own.as_questionnaire() != questionnaire:
        raise SurveyRefused("Diesen Fragebogen gibt es hier nicht, oder er ist gerade geändert worden.")
    rows.update(asked=True)


def _check_groups(survey: Round, wanted: Mapping[str, int]) -> None:
    """Refuse groups that do not belong here, or that could be too small, alone or as what is left of all."""
    known = {part.id for part in parts_of(survey.axis, survey.questionnaire.group)} if survey.axis else {""}
    if not set(wanted) <= known:
        raise SurveyRefused("Diese Gruppe gehört nicht zu dieser Befragung.")
    if not survey.axis:
        return
    totals = Counter(survey.invitations.values_list("group", flat=True)) + Counter(wanted)
    if len(totals) < TWO or min(totals.values()) < survey.minimum:
        raise SurveyRefused(
            f"Für eine Aufschlüsselung braucht es zwei Gruppen oder mehr, jede mit mindestens {survey.minimum} Codes."
        )


def _hash(code: str) -> str:
    return salted_hmac("roterfaden.surveys.code", code, algorithm="sha256").hexdigest()
