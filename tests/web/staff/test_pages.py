"""Staff in the place of the browser: the whole way of a worker; who sees a person and who sees nobody; two editors."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import User
from roterfaden.audit.models import Entry
from roterfaden.staff.models import (
    Induction,
    InductionStep,
    Qualification,
    StaffCriterion,
    StaffFile,
    Supervision,
    Training,
    Vacancy,
)
from tests.documents.makers import pdf
from tests.fixtures import TODAY, World, open_case
from tests.staff import makers
from tests.web.browsing import HOSTILE, client_of, comparable, count_queries, stop_clock, text_of

HERE = "/personal/"


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def said(**more: Any) -> dict[str, Any]:
    return {"token": str(uuid4()), **more}


def certificate() -> SimpleUploadedFile:
    return SimpleUploadedFile("urkunde.pdf", pdf(), content_type="application/pdf")


def without_address(response: Any) -> str:
    return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "", comparable(response))


def get(user: User, address: str) -> HttpResponse:
    found: Any = client_of(user).get(f"{HERE}{address}")
    return found  # type: ignore[no-any-return]


def test_a_worker_from_the_first_day_to_the_confirmed_proof(world: World) -> None:
    lead, worker = client_of(world.lena), client_of(world.anna)
    page = text_of(lead.get(HERE))
    assert "Noch ohne Personalakte" in page
    form = said(user=str(world.anna.uuid), employed_from="2026-06-01", share="0.75", areas=["placement"])
    for broken in ({"token": ""}, {"share": "2"}, {"user": ""}, {"areas": ["magic"]}, {"employed_from": ""}):
        assert lead.post(f"{HERE}akte/neu/", form | broken).status_code == 422
    assert [lead.post(f"{HERE}akte/neu/", form).status_code for _press in range(2)] == [302, 302]
    found = StaffFile.objects.get()
    url = f"{HERE}akte/{found.uuid}/"
    # the worker writes what they bring; the lead looks and confirms
    assert worker.get(f"{HERE}ich/").headers["Location"] == url
    page = text_of(worker.get(url))
    for word in ("Meine Qualifikation", "Grundqualifikation", "noch nicht bekannt", "0,75", "Wer das liest"):
        assert word in page
    degree = said(held="yes", choice="social_work", what="Bachelor, Kiel", since="2018-08-01")
    new = f"{url}nachweis/degree/"
    for typed in HOSTILE.values():
        assert worker.post(new, degree | {"what": typed}).status_code == 422
    refused = worker.post(new, degree | {"choice": "wizard"})
    assert (refused.status_code, "Bachelor, Kiel" in text_of(refused)) == (422, True)
    assert worker.post(new, degree | {"paper": certificate()}).status_code == 302
    row = Qualification.objects.get()
    assert row.paper is not None
    assert "noch nicht bestätigt" in text_of(worker.get(url))
    sure = f"{HERE}nachweis/{row.uuid}/bestaetigen/"
    assert worker.post(sure, {"revision": "1"}).status_code == 403
    assert "urkunde.pdf" in text_of(lead.get(sure))
    assert lead.post(sure, {"revision": "1"}).status_code == 302
    page = text_of(worker.get(url))
    assert "Bestätigt am" in page
    assert "1 von" in page
    file = worker.get(f"{HERE}nachweis/{row.uuid}/datei/")
    assert (file.content, file.headers["Content-Disposition"][:10]) == (pdf(), "attachment")
    assert Entry.objects.filter(action="staff.paper_read").count() == 1
    for missing in (f"{url}nachweis/magic/", f"{HERE}nachweis/{uuid4()}/datei/"):
        assert worker.get(missing).status_code == 404


def test_nobody_else_sees_a_person(world: World) -> None:
    found = makers.staff_file(world, world.anna)
    row = makers.confirmed(found, "law", by=world.lena, what="Geheimes Zertifikat")
    makers.qualification(found, "degree", by=world.anna, choice="social_work")
    begun = makers.begun(found, mentor=world.lena, by=world.lena)
    wished = makers.need(world, found, topic="Geheimer Wunsch")
    addresses = [
        f"akte/{found.uuid}/",
        f"akte/{found.uuid}/aendern/",
        f"akte/{found.uuid}/stelle/",
        f"akte/{found.uuid}/loeschen/",
        f"akte/{found.uuid}/nachweis/law/",
        f"akte/{found.uuid}/einarbeitung/",
        f"akte/{found.uuid}/wunsch/",
        f"nachweis/{row.uuid}/",
        f"nachweis/{row.uuid}/bestaetigen/",
        f"nachweis/{row.uuid}/datei/",
        f"einarbeitung/{begun.uuid}/",
        f"einarbeitung/{begun.uuid}/auswerten/",
        f"einarbeitung/{begun.uuid}/unterschreiben/",
        f"einarbeitung/schritt/{begun.steps.all()[0].uuid}/",
        f"fortbildung/{wished.uuid}/",
        f"fortbildung/{wished.uuid}/wirkung/",
    ]
    admin = makers.another(world, "ida", Role.ADMINISTRATOR)
    for user in (world.bela, world.quirin, world.fritz, world.klara, admin):
        client = client_of(user)
        for address in addresses:
            missing = address.split("/")
            missing[2 if "schritt/" in address and address.startswith("ein") else 1] = str(uuid4())
            for ask in (client.get, client.post):
                real, none = ask(f"{HERE}{address}"), ask(f"{HERE}{'/'.join(missing)}")
                assert (real.status_code, none.status_code) in {(404, 404), (405, 405)}, f"{user} {address}"
                assert without_address(real) == without_address(none)
        for address in ("", "ich/", "fortbildung/", "supervision/", "zahlen/", "auslastung/"):
            page = text_of(client.get(f"{HERE}{address}", follow=True))
            assert not any(word in page for word in ("Anna", "Geheim")), f"{user} {address}"
        assert client.get(f"{HERE}auslastung/").status_code == 403
    assert get(world.lena, addresses[0]).status_code == 200


def test_the_overview_goes_by_name_and_by_nothing_else(world: World) -> None:
    for _nth in range(2):
        open_case(world, responsible=world.bela)
    for user in (world.bela, world.anna):
        makers.staff_file(world, user)
    for address in ("", "auslastung/"):
        plain = text_of(get(world.lena, address))
        assert plain.index("Anna Muster") < plain.index("Bela Muster")
        # nothing on the page sorts, and what is typed into the address does not, either
        assert "aria-sort" not in plain
        for asked in ("?sort=cases", "?o=-cases", "?sortieren=faelle", "?order=desc"):
            page = text_of(get(world.lena, f"{address}{asked}"))
            assert page.index("Anna Muster") < page.index("Bela Muster")
    page = text_of(get(world.lena, "auslastung/"))
    for word in ("über die Leistung einer Person sagt es nichts", "2,0" if "2,0" in page else "2"):
        assert word in page
    assert "Die Stellenanteile hier ergeben 2" in page


def test_quality_officers_see_counts_that_show_nobody(world: World) -> None:
    assert get(world.quirin, "").headers["Location"] == f"{HERE}zahlen/"
    crew = [world.anna, world.bela, *(makers.another(world, f"kraft{nth}") for nth in range(2))]
    found = [makers.staff_file(world, user) for user in crew]
    makers.confirmed(found[0], "law", by=world.lena)
    page = text_of(get(world.quirin, "zahlen/"))
    assert "zu wenige" in page
    assert "4 Personalakten" in page
    assert get(world.anna, "zahlen/").status_code == 403
    assert get(world.anna, "").headers["Location"] == f"{HERE}ich/"
    assert "Über Sie ist hier nichts gespeichert" in text_of(get(world.quirin, "ich/"))


def test_an_induction_in_the_browser(world: World) -> None:
    found = makers.staff_file(world, world.anna)
    lead, mentor, worker = client_of(world.lena), client_of(world.bela), client_of(world.anna)
    url = f"{HERE}akte/{found.uuid}/einarbeitung/"
    assert worker.get(url).status_code == 403
    assert "Auswerten bis" in text_of(lead.get(url))
    begin = said(mentor=str(world.bela.uuid), begins_on="2026-10-01")
    assert lead.post(url, begin | {"mentor": str(world.anna.uuid)}).status_code == 422
    assert lead.post(url, begin).status_code == 302
    plan = Induction.objects.get()
    here = f"{HERE}einarbeitung/{plan.uuid}/"
    assert "0 von 9 Schritten erledigt" in text_of(mentor.get(here))
    own = said(title="Reha-Klinik besuchen", kind="shadow", area="", due_on="2026-12-01")
    assert mentor.post(f"{here}schritt/", own).status_code == 422
    assert mentor.post(f"{here}schritt/", own | {"kind": "content"}).status_code == 302
    assert worker.post(f"{here}schritt/", own).status_code == 403
    for step in InductionStep.objects.all():
        form = {
            "title": step.title,
            "kind": step.kind,
            "area": step.area,
            "responsible": str(world.bela.uuid),
            "due_on": step.due_on.isoformat(),
            "done_on": TODAY.isoformat(),
            "revision": "1",
        }
        assert mentor.post(f"{HERE}einarbeitung/schritt/{step.uuid}/", form).status_code == 302
        # the second of two editors
        assert lead.post(f"{HERE}einarbeitung/schritt/{step.uuid}/", form | {"title": "X"}).status_code == 409
        assert worker.get(f"{HERE}einarbeitung/schritt/{step.uuid}/").status_code == 403
    talk = {
        "evaluated_on": TODAY.isoformat(),
        "result": "done",
        "evaluation": "Vertrauliches Lob",
        "revision": "1",
    }
    assert mentor.post(f"{here}auswerten/", talk).status_code == 403
    assert lead.post(f"{here}auswerten/", talk).status_code == 302
    assert "Vertrauliches Lob" in text_of(worker.get(here))
    # who showed the work sees the plan, not the evaluation
    assert "Vertrauliches Lob" not in text_of(mentor.get(here))
    assert mentor.post(f"{here}unterschreiben/", {"revision": "2"}).status_code == 403
    assert "Vertrauliches Lob" in text_of(worker.get(f"{here}unterschreiben/"))
    assert worker.post(f"{here}unterschreiben/", {"revision": "2"}).status_code == 302
    assert lead.post(f"{here}unterschreiben/", {"revision": "3"}).status_code == 302
    assert Induction.objects.get().is_closed
    assert "Neu auswerten" not in text_of(lead.get(here))


def test_from_a_gap_and_a_wish_to_the_effect(world: World) -> None:
    found = makers.staff_file(world, world.anna)
    lead, worker, colleague = client_of(world.lena), client_of(world.anna), client_of(world.bela)
    assert "In den Bedarf" in text_of(lead.get(f"{HERE}fortbildung/"))
    asked = f"{HERE}fortbildung/neu/?kriterium=law&akte={found.uuid}"
    assert "Sozial- und Arbeitsrecht" in text_of(lead.get(asked))
    form = said(
        for_whom=str(found.uuid), topic="SGB IX", origin="gap", criterion="law", priority="1", state="need"
    )
    for broken in ({"cost": "-1"}, {"priority": "9"}, {"state": "held"}, {"state": "planned"}, {"topic": ""}):
        assert lead.post(f"{HERE}fortbildung/neu/", form | broken).status_code == 422
    assert lead.post(f"{HERE}fortbildung/neu/", form).status_code == 302
    assert worker.post(f"{HERE}fortbildung/neu/", form).status_code == 403
    row = Training.objects.get()
    assert "im Bedarf" in text_of(lead.get(f"{HERE}fortbildung/"))
    wish = said(topic="Gebärden üben", priority="2")
    assert worker.post(f"{HERE}akte/{found.uuid}/wunsch/", wish).status_code == 302
    wished = Training.objects.get(origin="wish")
    changed = {"topic": "Gebärden üben, zweiter Teil", "priority": "3", "revision": "1"}
    assert worker.post(f"{HERE}fortbildung/{wished.uuid}/", changed).status_code == 302
    assert worker.get(f"{HERE}fortbildung/{row.uuid}/").status_code == 403
    plan = {
        "topic": "SGB IX",
        "origin": "gap",
        "criterion": "law",
        "priority": "1",
        "state": "planned",
        "planned_on": "2026-12-01",
        "cost": "240.50",
        "provider": "Akademie",
        "revision": "1",
    }
    assert lead.post(f"{HERE}fortbildung/{row.uuid}/", plan).status_code == 302
    conflict = lead.post(f"{HERE}fortbildung/{row.uuid}/", plan | {"topic": "Anderes"})
    assert (conflict.status_code, "Anderes" in text_of(conflict)) == (409, True)
    assert "240,50" in text_of(lead.get(f"{HERE}fortbildung/"))
    held = {"held_on": "2026-11-20", "reason": "", "revision": "2"}
    assert worker.post(f"{HERE}fortbildung/{row.uuid}/besucht/", held).status_code == 422
    proof = held | {"paper": certificate()}
    assert worker.post(f"{HERE}fortbildung/{row.uuid}/besucht/", proof).status_code == 302
    assert worker.get(f"{HERE}fortbildung/{row.uuid}/datei/").content == pdf()
    effect = {"impact": "helps", "effect": "Ich bin sicherer.", "revision": "3"}
    assert worker.post(f"{HERE}fortbildung/{row.uuid}/wirkung/", effect).status_code == 302
    assert "Ich bin sicherer." in text_of(lead.get(f"{HERE}fortbildung/"))
    # a colleague sees what is for all only
    makers.need(world, None, topic="Brandschutz", state="planned", planned_on=TODAY)
    page = text_of(colleague.get(f"{HERE}fortbildung/"))
    assert ("Brandschutz" in page, "SGB IX" in page, "Gebärden üben" in page) == (True, False, False)
    for_all = Training.objects.get(staff_file=None)
    assert colleague.get(f"{HERE}fortbildung/{for_all.uuid}/besucht/").status_code == 403


def test_supervision_belongs_to_those_who_were_there(world: World) -> None:
    writer, lead = client_of(world.anna), client_of(world.lena)
    form = said(
        kind="single",
        held_on="2026-11-20",
        topic="Grenzen im Gespräch",
        minutes="Vertraulicher Verlauf",
        there=[str(world.anna.uuid)],
    )
    refused: tuple[dict[str, Any], ...] = (
        {"there": []},
        {"there": [str(world.fritz.uuid)]},
        {"held_on": "2027-01-01"},
    )
    for broken in refused:
        assert writer.post(f"{HERE}supervision/neu/", form | broken).status_code == 422
    assert writer.post(f"{HERE}supervision/neu/", form).status_code == 302
    row = Supervision.objects.get()
    url = f"{HERE}supervision/{row.uuid}/"
    assert "Vertraulicher Verlauf" in text_of(writer.get(url))
    # that it took place is seen by who leads; of one person alone not even the topic
    for address in (url, f"{HERE}supervision/"):
        page = text_of(lead.get(address))
        assert "Anna Muster" in page
        assert not any(word in page for word in ("Vertraulich", "Grenzen"))
    assert lead.get(f"{url}aendern/").status_code == 403
    for stranger in (world.bela, world.quirin, world.fritz):
        assert client_of(stranger).get(url).status_code == 404
    team = {
        "kind": "team",
        "held_on": "2026-11-20",
        "topic": "Grenzen im Gespräch",
        "there": [str(world.anna.uuid), str(world.bela.uuid)],
        "revision": "1",
    }
    assert writer.post(f"{url}aendern/", team).status_code == 302
    assert "Grenzen im Gespräch" in text_of(lead.get(url))
    assert client_of(world.klara).get(f"{HERE}supervision/neu/").status_code == 403


def test_own_requirements_posts_vacancies_and_leaving(world: World) -> None:
    found = makers.staff_file(world, world.anna)
    lead = client_of(world.lena)
    own = said(title="Führerschein", source="Vertrag mit dem Amt", area="")
    assert lead.post(f"{HERE}anforderung/neu/", own).status_code == 302
    criterion = StaffCriterion.objects.get()
    assert "Führerschein" in text_of(lead.get(f"{HERE}akte/{found.uuid}/"))
    assert lead.get(f"{HERE}akte/{found.uuid}/nachweis/{criterion.uuid}/").status_code == 200
    ended = {"title": "Führerschein", "source": "Vertrag", "ended_on": "2026-11-01", "revision": "1"}
    assert lead.post(f"{HERE}anforderung/{criterion.uuid}/", ended).status_code == 302
    assert client_of(world.quirin).get(f"{HERE}anforderung/{criterion.uuid}/").status_code == 403
    assert lead.get(f"{HERE}anforderung/{uuid4()}/").status_code == 404
    share = {"valid_from": "2026-12-01", "share": "0.5"}
    assert lead.post(f"{HERE}akte/{found.uuid}/stelle/", share).status_code == 302
    assert found.posts.count() == 2
    assert client_of(world.anna).post(f"{HERE}akte/{found.uuid}/stelle/", share).status_code == 403
    free = said(share="0.5", since="2026-11-01")
    assert lead.post(f"{HERE}auslastung/frei/neu/", free | {"share": "0"}).status_code == 422
    assert lead.post(f"{HERE}auslastung/frei/neu/", free).status_code == 302
    vacancy = Vacancy.objects.get()
    assert "frei seit" in text_of(lead.get(f"{HERE}auslastung/"))
    filled = {"share": "0.5", "since": "2026-11-01", "filled_on": "2026-11-20", "revision": "1"}
    assert lead.post(f"{HERE}auslastung/frei/{vacancy.uuid}/", filled).status_code == 302
    gone = {
        "employed_from": "2020-01-01",
        "left_on": "2022-06-30",
        "areas": ["placement"],
        "revision": "1",
    }
    assert lead.post(f"{HERE}akte/{found.uuid}/loeschen/", {"revision": "1"}).status_code == 422
    assert lead.post(f"{HERE}akte/{found.uuid}/aendern/", gone).status_code == 302
    assert "Aufbewahrung vorbei" in text_of(lead.get(HERE))
    assert "lässt sich nicht zurücknehmen" in text_of(lead.get(f"{HERE}akte/{found.uuid}/loeschen/"))
    assert lead.post(f"{HERE}akte/{found.uuid}/loeschen/", {"revision": "2"}).status_code == 302
    assert lead.get(f"{HERE}akte/{found.uuid}/").status_code == 404


def test_the_overview_asks_as_often_for_ten_as_for_two(world: World) -> None:
    for user in (world.anna, world.bela):
        makers.confirmed(makers.staff_file(world, user), "law", by=world.lena)
    lead = client_of(world.lena)
    few = {
        address: count_queries(lead, f"{HERE}{address}") for address in ("", "auslastung/", "fortbildung/")
    }
    for nth in range(8):
        found = makers.staff_file(world, makers.another(world, f"kraft{nth}"))
        makers.confirmed(found, "law", by=world.lena, valid_until=TODAY + timedelta(days=nth))
    assert few == {address: count_queries(lead, f"{HERE}{address}") for address in few}


def test_the_start_page_tells_the_days(world: World) -> None:
    found = makers.staff_file(world, world.anna, employed_from=TODAY - timedelta(days=150))
    makers.begun(found, mentor=world.bela, by=world.lena)
    for user in (world.lena, world.anna):
        assert "Einarbeitung auswerten" in text_of(client_of(user).get("/"))
    assert "Schritt einer Einarbeitung" in text_of(client_of(world.bela).get("/"))
