"""The rounds of surveys: planned, codes handed out, answered, closed once."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.crypto import salted_hmac

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.codes import CodeWrong, clean_code, new_code
from roterfaden.common.crypto import keyring
from roterfaden.common.days import local_day
from roterfaden.surveys.choices import Kind
from roterfaden.surveys.disclosure import LEAST, VALUES, published
from roterfaden.surveys.models import Ballot, Invitation, Round
from roterfaden.surveys.queries import planned_for
from roterfaden.surveys.reader import Questionnaire
from roterfaden.surveys.refusals import SurveyRefused

actions.register("surveys.planned", "Befragung geplant")
actions.register("surveys.codes_made", "Codes einer Befragung ausgegeben")
actions.register("surveys.closed", "Befragung geschlossen")

CODE_LENGTH, MOST_CODES, MOST_TEXT = 12, 500, 2000


def plan(
    *,
    organisation: Organisation,
    questionnaire: Questionnaire,
    occasion: str,
    opens_on: date,
    closes_on: date,
    minimum: int,
    by: User,
    at: datetime,
) -> Round:
    """Plan a round. Refuses others than the quality officer, a minimum below five, an end before the start."""
    _check_planner(organisation, by, at)
    if minimum < LEAST:
        raise SurveyRefused(f"Die Mindestzahl ist {LEAST} oder mehr.")
    if closes_on < opens_on or closes_on < local_day(at):
        raise SurveyRefused("Der letzte Tag liegt vor dem Beginn oder in der Vergangenheit.")
    if not occasion.strip():
        raise SurveyRefused("Bitte nennen Sie den Anlass.")
    with transaction.atomic():
        row = Round.objects.create(
            organisation=organisation,
            data_key=keyring.new_key(),
            questionnaire_id=questionnaire.id,
            questionnaire_version=questionnaire.version,
            occasion=occasion.strip(),
            opens_on=opens_on,
            closes_on=closes_on,
            minimum=minimum,
            planned_by=by,
        )
        trail.record("surveys.planned", by=by, at=at, subject=row, organisation=organisation)
    return row


def make_codes(*, survey: Round, number: int, by: User, at: datetime) -> list[str]:
    """Make one-time codes, told once. Refuses others than the quality officer, a closed round, too many at once."""
    _check_planner(survey.organisation, by, at)
    if not 1 <= number <= MOST_CODES:
        raise SurveyRefused(f"Auf einmal gibt es 1 bis {MOST_CODES} Codes.")
    with transaction.atomic():
        if Round.objects.select_for_update().get(pk=survey.pk).closed_at:
            raise SurveyRefused("Die Befragung ist geschlossen.")
        codes = [new_code(CODE_LENGTH) for _ in range(number)]
        Invitation.objects.bulk_create(Invitation(round=survey, code_hash=_hash(code)) for code in codes)
        details = {"number": str(number)}
        organisation = survey.organisation
        trail.record(
            "surveys.codes_made", by=by, at=at, subject=survey, organisation=organisation, details=details
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
        Ballot.objects.create(round=survey, answers=kept)


def close(*, survey: Round, by: User, at: datetime) -> None:
    """Close a round for good; closing it again changes nothing.

    Effects: works out once what may be told, then removes every code and every sheet; audit entry without numbers.
    Refuses others than the quality officer.
    """
    _check_planner(survey.organisation, by, at)
    with transaction.atomic():
        row = Round.objects.select_for_update(of=("self",)).select_related("data_key").get(pk=survey.pk)
        if row.closed_at:
            return
        sheets = [ballot.answers for ballot in row.ballots.select_related("round__data_key")]
        row.closed_at, row.enough = at, len(sheets) >= row.minimum
        if row.enough:
            questions = row.questionnaire.questions
            row.results = published(questions, sheets, minimum=row.minimum)
            names = [question.id for question in questions if question.kind == Kind.TEXT]
            texts = [sheet[name] for name in names for sheet in sheets if sheet.get(name)]
            row.texts = texts if len(texts) >= row.minimum else []
            secrets.SystemRandom().shuffle(row.texts)
        row.revision += 1
        row.save()
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


def _check_planner(organisation: Organisation, by: User, at: datetime) -> None:
    if not planned_for(by, on=local_day(at)).filter(pk=organisation.pk).exists():
        raise SurveyRefused("Befragungen plant und schließt, wer für Qualität zuständig ist.")


def _hash(code: str) -> str:
    return salted_hmac("roterfaden.surveys.code", code, algorithm="sha256").hexdigest()
