"""A practice is a world of its own: nothing of it in the real one, nothing real in it; thrown away it is gone."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from pypdf import PdfReader

from roterfaden.accounts import members, worlds
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Organisation, Practice, User
from roterfaden.accounts.queries import colleagues_in, find_users, members_elsewhere, organisations_of
from roterfaden.accounts.tree import branches_at, places_in_tree
from roterfaden.audit.verification import verify
from roterfaden.auditing.choices import Side
from roterfaden.auditing.planning import appoint
from roterfaden.auditing.queries import auditors_for
from roterfaden.cases import handover, journal, participants
from roterfaden.cases.choices import ContactKind
from roterfaden.cases.models import Case, JournalEntry
from roterfaden.cases.queries import cases_visible_to
from roterfaden.common.crypto import keyring
from roterfaden.common.models import DataKey
from roterfaden.documents import store
from roterfaden.documents.files import store_file
from roterfaden.documents.models import StoredFile
from roterfaden.documents.typesetting.content import Document, Section, Text
from roterfaden.documents.typesetting.pdf import set_pdf
from roterfaden.drafts.keys import personal_key_of
from roterfaden.jobs.choices import MailState
from roterfaden.jobs.models import Mail
from roterfaden.jobs.outbox import MailRefused, queue_mail, retry_mail, send_waiting, stop_mail
from roterfaden.operations.practice.building import PracticeRefused, begin_practice
from roterfaden.operations.practice.erasing import PracticeEntangled, throw_away, throw_away_old
from roterfaden.operations.practice.shipped import planned_worlds
from roterfaden.people.queries import CASE_ROLES
from roterfaden.process.catalogue import version_in_force
from roterfaden.process.choices import RunState
from roterfaden.process.models import Run
from roterfaden.programmes.queries import plans_visible_to
from roterfaden.statistics import store as extract
from roterfaden.statistics.models import EndFigure
from roterfaden.statistics.refreshing import refresh_version
from roterfaden.web.choices import colleague_choices, commissioner_choices
from tests.fixtures import AT, TODAY, World, open_case
from tests.programmes.makers import canton


def learner_of(practice: Practice) -> User:
    assert practice.learner is not None
    return practice.learner


def counts() -> dict[str, int]:
    """How many rows every table has; the trail and the list of keys keep what was."""
    kept = {"audit.Entry", "audit.Head", "common.DataKey"}
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return {
        model._meta.label: model._base_manager.count() for model in models if model._meta.label not in kept
    }


@pytest.fixture
def practice(world: World) -> Practice:
    return begin_practice(by=world.anna, at=AT)


def test_a_caseworker_gets_four_cases_in_telling_stages_and_nobody_of_the_real_service(
    world: World, practice: Practice
) -> None:
    learner = learner_of(practice)
    assert str(learner) == str(world.anna)
    assert not learner.has_usable_password()
    cases = list(cases_visible_to(learner, on=TODAY))
    assert len(cases) == len(planned_worlds()[-1].cases)
    assert {case.state for case in cases} == {"open", "closed"}
    assert {case.service.parent_id for case in cases} == {None}
    assert {case.responsible_id for case in cases} == {learner.pk}
    with worlds.inside(practice.pk):
        service = organisations_of(learner, on=TODAY).get()
        near = {str(user) for user in colleagues_in(service, on=TODAY, roles=CASE_ROLES)}
        assert near == {str(world.anna), "Kim Beispiel"}
        assert {one.name for one in Organisation.objects.all()} == {"Übungsdienst", "Übungsamt"}
        assert not members_elsewhere(service, on=TODAY, roles=CASE_ROLES).exists()
    assert begin_practice(by=world.anna, at=AT).pk == practice.pk
    assert Practice.objects.count() == 1


def test_leads_lead_and_the_swiss_coordination_office_practises_its_own_chain(world: World) -> None:
    lena = learner_of(begin_practice(by=world.lena, at=AT))
    assert {row.role for row in lena.memberships.all()} == {Role.TEAM_LEAD}
    for pk, region, kind in (
        (1, "CH-LU", "coordination_office"),
        (2, "CH-BE", "rav"),
        (3, "CH-ZH", "service"),
    ):
        office = world.other_service
        office.region, office.kind = region, type(office.kind).objects.get(code=kind)
        office.save()
        Practice.objects.filter(owner=world.fritz).update(
            owner=[world.bela, world.quirin, world.klara][pk - 1]
        )
        found = begin_practice(by=world.fritz, at=AT)
        cases = Case.objects.filter(service__practice=found)
        assert {case.service.region for case in cases} == {region}
        assert ("IIZ" in {case.chain for case in cases}) is (pk == 1)


def test_whoever_works_nowhere_or_practises_already_is_told_so(world: World, practice: Practice) -> None:
    nobody = members.add_user(username="neu", first_name="Neu", last_name="Hier", by=None, at=AT)
    with pytest.raises(PracticeRefused, match="noch zu keiner Stelle"):
        begin_practice(by=nobody, at=AT)
    with pytest.raises(PracticeRefused, match="üben schon"):
        begin_practice(by=learner_of(practice), at=AT)


def test_the_real_world_does_not_know_the_practice(world: World, practice: Practice) -> None:
    case = open_case(world)
    assert list(cases_visible_to(world.anna, on=TODAY)) == [case]
    assert case not in cases_visible_to(learner_of(practice), on=TODAY)
    assert not Organisation.objects.exclude(practice=None).exists()
    assert not User.objects.exclude(practice=None).exists()
    assert "Übung" not in str(commissioner_choices(seen_from=world.service))
    assert "Beispiel" not in str(colleague_choices([world.service, world.other_service], on=TODAY))
    assert not find_users("Beispiel", on=TODAY).exists()
    assert not [
        branch for branch in branches_at(places_in_tree(), on=TODAY) if "Übung" in branch.organisation.name
    ]
    assert {row.user.practice_id for row in members_elsewhere(world.service, on=TODAY, roles=list(Role))} == {
        None
    }
    with worlds.inside(practice.pk):
        assert case.service not in Organisation.objects.all()
        assert str(world.office) not in str(commissioner_choices(seen_from=Organisation.objects.all()[0]))


def test_what_is_made_while_practising_belongs_there(practice: Practice) -> None:
    with worlds.inside(practice.pk):
        made = members.add_user(username="wer", first_name="Wer", last_name="Da", by=None, at=AT)
    assert made.practice_id == practice.pk
    assert not User.objects.filter(pk=made.pk).exists()
    assert worlds.world() is None


def test_what_the_bodies_of_a_region_share_is_not_shared_with_a_practice(world: World) -> None:
    """Found on a walk: programmes and appointed auditors are found by their region, not by who asks."""
    place = canton()
    practice = begin_practice(by=place.reader, at=AT)
    learner = learner_of(practice)
    assert list(plans_visible_to(place.reader, on=TODAY)) == [place.plan]
    assert not plans_visible_to(learner, on=TODAY).exists()
    auditor = appoint(
        organisation=world.service, user=world.quirin, side=Side.INTERNAL, training="Kurs, Nachweis im Ordner",
        trained_on=TODAY, by=world.quirin, at=AT,
    )  # fmt: skip
    in_there = begin_practice(by=world.anna, at=AT)
    service = Organisation.everywhere.get(practice=in_there, kind__runs_cases=True)
    assert service.region == world.service.region
    assert auditor in auditors_for(world.other_service, on=TODAY)
    assert not auditors_for(service, on=TODAY).exists()


def test_no_figure_counts_a_practice(world: World, practice: Practice) -> None:
    """The closed case of the practice is over; neither the sums over runs nor the extract know it."""
    over = Run.objects.filter(organisation__practice=practice).exclude(state=RunState.RUNNING)
    assert over.exists()
    for run in over:
        refresh_version(run.chain_version, at=AT)
    assert not EndFigure.objects.exists()
    assert not [one for one in extract._all_services() if one.practice_id is not None]
    real = open_case(world)
    assert real.service in extract._all_services()


def test_no_mail_leaves_a_practice_whoever_asks_for_it(
    world: World, practice: Practice, mailoutbox: Any
) -> None:
    learner = learner_of(practice)
    service = Organisation.everywhere.filter(practice=practice, kind__runs_cases=True).get()
    letter: dict[str, Any] = {
        "to": "echt@example.org",
        "subject": "Termin",
        "body": "Morgen",
        "not_before": AT,
        "at": AT,
    }
    by_learner = queue_mail(key="a", by=learner, **letter)
    of_service = queue_mail(key="b", by=None, organisation=service, **letter)
    with worlds.inside(practice.pk):
        inside = queue_mail(key="c", by=None, **letter)
    real = queue_mail(key="d", by=world.anna, organisation=world.service, **letter)
    assert {mail.state for mail in (by_learner, of_service, inside)} == {MailState.PRACTICE}
    for mail in (by_learner, of_service, inside):
        with pytest.raises(MailRefused):
            retry_mail(mail, by=learner, at=AT)
        with pytest.raises(MailRefused):
            stop_mail(mail, by=learner, at=AT)
    assert send_waiting(at=AT + timedelta(days=1)) == 1
    assert Mail.objects.get(pk=real.pk).state == MailState.SENT
    assert len(mailoutbox) == 1


def test_every_page_of_a_pdf_says_that_it_is_practice() -> None:
    section = Section(id="1", title="Eins", blocks=[Text(text="Wort " * 2000)])
    document = Document(title="Brief", subtitle="", notice="", foot="", sections=[section])
    assert not [page for page in pages_of(set_pdf(document)) if "Nichts hier ist echt" in page]
    with worlds.inside(1):
        pages = pages_of(set_pdf(document))
    assert len(pages) > 1
    assert all("Nichts hier ist echt" in page for page in pages)


def pages_of(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


@pytest.mark.django_db(transaction=True)
def test_thrown_away_nothing_of_it_is_left_but_the_trail(world: World) -> None:
    """Worst case: journal, file on disk, hand-over, personal key; afterwards every table is as it was before."""
    open_case(world)
    personal_key_of(world.anna)
    before, keys = counts(), set(DataKey.objects.values_list("pk", flat=True))
    practice = begin_practice(by=world.anna, at=AT)
    learner = learner_of(practice)
    with worlds.inside(practice.pk):
        case = Case.objects.filter(service__practice=practice, state="open").order_by("pk")[0]
        journal.write_entry(
            case=case, kind=ContactKind.NOTE, happened_at=AT, text="Geübt.", by=learner, at=AT
        )
        colleague = User.objects.get(first_name="Kim")
        handover.hand_over(
            case=case, to=colleague, reason="Urlaub", revision=case.revision, by=learner, at=AT
        )
        personal_key_of(learner)
        file = _put_file(case, learner)
    assert store.fetch(file.uuid)
    real_entries = JournalEntry.objects.filter(case__service=world.service).count()
    gone = throw_away(practice=practice, by=world.anna, at=AT)
    assert gone > 50
    assert counts() == before
    assert JournalEntry.objects.filter(case__service=world.service).count() == real_entries
    new_keys = DataKey.objects.exclude(pk__in=keys)
    assert new_keys.count() > len(planned_worlds()[-1].cases)
    assert not new_keys.filter(destroyed_at=None).exists()
    assert not DataKey.objects.filter(pk__in=keys).exclude(destroyed_at=None).exists()
    with pytest.raises(FileNotFoundError):
        store.fetch(file.uuid)
    assert verify().sound
    again = begin_practice(by=world.anna, at=AT)
    assert again.pk != practice.pk


def _put_file(case: Case, by: User) -> StoredFile:
    with transaction.atomic():
        return store_file(
            name="notiz.txt",
            stream=BytesIO("Übung".encode()),
            data_key=case.data_key,
            scope=case,
            by=by,
            at=AT,
        )


def test_nothing_goes_when_something_real_hangs_on_it(world: World, practice: Practice) -> None:
    """Cannot happen through the pages: somebody wrote a real colleague into an invented case."""
    case = Case.objects.filter(service__practice=practice, state="open").order_by("pk")[0]
    participants.add_participant(
        case=case, user=world.klara, organisation=world.agency, function="Sachbearbeitung", valid_from=TODAY,
        valid_until=None, agreed=True, by=learner_of(practice), at=AT,
    )  # fmt: skip
    before = counts()
    with pytest.raises(PracticeEntangled):
        throw_away(practice=practice, by=world.anna, at=AT)
    assert counts() == before
    keyring.forget()
    assert JournalEntry.objects.filter(case=case)[0].text


def test_after_thirty_days_the_night_throws_it_away(world: World) -> None:
    old = begin_practice(by=world.anna, at=AT - timedelta(days=31))
    young = begin_practice(by=world.lena, at=AT - timedelta(days=29))
    assert throw_away_old(at=AT)["practices"] == 1
    assert list(Practice.objects.all()) == [young]
    assert not User.everywhere.filter(practice=old.pk).exists()
    assert throw_away_old(at=AT)["practices"] == 0


@pytest.mark.one_database
def test_every_planned_case_is_on_a_shipped_chain(world: World) -> None:
    for planned in planned_worlds():
        for case in planned.cases:
            assert version_in_force(case.chain, on=TODAY) is not None, case.chain
