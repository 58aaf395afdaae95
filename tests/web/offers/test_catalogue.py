"""The list of offers narrows; the page of one says what is wanted, and that past law is past."""

import pytest
from django.test import Client
from django.urls import reverse

from roterfaden.offers.reader import shipped_offers
from tests.fixtures import World

pytestmark = pytest.mark.django_db


def test_the_catalogue_is_narrowed_and_read(world: World, client: Client) -> None:
    client.force_login(world.anna)
    everything = client.get(reverse("offers:index")).content.decode()
    assert all(reverse("offers:offer", args=[key]) in everything for key in shipped_offers())
    lucerne = client.get(reverse("offers:index"), {"region": "CH-LU", "q": "aufbau"}).content.decode()
    assert reverse("offers:offer", args=["CH-LU-AUFBAU"]) in lucerne
    assert reverse("offers:offer", args=["CH-LU-COACHING"]) not in lucerne
    assert "Kein Angebot passt dazu" in client.get(reverse("offers:index"), {"q": "zzz"}).content.decode()

    for key, offer in shipped_offers().items():
        page = client.get(reverse("offers:offer", args=[key]))
        assert page.status_code == 200, key
        assert ("Früherer Rechtsstand" in page.content.decode()) is offer.is_historic, key
    text = client.get(reverse("offers:offer", args=["CH-LU-AUFBAU"])).content.decode()
    assert "Dauer der Arbeitsunfähigkeit bisher: mindestens 6 Monate" in text
    assert "906.041.2" in text
    assert "Subjektfinanzierung" in text
    assert text.count("Taggeld: ja") == text.count("Taggeld: nein") == 1
    assert client.get(reverse("offers:offer", args=["CH-XX"])).status_code == 404
