"""Text blocks in reports: shipped ones by life domain, those of the journal; a sentence like every other afterwards."""

from typing import Any

import pytest
from django.urls import reverse

from roterfaden.cases import text_blocks
from roterfaden.cases.text_blocks import BlockText
from roterfaden.common.yaml_nodes import FileFaults
from roterfaden.consent.choices import DataClass
from roterfaden.correspondence import reports
from roterfaden.correspondence.report_blocks import FILE, blocks_of_reports, read_blocks, shipped_blocks
from tests.consent.makers import Stage
from tests.correspondence.makers import begun
from tests.correspondence.test_reports import stage
from tests.fixtures import AT, TODAY, World
from tests.web.browsing import client_of, count_queries, text_of

__all__ = ["stage"]


@pytest.mark.one_database
def test_the_shipped_blocks_are_read_strictly() -> None:
    blocks = shipped_blocks()
    assert len(blocks) >= 24
    assert len({one.group for one in blocks}) >= 8
    assert all("…" in one.text for one in blocks), "each says where to fill in"
    text = FILE.read_text("utf-8")
    for old, new, sentence in (
        ("data: work", "data: secret", "nicht erlaubt"),
        ("id: work-wish", "id: work-experience", "zweimal"),
        ("title: Mobilität", "name: Mobilität", "title"),
    ):
        with pytest.raises(FileFaults, match=sentence):
            read_blocks(text.replace(old, new, 1), name="x.yaml")


def test_own_blocks_and_those_of_the_service_and_nobody_elses(world: World) -> None:
    for title, service, by in (
        ("Meiner", None, world.anna),
        ("Vom Dienst", world.service, world.anna),
        ("Von Bela", None, world.bela),
        ("Fremd", world.other_service, world.fritz),
    ):
        text_blocks.add_block(said=BlockText(title=title, text="Text"), service=service, by=by, at=AT)
    own = [one.title for one in blocks_of_reports(world.anna, on=TODAY) if one.data is None]
    assert sorted(own) == ["Meiner", "Vom Dienst"]


def test_a_block_becomes_a_sentence_with_its_class(stage: Stage) -> None:
    world = stage.world
    mine = text_blocks.add_block(
        said=BlockText(title="Meiner", text="Wir trafen uns …."), service=None, by=world.anna, at=AT
    )
    row = begun(stage)
    url = reverse("reports:report", args=[stage.case.code, row.uuid])
    client = client_of(world.anna)
    few = count_queries(client, url)
    page = text_of(client.get(url))
    assert '<optgroup label="Mobilität">' in page
    assert "Meiner" in page
    sent: dict[str, Any] = {"revision": row.revision}
    for part in reports.parts_of(row):
        sent |= {f"s-{one.id}": one.text for one in part.sentences}
        sent |= {f"neu-{part.id}": "", f"beleg-{part.id}": "", f"art-{part.id}": "course"}
    sent |= {"baustein-verlauf": "work-wish", "baustein-ausblick": f"own-{mine.uuid}", "art-ausblick": "work"}
    assert client.post(url, sent | {"baustein-verlauf": "gibt es nicht"}).status_code == 422
    assert client.post(url, sent).status_code == 302
    row.refresh_from_db()
    found = {part.id: part.sentences[-1] for part in reports.parts_of(row) if part.sentences}
    assert found["verlauf"].text.startswith("Gewünscht ist")
    assert (found["verlauf"].data_class, found["verlauf"].evidence) == (DataClass.WORK, ())
    assert (found["ausblick"].text, found["ausblick"].data_class) == ("Wir trafen uns ….", DataClass.WORK)
    assert "Gewünscht ist" in text_of(client.get(url))
    for number in range(5):
        said = BlockText(title=f"B{number}", text="x")
        text_blocks.add_block(said=said, service=world.service, by=world.anna, at=AT)
    assert count_queries(client, url) <= few + 1
