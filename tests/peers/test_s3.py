"""Files in a real object store: OpenStack Swift through its S3 interface, which checks every signature."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from roterfaden.cases.models import Case
from roterfaden.documents import s3_store, store
from roterfaden.documents.checks import UploadRefused
from roterfaden.documents.files import read_file
from roterfaden.documents.models import StoredFile
from roterfaden.operations.backup.making import make_backup
from roterfaden.operations.backup.restoring import put_files_back
from roterfaden.operations.doctor import Level, examine
from tests.documents import store_contract as contract
from tests.documents.s3 import use
from tests.fixtures import AT, World
from tests.peers.swift import ACCESS_KEY, SECRET_KEY, Swift, running

pytestmark = [pytest.mark.peers, pytest.mark.one_database]
BUCKET = "faden"


@pytest.fixture(scope="module")
def swift(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Swift]:
    with running(tmp_path_factory.mktemp("swift")) as server:
        client = s3_store._client(server.endpoint, "us-east-1", ACCESS_KEY, SECRET_KEY)
        client.create_bucket(Bucket=BUCKET)
        yield server


@pytest.fixture(autouse=True)
def used(swift: Swift, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, swift.endpoint, bucket=BUCKET, access_key=ACCESS_KEY, secret_key=SECRET_KEY)


def test_a_real_store_keeps_to_the_contract(world: World, case: Case) -> None:
    file = contract.stored(world, case)
    assert read_file(file) == b"Wir sahen Giraffen."
    contract.check_bytes()
    contract.check_orphans(file)
    store.remove(file.uuid)


def test_a_list_longer_than_one_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s3_store, "PAGE", 10)
    contract.check_pages(25)


def test_it_believes_no_wrong_key_and_takes_no_damaged_bytes(
    swift: Swift, world: World, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = StoredFile.objects.count()
    use(monkeypatch, swift.endpoint, bucket=BUCKET, access_key=ACCESS_KEY, secret_key="falsch")
    with pytest.raises(UploadRefused):
        contract.stored(world, case)
    assert StoredFile.objects.count() == rows
    told = [one for one in examine(at=AT, quick=True) if one.about == "Dateien"]
    assert [one.level for one in told] == [Level.BAD]
    assert "SignatureDoesNotMatch" in told[0].sentence
    use(monkeypatch, swift.endpoint, bucket=BUCKET, access_key=ACCESS_KEY, secret_key=SECRET_KEY)
    monkeypatch.setattr(hashlib, "md5", lambda *_args, **_more: hashlib.sha1(b"other"))
    with pytest.raises(store.StoreUnreachable, match="Digest"):
        store.keep(uuid4(), b"etwas")


def test_stopped_and_started_again(swift: Swift, world: World, case: Case) -> None:
    file, rows = contract.stored(world, case), StoredFile.objects.count()
    swift.stop()
    try:
        with pytest.raises(UploadRefused, match="nicht gespeichert"):
            contract.stored(world, case)
        assert StoredFile.objects.count() == rows
        with pytest.raises(store.StoreUnreachable):
            read_file(file)
    finally:
        swift.start()
    assert read_file(file) == b"Wir sahen Giraffen."
    store.remove(file.uuid)


@pytest.mark.django_db(transaction=True)
def test_a_backup_holds_what_the_store_holds_and_brings_it_back(
    world: World, case: Case, tmp_path: Path
) -> None:
    file = contract.stored(world, case)
    path, manifest = make_backup(tmp_path / "backups", at=AT)
    assert list(manifest.files) == [f"{file.uuid.hex[:2]}/{file.uuid.hex}"]
    assert path.stat().st_size > 1000
    store.remove(file.uuid)
    told = [one for one in examine(at=AT) if "fehlen im Speicher" in one.sentence]
    assert [one.level for one in told] == [Level.BAD]
    put_files_back(path)
    assert read_file(file) == b"Wir sahen Giraffen."
    assert not [one for one in examine(at=AT) if one.about == "Dateien" and one.level == Level.BAD]
    store.remove(file.uuid)
