"""The triage on its page: one question after the other, offers with who may do what, decisions, who sees health."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from roterfaden.audit.models import Entry
from roterfaden.cases.models import Case
from roterfaden.offers.models import Answer
from roterfaden.people.models import LanguageLevel
from roterfaden.triage.models import PotentialAssessment, SanctionReview, TriageDecision
from tests.fixtures import World
from tests.triage.makers import Office, answer, office
from tests.web.browsing import assert_hidden_from, client_of, stop_clock, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def region(world: World, monkeypatch: pytest.MonkeyPatch) -> Office:
    stop_clock(monkeypatch)
    return office("region", "social_service")


def page(case: Case, name: str = "index", *more: Any) -> str:
    return reverse(f"triage:{name}", args=[case.code, *more])


def said(**facts: str) -> dict[str, str]:
    form = {"source": "Gespräch", "said_on": "2026-11-24"}
    return form | {f"seen_{name}": "0" for name in facts} | facts


def asked(client: Client, url: str) -> set[str]:
    """Which facts the form on the page asks for."""
    form = client.get(url).context["form"]
    return {fact.id for fact in form.asked}


def test_one_question_after_the_other_and_only_what_is_not_known(region: Office) -> None:
    client, url = client_of(region.worker), page(region.case)
    first = text_of(client.get(url))
    assert "Fallführend ist: Region" in first, "the file answers, with its source"
    assert "Akte: geboren am 06.05.1990" in first
    assert asked(client, url) == {"new_in_transit_centre"}, "who leads, the age and the status are known"
    assert asked(client, f"{url}?nach=q4") == {"employable"}, "skipped"
    assert client.post(f"{url}?frage=q5", said(employable="maybe")).status_code == 422
    done = client.post(f"{url}?frage=q5", said(employable="yes"))
    assert done["Location"] == f"{url}?nach=q5"
    assert asked(client, done["Location"]) == {"placeability_clear"}
    assert {"placeability_clear", "employable", "childcare_secured"} <= asked(client, f"{url}?alle=1")
    assert "health_prevents_work" not in asked(client, f"{url}?alle=1"), "not asked of who can work"
    assert asked(client, f"{url}?frage=q6") == set()
    clash = client.post(f"{url}?frage=q5", said(employable="no"))
    assert clash.status_code == 409
    whole = said(placeability_clear="yes", placeable="yes", german_level="A2", childcare_secured="yes")
    assert client.post(f"{url}?alle=1", whole)["Location"] == url
    assert LanguageLevel.objects.get().level == "A2"
    assert "Deutsch: A2" in text_of(client.get(reverse("casefile:person", args=[region.case.code])))


def test_from_the_ranking_to_the_decision_and_what_follows(region: Office) -> None:
    client, url = client_of(region.worker), page(region.case)
    answer(region.case, region.worker, employable=True, placeability_clear=True, placeable=True)
    answer(region.case, region.worker, childcare_secured=True, german_level="A2")
    shown = text_of(client.get(url))
    fits = shown[shown.index("Passt nach dem") : shown.index("Noch offen")]
    assert "Öffentliche Arbeitsvermittlung (RAV)" in fits
    assert "zuweisen" in fits
    assert "verfügen" in fits
    assert "hinweist" not in fits
    decide = page(region.case, "decide", "p3")
    form = {"way": "order", "reason": "", "seen": "0"}
    refused = client.post(decide, form)
    assert refused.status_code == 422
    assert client.post(decide, form | {"reason": "Deutsch A2."})["Location"].startswith(url)
    assert client.post(decide, form | {"reason": "Deutsch A2."}).status_code == 302
    assert TriageDecision.objects.count() == 1
    after = text_of(client.get(url))
    assert "Deutsch-Integrationskurse: verfügen" in after
    assert reverse("reports:index", args=[region.case.code]) in after
    assert "Zum Faden" in after
    clash = client_of(region.lead).post(decide, form | {"reason": "Anders."})
    assert clash.status_code == 409
    assert "Deutsch A2." in text_of(clash)
    assert "Anders." in text_of(clash)
    assert client.post(decide, form | {"way": "demand", "reason": "Nein."}).status_code == 422
    assert client.get(page(region.case, "decide", "p99")).status_code == 404


def test_an_open_step_of_the_chain_is_offered_as_the_way_on(region: Office) -> None:
    client = client_of(region.worker)
    answer(region.case, region.worker, new_in_transit_centre=True)
    form = {"way": "hint", "reason": "Neu da.", "seen": "0"}
    client.post(page(region.case, "decide", "p16"), form)
    shown = text_of(client.get(page(region.case)))
    assert "Potenzialabklärung festhalten" in shown
    assert page(region.case, "assess") in shown


def test_a_municipality_points_out_and_never_sanctions(world: World, region: Office) -> None:
    commune = office("gemeinde", "municipality")
    client = client_of(commune.worker)
    answer(commune.case, commune.worker, employable=True, placeability_clear=True, placeable=True)
    shown = text_of(client.get(page(commune.case)))
    assert "Die Einwohnergemeinde weist auf die Anmeldung beim RAV hin." in shown
    assert "Die Sozialregion" not in shown
    assert "Prüfung beginnen" not in shown
    assert client.get(page(commune.case, "sanction_begin")).status_code == 404
    assert client_of(world.anna).get(page(region.case)).status_code == 404
    assert_hidden_from(region.worker, page(commune.case), commune.case.code)


def test_a_case_elsewhere_has_no_triage(world: World, case: Case) -> None:
    client = client_of(world.anna)
    assert client.get(page(case)).status_code == 404
    assert "/triage/" not in text_of(client.get(reverse("cases:thread", args=[case.code])))


def test_an_assessment_area_by_area(region: Office) -> None:
    worker, lead = client_of(region.worker), client_of(region.lead)
    form = {
        "kind": "full",
        "done_on": "2026-11-24",
        "body": "Fachstelle",
        "result": "basics",
        "summary": "Zuerst Deutsch.",
    }
    levels = {
        f"level_{name}": "build"
        for name in ("experience", "language", "learning", "family", "health", "goals")
    }
    url = page(region.case, "assess")
    refused = worker.post(url, form | levels | {"done_on": "2027-01-01"})
    assert refused.status_code == 422
    assert "Zuerst Deutsch." in text_of(refused)
    whole = form | levels | {"note_health": "Rücken geschont"}
    assert worker.post(url, whole).status_code == 302
    assert PotentialAssessment.objects.get().areas["health"]["note"] == "Rücken geschont"
    assert "Rücken geschont" in text_of(worker.get(page(region.case)))
    other = text_of(lead.get(page(region.case)))
    assert "Zuerst Deutsch." in other
    assert "Rücken geschont" not in other, "an area about health is not for who may not read health"
    assert "level_health" not in text_of(lead.get(url))


def test_a_check_for_a_sanction_page_by_page(region: Office) -> None:
    worker, lead = client_of(region.worker), client_of(region.lead)
    begin = page(region.case, "sanction_begin")
    assert "Betreuung der Kinder ist nicht gesichert" in text_of(worker.get(begin))
    assert worker.post(begin, {"occasion": "", "happened_on": "2026-11-20"}).status_code == 422
    assert worker.post(begin, {"occasion": "Kurs abgelehnt", "happened_on": "2026-11-20"}).status_code == 302
    row = SanctionReview.objects.get()
    one, decide = page(region.case, "sanction", row.uuid), page(region.case, "sanction_decide", row.uuid)
    assert worker.get(decide).status_code == 403, "who began does not decide"
    verdict = {"outcome": "sanction", "percent": "20", "months": "3", "starts_on": "2026-12-01",
               "reason": "Nach Ermahnung.", "revision": "1"}  # fmt: skip
    assert lead.post(decide, verdict).status_code == 422, "nothing is cleared yet"
    excuses = ("childcare", "health", "trauma", "language", "distance", "training", "office")
    required = ("reasonable", "offered", "instruction", "understood", "announced", "minimum", "proportionate")
    points = dict.fromkeys(excuses, "no") | dict.fromkeys(required, "yes")
    form = {f"finding_{name}": said_of for name, said_of in points.items()}
    form |= {"heard_on": "2026-11-23", "hearing": "Sie möchte nicht.", "revision": "1"}
    assert worker.post(one, form | {"hearing": ""}).status_code == 422
    assert worker.post(one, form).status_code == 302
    assert "Nichts mehr." in text_of(worker.get(one))
    clash = worker.post(one, form | {"hearing": "Sie hat es sich überlegt."})
    assert clash.status_code == 409
    assert "Sie hat es sich überlegt." in text_of(clash)
    assert lead.post(decide, verdict).status_code == 409
    assert lead.post(decide, verdict | {"revision": "2"}).status_code == 302
    shown = text_of(lead.get(one))
    assert "01.12.2026 – 28.02.2027" in shown
    assert "Gesundheit oder Behinderung" not in shown, "the lead has no right at the health record"
    assert not any("Sie möchte nicht" in str(vars(entry)) for entry in Entry.objects.all())
    assert not Answer.objects.exists(), "the check answers no fact of admission"
