"""The registers of employers of a seeded database: one company for every twenty cases, each with somebody to call."""

from random import Random

from roterfaden.common.codes import new_code
from roterfaden.common.names import name_keys, phone_keys
from roterfaden.common.text import normalise
from roterfaden.employers.choices import Size
from roterfaden.employers.models import Employer, EmployerContact, EmployerKey
from roterfaden.operations.volume.persons import Names
from roterfaden.operations.volume.stage import Service, Stage

CASES_PER_EMPLOYER = 20
AT_ONCE = 2000
KINDS = (
    ("Tischlerei", "Handwerk"), ("Gärtnerei", "Gartenbau"), ("Autohaus", "Handel"), ("Bäckerei", "Lebensmittel"),
    ("Spedition", "Logistik"), ("Pflegedienst", "Gesundheit"), ("Druckerei", "Medien"), ("Metallbau", "Industrie"),
    ("Hotel", "Gastgewerbe"), ("Softwarehaus", "Informationstechnik"),
)  # fmt: skip
FUNCTIONS = ("Geschäftsführung", "Personal", "Schwerbehindertenvertretung", "Ausbildung")


def add_employers(stage: Stage, names: Names) -> int:
    """Fill the register of every service; returns how many companies. The same names for the same plan."""
    rng = Random(11)  # noqa: S311
    return sum(_fill(service, names, rng) for service in stage.services)


def _fill(service: Service, names: Names, rng: Random) -> int:
    count = max(3, service.plan.cases // CASES_PER_EMPLOYER)
    made = Employer.objects.bulk_create(
        [_employer(service, number, names, rng) for number in range(count)], batch_size=AT_ONCE
    )
    contacts = EmployerContact.objects.bulk_create(
        [
            EmployerContact(
                employer=employer,
                name=f"{rng.choice(names.first[rng.choice(['female', 'male'])])} {rng.choice(names.last)}",
                function=rng.choice(FUNCTIONS),
                phone=_phone(rng),
            )
            for employer in made
        ],
        batch_size=AT_ONCE,
    )
    keys = [
        EmployerKey(organisation_id=service.organisation_id, key=key, employer=employer)
        for employer, contact in zip(made, contacts, strict=True)
        for key in sorted(
            name_keys(employer.name, employer.town)
            | phone_keys(employer.phone)
            | name_keys(contact.name)
            | phone_keys(contact.phone)
        )
    ]
    EmployerKey.objects.bulk_create(keys, batch_size=AT_ONCE)
    return count


def _employer(service: Service, number: int, names: Names, rng: Random) -> Employer:
    kind, branch = rng.choice(KINDS)
    # the number keeps two of one name in one town apart, as the register demands
    name = f"{kind} {rng.choice(names.last)} {number + 1}"
    postcode, town = rng.choice(names.towns)
    return Employer(
        organisation_id=service.organisation_id,
        code=new_code(8, rng=rng),
        name=name,
        search_name=normalise(name),
        branch=branch,
        size=rng.choice(Size.values),
        street=f"{rng.choice(names.streets)} {rng.randrange(1, 90)}",
        postcode=postcode,
        town=town,
        phone=_phone(rng),
    )


def _phone(rng: Random) -> str:
    return f"0431 {rng.randrange(100_000, 999_999)}"
