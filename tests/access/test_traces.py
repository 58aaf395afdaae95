"""Whoever is told the name of a person by a page that is not about one case leaves a trace at that case or person."""

import html
import re
from collections.abc import Collection, Iterator
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pypdf
import pytest
from django.test import Client
from django.urls import reverse

from roterfaden.accounts.models import User
from roterfaden.audit.models import Entry
from roterfaden.cases import journal
from roterfaden.cases.choices import ContactKind
from roterfaden.cases.models import Case
from roterfaden.drafts.drafting import Typed, keep_draft
from roterfaden.people.models import Person
from tests import thorough
from tests.access.stage import CANARY, Arguments, arguments, guarded, pages_for, url
from tests.access.test_programs import Program, place_of
from tests.access.urls import Page
from tests.api.makers import key_for
from tests.deadlines.makers import appointment
from tests.fixtures import AT, TODAY, World, open_case
from tests.web.browsing import stop_clock

__all__ = ["arguments", "guarded"]

# pages that show others when they are asked so; FULL=1 asks every page all of it
QUESTIONS = {
    "worklist:index": ("?scope=team", "?scope=deputy"),
    "caselist:index": ("?state=all", "?state=archived", f"?q={CANARY}"),
    "agenda:index": ("?scope=team",),
    "orders:index": ("?stand=laufend", "?stand=beendet"),
    "search:index": (f"?q={CANARY}", "?q=Nachname", "?q=Nachname&part=journal"),
}
EVERY = sorted({question for asked in QUESTIONS.values() for question in asked})
# these name somebody on this stage, at least
LISTS = {
    "absence:index", "agenda:index", "archive:index", "archive:restricted", "caselist:index", "drafts:index",
    "letters:bulk",
    "offers:places", "search:index", "worklist:index",
}  # fmt: skip
# names of persons -> what a trace may speak of: the person, their cases
Known = dict[str, set[UUID]]


@pytest.fixture
def known(world: World, arguments: Arguments, guarded: Case, monkeypatch: pytest.MonkeyPatch) -> Known:
    """The case with the canaries, one that is closed, one in the archive, one restricted, one of a colleague."""
    stop_clock(monkeypatch)
    closed, archived, restricted, other = (
        open_case(world, first_name="Nora", last_name=f"{CANARY}-{name}", responsible=world.bela)
        for name in ("Zu", "Archiv", "Gesperrt", "Andere")
    )
    Case.objects.filter(pk__in=(closed.pk, archived.pk, restricted.pk)).update(
        state="closed", closed_on=TODAY, result="work"
    )
    Case.objects.filter(pk=archived.pk).update(archived_on=TODAY, keep_until=TODAY)
    Case.objects.filter(pk=restricted.pk).update(restricted_at=AT)
    appointment(other, world, starts_at=AT, by=world.bela)
    journal.write_entry(
        case=other, kind=ContactKind.CALL, happened_at=AT, text="Nachname fehlt", by=world.bela, at=AT
    )
    page = reverse("casefile:write_entry", args=[guarded.code])
    title, fields = f"Journal, {guarded.person}", [("text", "Am Telefon.")]
    typed = Typed(token=uuid4(), page=page, form=page, title=title, fields=fields, version=1)
    keep_draft(typed, by=world.lena, at=AT)
    found: Known = {}
    for person in Person.objects.filter(cases__isnull=False).distinct():
        speaks_of = found.setdefault(person.last_name, {person.uuid})
        speaks_of.update(person.cases.values_list("uuid", flat=True))
    assert len(found) == 5
    return found


def text_of(answer: Any) -> str:
    body = b"".join(answer)
    if body.startswith(b"%PDF"):
        return " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(body)).pages)
    return html.unescape(body.decode(errors="replace"))


def named_in(text: str, known: Known) -> list[str]:
    return [name for name in known if re.search(rf"{re.escape(name)}\b", text)]


def untraced(
    client: Client, user: User, pages: Collection[Page], values: dict[str, Any], known: Known
) -> Iterator[tuple[str, str, bool]]:
    """For every page and person that it names: whether this very answer left no trace."""
    for page in pages:
        if not page.can_be_read:
            continue
        for query in ("", *(EVERY if thorough.FULL else QUESTIONS.get(page.name, ()))):
            before = Entry.objects.count()
            answer = client.get(url(page, values) + query)
            if answer.status_code not in (200, 422):
                continue
            names = named_in(text_of(answer).replace(f'value="{CANARY}"', ""), known)
            traces = Entry.objects.filter(seq__gt=before, actor_id=user.pk)
            scopes = set(traces.values_list("scope_uuid", flat=True))
            for name in names:
                yield f"{page.name}{query}", name, not known[name] & scopes


@pytest.mark.one_database
@pytest.mark.requirement(
    "R-42", figure="every page that is not of a case, with its questions: each person named leaves a trace"
)
def test_no_list_names_a_person_without_a_trace(world: World, arguments: Arguments, known: Known) -> None:
    pages = pages_for("public", "staff", "casework", "keeping", "admin")
    silent, told = [], set()
    readers = (world.lena, world.bela, world.quirin, world.anna)
    for user in readers if thorough.FULL else readers[:2]:
        client = Client(raise_request_exception=False)
        client.force_login(user)
        for where, name, missing in untraced(client, user, pages, arguments.real, known):
            told.add(where.partition("?")[0])
            if missing:
                silent.append((str(user), where, name))
    assert silent == []
    assert told >= LISTS, LISTS - told


def test_no_answer_to_a_program_names_a_person_without_a_trace(
    world: World, arguments: Arguments, known: Known
) -> None:
    told = set()
    for user in (world.anna, world.lena):
        program = Program(key_for(user, place_of(user, world)))
        for where, name, missing in untraced(program, user, pages_for("token"), arguments.real, known):
            told.add(where.partition("?")[0])
            assert not missing, (user, where, name)
    assert told >= {"api:cases", "api:case"}
