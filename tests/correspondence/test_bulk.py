"""Letters to many, the letterhead, and the pages of the store of templates."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from roterfaden.cases.models import Case
from roterfaden.correspondence import bulk
from roterfaden.correspondence.filling import LetterRefused
from roterfaden.correspondence.letterheads import change_letterhead
from roterfaden.correspondence.models import Letter, LetterRun, WordTemplate
from roterfaden.correspondence.placeholders import letterhead_of
from roterfaden.documents.files import read_file
from roterfaden.jobs.choices import JobState
from tests.correspondence.test_templates import accessible, word
from tests.fixtures import AT, World, open_case
from tests.web.browsing import client_of, count_queries, text_of

HEAD = {
    "office": "IFD am Hafen", "street": "Kai 1", "town": "20457 Hamburg", "phone": "040 1", "email": "",
    "foot": "", "window": "sn",
}  # fmt: skip
URL = "/serienbriefe/{run}/"


def test_many_letters_are_one_file_and_each_stays_with_its_case(
    world: World, case: Case, django_capture_on_commit_callbacks: Any
) -> None:
    foreign = open_case(world, last_name="Fremd")
    foreign.service = world.other_service
    foreign.save(update_fields=["service"])
    second = open_case(world, last_name="Zweite")
    head = letterhead_of(world.service)
    change_letterhead(head=head, said=HEAD, revision=0, by=world.lena, at=AT)
    codes = [case.code, second.code, foreign.code, case.code]
    with django_capture_on_commit_callbacks(execute=True):
        asked = bulk.start_run(
            service=world.service, template_id="erinnerung", codes=codes, url=URL, by=world.anna, at=AT
        )
    asked.job.refresh_from_db()
    assert asked.job.state == JobState.DONE
    assert "2 Briefe sind geschrieben." in asked.job.result["sentences"]
    run = LetterRun.objects.select_related("file", "labels").get()
    assert run.file is not None
    assert run.labels is not None
    pages = accessible(read_file(run.file), title="Erinnerung").pages
    assert len(pages) == 2
    assert "IFD am Hafen · Kai 1" in pages[0].extract_text()
    assert "Aksoy" in pypdf.PdfReader(BytesIO(read_file(run.labels))).pages[0].extract_text()
    letters = list(Letter.objects.select_related("case__data_key").order_by("pk"))
    assert [one.case for one in letters] == [case, second]
    assert bulk.page_of(letters[0]).subject == "Erinnerung"
    # the page of SN 010130: the address in the right half
    assert letters[0].content["window"] == "sn"

    bulk.write_many(_progress(asked.job), run=str(run.uuid), codes=codes[:1], url=URL)
    assert Letter.objects.count() == 2, "begun again, nothing is written twice"
    few = count_queries(client_of(world.anna), reverse("letters:run", args=[run.uuid]))
    Letter.objects.filter(case=second).delete()
    assert count_queries(client_of(world.anna), reverse("letters:run", args=[run.uuid])) == few
    assert client_of(world.lena).get(reverse("letters:print", args=[run.uuid])).status_code == 404
    assert client_of(world.anna).get(reverse("letters:labels", args=[run.uuid])).status_code == 200
    assert bulk.forget_runs(at=AT + timedelta(days=6)) == {"files": 0}
    assert bulk.forget_runs(at=AT + timedelta(days=8)) == {"files": 2}
    assert client_of(world.anna).get(reverse("letters:print", args=[run.uuid])).status_code == 404
    refused: tuple[tuple[str, list[str], str], ...] = (
        ("niederschrift", codes, "an die Person"),
        ("erinnerung", [], "mindestens einen"),
    )
    for template, whom, said in refused:
        with pytest.raises(LetterRefused, match=said):
            bulk.start_run(
                service=world.service, template_id=template, codes=whom, url=URL, by=world.anna, at=AT
            )


def _progress(job: Any) -> Any:
    class Silent:
        by = job.started_by

        def now(self) -> Any:
            return AT

        def report(self, **_said: int) -> None:
            return

    return Silent()


def test_the_store_checks_shows_and_ends_templates(world: World, case: Case) -> None:
    anna, lena = client_of(world.anna), client_of(world.lena)
    add, index = reverse("letters:add"), reverse("letters:index")

    def upload(client: Any, text: str, **more: str) -> Any:
        file = SimpleUploadedFile("brief.docx", word(text).read())
        said = {"name": "Brief", "valid_from": "2020-01-01", "service": world.service.code, "file": file}
        return client.post(add, said | more)

    assert upload(anna, "{{ heute }}").status_code == 403
    wrong = upload(lena, "{{ person.nahme }}")
    assert wrong.status_code == 422
    assert "Meinten Sie „person.name“?" in text_of(wrong)
    assert 'value="Brief"' in wrong.content.decode()
    assert upload(lena, "{{ person.name }}", valid_from="gestern").status_code == 422
    assert upload(lena, "{{ person.name }}, {{ heute }}").status_code == 302
    row = WordTemplate.objects.get()
    few = count_queries(lena, index)
    upload(lena, "{{ heute }}")
    assert count_queries(lena, index) == few
    for name in ("own_file", "own_trial"):
        assert anna.get(reverse(f"letters:{name}", args=[row.uuid])).status_code == 200
        assert client_of(world.fritz).get(reverse(f"letters:{name}", args=[row.uuid])).status_code == 404
    for name in ("trial", "word"):
        assert anna.get(reverse(f"letters:{name}", args=["einladung"])).status_code == 200
        assert anna.get(reverse(f"letters:{name}", args=["zwischenbericht"])).status_code == 404
    assert anna.get(reverse("reports:own_letter", args=[case.code, row.uuid])).status_code in (200, 404)
    assert "{{ person.name }}" in text_of(anna.get(reverse("letters:placeholders")))
    assert anna.post(reverse("letters:end", args=[row.uuid])).status_code == 403
    assert lena.post(reverse("letters:end", args=[row.uuid])).status_code == 302

    head = reverse("letters:letterhead", args=[world.service.code])
    assert anna.get(head).status_code == 404
    assert lena.post(head, HEAD | {"revision": "0", "phone": ""}).status_code == 422
    assert lena.post(head, HEAD | {"revision": "0"}).status_code == 302
    late = client_of(world.quirin).post(head, HEAD | {"revision": "0", "office": "Anders"})
    assert late.status_code == 409
    assert "IFD am Hafen" in text_of(late)
    page = reverse("letters:bulk")
    assert anna.post(page, {"template": "", "cases": []}).status_code == 422
    assert anna.post(page, {"template": "einladung", "cases": [case.code]}).status_code == 302
    assert anna.post(page, {"template": "einladung", "cases": ["XXXX"]}).status_code == 422
