"""What of a case can be passed on, as facts with their class and source; the gate (`consent.gate`) decides what may."""

from dataclasses import dataclass

from django.utils.formats import date_format

from roterfaden.cases.choices import Information
from roterfaden.cases.models import Case
from roterfaden.consent.choices import DataClass
from roterfaden.consent.gate import Item

ENTRIES = 20  # of the journal, the newest ones


@dataclass(frozen=True)
class Shareable:
    """One part that can be ticked: `key` stays the same from one page to the next."""

    key: str
    item: Item


def shareable_parts(case: Case, *, health: bool) -> list[Shareable]:
    """The parts of `case` that hold something, the newest journal entries last. A constant number of queries.

    Without `health` (the right to open the health record) nobody passes on what they may not read.
    """
    person = case.person
    address = " ".join(part for part in (person.street, person.postcode, person.town) if part)
    contact = ", ".join(part for part in (person.phone, person.email) if part)
    born = date_format(person.birth_date, "d.m.Y")
    fixed = [
        ("name", DataClass.MASTER, "Name und Geburtsdatum", f"{person}, geboren am {born}"),
        ("address", DataClass.MASTER, "Anschrift", address),
        ("contact", DataClass.MASTER, "Telefon und E-Mail", contact),
        ("communication", DataClass.ABILITIES, "Verständigung", person.communication),
        ("disability", DataClass.HEALTH, "Behinderung oder Belastung", person.disability),
        ("concern", DataClass.WORK, "Anliegen", case.concern),
    ]
    parts = [
        Shareable(key, Item(data_class=data_class, title=title, text=text, source="Akte"))
        for key, data_class, title, text in fixed
        if text and (health or data_class != DataClass.HEALTH)
    ]
    return parts + _journal(case)


def _journal(case: Case) -> list[Shareable]:
    found = []
    entries = case.journal.filter(information=Information.CASE).select_related("written_by")
    for entry in entries[:ENTRIES]:
        entry.case = case
        day = date_format(entry.happened_at, "d.m.Y")
        title = f"{entry.get_kind_display()} vom {day}"
        item = Item(data_class=DataClass.COURSE, title=title, text=entry.text, source=str(entry.written_by))
        found.append(Shareable(f"entry-{entry.uuid}", item))
    return found
