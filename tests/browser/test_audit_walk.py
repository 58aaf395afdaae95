"""Chain A1 in Chromium from the programme to the signed report: each role in its own browser, the wrong one refused."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page

from roterfaden.auditing.models import Audit, Auditor, Finding, Programme
from roterfaden.auditing.preparing import announce_until
from roterfaden.cases import journal
from roterfaden.cases.choices import ContactKind
from roterfaden.process.choices import RunState
from roterfaden.process.models import Run, Task
from tests.auditing.makers import HELD_ON, Cast, cast_for
from tests.browser.checks import everyhow
from tests.browser.walking import Hands
from tests.fixtures import AT, World, open_case

pytestmark = pytest.mark.browser

CORRECTING = {"quirin", "lena", "bela"}
PARTIES = ("paul", "lena", "bela", "quirin")
DUE = (HELD_ON + timedelta(days=30)).isoformat()


def test_an_audit_from_the_programme_to_the_signed_report(
    open_page: Callable[..., Page], transactional_db: None, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = open_case(world)
    journal.write_entry(
        case=case, kind=ContactKind.CALL, happened_at=AT, text="Frau Aksoy rief an.", by=world.anna, at=AT
    )
    cast = cast_for(world)
    people = (
        world.quirin, world.lena, world.bela, world.anna, world.fritz, cast.paul, cast.clara, cast.sven, cast.bodo,
    )  # fmt: skip
    hands = Hands(open_page, monkeypatch, people)
    audit = plan(hands, world, cast)
    hands.home, hands.run = f"/audits/{audit.uuid}/", audit.run_id
    for stranger in ("anna", "fritz"):
        assert hands.client(stranger).get(hands.home).status_code == 404
    staff(hands, world, cast)
    announce(hands, audit)
    hold(hands, audit)
    correct(hands, audit, world)
    report(hands, audit)
    assert Run.objects.get(pk=audit.run_id).state == RunState.ENDED
    walked = {where for where, _name in hands.refused}
    steps = {"1", "d_auditoren", *map(str, range(2, 14))}
    writing = {
        "appoint",
        "auditor",
        "frame",
        "questions",
        "sample",
        "finding",
        "talk",
        "answer",
        "evaluation",
    }
    assert walked >= steps | writing | {"correction", "measure", "done", "recheck", "report", "sign"}


def plan(hands: Hands, world: World, cast: Cast) -> Audit:
    for stranger in ("anna", "fritz", "paul", "clara"):
        assert hands.client(stranger).get("/audits/programm/neu/").status_code == 403, stranger
    people = {"coordinator": world.quirin, "office": cast.clara, "trainer": cast.sven, "releaser": cast.bodo}
    said = {"title": "Auditprogramm 2026", "begins_on": "2026-01-01", "ends_on": "2027-12-31", "scope": "V1"}
    page = hands.write(
        "quirin", "/audits/programm/neu/", said | {name: str(user.uuid) for name, user in people.items()}
    )
    programme = Programme.objects.get()
    everyhow(page)
    path = f"/audits/programm/{programme.uuid}/audit/"
    for stranger, status in (("anna", 404), ("fritz", 404), ("paul", 404), ("clara", 403)):
        assert hands.client(stranger).get(path).status_code == status, stranger
    people = {"provider": world.lena, "staff": world.bela}
    said = {"organisation": world.service.code, "kind": "single_case", "side": "external"}
    said |= {"held_on": HELD_ON.isoformat()} | {name: str(user.uuid) for name, user in people.items()}
    hands.write("quirin", path, said)
    return Audit.objects.select_related("run").get()


def staff(hands: Hands, world: World, cast: Cast) -> None:
    """Training and appointment, release, and an auditor who is neutral."""
    hands.step("quirin", "1", acting={"quirin"})
    hands.stays("clara", "d_auditoren", "neutral prüfen", outcome="ja")
    hands.step("clara", "d_auditoren", acting={"clara"}, outcome="nein")
    hands.stays("sven", "2", "neutral prüfen")
    said = {"user": str(cast.paul.uuid), "side": "external", "training": "Kurs", "trained_on": "2026-03-02"}
    data = said | {"organisation": world.office.code}
    hands.refuse(["anna", "fritz", "quirin"], "/audits/auditoren/ernennen/", data, where="appoint")
    hands.write("bodo", "/audits/auditoren/ernennen/", said)
    assert Auditor.objects.get().user == cast.paul
    hands.step("sven", "2", acting={"sven"})
    hands.step("bodo", "3", acting={"bodo"})
    hands.stays("quirin", "4", "zuerst einer Auditorin")
    # nobody of the own service is to choose from, and is refused when sent by hand
    near = {"user": str(world.lena.uuid), "revision": "1"}
    hands.refuse(set(hands.people), "auditor/", near, where="auditor")
    hands.write("quirin", "auditor/", {"user": str(cast.paul.uuid)})
    hands.step("quirin", "4", acting={"quirin"})


def others(hands: Hands, *acting: str) -> list[str]:
    return sorted(set(hands.people) - set(acting))


def announce(hands: Hands, audit: Audit) -> None:
    """The frame, the ten guiding questions, and the announcement fourteen days before."""
    hands.stays("paul", "5", "Ziel des Audits")
    frame = {"kind": "single_case", "held_on": HELD_ON.isoformat(), "hours": "3", "place": "Neuhafen"}
    frame |= {"goal": "Reife prüfen", "revision": "2"}
    hands.refuse(others(hands, "paul"), "rahmen/", frame, where="frame")
    hands.write("paul", "rahmen/", {"place": "Neuhafen", "goal": "Reife prüfen"})
    hands.step("paul", "5", acting={"paul"})
    hands.stays("paul", "6", "keine Auditfragen")
    hands.refuse(others(hands, "paul"), "fragen/", {}, where="questions")
    page = hands.at("paul")
    page.get_by_role("button", name="Zehn Leitfragen aufnehmen").click()
    page.get_by_text("Ankündigung als PDF").wait_for()
    hands.step("paul", "6", acting={"paul"})
    until, _how = announce_until(audit)
    assert (HELD_ON - until).days >= 14
    hands.travel(until + timedelta(days=1))
    hands.stays("paul", "7", until.strftime("%d.%m.%Y"))
    hands.travel(until)
    hands.step("paul", "7", acting={"paul"})


def hold(hands: Hands, audit: Audit) -> None:
    """Answers, the sample read with names out, findings in place, talks, the evaluation."""
    hands.stays("paul", "8", "erst am")
    hands.travel(HELD_ON)
    questions = list(audit.questions.order_by("number"))
    answer = {"text": "Geprüft.", "seen": ""}
    hands.refuse(others(hands, "paul"), f"frage/{questions[0].uuid}/", answer, where="answer")
    for row in questions:
        hands.write("paul", f"frage/{row.uuid}/", {"text": "Geprüft."})
    hands.stays("paul", "8", "Stichprobe")
    frame: dict[str, Any] = {"opened_from": "2026-01-01", "opened_until": "2026-12-31", "how_many": "1"}
    hands.refuse(others(hands, "paul"), "stichprobe/", frame | {"chain": ""}, where="sample")
    hands.write("paul", "stichprobe/", frame)
    page = hands.at("paul", "stichprobe/1/")
    assert "rief an" in page.content()
    assert "Aksoy" not in page.content()
    everyhow(page)
    task = Task.objects.filter(run__case_run__case=audit.sample.cases.get().case).earliest("pk")
    found = {"kind": "deviation", "place": f"step|{task.uuid}", "text": "Der Auftrag von Leyla Aksoy fehlt."}
    in_case = "stichprobe/1/feststellung/"
    hands.refuse(others(hands, "paul"), in_case, found | {"revision": "0"}, where="finding")
    hands.write("paul", in_case, found)
    assert "Aksoy" not in Finding.objects.get().text
    talk = {"who": "Fachkraft", "held_on": HELD_ON.isoformat(), "notes": "Offen gesprochen."}
    hands.refuse(others(hands, "paul"), "gespraech/", talk, where="talk")
    hands.write("paul", "gespraech/", talk)
    hands.step("paul", "8", acting={"paul"})
    hands.stays("paul", "9", "Bewertung")
    audit.refresh_from_db()
    text = {"text": "Reif.", "revision": str(audit.revision)}
    hands.refuse(others(hands, "paul"), "bewertung/", text, where="evaluation")
    hands.write("paul", "bewertung/", {"text": "Reif."})
    hands.step("paul", "9", acting={"paul"})
    hands.step("paul", "10", acting={"paul"})


def correct(hands: Hands, audit: Audit, world: World) -> None:
    """Correction with name and day, the report form of the deviation, done, checked twice."""
    hands.stays("lena", "11", "Ohne Maßnahme")
    one = f"/audits/feststellung/{Finding.objects.get().uuid}/"
    said = {"correction": "Checkliste", "responsible": str(world.anna.uuid), "due_on": DUE}
    strangers = others(hands, *CORRECTING)
    hands.refuse(strangers, f"{one}massnahme/", said | {"revision": "1"}, where="correction")
    hands.write("lena", f"{one}massnahme/", said)
    hands.stays("quirin", "11", "katalog steht noch nichts")
    measure = {
        "guiding": "8",
        "what": "Checkliste einführen",
        "responsible": str(world.lena.uuid),
        "due_on": DUE,
    }
    hands.refuse(strangers, "massnahme/", measure, where="measure")
    hands.write("bela", "massnahme/", measure)
    hands.step("bela", "11", acting=CORRECTING)
    hands.stays("paul", "12", "nachgeprüft")
    page = hands.at("anna", "/audits/")
    page.get_by_role("link", name="Checkliste").click()
    done = {"note": "Eingeführt.", "revision": "2"}
    hands.refuse(others(hands, "anna", *CORRECTING), f"{one}umgesetzt/", done, where="done")
    hands.write("anna", f"{one}umgesetzt/", {"note": "Eingeführt."})
    check = {"effect": "partly", "note": "Erst zur Hälfte.", "again_by": DUE}
    hands.refuse(others(hands, "paul"), f"{one}nachpruefung/", check | {"revision": "3"}, where="recheck")
    hands.write("paul", f"{one}nachpruefung/", check)
    hands.stays("paul", "12", "nachgeprüft")
    hands.write("anna", f"{one}umgesetzt/", {"note": "Jetzt ganz."})
    hands.write("paul", f"{one}nachpruefung/", {"effect": "effective", "note": "Gesehen."})
    assert hands.client("lena").get(f"{one}bericht.pdf").content.startswith(b"%PDF")
    hands.step("paul", "12", acting={"paul"})


def report(hands: Hands, audit: Audit) -> None:
    """Written by coordinator and auditor, signed by four parties, one of them with a difference that stays."""
    audit.refresh_from_db()
    text = {"text": "Insgesamt reif.", "revision": str(audit.revision)}
    hands.refuse(others(hands, "paul", "quirin"), "bericht/", text, where="report")
    hands.write("quirin", "bericht/", {"text": "Insgesamt reif."})
    hands.stays("quirin", "13", "Es fehlt die Unterschrift")
    digest = hands.at("paul").locator("[name=digest]").input_value()
    signing = {"digest": digest, "difference": ""}
    hands.refuse(others(hands, *PARTIES), "unterschreiben/", signing, where="sign")
    hands.refuse(["paul"], "unterschreiben/", signing | {"digest": "0" * 64}, where="sign")
    for name in PARTIES:
        page = hands.at(name)
        if name == "lena":
            page.get_by_label("Offene Differenz").fill("Punkt 1 sehen wir anders.")
        page.get_by_role("button", name="Bericht unterschreiben").click()
        page.locator("form[action$='/unterschreiben/']").wait_for(state="detached")
    page = hands.at("paul")
    assert page.get_by_text("Punkt 1 sehen wir anders.").is_visible()
    everyhow(page)
    audit.refresh_from_db()
    hands.refuse(hands.people, "bericht/", text | {"revision": str(audit.revision)}, where="report")
    hands.step("quirin", "13", acting={"quirin"})
    pdf = hands.client("lena").get(f"{hands.home}bericht.pdf")
    assert pdf.content.startswith(b"%PDF")
