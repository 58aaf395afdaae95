"""Layers and own standards: whose word holds, what no longer fits; the shipped files; the staged introduction."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from roterfaden.accounts import organisations
from roterfaden.accounts.choices import Role
from roterfaden.common.revisions import Conflict
from roterfaden.common.yaml_nodes import FileFaults
from roterfaden.standards import introduction as plans
from roterfaden.standards import own
from roterfaden.standards.choices import StageState, State
from roterfaden.standards.introduction import PLAN, read_plan
from roterfaden.standards.layering import layers_of, standards_for
from roterfaden.standards.library import STANDARDS, read_standards, shipped
from roterfaden.standards.models import Introduction, OwnRequirement, OwnStandard
from roterfaden.standards.own import Demand
from roterfaden.standards.queries import introduction_of
from roterfaden.standards.refusals import StandardRefused
from tests.auditing.makers import join
from tests.fixtures import AT, TODAY, World
from tests.standards.makers import OWN, begin, rate

STRICT = Demand(
    code="P64-07", chapter="x", topic="Bereitstellung", text="In fünf Arbeitstagen", needs_evidence=True
)


def test_land_provider_and_service_lay_their_word_over_the_standard(world: World) -> None:
    provider = organisations.add_organisation(
        code="traeger", name="Träger Nord", kind="provider", region="DE-NW", by=None, at=AT, file_prefix=""
    )
    type(world.service).objects.filter(pk=world.service.pk).update(parent=provider)
    world.service.refresh_from_db()
    land, nora = join("olga", world.office, Role.QUALITY_OFFICER), join("nora", provider, Role.COORDINATOR)

    def demand(place: object, by: object, said: Demand, revision: int = 0) -> OwnRequirement:
        return own.demand(
            organisation=place,  # type: ignore[arg-type]
            standard="kassys",
            said=said,
            revision=revision,
            by=by,  # type: ignore[arg-type]
            at=AT,
        )

    def text(place: object) -> tuple[str, str]:
        one = standards_for(place, on=TODAY)["kassys"].requirement("P64-07")  # type: ignore[arg-type]
        assert one is not None
        return one.text, one.origin

    shipped_text = text(world.service)[0]
    demand(world.office, land, STRICT)
    assert text(world.service) == ("In fünf Arbeitstagen", "Integrationsamt Nordland")
    mine = demand(provider, nora, Demand(**vars(STRICT) | {"text": "In drei Arbeitstagen"}))
    assert text(world.service) == ("In drei Arbeitstagen", "Träger Nord")
    # next door only the word of the Land holds; and the chapter stays that of the standard
    assert text(world.other_service) == ("In fünf Arbeitstagen", "Integrationsamt Nordland")
    extra = Demand(code="N-01", chapter="personal", topic="Fahrt", text="Führerschein", needs_evidence=False)
    demand(world.service, world.lena, extra)
    found = standards_for(world.service, on=TODAY)["kassys"]
    assert found.requirements[-1].code == "N-01"
    assert len(found.requirements) == len(shipped()["kassys"][0].requirements) + 1
    # the running round asks for it at once
    rate(world, begin(world), "N-01", State.MET)
    with pytest.raises(Conflict):
        demand(world.service, world.lena, extra)
    for bad, told in (
        (Demand(**vars(extra) | {"code": "N 1"}), "Kennung besteht"),
        (Demand(**vars(extra) | {"code": "N-02", "chapter": "dach"}), "Kapitel"),
        (Demand(**vars(extra) | {"code": "N-02", "text": " "}), "Thema und Anforderung"),
    ):
        with pytest.raises(StandardRefused, match=told):
            demand(world.service, world.lena, bad)
    with pytest.raises(StandardRefused, match="Leitung"):
        demand(provider, world.lena, extra)
    # a newer edition says something else: whoever replaced the wording is told
    OwnRequirement.objects.filter(pk=mine.pk).update(seen="Wie es früher hieß")
    told_broken = {layer.row.pk: layer.broken for layer in layers_of(world.service, "kassys", on=TODAY)}
    assert told_broken[mine.pk] == f"Die Norm sagt inzwischen: {shipped_text}"
    own.withdraw_demand(requirement=mine, revision=1, by=nora, at=AT)
    assert text(world.service)[1] == "Integrationsamt Nordland"


def test_a_standard_of_ones_own_is_loaded_beside_the_shipped_ones(world: World) -> None:
    def load(text: str) -> OwnStandard:
        return own.load_standard(organisation=world.service, text=text, by=world.quirin, at=AT)

    for good, bad, told in (
        ("key: haus", "key: kassys", "mitgelieferten"),
        ("kassys:P61-04", "kassys:P99-99", "kassys:P99-99"),
        ("evidence: true", "evidence: maybe", "Zeile"),
        ("code: H-2", "code: H-1", "steht zweimal"),
        ("chapter: alle", "chapter: keins", "nicht erlaubt"),
        ("title: Regeln des Hauses", "titel: Regeln", "Schlüssel"),
    ):
        with pytest.raises(StandardRefused, match=told):
            load(OWN.replace(good, bad))
    with pytest.raises(StandardRefused, match="Fehler"):
        load("&a [*a]")
    with pytest.raises(StandardRefused, match="zu lang"):
        load("#" * 300_000)
    with pytest.raises(StandardRefused, match="Leitung"):
        own.load_standard(organisation=world.service, text=OWN, by=world.anna, at=AT)
    first = load(OWN)
    assert load(OWN).pk == first.pk
    assert standards_for(world.service, on=TODAY)["haus"].title == "Regeln des Hauses"
    assert "haus" not in standards_for(world.other_service, on=TODAY)
    assert "haus" not in standards_for(world.service, on=date(2025, 12, 31))
    second = load(OWN.replace("Regeln des Hauses", "Neue Regeln").replace("2026-01-01", "2026-11-01"))
    assert second.number == 2
    assert standards_for(world.service, on=TODAY)["haus"].title == "Neue Regeln"
    assert standards_for(world.service, on=date(2026, 2, 1))["haus"].title == "Regeln des Hauses"
    own.withdraw_standard(standard=second, by=world.quirin, at=AT)
    own.withdraw_standard(standard=second, by=world.quirin, at=AT)
    assert standards_for(world.service, on=TODAY)["haus"].title == "Regeln des Hauses"


@pytest.mark.one_database
def test_shipped_standards_and_plan_are_read_strictly(tmp_path: Path) -> None:
    assert {"kassys", "azav", "kompatibilitaet"} <= set(read_standards(STANDARDS))
    chapters = {one.id for one in shipped()["kassys"][0].chapters}
    assert {one.chapter for one in shipped()["kassys"][0].requirements} == chapters
    assert len(chapters) == 7
    for name in ("kassys", "azav"):
        (tmp_path / f"{name}.yaml").write_text((STANDARDS / f"{name}.yaml").read_text("utf-8"), "utf-8")
    newer = (STANDARDS / "kassys.yaml").read_text("utf-8").replace("2026-11-01", "2027-01-01")
    (tmp_path / "kassys-2027.yaml").write_text(newer, "utf-8")
    editions = read_standards(tmp_path)["kassys"]
    assert [one.edition.valid_from.year for one in editions] == [2027, 2026]
    (tmp_path / "azav.yaml").write_text(OWN.replace("P61-04", "P0"), "utf-8")
    with pytest.raises(LookupError, match="kassys:P0"):
        read_standards(tmp_path)
    text = PLAN.read_text("utf-8")
    for good, bad in (
        ("after: [kickoff]", "after: [audit]"),
        ("only: [pilots]", "only: [moon]"),
        ("id: work", "id: audit"),
    ):
        path = tmp_path / "plan.yaml"
        path.write_text(text.replace(good, bad, 1), "utf-8")
        with pytest.raises(FileFaults):
            read_plan(path)


def test_the_introduction_goes_stage_by_stage(world: World) -> None:
    def begin_plan(variant: str = "together", by: object = world.quirin) -> Introduction:
        return plans.begin_introduction(
            organisation=world.service,
            variant=variant,
            officer=world.lena,
            by=by,  # type: ignore[arg-type]
            at=AT,
        )

    def change(
        key: str, state: StageState, *, note: str = "", revision: int = 1, who: object = world.bela
    ) -> None:
        plans.change_stage(
            stage=found.stages.select_related("introduction__organisation").get(key=key),
            state=state,
            responsible=who,  # type: ignore[arg-type]
            due_on=TODAY + timedelta(days=9) if who else None,
            note=note,
            revision=revision,
            by=world.quirin,
            at=AT,
        )

    with pytest.raises(StandardRefused, match="Leitung"):
        begin_plan(by=world.anna)
    with pytest.raises(StandardRefused, match="wie Sie vorgehen"):
        begin_plan("später")
    found = begin_plan()
    assert begin_plan("pilots").pk == found.pk
    assert introduction_of(world.service) == found
    assert introduction_of(world.other_service) is None
    assert not found.stages.filter(key="evaluation").exists(), "only where some begin before others"
    with pytest.raises(StandardRefused, match=r"Zuerst: Fortbildung, Vereinbaren"):
        change("work", StageState.RUNNING)
    change("kickoff", StageState.DONE)
    assert found.stages.get(key="kickoff").over_on == TODAY
    with pytest.raises(StandardRefused, match="warum die Stufe entfällt"):
        change("training", StageState.DROPPED)
    change("training", StageState.DROPPED, note="Alle kennen es schon.")
    change("agreement", StageState.DONE)
    with pytest.raises(StandardRefused, match="wer sich darum kümmert"):
        change("work", StageState.RUNNING, who=None)
    with pytest.raises(StandardRefused, match="arbeitet nicht hier"):
        change("work", StageState.RUNNING, who=world.fritz)
    change("work", StageState.RUNNING)
    with pytest.raises(Conflict):
        change("work", StageState.DONE)
    plans.name_officer(introduction=found, officer=world.anna, revision=1, by=world.lena, at=AT)
    with pytest.raises(Conflict):
        plans.name_officer(introduction=found, officer=world.bela, revision=1, by=world.lena, at=AT)
    own_stage = plans.add_stage(introduction=found, title="Fest", by=world.quirin, at=AT)
    assert plans.add_stage(introduction=found, title="Fest", by=world.quirin, at=AT).pk == own_stage.pk
