"""Keep what somebody answered to the facts of admission; nothing is overwritten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.cases.journal import require_open
from roterfaden.cases.models import Case
from roterfaden.common.days import local_day
from roterfaden.offers.admission.definition import Fact
from roterfaden.offers.facts_file import FactRefused, facts_from
from roterfaden.offers.models import Answer
from roterfaden.people.languages import record_level

RECORDED = actions.register("offers.answers_recorded", "Angaben zur Prüfung der Angebote festgehalten")
MAX_SOURCE = 300


class AnswerRefused(ValueError):
    """The answers cannot be kept like this; `fact` is the one at fault, "" if it is all of them."""

    def __init__(self, message: str, fact: str = "") -> None:
        super().__init__(message)
        self.fact = fact


class AnswerConflict(Exception):
    """Somebody answered some of these first; `answers` are theirs, and nothing was written."""

    def __init__(self, answers: Sequence[Answer]) -> None:
        super().__init__("Jemand anderes hat diese Angaben inzwischen geändert.")
        self.answers = tuple(answers)


@dataclass(frozen=True, kw_only=True)
class Given:
    """One answer: the fact, its value (None: not known), and the number of the answer that was seen."""

    fact: str
    value: Any = None
    seen: int = 0


def record_answers(
    *,
    case: Case,
    given: Sequence[Given],
    facts: dict[str, Fact],
    source: str,
    said_on: date,
    health: bool,
    by: User,
    at: datetime,
) -> list[Answer]:
    """Keep those answers that differ from what counts now; all or none.

    Refuses with AnswerRefused: no source, a day to come, an unknown fact, a value of the wrong type, a fact on health
    without the right (`health`), a closed case. Refuses with AnswerConflict when somebody answered a changed fact
    since. Effects: one sealed row for each change, the level of a language with the person, an audit entry with the
    ids of the facts.
    """
    source = source.strip()
    if said_on > local_day(at):
        raise AnswerRefused("Der Tag, an dem es gesagt wurde, liegt in der Zukunft.")
    for one in given:
        _check(one, facts, health=health)
    with transaction.atomic():
        require_open(case)
        now = {row.fact: row for row in newest_answers(case) if row.fact in {one.fact for one in given}}
        changed = [one for one in given if one.value != _value_of(now.get(one.fact))]
        late = [now[one.fact] for one in changed if one.fact in now and now[one.fact].number != one.seen]
        if late:
            raise AnswerConflict(late)
        if not changed:
            return []
        if not source or len(source) > MAX_SOURCE:
            raise AnswerRefused("Bitte sagen Sie, von wem oder woher die Angaben stammen.")
        rows = [
            Answer(
                case=case,
                fact=one.fact,
                number=(now[one.fact].number if one.fact in now else 0) + 1,
                health=facts[one.fact].health,
                value=one.value,
                source=source,
                said_on=said_on,
                recorded_by=by,
                recorded_at=at,
            )
            for one in changed
        ]
        _store(case, rows)
        _keep_levels(case, rows, facts, by=by, at=at)
        told = sorted(one.fact for one in changed)
        trail.record(RECORDED, by=by, at=at, subject=case, scope=case, details={"facts": told})
    return rows


def _keep_levels(case: Case, rows: list[Answer], facts: dict[str, Fact], *, by: User, at: datetime) -> None:
    """An answer that is the level of a language is kept with the person, too."""
    for row in rows:
        language = facts[row.fact].language
        if language and row.value is not None:
            said: dict[str, Any] = {"level": row.value, "said_on": row.said_on, "source": row.source}
            record_level(person=case.person, language=language, scope=case, by=by, at=at, **said)


def newest_answers(case: Case) -> list[Answer]:
    """The answer to each fact that counts now; one query."""
    found: dict[str, Answer] = {}
    for row in Answer.objects.filter(case=case).select_related("recorded_by").order_by("fact", "number"):
        row.case = case
        found[row.fact] = row
    return list(found.values())


def _value_of(row: Answer | None) -> Any:
    return None if row is None else row.value


def _check(one: Given, facts: dict[str, Fact], *, health: bool) -> None:
    if one.fact in facts and facts[one.fact].health and not health:
        raise AnswerRefused("Dafür fehlt Ihnen das Recht an der Gesundheitsakte.", one.fact)
    try:
        facts_from({one.fact: one.value}, facts)
    except FactRefused as refusal:
        raise AnswerRefused(str(refusal), one.fact) from refusal


def _store(case: Case, rows: list[Answer]) -> None:
    try:
        with transaction.atomic():
            Answer.objects.bulk_create(rows)
    except IntegrityError:
        wanted = {row.fact for row in rows}
        raise AnswerConflict([row for row in newest_answers(case) if row.fact in wanted]) from None
