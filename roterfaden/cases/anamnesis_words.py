"""Words of the anamnesis in the index of cases; those of the health record only for who may open it.

Words on health are hashed under a name of their own (`HEALTH`): a question that does not ask under this name cannot
find them, and cannot even tell that a case holds one.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.cases.models import Case
from roterfaden.cases.search import HEALTH, forget_text, index_text
from roterfaden.people.anamnesis import known_facts
from roterfaden.people.facts import Said, Sitting, record_facts
from roterfaden.people.form import Form
from roterfaden.people.models import Fact, HealthRecord, Person


def record_in_case(
    *, case: Case, form: Form, sitting: Sitting, said: Sequence[Said], health: bool, by: User, at: datetime
) -> list[Fact]:
    """`people.facts.record_facts` for the person of `case`; the words go into the index of all cases of the person."""
    with transaction.atomic():
        kept = record_facts(
            person=case.person,
            form=form,
            sitting=sitting,
            said=said,
            health=health,
            scope=case,
            by=by,
            at=at,
        )
        if kept:
            for one in case.person.cases.select_related("service"):
                index_anamnesis(case=one, person=case.person)
    return kept


def index_anamnesis(*, case: Case, person: Person) -> None:
    """Bring the words of what is known of `person` today into the index of `case`."""
    known = known_facts(person, health=True).values()
    plain = _text(one.value for one in known if one.slot.health_id is None)
    _index(case, person.uuid, plain, "")
    record = HealthRecord.objects.filter(person=person).first()
    if record is not None:
        _index(case, record.uuid, _text(one.value for one in known if one.slot.health_id is not None), HEALTH)


def _index(case: Case, source: Any, text: str, apart: str) -> None:
    if text:
        index_text(case=case, source=source, text=text, apart=apart)
    else:
        forget_text(case=case, source=source)


def _text(values: Iterable[Any]) -> str:
    return "\n".join(part for value in values for part in _words_in(value))


def _words_in(value: Any) -> Iterator[str]:
    """Every text of an answer: free words, chosen labels, the parts of a period or a list."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (part for inner in value.values() for part in _words_in(inner))
    elif isinstance(value, list):
        yield from (part for inner in value for part in _words_in(inner))
