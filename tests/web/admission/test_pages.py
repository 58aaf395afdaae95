"""„Angebote prüfen“: facts with their source, questions, answers of two people, decisions, and who sees health."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roterfaden.accounts.models import Organisation
from roterfaden.audit.models import Entry
from roterfaden.cases.choices import FieldClass
from roterfaden.cases.models import Case
from roterfaden.offers.models import Answer, Decision
from roterfaden.offers.person_check import check_person
from roterfaden.offers.reader import shipped_facts, shipped_offers
from roterfaden.people.facts import Said, Sitting, record_facts
from roterfaden.people.overlays import form_for
from tests.fixtures import AT, TODAY, World
from tests.web.browsing import client_of, text_of

pytestmark = pytest.mark.django_db
KEY = "CH-LU-AUFBAU"
EVERY = frozenset(FieldClass)


@pytest.fixture
def lucerne(world: World, case: Case) -> Case:
    """The case at a service in Lucerne, of whose person the anamnesis knows a job and a health answer."""
    Organisation.objects.filter(pk=world.service.pk).update(region="CH-LU")
    world.service.refresh_from_db()
    case.service.refresh_from_db()
    record_facts(
        person=case.person,
        form=form_for(case.service, on=TODAY),
        sitting=Sitting(source="client", said_on=TODAY),
        said=[Said(item="7.1", value="sick"), Said(item="3.1", value="body")],
        health=True,
        scope=case,
        by=world.anna,
        at=AT,
    )
    return case


def page(name: str, case: Case, *more: str) -> str:
    return reverse(f"admission:{name}", args=[case.code, *more])


def answers(**said: Any) -> dict[str, Any]:
    """A form with these answers, each as unseen before."""
    seen = {f"seen_{name}": "0" for name in said}
    return {"source": "Gespräch", "said_on": timezone.localdate().isoformat()} | seen | said


def test_the_file_answers_first_and_each_sentence_names_its_source(world: World, lucerne: Case) -> None:
    def check(parts: frozenset[FieldClass]) -> Any:
        offers = shipped_offers().values()
        return check_person(lucerne, offers, facts=shipped_facts(), parts=parts, on=TODAY)

    whole = check(EVERY)
    assert whole.told["age"].value == 35
    assert whole.told["age"].source == "Akte: geboren am 04.06.1991"
    assert "angestellt und arbeitsunfähig" in whole.told["has_employment_experience"].source
    assert whole.told["funding_commission_received"].source.startswith("Auftrag: Agentur")
    assert whole.told["disabled_or_at_risk"].health
    assert "gdb" not in whole.told, "the degree of disability is no fact of Switzerland"
    aufbau = whole.offer(KEY)
    assert aufbau.here
    assert next(line for line in aufbau.lines if line.criterion.id == "c6").source.startswith("Anamnese")
    assert "has_employment_experience" not in whole.questions(KEY)
    assert "incapacity_months" in whole.questions(KEY)

    without = check(EVERY - {FieldClass.HEALTH})
    assert "disabled_or_at_risk" not in without.told
    assert "incapacity_months" not in without.questions(KEY), "nobody is asked what they may not know"
    assert next(line for line in without.offer(KEY).lines if line.criterion.id == "c1").closed
    assert set(check(frozenset()).told) <= {"age", "is_adult_or_young_adult"}


def test_from_the_question_to_the_decision(world: World, lucerne: Case, client: Client) -> None:
    anna = client_of(world.anna)
    first = anna.get(page("index", lucerne)).content.decode()
    assert page("offer", lucerne, KEY) in first
    assert "Gilt in anderen Regionen" in first
    url = f"{page('facts', lucerne)}?fuer={KEY}"
    assert "Dauer der Arbeitsunfähigkeit bisher?" in anna.get(url).content.decode()

    bad = answers(incapacity_months="sechs", presence_days_per_week="-1")
    refused = anna.post(url, bad | {"source": ""})
    assert refused.status_code == 422
    assert "sechs" in refused.content.decode(), "what was typed stays"
    assert not Answer.objects.exists()
    said = answers(
        incapacity_months="3", incapacity_percent="60", weekly_presence_hours="10",
        presence_days_per_week="3", prognosis_follow_up_reachable="yes",
    )  # fmt: skip
    assert anna.post(url, said).status_code == 302
    assert Answer.objects.filter(health=True).count() == 2
    shown = text_of(anna.get(page("offer", lucerne, KEY)))
    assert "Passt zurzeit nicht" in shown
    assert "Nötig wäre: Dauer der Arbeitsunfähigkeit bisher: mindestens 6 Monate." in shown
    assert "Quelle: Gespräch" in shown

    reason = "Erst in drei Monaten möglich."
    decide = page("decide", lucerne, KEY)
    assert anna.post(decide, {"outcome": "later", "reason": "", "seen": "0"}).status_code == 422
    assert anna.post(decide, {"outcome": "later", "reason": reason, "seen": "0"}).status_code == 302
    assert anna.post(decide, {"outcome": "later", "reason": reason, "seen": "0"}).status_code == 302
    decision = Decision.objects.get()
    assert decision.verdict == "not_admitted"
    clash = client_of(world.lena).post(decide, {"outcome": "unfit", "reason": "Anders.", "seen": "0"})
    assert clash.status_code == 409
    assert reason in clash.content.decode()
    assert "Anders." in clash.content.decode()
    again = {"outcome": "unfit", "reason": "Anders.", "seen": "1"}
    assert client_of(world.lena).post(decide, again).status_code == 302
    both = text_of(anna.get(page("offer", lucerne, KEY)))
    assert reason in both
    assert "ersetzt" in both

    lead = text_of(client_of(world.lena).get(page("offer", lucerne, KEY)))
    assert "3 Monate" not in lead, "what a decision keeps of health is not for who may not read health"
    assert reason in lead
    trail = Entry.objects.filter(action__in=("offers.decided", "offers.answers_recorded"))
    assert trail.count() == 3
    assert not any(reason in str(vars(entry)) for entry in trail)


def test_two_who_answer_meet_and_health_needs_its_right(world: World, lucerne: Case) -> None:
    anna, lena, url = client_of(world.anna), client_of(world.lena), page("facts", lucerne)
    assert anna.post(url, answers(prognosis_follow_up_reachable="yes")).status_code == 302
    met = lena.post(url, answers(prognosis_follow_up_reachable="no"))
    assert met.status_code == 409
    assert "hat inzwischen «ja» eingetragen" in met.content.decode()
    said = answers(prognosis_follow_up_reachable="no") | {"seen_prognosis_follow_up_reachable": "1"}
    assert lena.post(url, said).status_code == 302
    numbers = Answer.objects.filter(fact="prognosis_follow_up_reachable").order_by("number")
    assert [row.value for row in numbers] == [True, False]
    lena.post(url, answers(incapacity_months="7"))
    assert not Answer.objects.filter(fact="incapacity_months").exists()
    late = answers(complex_situation="yes") | {"said_on": (TODAY + timedelta(days=9999)).isoformat()}
    assert anna.post(url, late).status_code == 422
    with connection.cursor() as cursor:
        cursor.execute("SELECT value, source FROM offers_answer")
        assert not any(b"Gespr" in bytes(cell or b"") for row in cursor.fetchall() for cell in row)
