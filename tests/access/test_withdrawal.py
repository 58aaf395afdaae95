"""A right is withdrawn while four open sessions read on: no answer holds anything after the acknowledgement (R-06)."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roterfaden.accounts import members
from roterfaden.accounts.models import User
from roterfaden.cases import narrowing, participants
from roterfaden.cases.access_table import Level
from roterfaden.cases.choices import FieldClass, Relation
from roterfaden.cases.models import Case
from roterfaden.documents.files import store_file
from roterfaden.process.choices import DocumentState
from roterfaden.process.evidence import record_document
from tests.fixtures import AT, World, open_task, walk

SESSIONS = 4
EACH = 340
TEXT = b"KANARIE-unter-Last"
PATIENCE = 60


@dataclass(frozen=True)
class Answer:
    """Whether it was asked for after the withdrawal was acknowledged, and whether it told the text."""

    after: bool
    status: int
    tells: bool


def file_in(case: Case, world: World) -> str:
    """Where the file of a step is handed out: of all answers that tell something the quickest."""
    task = open_task(walk(case, "", by=world.anna))
    said: dict[str, Any] = {"scope": case, "by": world.anna, "at": AT}
    text = BytesIO(TEXT)
    stored = store_file(name="Notiz.txt", stream=text, data_key=case.data_key, kind="other", **said)
    record_document(task=task, title="Fähigkeitsprofil", state=DocumentState.PRESENT, file=stored, **said)
    return reverse("cases:file", kwargs={"code": case.code, "uuid": stored.uuid})


def read_while(user: User, address: str, withdraw: Callable[[], object]) -> list[Answer]:
    """What the sessions of `user` were answered, before, during and after the withdrawal."""
    answers: list[Answer] = []
    warm, acknowledged = threading.Event(), threading.Event()

    def read(client: Client) -> None:
        try:
            while len(answers) < EACH or sum(one.after for one in answers) < EACH // 3:
                after = acknowledged.is_set()
                answer = client.get(address)
                answers.append(Answer(after, answer.status_code, TEXT in b"".join(answer)))
                if len(answers) > EACH // 3:
                    warm.set()
        finally:
            warm.set()
            connections.close_all()

    open_sessions = [Client() for _ in range(SESSIONS)]
    for client in open_sessions:
        client.force_login(user)
    with ThreadPoolExecutor(SESSIONS) as pool:
        reading = [pool.submit(read, client) for client in open_sessions]
        assert warm.wait(PATIENCE)
        withdraw()
        acknowledged.set()
    for one in reading:
        one.result()
    return answers


# SQLite lets one in after the other: nothing happens at the same time there
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs readers side by side")
@pytest.mark.requirement(
    "R-06", figure="1,020 requests of open sessions, three kinds of rights: 0 answers with content afterwards"
)
@pytest.mark.django_db(transaction=True)
def test_after_the_acknowledgement_no_answer_tells_anything(world: World, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(team=None)
    case.refresh_from_db()
    yesterday = timezone.localdate() - timedelta(days=1)
    taking_part = participants.add_participant(
        case=case, user=world.klara, organisation=world.agency, function="Sachbearbeitung",
        valid_from=date(2020, 1, 1), valid_until=None, agreed=True, by=world.anna, at=AT,
    )  # fmt: skip
    closed: dict[FieldClass, Level] = dict.fromkeys(FieldClass, Level.NOTHING)
    del closed[FieldClass.CORE], closed[FieldClass.HEALTH]
    membership = world.lena.memberships.get()
    address = file_in(case, world)
    for user, withdraw in (
        (
            world.klara,
            lambda: participants.end_participation(row=taking_part, by=world.anna, at=timezone.now()),
        ),
        (
            world.bela,
            lambda: narrowing.narrow(
                service=world.service, relation=Relation.CASEWORKER, levels=closed, by=world.lena, at=AT
            ),
        ),
        (
            world.lena,
            lambda: members.end_membership(membership=membership, last_day=yesterday, by=None, at=AT),
        ),
    ):
        answers = read_while(user, address, withdraw)
        before = [one for one in answers if not one.after]
        assert sum(one.tells for one in before) > EACH // 4, f"{user}: there was something to lose"
        afterwards = [one for one in answers if one.after]
        assert len(afterwards) >= EACH // 3
        assert not [one for one in afterwards if one.tells or one.status == 200], user
