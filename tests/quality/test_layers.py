"""Land and service add to the handbook: visibly, one at a time, only who may."""

from datetime import timedelta
from io import BytesIO

import pytest

from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Organisation, User
from roterfaden.audit.models import Entry as Trace
from roterfaden.common.revisions import Conflict
from roterfaden.documents.files import read_file
from roterfaden.quality import aids, boxes
from roterfaden.quality.choices import AidForm, BoxKind, BoxMode, EntryKind
from roterfaden.quality.entries import Entry, entry
from roterfaden.quality.layering import Layering, MergedBox
from roterfaden.quality.models import BoxVersion
from roterfaden.quality.queries import own_aids_in
from roterfaden.quality.search import find
from tests.fixtures import AT, World


def chapter(key: str = "erreichbarkeit") -> Entry:
    found = entry(EntryKind.CHAPTER, key)
    assert found is not None
    return found


def boxes_for(found: Entry, place: Organisation) -> list[MergedBox]:
    return Layering(place).boxes_of(found)


def speaks(user: User, organisation: Organisation) -> None:
    members.add_member(
        user=user,
        organisation=organisation,
        role=Role.COORDINATOR,
        valid_from=AT.date() - timedelta(days=9),
        by=None,
        at=AT,
    )


def write(
    organisation: Organisation, by: User, text: str, mode: BoxMode = BoxMode.ADDS, revision: int = 0
) -> None:
    boxes.write_box(
        organisation=organisation,
        entry=chapter(),
        box=BoxKind.REQUIREMENTS,
        mode=mode,
        text=text,
        revision=revision,
        by=by,
        at=AT,
    )


def said(world: World) -> list[tuple[str, bool]]:
    box = next(b for b in boxes_for(chapter(), world.service) if b.kind == BoxKind.REQUIREMENTS)
    return [(layer.lines[0] if layer.box else "Grundstock", layer.replaced) for layer in box.layers]


def test_land_comes_before_service_and_a_replacement_is_seen(world: World) -> None:
    speaks(world.klara, world.office)
    write(world.office, world.klara, "Im Land: Rückruf am Werktag.")
    write(world.service, world.quirin, "Bei uns: am selben Tag.")
    assert said(world) == [
        ("Grundstock", False),
        ("Im Land: Rückruf am Werktag.", False),
        ("Bei uns: am selben Tag.", False),
    ]
    write(world.service, world.quirin, "Nur das gilt.", BoxMode.REPLACES, revision=1)
    assert said(world) == [
        ("Grundstock", True),
        ("Im Land: Rückruf am Werktag.", True),
        ("Nur das gilt.", False),
    ]
    write(world.service, world.quirin, "", revision=2)
    assert [replaced for _, replaced in said(world)] == [False, False]
    assert list(
        BoxVersion.objects.filter(box__organisation=world.service).values_list("number", flat=True)
    ) == [3, 2, 1]
    assert Trace.objects.filter(action="quality.box_changed").count() == 4


def test_a_neighbour_sees_the_land_but_not_the_service(world: World) -> None:
    speaks(world.klara, world.office)
    write(world.office, world.klara, "Im Land: Rückruf am Werktag.")
    write(world.service, world.quirin, "Geheimnis von Neuhafen.")
    box = next(b for b in boxes_for(chapter(), world.other_service) if b.kind == BoxKind.REQUIREMENTS)
    lines = [line for layer in box.layers for line in layer.lines]
    assert "Im Land: Rückruf am Werktag." in lines
    assert "Geheimnis von Neuhafen." not in lines
    assert find("Geheimnis", world.other_service) == []
    assert [hit.key for hit in find("Geheimnis", world.service)] == ["erreichbarkeit"]


def test_the_second_of_two_editors_is_told(world: World) -> None:
    write(world.service, world.quirin, "Erster.")
    with pytest.raises(Conflict):
        write(world.service, world.lena, "Zweite.")
    assert said(world)[1] == ("Erster.", False)


@pytest.mark.parametrize("who", ["anna", "fritz", "klara"])
def test_who_does_not_lead_or_look_after_quality_may_not_write(world: World, who: str) -> None:
    with pytest.raises(boxes.BoxRefused):
        write(world.service, getattr(world, who), "Ich auch.")


def test_a_working_aid_of_ones_own_with_a_file(world: World) -> None:
    facts = aids.AidFacts(title="Leitfaden", form=AidForm.LEAFLET, chain="V1", step="5")
    upload = aids.Upload("leitfaden.txt", BytesIO(b"Zuerst anrufen."))
    aid = aids.add_aid(organisation=world.service, facts=facts, upload=upload, by=world.lena, at=AT)
    assert aid.file is not None
    assert read_file(aid.file) == b"Zuerst anrufen."
    assert list(own_aids_in(world.service)) == [aid]
    assert not own_aids_in(world.other_service).exists()
    aids.withdraw_aid(aid=aid, revision=1, by=world.quirin, at=AT)
    assert not own_aids_in(world.service).exists()


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        (aids.AidFacts(title=" ", form=AidForm.FORM, text="x"), "Titel"),
        (aids.AidFacts(title="Leer", form=AidForm.FORM), "Text"),
        (aids.AidFacts(title="Falsch", form=AidForm.FORM, text="x", chain="V1", step="99"), "Schritt"),
        (aids.AidFacts(title="Falsch", form=AidForm.FORM, text="x", chapter="mond"), "Kapitel"),
    ],
)
def test_an_aid_that_says_nothing_or_belongs_nowhere_is_refused(
    world: World, facts: aids.AidFacts, told: str
) -> None:
    with pytest.raises(aids.AidRefused, match=told):
        aids.add_aid(organisation=world.service, facts=facts, upload=None, by=world.lena, at=AT)


def test_search_finds_by_stem_and_beginning_in_the_readers_region(world: World) -> None:
    assert "audit" in [hit.key for hit in find("Audits", world.service)][:3]
    assert find("Einglied", world.service)
    assert "standortgespraech" not in [hit.key for hit in find("Standortgespräch", world.service)]
    assert find("xyzzy", world.service) == find("", world.service) == []
