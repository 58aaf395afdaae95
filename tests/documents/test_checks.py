"""What comes in: 500 bad files refused, 200 good ones taken, pictures without metadata, words found by few."""

import random
import resource
from io import BytesIO

import pytest
from PIL import Image

from roterfaden.cases.evidence import record_evidence
from roterfaden.cases.filing import Upload
from roterfaden.cases.models import Case
from roterfaden.documents.checks import UploadRefused, check_upload
from roterfaden.documents.files import read_file
from roterfaden.documents.refusals import VIRUS
from roterfaden.documents.words import words_in
from roterfaden.process.choices import DocumentState
from tests.documents import makers
from tests.fixtures import AT, World, open_task, run_of, walk
from tests.web.browsing import client_of, text_of

SEED = 8


@pytest.mark.one_database
@pytest.mark.requirement("R-24", figure="25 tricks, 500 bad files made by program, 0 accepted")
def test_no_bad_file_comes_in() -> None:
    accepted, count = [], 0
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for name, content in makers.bad(random.Random(SEED)):
        count += 1
        try:
            check_upload(name=name, stream=BytesIO(content))
        except UploadRefused:
            continue
        accepted.append(name)
    assert accepted == []
    assert count == 500
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 600 * 1024, "KB: the test itself holds 200 MB for its largest bomb"


@pytest.mark.one_database
@pytest.mark.requirement("R-24", figure="200 good files, all accepted")
def test_every_good_file_comes_in() -> None:
    taken = [
        check_upload(name=name, stream=BytesIO(content)) for name, content in makers.good(random.Random(SEED))
    ]
    assert len(taken) == 200


@pytest.mark.one_database
@pytest.mark.requirement(
    "R-25", figure="without any scanner: 60 of 60 files with EICAR's test virus in them refused"
)
def test_the_test_virus_is_found_in_every_dress() -> None:
    infected = [one for n in range(20) for one in makers.viruses(n)]
    assert len(infected) == 60
    for name, content in infected:
        with pytest.raises(UploadRefused, match=VIRUS):
            check_upload(name=name, stream=BytesIO(content))


@pytest.mark.one_database
def test_pictures_lose_their_metadata_and_stand_upright() -> None:
    for name, content in (("a.jpg", makers.photo()), ("a.png", makers.png_with_text())):
        taken = check_upload(name=name, stream=BytesIO(content)).content
        assert b"KANARIE" in content
        assert b"KANARIE" not in taken
        assert not Image.open(BytesIO(taken)).getexif()
    turned = Image.open(BytesIO(check_upload(name="a.jpg", stream=BytesIO(makers.photo())).content))
    assert turned.size == (30, 40)


def test_the_words_in_files_are_found_by_those_who_may_read_of_health(world: World, case: Case) -> None:
    walk(case, "", by=world.anna)
    task = open_task(run_of(case))
    for name, content, word in (
        ("a.pdf", makers.pdf(), "Belastbarkeit"),
        ("b.docx", makers.word("Sie singt im Gospelchor."), "Gospelchor"),
        ("c.odt", makers.odt("Er fischt Karpfen."), "Karpfen"),
        ("d.txt", b"Wir sahen Giraffen.", "Giraffen"),
    ):
        revision = None
        before = task.documents.first()
        if before is not None:
            revision = before.revision
        made = record_evidence(
            case=case,
            task=task,
            title="Fähigkeitsprofil",
            state=DocumentState.PRESENT,
            revision=revision,
            upload=Upload(name, BytesIO(content)),
            by=world.anna,
            at=AT,
        )
        assert made.file is not None
        assert word in words_in(read_file(made.file), made.file.media_type)
        found = {
            user.username: case.file_number in text_of(client_of(user).get(f"/suche/?q={word}"))
            for user in (world.anna, world.lena)
        }
        assert found == {"anna": True, "lena": False}, name
