"""Concepts of a service for a kind of measure: versions, who reads and writes them, which one a measure follows."""

from datetime import date, timedelta
from typing import Any

import pytest

from roterfaden.audit.models import Entry
from roterfaden.cases.models import Case
from roterfaden.measures import concepts
from roterfaden.measures.concept_records import Concept
from tests.fixtures import AT, TODAY, World
from tests.measures.makers import measure_of, requested
from tests.web.browsing import client_of, text_of

KIND = "on-the-job"


def written(world: World, *, after: int = 0, kind: str = KIND, **changes: Any) -> Concept:
    facts = concepts.ConceptFacts(
        **{
            "goals": "Ohne Begleitung arbeiten.",
            "content": "Üben im Betrieb.",
            "procedure": "Jede Woche ein Gespräch.",
            "changed": "Ein Gespräch mehr." if after else "",
            "valid_from": date(2026, 1, 1),
            **changes,
        }
    )
    return concepts.write_concept(
        service=world.service, kind=kind, facts=facts, after=after, by=world.lena, at=AT
    )


def test_versions_follow_each_other_and_none_is_lost(world: World) -> None:
    first = written(world)
    assert written(world) == first
    second = written(world, after=1, procedure="Zwei Gespräche.", valid_from=TODAY)
    assert [row.number for row in concepts.concepts_of(world.service, KIND)] == [2, 1]
    assert Entry.objects.filter(action="measures.concept_written").count() == 2
    versions = [first, second]
    assert concepts.holding(versions, on=date(2025, 12, 31)) is None
    assert concepts.holding(versions, on=TODAY - timedelta(days=1)) == first
    assert concepts.holding(versions, on=TODAY) == second


def test_what_is_refused(world: World) -> None:
    for refused in ({"kind": "aufbautraining"}, {"kind": "unfug"}, {"goals": "  "}, {"after": 1}):
        with pytest.raises(concepts.ConceptRefused):
            written(world, **refused)
    written(world)
    with pytest.raises(concepts.ConceptRefused, match="neuere Fassung"):
        written(world, procedure="Anders.")
    with pytest.raises(concepts.ConceptRefused, match="Was ist anders"):
        written(world, after=1, procedure="Anders.", changed=" ")
    with pytest.raises(concepts.ConceptRefused, match="nicht vor der alten"):
        written(world, after=1, procedure="Anders.", valid_from=date(2025, 12, 31))
    assert Concept.objects.count() == 1


def test_the_lead_writes_it_and_a_measure_tells_which_one_it_follows(world: World, case: Case) -> None:
    lena, anna = client_of(world.lena), client_of(world.anna)
    here = f"/konzepte/{world.service.code}/{KIND}/"
    measure = measure_of(case, world)
    page = f"/faelle/{case.code}/massnahmen/{measure.uuid}/"
    assert "keines zum Beginn der Maßnahme" in text_of(anna.get(page))
    assert "Noch kein Konzept" in text_of(anna.get(here))
    said = {
        "after": "0",
        "goals": "Ohne Begleitung arbeiten.",
        "content": "<script>alert(1)</script>",
        "procedure": "Jede Woche ein Gespräch.",
        "valid_from": "2026-01-01",
    }
    assert anna.post(f"{here}neu/", said).status_code == 403
    assert lena.post(f"{here}neu/", said | {"goals": ""}).status_code == 422
    assert lena.post(f"{here}neu/", said).status_code == 302
    assert lena.get(f"{here}neu/").context["form"].initial["procedure"] == "Jede Woche ein Gespräch."
    later = said | {"after": "1", "procedure": "Zwei Gespräche.", "valid_from": TODAY.isoformat()}
    assert lena.post(f"{here}neu/", later).status_code == 422
    assert lena.post(f"{here}neu/", later | {"changed": "Öfter sprechen."}).status_code == 302
    second = later | {"changed": "Seltener sprechen.", "procedure": "Ein Gespräch."}
    stale = lena.post(f"{here}neu/", second)
    assert stale.status_code == 422
    assert "neuere Fassung" in text_of(stale)
    assert "Zwei Gespräche." in text_of(anna.get(here))
    older = text_of(anna.get(f"{here}?fassung=1"))
    assert "Jede Woche ein Gespräch." in older
    assert "Heute gilt Fassung 2" in older
    assert "Fassung 1, gilt ab 01.01.2026" in text_of(anna.get(page))
    assert "Fassung 2, gilt seit" in text_of(anna.get("/konzepte/"))


def test_who_orders_reads_it_and_strangers_do_not(world: World) -> None:
    written(world)
    here = f"/konzepte/{world.service.code}/{KIND}/"
    klara = client_of(world.klara)
    assert klara.get(here).status_code == 404
    requested(world)
    assert "Üben im Betrieb." in text_of(klara.get(here))
    assert klara.get(f"{here}neu/").status_code == 404
    assert client_of(world.fritz).get(here).status_code == 404
    assert client_of(world.anna).get(f"/konzepte/{world.service.code}/aufbautraining/").status_code == 404
