"""The way out: filtered, checked again at the last moment, kept in the ledger; a withdrawal always wins."""

from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from django.db import connection

from roterfaden.cases.models import Case
from roterfaden.common.yaml_nodes import FileFaults
from roterfaden.consent import declarations, legal, transfers
from roterfaden.consent.choices import Channel, DataClass, TransferState
from roterfaden.consent.gate import Item
from roterfaden.consent.models import Transfer
from roterfaden.consent.queries import ledger_of, untold_transfers
from tests.consent.makers import Stage, set_stage
from tests.fixtures import AT, TODAY, World

QUEUED = 1000


@pytest.fixture
def stage(world: World, case: Case) -> Stage:
    return set_stage(world, case)


def let_out(stage: Stage, transfer: Transfer, days: int = 0) -> Transfer:
    at = AT + timedelta(days=days)
    return transfers.let_out(transfer=transfer, scope=stage.case, by=stage.world.anna, at=at)


def test_only_what_is_granted_goes_and_the_ledger_holds_exactly_that(stage: Stage) -> None:
    items = [
        Item(data_class=DataClass.ABILITIES, title="Stärken", text="Arbeitet genau.", disputed=True),
        Item(data_class=DataClass.HEALTH, title="Erkrankung", text="KANARIE"),
    ]
    gone = let_out(stage, stage.queue(consent=stage.consent(), items=items))
    assert (gone.state, gone.out_at, gone.classes) == (TransferState.OUT, AT, ["abilities"])
    assert [entry["text"] for entry in gone.content] == ["Arbeitet genau."]
    assert gone.content[0]["disputed"] is True
    assert list(ledger_of(stage.case.person)) == [gone]


@pytest.mark.requirement("R-47", figure="0 pass")
def test_without_a_basis_nothing_goes_by_any_channel(stage: Stage) -> None:
    for channel in Channel:
        with pytest.raises(transfers.TransferRefused, match="Grundlage"):
            stage.queue(channel=channel)
    assert not Transfer.objects.exists()


@pytest.mark.requirement("R-53", figure="0 pass")
def test_without_a_pledge_nothing_goes_to_a_company(stage: Stage) -> None:
    consent = stage.consent()
    stage.company.pledges.all().delete()
    with pytest.raises(transfers.TransferRefused, match="§ 78"):
        stage.queue(consent=consent)


def test_a_consent_that_lapsed_while_it_waited_stops_it(stage: Stage) -> None:
    consent = stage.consent(valid_until=TODAY + timedelta(days=3))
    first, second = stage.queue(consent=consent), stage.queue(consent=consent)
    assert let_out(stage, first, days=3).state == TransferState.OUT
    late = let_out(stage, second, days=4)
    assert (late.state, late.stopped_because) == (TransferState.STOPPED, "Die Einwilligung ist abgelaufen.")


@pytest.mark.requirement("R-54", figure="follow-up after 10 days")
def test_a_legal_power_asks_to_tell_the_person_afterwards(stage: Stage) -> None:
    gone = let_out(stage, stage.queue(recipient=stage.office, legal_basis="sgb10-69-1-1"))
    assert gone.tell_person_by == TODAY + timedelta(days=30)
    assert list(untold_transfers(stage.case.person)) == [gone]
    transfers.tell_person(transfer=gone, scope=stage.case, by=stage.world.anna, at=AT)
    assert list(untold_transfers(stage.case.person)) == []


def test_a_swiss_power_does_not_hold_in_germany(stage: Stage) -> None:
    with pytest.raises(transfers.TransferRefused, match="Grundlage"):
        stage.queue(recipient=stage.office, legal_basis="avg-35a-1ter")
    assert {b.jurisdiction for b in legal.bases_for("CH-LU", on=TODAY)} == {"CH"}


def test_a_file_of_powers_with_a_fault_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "bases.yaml"
    good = legal.FILE.read_text("utf-8")
    path.write_text(good.replace("recipients: [public]", "recipients: [press]", 1), "utf-8")
    with pytest.raises(FileFaults) as faults:
        legal.read_bases(path)
    assert "press" in faults.value.faults[0].message
    assert faults.value.faults[0].line > 1


@pytest.mark.requirement("R-49", figure="0 of 1,000 after acknowledgement")
def test_after_a_confirmed_withdrawal_none_of_a_thousand_goes_out(
    transactional_db: None, world: World, case: Case
) -> None:
    stage = set_stage(world, case)
    consent = stage.consent()
    first = stage.queue(consent=consent)
    columns = ("person", "service", "scope", "recipient", "channel", "classes", "decided_at", "decided_by")
    facts = {name: getattr(first, name) for name in columns}
    copies = [Transfer(**facts, consent=consent, purpose="Zweck", content=[]) for _ in range(QUEUED - 1)]
    Transfer.objects.bulk_create(copies)
    under_way, confirmed = Event(), Event()
    after: list[str] = []

    def send_all() -> None:
        try:
            for number, row in enumerate(Transfer.objects.order_by("pk")):
                if number == QUEUED // 10:
                    under_way.set()
                if number == QUEUED // 2:
                    confirmed.wait()
                was_confirmed = confirmed.is_set()
                state = let_out(stage, row).state
                if was_confirmed:
                    after.append(state)
        finally:
            under_way.set()
            connection.close()

    sender = Thread(target=send_all)
    sender.start()
    under_way.wait()
    declarations.withdraw(declaration=consent, scope=case, by=world.bela, at=AT)
    confirmed.set()
    sender.join()
    assert len(after) >= QUEUED // 2
    assert set(after) == {TransferState.STOPPED}
    states = set(Transfer.objects.values_list("state", flat=True))
    assert states == {TransferState.OUT, TransferState.STOPPED}
