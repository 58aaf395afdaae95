"""Rights by field: a mark in every column that holds a word is read where its part is open, and nowhere else."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import User
from roterfaden.cases.access import Access, access_to, guest_access
from roterfaden.cases.access_records import Narrowing
from roterfaden.cases.access_table import Level, access_table
from roterfaden.cases.choices import FieldClass, Relation
from roterfaden.cases.field_table import field_table
from roterfaden.cases.models import Case
from roterfaden.cases.relations import relations_to
from roterfaden.people.models import HealthGrant, HealthRecord
from tests import thorough
from tests.access.marking import Marked, mark_everything, word_columns
from tests.access.planting import text_of
from tests.access.readers import CLOSED_TO, READERS
from tests.access.stage import Arguments, arguments, clients, guarded, pages_for, spoken, url
from tests.access.test_canaries import NEAR, reader
from tests.access.test_mass_assignment import Recorder
from tests.access.urls import Page
from tests.fixtures import AT, TODAY, World
from tests.portal.makers import come_in, give_client, give_partner
from tests.snapshots import Snapshot

__all__ = ["arguments", "guarded"]

FILE = "file"
# how many of the readers ask each page
WHO_ASK = 1
# so many marks meet a guest, or the search for them finds nothing; a partner reads what passed the gate alone
LEAST_READ = {Relation.CLIENT: 10, Relation.PARTNER: 2}
# columns of which no page of the case tells anything; why
SHOWN_NOWHERE = {
    **dict.fromkeys(
        (
            "measures.Order.about",
            "measures.Order.goal",
            "measures.Order.reference",
            "measures.OrderTurn.text",
        ),
        "an order that is asked for stands on the pages of orders until it becomes a mandate of a case",
    ),
}
# what the person reads though its part is closed to them: both sides of their own conversation
OWN_WORDS = frozenset(("portal.Message.text",))


_marked = defaultdict[tuple[str, ...], Snapshot[Marked]](lambda: Snapshot(mark_everything))


@pytest.fixture
def marked(world: World, arguments: Arguments, guarded: Case) -> Marked:
    return _marked[spoken(world)].again(world, guarded)


@pytest.fixture
def carl(world: World) -> User:
    return reader(world, "carl", Role.CASEWORKER)


@pytest.fixture
def nora(world: World) -> User:
    return reader(world, "nora", Role.TEAM_LEAD)


def open_alone(world: World, case: Case, user: User, parts: set[FieldClass], level: Level) -> None:
    """Narrow whatever binds `user` to these parts; the head of the case stays."""
    Narrowing.objects.all().delete()
    HealthGrant.objects.filter(user=user).delete()
    for relation in (Relation.CASEWORKER, Relation.TEAM_LEAD):
        shipped = access_table().rights[relation]
        for part in FieldClass:
            left = min(shipped[part], Level.READ if part == FieldClass.CORE else level)
            if part not in parts and left < shipped[part]:
                Narrowing.objects.create(service=world.service, relation=relation, part=part, level=left)
    if FieldClass.HEALTH in parts:
        HealthGrant.objects.create(
            record=HealthRecord.objects.get(person=case.person),
            user=user,
            granted_by=world.anna,
            granted_at=AT,
            valid_until=TODAY.replace(year=TODAY.year + 1),
            reason="Prüfung",
        )


def pages_of(part: str) -> list[Page]:
    wanted = None if part == FILE else part
    return [
        page
        for page in pages_for("case")
        if page.can_be_read and access_table().page(page.name).part == wanted
    ]


def near_pages() -> list[Page]:
    everything = pages_for("public", "staff", "casework", "keeping", "admin")
    return [page for page in everything if page.can_be_read and page.name.split(":")[0] in NEAR]


def told(client: Client, page: Page, arguments: Arguments, marked: Marked) -> set[str]:
    with transaction.atomic():
        answer = client.get(url(page, arguments.real))
        transaction.set_rollback(True)
    assert answer.status_code < 500, page.name
    return marked.found(text_of(answer))


def forbidden(marked: Marked, marks: set[str], access: Access) -> list[str]:
    return marked.told({one for one in marks if not access.allows(marked.parts[one])})


@pytest.mark.one_database
def test_every_column_with_words_gets_a_mark(marked: Marked) -> None:
    wanted = {f"{model._meta.label}.{name}" for model, name in word_columns()}
    assert set(marked.columns.values()) == wanted
    assert len(wanted) >= 145
    assert set(SHOWN_NOWHERE) <= wanted
    parts = {part for table in field_table().tables.values() for part in table.parts}
    assert parts - set(marked.parts.values()) <= {FieldClass.BILLING, FieldClass.COMPANY}


@pytest.mark.one_database
@pytest.mark.requirement("R-04", figure="each part alone x its pages, 0 marks of another part")
def test_a_part_that_is_open_alone_shows_nothing_of_another(
    world: World,
    arguments: Arguments,
    guarded: Case,
    marked: Marked,
    carl: User,
    nora: User,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """FULL=1: with every part alone every page of a case, and those beside that show something of cases."""
    leaks, seen, asked = dict[str, list[str]](), set[str](), 0
    for part in (*FieldClass, FILE):
        user = nora if part == FieldClass.BILLING else carl
        parts = set(access_table().file) if part == FILE else {FieldClass(part)}
        open_alone(world, guarded, user, parts, Level.NOTHING)
        access = access_to(user, guarded, on=timezone.localdate())
        assert {one for one in FieldClass if access.allows(one)} == parts | {FieldClass.CORE}
        every = [page for page in pages_for("case") if page.can_be_read] + near_pages()
        for _user, client in clients([user]):
            for page in every if thorough.FULL else pages_of(part):
                marks = told(client, page, arguments, marked)
                if wrong := forbidden(marked, marks, access):
                    leaks[f"{part} {page.name}"] = wrong
                seen |= marks
                asked += 1
    for _user, client in clients([world.anna]):  # her own notes, and the reports over everything
        for page in (*pages_of(FieldClass.NOTES), *pages_of(FILE)):
            seen |= told(client, page, arguments, marked)
            asked += 1
    with capsys.disabled():
        told_columns = len({marked.columns[one] for one in seen})
        print(f"\n{asked * len(marked.columns):,} checks: {asked} answers, {told_columns} columns met")  # noqa: T201
    assert leaks == {}
    assert set(marked.columns.values()) - {marked.columns[one] for one in seen} == set(SHOWN_NOWHERE)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.one_database
@pytest.mark.requirement(
    "R-04",
    figure="each page of a case by 1 of 11 relations and states, FULL=1 by all, 0 marks of a closed part",
)
def test_no_relation_reads_what_the_table_closes_to_it(
    world: World, arguments: Arguments, guarded: Case, marked: Marked
) -> None:
    """One of eleven in turn asks each page; FULL=1: all of them every page."""
    every = [page for page in pages_for("case") if page.can_be_read] + near_pages()
    leaks, seen = dict[str, list[str]](), dict[str, int]()
    asked = dict.fromkeys((page.name for page in every), 0)
    for turn, (name, (bind, relation)) in enumerate(READERS.items()):
        with undone():
            user = bind(world, guarded)
            case = Case.objects.get(pk=guarded.pk)
            access = access_to(user, case, on=timezone.localdate(), at=timezone.now())
            assert relation in access.relations, name
            assert {part for part in FieldClass if not access.allows(part)} == CLOSED_TO[name], name
            client = Client()
            client.force_login(user)
            for place, page in enumerate(every):
                if thorough.FULL or (place + turn) % len(READERS) < WHO_ASK:
                    marks = told(client, page, arguments, marked)
                    if wrong := [
                        *forbidden(marked, marks, access),
                        *notes_of_others(marked, marks, user, world),
                    ]:
                        leaks[f"{name} {page.name}"] = wrong
                    seen[name] = seen.get(name, 0) + len(marks)
                    asked[page.name] += 1
    assert leaks == {}
    assert min(asked.values()) == (len(READERS) if thorough.FULL else WHO_ASK)
    assert min(seen.values()) >= 20, seen


def notes_of_others(marked: Marked, marks: set[str], user: User, world: World) -> list[str]:
    """The notes of the stage are Anna's: nobody else reads them, whatever is open."""
    return (
        [] if user == world.anna else marked.told({m for m in marks if marked.parts[m] == FieldClass.NOTES})
    )


@pytest.mark.one_database
@pytest.mark.requirement("R-04", figure="own pages of the person, of a partner, 0 marks of a closed part")
@pytest.mark.parametrize("relation", [Relation.CLIENT, Relation.PARTNER])
def test_a_guest_reads_nothing_of_a_part_that_is_closed_to_them(
    relation: Relation, world: World, arguments: Arguments, guarded: Case
) -> None:
    now = timezone.now()
    if relation == Relation.CLIENT:
        issued = give_client(world, guarded, at=now)
        marked = mark_everything(world, guarded)
    else:
        marked = mark_everything(world, guarded)
        case = Case.objects.get(pk=guarded.pk)
        authority = case.cooperations.get().authority
        assert authority is not None
        doctor = authority.recipients.get(name__startswith="Praxis Dr. Sommer")
        issued = give_partner(world, case, doctor, authority, parts=["name", "concern"], at=now)
    client = come_in(issued)
    access = guest_access(guarded, relation)
    seen = set[str]()
    for page in pages_for("guest"):
        if page.can_be_read:
            marks = told(client, page, arguments, marked)
            own = {one for one in marks if marked.columns[one] in OWN_WORDS}
            assert forbidden(marked, marks - own, access) == [], page.name
            seen |= marks
    assert len(seen) >= LEAST_READ[relation]


@pytest.mark.one_database
@pytest.mark.requirement("R-04", figure="each part read only x its forms, 0 writes")
def test_what_may_only_be_read_is_not_written(
    world: World, arguments: Arguments, guarded: Case, carl: User, nora: User
) -> None:
    asked = 0
    for part in FieldClass:
        user = nora if part == FieldClass.BILLING else carl
        open_alone(world, guarded, user, set(FieldClass) - {part}, Level.READ)
        if part == FieldClass.HEALTH:
            assert Relation.GRANTED not in relations_to(user, guarded, on=timezone.localdate())
        for _user, client in clients([user]):
            for page in pages_for("case"):
                shows = access_table().page(page.name)
                if shows.part != part or shows.reads or "POST" not in page.methods:
                    continue
                recorder = Recorder()
                with connection.execute_wrapper(recorder):
                    answer = client.post(url(page, arguments.real))
                assert answer.status_code == 403, f"{part} {page.name} {answer.status_code}"
                assert recorder.statements == [], page.name
                asked += 1
    assert asked >= 120
