"""The parts themselves: what is drawn for what is given."""

import re
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory

from roterfaden.web.components import Card, DocumentRow, Hint, Knot, Outcome, Thread
from roterfaden.web.styleguide import samples_threads
from tests.web.test_fields import render

TODAY = date(2026, 11, 23)


def thread(*knots: Knot, **more: Any) -> str:
    context = {"thread": Thread(knots=knots, **more), "today": TODAY, "csrf_token": "t"}
    return render_to_string("components/thread.html", context)


def card(anchor: str = "jetzt", **more: Any) -> Card:
    facts: dict[str, Any] = {
        "title": "Akquise",
        "number": "5",
        "url": "/schritt",
        "outcomes": [Outcome(label="Ja", value="ja"), Outcome(label="Nein", value="nein")],
    }
    return Card(anchor=anchor, **(facts | more))


def test_thread_is_an_ordered_list_with_one_present_step() -> None:
    html = render_to_string(
        "components/thread.html", {"thread": samples_threads.CASE_THREAD, "today": TODAY, "csrf_token": "t"}
    )
    assert html.count('<ol class="rf-thread"') == 1
    assert html.count('aria-current="step"') == 1
    assert html.index("Praktikum im Betrieb") < html.index("Schlaufe: zurück zu 2") < html.index("2. Mal")


def test_four_questions_stand_in_their_order() -> None:
    html = render_to_string(
        "components/now.html", {"card": samples_threads.ACQUISITION, "today": TODAY, "csrf_token": "t"}
    )
    questions = re.findall(r'class="rf-question"[^>]*>([^<]+)<', html)
    assert questions == [
        "Was ist zu tun?",
        "Auf welcher Grundlage?",
        "Was ist festzuhalten?",
        "Wie geht es weiter und bis wann?",
    ]


def test_decision_is_a_question_with_its_outcomes_as_buttons() -> None:
    html = thread(Knot(kind="now", cards=[card(question="Arbeitserprobung?")]))
    assert re.search(r"<legend>\s*Arbeitserprobung\?\s*</legend>", html)
    assert re.findall(r'name="outcome"\s+value="(\w+)"', html) == ["ja", "nein"]
    assert 'action="/schritt"' in html
    assert "csrfmiddlewaretoken" in html
    assert "hx-post" not in html, "htmx only where a target is named"


def test_named_target_brings_htmx_to_the_same_form() -> None:
    html = thread(Knot(kind="now", cards=[card(target="fall")]))
    assert 'hx-post="/schritt" hx-target="#fall"' in re.sub(r"\s+", " ", html)


def test_several_open_steps_are_cards_one_level_deeper() -> None:
    html = thread(Knot(kind="now", cards=[card("w1"), card("w2"), card("w3")]))
    assert "3 Schritte laufen nebeneinander" in html
    assert html.count("<h3 id=") == 3
    assert html.count('aria-current="step"') == 1


def test_deviation_tells_its_reason_and_undone_step_is_struck() -> None:
    html = thread(
        Knot(kind="detour", title="Schritt 2 übersprungen", category="Gesundheit", reason="Reha bis März."),
        Knot(kind="undone", title="Akquise", number="5", reason="Versehen."),
    )
    assert "Vom Faden abgewichen:" in html
    assert "Grund: Gesundheit" in html
    assert "Reha bis März." in html
    assert "<s>Akquise</s>" in html
    assert "zurückgenommen" in html


def test_ticked_open_and_plain_hints_differ_in_words() -> None:
    html = thread(
        Knot(
            kind="now",
            cards=[card(todo=[Hint(text="A", done=True), Hint(text="B", done=False), Hint(text="C")])],
        )
    )
    assert re.search(r"Erledigt:\s*</span><span>A", html)
    assert re.search(r"Offen:\s*</span><span>B", html)
    assert re.search(r'class="is-hint">C', html)


def test_document_states_are_words() -> None:
    words = {"present": "liegt vor", "missing": "fehlt", "excused": "begründet", "open": "freiwillig"}
    rows = [DocumentRow(title=state, state=state) for state in words]  # type: ignore[arg-type]
    html = render_to_string("components/documents.html", {"documents": rows})
    assert [word for word in words.values() if word not in html] == []


def test_texts_of_people_are_escaped_everywhere() -> None:
    evil = "<img src=x onerror=alert(1)>"
    html = thread(
        Knot(kind="detour", title=evil, reason=evil, category=evil, who=evil),
        Knot(kind="done", title=evil, result=evil, question=evil, outcome=evil, badge=evil, number=evil),
        Knot(kind="now", cards=[card(title=evil, warning=evil, responsible=evil, todo=[Hint(text=evil)])]),
        title=evil,
    )
    assert "<img" not in html
    assert html.count("&lt;img") >= 12


def test_deadline_is_urgent_by_words_not_colour() -> None:
    overdue = render("{% rf_deadline due today %}", due=date(2026, 11, 18), today=TODAY)
    assert "überfällig" in overdue
    assert re.search(r"Mi 18\.11\.</time>, 5 Tage", overdue)
    assert "<strong>heute</strong>" in render("{% rf_deadline due today %}", due=TODAY, today=TODAY)
    later = render("{% rf_deadline due today %}", due=date(2027, 1, 29), today=TODAY)
    assert "<strong>" not in later
    assert "Fr 29.01.2027" in later


def test_pages_keep_what_else_is_in_the_address() -> None:
    request = RequestFactory().get("/faelle/", {"q": "Müller & Co", "page": "3"})
    html = render("{% rf_pages page %}", page=Paginator(range(100), 10).get_page(3), request=request)
    assert 'href="?q=M%C3%BCller+%26+Co&amp;page=4"' in html
    assert "21 bis 30 von 100" in html
    assert re.search(r'href="[^"]*page=3"\s+aria-current="page"', html)


def test_alert_shows_its_content_as_markup_and_its_title_as_text() -> None:
    html = render('{% rf_alert "warning" title=title %}<p>Inhalt</p>{% endrf_alert %}', title="<b>")
    assert "<p>Inhalt</p>" in html
    assert "&lt;b&gt;" in html
    assert "kern-icon--warning" in html
