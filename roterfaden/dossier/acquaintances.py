"""Who and what is known to a case: everybody and everything whose name a redacted file must not hold."""

import re
from collections.abc import Callable, Iterator

from roterfaden.accounts.models import Organisation, User
from roterfaden.cases.crisis_records import CrisisContact
from roterfaden.cases.models import Case
from roterfaden.common.crypto import keyring
from roterfaden.consent.choices import RecipientKind
from roterfaden.consent.models import Recipient
from roterfaden.dossier.redacting import Known
from roterfaden.employers.models import Employer, EmployerContact
from roterfaden.people.models import Dispute, Fact, Person, Relation

Told = Callable[[Case, Known], None]

_ABOVE: list[Told] = []
HUMAN = frozenset((RecipientKind.PROFESSIONAL, RecipientKind.PRIVATE))
BETWEEN = re.compile(r"[,;/\n]| und | mit ")
IN_BRACKETS = re.compile(r"\([^)]*\)")
NAME_PART = "Name"


def known_to(case: Case) -> Known:
    """Everything to take out of the file of `case`, in an order that never changes; a constant number of queries.

    Reads the health record too, whoever asks: a doctor's name must go even if the reader may not see the record.
    """
    known = Known()
    _client(case, known)
    _around(case, known)
    _told(case, known)
    known.staff += [f"{user.first_name} {user.last_name}" for user in User.objects.order_by("pk")]
    _bodies(case, known)
    _companies(case, known)
    for told in _ABOVE:
        told(case, known)
    return known


def known_from_above(told: Told) -> Told:
    """Register what a package above this one knows by name or number."""
    _ABOVE.append(told)
    return told


def _client(case: Case, known: Known) -> None:
    persons = [case.person, *Person.objects.filter(merged_into=case.person).order_by("pk")]
    for person in persons:
        known.people.append(f"{person.first_name} {person.last_name}")
        known.add_birthday(person.birth_date)
        _reachable(person, known)
    prefix = case.file_number.partition("-")[0]
    for other in case.person.cases.order_by("pk"):
        known.exact[other.file_number] = "[Aktenzeichen]"
        known.exact[other.file_number.removeprefix(f"{prefix}-")] = "[Aktenzeichen]"
        known.exact[other.code] = "[Aktenzeichen]"


def _reachable(thing: Person | Employer, known: Known) -> None:
    """Address and numbers of a person or a company."""
    known.places.append(thing.town)
    for text, word in ((thing.street, "[Anschrift]"), (thing.phone, "[Telefon]"), (thing.email, "[E-Mail]")):
        if text:
            known.exact[text] = word
    if thing.postcode and thing.town:
        known.exact[f"{thing.postcode} {thing.town}"] = "[Ort]"


def _around(case: Case, known: Known) -> None:
    """People beside the person: from the list of relations and from what was said in the anamnesis."""
    rows = list(Relation.objects.filter(person=case.person).order_by("pk"))
    facts = list(Fact.objects.filter(slot__person=case.person).select_related("slot").order_by("pk"))
    disputes = list(Dispute.objects.filter(fact__slot__person=case.person).order_by("pk"))
    keyring.prefetch(row.data_key_id for row in rows)
    keyring.prefetch([*(fact.data_key_id for fact in facts), *(row.data_key_id for row in disputes)])
    for row in rows:
        known.people.append(IN_BRACKETS.sub("", row.name))
        for name in ("phone", "email", "address", "court_number"):
            if value := (row.details or {}).get(name):
                known.exact[str(value)] = "[Angabe]"
    for fact in facts:
        if isinstance(fact.value, dict) and fact.value.get(NAME_PART):
            known.people.append(str(fact.value[NAME_PART]))
        if fact.source_name:
            known.people.append(IN_BRACKETS.sub("", fact.source_name))
    known.people += [IN_BRACKETS.sub("", row.said_by) for row in disputes]


def _told(case: Case, known: Known) -> None:
    """Who was there, as typed beside entries and appointments; the companies of company information."""
    for entry in case.journal.order_by("happened_at", "pk").iterator():
        entry.case = case
        known.people += _names_in(entry.people)
        if entry.company:
            known.companies.append(entry.company)
    for appointment in case.appointments.select_related("data_key").order_by("starts_at", "pk"):
        known.people += _names_in(appointment.others)
        if appointment.place:
            known.exact.setdefault(appointment.place, "[Ort]")


def _names_in(text: str) -> Iterator[str]:
    """`Frau Brandt (Lager), Herr Kaya`: the names, without what stands in brackets."""
    for part in BETWEEN.split(IN_BRACKETS.sub("", text)):
        if part.strip() and part.strip()[0].isupper():
            yield part.strip()


def _bodies(case: Case, known: Known) -> None:
    """Offices, practices and helpers of the service. Humans are people; of bodies the places go."""
    for recipient in Recipient.objects.filter(service=case.service).order_by("pk"):
        if recipient.kind in HUMAN:
            known.people.append(recipient.name)
        elif recipient.kind == RecipientKind.PUBLIC:
            known.places.append(recipient.name)
        else:
            known.companies.append(recipient.name)
    for contact in CrisisContact.objects.filter(service=case.service).order_by("pk"):
        known.exact[contact.phone] = "[Telefon]"
        known.places.append(contact.name)
    known.places += list(Organisation.objects.order_by("pk").values_list("name", flat=True))


def _companies(case: Case, known: Known) -> None:
    """The register of the service with the people there."""
    for employer in Employer.objects.filter(organisation=case.service).order_by("pk"):
        known.companies.append(employer.name)
        _reachable(employer, known)
    contacts = EmployerContact.objects.filter(employer__organisation=case.service).order_by("pk")
    for contact in contacts:
        known.people.append(IN_BRACKETS.sub("", contact.name))
        for text in (contact.phone, contact.email):
            if text:
                known.exact[text] = "[Angabe]"
