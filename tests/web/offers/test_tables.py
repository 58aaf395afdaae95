"""Decision tables of offers through the pages: to read, as a file, and a file into the form of an own offer."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from roterfaden.offers.dmn.reading import read_dmn
from roterfaden.offers.dmn.writing import write_dmn
from roterfaden.offers.models import OwnOffer
from roterfaden.offers.reader import shipped_facts, shipped_offers
from tests.fixtures import World
from tests.web.browsing import client_of, text_of
from tests.web.offers.test_own import GOOD

pytestmark = pytest.mark.django_db
KEY = "CH-LU-AUFBAU"


def upload(data: bytes) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("tabelle.dmn", data)}


def test_the_table_and_the_file_say_the_same(world: World) -> None:
    anna = client_of(world.anna)
    page = anna.get(reverse("offers:table", args=[KEY]))
    body = page.content.decode()
    for one in shipped_offers()[KEY].criteria:
        assert one.text in body
    assert "&gt;= 6" in body
    assert "einlesen" not in body, "only for those who keep a service"
    answer = anna.get(reverse("offers:dmn_file", args=[KEY]))
    assert answer["Content-Type"] == "application/dmn+xml"
    assert read_dmn(answer.content, shipped_facts()).criteria == shipped_offers()[KEY].criteria
    for name in ("table", "dmn_file"):
        assert anna.get(reverse(f"offers:{name}", args=["GIBT-ES-NICHT"])).status_code == 404


def test_a_file_fills_the_form_and_nothing_is_kept_before_somebody_saves(world: World) -> None:
    lena, url = client_of(world.lena), reverse("offers:read_dmn")
    assert client_of(world.anna).get(url).status_code == 403
    data = write_dmn(shipped_offers()[KEY], shipped_facts())
    page = lena.post(url, upload(data))
    body = text_of(page)
    assert page.status_code == 200
    assert "Noch ist nichts gespeichert" in body
    assert "Mindestens sechs Monate arbeitsunfähig" in page.content.decode()
    assert "Hinweise übernimmt ein eigenes Angebot nicht" in body
    assert f'action="{reverse("offers:write_own")}"' in page.content.decode()
    assert not OwnOffer.objects.exists()


def test_a_file_changes_an_own_offer_with_its_groups_and_names_what_differs(world: World) -> None:
    lena = client_of(world.lena)
    lena.post(reverse("offers:write_own"), GOOD | {"group_1": "alter", "group_2": "alter"})
    own = OwnOffer.objects.get()
    data = lena.get(reverse("offers:dmn_file", args=[own.key])).content
    assert {one.group for one in read_dmn(data, shipped_facts()).criteria} == {"alter"}
    target = f"{reverse('offers:read_dmn')}?eigenes={own.uuid}"
    page = lena.post(target, upload(data.replace(b"&gt;= 18", b"&gt;= 21")))
    body = page.content.decode()
    assert f'action="{reverse("offers:change_own", args=[own.uuid])}"' in body
    assert "Anders: Mindestens 18 Jahre." in text_of(page)
    assert 'value="21"' in body
    assert 'value="alter"' in body
    assert client_of(world.fritz).get(target).status_code == 404
    for nonsense in ("x", "00000000-0000-0000-0000-000000000000"):
        assert lena.get(f"{reverse('offers:read_dmn')}?eigenes={nonsense}").status_code == 404


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "leer"),
        (b"kein xml", "kein vollständiges XML"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "DOCTYPE"),
        (b"x" * 5_000_001, "zu groß"),
    ],
)
def test_a_bad_file_is_refused_in_words(world: World, data: bytes, words: str) -> None:
    answer = client_of(world.lena).post(reverse("offers:read_dmn"), upload(data))
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not OwnOffer.objects.exists()
