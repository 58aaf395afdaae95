"""The register of employers of the demo: companies of the region, with people to call; all invented."""

from datetime import date, timedelta

from roterfaden.accounts.models import Organisation, User
from roterfaden.common.days import noon
from roterfaden.employers.choices import Size
from roterfaden.employers.register import record_contact, record_employer
from roterfaden.operations.demo.workplaces import fill_workplaces

# name, branch, size, street, postcode, town, phone, contact, task
GERMAN = (
    ("Bäckerei Großmann", "Lebensmittelhandwerk", Size.UNDER_20, "Am Markt 3", "24937", "Neuhafen", "0461 555 801", "Wiebke Großmann", "Inhaberin"),  # noqa: E501
    ("Fördelogistik GmbH", "Lager und Versand", Size.FROM_60, "Hafenstraße 41", "24939", "Neuhafen", "0461 555 220", "Sven Carstens", "Personalleitung"),  # noqa: E501
    ("Werft am Kanal", "Schiffbau", Size.FROM_250, "Kanalufer 1", "24955", "Altwiek", "0461 555 700", "Meral Aydın", "Schwerbehindertenvertretung"),  # noqa: E501
    ("Gartenbau Sörensen", "Gartenbau", Size.FROM_20, "Lindenweg 12", "24969", "Großendorf", "0461 555 318", "Nils Sörensen", "Betriebsleitung"),  # noqa: E501
    ("Hotel Seeblick", "Hotel und Gaststätte", Size.FROM_40, "Strandweg 5", "24937", "Neuhafen", "0461 555 940", "Olga Reimann", "Hausdame"),  # noqa: E501
    ("Druckhaus Nordlicht", "Druck und Medien", Size.UNDER_20, "Schulstraße 8", "24941", "Neuhafen", "0461 555 127", "Jörg Thießen", "Ausbildung"),  # noqa: E501
    # entered by somebody who did not find it: shown under „Doppelte Betriebe“
    ("Foerde-Logistik", "Versand", Size.FROM_60, "", "24939", "Neuhafen", "0461/555220", "Herr Carstens", "Personal"),
)  # fmt: skip
SWISS = (
    ("Schreinerei Bucheli", "Holzbau", Size.UNDER_20, "Mattenhof 4", "6010", "Kriens", "041 555 320 11", "Reto Bucheli", "Inhaber"),  # noqa: E501
    ("Alpenkost Produktions AG", "Lebensmittel", Size.FROM_60, "Ringstrasse 17", "6020", "Emmenbrücke", "041 555 480 20", "Daniela Rüegg", "Personal"),  # noqa: E501
)  # fmt: skip


def fill_registers(offices: dict[str, Organisation], users: dict[str, User], *, today: date) -> None:
    """Companies for the two demo services that open cases, with workplaces, and what some persons can do."""
    at = noon(today - timedelta(days=30))
    for rows, office, user in ((GERMAN, "ifd-neuhafen", "holm"), (SWISS, "iiz", "amrein")):
        for name, branch, size, street, postcode, town, phone, contact, task in rows:
            facts = {
                "name": name, "branch": branch, "size": size, "street": street, "postcode": postcode,
                "town": town, "phone": phone,
            }  # fmt: skip
            employer = record_employer(organisation=offices[office], facts=facts, by=users[user], at=at)
            record_contact(
                employer=employer, facts={"name": contact, "function": task}, by=users[user], at=at
            )
    fill_workplaces(users, today=today)
