"""Analysis and reports as people use them: a number leads to its cases, two people release, who sees what."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.audit.models import Entry
from roterfaden.cases.choices import CaseResult
from roterfaden.cases.models import Case
from roterfaden.people.records import correct_person
from roterfaden.statistics import engine
from roterfaden.statistics.report_models import Report, SavedView
from tests.fixtures import AT, World, open_case
from tests.statistics.test_extract import close, own_folder
from tests.web.browsing import client_of, text_of

__all__ = ["own_folder"]
HERE = "/statistik/"
YEAR = {"von": "2025-01-01", "bis": "2025-12-31"}


@pytest.fixture
def six(world: World) -> World:
    for n, gender in enumerate(("female", "female", "female", "female", "male", "diverse")):
        case = open_case(
            world, first_name=f"Kim{n}", last_name=f"Probe{chr(65 + n)}", at=AT - timedelta(days=500)
        )
        correct_person(
            person=case.person, facts={"gender": gender}, revision=case.person.revision, scope=case,
            by=world.anna, at=AT,
        )  # fmt: skip
        if n < 2:
            close(world, case, CaseResult.PERMANENT, AT.date().replace(year=2025))
    return world


def links(page: Any) -> list[str]:
    tree = html.fromstring(page.content)
    found: Any = tree.xpath("//table//a/@href")
    return [str(link) for link in found]


def test_a_question_its_cases_and_its_file(six: World) -> None:
    client = client_of(six.anna)
    asked = {**YEAR, "zahl": ["stock_start", "inflow", "outflow", "stock"], "nach": "gender"}
    page = client.get(HERE, asked)
    assert page.status_code == 200
    (link,) = [one for one in links(page) if "zahl=outflow" in one and "ist=female" in one]
    behind = client.get(link)
    assert ("Kim0 ProbeA" in text_of(behind), "Kim2 ProbeC" in text_of(behind)) == (True, False)
    assert "2 Fälle" in text_of(behind)
    data = client.get(f"{HERE}datei/csv/", asked).content.decode("utf-8-sig")
    assert "weiblich;Zugänge (Fälle);4" in data
    assert client.get(f"{HERE}datei/xlsx/", asked).content[:2] == b"PK"
    for picture, what in (
        ("balken", "rf-chart__bar--now"),
        ("linie", "rf-chart__line"),
        ("fluss", "bar--up"),
    ):
        assert what in client.get(HERE, {**asked, "bild": picture}).content.decode()
    compared = client.get(HERE, {**asked, "vergleich": "year"})
    assert "vorher" in text_of(compared)
    pivot = client.get(HERE, {**YEAR, "zahl": "inflow", "nach": "gender", "und": "order_kind"})
    assert "Vermittlung" in text_of(pivot)


def test_the_cases_behind_a_number_come_in_pages_and_those_out_of_sight_are_only_counted(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [
        open_case(world, first_name=f"Kim{n}", last_name="Probe", at=AT - timedelta(days=n))
        for n in range(28)
    ]
    Case.objects.filter(pk=cases[3].pk).update(restricted_at=AT)
    client = client_of(world.anna)
    asked = {"von": "2020-01-01", "bis": "2030-12-31", "zahl": "inflow"}
    for at_once in (10, 500):
        monkeypatch.setattr("roterfaden.web.statistics.page.READ_AT_ONCE", at_once)
        pages = [client.get(f"{HERE}faelle/", {**asked, "page": str(n)}) for n in (1, 2)]
        assert all("1 weiterer Fall zählt mit, den Sie nicht sehen" in text_of(page) for page in pages)
        found = [link for page in pages for link in links(page) if link.startswith("/faelle/")]
        newest_first = [case for case in cases if case.pk != cases[3].pk]
        assert found == [reverse("cases:thread", args=[case.code]) for case in newest_first], at_once


def test_bad_questions_are_answered_with_a_sentence(six: World) -> None:
    client = client_of(six.anna)
    for odd, said in (
        ({"zahl": "worker"}, "Diese Zahl gibt es nicht."),
        ({**YEAR, "bis": "2024-01-01"}, "Der Zeitraum endet vor seinem Beginn."),
        ({**YEAR, "von": "gestern"}, "Das ist kein Datum"),
        ({**YEAR, "zahl": "contacts", "nach": "result"}, "lässt sich diese Zahl nicht gliedern"),
        ({**YEAR, "zahl": ["inflow", "stock"], "nach": "gender", "und": "age"}, "mit genau einer Zahl"),
        (
            {"zahl": "inflow", "von": "1901-01-01", "bis": "2026-01-01", "bild": "linie"},
            "höchstens 36 Monate",
        ),
        (
            {**YEAR, "zahl": ["inflow", "stock", "kept", "placed", "outflow", "contacts", "missed"]},
            "höchstens sechs",
        ),
    ):
        page = client.get(HERE, odd)
        assert page.status_code == 422, odd
        assert said in text_of(page), odd
    assert client.get(f"{HERE}datei/exe/", YEAR).status_code == 404


def test_who_does_not_work_on_the_cases_sees_no_small_counts(six: World) -> None:
    from roterfaden.accounts.models import Organisation  # noqa: PLC0415

    Organisation.objects.filter(pk=six.service.pk).update(parent=six.office)
    overseer = members.add_user(
        username="otto", first_name="Otto", last_name="Amt", by=None, at=AT, password="geheim"
    )
    members.add_member(
        user=overseer,
        organisation=six.office,
        role=Role.QUALITY_OFFICER,
        valid_from=AT.date(),
        by=None,
        at=AT,
    )
    client = client_of(overseer)
    asked = {**YEAR, "zahl": ["inflow"], "nach": "gender"}
    page = client.get(HERE, asked)
    assert "Kleine Zahlen sind verdeckt" in text_of(page)
    found: Any = html.fromstring(page.content).xpath("//tbody/tr")
    rows = {" ".join(row.text_content().split()) for row in found}
    told = {row.split()[0]: row.split()[-1] for row in rows}
    # two hidden ones that are both one could be told from their sum, so the third is hidden, too
    assert told == {"weiblich": "·", "männlich": "·", "divers": "·", "Summe": "6"}
    assert links(page) == []
    assert client.get(f"{HERE}faelle/", {**YEAR, "zahl": "inflow"}).status_code == 403
    assert "·" in client.get(f"{HERE}datei/csv/", asked).content.decode()
    # and a stranger sees figures of the own service alone
    assert client_of(six.fritz).get(HERE, {**YEAR, "zahl": "inflow"}).status_code == 200
    assert "Kim" not in text_of(client_of(six.fritz).get(f"{HERE}faelle/", {**YEAR, "zahl": "inflow"}))
    assert client_of(six.klara).get(HERE).status_code == 403


def test_a_question_is_kept_shared_and_deleted(six: World) -> None:
    client, asked = client_of(six.lena), "zahl=outflow&nach=result&von=2025-01-01&bis=2025-12-31"
    assert client.post(f"{HERE}merken/", {"name": "", "asked": asked}, follow=True).status_code == 200
    page = client.post(f"{HERE}merken/", {"name": "Ergebnisse", "asked": asked, "shared": "on"}, follow=True)
    assert "Gemerkt als „Ergebnisse“." in text_of(page)
    view = SavedView.objects.get()
    other = client_of(six.anna)
    assert "Ergebnisse" in text_of(other.get(HERE))
    assert "Ergebnisse" not in text_of(client_of(six.fritz).get(HERE))
    assert other.post(f"{HERE}gemerkt/{view.uuid}/loeschen/").status_code == 404
    client.post(f"{HERE}gemerkt/{view.uuid}/loeschen/")
    assert not SavedView.objects.exists()


def test_a_report_from_the_first_look_to_the_release(six: World) -> None:
    lead, quality = client_of(six.lena), client_of(six.quirin)
    begin = {"kind": "de-197", "organisation": "ifd-neuhafen", "first": "2025-01-01", "last": "2025-12-31"}
    assert lead.post(f"{HERE}berichte/", {**begin, "last": "2024-01-01"}).status_code == 422
    page = lead.post(f"{HERE}berichte/", begin, follow=True)
    report = Report.objects.get()
    url = f"{HERE}berichte/{report.uuid}/"
    assert "Art der Behinderung: bei" in text_of(page)
    said = {"region": "Drei neue Betriebe.", "revision": report.revision}
    assert lead.post(f"{url}worte/", {**said, "region": "x" * 20_001}).status_code == 422
    assert lead.post(f"{url}worte/", said).status_code == 302
    late = quality.post(f"{url}worte/", {**said, "region": "Anders gesehen."})
    assert late.status_code == 409
    assert "Drei neue Betriebe." in text_of(late)
    assert "Anders gesehen." in late.content.decode()
    revision = Report.objects.get().revision
    assert "Vorgelegt" in text_of(lead.post(f"{url}vorlegen/", {"revision": revision}, follow=True))
    revision += 1
    assert "zweite Person" in text_of(lead.post(f"{url}freigeben/", {"revision": revision}, follow=True))
    assert "freigegeben" in text_of(quality.post(f"{url}freigeben/", {"revision": revision}, follow=True))
    for form, begins in (("pdf", b"%PDF-"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf"), ("json", b"{")):
        assert lead.get(f"{url}datei/{form}/").content.startswith(begins)
        # only what was published is there as a published file
        assert lead.get(f"{url}datei/{form}/?fassung=oeffentlich").status_code == 404
    assert "Bitte wählen Sie, wie" in text_of(lead.post(f"{url}veroeffentlichen/", {"way": "x"}, follow=True))
    page = lead.post(f"{url}veroeffentlichen/", {"way": "hidden"}, follow=True)
    assert "kleine Zahlen verdeckt" in text_of(page)
    assert "auf die andere Weise" in text_of(
        lead.post(f"{url}veroeffentlichen/", {"way": "rounded"}, follow=True)
    )
    for form, begins in (("pdf", b"%PDF-"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf"), ("json", b"{")):
        assert lead.get(f"{url}datei/{form}/?fassung=oeffentlich").content.startswith(begins)
    assert Entry.objects.filter(action="statistics.report_exported").count() == 8
    assert client_of(six.anna).get(url).status_code == 403
    told = json.loads(lead.get(f"{url}datei/json/").content)
    give_to_the_office(six, told)
    # a correction makes the next version and shows what is different
    case = open_case(six, first_name="Nachzügler", at=AT - timedelta(days=450))
    assert case.opened_on.year == 2025
    page = lead.post(f"{HERE}berichte/", begin, follow=True)
    assert "Was anders ist als in Fassung 1" in text_of(page)
    assert Report.objects.count() == 2


def give_to_the_office(world: World, told: dict[str, Any]) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415

    clerk = members.add_user(
        username="ina", first_name="Ina", last_name="Amt", by=None, at=AT, password="geheim"
    )
    members.add_member(
        user=clerk, organisation=world.office, role=Role.CLERK, valid_from=AT.date(), by=None, at=AT
    )
    client = client_of(clerk)
    for content, status in ((b"[]", 422), (json.dumps(told).encode(), 302)):
        file = SimpleUploadedFile("bericht.json", content)
        page = client.post(f"{HERE}berichte/einlesen/", {"organisation": "ina", "file": file})
        assert page.status_code == status
    assert "IFD Neuhafen" in text_of(client.get(f"{HERE}berichte/"))
    assert Client().get(f"{HERE}berichte/").status_code == 302


def test_queries_do_not_grow_with_the_cases(six: World) -> None:
    client = client_of(six.anna)
    asked = {**YEAR, "zahl": ["outflow"], "nach": "result"}

    def queries() -> int:
        engine.forget()
        with CaptureQueriesContext(
            connection,
        ) as caught:
            client.get(reverse("statistics:index"), asked)
        return len(caught)

    few = queries()
    for n in range(4):
        open_case(six, first_name=f"Mehr{n}", at=AT - timedelta(days=500))
    assert queries() == few
    assert not Path("statistics").exists()
