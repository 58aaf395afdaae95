"""Questionnaires of a service: begun empty, from another one or from a file; changed until they are asked."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from django.db import transaction

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.revisions import save_revision
from roterfaden.surveys.asking import check_planner
from roterfaden.surveys.choices import Group
from roterfaden.surveys.models import OwnQuestionnaire
from roterfaden.surveys.reader import MOST_QUESTIONS, Question, Questionnaire, read_questionnaire
from roterfaden.surveys.refusals import SurveyRefused

actions.register("surveys.questionnaire_begun", "Eigenen Fragebogen angelegt")
actions.register("surveys.questionnaire_written", "Eigenen Fragebogen geändert")

HEAD = ("title", "source", "context", "easy_checked")


@dataclass(frozen=True, kw_only=True)
class Head:
    """What stands above the questions; `context` says how the results are to be read."""

    title: str
    source: str
    context: str
    easy_checked: bool = False


def begin(
    *,
    organisation: Organisation,
    head: Head,
    group: Group,
    questions: Sequence[Question],
    by: User,
    at: datetime,
) -> OwnQuestionnaire:
    """Begin a questionnaire, with questions of another one or without. Refuses others than the quality officer."""
    check_planner(organisation, by, at)
    name = f"own-{secrets.token_hex(12)}"
    return _new(organisation, name, 1, head, group, questions, by=by, at=at)


def upload(*, organisation: Organisation, text: str, path: str, by: User, at: datetime) -> OwnQuestionnaire:
    """Begin one as a file writes it; id and version are our own. Raises FileFaults with every fault and its line."""
    found = read_questionnaire(text, path=path)
    head = Head(**{name: getattr(found, name) for name in HEAD})
    questions = found.questions
    return begin(organisation=organisation, head=head, group=found.group, questions=questions, by=by, at=at)


def next_version(*, own: OwnQuestionnaire, by: User, at: datetime) -> OwnQuestionnaire:
    """The version that follows, to be changed; the newest if it was not asked yet. Refuses others than the planner."""
    check_planner(own.organisation, by, at)
    with transaction.atomic():
        rows = OwnQuestionnaire.objects.select_for_update().filter(name=own.name)
        newest = rows.select_related("organisation").order_by("-number")[0]
        if not newest.asked:
            return newest
        head = Head(**{name: getattr(newest, name) for name in HEAD})
        questions = newest.as_questionnaire().questions
        return _new(
            newest.organisation,
            newest.name,
            newest.number + 1,
            head,
            Group(newest.group),
            questions,
            by=by,
            at=at,
        )


def write_head(*, own: OwnQuestionnaire, head: Head, revision: int, by: User, at: datetime) -> None:
    """Change what stands above the questions. Refuses others, what was asked; Conflict for a second editor."""
    for name in HEAD:
        setattr(own, name, getattr(head, name))
    _save(own, HEAD, revision=revision, by=by, at=at)


def put_question(*, own: OwnQuestionnaire, question: Question, revision: int, by: User, at: datetime) -> None:
    """Change a question, or add it at the end if its id is empty. Refuses as `write_head`, and too many."""
    known = own.as_questionnaire().questions
    if question.id:
        found = [question if one.id == question.id else one for one in known]
    elif len(known) >= MOST_QUESTIONS:
        raise SurveyRefused(f"Mehr als {MOST_QUESTIONS} Fragen beantwortet niemand.")
    else:
        found = [*known, replace(question, id=_free_id(known))]
    _write_questions(own, found, revision=revision, by=by, at=at)


def move_question(
    *, own: OwnQuestionnaire, question_id: str, places: int, revision: int, by: User, at: datetime
) -> None:
    """Move a question by so many places, as far as it goes. Refuses as `write_head`, and one that is gone."""
    known = list(own.as_questionnaire().questions)
    at_place = _place(known, question_id)
    moved = known.pop(at_place)
    known.insert(max(at_place + places, 0), moved)
    _write_questions(own, known, revision=revision, by=by, at=at)


def drop_question(*, own: OwnQuestionnaire, question_id: str, revision: int, by: User, at: datetime) -> None:
    """Take a question out. Refuses as `write_head`, and one that is gone."""
    known = list(own.as_questionnaire().questions)
    del known[_place(known, question_id)]
    _write_questions(own, known, revision=revision, by=by, at=at)


def as_yaml(questionnaire: Questionnaire) -> str:
    """The questionnaire as the file from which it can be uploaded again."""
    head = {"id": questionnaire.id, "version": questionnaire.version, "group": questionnaire.group.value}
    head |= {name: getattr(questionnaire, name) for name in HEAD}
    lines = [f"{key}: {_as_yaml(value)}" for key, value in head.items()]
    for question in questionnaire.questions:
        said = {"id": question.id, "kind": question.kind.value, "text": question.text}
        said |= {"easy": question.easy} if question.easy else {}
        row = ", ".join(f"{key}: {_as_yaml(value)}" for key, value in said.items())
        lines.append(f"  - {{{row}{', goal: true' if question.goal else ''}}}")
    lines.insert(len(head), "questions:" if questionnaire.questions else "questions: []")
    return "\n".join(lines) + "\n"


def _new(
    organisation: Organisation,
    name: str,
    number: int,
    head: Head,
    group: Group,
    questions: Sequence[Question],
    *,
    by: User,
    at: datetime,
) -> OwnQuestionnaire:
    with transaction.atomic():
        row = OwnQuestionnaire.objects.create(
            organisation=organisation,
            name=name,
            number=number,
            group=group,
            questions=_plain(questions),
            **asdict(head),
        )
        trail.record("surveys.questionnaire_begun", by=by, at=at, subject=row, organisation=organisation)
    return row


def _write_questions(
    own: OwnQuestionnaire, questions: Sequence[Question], *, revision: int, by: User, at: datetime
) -> None:
    own.questions = _plain(questions)
    _save(own, ("questions",), revision=revision, by=by, at=at)


def _save(own: OwnQuestionnaire, fields: Sequence[str], *, revision: int, by: User, at: datetime) -> None:
    check_planner(own.organisation, by, at)
    with transaction.atomic():
        if OwnQuestionnaire.objects.select_for_update().get(pk=own.pk).asked:
            raise SurveyRefused(
                "Dieser Fragebogen ist schon gefragt worden. Bitte legen Sie eine neue Fassung an."
            )
        save_revision(own, expected=revision, fields=fields)
        trail.record(
            "surveys.questionnaire_written", by=by, at=at, subject=own, organisation=own.organisation
        )


def _place(questions: Sequence[Question], question_id: str) -> int:
    for place, question in enumerate(questions):
        if question.id == question_id:
            return place
    raise SurveyRefused("Diese Frage gibt es nicht mehr.")


def _free_id(known: Sequence[Question]) -> str:
    """An id that no question bears; one that was taken out stays unused as long as a later one is there."""
    taken = {question.id for question in known}
    number = len(taken) + 1
    while f"q{number}" in taken:
        number += 1
    return f"q{number}"


def _plain(questions: Sequence[Question]) -> list[dict[str, object]]:
    return [{**asdict(question), "kind": question.kind.value} for question in questions]


def _as_yaml(value: object) -> str:
    """A value as YAML; a text as JSON writes it, which YAML reads alike."""
    return json.dumps(value, ensure_ascii=False)
