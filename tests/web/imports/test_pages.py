"""The way of a file through the pages: upload, columns, dry run, decisions, import, undo; and who may go it."""

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import User
from roterfaden.audit.models import Entry
from roterfaden.imports.choices import State
from roterfaden.imports.fields import fields_of, guessed_columns
from roterfaden.imports.models import Import, Template
from roterfaden.imports.samples import sample_file
from roterfaden.people.models import Person
from roterfaden.people.records import record_person
from tests.access.stage import AUDIENCE
from tests.access.urls import all_pages
from tests.fixtures import AT, TODAY, World
from tests.imports.makers import PERSONS, check, text_file, upload
from tests.web.browsing import client_of, count_queries, stop_clock, text_of

pytestmark = pytest.mark.django_db
FORMULA = '=HYPERLINK("http://example.org")'


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def send(client: Client, kind: str, content: bytes, name: str = "liste.csv", **more: Any) -> Any:
    return client.post(f"/import/neu/{kind}/", {"file": SimpleUploadedFile(name, content), **more})


def address(run: Import, page: str = "") -> str:
    return f"/import/{run.uuid}/{page}"


def test_a_list_from_an_old_excel_goes_all_the_way_and_back(world: World) -> None:
    client = client_of(world.lena)
    rows = [
        ["Liste der Klienten"],
        ["Familienname", "Vorname", "geb.", "m/w", "Tel"],
        ["Müller-Großmann", "Ça?dem", "3.4.1987", "Fr.", "0461 55"],
        ["Ahrens", "Uwe", "31.2.1990", "Hr.", FORMULA],
        ["Bülow", "Jörn", "01.02.1979", "Hr.", ""],
    ]
    answer = send(client, "persons", text_file(rows, encoding="cp1252"))
    run = Import.objects.get()
    assert answer["Location"] == address(run)
    page = text_of(client.get(address(run)))
    assert "Windows-1252, getrennt mit Semikolon, Überschriften in Zeile 2" in page
    assert "Müller-Großmann" in page

    form = {
        "revision": run.revision, "col_last_name": 0, "col_first_name": 1, "col_birth_date": 2, "col_gender": 3,
        "col_phone": 4, "years": "refuse",
    }  # fmt: skip
    assert client.post(address(run, "spalten/"), form)["Location"] == address(run, "spalten/")
    run.refresh_from_db()
    page = text_of(client.get(address(run, "spalten/")))
    assert "2 Werte sind noch keiner Angabe zugeordnet" in page
    words = {
        "from_gender": 3,
        "word_gender_0": "female",
        "word_gender_1": "male",
        "template": "Altes Programm",
    }
    done = client.post(address(run, "spalten/"), form | words | {"revision": run.revision})
    assert done["Location"] == address(run)
    assert Template.objects.get().name == "Altes Programm"

    client.post(address(run, "probelauf/"))
    page = text_of(client.get(address(run)))
    assert "2 Zeilen importieren" in page
    told = client.get(address(run, "befunde.csv")).content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(told), delimiter=";"))[1:] == [
        ["4", "geb.", "31.2.1990", "Das ist kein Datum. So geht es: 31.12.1987."]
    ]
    client.post(address(run, "importieren/"), {"all_or_nothing": ""})
    assert set(Person.objects.values_list("last_name", "gender")) == {
        ("Müller-Großmann", "female"), ("Bülow", "male"),
    }  # fmt: skip
    page = text_of(client.get(address(run)))
    assert "Import zurücknehmen" in page
    client.post(address(run, "zuruecknehmen/"))
    assert not Person.objects.exists()
    assert "zurückgenommen" in text_of(client.get(address(run)))

    # the template reads the next file by itself, whatever the order of its columns
    again = [[row[place] for place in (4, 3, 2, 1, 0)] for row in rows[1:3]]
    send(client, "persons", text_file(again))
    newest = Import.objects.first()
    assert newest is not None
    assert newest.mapping["values"]["gender"] == {"Fr.": "female", "Hr.": "male"}
    assert newest.mapping["columns"]["last_name"] == 4
    assert "Altes Programm" in text_of(client.get(address(newest)))


def test_two_editors_of_the_columns_do_not_overwrite_each_other(world: World) -> None:
    run = upload(world, "persons", [PERSONS, ["Ahrens", "Uwe", "01.01.1980"]])
    client = client_of(world.lena)
    form = {
        "revision": run.revision,
        "col_last_name": 0,
        "col_first_name": 1,
        "col_birth_date": 2,
        "years": "past",
    }
    assert client.post(address(run, "spalten/"), form).status_code == 302
    second = client.post(address(run, "spalten/"), form | {"years": "refuse"})
    assert second.status_code == 409
    assert "inzwischen geändert" in text_of(second)
    run.refresh_from_db()
    assert run.mapping["years"] == "past"
    twice = form | {"revision": run.revision, "col_town": 0}
    refused = client.post(address(run, "spalten/"), twice)
    assert refused.status_code == 422
    assert "jede Spalte nur einmal" in text_of(refused)


def test_known_people_are_decided_about_on_the_page(world: World) -> None:
    facts = {"first_name": "Uwe", "last_name": "Ahrens", "birth_date": TODAY.replace(year=1980)}
    record_person(organisation=world.service, facts=facts, by=world.anna, at=AT)
    rows = [[name, "Uwe", "25.11.1980"] for name in ("Ahrens", "Ahrends")]
    run = upload(world, "persons", [PERSONS, *rows])
    assert check(run, world)["known"] == 2
    client = client_of(world.lena)
    page = text_of(client.get(address(run, "zeilen/?show=known")))
    assert "Uwe Ahrens, geboren 24.11.1980" in page
    assert "Geburtsdatum um einen Tag anders" in page
    assert Entry.objects.filter(action="imports.rows_read").count() == 1
    assert client.post(address(run, "zeilen/entscheiden/"), {"row_2": "create"}).status_code == 302
    for wrong in ({"row_2": "attach"}, {"row_99": "skip"}, {"all": "1", "decision": "attach"}):
        assert client.post(address(run, "zeilen/entscheiden/"), wrong).status_code == 422
    client.post(address(run, "zeilen/entscheiden/"), {"all": "1", "decision": "skip"})
    assert dict(run.rows.values_list("number", "decision")) == {2: "create", 3: "skip"}
    # the administration learns that there is somebody, not who
    root = administrator(world)
    page = text_of(client_of(root).get(address(run, "zeilen/?show=known")))
    assert "ein Eintrag, den Sie nicht sehen dürfen" in page
    assert "24.11.1980" not in page


def test_what_is_no_table_is_refused_at_the_field(world: World) -> None:
    client = client_of(world.lena)
    for content, name, sentence in (
        (b"", "leer.csv", "leer"),
        (b"Name;Vorname\r\n", "kopf.csv", "steht keine Zeile"),
        (b"%PDF-1.7", "liste.csv", "passt nicht zu ihrer Endung"),
        (b"MZ\x00", "liste.exe", "Angenommen werden CSV"),
        (b"Name\x00;Vorname\nA;B", "liste.csv", "NUL"),
        (b"x" * (20 * 1024 * 1024 + 1), "liste.csv", "größer als 20 MB"),
    ):
        refused = send(client, "persons", content, name)
        assert refused.status_code == 422, name
        assert sentence in text_of(refused), name
    assert not Import.objects.exists()


def test_only_those_who_lead_or_administer_the_service_get_in(world: World) -> None:
    run = upload(world, "persons", [PERSONS, ["Ahrens", "Uwe", "01.01.1980"]])
    check(run, world)
    lead = lead_elsewhere(world)
    values = {"imported": run.uuid, "template": run.uuid, "kind": "persons", "form": "xlsx"}
    pages = [page for page in all_pages() if page.name.startswith("imports:")]
    assert len(pages) == 14
    for user, answers in (
        (world.anna, {403, 405}),
        (world.fritz, {403, 405}),
        (world.quirin, {403, 405}),
        (world.klara, {403, 405}),
        (lead, {404, 405}),
    ):
        client = client_of(user)
        for page in pages:
            url = reverse(page.name, kwargs={name: values[name] for name in page.arguments})
            for method in ("get", "post"):
                seen = getattr(client, method)(url)
                own = user == lead and "imported" not in page.arguments and "template" not in page.arguments
                assert seen.status_code in ({200, 405, 422} if own else answers), f"{user} {method} {url}"
                assert "Ahrens" not in seen.content.decode(errors="replace")
    assert AUDIENCE["imports:index"] == "staff"
    run.refresh_from_db()
    assert run.state == State.CHECKED


def test_the_sample_files_are_read_without_a_question(world: World) -> None:
    client = client_of(world.lena)
    for kind in ("persons", "employers"):
        for form in ("xlsx", "csv"):
            content = client.get(f"/import/beispiel/{kind}.{form}").content
            assert content[:4] == sample_file(kind, form=form)[:4]
            send(client, kind, content, f"beispiel.{form}")
            run = Import.objects.first()
            assert run is not None
            assert set(check(run, world).values()) == {run.rows_total, 0}, (kind, form)


@pytest.mark.parametrize("language", ["fr", "it"])
@pytest.mark.parametrize("kind", ["persons", "cases", "employers"])
def test_the_headings_of_a_sample_are_known_in_every_language(kind: str, language: str) -> None:
    with translation.override(language):
        heads = sample_file(kind, form="csv").decode("utf-8-sig").splitlines()[0].split(";")
    ids = [field.id for field in fields_of(kind)]
    assert guessed_columns(kind, heads) == {name: place for place, name in enumerate(ids)}
    assert heads != [field.title for field in fields_of(kind)]


def test_queries_do_not_grow_with_the_rows(world: World) -> None:
    client = client_of(world.lena)
    facts = {"first_name": "Uwe", "last_name": "Ahrens", "birth_date": TODAY.replace(year=1980)}
    record_person(organisation=world.service, facts=facts, by=world.anna, at=AT)
    counted = []
    for many in (1, 20):
        run = upload(
            world, "persons", [PERSONS, *([f"Ahrens{chr(97 + n)}", "Uwe", "24.11.1980"] for n in range(many))]
        )
        check(run, world)
        pages = (address(run), address(run, "spalten/"), address(run, "zeilen/"), "/import/")
        counted.append([count_queries(client, page) for page in pages])
    assert counted[0] == counted[1]


def administrator(world: World) -> User:
    return member(world, "root", world.service, Role.ADMINISTRATOR)


def lead_elsewhere(world: World) -> User:
    return member(world, "lars", world.other_service, Role.TEAM_LEAD)


def member(world: World, name: str, organisation: Any, role: Role) -> User:
    user = members.add_user(
        username=name, first_name=name.title(), last_name="Muster", by=None, at=AT, password="geheim"
    )
    members.add_member(user=user, organisation=organisation, role=role, valid_from=TODAY, by=None, at=AT)
    return user
