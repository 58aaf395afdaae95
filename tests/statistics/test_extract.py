"""From the database to figures: reopening keeps the year, the extract is sealed, pseudonymous and read in parts."""

import json
from datetime import date, timedelta

import pytest
from django.db import connection

from roterfaden.accounts.models import Organisation
from roterfaden.archive.closing import close_checked
from roterfaden.cases import closing, mandates
from roterfaden.cases.choices import CaseResult, ContactKind, MandateKind
from roterfaden.cases.journal import write_entry
from roterfaden.cases.models import Case
from roterfaden.people.facts import Said, Sitting, record_facts
from roterfaden.people.overlays import form_for
from roterfaden.statistics import engine, store
from roterfaden.statistics.definitions import FIGURES
from roterfaden.statistics.dimensions import DIMENSIONS, UnknownDimension
from roterfaden.statistics.periods import Period
from roterfaden.statistics.reports import UnknownFigure, reckon, rows_behind, value
from tests.fixtures import AT, TODAY, World, open_case

YEAR = Period.year(2026)
BEFORE = AT - timedelta(days=400)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: object, settings: object) -> None:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    engine.forget()


def close(world: World, case: Case, result: CaseResult, on: date) -> None:
    close_checked(
        case=case, result=result, code="", reason="So kam es.", gaps_reason="Alles gesagt.", closed_on=on,
        health=True, revision=case.revision, by=world.anna, at=AT,
    )  # fmt: skip
    case.refresh_from_db()


def worked_on(world: World) -> Case:
    """A case with answers under the seal, a visit, two orders, closed on a day of last year and opened again today."""
    case = open_case(world, at=BEFORE)
    record_facts(
        person=case.person, form=form_for(case.service, on=TODAY),
        sitting=Sitting(source="document", said_on=TODAY),
        said=[Said(item="3.1", value="hearing"), Said(item="3.4", value=50)],
        health=True, scope=case, by=world.anna, at=AT,
    )  # fmt: skip
    write_entry(
        case=case, kind=ContactKind.COMPANY, happened_at=AT, text="Halle gesehen.", by=world.anna, at=AT
    )
    facts = mandates.MandateFacts(
        kind=MandateKind.SECURING, valid_from=date(2026, 2, 1), commissioner=world.office
    )
    mandates.record_mandate(case=case, facts=facts, by=world.anna, at=AT)
    close(world, case, CaseResult.PERMANENT, date(2025, 12, 30))
    closing.reopen_case(
        case=case, reason="Es ging doch weiter.", revision=case.revision, by=world.anna, at=AT
    )
    return Case.objects.get(pk=case.pk)


def ask(service: Organisation, figure: str, period: Period = YEAR, **where: str) -> object:
    return value(figure, period=period, services=[service], where=where)


def test_figures_of_real_cases(world: World) -> None:
    worked_on(world)
    other = open_case(world, first_name="Karl")
    assert (ask(world.service, "inflow"), ask(world.service, "stock")) == (2, 2)
    # the earlier end keeps its day, though the case was opened again
    assert (
        ask(world.service, "outflow", Period.year(2025)),
        ask(world.service, "placed", Period.year(2025)),
    ) == (1, 1)
    assert ask(world.service, "days_median", Period.year(2025)) == (date(2025, 12, 30) - BEFORE.date()).days
    assert ask(world.service, "returned") == 1
    assert (
        ask(world.service, "stock", degree="50-70") == ask(world.service, "stock", disability="hearing") == 1
    )
    assert ask(world.service, "inflow", initiator="funding_agency") == 2
    assert (ask(world.service, "order_inflow"), ask(world.service, "order_inflow", giver="ina")) == (2, 1)
    assert ask(world.service, "company_contacts") == 1
    assert ask(world.service, "attendance_share") is None
    assert ask(world.other_service, "stock") == 0
    assert len(rows_behind("stock", period=YEAR, services=[world.service])) == 2
    close(world, other, CaseResult.ADVISED, TODAY)
    assert (ask(world.service, "stock"), ask(world.service, "person_stock")) == (1, 1)
    split = reckon(["outflow"], period=YEAR, services=[world.service], by=["gender", "result"])
    assert split.rows == {("unknown", "advised"): {"outflow": 1}}
    with pytest.raises(UnknownFigure, match="gibt es nicht"):
        ask(world.service, "worker")
    for odd in ("worker", "result"):
        with pytest.raises(UnknownDimension):
            value("contacts", period=YEAR, services=[world.service], where={odd: "x"})
    told = " ".join(f"{one.definition} {one.title}" for one in FIGURES.values())
    assert all(one.source and one.unit for one in FIGURES.values())
    assert "Fachkraft" not in told
    assert not {"responsible", "user", "worker", "team"} & set(DIMENSIONS)


def test_the_extract_is_sealed_and_only_what_changed_is_read_anew(world: World) -> None:
    case = worked_on(world)
    services = [world.service, world.other_service]
    first = store.refresh(services, at=AT)
    assert first["parts"] == 1
    folder = store.directory() / "ifd-neuhafen" / str(BEFORE.year)
    blob = (folder / "cases.parquet.sealed").read_bytes()
    assert b"PAR1" not in blob
    assert b"hearing" not in blob
    assert (folder / "cases.parquet.sealed").stat().st_mode & 0o077 == 0
    note = json.loads((folder / "lineage.json").read_text())
    assert note["tables"]["cases"]["rows"] == 1
    assert "disability" in note["opened_from_seal"]
    assert store.refresh(services, at=AT) == {"parts": 0, "rows": 0}
    open_case(world, first_name="Karl")
    assert store.refresh(services, at=AT)["parts"] == 1
    engine.forget()
    assert (ask(world.service, "stock"), ask(world.service, "stock", disability="hearing")) == (2, 1)
    # a part that somebody changed is not believed
    (folder / "cases.parquet.sealed").write_bytes(blob[:-1] + bytes([blob[-1] ^ 1]))
    engine.forget()
    assert ask(world.service, "stock") == 2
    # numbers of records are not in it
    from roterfaden.statistics.engine import gathered  # noqa: PLC0415
    from roterfaden.statistics.extraction import fingerprints  # noqa: PLC0415

    table = gathered([world.service], fingerprints([world.service.pk]))["cases"]
    assert not {case.pk, case.person_id} & set(
        table.column("case").to_pylist() + table.column("person").to_pylist()
    )
    store.hand_over({"cases": table}, store.directory() / "out", at=AT)
    assert (store.directory() / "out" / "cases.parquet").read_bytes()[:4] == b"PAR1"


@pytest.mark.django_db(transaction=True)
def test_postgresql_reckons_the_same_on_its_own_rows(world: World) -> None:
    if connection.vendor != "postgresql":
        with pytest.raises(LookupError):
            engine.stage_in_database([world.service])
        return
    worked_on(world)
    close(world, open_case(world, first_name="Karl", at=BEFORE), CaseResult.JOB_KEPT, TODAY)
    from roterfaden.statistics.reports import reckon_on  # noqa: PLC0415

    here, there = engine.stage_for([world.service]), engine.stage_in_database([world.service])
    compared = 0
    for figure in FIGURES.values():
        for split in [
            (),
            *((one.id,) for one in DIMENSIONS.values() if figure.relation in one.on and not one.sealed),
        ]:
            ours = reckon_on(here, [figure], period=YEAR, by=split)
            theirs = reckon_on(there, [figure], period=YEAR, by=split)
            assert ours.rows == theirs.rows, (figure.id, split)
            compared += 1
    there.release()
    assert compared > 100
