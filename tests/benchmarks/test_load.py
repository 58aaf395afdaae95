"""The parts of the load benchmark that can be wrong without anybody noticing: what it reads, counts and looks for."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from benchmarks.load import percentile
from benchmarks.load_client import Tally, forms_of
from benchmarks.load_server import shipped_words
from benchmarks.load_stage import cookies_of, missing
from benchmarks.load_work import form_with
from roterfaden.cases import journal
from roterfaden.cases.choices import ContactKind
from roterfaden.cases.models import Case
from roterfaden.operations.settling import close_for_forks
from tests.fixtures import World

PAGE = """
<form method="get" action="/suche/"><input name="q" value="x"></form>
<form method="post" action="/a/">
  <input type="hidden" name="csrfmiddlewaretoken" value="t"><input type="checkbox" name="no">
  <input type="checkbox" name="yes" value="1" checked><input type="file" name="file">
  <select name="kind"><option value="a">A</option><option value="b" selected>B</option></select>
  <textarea name="text">
Zwei
Zeilen</textarea>
  <button name="outcome" value="done">Fertig</button>
</form>
"""


def test_a_form_is_read_as_a_browser_sends_it() -> None:
    (form,) = forms_of(PAGE)
    assert form.action == "/a/"
    assert form.buttons == [("outcome", "done")]
    assert form.filled(text="Neu") == [
        ("csrfmiddlewaretoken", "t"),
        ("yes", "1"),
        ("kind", "b"),
        ("text", "Neu"),
    ]
    assert dict(form.fields)["text"] == "Zwei\nZeilen"
    assert form_with(PAGE, "text") == form
    assert form_with(PAGE, "q") is None


def test_of_a_hundred_the_95th_counts_and_of_few_the_slowest() -> None:
    assert percentile([number / 1000 for number in range(1, 101)], 95) == 95
    assert percentile([0.001, 0.9], 95) == 900
    assert percentile([], 95) == 0


def test_what_was_asked_before_the_program_was_warm_counts_only_as_an_error() -> None:
    tally = Tally(counts_from=10)
    tally.note("early", 9, 12, "")
    tally.note("early and broken", 9, 12, "500")
    tally.note("late", 11, 12, "")
    assert tally.seconds == {"late": [1]}
    assert tally.errors == ["early and broken: 500"]


def test_an_entry_that_is_not_there_is_missed(world: World, case: Case) -> None:
    at = timezone.now()
    journal.write_contact(
        case=case,
        kind=ContactKind.NOTE,
        happened_at=at - timedelta(minutes=1),
        text="LankaN1 hat angerufen.",
        company=None,
        by=world.anna,
        at=at,
    )
    acknowledged = {"entries": [(case.code, "LankaN1"), (case.code, "LankaN"), (case.code, "LankaN2")]}
    assert missing(acknowledged) == {"entries": 2}


def test_a_person_of_the_office_is_logged_in(world: World, settings: object) -> None:
    browser = Client()
    for name, value in cookies_of(world.anna, "c" * 32).items():
        browser.cookies[name] = value
    assert browser.get("/").status_code == 200


def test_the_program_is_loaded_once_before_the_processes_that_answer() -> None:
    words = shipped_words("ExecStart")
    assert "--preload" in words
    assert any(word.startswith("--workers=") for word in words)


@pytest.mark.django_db(transaction=True)
def test_nothing_to_the_database_is_open_when_processes_fork() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert connection.connection is not None
    close_for_forks(connection)
    assert connection.connection is None
