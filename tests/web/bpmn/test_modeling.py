"""A draft that is drawn: its file is kept, refusals name their element, two who draw lose nothing."""

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from roterfaden.process import editions
from roterfaden.process.bpmn.writer import write_bpmn
from roterfaden.process.choices import EditionKind
from roterfaden.process.editing import insert_parallel, put, read_sketch, write_sketch
from roterfaden.process.engine.definition import Chain
from roterfaden.process.models import ChainVersion, Edition
from roterfaden.process.part_editing import change_part
from roterfaden.process.writing import as_yaml
from tests.catalogue.shipped import SHIPPED
from tests.fixtures import AT, TODAY, World
from tests.process.bpmn.strangers import row, task
from tests.web.browsing import client_of, stop_clock, text_of

pytestmark = pytest.mark.django_db
S2 = SHIPPED["S2"]
TEXT = as_yaml(S2).replace("version: 2026-11", "version: 2026-11-e1")
FOREIGN = '<bpmn:extensionElements><zeebe:note xmlns:zeebe="http://camunda.org/zeebe">bleibt</zeebe:note>'


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def drafted(world: World, text: str = TEXT) -> Edition:
    return editions.draft(
        key="S2", kind=EditionKind.CHAIN, organisation=world.service, text=text, by=world.quirin, at=AT
    )


def address(name: str, edition: Edition) -> str:
    return reverse(f"bpmn:{name}", args=[edition.uuid])


def chain_in(edition: Edition) -> Chain:
    edition.refresh_from_db()
    chain = read_sketch(edition.text).chain
    assert chain is not None
    return chain


def drawn(chain: Chain) -> str:
    """A file with words of another tool, and one box where nobody else would put it."""
    xml = write_bpmn(chain).decode().replace("<bpmn:extensionElements>", FOREIGN, 1)
    shape = xml.index('bpmnElement="Step_2"')
    x = xml.index('x="', shape)
    return f'{xml[:x]}x="4711"{xml[xml.index(chr(34), x + 3) + 1 :]}'


def test_a_drawing_is_kept_with_all_that_the_chain_does_not_know(world: World) -> None:
    edition, client = drafted(world), client_of(world.quirin)
    page = client.get(address("model", edition))
    assert page.context["form"].initial["xml"] == write_bpmn(chain_in(edition)).decode()
    xml = drawn(chain_in(edition)).replace("Zielvereinbarung mit Auftraggeber(n)", "Ziele mit dem Amt")
    saved = client.post(address("model", edition), {"xml": xml, "revision": 1})
    assert saved.status_code == 302
    assert "Ziele mit dem Amt" in chain_in(edition).title_of("4")
    assert client.get(address("download", edition)).content.decode() == xml
    change_part(edition=edition, make=_with_another_title, by=world.quirin, at=AT)
    after = client.get(address("download", edition)).content.decode()
    assert "Umbenannt" in after
    assert 'x="4711"' in after
    assert ">bleibt</zeebe:note>" in after
    editions.check(edition=edition, revision=edition.revision, by=world.quirin, at=AT)
    editions.release(edition=edition, valid_from=TODAY, revision=edition.revision, by=world.lena, at=AT)
    version = ChainVersion.objects.get(organisation=world.service, key="S2")
    fetched = client.get(reverse("bpmn:file", args=["S2", version.version])).content.decode()
    assert 'x="4711"' in fetched, "the released version keeps the drawing"
    assert client.get(address("model", edition)).context["reason"], "what is released is not drawn any more"


def _with_another_title(chain: Chain) -> Chain:
    return put(chain, "steps", replace(chain.steps[0], title="Umbenannt"), instead_of=chain.steps[0].id)


def test_an_upload_keeps_its_file_too(world: World) -> None:
    edition, client = drafted(world), client_of(world.quirin)
    xml = drawn(chain_in(edition))
    sent = {"file": SimpleUploadedFile("s2.bpmn", xml.encode()), "revision": 1}
    assert client.post(address("upload", edition), sent).status_code == 302
    assert client.get(address("download", edition)).content.decode() == xml


def test_what_cannot_be_said_is_told_at_its_element_and_the_drawing_stays(world: World) -> None:
    edition, client = drafted(world), client_of(world.quirin)
    xml = row(task("z", tag="scriptTask"), "z", "z").decode()
    answer = client.post(address("model", edition), {"xml": xml, "revision": 1})
    assert answer.status_code == 422
    page = text_of(answer)
    assert 'data-rf-fault="z"' in page
    assert "Hier würde ein Programm ausgeführt" in page
    assert "scriptTask" in page
    for nonsense in ("", "<a", "\0", "<!DOCTYPE x>", "x" * 5_000_001):
        assert client.post(address("model", edition), {"xml": nonsense, "revision": 1}).status_code in {
            413,
            422,
        }
    edition.refresh_from_db()
    assert edition.text == TEXT


def test_the_second_who_draws_keeps_the_drawing(world: World) -> None:
    edition = drafted(world)
    mine, theirs = (
        drawn(chain_in(edition)).replace("Abschlussbericht", word) for word in ("Meiner", "Deiner")
    )
    assert (
        client_of(world.lena).post(address("model", edition), {"xml": theirs, "revision": 1}).status_code
        == 302
    )
    answer = client_of(world.quirin).post(address("model", edition), {"xml": mine, "revision": 1})
    assert answer.status_code == 409
    assert "Meiner" in text_of(answer)
    assert "Lena" in text_of(answer)
    assert "Deiner" in edition.__class__.objects.get().text
    assert (
        client_of(world.quirin).post(address("model", edition), {"xml": mine, "revision": 2}).status_code
        == 302
    )


def test_at_least_one_is_drawn_as_inclusive_gateways_of_ours(world: World) -> None:
    """Drawn with a gateway and a join; a chain with the same part is what comes of it, and the drawing stays."""
    chain = insert_parallel(S2, behind="2", titles=("Rechts", "Links"))
    edition, client = drafted(world, write_sketch(chain).text), client_of(world.quirin)
    xml = write_bpmn(chain_in(edition)).decode()
    marked = xml.replace("bpmn:parallelGateway", "bpmn:inclusiveGateway")
    marked = marked.replace("<rf:parallel ", '<rf:parallel mode="at_least_one" ')
    join = marked.index('<bpmn:inclusiveGateway id="Join_')
    close = marked.index(">", join) + 1
    own = '<bpmn:extensionElements><rf:parallel mode="at_least_one"/></bpmn:extensionElements>'
    assert client.post(address("model", edition), {"xml": marked, "revision": 1}).status_code == 422, (
        "the join is foreign"
    )
    marked = marked[:close] + own + marked[close:]
    answer = client.post(address("model", edition), {"xml": marked, "revision": 1})
    assert answer.status_code == 302, text_of(answer)
    assert [split.mode for split in chain_in(edition).splits] == ["at_least_one"]
    assert client.get(address("download", edition)).content.decode() == marked


def test_a_way_that_was_walked_is_remembered(world: World) -> None:
    edition, client = drafted(world), client_of(world.quirin)
    name = {"name": "Gleich weiter"}
    words = [("w", word) for word in S2.paths[0].walk]
    url = f"{address('remember', edition)}?{'&'.join(f'{key}={word}' for key, word in words)}"
    unfinished = client.post(f"{address('remember', edition)}?w=start_klient", name)
    assert unfinished.status_code == 422
    assert client.post(url, {"name": ""}).status_code == 422
    assert client.post(url, name).status_code == 302
    assert chain_in(edition).paths[-1].name == "Gleich weiter"
    assert client.post(url, name).status_code == 422, "two ways of one name"
    page = text_of(client.get(address("rehearsal", edition), {"w": ["start_klient"]}))
    assert "Verlangt würde:" in page
    assert "weiter mit „Zuständigkeit gegeben?“" in page
