"""A crisis: first on every list, logged line by line, cared for afterwards; and whom to call."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from roterfaden.cases import crisis as domain
from roterfaden.cases import crisis_contacts
from roterfaden.cases.choices import CrisisAct, CrisisOutcome, Need, When
from roterfaden.cases.crisis import CrisisRefused
from roterfaden.cases.crisis_contacts import ContactRefused, ContactText, reachable, read_crisis_file
from roterfaden.cases.crisis_records import Crisis, CrisisLogEntry
from roterfaden.cases.finding import find_cases
from roterfaden.cases.headline import headline_of
from roterfaden.cases.models import Case, CaseRun
from roterfaden.cases.queries import own_cases
from roterfaden.cases.worklist import waiting, when
from roterfaden.common.revisions import Conflict
from roterfaden.common.yaml_nodes import FileFaults
from tests.cases.makers import at_rest, closed
from tests.fixtures import AT, TODAY, World

LATER = AT + timedelta(hours=2)


def begin(world: World, case: Case, **other: Any) -> Crisis:
    said: dict[str, Any] = {
        "reported_by": "client",
        "what": "Sitzt weinend im Lager.",
        "by": world.anna,
        "at": AT,
    }
    return domain.begin_crisis(case=case, **said | other)


def test_a_crisis_comes_before_everything_else_on_the_worklist(world: World, case: Case) -> None:
    begin(world, case)
    first, *_others = waiting(own_cases(world.anna, on=TODAY), today=TODAY)
    assert (first.need, when(first.due, today=TODAY)) == (Need.CRISIS, When.AT_ONCE)
    assert headline_of(case).crisis_since == AT


def test_the_crisis_chain_begins_beside_the_main_thread(world: World, case: Case) -> None:
    main = headline_of(case).chain
    crisis = begin(world, case)
    assert crisis.run is not None
    assert (crisis.run.chain_version.key, crisis.run.start_node) == ("M11", "start_klient")
    assert headline_of(case).chain == main


def test_pressed_twice_it_is_one_crisis(world: World, case: Case) -> None:
    first = begin(world, case)
    assert begin(world, case, by=world.bela, what="Auch gehört.") == first
    assert (Crisis.objects.count(), CaseRun.objects.filter(case=case).count()) == (1, 2)


@pytest.mark.parametrize("state", ["resting", "closed"])
def test_a_crisis_begins_whatever_else_is_the_matter(world: World, case: Case, state: str) -> None:
    (at_rest if state == "resting" else closed)(case, by=world.anna)
    case.refresh_from_db()
    crisis = begin(world, case)
    assert (crisis.ended_at, crisis.run is None) == (None, state == "closed")
    domain.log_act(crisis=crisis, act=CrisisAct.TALKED, text="", happened_at=None, by=world.anna, at=AT)


def test_every_line_of_the_log_has_both_its_times(world: World, case: Case) -> None:
    crisis = begin(world, case)
    earlier = AT + timedelta(minutes=20)
    domain.log_act(
        crisis=crisis,
        act=CrisisAct.CALLED,
        text="Bruder erreicht.",
        happened_at=earlier,
        by=world.bela,
        at=LATER,
    )
    line = CrisisLogEntry.objects.get()
    assert (line.at, line.recorded_at, line.by, line.text) == (earlier, LATER, world.bela, "Bruder erreicht.")
    assert list(find_cases("Bruder", user=world.anna, on=TODAY)) == [case]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"happened_at": LATER + timedelta(minutes=1)}, "Zukunft"),
        ({"happened_at": AT - timedelta(days=1, minutes=1)}, "mehr als einen Tag vor"),
        ({"act": CrisisAct.OTHER, "text": " "}, "was Sie getan haben"),
    ],
)
def test_what_cannot_be_is_not_logged(world: World, case: Case, said: dict[str, Any], sentence: str) -> None:
    crisis = begin(world, case)
    line: dict[str, Any] = {"act": CrisisAct.CALLED, "text": "", "happened_at": None}
    with pytest.raises(CrisisRefused, match=sentence):
        domain.log_act(crisis=crisis, **line | said, by=world.anna, at=LATER)
    assert not CrisisLogEntry.objects.exists()


def test_it_ends_with_a_result_and_once(world: World, case: Case) -> None:
    crisis = begin(world, case)
    stale = Crisis.objects.get()
    end: dict[str, Any] = {"outcome": CrisisOutcome.CALMED, "revision": 1, "at": LATER}
    with pytest.raises(CrisisRefused, match="wie die Krise ausging"):
        domain.end_crisis(crisis=crisis, ending=" ", by=world.anna, **end)
    domain.end_crisis(crisis=crisis, ending="Beruhigt, Bruder holt sie ab.", by=world.anna, **end)
    with pytest.raises(Conflict):
        domain.end_crisis(crisis=stale, ending="Anders.", by=world.bela, **end)
    assert Crisis.objects.get().ending == "Beruhigt, Bruder holt sie ab."
    assert headline_of(case).crisis_since is None
    assert not [i for i in waiting(own_cases(world.anna, on=TODAY), today=TODAY) if i.need == Need.CRISIS]
    assert begin(world, case, at=LATER) != crisis


def test_aftercare_stands_on_the_worklist_until_it_is_done(world: World, case: Case) -> None:
    crisis = begin(world, case)
    due = TODAY + timedelta(days=2)
    task = domain.plan_aftercare(crisis=crisis, due_on=due, text="Anrufen.", by=world.anna, at=AT)

    def waits() -> list[Any]:
        items = waiting(own_cases(world.anna, on=TODAY), today=TODAY)
        return [item.due for item in items if item.need == Need.AFTERCARE]

    assert waits() == [due]
    domain.finish_aftercare(task=task, by=world.bela, at=LATER)
    assert waits() == []
    domain.reopen_aftercare(task=task, by=world.bela, at=LATER)
    assert waits() == [due]
    with pytest.raises(CrisisRefused, match="schon vorbei"):
        domain.plan_aftercare(
            crisis=crisis, due_on=TODAY - timedelta(days=1), text="Zu spät.", by=world.anna, at=AT
        )


def test_a_service_keeps_its_own_list_and_sees_who_answers_now(world: World) -> None:
    for name, hours in (("Klinik", "Mo-Fr 20:00-6:00"), ("Dienst", "Mo-Fr 8-16")):
        said = ContactText(name=name, phone="0461 555 1", hours=hours)
        crisis_contacts.add_contact(service=world.service, said=said, by=world.anna, at=AT)
    own, shipped = reachable(world.service, at=AT)
    assert [(line.said.name, line.is_open) for line in own] == [("Dienst", True), ("Klinik", False)]
    assert {"112", "116 117"} <= {line.said.phone for line in shipped}
    assert all(line.is_open for line in shipped)
    assert reachable(world.other_service, at=AT)[0] == []


def test_on_a_holiday_of_the_land_nobody_answers(world: World) -> None:
    said = ContactText(name="Dienst", phone="0461 555 1", hours="Mo-So 8-16")
    crisis_contacts.add_contact(service=world.service, said=said, by=world.anna, at=AT)
    corpus_christi = AT.replace(month=6, day=4)
    assert world.service.region == "DE-NW"
    assert not reachable(world.service, at=corpus_christi)[0][0].is_open
    world.service.region = "DE-SH"
    assert reachable(world.service, at=corpus_christi)[0][0].is_open
    world.service.region = "CH-LU"
    assert {line.said.phone for line in reachable(world.service, at=AT)[1]} == {"112", "117", "143", "144"}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"hours": "werktags"}, "nicht zu verstehen"),
        ({"phone": "keins"}, "Telefonnummer"),
        ({"name": " "}, "heißt"),
    ],
)
def test_contacts_that_help_nobody_are_refused(world: World, wrong: dict[str, str], sentence: str) -> None:
    said = {"name": "Dienst", "phone": "112", "hours": "immer"} | wrong
    with pytest.raises(ContactRefused, match=sentence):
        crisis_contacts.add_contact(service=world.service, said=ContactText(**said), by=world.anna, at=AT)


@pytest.mark.one_database
def test_a_faulty_catalogue_file_names_every_fault(tmp_path: Path) -> None:
    path = tmp_path / "contacts.yaml"
    shipped = (crisis_contacts.FOLDER / "contacts-2026-11.yaml").read_text("utf-8")
    path.write_text(
        shipped.replace("hours: immer", "hours: manchmal", 1).replace("country: CH", "country: FR", 1)
    )
    with pytest.raises(FileFaults) as refusal:
        read_crisis_file(path)
    assert "manchmal" in str(refusal.value)
    assert "FR" in str(refusal.value)
