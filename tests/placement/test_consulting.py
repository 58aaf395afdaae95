"""Consulting beyond single cases: 14 actions, release by the office, sheet, feedback, first contacts."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps

from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import User
from roterfaden.cases.models import Case
from roterfaden.common.revisions import Conflict
from roterfaden.employers.models import Employer
from roterfaden.employers.register import record_contact, record_employer
from roterfaden.people.models import Person
from roterfaden.placement import consulting, inquiries, measures
from roterfaden.placement.choices import FrameworkState, ProjectState
from roterfaden.placement.dues import PlacementRefused
from roterfaden.placement.matrix import matrix
from roterfaden.placement.models import ConsultingAction, ConsultingProject, FrameworkAgreement, Inquiry
from tests.fixtures import AT, TODAY, World
from tests.web.browsing import client_of, text_of

DECISION = {"decided_on": TODAY, "decided_by": "Frau Brandt", "note": ""}


@pytest.fixture
def company(world: World) -> Employer:
    facts = {"name": "Werft am Kanal", "town": "Neuhafen"}
    return record_employer(organisation=world.service, facts=facts, by=world.anna, at=AT)


def framework(world: World, *, approved: bool = True, year: int = TODAY.year) -> FrameworkAgreement:
    facts = {
        "year": year,
        "focus": "BEM in kleinen Betrieben",
        "fields": ["training"],
        "office": world.office,
    }
    made = consulting.write_framework(service=world.service, facts=facts, by=world.lena, at=AT)
    if approved:
        consulting.submit_framework(framework=made, revision=1, by=world.lena, at=AT)
        consulting.decide_framework(
            framework=made, approved=True, revision=2, **DECISION, by=world.lena, at=AT
        )
    return made


def project(world: World, company: Employer, **facts: Any) -> ConsultingProject:
    known = {"kind": "bem", "title": "BEM einführen", "goal": "Ein Verfahren, das alle kennen."}
    return consulting.begin_project(employer=company, facts=known | facts, by=world.anna, at=AT)


def clerk(world: World) -> User:
    user = members.add_user(
        username="brandt", first_name="Ina", last_name="Brandt", by=None, at=AT, password="geheim"
    )
    members.add_member(
        user=user, organisation=world.office, role=Role.CLERK, valid_from=date(2020, 1, 1), by=None, at=AT
    )
    return user


@pytest.mark.one_database
def test_the_matrix_holds_fourteen_actions_over_three_fields() -> None:
    table = matrix()
    assert [one.id for one in table.actions.values()] == [str(n) for n in range(1, 15)]
    assert len(table.fields) == 3
    assert sum(one.crosses for one in table.actions.values()) == 25
    assert [one.id for one in table.actions.values() if one.fields] == ["11", "14"]
    assert set(table.projects) == {"focus", "inclusion_agreement", "bem"}


@pytest.mark.one_database
def test_nothing_of_consulting_points_at_a_person_or_a_case() -> None:
    tables = (
        "FrameworkAgreement",
        "ConsultingProject",
        "ConsultingAction",
        "Participant",
        "Feedback",
        "Inquiry",
    )
    for name in tables:
        fields = apps.get_model("placement", name)._meta.get_fields()
        assert not [f.name for f in fields if f.related_model in (Case, Person)], name


def test_from_the_agreement_over_the_release_to_the_end(world: World, company: Employer) -> None:
    told: dict[str, Any] = {"by": world.anna, "at": AT}
    draft = framework(world, approved=False)
    with pytest.raises(PlacementRefused, match="schon"):
        framework(world, approved=False)
    with pytest.raises(PlacementRefused, match="nicht freigegeben"):
        project(world, company, framework=draft)
    consulting.submit_framework(framework=draft, revision=1, by=world.lena, at=AT)
    with pytest.raises(PlacementRefused, match="Warum nicht"):
        consulting.decide_framework(framework=draft, approved=False, revision=2, **DECISION, **told)
    with pytest.raises(Conflict):
        consulting.decide_framework(framework=draft, approved=True, revision=1, **DECISION, **told)
    draft = FrameworkAgreement.objects.get()
    consulting.decide_framework(framework=draft, approved=True, revision=2, **DECISION, **told)
    made = project(world, company, framework=draft)
    with pytest.raises(PlacementRefused, match="mindestens eine"):
        consulting.submit_project(project=made, revision=1, **told)
    plan = {"action": "9", "field": "training", "planned_on": TODAY, "checklist": {"aim": "Gespräche führen"}}
    act = measures.plan_action(project=made, facts=plan, **told)
    for wrong in ({"action": "15"}, {"field": "kochen"}, {"checklist": {"laune": "x"}}):
        with pytest.raises(PlacementRefused):
            measures.plan_action(project=made, facts=plan | wrong, **told)
    held: dict[str, Any] = {"held_on": TODAY, "minutes": 90, "sheet": {"result": "Zehn Leitungen geschult"}}
    with pytest.raises(PlacementRefused, match="noch nicht freigegeben"):
        measures.write_action(action=act, facts=held, revision=1, **told)
    consulting.submit_project(project=made, revision=1, **told)
    consulting.decide_project(project=made, approved=True, revision=2, **DECISION, **told)
    act = ConsultingAction.objects.select_related("project__employer__organisation").get()
    with pytest.raises(PlacementRefused, match="noch nicht durchgeführt"):
        measures.keep_feedback(action=act, task="", given_on=TODAY, answers={"useful": "4"}, note="", **told)
    measures.write_action(action=act, facts=held, revision=1, **told)
    contact = record_contact(
        employer=company, facts={"name": "Meral Aydın", "task": "representative"}, **told
    )
    for _twice in range(2):
        measures.add_participant(action=act, contact=contact, task="", words="", number=1, **told)
        measures.keep_feedback(action=act, task="", given_on=TODAY, answers={"useful": "4"}, note="", **told)
    measures.add_participant(
        action=act, contact=None, task="management", words="Vorgesetzte", number=9, **told
    )
    assert sum(one.number for one in act.participants.all()) == 10
    assert act.feedback.count() == 1
    consulting.reach_milestone(project=made, milestone="team", day=TODAY, revision=3, **told)
    consulting.end_project(project=made, done=True, result="BEM läuft.", revision=4, **told)
    with pytest.raises(PlacementRefused, match="abgeschlossen"):
        measures.plan_action(project=made, facts=plan | {"action": "1"}, **told)


def test_an_employer_asks_and_no_file_is_opened(world: World) -> None:
    client, cases = client_of(world.anna), Case.objects.count()
    said = {
        "name": "Hotel Seeblick", "town": "Neuhafen", "came_on": TODAY.isoformat(), "way": "phone", "topic": "hire",
        "text": "Sie möchten einen Ausbildungsplatz anbieten.",
    }  # fmt: skip
    refused = client.post("/betriebe/beratung/kontakt/neu/", said | {"topic": "x"})
    assert refused.status_code == 422
    assert "Ausbildungsplatz" in text_of(refused)
    for _twice in range(2):
        client.post("/betriebe/beratung/kontakt/neu/", said)
    row = Inquiry.objects.select_related("employer").get()
    assert (Case.objects.count(), Person.objects.count()) == (cases, 0)
    # two weeks after Tuesday the 24th of November
    assert row.due_on == date(2026, 12, 8)
    assert "Hotel Seeblick" in text_of(client.get("/betriebe/beratung/"))
    here = f"/betriebe/beratung/kontakt/{row.uuid}/"
    answer = {
        "answered_on": TODAY.isoformat(),
        "answer": "Rückruf, Kammer genannt",
        "passed_to": "IHK",
        "revision": 1,
    }
    assert client.post(here, answer | {"answered_on": "2026-01-01"}).status_code == 422
    assert client.post(here, answer).status_code == 302
    assert client.post(here, answer | {"answer": "anders"}).status_code == 409
    deepen = {"kind": "focus", "title": "Ausbildung", "goal": "Ein Platz", "framework": ""}
    assert client.post(f"{here}vertiefen/", deepen).status_code == 302
    assert ConsultingProject.objects.get().state == ProjectState.CLARIFYING
    assert client_of(world.fritz).get(here).status_code == 404
    with pytest.raises(PlacementRefused):
        inquiries.keep_inquiry(
            employer=row.employer, facts={"came_on": TODAY + timedelta(days=1), "text": "x", "topic": "hire"},
            by=world.anna, at=AT,
        )  # fmt: skip


def test_the_office_decides_with_its_own_login_and_sees_no_draft(world: World, company: Employer) -> None:
    office = client_of(clerk(world))
    draft = framework(world, approved=False)
    here = f"/betriebe/beratung/rahmen/{draft.uuid}/"
    assert office.get(here).status_code == 404
    assert client_of(world.anna).post(f"{here}vorlegen/").status_code == 403
    assert client_of(world.lena).post(f"{here}vorlegen/").status_code == 302
    assert "Entscheidung festhalten" in text_of(office.get(here))
    said = {"approved": "yes", "decided_on": TODAY.isoformat(), "decided_by": "Ina Brandt", "revision": 2}
    assert client_of(world.anna).post(f"{here}entscheiden/", said).status_code == 403
    assert office.post(f"{here}entscheiden/", said).status_code == 302
    assert FrameworkAgreement.objects.get().state == FrameworkState.APPROVED
    made = project(world, company, framework=FrameworkAgreement.objects.get())
    page = f"/betriebe/beratung/projekt/{made.uuid}/"
    assert office.get(page).status_code == 404
    anna = client_of(world.anna)
    plan = {"action": "8", "field": "training", "planned_on": TODAY.isoformat(), "c_aim": "Wissen"}
    assert anna.post(f"{page}massnahme/", plan | {"field": ""}).status_code == 422
    assert anna.post(f"{page}massnahme/", plan).status_code == 302
    assert anna.post(f"{page}vorlegen/").status_code == 302
    act = ConsultingAction.objects.get()
    assert "Freigabe vorgelegt" in text_of(office.get(page))
    assert office.get(f"/betriebe/beratung/massnahme/{act.uuid}/").status_code == 200
    for address in (f"/betriebe/beratung/massnahme/{act.uuid}/", f"{page}aendern/", f"{page}meilenstein/"):
        assert office.post(address, plan).status_code == 403
    sheet = anna.get(f"/betriebe/beratung/massnahme/{act.uuid}/bogen/")
    assert sheet.content[:5] == b"%PDF-"
