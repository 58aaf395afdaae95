"""Every entry of the handbook can be overlaid the same way; what no longer fits is told, and what was said stays."""

import shutil
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from roterfaden.accounts.models import Organisation
from roterfaden.process.matrix import shipped_matrix
from roterfaden.process.schema import CHAINS, load_directory
from roterfaden.quality import boxes, shelf
from roterfaden.quality.choices import BoxKind, BoxMode, EntryKind
from roterfaden.quality.entries import Entry, entries, entry
from roterfaden.quality.layer_checks import misfits_of
from roterfaden.quality.layering import Layering
from roterfaden.quality.merging import Said, in_force, lay
from roterfaden.quality.search import find
from tests.fixtures import AT, World

SAYS = {
    EntryKind.CHAPTER: ("krise", "text"),
    EntryKind.AID: ("erstgespraech", "1-items"),
    EntryKind.TERM: ("ahoi", "meaning"),
    EntryKind.LAW: ("alt-110-neu-193", "note"),
    EntryKind.MEASURE: ("M7", "guidance"),
    EntryKind.OFFICE: ("agentur", "label"),
}


def the(kind: EntryKind, key: str) -> Entry:
    found = entry(kind, key)
    assert found is not None, key
    return found


def write(
    world: World, found: Entry, box: str, text: str, mode: BoxMode = BoxMode.ADDS, revision: int = 0
) -> None:
    boxes.write_box(
        organisation=world.service,
        entry=found,
        box=box,
        mode=mode,
        text=text,
        revision=revision,
        by=world.quirin,
        at=AT,
    )


def lines(place: Organisation, found: Entry, box: str) -> list[str]:
    merged = Layering(place).box_of(found, box)
    assert merged is not None
    return merged.lines


@pytest.fixture
def next_edition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the shipped handbook that a test may change, on the shelf of this process."""
    for name in ("handbook", "measures"):
        shutil.copytree(shelf.HANDBOOK_DIR.parent / name, tmp_path / name)
    monkeypatch.setattr(shelf, "HANDBOOK_DIR", tmp_path / "handbook")
    yield tmp_path
    shelf.book.cache_clear()


def test_every_kind_is_overlaid_in_the_same_way(world: World) -> None:
    for kind, (key, box) in SAYS.items():
        found = the(kind, key)
        mode = BoxMode.REPLACES if kind == EntryKind.OFFICE else BoxMode.ADDS
        write(world, found, box, f"Zwetschge {kind}", mode)
        assert lines(world.service, found, box)[-1] == f"Zwetschge {kind}"
        assert f"Zwetschge {kind}" not in lines(world.other_service, found, box)
        merged = Layering(world.service).box_of(found, box)
        assert merged is not None
        assert merged.in_force[-1].box is not None
        assert merged.in_force[-1].box.organisation == world.service, "each line says whose it is"
        for wrong in ("gibt-es-nicht", ""):
            with pytest.raises(boxes.BoxRefused):
                write(world, found, wrong, "x")
    searched = {hit.kind for hit in find("Zwetschge", world.service)}
    assert searched == {"chapter", "aid", "term", "measure"}
    assert misfits_of(world.service) == []
    with pytest.raises(boxes.BoxRefused, match="eine Zeile"):
        write(world, the(EntryKind.OFFICE, "rav"), "label", "RAV\nAmt", BoxMode.REPLACES)


def test_a_land_calls_its_office_otherwise_and_all_texts_say_so(world: World) -> None:
    told = Layering(world.service)
    assert told.spoken("Das Integrationsamt entscheidet.") == "Das Inklusionsamt entscheidet."
    speaker = told.speaker("Das Integrationsamt entscheidet.")
    assert speaker is not None
    assert getattr(speaker, "region", "") == "DE-NW"
    write(world, the(EntryKind.OFFICE, "integrationsamt"), "label", "LWL-Amt", BoxMode.REPLACES)
    assert Layering(world.service).spoken("Das Integrationsamt") == "Das LWL-Amt"
    Organisation.objects.filter(pk=world.other_service.pk).update(region="DE-HE")
    assert (
        Layering(Organisation.objects.get(pk=world.other_service.pk)).spoken("Integrationsamt")
        == "Integrationsamt"
    )


def test_what_no_longer_fits_the_next_edition_is_named_and_stays(world: World, next_edition: Path) -> None:
    shelf.book.cache_clear()
    krise, measure = the(EntryKind.CHAPTER, "krise"), the(EntryKind.MEASURE, "M7")
    shipped = krise.box(BoxKind.REQUIREMENTS)
    assert shipped is not None
    first = shipped.lines[0]
    kept = "\n".join(["Bei uns anders.", *shipped.lines[1:]])
    write(world, krise, BoxKind.REQUIREMENTS, kept, BoxMode.REPLACES)
    write(world, measure, "guidance", "Höchstens drei Wochen.")
    write(world, the(EntryKind.AID, "erstgespraech"), "1-items", "Hafenpass zeigen")
    for path in (next_edition / "handbook").glob("*.yaml"):
        path.write_text(path.read_text("utf-8").replace(first, f"{first} Neu gefasst."), "utf-8")
    aid = next_edition / "handbook" / "aids" / "erstgespraech.yaml"
    aid.write_text(aid.read_text("utf-8").replace("key: erstgespraech", "key: erstgespraech-neu"), "utf-8")
    shelf.book.cache_clear()
    assert lines(world.service, the(EntryKind.CHAPTER, "krise"), BoxKind.REQUIREMENTS) == kept.splitlines()
    told = [fault.message for fault in misfits_of(world.service)]
    assert f"Die ersetzte Zeile „{first}“ heißt jetzt „{first} Neu gefasst.“." in told
    assert any("gibt es im Grundstock nicht mehr" in sentence for sentence in told)
    assert len(told) == 2, "what only adds still fits"
    err = StringIO()
    with pytest.raises(CommandError):
        call_command("overlay", "check", stdout=StringIO(), stderr=err)
    assert "IFD Neuhafen, Kapitel krise" in err.getvalue()
    write(world, the(EntryKind.CHAPTER, "krise"), BoxKind.REQUIREMENTS, kept, BoxMode.REPLACES, revision=1)
    assert len(misfits_of(world.service)) == 1, "who saves it again has seen the new edition"


@pytest.mark.one_database
def test_a_line_that_was_kept_and_one_that_was_changed_are_told_apart() -> None:
    base = ["eins", "zwei"]
    says = [Said(BoxMode.REPLACES, ["eins", "ZWEI"], base), Said(BoxMode.ADDS, ["drei"])]
    found = lay(base, says)
    assert [laid.replaced for laid in found] == [True, False, False]
    assert found[1].kept == {"eins"}
    assert in_force(base, says) == ["eins", "ZWEI", "drei"]
    (broken,) = lay(["eins", "zwei", "drei"], [Said(BoxMode.ADDS, ["drei"])])[1].broken
    assert "steht inzwischen auch darunter" in broken
    gone, new = lay(["ganz anderes", "eins"], [Said(BoxMode.REPLACES, ["x"], base)])[1].broken
    assert gone == "Die ersetzte Zeile „zwei“ gibt es nicht mehr."
    assert new == "Neu, und hier ersetzt: „ganz anderes“."


@pytest.mark.one_database
def test_measures_are_shipped_and_lead_to_chains_and_matrix(tmp_path: Path) -> None:
    keys = {found.key for found in entries(EntryKind.MEASURE)}
    matrix = shipped_matrix()
    assert {row.id for row in matrix.measures} | {row.id for row in matrix.fields} <= keys
    assert {f"U{n}" for n in range(1, 6)} <= keys
    chains = {one.chain.id for one in load_directory(CHAINS)}
    for measure in shelf.book().measures:
        assert measure.chains, measure.key
        assert set(measure.chains) <= chains
        assert measure.edition.version
        assert measure.edition.source
    layer = tmp_path / "x.yaml"
    text = (shelf.HANDBOOK_DIR / "layers" / "DE-BE-amt.yaml").read_text("utf-8")
    layer.write_text(text.replace("DE-BE", "DE-XX").replace("entry: integrationsamt", "entry: amt"), "utf-8")
    err = StringIO()
    with pytest.raises(CommandError):
        call_command("overlay", "check", str(layer), stdout=StringIO(), stderr=err)
    assert "„DE-XX“ ist nicht bekannt" in err.getvalue()
    assert "„amt“ gibt es im Grundstock nicht" in err.getvalue()
