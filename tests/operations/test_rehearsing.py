"""Chain, deadlines, documents, forms, letters and KPIs rehearsed together: whole as shipped, each fault told."""

from dataclasses import replace
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from roterfaden.correspondence.shipped import shipped_letters
from roterfaden.operations import rehearsing
from roterfaden.operations.rehearsing import rehearse
from roterfaden.process.catalogue import chain_of, version_in_force
from roterfaden.process.engine.definition import Chain, Path
from roterfaden.process.models import ChainVersion
from roterfaden.process.models import Deadline as StoredDeadline
from tests.fixtures import AT, TODAY, load_shipped_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(db: None) -> ChainVersion:
    load_shipped_data()
    found = version_in_force("V1", on=TODAY)
    assert found is not None
    return found


def rows() -> dict[str, int]:
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


def short(version: ChainVersion, monkeypatch: pytest.MonkeyPatch, **changed: Any) -> None:
    """Of the chain its shortest path alone, with something changed in it."""
    chain: Chain = chain_of(version)
    path = min(chain.paths, key=lambda one: len(one.walk))
    changed = {"paths": (path,)} | changed
    monkeypatch.setattr(rehearsing, "chain_of", lambda _version: replace(chain, **changed))


def test_a_chain_is_rehearsed_with_all_that_hangs_on_it_and_nothing_stays(version: ChainVersion) -> None:
    before = rows()
    found = rehearse(version, at=AT)
    assert [one.path for one in found] == [path.name for path in chain_of(version).paths]
    for one in found:
        assert one.faults == []
        assert one.done > 1
        assert one.letters == len(shipped_letters())
        assert one.answers > 50
        assert one.kpis > 10
    assert any(one.deadlines for one in found)
    assert any(one.documents for one in found)
    assert rows() == before


def test_a_wrong_path_a_lost_deadline_and_a_broken_part_are_told(
    version: ChainVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain = chain_of(version)
    path = min(chain.paths, key=lambda one: len(one.walk))
    elsewhere = next(end.id for end in chain.ends if end.id != path.walk[-1])
    wrong = (
        Path("falsches Ende", (*path.walk[:-1], elsewhere)),
        Path("zu früh", (path.walk[0], path.walk[2], path.walk[-1])),
    )
    short(version, monkeypatch, paths=wrong)
    ends, early = rehearse(version, at=AT)
    assert any("endet bei" in fault for fault in ends.faults)
    assert any("ist nicht offen" in fault for fault in early.faults)

    short(version, monkeypatch)
    monkeypatch.setattr(rehearsing, "sample_of", lambda _item: object())
    letters = dict(shipped_letters())
    broken = next(letter for letter in letters.values() if not letter.is_written)
    letters[broken.id] = replace(broken, sections=None)  # type: ignore[arg-type]
    monkeypatch.setattr(rehearsing, "shipped_letters", lambda: letters)
    monkeypatch.setattr(rehearsing, "kpis_for", lambda _service, on: [on])
    (told,) = rehearse(version, at=AT)
    for part in ("Anamnese", f"Vorlage „{broken.title}“", "Kennzahlen"):
        assert any(fault.startswith(part) for fault in told.faults), part
    assert told.letters == len(letters) - 1


def test_a_deadline_without_a_day_is_told(version: ChainVersion, monkeypatch: pytest.MonkeyPatch) -> None:
    found = version_in_force("V4", on=TODAY)
    assert found is not None
    version = found
    timed = next(path for path in chain_of(version).paths if "1" in path.walk)
    step = chain_of(version).step("1")
    assert step is not None
    assert step.deadline is not None
    assert step.deadline.of == "start"
    short(version, monkeypatch, paths=(timed,))
    assert rehearse(version, at=AT)[0].faults == []
    lost = SimpleNamespace(objects=SimpleNamespace(filter=lambda **_where: StoredDeadline.objects.none()))
    monkeypatch.setattr(rehearsing, "Deadline", lost)
    assert any("hat keinen Tag" in fault for fault in rehearse(version, at=AT)[0].faults)


def test_the_command_tells_each_path_and_refuses_what_is_unknown(version: ChainVersion) -> None:
    out = StringIO()
    call_command("rehearse", "M1", stdout=out)
    assert "M1" in out.getvalue()
    assert "1 Ketten in Ordnung." in out.getvalue()
    with pytest.raises(CommandError, match="XYZ"):
        call_command("rehearse", "XYZ", stdout=StringIO())
