"""Rounds, evidence and gaps: what is refused, what counts, what a closed round keeps."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from roterfaden.accounts.choices import Role
from roterfaden.audit.models import Entry
from roterfaden.auditing.preparing import gaps_as_questions
from roterfaden.common.revisions import Conflict
from roterfaden.standards import assessing, evidence
from roterfaden.standards.choices import Decision, State
from roterfaden.standards.evidence import Facts
from roterfaden.standards.kept_proofs import KeptProof, fingerprint_of, kept_of
from roterfaden.standards.layering import standards_for
from roterfaden.standards.models import Assessment
from roterfaden.standards.queries import evidence_for, places_read_by, rounds_of
from roterfaden.standards.refusals import StandardRefused
from roterfaden.standards.standing import Row, counts, kept_standard, latest_round, rows_of
from roterfaden.steering.checking import faults_of, shipped_checks
from roterfaden.steering.queries import findings_visible_to
from roterfaden.steering.sweeping import sweep
from tests.auditing.makers import cast_for, join, plan, programme_for
from tests.fixtures import AT, TODAY, World
from tests.standards.makers import begin, prove, rate
from tests.web.browsing import client_of, text_of


def rows(world: World, found: Assessment, before: Assessment | None = None) -> dict[str, Row]:
    standards = standards_for(world.service, on=TODAY)
    standard = kept_standard(found) if found.closed_on else standards[found.standard]
    proofs = () if found.closed_on else evidence_for(world.service)
    made = rows_of(standards, standard, found, before, proofs, on=TODAY)
    return {row.requirement.code: row for row in made}


def test_a_round_from_the_first_rating_to_the_comparison_with_the_next(world: World) -> None:
    first = begin(world)
    for told, kwargs in (
        ("Leitung", {"by": world.anna}),
        ("läuft schon", {}),
        ("gilt hier nicht", {"standard": "iso"}),
        ("welches System", {"standard": "kompatibilitaet"}),
    ):
        with pytest.raises(StandardRefused, match=told):
            begin(world, **kwargs)
    again = assessing.begin(
        organisation=world.service, standard="kassys", subject="", token=first.token, by=world.quirin, at=AT
    )
    assert again.pk == first.pk
    with pytest.raises(StandardRefused, match="Noch ist nichts"):
        assessing.close(assessment=first, summary="", revision=1, by=world.quirin, at=AT)
    with pytest.raises(StandardRefused, match="begründen"):
        rate(world, first, "P61-01", State.NOT, note="  ")
    with pytest.raises(StandardRefused, match="gibt es hier nicht"):
        rate(world, first, "P99", State.MET)
    rate(world, first, "P61-01", State.MET)
    rate(world, first, "P61-03", State.MET)
    rate(world, first, "P61-04", State.NOT, note="Zu spät.")
    with pytest.raises(Conflict) as meanwhile:
        rate(world, first, "P61-04", State.MET)
    assert meanwhile.value.current.note == "Zu spät."  # type: ignore[union-attr]
    rate(world, first, "P61-04", State.PARTLY, note="Besser.", revision=1)
    seen = rows(world, first)
    # said to be kept, but nothing shows it; where no proof is asked for, that is no gap
    assert {code for code, row in seen.items() if row.is_gap} == {"P61-01", "P61-04"}
    assert seen["P61-01"].unproved
    assert counts(seen.values())[""] == len(seen) - 3
    assessing.close(assessment=first, summary="Berichte!", revision=1, by=world.quirin, at=AT)
    with pytest.raises(StandardRefused, match="abgeschlossen"):
        rate(world, first, "P61-01", State.MET)
    prove(world, "kassys:P61-01")
    kept = rows(world, Assessment.objects.get(pk=first.pk))
    assert kept["P61-01"].unproved, "a closed round keeps that there was no proof"
    assert kept_of(Assessment.objects.get(pk=first.pk))["P61-01"] == []
    second = begin(world, at=AT + timedelta(days=300))
    rate(world, second, "P61-04", State.MET)
    rate(world, second, "P61-03", State.PARTLY)
    compared = rows(world, second, first)
    assert {code: row.trend for code, row in compared.items() if row.trend} == {"P61-04": 1, "P61-03": -1}
    assert latest_round(world.service) == first
    entries = Entry.objects.filter(action__startswith="standards.")
    assert not any("Berichte!" in str(one.payload) or "Zu spät" in str(one.payload) for one in entries)
    assert set(entries.values_list("action", flat=True)) >= {
        "standards.round_begun",
        "standards.rated",
        "standards.round_closed",
        "standards.evidence_added",
    }


def test_evidence_counts_for_what_asks_for_the_same_until_it_lapses(world: World) -> None:
    found = begin(world, standard="azav")
    rate(world, found, "AZ-08", State.MET)
    rate(world, found, "AZ-10", State.MET)
    proof = prove(world, "kassys:P67-03", until=TODAY)
    seen = rows(world, found)
    assert [one.via for one in seen["AZ-08"].evidence] == ["kassys:P67-03"]
    assert not seen["AZ-08"].is_gap, "the last day counts"
    assert seen["AZ-08"].evidence[0].soon
    assert seen["AZ-10"].unproved
    # and the other way round
    back = begin(world)
    prove(world, "azav:AZ-09")
    assert [one.via for one in rows(world, back)["P67-02"].evidence] == ["azav:AZ-09"]
    check = shipped_checks()["evidence-lapsed"]
    assert list(faults_of(check, world.service, on=TODAY)) == []
    later = AT + timedelta(days=1)
    assert [one.record for one in faults_of(check, world.service, on=later.date())] == [proof.uuid]
    assert list(faults_of(check, world.other_service, on=later.date())) == []
    sweep(world.service, at=later)
    assert findings_visible_to(world.lena, on=TODAY).filter(check_key="evidence-lapsed").count() == 1
    assert not findings_visible_to(world.fritz, on=TODAY).exists()
    facts = Facts(title="Neu", owner=world.lena, proves=("kassys:P67-03",), note="x", valid_until=None)
    for bad, told in (
        (replace(facts, title=" "), "was der Nachweis ist"),
        (replace(facts, note=""), "eine Datei, eine Adresse oder eine Notiz"),
        (replace(facts, link="javascript:alert(1)"), "https://"),
        (replace(facts, link="//evil.example/x"), "https://"),
        (replace(facts, link="/\\evil.example"), "https://"),
        (replace(facts, link="https://user@evil.example/"), "https://"),
        (replace(facts, owner=world.fritz), "arbeitet nicht hier"),
        (replace(facts, proves=()), "welche Anforderung"),
        (replace(facts, proves=("kassys:P0",)), "gibt es hier nicht"),
    ):
        with pytest.raises(StandardRefused, match=told):
            evidence.change_evidence(
                evidence=proof, facts=bad, upload=None, revision=1, by=world.quirin, at=later
            )
    evidence.change_evidence(evidence=proof, facts=facts, upload=None, revision=1, by=world.quirin, at=later)
    with pytest.raises(Conflict):
        evidence.change_evidence(
            evidence=proof, facts=facts, upload=None, revision=1, by=world.lena, at=later
        )
    sweep(world.service, at=later)
    assert not findings_visible_to(world.lena, on=TODAY).filter(check_key="evidence-lapsed").exists()
    with pytest.raises(StandardRefused, match="Leitung"):
        evidence.withdraw_evidence(evidence=proof, revision=2, by=world.anna, at=later)
    evidence.withdraw_evidence(evidence=proof, revision=2, by=world.quirin, at=later)
    assert proof not in evidence_for(world.service)


def test_one_assessment_is_taken_over_onto_another(world: World) -> None:
    kassys = begin(world)
    for code, state in (
        ("P61-01", State.MET),
        ("P61-04", State.NOT),
        ("P67-03", State.PARTLY),
        ("P66-03", State.NOT_APPLICABLE),
        ("P62-06", State.MET),
    ):
        rate(world, kassys, code, state)
    licence = begin(world, standard="azav")
    rate(world, licence, "AZ-08", State.MET, note="Selbst gesehen.")
    assert assessing.take_over(assessment=licence, by=world.quirin, at=AT) == 2
    assert assessing.take_over(assessment=licence, by=world.quirin, at=AT) == 0
    made = {row.code: (row.state, row.note) for row in licence.ratings.select_related("assessment")}
    # AZ-06 asks for two of which one was not looked at: nothing is guessed
    assert made == {
        "AZ-02": ("none", "Übernommen aus kassys:P66-03."),
        "AZ-07": ("partly", "Übernommen aus kassys:P61-01, kassys:P61-04."),
        "AZ-08": ("met", "Selbst gesehen."),
    }


def test_another_system_is_compared_and_decided_about(world: World) -> None:
    found = begin(world, standard="kompatibilitaet", subject="Land QM")
    begin(world, standard="kompatibilitaet", subject="Anderes QM")
    standard = standards_for(world.service, on=TODAY)["kompatibilitaet"]
    assert len(standard.requirements) == 12
    for one in standard.requirements:
        rate(world, found, one.code, State.MET)
    decide = {
        "assessment": found,
        "decision": Decision.CONDITIONS,
        "decided_on": TODAY,
        "decided_by": "Unterausschuss",
        "by": world.quirin,
        "at": AT,
    }
    with pytest.raises(StandardRefused, match="Erst die Runde"):
        assessing.decide(**decide, revision=1)  # type: ignore[arg-type]
    assessing.close(assessment=found, summary="", revision=1, by=world.quirin, at=AT)
    for change, told in (
        ({"decided_on": TODAY + timedelta(days=1)}, "kommt erst"),
        ({"decided_by": " "}, "wer entschieden"),
        ({"by": world.anna}, "Leitung"),
    ):
        with pytest.raises(StandardRefused, match=told):
            assessing.decide(**decide | change, revision=2)  # type: ignore[arg-type]
    assessing.decide(**decide, revision=2)  # type: ignore[arg-type]
    assert Assessment.objects.get(pk=found.pk).decision == Decision.CONDITIONS
    other = begin(world)
    with pytest.raises(StandardRefused, match="nur über den Vergleich"):
        assessing.decide(**decide | {"assessment": other}, revision=1)  # type: ignore[arg-type]
    assert latest_round(world.service) == other, "a comparison is no assessment of the service"


def test_gaps_become_questions_of_an_audit_and_the_office_sees_closed_rounds_only(world: World) -> None:
    cast = cast_for(world)
    audit = plan(world, programme_for(world, cast))
    assert gaps_as_questions(audit) == []
    found = begin(world)
    rate(world, found, "P61-04", State.NOT)
    rate(world, found, "P61-03", State.MET)
    asked = gaps_as_questions(audit)
    assert [(number, reference) for _text, number, reference in asked] == [(0, "kassys:P61-04")]
    assert "nicht erfüllt" in asked[0][0]
    # who works there sees rounds that run; the auditor of the office of the Land only closed ones; strangers nothing
    assert [one.code for one in places_read_by(world.anna, on=TODAY)] == ["ifd-neuhafen"]
    assert found in rounds_of(world.service, world.anna, on=TODAY)
    assert world.service in places_read_by(cast.paul, on=TODAY)
    assert not rounds_of(world.service, cast.paul, on=TODAY).exists()
    assert world.service not in places_read_by(world.fritz, on=TODAY)
    assert places_read_by(world.klara, on=TODAY) == []
    inside = join("ines", world.service, Role.AUDITOR)
    assert found in rounds_of(world.service, inside, on=TODAY)
    assessing.close(assessment=found, summary="", revision=1, by=world.lena, at=AT)
    assert found in rounds_of(world.service, cast.paul, on=TODAY)


def test_the_same_press_twice_makes_one_piece_of_evidence(world: World) -> None:
    first = prove(world, "kassys:P61-01", token=UUID(int=7))
    assert prove(world, "kassys:P61-01", token=UUID(int=7)).pk == first.pk
    evidence.assign(evidence=first, reference="azav:AZ-01", by=world.quirin, at=AT)
    evidence.assign(evidence=first, reference="azav:AZ-01", by=world.quirin, at=AT)
    assert {str(proof) for proof in first.proofs.all()} == {"kassys:P61-01", "azav:AZ-01"}
    with pytest.raises(StandardRefused, match="Leitung"):
        evidence.assign(evidence=first, reference="azav:AZ-02", by=world.anna, at=AT)


def test_a_closed_round_keeps_what_showed_it_and_tells_what_changed_since(world: World) -> None:
    good = prove(world, "kassys:P61-01", until=TODAY + timedelta(days=9), title="Zeugnis Aksoy")
    old = prove(world, "kassys:P61-01", until=TODAY - timedelta(days=9), title="Alter Ordner")
    found = begin(world)
    rate(world, found, "P61-01", State.MET)
    assessing.close(assessment=found, summary="", revision=1, by=world.quirin, at=AT)
    added = prove(world, "kassys:P61-01", title="Kam später")

    def kept() -> dict[UUID, KeptProof]:
        proofs = kept_of(Assessment.objects.get(pk=found.pk))["P61-01"]
        return {one.evidence.uuid: one for one in proofs if one.evidence}

    first = kept()
    assert set(first) == {good.uuid, old.uuid}
    assert {one.evidence.title: (one.lapsed, one.same) for one in first.values() if one.evidence} == {
        "Zeugnis Aksoy": (False, True), "Alter Ordner": (True, True)
    }  # fmt: skip
    facts = Facts(title="Anderes Zeugnis", owner=world.lena, proves=("kassys:P61-01",), note="Im Schrank.")
    evidence.change_evidence(evidence=good, facts=facts, upload=None, revision=1, by=world.quirin, at=AT)
    evidence.withdraw_evidence(evidence=old, revision=1, by=world.quirin, at=AT)
    second = kept()
    assert (second[good.uuid].same, second[good.uuid].valid_until) == (False, TODAY + timedelta(days=9))
    assert (second[old.uuid].same, bool(second[old.uuid].evidence.withdrawn_at)) == (True, True)  # type: ignore[union-attr]
    # neither title nor a hash that one could try titles against
    stored = str(Assessment.objects.get(pk=found.pk).wording)
    assert "Aksoy" not in stored
    twin = prove(world, "kassys:P61-01", until=good.valid_until, title="Kam später")
    assert fingerprint_of(twin) != fingerprint_of(added)
    page = text_of(
        client_of(world.quirin).get(f"/anforderungen/{world.service.code}/runden/{found.uuid}/P61-01/")
    )
    assert "seither geändert" in page
    assert "zurückgezogen" in page
    assert "Kam später" not in page
