"""The pages around versions: read by all, written by those who keep chains, nothing lost, four eyes."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from roterfaden.cases import intake, participants
from roterfaden.process import editions
from roterfaden.process.catalogue import version_in_force
from roterfaden.process.choices import EditionKind, EditionState
from roterfaden.process.models import Edition, Run
from tests.fixtures import AT, TODAY, World, open_case
from tests.web.browsing import HOSTILE, client_of, count_queries, stop_clock, text_of

pytestmark = pytest.mark.django_db
HINT = "Zuerst in der Betriebskartei nachsehen"
TEXT = f"""\
kind: overlay
chain: V1
version: "1"
language: de
organisation: ifd-neuhafen
title: Hausregeln
source: Qualitätszirkel
changes:
  - {{do: add_hint, at: "1", text: "{HINT}"}}
  - {{do: add_step, after: "2", step: {{id: n1, title: Profil vorstellen, responsible: [IFD]}}}}
"""


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def drafted(world: World, text: str = TEXT) -> Edition:
    return editions.draft(
        key="V1", kind=EditionKind.OVERLAY, organisation=world.service, text=text, by=world.quirin, at=AT
    )


def released(world: World, text: str = TEXT, *, day: date = TODAY) -> Edition:
    edition = drafted(world, text)
    assert not editions.check(edition=edition, revision=1, by=world.quirin, at=AT).faults
    return editions.release(edition=edition, valid_from=day, revision=2, by=world.lena, at=AT)


def address(name: str, edition: Edition) -> str:
    return reverse(f"versions:{name}", args=[edition.uuid])


def test_from_the_first_draft_to_a_case_on_the_new_version(world: World) -> None:
    quirin, lena = client_of(world.quirin), client_of(world.lena)
    added = quirin.post(
        reverse("versions:add", args=["V1"]), {"kind": "overlay", "organisation": "ifd-neuhafen"}, follow=True
    )
    edition = Edition.objects.get()
    assert "Hier steht Ihr eigener Hinweis" in text_of(added)
    saved = quirin.post(address("edit", edition), {"text": TEXT, "revision": 1}, follow=True)
    page = text_of(saved)
    assert "Der Text ist in Ordnung" in page
    assert f"Schritt 1: Hinweis neu: „{HINT}“." in page
    checked = quirin.post(address("check", edition), {"revision": 2}, follow=True)
    assert "Geprüft, wartet auf die Freigabe" in text_of(checked)
    assert "Vier Augen" in text_of(checked)
    assert "üblicher Tag der Veröffentlichung" in text_of(lena.get(address("release", edition)))
    done = lena.post(address("release", edition), {"day": TODAY.isoformat(), "revision": 3}, follow=True)
    assert "Freigegeben ab 24.11.2026." in text_of(done)
    case = open_case(world)
    version = version_in_force("V1", on=TODAY, service=world.service)
    assert version is not None
    chain = text_of(client_of(world.anna).get(reverse("chains:detail", args=["V1"])))
    assert "Zusammengesetzt aus:" in chain
    assert HINT in chain
    assert '<span class="rf-layer"><span class="rf-sr">von </span>IFD Neuhafen</span>' in chain
    other = text_of(client_of(world.fritz).get(reverse("chains:detail", args=["V1"])))
    assert HINT not in other
    assert 'rf-layer"' not in other
    assert case.pk


def test_the_card_of_the_step_says_whose_line_it_is(world: World) -> None:
    released(world)
    version = version_in_force("V1", on=TODAY, service=world.service)
    assert version is not None
    case = intake.open_case(
        service=world.service,
        person={"first_name": "Leyla", "last_name": "Aksoy", "birth_date": date(1991, 6, 4)},
        chain_version=version,
        start_node="start_auftrag",
        responsible=world.anna,
        opened_on=TODAY,
        by=world.anna,
        at=AT,
    )
    page = text_of(client_of(world.anna).get(reverse("cases:thread", args=[case.code])))
    line = page[page.index(HINT) :][:200]
    assert "IFD Neuhafen" in line
    assert page.count('class="rf-layer"') == 1


def test_a_new_case_begins_on_what_holds_for_its_service(world: World) -> None:
    released(world)
    page = text_of(client_of(world.anna).get(reverse("intake:new")))
    assert "V1:start_auftrag" in page
    assert version_in_force("V1", on=TODAY, service=world.service) != version_in_force("V1", on=TODAY)


def test_faults_stand_at_their_line_and_the_text_stays(world: World) -> None:
    edition = drafted(world)
    faulty = TEXT.replace('at: "1"', 'at: "99"')
    client = client_of(world.quirin)
    page = text_of(client.post(address("edit", edition), {"text": faulty, "revision": 1}, follow=True))
    assert "1 Stelle passt noch nicht" in page
    assert "Zeile 9" in page
    assert "„99“ gibt es in der Grundlage nicht." in page
    assert "at: &quot;99&quot;" in page
    refused = client.post(address("check", edition), {"revision": 2})
    assert refused.status_code == 422
    assert Edition.objects.get().state == EditionState.DRAFT


@pytest.mark.parametrize("text", [*HOSTILE.values(), "", "a: " + "[" * 3000, "x" * 400_001], ids=str)
def test_nonsense_is_kept_as_a_draft_or_refused_with_a_sentence(world: World, text: str) -> None:
    edition = drafted(world)
    answer = client_of(world.quirin).post(address("edit", edition), {"text": text, "revision": 1})
    assert answer.status_code in {302, 422}
    if answer.status_code == 302:
        assert "passt noch nicht" in text_of(client_of(world.quirin).get(address("edit", edition)))
    else:
        assert Edition.objects.get().text == TEXT


def test_the_second_editor_sees_both_texts(world: World) -> None:
    edition = drafted(world)
    mine, theirs = TEXT + "# meins\n", TEXT + "# deins\n"
    client_of(world.lena).post(address("edit", edition), {"text": theirs, "revision": 1})
    answer = client_of(world.quirin).post(address("edit", edition), {"text": mine, "revision": 1})
    assert answer.status_code == 409
    assert "# meins" in text_of(answer)
    assert "# deins" in text_of(answer)
    assert Edition.objects.get().text == theirs
    kept = client_of(world.quirin).post(address("edit", edition), {"text": mine, "revision": 2})
    assert kept.status_code == 302
    assert Edition.objects.get().text == mine


def test_release_refuses_the_author_and_days_gone_by(world: World) -> None:
    edition = drafted(world)
    editions.check(edition=edition, revision=1, by=world.quirin, at=AT)
    own = client_of(world.quirin).post(address("release", edition), {"day": TODAY.isoformat(), "revision": 2})
    assert own.status_code == 422
    assert "Vier Augen" in text_of(own)
    past: dict[str, Any] = {"day": "other", "other_day": "2020-01-01", "revision": 2}
    refused = client_of(world.lena).post(address("release", edition), past)
    assert refused.status_code == 422
    assert "in der Vergangenheit" in text_of(refused)
    for wrong in ("", "gestern", "other", "31.12.99999"):
        assert (
            client_of(world.lena).post(address("release", edition), {"day": wrong, "revision": 2}).status_code
            == 422
        )
    assert Edition.objects.get().state == EditionState.CHECKED


def test_retiring_and_discarding(world: World) -> None:
    edition = released(world)
    retired = client_of(world.lena).post(
        address("retire", edition), {"last_day": "2026-12-31", "revision": edition.revision}
    )
    assert retired.status_code == 302
    assert version_in_force("V1", on=date(2027, 1, 1), service=world.service) == version_in_force(
        "V1", on=date(2027, 1, 1)
    )
    draft = drafted(world, TEXT.replace('"1"\nlang', '"2"\nlang'))
    assert client_of(world.lena).post(address("discard", draft), {"revision": 1}).status_code == 302
    assert list(Edition.objects.values_list("pk", flat=True)) == [edition.pk]


def test_two_versions_are_compared_in_sentences(world: World) -> None:
    released(world, day=date(2026, 12, 31))
    client = client_of(world.anna)
    page = text_of(client.get(reverse("versions:compare", args=["V1"])))
    assert "Neu: Schritt „Profil vorstellen“, danach Frage" in page
    listed = text_of(client.get(reverse("versions:index", args=["V1"])))
    assert "2026-11+ifd-neuhafen.1" in listed
    assert "kommt" in listed
    assert "Neuer Entwurf" not in listed, "caseworkers read"
    assert "2026-11+ifd-neuhafen.1" not in text_of(
        client_of(world.fritz).get(reverse("versions:index", args=["V1"]))
    )
    for wrong in ({"alt": "1999"}, {"neu": "\0"}, {"alt": "x" * 5000}):
        assert client.get(reverse("versions:compare", args=["V1"]), wrong).status_code == 422
    assert client.get(reverse("versions:index", args=["GIBTSNICHT"])).status_code == 404


def test_what_no_longer_fits_is_told_where_the_versions_are_listed(world: World) -> None:
    edition = released(world)
    Edition.objects.filter(pk=edition.pk).update(text=TEXT.replace('at: "1"', 'at: "99"'))
    page = text_of(client_of(world.anna).get(reverse("versions:index", args=["V1"])))
    assert "Die Anpassung von IFD Neuhafen passt nicht mehr" in page
    assert "„99“ gibt es in der Grundlage nicht." in page


def test_the_list_costs_the_same_with_many_editions(world: World) -> None:
    url = reverse("versions:index", args=["V1"])
    released(world)
    count_queries(client_of(world.quirin), url)
    few = count_queries(client_of(world.quirin), url)
    for number in range(2, 6):
        drafted(world, TEXT.replace('"1"\nlang', f'"{number}"\nlang'))
    assert count_queries(client_of(world.quirin), url) == few


def test_versions_of_a_foreign_service_look_missing_on_every_page(world: World) -> None:
    released(world)
    version = version_in_force("V1", on=TODAY, service=world.service)
    assert version is not None
    named = {"key": "V1", "version": version.version}
    addresses = [
        reverse("chains:version", kwargs=named),
        reverse("bpmn:chain", kwargs=named),
        reverse("bpmn:file", kwargs=named),
        reverse("figures:chain", kwargs=named),
        f"{reverse('proposals:new')}?{urlencode({'kette': 'V1', 'fassung': version.version})}",
    ]
    for url in addresses:
        assert client_of(world.anna).get(url).status_code == 200, url
        foreign = client_of(world.fritz).get(url)
        assert foreign.status_code == 404, url
    assert client_of(world.klara).get(addresses[0]).status_code == 404
    case = open_case(world)
    Run.objects.filter(case_run__case=case).update(chain_version=version)
    participants.add_participant(
        case=case,
        user=world.klara,
        organisation=world.agency,
        function="Sachbearbeitung",
        valid_from=TODAY,
        valid_until=None,
        agreed=True,
        by=world.anna,
        at=AT,
    )
    assert client_of(world.klara).get(addresses[0]).status_code == 200, "on it walks a case that she sees"
