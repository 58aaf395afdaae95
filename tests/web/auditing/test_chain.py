"""The whole audit chain in the place of the browser: the right role at each step, the wrong one refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from roterfaden.audit.models import Entry
from roterfaden.auditing.choices import AuditKind
from roterfaden.auditing.models import Audit, CatalogueMeasure, Finding, Sample
from roterfaden.auditing.preparing import announce_until
from roterfaden.auditing.queries import findings_at, findings_in_case
from roterfaden.auditing.sampling import drawn
from roterfaden.cases import journal
from roterfaden.cases.choices import ContactKind
from roterfaden.process.choices import RunState, TaskState
from roterfaden.process.models import Task
from tests.auditing.makers import HELD_ON, Cast, appoint, cast_for, plan, programme_for
from tests.fixtures import AT, World, open_case
from tests.web.browsing import HOSTILE, client_of, text_of

NOW = {"at": AT}


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    NOW["at"] = AT
    monkeypatch.setattr(timezone, "now", lambda: NOW["at"])


class Walk:
    """Everybody's browser, and going on at the open place; whoever does not act there is refused first."""

    def __init__(self, world: World, cast: Cast, audit: Audit) -> None:
        self.audit, self.url = audit, f"/audits/{audit.uuid}/"
        people = (world.quirin, world.lena, world.bela, cast.paul, cast.clara, cast.sven, cast.bodo)
        self.people = people
        self.travel(0)

    def go(self, name: str, **said: str) -> Any:
        number = Task.objects.filter(run=self.audit.run, state=TaskState.OPEN).latest("number").number
        self.audit.run.refresh_from_db()
        url, data = f"{self.url}schritt/{number}/", {"moves": str(self.audit.run.moves)} | said
        acts = {name} if name != "quirin" or self.at() != "11" else {"quirin", "lena", "bela"}
        for other, client in self.clients.items():
            if other not in acts:
                assert client.post(url, data).status_code in {403, 404}, f"{other} at {self.at()}"
        return self.clients[name].post(url, data)

    def travel(self, days: int) -> None:
        """Some days later; everybody logs in anew."""
        NOW["at"] = AT + timedelta(days=days)
        self.clients = {user.username: client_of(user) for user in self.people}

    def at(self) -> str:
        return Task.objects.filter(run=self.audit.run, state=TaskState.OPEN).latest("number").node

    def on(self, name: str, **said: str) -> None:
        before = self.at()
        assert self.go(name, **said).status_code == 302, before

    def send(self, name: str, path: str, **said: Any) -> Any:
        return self.clients[name].post(self.url + path, said)

    def page(self, name: str) -> str:
        return text_of(self.clients[name].get(self.url))


def test_the_whole_chain_by_the_right_roles(world: World) -> None:
    case = open_case(world)
    journal.write_entry(
        case=case, kind=ContactKind.CALL, happened_at=AT, text="Frau Aksoy rief an.", by=world.anna, at=AT
    )
    cast = cast_for(world)
    audit = plan(world, programme_for(world, cast))
    walk = Walk(world, cast, audit)
    assert client_of(world.fritz).get(walk.url).status_code == 404
    assert client_of(world.anna).get(walk.url).status_code == 404
    walk.on("quirin")
    # nobody is trained and appointed yet: "yes" is refused, "no" leads to the training
    refused = walk.go("clara", outcome="ja")
    assert refused.status_code == 422
    assert "neutral prüfen" in text_of(refused)
    walk.on("clara", outcome="nein")
    assert walk.go("sven").status_code == 422
    appoint(world, cast, cast.paul)
    walk.on("sven")
    walk.on("bodo")
    assert "zuerst einer Auditorin" in text_of(walk.go("quirin"))
    walk.send("quirin", "auditor/", user=str(cast.paul.uuid), revision="1")
    walk.on("quirin")
    _prepare(walk)
    _hold(walk, world)
    _correct(walk, world)
    _report(walk)
    audit.run.refresh_from_db()
    assert audit.run.state == RunState.ENDED
    assert walk.clients["lena"].get(walk.url + "bericht.pdf").content.startswith(b"%PDF")


def _prepare(walk: Walk) -> None:
    assert "Ziel des Audits" in text_of(walk.go("paul"))
    details = {"kind": "single_case", "held_on": HELD_ON.isoformat(), "hours": "3", "place": "Neuhafen"}
    done = walk.send("paul", "rahmen/", goal="Reife prüfen", revision="2", **details)
    assert done.status_code == 302
    second = walk.send("paul", "rahmen/", goal="Anders", revision="2", **details)
    assert second.status_code == 409
    assert "Reife prüfen" in text_of(second)
    assert "Anders" in text_of(second)
    assert walk.send("lena", "rahmen/", goal="x", revision="3", **details).status_code == 403
    walk.on("paul")
    assert "keine Auditfragen" in text_of(walk.go("paul"))
    walk.send("paul", "fragen/")
    assert walk.audit.questions.count() == 10
    walk.send("paul", "fragen/")
    assert walk.audit.questions.count() == 10
    walk.on("paul")
    until, how = announce_until(walk.audit)
    assert (HELD_ON - until).days >= 14
    assert how
    walk.travel(20)
    late = walk.go("paul")
    assert late.status_code == 422
    assert until.strftime("%d.%m.%Y") in text_of(late)
    walk.travel(0)
    walk.on("paul")
    assert "verbindlich angekündigt" in text_of(walk.send("paul", "frage/", text="Noch eine?"))
    assert walk.clients["paul"].get(walk.url + "fragen.pdf").content.startswith(b"%PDF")


def _hold(walk: Walk, world: World) -> None:
    assert "erst am" in text_of(walk.go("paul"))
    walk.travel(30)
    for row in list(walk.audit.questions.all()):
        done = walk.send("paul", f"frage/{row.uuid}/", text="Geprüft.", seen="")
        assert done.status_code == 302
    first = walk.audit.questions.earliest("number")
    twice = walk.send("paul", f"frage/{first.uuid}/", text="Anders", seen="")
    assert twice.status_code == 422
    assert "Stichprobe" in text_of(walk.go("paul"))
    said = {"opened_from": "2026-01-01", "opened_until": "2026-12-31", "chain": ""}
    assert walk.send("paul", "stichprobe/", how_many="9", **said).status_code == 422
    assert walk.send("paul", "stichprobe/", how_many="1", **said).status_code == 302
    sample = Sample.objects.get()
    assert Entry.objects.filter(action="auditing.sample_drawn").exists()
    again = drawn([sample.cases.get().case_id], 1, sample.seed)
    assert again == [sample.cases.get().case_id]
    assert walk.clients["lena"].get(walk.url + "stichprobe/1/").status_code == 403
    redacted = text_of(walk.clients["paul"].get(walk.url + "stichprobe/1/"))
    assert "rief an" in redacted
    assert "Aksoy" not in redacted
    task = Task.objects.filter(run__case_run__case=sample.cases.get().case).earliest("pk")
    where = {"kind": "deviation", "place": f"step|{task.uuid}", "revision": "0"}
    page = "stichprobe/1/feststellung/"
    assert walk.send("paul", page, text="Auftrag von Leyla Aksoy fehlt.", **where).status_code == 302
    found = Finding.objects.get()
    assert "Aksoy" not in found.text
    _seen_in_place(walk, world, found)
    walk.send(
        "paul", "feststellung/", kind="strength", place="requirement|kassys:P61-01", text="Gut.", revision="0"
    )
    walk.send("paul", "gespraech/", who="Fachkraft", held_on=HELD_ON.isoformat(), notes="Offen.")
    walk.on("paul")
    assert "Bewertung" in text_of(walk.go("paul"))
    walk.audit.refresh_from_db()
    walk.send("paul", "bewertung/", text="Reif.", revision=str(walk.audit.revision))
    walk.on("paul")
    walk.on("paul")
    assert world.anna.username not in walk.clients


def _seen_in_place(walk: Walk, world: World, found: Finding) -> None:
    """Who may see the audit and the case reads the finding at its step; nobody else, the auditor least of all."""
    case = found.sampled.case  # type: ignore[union-attr]
    walk.audit.refresh_from_db()
    thread = f"/faelle/{case.code}/"
    for name, may in (("lena", True), ("bela", True)):
        page = text_of(walk.clients[name].get(thread))
        assert (found.text in page, f"{walk.url}#feststellung-1" in page) == (may, may), name
    anna = text_of(client_of(world.anna).get(thread))
    assert found.text not in anna
    assert not findings_in_case(case, walk.audit.auditor, on=AT.date()).exists()  # type: ignore[arg-type]
    assert findings_at(found.task, case, world.lena, on=AT.date()).get() == found  # type: ignore[arg-type]
    assert not findings_at(found.task, case, world.fritz, on=AT.date()).exists()  # type: ignore[arg-type]
    assert walk.clients["paul"].get(thread).status_code == 404


def _correct(walk: Walk, world: World) -> None:
    assert "Ohne Maßnahme" in text_of(walk.go("quirin"))
    found = Finding.objects.get(kind="deviation")
    one = f"/audits/feststellung/{found.uuid}/"
    due = (AT + timedelta(days=60)).date().isoformat()
    said = {"correction": "Checkliste", "responsible": str(world.anna.uuid), "due_on": due, "revision": "1"}
    assert walk.clients["paul"].post(f"{one}massnahme/", said).status_code == 403
    assert walk.clients["lena"].post(f"{one}massnahme/", said).status_code == 302
    assert "katalog steht noch nichts" in text_of(walk.go("quirin"))
    measure = {
        "guiding": "8",
        "what": "Checkliste einführen",
        "responsible": str(world.lena.uuid),
        "due_on": due,
    }
    assert walk.send("bela", "massnahme/", **measure).status_code == 302
    assert walk.send("bela", "massnahme/", **measure | {"guiding": "4"}).status_code == 422
    walk.on("quirin")
    assert "nachgeprüft" in text_of(walk.go("paul"))
    anna = client_of(world.anna)
    assert "Checkliste" in text_of(anna.get("/audits/"))
    answer = anna.post(f"{one}umgesetzt/", {"note": "Eingeführt.", "revision": "2"}, follow=True)
    assert "Audits" in text_of(answer)
    assert anna.get(walk.url).status_code == 404
    check = {"effect": "partly", "note": "Erst zur Hälfte.", "revision": "3"}
    assert walk.clients["paul"].post(f"{one}nachpruefung/", check).status_code == 422
    check |= {"again_by": due}
    assert walk.clients["paul"].post(f"{one}nachpruefung/", check).status_code == 302
    assert walk.go("paul").status_code == 422
    assert anna.post(f"{one}umgesetzt/", {"note": "Jetzt ganz.", "revision": "4"}).status_code == 302
    check |= {"effect": "effective", "revision": "5"}
    assert walk.clients["paul"].post(f"{one}nachpruefung/", check).status_code == 302
    walk.on("paul")
    assert walk.clients["lena"].get(f"{one}bericht.pdf").content.startswith(b"%PDF")


def _report(walk: Walk) -> None:
    walk.audit.refresh_from_db()
    walk.send("quirin", "bericht/", text="Insgesamt reif.", revision=str(walk.audit.revision))
    assert "Es fehlt die Unterschrift" in text_of(walk.go("quirin"))
    digest = walk.clients["paul"].get(walk.url).context["sign_form"].initial["digest"]
    assert walk.send("clara", "unterschreiben/", digest=digest).status_code == 403
    assert walk.send("paul", "unterschreiben/", digest="0" * 64).status_code == 422
    for name in ("paul", "lena", "bela", "quirin"):
        difference = "Punkt 1 sehen wir anders." if name == "lena" else ""
        assert walk.send(name, "unterschreiben/", digest=digest, difference=difference).status_code == 302
    assert "Punkt 1 sehen wir anders." in walk.page("paul")
    walk.audit.refresh_from_db()
    assert walk.send("quirin", "bericht/", text="Neu.", revision=str(walk.audit.revision)).status_code == 403
    walk.on("quirin")


def test_nobody_audits_their_own_work_and_is_told_so_by_name(world: World) -> None:
    cast = cast_for(world)
    programme = programme_for(world, cast)
    internal = plan(world, programme, side="internal", kind=AuditKind.SYSTEM)  # type: ignore[arg-type]
    lena = client_of(world.lena)
    for user in (world.lena, world.quirin):
        said = {
            "organisation": world.service.code,
            "user": str(user.uuid),
            "side": "internal",
            "training": "Kurs",
            "trained_on": "2026-02-02",
        }
        assert lena.post("/audits/auditoren/ernennen/", said).status_code == 302
    from roterfaden.auditing.planning import name_auditor  # noqa: PLC0415
    from roterfaden.auditing.refusals import AuditRefused  # noqa: PLC0415

    for user, why in ((world.lena, "Lena Muster arbeitet"), (world.quirin, "Quirin Muster betreut")):
        with pytest.raises(AuditRefused, match=why):
            name_auditor(audit=internal, user=user, revision=1, by=world.quirin, at=AT)
    # what is no own work for a process audit: looking after quality
    process = plan(world, programme, side="internal", kind=AuditKind.PROCESS, token=2)  # type: ignore[arg-type]
    url = f"/audits/{process.uuid}/auditor/"
    assert lena.post(url, {"user": str(world.lena.uuid), "revision": "1"}).status_code == 422
    assert lena.post(url, {"user": str(world.quirin.uuid), "revision": "1"}).status_code == 302
    # an external one only some weeks after the internal one that prepares it
    with pytest.raises(AuditRefused, match="4 Wochen"):
        plan(world, programme, held_on=HELD_ON + timedelta(days=6), prepared_by=process, token=3)
    later = plan(world, programme, held_on=HELD_ON + timedelta(days=28), prepared_by=process, token=4)
    assert later.prepared_by == process


@pytest.mark.parametrize("title", ["   ", "a" * 201, *HOSTILE.values()])
def test_bad_input_is_refused_and_what_was_typed_beside_it_stays(world: World, title: str) -> None:
    cast = cast_for(world)
    client: Client = client_of(world.quirin)
    people = {"coordinator": world.quirin, "office": cast.clara, "trainer": cast.sven, "releaser": cast.bodo}
    said = {
        "organisation": world.service.code,
        "title": title,
        "begins_on": "2027-01-01",
        "ends_on": "2026-01-01",
    }
    said |= {name: str(user.uuid) for name, user in people.items()} | {"scope": "Nur V1", "revision": "0"}
    answer = client.post("/audits/programm/neu/", said)
    assert answer.status_code == 422
    assert "Nur V1" in text_of(answer)
    backwards = client.post("/audits/programm/neu/", said | {"title": "Programm"})
    assert "endet vor seinem Beginn" in text_of(backwards)
    assert client_of(world.anna).get("/audits/programm/neu/").status_code == 403
    assert not CatalogueMeasure.objects.exists()
