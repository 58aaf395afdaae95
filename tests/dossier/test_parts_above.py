"""Measures, work and applications in the printed file, and the file as data."""

import json

from django.test import Client
from django.urls import reverse
from django.utils import translation

from roterfaden.applications.models import Application
from roterfaden.applications.reader import application_kinds
from roterfaden.cases.models import Case
from roterfaden.dossier.choices import Part
from roterfaden.dossier.parts import Wish, sections_of
from roterfaden.measures.catalogue import carrying
from tests.access.measuring import measure_arguments
from tests.access.placing import give_work
from tests.applications.makers import KIND
from tests.fixtures import TODAY, World

ABOVE = (Part.MEASURES, Part.WORK, Part.APPLICATIONS)


def text_of(case: Case, *parts: Part) -> str:
    return "\n".join(section.as_text() for section in sections_of(case, Wish(parts=parts, on=TODAY)))


def test_the_file_tells_measures_work_and_applications(world: World, case: Case) -> None:
    give_work(case, world, lambda place: f"WORT-{place}")
    measure_arguments(world, case)
    measures = text_of(case, Part.MEASURES)
    for told in ("KANARIE-Training", "Leistung des Dienstes: 2 h", "gut", "Was hilft?"):
        assert told in measures
    work = text_of(case, Part.WORK)
    assert "WORT-Erprobung" in work
    assert "Lager" in work
    assert "Antrag: " in text_of(case, Part.APPLICATIONS)


def test_titles_of_the_catalogue_are_said_in_the_language_of_the_file(world: World, case: Case) -> None:
    give_work(case, world, lambda place: f"WORT-{place}")
    measure_arguments(world, case)
    german = text_of(case, *ABOVE)
    with translation.override("fr"):
        french = text_of(case, *ABOVE)
    for kind in (carrying().kinds["on-the-job"].title, application_kinds()[KIND].title):
        assert kind in german
        assert kind not in french
    assert "WORT-Erprobung" in french


def test_nothing_recorded_is_said(case: Case) -> None:
    assert text_of(case, *ABOVE).count("Dazu steht nichts in der Akte.") == len(ABOVE)


def test_the_number_of_a_body_goes_with_the_names(world: World, case: Case) -> None:
    give_work(case, world, lambda place: f"WORT-{place}")
    row = Application.objects.get(case=case)
    row.reference, row.body = "AZ-4711/26", "Amt für Beispiele"
    row.save()
    client = Client()
    client.force_login(world.anna)
    for purpose, seen in (("own", True), ("audit", False)):
        query = f"?parts=applications&purpose={purpose}&form=json"
        told = client.get(reverse("dossier:read", args=[case.code]) + query).content.decode()
        assert ("AZ-4711/26" in told) == seen
        assert ("Amt für Beispiele" in told) == seen


def test_why_a_job_was_lost_stays_out(world: World, case: Case) -> None:
    give_work(case, world, lambda place: f"WORT-{place}")
    case.employments.update(ended_on=TODAY)
    row = case.employments.get()
    row.loss = {"reason": "health", "note": "KANARIE-Krankheit"}
    row.save()
    assert "KANARIE" not in text_of(case, *ABOVE)


def test_the_file_comes_as_data_with_the_same_sections_and_rights(world: World, case: Case) -> None:
    measure_arguments(world, case)
    client = Client()
    client.force_login(world.anna)
    parts = [str(part) for part in Part if part != Part.HEALTH]
    sent = {"parts": parts, "purpose": "own", "read": "json", "first": "", "last": ""}
    answer = client.get(client.post(reverse("dossier:print", args=[case.code]), sent)["Location"])
    assert answer["Content-Type"] == "application/json"
    assert "attachment" in answer["Content-Disposition"]
    found = json.loads(answer.content)
    assert [section["id"] for section in found["sections"]] == parts
    assert "KANARIE-Training" in answer.content.decode()
    stranger = Client()
    stranger.force_login(world.fritz)
    query = "?parts=head&purpose=own&form=json"
    assert stranger.get(reverse("dossier:read", args=[case.code]) + query).status_code == 404
    redacted = client.get(reverse("dossier:read", args=[case.code]) + "?parts=person&purpose=audit&form=json")
    assert case.person.last_name not in redacted.content.decode()
