"""What the person does in the portal, and that nothing else of the case shows."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from roterfaden.audit.models import Entry
from roterfaden.cases.choices import Need
from roterfaden.cases.models import Case, JournalEntry
from roterfaden.cases.queries import own_cases
from roterfaden.common.yaml_nodes import FileFaults
from roterfaden.complaints.models import Complaint
from roterfaden.consent.choices import Aid, DataClass, GivenForm, Giver, TransferState
from roterfaden.consent.declarations import DeclarationIncomplete, Facts
from roterfaden.consent.models import Consent
from roterfaden.cooperation.choices import SignatureKind, SignatureWay
from roterfaden.cooperation.models import Signature
from roterfaden.jobs.models import Mail
from roterfaden.portal import granting, messages, signing
from roterfaden.portal.choices import MessageKind, OfferKind, OfferState, Wording
from roterfaden.portal.models import DateWord, Message, Offer, OwnView
from roterfaden.portal.plain import faults_of
from roterfaden.portal.queries import newest_plan
from roterfaden.portal.texts import read_texts, shipped_steps, shipped_texts
from roterfaden.portal.worklist import waiting
from tests.access.planting import text_of
from tests.access.stage import CANARY, Arguments, arguments, guarded, pages_for, url
from tests.consent.makers import set_stage
from tests.cooperation.makers import set_circle
from tests.deadlines.makers import appointment
from tests.fixtures import AT, TODAY, World, walk
from tests.portal.makers import come_in, give_client, later, token
from tests.web.browsing import client_of, count_queries, stop_clock

__all__ = ["arguments", "guarded"]
TEMPLATES = Path("roterfaden/web/templates")


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def digest_in(client: Client, address: str) -> str:
    found = re.search(r'name="digest" value="(\w+)"', client.get(address).content.decode())
    assert found is not None
    return found.group(1)


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def offer_to(world: World, case: Case, **changes: Any) -> Offer:
    stage = set_stage(world, case)
    facts: dict[str, Any] = {
        "purpose": "Eine Stelle suchen",
        "occasion": "Vermittlung",
        "recipients": [stage.office],
        "classes": frozenset((DataClass.ABILITIES,)),
        "consequences": "Die Suche dauert länger.",
        "withdrawal_explained": True,
        "language": "Deutsch",
        "aid": Aid.EASY,
        "given_by": Giver.PERSON,
        "form": None,
        "given_on": None,
        "valid_until": later(300),
    } | changes
    return signing.offer(case=case, kind=OfferKind.CONSENT, facts=Facts(**facts), by=world.anna, at=AT)


@pytest.mark.requirement("R-59", figure="check number shown = sent = kept; another text is refused")
def test_the_person_reads_the_plan_signs_it_and_says_how_they_see_it(world: World, case: Case) -> None:
    circle = set_circle(world, case)
    circle.accept()
    version = circle.plan()
    client = come_in(give_client(world, case))
    assert reverse("portal:sign_plan") in shown(client, "/portal/start/")
    sign = reverse("portal:sign_plan")
    word = {"kind": "reserved", "name": "Leyla Aksoy", "note": "", "digest": digest_in(client, sign)}
    refused = client.post(sign, word)
    assert refused.status_code == 422
    assert "Welcher Vorbehalt?" in refused.content.decode()
    assert client.post(sign, word | {"note": "Nur am Vormittag.", "digest": "0" * 16}).status_code == 422
    assert not Signature.objects.exists()
    for _twice in range(2):
        assert client.post(sign, word | {"note": "Nur am Vormittag."}).status_code == 302
    row = Signature.objects.get()
    row.version.cooperation = circle.running
    assert (row.way, row.kind, row.witnessed_by) == (SignatureWay.PORTAL, SignatureKind.RESERVED, None)
    assert row.note == "Nur am Vormittag."
    entry = Entry.objects.get(action="cooperation.signed")
    assert entry.actor_label.startswith("client:")
    assert word["digest"] in (entry.payload or "")
    assert "Nur am Vormittag" not in (entry.payload or "")
    line = version.content["goals"][0]["key"]
    view = reverse("portal:own_view", args=[line])
    assert client.post(view, {"text": "Ein ruhiges Büro ist mir wichtiger."}).status_code == 302
    assert "Ein ruhiges Büro ist mir wichtiger." in shown(client, "/portal/plan/")
    assert client.get(reverse("portal:own_view", args=["fremd"])).status_code == 404
    assert OwnView.objects.count() == 1
    # a change asks again, and the old text can no longer be signed
    circle.write("goals", "Eine Stelle in Teilzeit")  # type: ignore[arg-type]
    circle.issue("Teilzeit")
    assert client.post(sign, word | {"note": "Nur am Vormittag."}).status_code == 422
    assert "Teilzeit" in shown(client, sign)


@pytest.mark.requirement(
    "R-46", figure="every colleague who opened the file and how often, on the page and in the PDF"
)
def test_the_person_sees_who_opened_the_file_and_who_got_what(world: World, case: Case) -> None:
    for user, times in ((world.anna, 2), (world.bela, 1)):
        for _time in range(times):
            assert client_of(user).get(reverse("casefile:person", args=[case.code])).status_code == 200
    client = come_in(give_client(world, case))
    stage = set_stage(world, case)
    stage.queue(consent=stage.consent(), purpose="Vorstellung im Betrieb")
    readers = Entry.objects.filter(scope_uuid=case.uuid, action="cases.read", actor_id__isnull=False)
    counts = {user: readers.filter(actor_id=user.pk).count() for user in (world.anna, world.bela)}
    assert counts == {world.anna: 2, world.bela: 1}
    page = text_of(client.get("/portal/wissen/"))
    pdf = " ".join(text_of(client.get(reverse("portal:known_file", args=["pdf"]))).split())
    for user, times in counts.items():
        assert f"{user}: {times}-mal" in page
        assert f"{user} {times} 24.11.2026" in pdf
    for told in (page, pdf):
        assert "Gärtnerei Blattgrün" in told
        assert "Vorstellung im Betrieb" in told
        assert "Fritz" not in told


def test_a_declaration_is_signed_or_refused_and_taken_back_as_easily(world: World, case: Case) -> None:
    with pytest.raises(DeclarationIncomplete):
        offer_to(world, case, consequences=" ")
    offer = offer_to(world, case)
    client = come_in(give_client(world, case))
    address = reverse("portal:sign_offer", args=[offer.uuid])
    word = {"kind": "signed", "name": "Leyla Aksoy", "note": "", "digest": digest_in(client, address)}
    assert client.post(address, word | {"name": ""}).status_code == 422
    assert client.post(address, word | {"kind": "reserved"}).status_code == 422
    assert client.post(address, word).status_code == 302
    consent = Consent.objects.get()
    assert (consent.form, consent.given_on, consent.recorded_by) == (GivenForm.PORTAL, TODAY, world.anna)
    assert Entry.objects.get(action="consent.given").actor_label.startswith("client:")
    transfer = set_stage(world, case).queue(
        consent=consent, recipient=consent.recipients.get(), items=set_stage(world, case).plan().items
    )
    assert "Das habe ich erlaubt" in shown(client, "/portal/wissen/")
    back = reverse("portal:withdraw", args=["einwilligung", consent.uuid])
    assert client.post(back).status_code == 302
    transfer.refresh_from_db()
    assert transfer.state == TransferState.STOPPED
    assert "Zurückgenommen am 24.11.2026" in shown(client, "/portal/wissen/")
    second = offer_to(world, case, occasion="Zweiter Anlass")
    other = reverse("portal:sign_offer", args=[second.uuid])
    assert (
        client.post(other, word | {"kind": "refused", "digest": digest_in(client, other)}).status_code == 302
    )
    second.refresh_from_db()
    assert second.state == OfferState.REFUSED
    assert Consent.objects.count() == 1


def test_a_single_signature_opens_exactly_one_document(world: World, case: Case) -> None:
    circle = set_circle(world, case)
    circle.accept()
    version = circle.plan()
    facts = granting.GuestFacts(name="Leyla Aksoy", valid_until=later(300))
    issued = granting.grant_signature(case=case, document=version, facts=facts, by=world.anna, at=AT)
    assert issued.guest.valid_until == later(14)
    client = come_in(issued)
    sign = reverse("portal:sign_plan")
    for name in ("start", "plan", "known", "messages", "dates", "complaint"):
        assert client.get(reverse(f"portal:{name}")).status_code == 404, name
    word = {"kind": "signed", "name": "Leyla Aksoy", "note": "", "digest": digest_in(client, sign)}
    assert client.post(sign, word)["Location"].startswith("/portal/danke/")
    assert Signature.objects.get().party == circle.party(None)
    circle.write("goals", "Noch ein Ziel")  # type: ignore[arg-type]
    circle.issue("Mehr")
    assert client.get(sign).status_code == 404


def test_a_message_waits_on_the_worklist_until_it_is_in_the_journal(world: World, case: Case) -> None:
    issued = give_client(world, case)
    client = come_in(issued)
    sent = {"text": "Kann ich früher gehen?", "token": str(token(1))}
    for _twice in range(2):
        assert client.post("/portal/nachrichten/", sent).status_code == 302
    message = Message.objects.get()
    (item,) = [i for i in waiting(own_cases(world.anna, on=TODAY), today=TODAY) if i.need == Need.MESSAGE]
    assert (item.case_id, item.due) == (case.pk, TODAY)
    staff = client_of(world.anna)
    assert "Lesen und antworten" in shown(staff, "/")
    page = reverse("guests:messages", args=[case.code])
    assert "Kann ich früher gehen?" in shown(staff, page)
    reply = {"text": "Ja, am Freitag.", "token": str(token(2))}
    for _twice in range(2):
        assert staff.post(page, reply).status_code == 302
    told = sorted(entry.text for entry in JournalEntry.objects.filter(case=case))
    assert len(told) == 2
    assert any("Kann ich früher gehen?" in text and "Leyla Aksoy" in text for text in told)
    message.refresh_from_db()
    assert message.taken_by == world.anna
    assert "Lesen und antworten" not in shown(staff, "/")
    mail = Mail.objects.get()
    assert mail.subject == "Sie haben eine Nachricht"
    assert "Freitag" not in mail.body
    assert "Neue Nachrichten: 1" in shown(client, "/portal/start/")
    assert "Ja, am Freitag." in shown(client, "/portal/nachrichten/")
    assert "Neue Nachrichten" not in shown(client, "/portal/start/")
    for wrong in ("", "x" * 8001, "Herr\0Möller"):
        answer = client.post("/portal/nachrichten/", {"text": wrong, "token": str(token(3))})
        assert answer.status_code == 422


def test_a_complaint_is_a_case_of_its_own_and_never_reaches_whom_it_is_about(
    world: World, case: Case
) -> None:
    client = come_in(give_client(world, case))
    sent = {"text": "Anna hört mir nicht zu.", "token": str(token(1))}
    for _twice in range(2):
        assert client.post("/portal/beschwerde/", sent).status_code == 302
    row = Complaint.objects.get()
    assert (row.text, row.channel, row.case) == ("Anna hört mir nicht zu.", "portal", case)
    assert [one.user for one in row.concerned.all()] == [case.responsible]
    for name in ("messages", "index"):
        assert "hört mir nicht zu" not in shown(
            client_of(world.anna), reverse(f"guests:{name}", args=[case.code])
        )
    assert "hört mir nicht zu" not in shown(client_of(world.anna), "/")
    assert not Message.objects.exists()
    assert client.post("/portal/beschwerde/", sent | {"text": " "}).status_code == 422


def test_dates_are_answered_and_stay_with_the_service(world: World, case: Case) -> None:
    row = appointment(case, world, starts_at=AT + timedelta(days=2))
    hidden = appointment(case, world, starts_at=AT + timedelta(days=3), with_client=False)
    client = come_in(give_client(world, case))
    address = reverse("portal:answer", args=[row.uuid])
    assert client.get(reverse("portal:answer", args=[hidden.uuid])).status_code == 404
    assert client.post(address, {"coming": "", "token": str(token(1))}).status_code == 422
    said = {"coming": "no", "note": "Ich bin beim Arzt.", "token": str(token(1))}
    assert client.post(address, said).status_code == 302
    assert DateWord.objects.get().coming == "no"
    row.refresh_from_db()
    assert row.state == "planned"
    message = Message.objects.get()
    message.case = case
    assert (message.kind, message.appointment) == (MessageKind.DATE, row)
    assert "Ich bin beim Arzt." in message.text
    circle = set_circle(world, case)
    circle.accept()
    meeting = circle.meeting()
    days = reverse("portal:days", args=[meeting.uuid])
    replies = {f"day_{option.uuid.hex}": "yes" for option in meeting.options.all()}
    assert client.post(days, {"revision": "0"}).status_code == 422
    assert client.post(days, replies | {"revision": "0"}).status_code == 302
    answer = meeting.date_answers.get()
    assert (answer.party, answer.recorded_by) == (circle.party(None), None)
    assert client.post(days, replies | {"revision": "0"}).status_code == 409


def test_nothing_of_the_case_shows_but_what_the_person_may_read(
    world: World, guarded: Case, arguments: Arguments
) -> None:
    """Canaries in every field: the portal shows the plan, dates, declarations and the ledger, and nothing beyond."""
    client = come_in(give_client(world, guarded, name="Leyla"))
    mine = {"Ziel", "Massnahme", "Zustaendig", "Thema", "Ort", "Stand"}
    mine |= {"Zweck", "Berichtszweck", "Weitergabe", "Stufe", "Sicht"}
    seen = set()
    pages = [page for page in pages_for("guest", "public") if page.name.startswith("portal:")]
    for page in pages:
        body = client.get(url(page, arguments.real)).content.decode(errors="replace")
        seen |= set(re.findall(rf"{CANARY}-(\w+)", body))
    assert seen - mine == set()
    assert mine - seen == set()
    assert len(pages) > 20
    pdf = client.get(reverse("portal:known_file", args=["pdf"]))
    told = set(re.findall(rf"{CANARY}-(\w+)", text_of(pdf)))
    assert {"Zweck", "Weitergabe"} <= told <= mine | {"Vorname", "Nachname"}, "the text of the PDF is read"
    logged = Entry.objects.filter(action="portal.read", scope_uuid=guarded.uuid)
    assert logged.count() > 10


def test_the_thread_is_told_in_words_and_pages_cost_the_same_with_much(world: World, case: Case) -> None:
    walk(case, "", by=world.anna)
    client = come_in(give_client(world, case))
    page = shown(client, "/portal/start/")
    assert "Wir lernen uns kennen und klären, was Sie brauchen." in page
    assert "Wir sprechen über Ihr Leben, Ihre Arbeit und was Sie gut können." in page
    assert "Assessment" not in page
    client.post("/portal/sprache/", {"wording": Wording.EASY, "back": "/portal/start/"})
    easy = shown(client, "/portal/start/")
    assert "Wir sprechen über Sie. Was können Sie gut?" in easy
    assert "Leichte Sprache: nicht geprüft." in easy
    assert (
        client.post("/portal/sprache/", {"wording": "easy", "back": "//example.org/"})["Location"]
        == "/portal/"
    )
    few = {
        name: count_queries(client, f"/portal/{name}/")
        for name in ("start", "termine", "nachrichten", "wissen")
    }
    stage = set_stage(world, case)
    for day in range(2, 6):
        appointment(case, world, starts_at=AT + timedelta(days=day))
        stage.consent(occasion=f"Anlass {day}")
        messages.receive(
            guest=case.guests.get(), kind=MessageKind.MESSAGE, text=f"{day}", token=token(day), at=AT
        )
    for name, count in few.items():
        assert count_queries(client, f"/portal/{name}/") <= count + 3, name


@pytest.mark.one_database
def test_every_easy_text_keeps_the_rules_and_every_text_is_used(tmp_path: Path) -> None:
    faults = {text.id: faults_of(text.easy) for text in shipped_texts().values()}
    faults |= {str(key): faults_of(words.easy) for key, words in shipped_steps().items()}
    assert {key: found for key, found in faults.items() if found} == {}
    named = set()
    sources = [*(TEMPLATES / "portal").glob("*.html"), *(TEMPLATES / "guests").glob("*.html")]
    for path in sources:
        text = path.read_text(encoding="utf-8")
        named |= set(re.findall(r"\bt\.([a-z_]+)", text)) | set(re.findall(r'say "([a-z_]+)"', text))
    code = "".join(
        path.read_text(encoding="utf-8")
        for path in [*Path("roterfaden/web/portal").glob("*.py"), *Path("roterfaden/portal").glob("*.py")]
    )
    assert named - {"easy", "offers_easy", "unchecked"} - set(shipped_texts()) == set()
    assert [name for name in shipped_texts() if name not in named and f'"{name}"' not in code] == []
    bad = tmp_path / "texts.yaml"
    bad.write_text(
        "kind: portal_texts\nversion: '1'\nlanguage: de\ntexts:\n"
        "  - {id: a, standard: 'Guten Tag, {who}', easy: 'Guten Tag', easy_checked: false}\n"
    )
    with pytest.raises(FileFaults, match="Lücken"):
        read_texts(bad)


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Der Antrag wird von uns gestellt.", "Passiv"),
        ("Sie könnten anrufen.", "Konjunktiv"),
        ("Das ist die Aufgabe des Amtes.", "Genitiv"),
        ("Wir brauchen z. B. Ihren Ausweis.", "Abkürzung"),
        ("Das IFD hilft Ihnen.", "Abkürzung"),
        ("Ihre Schweigepflichtentbindung fehlt.", "Langes Wort"),
        ("Sie sagen nichts und Sie müssen nicht kommen und Sie brauchen keinen Grund.", "Verneinung"),
        ("Wir rufen Sie an, weil Sie gefragt haben.", "Nebensatz"),
        (
            "Wir sprechen morgen mit allen anderen Menschen über Ihre neue Arbeit in dem Betrieb.",
            "Zu langer Satz",
        ),
    ],
)
def test_the_linter_finds_what_leichte_sprache_does_not_do(text: str, fault: str) -> None:
    assert any(fault in found for found in faults_of(text)), faults_of(text)
    assert faults_of("Wir helfen Ihnen. Rufen Sie uns an.") == []


def test_the_letter_holds_the_code_and_never_the_pin(world: World, case: Case) -> None:
    staff = client_of(world.anna)
    give = reverse("guests:give", args=[case.code])
    typed = {"way": "printed", "email": "", "wording": "easy", "valid_until": "2027-01-31"}
    assert staff.post(give, typed | {"way": "mailed"}).status_code == 422
    page = staff.post(give, typed).content.decode()
    letter = page[page.index('class="rf-letter"') :]
    secret = re.search(r'rf-letter__code">([0-9A-Z-]+)<', letter)
    pin = re.search(r'rf-pin">(\d{6})<', page)
    assert secret is not None
    assert pin is not None
    assert pin.group(1) not in letter
    head = page[: page.index('class="rf-letter"')]
    assert head.index('<div class="rf-noprint">') < head.index(
        "rf-casehead" if "rf-casehead" in head else case.file_number
    )
    assert "Geheim-Zahl" in letter
    client = Client()
    answer = client.post("/portal/", {"code": secret.group(1), "pin": pin.group(1)})
    assert answer.status_code == 302
    assert newest_plan(case) is None
    assert "Es gibt noch keinen Plan." in shown(client, "/portal/plan/")
    for name in ("new_code", "new_pin", "revoke"):
        address = reverse(f"guests:{name}", args=[case.code, case.guests.get().uuid])
        assert client_of(world.fritz).post(address, {"way": "printed"}).status_code == 404
    assert staff.post(address).status_code == 302
    assert client.get("/portal/start/").status_code == 302
