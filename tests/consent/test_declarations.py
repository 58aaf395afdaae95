"""Consents and releases: complete or refused by name, withdrawn as easily as given, lapsing by themselves."""

from datetime import timedelta
from typing import Any

import pytest

from roterfaden.audit.models import Entry
from roterfaden.cases.models import Case
from roterfaden.consent import declarations
from roterfaden.consent.choices import DataClass, Giver, TransferState
from roterfaden.consent.models import Consent
from roterfaden.consent.queries import standing_consents
from tests.consent.makers import Stage, set_stage
from tests.fixtures import AT, TODAY, World

# each of the twelve parts, taken away one at a time
WITHOUT: dict[str, dict[str, Any]] = {
    "purpose": {"purpose": " "},
    "occasion": {"occasion": ""},
    "recipients": {"recipients": []},
    "classes": {"classes": frozenset()},
    "special_named": {"classes": frozenset({DataClass.HEALTH})},
    "consequences": {"consequences": ""},
    "withdrawal_explained": {"withdrawal_explained": False},
    "language": {"language": ""},
    "aid": {"aid": None},
    "given_by": {"given_by": Giver.GUARDIAN},
    "form": {"form": None},
    "valid_until": {"valid_until": None},
}


@pytest.fixture
def stage(world: World, case: Case) -> Stage:
    return set_stage(world, case)


def test_twelve_parts_are_mandatory() -> None:
    assert len(declarations.PARTS) == 12
    assert [name for name, _, _ in declarations.PARTS] == list(WITHOUT)


@pytest.mark.parametrize("part", WITHOUT)
@pytest.mark.requirement("R-48", figure="12 of 12 refused")
def test_each_missing_part_is_refused_by_name(stage: Stage, part: str) -> None:
    with pytest.raises(declarations.DeclarationIncomplete) as refusal:
        stage.consent(**WITHOUT[part])
    assert list(refusal.value.missing) == [part]
    assert not Consent.objects.exists()


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"given_on": TODAY + timedelta(days=1)}, "Zukunft"),
        ({"valid_until": TODAY - timedelta(days=1)}, "endet vor"),
        ({"valid_until": TODAY.replace(year=TODAY.year + 6)}, "höchstens 5 Jahre"),
    ],
)
def test_impossible_days_are_refused(stage: Stage, changes: dict[str, Any], word: str) -> None:
    with pytest.raises(declarations.DeclarationRefused, match=word):
        stage.consent(**changes)


def test_a_recipient_of_another_service_is_refused(stage: Stage) -> None:
    stage.company.service = stage.world.other_service
    with pytest.raises(declarations.DeclarationRefused, match="anderen Dienst"):
        stage.consent(recipients=[stage.company])


def test_texts_are_sealed_and_the_trail_holds_none(stage: Stage) -> None:
    consent = stage.consent()
    stored = Consent.objects.values_list("purpose", "occasion", "consequences").get()
    assert all(b"Arbeit" not in value.blob for value in stored)
    entry = Entry.objects.get(action="consent.given")
    assert entry.subject_uuid == consent.uuid
    assert "Arbeitsplatz" not in str(entry.payload)


def test_sent_twice_it_is_one_consent(stage: Stage) -> None:
    assert stage.consent() == stage.consent()
    assert stage.consent(purpose="Praktikum suchen") != stage.consent()
    # somebody more is named: that is another consent, not the known one
    assert stage.consent(recipients=[stage.company, stage.office]) != stage.consent()


def test_it_lapses_by_itself(stage: Stage) -> None:
    consent = stage.consent(valid_until=TODAY + timedelta(days=30))
    person = stage.case.person
    assert list(standing_consents(person, on=TODAY + timedelta(days=30))) == [consent]
    assert list(standing_consents(person, on=TODAY + timedelta(days=31))) == []


def test_withdrawal_takes_one_step_and_stops_what_waits(stage: Stage) -> None:
    consent = stage.consent()
    waiting = stage.queue(consent=consent)
    stopped = declarations.withdraw(declaration=consent, scope=stage.case, by=stage.world.bela, at=AT)
    waiting.refresh_from_db()
    assert (stopped, waiting.state) == (1, TransferState.STOPPED)
    assert "widerrufen" in waiting.stopped_because
    assert list(standing_consents(stage.case.person, on=TODAY)) == []
    again = declarations.withdraw(declaration=consent, scope=stage.case, by=stage.world.anna, at=AT)
    assert again == 0
    assert Entry.objects.filter(action="consent.withdrawn").count() == 1


def test_a_release_needs_somebody_bound_to_secrecy(stage: Stage) -> None:
    def release(holder: Any) -> Any:
        return declarations.record_release(
            person=stage.case.person,
            service=stage.world.service,
            holder=holder,
            both_ways=True,
            facts=stage.facts(classes=frozenset({DataClass.HEALTH}), special_named=True),
            scope=stage.case,
            by=stage.world.anna,
            at=AT,
        )

    with pytest.raises(declarations.DeclarationRefused, match="Schweigepflicht"):
        release(stage.company)
    given = release(stage.doctor)
    assert (given.holder, list(given.towards.all())) == (stage.doctor, [stage.company])
