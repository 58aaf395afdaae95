"""The catalogue in the database: loaded whole or not at all, as often as one likes, versions immutable."""

from datetime import date
from pathlib import Path

import pytest

from roterfaden.common.yaml_nodes import FileFaults
from roterfaden.process.catalogue import (
    CatalogueRefused,
    load_catalogue,
    version_in_force,
    versions_in_force,
)
from roterfaden.process.models import ChainVersion
from tests.process.files import GOOD

pytestmark = pytest.mark.django_db

FIRST = GOOD.replace("chain: V1", "chain: X1").replace("[M4]", "[X2]")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.yaml").write_text(FIRST, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(FIRST.replace("id: X1", "id: X2"), encoding="utf-8")
    return tmp_path


def version_on(day: date) -> str:
    found = version_in_force("X1", on=day)
    return found.version if found else ""


def rows() -> list[tuple[object, ...]]:
    return list(ChainVersion.objects.values_list().order_by("pk"))


def test_the_shipped_catalogue_loads_and_loading_again_changes_nothing() -> None:
    assert len(load_catalogue()) == 51
    before = rows()
    assert [version.pk for version in load_catalogue()] == [row[0] for row in before]
    assert rows() == before


def test_the_same_content_in_another_form_is_the_same_version(folder: Path) -> None:
    load_catalogue(folder)
    before = rows()
    (folder / "a.yaml").write_text(
        f"# neu gesetzt\n{FIRST}".replace("\n", "\r\n"), encoding="utf-8", newline=""
    )
    load_catalogue(folder)
    assert rows() == before


def test_other_content_under_a_known_version_is_refused_and_nothing_is_stored(folder: Path) -> None:
    load_catalogue(folder)
    before = rows()
    (folder / "b.yaml").write_text(
        FIRST.replace("id: X1", "id: X2").replace("Klären", "Prüfen"), encoding="utf-8"
    )
    (folder / "a.yaml").write_text(FIRST.replace('"2026-11"', '"2026-12"'), encoding="utf-8")
    with pytest.raises(CatalogueRefused, match=r"b\.yaml: Fassung 2026-11 der Kette X2"):
        load_catalogue(folder)
    assert rows() == before


def test_one_bad_file_stops_everything(folder: Path) -> None:
    load_catalogue(folder)
    before = rows()
    (folder / "a.yaml").write_text(FIRST.replace('"2026-11"', '"2026-12"'), encoding="utf-8")
    (folder / "c.yaml").write_text("kind: chain\n", encoding="utf-8")
    with pytest.raises(FileFaults):
        load_catalogue(folder)
    assert rows() == before


def test_a_new_version_stands_beside_the_old_one_from_its_day_on(folder: Path) -> None:
    load_catalogue(folder)
    newer = FIRST.replace('"2026-11"', '"2027-01"').replace(
        "valid_from: 2026-11-01", "valid_from: 2027-01-01"
    )
    (folder / "a.yaml").write_text(newer.replace("Klären", "Prüfen"), encoding="utf-8")
    load_catalogue(folder)
    assert version_in_force("X1", on=date(2026, 10, 31)) is None
    assert [version_on(date(2026, 12, 31)), version_on(date(2027, 1, 1))] == ["2026-11", "2027-01"]
    assert ChainVersion.objects.filter(key="X1").count() == 2


def test_a_retired_version_is_no_longer_started(folder: Path) -> None:
    load_catalogue(folder)
    ChainVersion.objects.filter(key="X1").update(retired_on=date(2026, 12, 1))
    assert version_in_force("X1", on=date(2026, 11, 30)) is not None
    assert version_in_force("X1", on=date(2026, 12, 1)) is None
    in_force = versions_in_force(on=date(2026, 12, 1)).filter(key__startswith="X")
    assert [version.key for version in in_force] == ["X2"]
