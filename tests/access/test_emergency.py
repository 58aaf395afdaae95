"""Emergency access: in the own service alone, for four hours, with a second person who is told and looks at it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roterfaden.accounts.models import User
from roterfaden.audit.models import Entry
from roterfaden.cases import narrowing, openings
from roterfaden.cases.access import access_to
from roterfaden.cases.access_table import Level, access_table
from roterfaden.cases.choices import FieldClass, Relation
from roterfaden.cases.models import Case
from roterfaden.jobs.models import Mail
from roterfaden.jobs.outbox import send_waiting
from roterfaden.people.choices import Closeness
from roterfaden.people.conflicts import declare_conflict
from tests.fixtures import AT, TODAY, World

WHY = "Die Betreuerin ist am Telefon und fragt nach der Medikation."
EVERYTHING: dict[FieldClass, Level] = {
    part: Level.NOTHING for part in FieldClass if part not in (FieldClass.CORE, FieldClass.HEALTH)
}


@pytest.fixture
def shut(world: World, case: Case) -> Case:
    """A case without a team in a service whose colleagues see heads only; Lena can be reached by mail."""
    Case.objects.filter(pk=case.pk).update(team=None)
    case.refresh_from_db()
    narrowing.narrow(
        service=world.service, relation=Relation.CASEWORKER, levels=EVERYTHING, by=world.lena, at=AT
    )
    User.objects.filter(pk=world.lena.pk).update(email="lena@example.org")
    return case


def opened(case: Case, by: User, **more: Any) -> Any:
    said: dict[str, Any] = {
        "number": case.file_number,
        "category": "inquiry",
        "reason": WHY,
        "by": by,
        "at": AT,
    } | more
    return openings.open_in_emergency(**said)


@pytest.mark.requirement("R-07", figure="over after 4 h, the second person told, each reading marked")
def test_it_opens_for_four_hours_and_a_second_person_is_told(world: World, shut: Case) -> None:
    assert not access_to(world.bela, shut, on=TODAY, at=AT).whole
    row = opened(shut, world.bela)
    assert opened(shut, world.bela).pk == row.pk, "pressed twice"
    access = access_to(world.bela, shut, on=TODAY, at=AT)
    assert access.whole
    assert access.allows(FieldClass.HEALTH)
    assert not access.allows(FieldClass.DOCUMENTS, Level.WRITE)
    last = AT + timedelta(hours=4)
    assert access_to(world.bela, shut, on=TODAY, at=last - timedelta(seconds=1)).whole
    assert not access_to(world.bela, shut, on=TODAY, at=last).whole
    told = Mail.objects.get()
    send_waiting(at=AT)
    sent = f"{mail.outbox[0].subject} {mail.outbox[0].body}"
    for secret in (shut.file_number, "Leyla", "Aksoy", "Bela", WHY, "Medikation"):
        assert secret not in sent
    assert (told.recipient, told.subject) == ("lena@example.org", openings.SUBJECT)
    entry = Entry.objects.get(action="cases.emergency_opened")
    assert '"told":["lena"]' in (entry.payload or "").replace(" ", "")
    assert "Medikation" not in (entry.payload or "")
    openings.end_opening(opening=row, by=world.bela, at=AT + timedelta(hours=1))
    assert not access_to(world.bela, shut, on=TODAY, at=AT + timedelta(hours=1)).whole
    with pytest.raises(openings.OpeningRefused, match="andere Person"):
        openings.review_opening(opening=row, result="War gut.", by=world.bela, at=AT)
    for _ in range(2):
        openings.review_opening(opening=row, result="Besprochen, war nötig.", by=world.lena, at=AT)
    assert Entry.objects.filter(action="cases.emergency_reviewed").count() == 1


def test_what_is_refused(world: World, shut: Case) -> None:
    for more, sentence in (
        ({"category": "neugier"}, "wählen"),
        ({"reason": "Dringend!"}, "einem Satz"),
        ({"number": "NH-2026-9999"}, "lässt sich hier nichts öffnen"),
        ({"number": ""}, "lässt sich hier nichts öffnen"),
        ({"by": world.fritz}, "lässt sich hier nichts öffnen"),
        ({"by": world.klara}, "lässt sich hier nichts öffnen"),
        ({"by": world.quirin}, "lässt sich hier nichts öffnen"),
        ({"by": world.anna}, "ohnehin offen"),
    ):
        with pytest.raises(openings.OpeningRefused, match=sentence):
            opened(shut, **({"by": world.bela} | more))
    declare_conflict(
        user=world.bela, closeness=Closeness.RELATIVE, first_name="Leila", last_name="Aksoi",
        birth_date=shut.person.birth_date, by=world.bela, at=AT,
    )  # fmt: skip
    with pytest.raises(openings.OpeningRefused, match="lässt sich hier nichts öffnen"):
        opened(shut, world.bela)
    declare_conflict(
        user=world.lena, closeness=Closeness.FRIEND, first_name="Leyla", last_name="Aksoy",
        birth_date=shut.person.birth_date, by=world.lena, at=AT,
    )  # fmt: skip
    assert [one.username for one in openings.witnesses(shut, besides=world.bela, at=AT)] == ["quirin"]
    assert not openings.openings_to_review(world.lena, at=AT).exists()


def test_the_pages_of_it(world: World, shut: Case) -> None:
    """Closed part → form → case with banner → ended; a restricted case looks missing until then; the lead reviews."""
    client, thread = Client(), reverse("cases:thread", args=[shut.code])
    client.force_login(world.bela)
    closed = client.get(thread)
    assert closed.status_code == 403
    assert "Nicht für Sie sichtbar" in closed.text
    assert "ruhige Arbeit" not in closed.text
    listed = client.get(reverse("caselist:index"))
    assert "nicht für Sie sichtbar" in listed.text
    # what one reads of the page: addresses and tokens may hold any letters by chance
    assert "V1" not in re.sub(r"(?s)<(select|script).*?</\1>|<[^>]+>", "", listed.text)
    Case.objects.filter(pk=shut.pk).update(restricted_at=timezone.now())
    assert client.get(thread).status_code == 404
    form = reverse("visibility:emergency")
    assert client.post(form, {"number": shut.file_number, "category": "danger"}).status_code == 422
    said = {"number": shut.file_number, "category": "danger", "reason": WHY}
    assert client.post(form, said, follow=True).redirect_chain[0][0] == thread
    page = client.get(thread)
    assert page.status_code == 200
    assert "Notzugang bis" in page.text
    read = Entry.objects.filter(action="cases.read").latest("pk")
    assert '"emergency":true' in (read.payload or "").replace(" ", "")
    assert client.post(reverse("cases:quick_note", args=[shut.code]), {"notiz-text": "x"}).status_code == 422
    row = openings.own_openings(world.bela, at=timezone.now()).get()
    client.post(reverse("visibility:end_opening", args=[row.uuid]))
    assert client.get(thread).status_code == 404
    lead = Client()
    lead.force_login(world.lena)
    assert "noch zu prüfen" in lead.get(form).text
    review = reverse("visibility:review", args=[row.uuid])
    assert WHY in lead.get(review).text
    assert lead.post(review, {"result": " "}).status_code == 422
    lead.post(review, {"result": "Mit Bela besprochen."})
    assert "geprüft von" in lead.get(form).text
    assert client.get(review).status_code == 404
    table = lead.get(reverse("visibility:index")).text
    assert "–*" in table
    address = reverse("visibility:narrow", args=[world.service.code, "caseworker"])
    assert client.get(address).status_code == 403
    widest = {
        part: str(int(level))
        for part, level in access_table().rights[Relation.CASEWORKER].items()
        if level > Level.NOTHING
    }
    assert lead.post(address, widest).status_code == 302
    assert "–*" not in lead.get(reverse("visibility:index")).text
    assert lead.post(address, widest | {"billing": "2", "journal": "7"}).status_code == 422
