"""What of a case can be passed on, as facts with their class and source; the gate (`consent.gate`) decides what may."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format

from roterfaden.cases.choices import FieldClass, Information
from roterfaden.cases.document_kinds import kind_of
from roterfaden.cases.evidence import files_of, titles_of
from roterfaden.cases.filing import holder_of_file, origins_of
from roterfaden.cases.models import Case
from roterfaden.consent.choices import SPECIAL, DataClass
from roterfaden.consent.gate import Item
from roterfaden.consent.models import Recipient
from roterfaden.consent.origins import bound_recipients, holder_called, holder_of
from roterfaden.documents.choices import FileState
from roterfaden.people.anamnesis import Known, known_facts
from roterfaden.people.form import Form
from roterfaden.people.overlays import form_for
from roterfaden.people.values import in_words

ENTRIES = 20  # of the journal, the newest ones
FILES = 20


@dataclass(frozen=True)
class Shareable:
    """One part that can be ticked: `key` stays the same from one page to the next."""

    key: str
    item: Item


def shareable_parts(case: Case, *, health: bool) -> list[Shareable]:
    """The parts of `case` that hold something: person, anamnesis fact by fact, journal, files, the newest last. A
    constant number of queries.

    Without `health` (the right to open the health record) nobody passes on what they may not read. Who is bound to
    secrecy for a part follows from its recorded source.
    """
    bound = bound_recipients(case.service_id)
    return [
        *_of_the_person(case, health=health),
        *_facts(case, bound, health=health),
        *_journal(case),
        *_files(case, health=health),
    ]


def _of_the_person(case: Case, *, health: bool) -> list[Shareable]:
    person = case.person
    address = " ".join(part for part in (person.street, person.postcode, person.town) if part)
    contact = ", ".join(part for part in (person.phone, person.email) if part)
    born = date_format(person.birth_date, "d.m.Y")
    name = f"{person}, geboren am {born}"
    fixed = [
        ("name", FieldClass.CORE, DataClass.MASTER, "Name und Geburtsdatum", name),
        ("address", FieldClass.CONTACT, DataClass.MASTER, "Anschrift", address),
        ("contact", FieldClass.CONTACT, DataClass.MASTER, "Telefon und E-Mail", contact),
        ("communication", FieldClass.CONTACT, DataClass.ABILITIES, "Verständigung", person.communication),
        ("disability", FieldClass.HEALTH, DataClass.HEALTH, "Behinderung oder Belastung", person.disability),
        ("concern", FieldClass.CONTACT, DataClass.WORK, "Anliegen", case.concern),
    ]
    return [
        Shareable(key, Item(data_class=data_class, title=title, text=text, source="Akte", part=part))
        for key, part, data_class, title, text in fixed
        if text and (health or part != FieldClass.HEALTH)
    ]


def _facts(case: Case, bound: Sequence[Recipient], *, health: bool) -> list[Shareable]:
    form = form_for(case.service, on=timezone.localdate())
    known = known_facts(case.person, health=health).values()
    told = [one for one in known if one.value is not None]
    return [Shareable(f"fact-{one.slot.uuid}", _fact(form, one, bound)) for one in told]


def _fact(form: Form, one: Known, bound: Sequence[Recipient]) -> Item:
    item, fact = form.item(one.slot.item), one.fact
    touches_health = one.slot.health_id is not None
    source = form.source_title(fact.source)
    return Item(
        data_class=DataClass.DIAGNOSIS if touches_health else DataClass.SOCIAL,
        title=item.label if item else one.slot.item,
        text=in_words(item, one.value),
        source=f"{source} ({fact.source_name})" if fact.source_name else source,
        holder=holder_called(fact.source_name, bound) if form.is_bound(fact.source) else None,
        disputed=one.dispute is not None,
        part=FieldClass.HEALTH if touches_health else FieldClass.ANAMNESIS,
    )


def _journal(case: Case) -> list[Shareable]:
    found = []
    entries = case.journal.filter(information=Information.CASE).select_related("written_by", "stems_from")
    for entry in entries[:ENTRIES]:
        entry.case = case
        day = date_format(entry.happened_at, "d.m.Y")
        source = f"{entry.written_by}, {entry.stems_from}" if entry.stems_from else str(entry.written_by)
        item = Item(
            data_class=DataClass.COURSE,
            title=f"{entry.get_kind_display()} vom {day}",
            text=entry.text,
            source=source,
            holder=holder_of(entry.stems_from),
            part=FieldClass.JOURNAL,
        )
        found.append(Shareable(f"entry-{entry.uuid}", item))
    return found


def _files(case: Case, *, health: bool) -> list[Shareable]:
    """The newest files; of the health record, and of classes that touch health, only with the right."""
    readable = files_of(case).filter(state=FileState.KEPT)
    files = list(readable.select_related("data_key").order_by("-uploaded_at", "-pk")[:FILES])
    titles, origins = titles_of(files), origins_of(files)
    found = []
    for file in files:
        kind, origin = kind_of(file), origins.get(file.pk)
        if not health and (kind.part == FieldClass.HEALTH or kind.data in SPECIAL):
            continue
        day = date_format(timezone.localtime(file.uploaded_at), "d.m.Y")
        item = Item(
            data_class=kind.data,
            title=f"Unterlage: {', '.join(titles.get(file.pk, ())) or kind.title}",
            text=f"{file.name}, vom {day}",
            source=str(origin) if origin else "Unterlage",
            holder=holder_of_file(file, origin),
            part=kind.part,
            file=str(file.uuid),
        )
        found.append(Shareable(f"file-{file.uuid}", item))
    return found
