"""Mails and documents in the language of whoever gets them, whatever language the writer reads."""

import pytest
from django.utils import translation

from roterfaden.accounts import languages
from roterfaden.cases.models import Case
from roterfaden.correspondence.filling import filled, template_by_id
from roterfaden.correspondence.shipped import shipped_letters
from roterfaden.deadlines import invitations, reminders
from roterfaden.deadlines.choices import Frequency
from roterfaden.deadlines.reminders import choose_reminder
from roterfaden.documents.typesetting.content import Document
from roterfaden.jobs.models import Mail
from roterfaden.people.relations import set_communication
from roterfaden.people.surroundings import load_surroundings
from roterfaden.people.writing import language_of_person
from roterfaden.portal import entering, messages
from tests.deadlines.makers import appointment, follow_up
from tests.fixtures import AT, TODAY, World
from tests.portal.makers import give_client, token

pytestmark = pytest.mark.django_db


def speaks(world: World, case: Case, *names: str) -> None:
    """Note the languages of the person, the first one first."""
    level = next(iter(load_surroundings()["levels"]))
    set_communication(
        person=case.person,
        needs=[],
        languages=[{"name": name, "level": level} for name in names],
        remark="",
        revision=case.person.revision,
        scope=case,
        by=world.anna,
        at=AT,
    )


@pytest.mark.parametrize(
    ("names", "language"),
    [
        ((), "de"),
        (("Ukrainisch",), "de"),
        (("Ukrainisch", "Französisch", "Deutsch"), "fr"),
        (("italienisch ",), "it"),
        (("Deutsch", "Französisch"), "de"),
    ],
)
def test_the_first_language_of_the_person_that_is_spoken_here(
    world: World, case: Case, names: tuple[str, ...], language: str
) -> None:
    speaks(world, case, *names)
    assert language_of_person(case.person) == language


def test_german_of_a_person_is_that_of_the_service(world: World, case: Case) -> None:
    speaks(world, case, "Deutsch")
    languages.choose_organisation_language(
        organisation=world.service, language="de-ch", revision=world.service.revision, by=None, at=AT
    )
    case.person.organisation.refresh_from_db()
    assert language_of_person(case.person) == "de-ch"


def test_an_invitation_is_in_the_language_of_the_person(world: World, case: Case) -> None:
    case.person.email = "leyla@example.org"
    case.person.save()
    speaks(world, case, "Französisch")
    date = appointment(case, world, starts_at=AT.replace(day=27), place="Büro 2")
    with translation.override("it"):
        invitations.mail_to_client(appointment=date, by=world.anna, at=AT)
    mail = Mail.objects.get()
    assert mail.subject == "Invitation à un rendez-vous"
    assert mail.body.startswith("Bonjour Leyla Aksoy,")
    assert "vendredi 27 novembre 2026" in mail.body
    assert "Büro 2" in mail.body


def test_a_reminder_is_in_the_language_of_the_user(world: World, case: Case) -> None:
    languages.choose_language(user=world.anna, language="it", by=world.anna, at=AT)
    choose_reminder(
        user=world.anna, frequency=Frequency.DAILY, email="anna@example.org", by=world.anna, at=AT
    )
    follow_up(case, world.anna, TODAY)
    reminders.send_reminders(at=AT)
    mail = Mail.objects.get()
    assert mail.subject == "Roter Faden: i Suoi termini e appuntamenti"
    assert "In scadenza oggi" in mail.body
    assert translation.get_language() == "de"


def test_a_notice_of_the_portal_is_in_the_language_chosen_there(world: World, case: Case) -> None:
    guest = give_client(world, case).guest
    entering.choose_language(guest=guest, language="it", at=AT)
    messages.send(guest=guest, text="Bis bald.", token=token(1), by=world.anna, at=AT)
    assert Mail.objects.latest("pk").subject == "Ha un messaggio"


@pytest.mark.parametrize(
    ("name", "language"), [("Französisch", "fr"), ("Italienisch", "it"), ("Deutsch", "de")]
)
def test_a_shipped_letter_to_the_person_is_in_their_language(
    world: World, case: Case, name: str, language: str
) -> None:
    speaks(world, case, name)
    template = next(
        one for one in shipped_letters().values() if one.audience == "person" and not one.is_written
    )
    with translation.override("it" if language == "fr" else "fr"):
        page = filled(case, template_by_id(template.id), on=TODAY).page
    assert page.language == language
    assert (page.subject == template.title) == (language == "de")
    assert page.info[-1][0] == {"fr": "Date", "it": "Data", "de": "Datum"}[language]


def test_a_document_says_in_which_language_it_was_put_together() -> None:
    with translation.override("de-ch"):
        made = Document(title="t", subtitle="s", notice="", foot="", sections=[])
    assert made.language == "de"
    with translation.override("fr"):
        assert Document(title="t", subtitle="s", notice="", foot="", sections=[]).language == "fr"
