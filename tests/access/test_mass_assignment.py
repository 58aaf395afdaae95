"""Mass assignment: a form sent with a field for every column of every table changes what it would change alone."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.test import Client

from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.common.crypto import fields as sealed_fields
from roterfaden.common.crypto import sealing
from tests.access.forms import all_forms
from tests.access.stage import Arguments, arguments, guarded
from tests.fixtures import AT, TODAY, World
from tests.web.browsing import stop_clock

__all__ = ["arguments", "guarded"]

WORD, NUMBER, DAY = "MASSE-Wort", 987_654, "1987-06-05"
LEAST_FORMS, LEAST_WRITING = 250, 60

PLAIN = "application/x-www-form-urlencoded"
# buttons of a second step, which the page shows when the first was sent, that are called like a column
LATER = {"/zusammenarbeit/weitergeben/": "share"}


def extras() -> dict[str, str]:
    """A field for every column that any table of the product has, by its name and by that of its key."""
    found: dict[str, str] = {}
    for model in apps.get_models():
        if not model.__module__.startswith("roterfaden."):
            continue
        for column in model._meta.fields:
            found.setdefault(column.name, _value(column))
            found.setdefault(column.attname, _value(column))
    return found


def _value(column: Any) -> str:
    if isinstance(column, models.BooleanField):
        return "on"
    if isinstance(column, models.DateTimeField):
        return f"{DAY}T10:00"
    if isinstance(column, models.DateField):
        return DAY
    if column.is_relation or isinstance(column, (models.IntegerField, models.DecimalField)):
        return str(NUMBER)
    return WORD


@dataclass
class Recorder:
    """What was written while one form was sent: statements, plain values, and texts before they were sealed."""

    statements: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE", "DELETE", "REPLACE")) and "django_session" not in sql:
            self.statements.append(sql)
            rows = params if many else [params or ()]
            self.values += [value for row in rows for value in row]
        return execute(sql, params, many, context)

    def firm(self) -> list[Any]:
        """The values that do not differ from one time to the next by nature."""
        return [one for one in self.values if one is None or isinstance(one, (bool, int, date, datetime))]

    def holds_extras(self) -> bool:
        told = [*(one for one in self.values if isinstance(one, str)), *self.texts]
        in_text = any(WORD in one or DAY in one or str(NUMBER) in one for one in told)
        return in_text or any(not isinstance(one, bool) and one == NUMBER for one in self.values)


@pytest.fixture
def sealed(monkeypatch: pytest.MonkeyPatch) -> list[Recorder]:
    """The last of these hears every text that is sealed; sealing itself goes on."""
    listening = list[Recorder]()

    def seal(text: str, **rest: Any) -> Any:
        if listening:
            listening[-1].texts.append(text)
        return sealing.seal(text, **rest)

    monkeypatch.setattr(sealed_fields, "seal", seal)
    return listening


def send(client: Client, to: str, typed: dict[str, Any], listening: list[Recorder]) -> tuple[Any, Recorder]:
    recorder = Recorder()
    listening.append(recorder)
    with transaction.atomic(), connection.execute_wrapper(recorder):
        answer = client.post(to, urlencode(typed, doseq=True), content_type=PLAIN)
        transaction.set_rollback(True)
    listening.pop()
    return answer, recorder


# one database: which fields a form takes is the program's doing
@pytest.mark.one_database
@pytest.mark.requirement("R-22", figure="every form of every page + 1,000 foreign fields, 0 changes more")
def test_no_form_takes_a_field_that_is_not_its_own(
    world: World,
    arguments: Arguments,
    sealed: list[Recorder],
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,
    capsys: pytest.CaptureFixture[str],
) -> None:
    stop_clock(monkeypatch)
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = None
    for role in (Role.ADMINISTRATOR, Role.TEAM_LEAD, Role.QUALITY_OFFICER):
        members.add_member(
            user=world.anna, organisation=world.service, role=role, valid_from=TODAY, by=None, at=AT
        )
    client = Client(raise_request_exception=False)
    client.force_login(world.anna)
    more, writing, taken = extras(), 0, list[str]()
    forms = list(all_forms(client, arguments))
    # several forms of a page may go to the same address: each field of one of them is a field of that address
    own: dict[str, set[str]] = defaultdict(set)
    for form in forms:
        own[form.action] |= form.names | {name for part, name in LATER.items() if part in form.action}
    for form in forms:
        plain, alone = send(client, form.action, form.typed, sealed)
        foreign = {name: value for name, value in more.items() if name not in own[form.action]}
        loaded, crowded = send(client, form.action, {**foreign, **form.typed}, sealed)
        same = (plain.status_code, alone.statements, alone.firm()) == (
            loaded.status_code,
            crowded.statements,
            crowded.firm(),
        )
        if not same or crowded.holds_extras():
            taken.append(f"{form.action} {plain.status_code} {loaded.status_code}")
        writing += any("audit_entry" not in one and "audit_head" not in one for one in alone.statements)
    with capsys.disabled():
        told = f"{len(forms)} forms, {writing} of them wrote, {len(more)} foreign fields each, {len(taken)} taken"
        print(f"\n{told}")  # noqa: T201
    assert taken == []
    assert len(forms) >= LEAST_FORMS
    assert writing >= LEAST_WRITING


def test_a_form_that_took_everything_would_be_found(world: World, sealed: list[Recorder]) -> None:
    """The comparison can find something: the same row written with a foreign field is told apart."""
    quiet, loud = Recorder(), Recorder()
    for recorder, name in ((quiet, "Muster"), (loud, WORD)):
        with transaction.atomic(), connection.execute_wrapper(recorder):
            world.anna.last_name = name
            world.anna.save(update_fields=["last_name"])
            transaction.set_rollback(True)
    assert not quiet.holds_extras()
    assert loud.holds_extras()
