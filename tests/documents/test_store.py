"""Where files lie: the folder and an object store keep to the same; whatever goes wrong is told."""

from pathlib import Path

import pytest
from django.conf import settings

from roterfaden.cases.models import Case
from roterfaden.documents import s3_store, store
from roterfaden.documents.checks import UploadRefused
from roterfaden.documents.files import FileDamaged, read_file, shred_files
from roterfaden.documents.models import StoredFile
from roterfaden.operations.doctor import Level, examine
from roterfaden.operations.safety import faults_of_settings
from tests.documents import store_contract as contract
from tests.documents.clamd import closed_port
from tests.documents.s3 import FakeS3, s3, use
from tests.fixtures import AT, World

__all__ = ["s3"]
pytestmark = pytest.mark.one_database


def test_the_folder_keeps_to_the_contract(
    world: World, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path)
    file = contract.stored(world, case)
    contract.check_bytes()
    contract.check_pages(7)
    contract.check_orphans(file)


def test_the_object_store_keeps_to_the_contract(world: World, case: Case, s3: FakeS3) -> None:
    file = contract.stored(world, case)
    assert read_file(file) == b"Wir sahen Giraffen."
    ((key, (sealed, _at)),) = s3.objects.items()
    assert key == f"dateien/{file.uuid.hex[:2]}/{file.uuid.hex}"
    assert b"Giraffen" not in sealed
    s3.objects["anderes/ab/abc"] = s3.objects["dateien/README"] = (b"x", AT)
    contract.check_bytes()
    contract.check_pages(7)
    contract.check_orphans(file)
    assert {"anderes/ab/abc", "dateien/README"} <= set(s3.objects), "what is not ours stays"


def test_a_store_that_refuses_or_is_away_keeps_nothing_and_says_so(
    world: World, case: Case, s3: FakeS3, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, rows = contract.stored(world, case), StoredFile.objects.count()
    monkeypatch.setattr(s3_store, "TRIES", 1)

    def refused() -> None:
        with pytest.raises(UploadRefused, match="nicht gespeichert"):
            contract.stored(world, case)
        assert StoredFile.objects.count() == rows

    s3.status = 403
    refused()
    with pytest.raises(store.StoreUnreachable, match="AccessDenied"):
        read_file(file)
    told = [one for one in examine(at=AT, quick=True) if one.about == "Dateien"]
    assert [one.level for one in told] == [Level.BAD]
    assert "AccessDenied" in told[0].sentence
    assert shred_files(case.data_key) == 0, "the key is what counts; the hourly duty removes the bytes"
    s3.status = 0
    s3.change = lambda content: content[:-1] + b"?"
    refused()
    s3.change = bytes
    use(monkeypatch, f"http://{closed_port()}")
    refused()
    use(monkeypatch, s3.endpoint, bucket="gibt-es-nicht")
    refused()
    with pytest.raises(store.StoreUnreachable):
        read_file(file)
    use(monkeypatch, s3.endpoint)
    assert read_file(file) == b"Wir sahen Giraffen."


def test_what_somebody_changed_or_took_away_is_damaged(world: World, case: Case, s3: FakeS3) -> None:
    file = contract.stored(world, case)
    ((key, (sealed, at)),) = s3.objects.items()
    for left in (sealed[:-1] + bytes([sealed[-1] ^ 1]), sealed[:5], b""):
        s3.objects[key] = (left, at)
        with pytest.raises(FileDamaged):
            read_file(file)
    del s3.objects[key]
    with pytest.raises(FileDamaged):
        read_file(file)
    assert [one.level for one in examine(at=AT) if "fehlen im Speicher" in one.sentence] == [Level.BAD]


def test_an_open_way_to_the_store_must_not_be_served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DEMO_MODE", False)
    use(monkeypatch, "http://s3.example.org", secret_key="")
    told = " ".join(faults_of_settings(settings))
    assert "ROTERFADEN_S3_ENDPOINT" in told
    assert "ROTERFADEN_S3_SECRET_KEY" in told
    use(monkeypatch, "https://s3.example.org")
    assert "ROTERFADEN_S3" not in " ".join(faults_of_settings(settings))
