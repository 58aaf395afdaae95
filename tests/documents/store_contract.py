"""What every store of files keeps to, said once: the folder, the store of the tests and a real one run it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from roterfaden.documents import orphans, store
from roterfaden.documents.models import StoredFile
from tests.fixtures import AT, World

LENGTHS = (0, 1, 12, 70_000, 3_000_000)


def check_bytes() -> None:
    """Kept, read, overwritten, listed in order, removed once."""
    before = {one.name for one in store.listed()}
    kept = {uuid4(): bytes([length % 251]) * length for length in LENGTHS}
    for uuid, content in kept.items():
        store.keep(uuid, content)
    for uuid, content in kept.items():
        assert store.fetch(uuid) == content
    first = next(iter(kept))
    store.keep(first, b"anders")
    assert store.fetch(first) == b"anders"
    listed = list(store.listed())
    assert [one.name for one in listed] == sorted(one.name for one in listed)
    assert {one.name for one in listed} - before == {uuid.hex for uuid in kept}
    now = datetime.now(UTC)
    assert all(abs(now - one.written) < timedelta(minutes=5) for one in listed if one.name not in before)
    assert set(store.whole_names()) >= {uuid.hex for uuid in kept}
    for uuid in kept:
        assert store.remove(uuid)
        assert not store.remove(uuid), "only once"
        with pytest.raises(FileNotFoundError):
            store.fetch(uuid)
    assert {one.name for one in store.listed()} == before


def check_pages(many: int) -> None:
    """A list that is longer than one answer of a store is told whole."""
    kept = [UUID(int=number << 100 | number) for number in range(1, many + 1)]
    for uuid in kept:
        store.keep(uuid, b"x")
    assert {uuid.hex for uuid in kept} <= set(store.whole_names())
    for uuid in kept:
        store.remove(uuid)


def check_orphans(file: StoredFile) -> None:
    """What belongs to no row goes after an hour, and nothing else."""
    orphan = uuid4()
    store.keep(orphan, b"x")
    now = datetime.now(UTC)
    assert orphans.remove_orphans(at=now) == {"removed": 0}
    assert store.fetch(orphan) == b"x", "somebody may still be writing its row"
    assert orphans.remove_orphans(at=now + timedelta(hours=2)) == {"removed": 1}
    assert store.fetch(file.uuid)
    with pytest.raises(FileNotFoundError):
        store.fetch(orphan)


def stored(world: World, case: object, content: bytes = b"Wir sahen Giraffen.") -> StoredFile:
    from io import BytesIO  # noqa: PLC0415

    from roterfaden.cases.models import Case  # noqa: PLC0415
    from roterfaden.documents.files import store_file  # noqa: PLC0415

    assert isinstance(case, Case)
    return store_file(
        name="a.txt",
        stream=BytesIO(content),
        data_key=case.data_key,
        scope=case,
        service=case.service,
        by=world.anna,
        at=AT,
    )
