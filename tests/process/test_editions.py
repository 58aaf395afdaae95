"""Editions of a Land and a service: what holds where on which day, four eyes, what happens when a base changes."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit.models import Entry
from roterfaden.common.revisions import Conflict
from roterfaden.process import editions
from roterfaden.process.catalogue import _store, chain_of, version_in_force, versions_for
from roterfaden.process.choices import EditionKind, EditionState
from roterfaden.process.layering import misfits, replan
from roterfaden.process.models import ChainVersion, Edition
from roterfaden.process.overlay_reader import parse_overlay
from roterfaden.process.schema import parse_chain
from roterfaden.process.shipped_overlays import store_shipped
from tests.fixtures import AT, TODAY, World
from tests.process.files import GOOD

pytestmark = pytest.mark.django_db

BASE = GOOD.replace("valid_from: 2026-11-01", "valid_from: 2020-01-01")
HINT = "{do: add_hint, at: '1', text: Erst zuhören}"
LAND = "{do: call, role: IFD, label: Fachkraft im Land}"
LATER = date(2026, 12, 31)


def overlay(
    *changes: str, where: str = "organisation: ifd-neuhafen", version: str = "1", more: str = ""
) -> str:
    return (
        f"kind: overlay\nchain: X1\nversion: '{version}'\n{more}language: de\n{where}\ntitle: Anpassung\n"
        "source: Eigenes\nchanges:\n" + "".join(f"  - {change}\n" for change in changes)
    )


@pytest.fixture
def base(world: World) -> ChainVersion:
    return _store(parse_chain(BASE, name="X1"))


def newer_base(
    *, day: date, spoil: tuple[str, str] = ("title: Abwägen", "title: Gut abwägen")
) -> ChainVersion:
    text = BASE.replace('"2026-11"', '"2027-06"').replace("2020-01-01", day.isoformat()).replace(*spoil)
    version = _store(parse_chain(text, name="X1"))
    replan("X1", at=AT)
    return version


def drafted(
    world: World, text: str, *, by: User | None = None, kind: EditionKind = EditionKind.OVERLAY
) -> Edition:
    return editions.draft(
        key="X1", kind=kind, organisation=world.service, text=text, by=by or world.quirin, at=AT
    )


def released(
    world: World, text: str, *, day: date = TODAY, kind: EditionKind = EditionKind.OVERLAY
) -> Edition:
    edition = drafted(world, text, kind=kind)
    found = editions.check(edition=edition, revision=edition.revision, by=world.quirin, at=AT)
    assert not found.faults, found.faults
    return editions.release(edition=edition, valid_from=day, revision=edition.revision, by=world.lena, at=AT)


def hints(service: Organisation | None, *, on: date = TODAY) -> tuple[str, ...]:
    version = version_in_force("X1", on=on, service=service)
    assert version is not None
    step = chain_of(version).step("1")
    assert step is not None
    return step.hints


def test_a_services_own_layer_holds_for_it_alone(world: World, base: ChainVersion) -> None:
    released(world, overlay(HINT))
    assert hints(world.service)[-1] == "Erst zuhören"
    assert hints(world.other_service) == hints(None) == ("Fragen, was gebraucht wird",)
    version = version_in_force("X1", on=TODAY, service=world.service)
    assert version is not None
    assert version.version == "2026-11+ifd-neuhafen.1"
    assert [layer["name"] for layer in version.layers] == ["Eigenes", "IFD Neuhafen"]
    assert ["1", "hints", "Erst zuhören", 1] in version.origins


def test_a_lands_layer_holds_below_those_of_its_services(world: World, base: ChainVersion) -> None:
    land = overlay(LAND, where="region: DE-NW", more="valid_from: 2026-01-01\n")
    store_shipped(parse_overlay(land, name="land"), at=AT)
    replan("X1", at=AT)
    for service in (world.service, world.other_service):
        version = version_in_force("X1", on=TODAY, service=service)
        assert version is not None
        assert chain_of(version).roles["IFD"] == "Fachkraft im Land"
    released(world, overlay(HINT))
    own = version_in_force("X1", on=TODAY, service=world.service)
    assert own is not None
    assert chain_of(own).roles["IFD"] == "Fachkraft im Land"
    assert hints(world.service)[-1] == "Erst zuhören"
    assert hints(world.other_service) == ("Fragen, was gebraucht wird",)
    elsewhere = Organisation.objects.get(pk=world.other_service.pk)
    Organisation.objects.filter(pk=elsewhere.pk).update(region="DE-BY")
    elsewhere.refresh_from_db()
    assert version_in_force("X1", on=TODAY, service=elsewhere) == base


def test_a_day_ahead_comes_by_itself(world: World, base: ChainVersion) -> None:
    released(world, overlay(HINT), day=LATER)
    assert hints(world.service, on=LATER - timedelta(days=1)) == ("Fragen, was gebraucht wird",)
    assert hints(world.service, on=LATER)[-1] == "Erst zuhören"


def test_a_newer_base_is_taken_over_under_the_layers(world: World, base: ChainVersion) -> None:
    released(world, overlay(HINT))
    newer_base(day=LATER)
    before, after = (version_in_force("X1", on=day, service=world.service) for day in (TODAY, LATER))
    assert before is not None
    assert after is not None
    assert chain_of(before).title_of("2") == "Abwägen"
    assert chain_of(after).title_of("2") == "Gut abwägen"
    assert hints(world.service, on=LATER)[-1] == "Erst zuhören"
    assert after.version == "2027-06+ifd-neuhafen.1"


def test_where_a_layer_no_longer_fits_the_last_good_one_stays_and_it_is_said(
    world: World, base: ChainVersion
) -> None:
    change = "{do: replace_hint, at: '1', old: 'Fragen, was gebraucht wird', new: Fragen}"
    released(world, overlay(HINT, change))
    newer_base(day=LATER, spoil=("Fragen, was gebraucht wird", "Bedarf klären"))
    assert hints(world.service, on=LATER) == ("Fragen", "Erst zuhören")
    assert hints(world.other_service, on=LATER) == ("Bedarf klären",)
    (broken,) = misfits(on=TODAY)
    assert (broken.key, broken.name, broken.begins) == ("X1", "IFD Neuhafen", LATER)
    assert [(fault.line, fault.message) for fault in broken.faults] == [
        (
            10,
            "Die Zeile „Fragen, was gebraucht wird“ steht in der Grundlage nicht oder lautet dort anders.",
        )
    ]
    mended = overlay(HINT, change.replace("Fragen, was gebraucht wird", "Bedarf klären"), version="2")
    released(world, mended, day=LATER)
    assert hints(world.service, on=LATER) == ("Fragen", "Erst zuhören")
    assert misfits(on=TODAY) == []
    assert hints(world.service, on=LATER - timedelta(days=1)) == ("Fragen", "Erst zuhören")


def test_retired_layers_give_way_on_their_day_and_runs_keep_their_version(
    world: World, base: ChainVersion
) -> None:
    edition = released(world, overlay(HINT))
    own = version_in_force("X1", on=TODAY, service=world.service)
    editions.retire(edition=edition, last_day=LATER, revision=edition.revision, by=world.lena, at=AT)
    assert version_in_force("X1", on=LATER, service=world.service) == own
    assert version_in_force("X1", on=LATER + timedelta(days=1), service=world.service) == base
    assert own is not None
    assert chain_of(own).step("1")


def test_a_release_that_was_not_yet_in_force_can_be_taken_out_of_the_future(
    world: World, base: ChainVersion
) -> None:
    edition = released(world, overlay(HINT), day=LATER)
    editions.retire(edition=edition, last_day=TODAY, revision=edition.revision, by=world.lena, at=AT)
    assert version_in_force("X1", on=LATER, service=world.service) == base
    assert not ChainVersion.objects.filter(organisation=world.service).exists()


def test_two_releases_for_the_same_day_the_later_counts(world: World, base: ChainVersion) -> None:
    released(world, overlay(HINT))
    second = released(world, overlay(HINT.replace("Erst zuhören", "Dann fragen"), version="2"))
    assert hints(world.service)[-1] == "Dann fragen"
    editions.retire(
        edition=second, last_day=TODAY - timedelta(days=1), revision=second.revision, by=world.lena, at=AT
    )
    assert hints(world.service)[-1] == "Erst zuhören"


def test_a_whole_chain_of_a_service_takes_the_place_of_the_base(world: World, base: ChainVersion) -> None:
    text = BASE.replace("title: Abwägen", "title: Gemeinsam abwägen").replace('"2026-11"', '"eigene-1"')
    released(world, text, kind=EditionKind.CHAIN)
    version = version_in_force("X1", on=TODAY, service=world.service)
    assert version is not None
    assert version.version == "eigene-1+ifd-neuhafen.1"
    assert chain_of(version).title_of("2") == "Gemeinsam abwägen"
    assert version_in_force("X1", on=TODAY, service=world.other_service) == base


def test_four_eyes_and_order(world: World, base: ChainVersion) -> None:
    edition = drafted(world, overlay(HINT))
    with pytest.raises(editions.EditionRefused, match="geprüfter Entwurf"):
        editions.release(edition=edition, valid_from=TODAY, revision=1, by=world.lena, at=AT)
    editions.check(edition=edition, revision=1, by=world.quirin, at=AT)
    with pytest.raises(editions.EditionRefused, match="Vier Augen"):
        editions.release(edition=edition, valid_from=TODAY, revision=2, by=world.quirin, at=AT)
    with pytest.raises(editions.EditionRefused, match="Vergangenheit"):
        editions.release(
            edition=edition, valid_from=TODAY - timedelta(days=1), revision=2, by=world.lena, at=AT
        )
    with pytest.raises(editions.EditionRefused, match="wartet auf die Freigabe"):
        editions.edit(edition=edition, text=overlay(HINT) + " ", revision=2, by=world.lena, at=AT)
    editions.take_back(edition=edition, revision=2, by=world.lena, at=AT)
    editions.edit(edition=edition, text=overlay(HINT) + " ", revision=3, by=world.lena, at=AT)
    assert edition.state == EditionState.DRAFT, "an edit takes the check away"
    editions.check(edition=edition, revision=4, by=world.quirin, at=AT)
    with pytest.raises(editions.EditionRefused, match="Vier Augen"):
        editions.release(edition=edition, valid_from=TODAY, revision=5, by=world.lena, at=AT)
    assert not ChainVersion.objects.filter(organisation=world.service).exists()


def test_nobody_overwrites_a_draft(world: World, base: ChainVersion) -> None:
    edition = drafted(world, overlay(HINT))
    mine, theirs = (Edition.objects.get(pk=edition.pk) for _ in range(2))
    editions.edit(edition=theirs, text="a: 1", revision=1, by=world.lena, at=AT)
    with pytest.raises(Conflict):
        editions.edit(edition=mine, text="b: 2", revision=1, by=world.quirin, at=AT)
    assert Edition.objects.get(pk=edition.pk).text == "a: 1"


def test_the_last_change_is_taken_back_and_comes_again(world: World, base: ChainVersion) -> None:
    edition = drafted(world, overlay(HINT))
    with pytest.raises(editions.EditionRefused, match="noch nichts geändert"):
        editions.undo(edition=edition, revision=1, by=world.quirin, at=AT)
    editions.edit(edition=edition, text="a: 1", revision=1, by=world.quirin, at=AT)
    with pytest.raises(Conflict):
        editions.undo(edition=Edition.objects.get(pk=edition.pk), revision=1, by=world.lena, at=AT)
    editions.undo(edition=edition, revision=2, by=world.lena, at=AT)
    assert Edition.objects.get(pk=edition.pk).text == overlay(HINT)
    editions.undo(edition=edition, revision=3, by=world.lena, at=AT)
    assert Edition.objects.get(pk=edition.pk).text == "a: 1"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Schlüsseln mit Werten"),
        ("kind: overlay\n", "Dieser Schlüssel fehlt"),
        (overlay("{do: retitle, at: '99', title: x}"), "„99“ gibt es in der Grundlage nicht"),
        (overlay(HINT).replace("chain: X1", "chain: V1"), "Dieser Entwurf ist für die Kette X1"),
        (overlay(HINT, where="organisation: ifd-altstadt"), "hier steht eine andere"),
        (overlay(HINT, where="region: DE-NW"), "hier steht eine andere"),
        (
            overlay("{do: add_step, after: '1', step: {id: n, title: x, subchains: [GIBTSNICHT]}}"),
            "Die Kette „GIBTSNICHT“ gibt es nicht",
        ),
    ],
)
def test_a_faulty_draft_is_kept_and_never_checked(
    world: World, base: ChainVersion, text: str, sentence: str
) -> None:
    edition = drafted(world, text)
    found = editions.check(edition=edition, revision=1, by=world.quirin, at=AT)
    assert sentence in " ".join(fault.message for fault in found.faults)
    stored = Edition.objects.get(pk=edition.pk)
    assert (stored.state, stored.text, stored.revision) == (EditionState.DRAFT, text, 1)


def test_a_version_is_used_once(world: World, base: ChainVersion) -> None:
    released(world, overlay(HINT))
    found = editions.verdict(drafted(world, overlay(HINT)), on=TODAY)
    assert [fault.key for fault in found.faults] == ["version"]


def test_everything_leaves_its_entry(world: World, base: ChainVersion) -> None:
    before = Entry.objects.count()
    edition = released(world, overlay(HINT))
    editions.retire(edition=edition, last_day=TODAY, revision=edition.revision, by=world.lena, at=AT)
    editions.discard(edition=drafted(world, "x"), revision=1, by=world.quirin, at=AT)
    actions = list(Entry.objects.order_by("seq").values_list("action", flat=True))[before:]
    assert [action.removeprefix("process.edition_") for action in actions] == [
        "drafted",
        "checked",
        "released",
        "retired",
        "drafted",
        "discarded",
    ]


def test_files_are_loaded_again_without_effect_and_never_with_other_content(
    world: World, base: ChainVersion
) -> None:
    text = overlay(LAND, where="region: DE-NW", more="valid_from: 2026-01-01\n")
    for _ in range(2):
        store_shipped(parse_overlay(text, name="land"), at=AT)
        replan("X1", at=AT)
    assert Edition.objects.filter(key="X1").count() == 1
    assert ChainVersion.objects.filter(key="X1", region="DE-NW").count() == 1
    with pytest.raises(ValueError, match="mit anderem Inhalt"):
        store_shipped(parse_overlay(text.replace("im Land", "hier"), name="land"), at=AT)


def test_looking_for_all_chains_costs_the_same_with_many_layers(world: World, base: ChainVersion) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            versions_for(world.service, on=TODAY)
        return len(queries)

    few = count()
    for number in range(1, 4):
        released(world, overlay(HINT, version=str(number)))
    assert count() == few


@pytest.mark.parametrize("day", [date(2026, 6, 29), date(2026, 6, 30), date(2026, 12, 31)])
def test_the_habitual_days_lie_ahead(day: date) -> None:
    days = editions.publication_days(after=day)
    assert len(days) == 2
    assert all(d > day and (d.month, d.day) in {(6, 30), (12, 31)} for d in days)


def test_the_moment_of_release_is_kept(world: World, base: ChainVersion) -> None:
    edition = released(world, overlay(HINT))
    stored = Edition.objects.get(pk=edition.pk)
    assert stored.released_at is not None
    assert timezone.localtime(stored.released_at) == AT
    assert isinstance(stored.released_at, datetime)
