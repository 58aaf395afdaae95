"""A draft edited in forms: by those who keep it alone, nobody overwritten, nothing typed lost, no fault hidden."""

from typing import Any

import pytest
from django.urls import reverse

from roterfaden.process import editions
from roterfaden.process.choices import EditionKind, EditionState
from roterfaden.process.editing import read_sketch
from roterfaden.process.engine.definition import Chain, Step
from roterfaden.process.models import Edition
from roterfaden.process.writing import as_yaml
from roterfaden.web.editor.kinds import BY_SLUG
from roterfaden.web.editor.known import Known
from tests.catalogue.shipped import SHIPPED
from tests.fixtures import AT, TODAY, World
from tests.web.browsing import HOSTILE, client_of, count_queries, stop_clock, text_of
from tests.web.editor.test_forms import sent

pytestmark = pytest.mark.django_db
S2 = SHIPPED["S2"]
TEXT = as_yaml(S2).replace("version: 2026-11", "version: 2026-11-e1")


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def drafted(world: World, text: str = TEXT) -> Edition:
    return editions.draft(
        key="S2", kind=EditionKind.CHAIN, organisation=world.service, text=text, by=world.quirin, at=AT
    )


def address(name: str, edition: Edition, *more: str) -> str:
    return reverse(f"editor:{name}", args=[edition.uuid, *more])


def chain_in(edition: Edition) -> Chain:
    edition.refresh_from_db()
    chain = read_sketch(edition.text).chain
    assert chain is not None
    return chain


def typed(edition: Edition, slug: str, key: str, **values: Any) -> dict[str, Any]:
    """What a browser sends that shows the form of one part."""
    chain = chain_in(edition)
    kind = BY_SLUG[slug]
    form = kind.form(known=Known(chain, TODAY), item=kind.find(chain, key))
    return dict(sent(form, **values).lists())


def seen(edition: Edition, slug: str, key: str) -> str:
    return str(typed(edition, slug, key)["seen"][0])


def test_a_hint_is_changed_told_in_a_sentence_and_taken_back(world: World) -> None:
    edition, client = drafted(world), client_of(world.quirin)
    hints = "Zugang finden\n\n  Ruhig   bleiben "
    data = typed(edition, "schritt", "2", hints=hints)
    saved = client.post(address("part", edition, "schritt", "2"), data, follow=True)
    page = text_of(saved)
    assert "Schritt 2: Hinweis neu: „Ruhig bleiben“." in page
    assert "Rückgängig" in page
    step = chain_in(edition).step("2")
    assert step is not None
    assert step.hints == ("Zugang finden", "Ruhig bleiben")
    same = client.post(address("part", edition, "schritt", "2"), typed(edition, "schritt", "2"), follow=True)
    assert "Es hat sich nichts geändert." in text_of(same)
    overview = text_of(client.get(address("index", edition)))
    assert "Hinweis neu: „Ruhig bleiben“" in overview
    assert ">geändert</span>" in overview
    back = client.post(f"{address('undo', edition)}?stand={edition.revision}", follow=True)
    assert "Zurückgenommen" in text_of(back)
    assert chain_in(edition) == read_sketch(TEXT).chain
    assert client.post(f"{address('undo', edition)}?stand=1").status_code == 409


def test_a_chain_is_built_on_without_a_mouse(world: World) -> None:
    """A step, a question, steps side by side, a further branch, an end, a rule, a table; then handed in."""
    edition, client = drafted(world), client_of(world.quirin)

    def insert(slug: str, key: str, **values: Any) -> Chain:
        values["seen"] = seen(edition, slug, key)
        assert client.post(address("insert", edition, slug, key), values).status_code == 302
        return chain_in(edition)

    def add(slug: str, **values: Any) -> Chain:
        answer = client.post(address("add", edition, slug), values)
        assert answer.status_code == 302, text_of(answer)
        return chain_in(edition)

    chain = insert("schritt", "2", what="step", titles="Wegbeschreibung schicken")
    new = chain.steps[[step.id for step in chain.steps].index("2") + 1]
    assert (new.title, new.next, new.responsible) == ("Wegbeschreibung schicken", ("3",), ("IFD",))
    chain = insert("schritt", new.id, what="question", titles="Ist jemand begleitet?")
    question = chain.decisions[-1]
    chain = add("ende", title="Doch kein Gespräch", kind="abort", goes_on="")
    end = chain.ends[-1]
    rows = {
        "outcomes-0-label": "ja",
        "outcomes-0-next": "3",
        "outcomes-1-label": "nein",
        "outcomes-1-next": end.id,
    }
    data = typed(edition, "frage", question.id) | rows | {"up": "outcomes-1"}
    assert client.post(address("part", edition, "frage", question.id), data).status_code == 302
    assert [(one.label, one.next) for one in chain_in(edition).decisions[-1].outcomes] == [
        ("nein", end.id),
        ("ja", "3"),
    ]
    chain = insert("schritt", "8", what="parallel", titles="Im Betrieb\nZu Hause")
    split = chain.splits[-1]
    chain = insert("nebeneinander", split.id, what="branch", titles="Am Telefon")
    assert [chain.title_of(branch) for branch in chain.splits[-1].branches] == [
        "Im Betrieb",
        "Zu Hause",
        "Am Telefon",
    ]
    add("regel", title="Krise", trigger="Jemand ist in Not", leads_to="12", guidance="", event="", at="")
    add("tabelle", title="Zeiten", columns="Was\nWann", rows="Gespräch | sofort")
    overview = client.get(address("index", edition))
    assert "Der Entwurf hält" in text_of(overview)
    checked = client.post(
        reverse("versions:check", args=[edition.uuid]), {"revision": edition.revision}, follow=True
    )
    assert "Geprüft, wartet auf die Freigabe" in text_of(checked)


def test_what_does_not_hold_is_named_beside_the_part(world: World) -> None:
    edition, client = drafted(world), client_of(world.quirin)
    data = typed(edition, "schritt", "2", next="2")
    page = text_of(client.post(address("part", edition, "schritt", "2"), data, follow=True))
    assert "Sackgasse" in page
    overview = text_of(client.get(address("index", edition)))
    assert (
        "Sackgasse: Von „2 Kontaktaufnahme mit Klient, IFD vorstellen“ führt kein Weg zu einem Ende."
        in overview
    )
    assert "Zur Freigabe vorlegen" not in overview
    url = address("take_out", edition, "ende", S2.ends[0].id)
    assert "Zu diesem Ende führen noch Wege" in text_of(
        client.post(url, {"revision": edition.revision}, follow=True)
    )


def test_parts_move_and_leave(world: World) -> None:
    edition, client = drafted(world), client_of(world.quirin)
    moved = client.post(address("move", edition, "schritt", "2"), {"revision": 1, "wohin": "hoch"})
    assert moved.status_code == 302
    assert [step.id for step in chain_in(edition).steps][:2] == ["2", "1"]
    assert client.post(address("take_out", edition, "schritt", "2"), {"revision": 1}).status_code == 409
    gone = client.post(
        address("take_out", edition, "schritt", "2"), {"revision": edition.revision}, follow=True
    )
    assert "Entfällt: Schritt 2" in text_of(gone)
    assert chain_in(edition).step("2") is None
    late = client.post(address("part", edition, "schritt", "2"), {"title": "Zu spät"})
    assert late.status_code == 409
    assert client.get(address("part", edition, "schritt", "2")).status_code == 404
    assert client.get(address("add", edition, "unsinn")).status_code == 404


def test_two_editors_of_one_part_see_both_texts_and_of_two_parts_do_not_meet(world: World) -> None:
    edition = drafted(world)
    mine = typed(edition, "schritt", "2", title="Mein Titel", hints="Nur mein Hinweis")
    other_part = typed(edition, "schritt", "3", title="Ganz woanders")
    theirs = typed(edition, "schritt", "2", title="Dein Titel")
    lena, quirin = client_of(world.lena), client_of(world.quirin)
    url = address("part", edition, "schritt", "2")
    assert lena.post(url, theirs).status_code == 302
    assert quirin.post(address("part", edition, "schritt", "3"), other_part).status_code == 302, (
        "another part"
    )
    answer = quirin.post(url, mine)
    assert answer.status_code == 409
    page = text_of(answer)
    for words in (
        "Mein Titel",
        "Dein Titel",
        "Nur mein Hinweis",
        "Zugang zum Klienten finden",
        "Was ist zu tun?",
    ):
        assert words in page
    step = chain_in(edition).step("2")
    assert step is not None
    assert step.title == "Dein Titel"
    mine["seen"] = [seen(edition, "schritt", "2")]
    assert quirin.post(url, mine).status_code == 302
    chain = chain_in(edition)
    assert (chain.title_of("2"), chain.title_of("3")) == ("Mein Titel", "Ganz woanders")
    twice = {"what": "step", "titles": "Nur einmal", "seen": seen(edition, "schritt", "4")}
    assert [quirin.post(address("insert", edition, "schritt", "4"), twice).status_code for _ in range(2)] == [
        302,
        409,
    ]


def test_bad_input_is_told_at_its_field_and_stays(world: World) -> None:
    edition, client = drafted(world), client_of(world.quirin)
    places = (("title", "hints"), ("hints", "title"), ("documents-2-title", "title"))
    for text, (field, kept) in zip(HOSTILE.values(), places, strict=True):
        data = typed(edition, "schritt", "2") | {kept: "Steht noch da", field: text}
        answer = client.post(address("part", edition, "schritt", "2"), data)
        assert answer.status_code == 422
        page = text_of(answer)
        assert f'id="id_{field}-error"' in page
        assert "Steht noch da" in page
    edition.refresh_from_db()
    assert edition.text == TEXT


WRONG: list[tuple[str, str, dict[str, str], str]] = [
    ("schritt", "2", {"id": "3"}, "Diese Kennung gibt es in der Kette schon."),
    ("schritt", "2", {"id": "ä b"}, "Erlaubt sind Buchstaben"),
    ("schritt", "2", {"next": "nirgends"}, "Bitte wählen Sie etwas aus der Liste."),
    ("schritt", "2", {"hints": "x" * 401}, "Zeile 1 ist mit 401 Zeichen zu lang."),
    ("schritt", "2", {"unit": "days", "amount": "99999"}, "kleiner oder gleich"),
    ("schritt", "2", {"documents-0-title": "A", "documents-1-title": "A"}, "heißen gleich"),
    ("frage", "d_zustaendigkeit", {"outcomes-0-label": ""}, "mindestens zwei Antworten"),
    ("ende", "end_beendet", {"goes_on": "V1:start_auftrag", "kind": "success"}, "Nur eine Übergabe"),
    ("beginn", "start_klient", {"kind": "chain", "chain": ""}, "Bitte wählen Sie die Kette"),
    ("weg", "1", {"walk": ""}, "Bitte geben Sie den Weg an."),
]


def test_each_field_says_what_is_wrong(world: World) -> None:
    edition, client = drafted(world), client_of(world.quirin)
    for slug, key, values, sentence in WRONG:
        answer = client.post(address("part", edition, slug, key), typed(edition, slug, key) | values)
        assert answer.status_code == 422, values
        assert sentence in text_of(answer)
    edition.refresh_from_db()
    assert edition.text == TEXT


def test_a_role_that_is_needed_stays_and_the_head_is_kept(world: World) -> None:
    edition, client = drafted(world), client_of(world.quirin)
    page = client.get(address("head", edition))
    form = page.context["form"]
    refused = client.post(address("head", edition), dict(sent(form, **{"roles-0-code": ""}).lists()))
    assert refused.status_code == 422
    assert "Diese Rollen sind noch zuständig: IFD." in text_of(refused)
    saved = client.post(
        address("head", edition), dict(sent(form, title="Sicherung bei uns").lists()), follow=True
    )
    assert "Die Kette heißt jetzt „Sicherung bei uns“" in text_of(saved)
    edition.refresh_from_db()
    assert edition.title == "Sicherung bei uns"


def test_what_waits_or_is_released_or_unreadable_is_closed(world: World) -> None:
    edition, client = drafted(world), client_of(world.quirin)
    data = typed(edition, "schritt", "2", title="Heimlich")
    assert not editions.check(edition=edition, revision=1, by=world.quirin, at=AT).faults
    assert "wartet auf die Freigabe" in text_of(client.get(address("index", edition)))
    assert client.post(address("part", edition, "schritt", "2"), data).status_code == 409
    assert client.post(address("take_out", edition, "schritt", "2"), {"revision": 2}).status_code == 409
    client.post(reverse("versions:take_back", args=[edition.uuid]), {"revision": 2})
    edition.refresh_from_db()
    assert edition.state == EditionState.DRAFT
    assert client.post(address("part", edition, "schritt", "2"), data).status_code == 302
    broken = drafted(world, "kind: chain\nid: [")
    assert "Bitte im Text berichtigen" in text_of(client.get(address("index", broken)))


def test_a_draft_with_five_hundred_steps_can_be_edited_and_costs_no_more_queries(world: World) -> None:
    client = client_of(world.quirin)
    small = drafted(world)
    more = tuple(Step(f"y{n}", f"Schritt {n}", (f"y{n + 1}" if n < 500 else "12",)) for n in range(1, 501))
    big = drafted(world, TEXT.replace("\nsteps:\n", "\nsteps:\n" + _steps_of(more)))
    counts = []
    for edition in (small, big):
        url = address("part", edition, "schritt", "1")
        count_queries(client, url)
        counts.append(count_queries(client, url))
    assert counts[0] == counts[1]
    assert "Zu „Schritt 1“ führt von keinem Beginn ein Weg." in text_of(client.get(address("index", big)))


def _steps_of(steps: tuple[Step, ...]) -> str:
    return "".join(f"- id: {s.id}\n  title: {s.title}\n  next: '{s.next[0]}'\n" for s in steps)
