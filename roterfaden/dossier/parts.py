"""The parts of a case's file as sections of a document, each with a constant number of queries."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.cases.choices import Information
from roterfaden.cases.document_kinds import shown_name
from roterfaden.cases.journal_reading import complete, entries_of
from roterfaden.cases.models import Case, JournalEntry, Mandate
from roterfaden.cases.result_codes import result_code
from roterfaden.cases.thread import stories_of
from roterfaden.common.crypto import keyring
from roterfaden.consent.choices import DataClass, RecipientKind
from roterfaden.consent.models import Declaration
from roterfaden.consent.queries import consents_of, ledger_of, releases_of
from roterfaden.deadlines.queries import appointments_of, deadlines_of, follow_ups_of
from roterfaden.documents.typesetting.content import Block, Entry, Facts, Section, Table, Text
from roterfaden.dossier.anamnesis_part import anamnesis_blocks, health_blocks, surroundings_blocks
from roterfaden.dossier.choices import Part
from roterfaden.languages.shipped import counted_here, shipped
from roterfaden.process.choices import TaskState

Blocks = Sequence[Block]


@dataclass(frozen=True, kw_only=True)
class Range:
    """From which day to which the journal is read; None: from the beginning, to the end."""

    first: date | None = None
    last: date | None = None


ALL = Range()


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What somebody wants to read. Without `bound`, facts from people bound to secrecy are left out."""

    parts: Sequence[Part]
    on: date
    span: Range = ALL
    bound: bool = True


# what a part is in the eyes of the gate: the strictest of what it may hold
CLASSES: dict[Part, DataClass] = {
    Part.HEAD: DataClass.COURSE,
    Part.PERSON: DataClass.MASTER,
    Part.SURROUNDINGS: DataClass.THIRD_PARTY,
    Part.ANAMNESIS: DataClass.SOCIAL,
    Part.HEALTH: DataClass.DIAGNOSIS,
    Part.STEPS: DataClass.COURSE,
    Part.GOALS: DataClass.SOCIAL,
    Part.MEASURES: DataClass.SOCIAL,
    Part.WORK: DataClass.SOCIAL,
    Part.APPLICATIONS: DataClass.SOCIAL,
    Part.JOURNAL: DataClass.COURSE,
    Part.DEADLINES: DataClass.COURSE,
    Part.DOCUMENTS: DataClass.COURSE,
    Part.DECLARATIONS: DataClass.COURSE,
}
TITLES = {
    Part.HEAD: gettext_lazy("Kopf"),
    Part.PERSON: gettext_lazy("Person"),
    Part.SURROUNDINGS: gettext_lazy("Menschen im Umfeld"),
    Part.ANAMNESIS: gettext_lazy("Anamnese"),
    Part.HEALTH: gettext_lazy("Gesundheitsakte"),
    Part.STEPS: gettext_lazy("Faden"),
    Part.GOALS: gettext_lazy("Ziele"),
    Part.MEASURES: gettext_lazy("Maßnahmen und Unterstützung"),
    Part.WORK: gettext_lazy("Erprobungen und Arbeitsverhältnisse"),
    Part.APPLICATIONS: gettext_lazy("Anträge"),
    Part.JOURNAL: gettext_lazy("Journal"),
    Part.DEADLINES: gettext_lazy("Fristen und Termine"),
    Part.DOCUMENTS: gettext_lazy("Unterlagen"),
    Part.DECLARATIONS: gettext_lazy("Einwilligungen und Weitergaben"),
}


def sections_of(case: Case, wish: Wish) -> list[Section]:
    """The wished parts of `case` in their order. The caller has asked for the right at the health record."""
    found = []
    for part in Part:
        if part in wish.parts:
            blocks = list(_BLOCKS[part](case, wish)) or [
                Text(text=_("Dazu steht nichts in der Akte."), quiet=True)
            ]
            found.append(Section(id=str(part), title=str(TITLES[part]), blocks=blocks))
    return found


def entries_in(case: Case, span: Range) -> int:
    """How many entries of the journal the span holds."""
    return _entries(case, span).count()


def _head(case: Case, _wish: Wish) -> Blocks:
    rows = [
        (_("Aktenzeichen"), case.file_number),
        (_("Dienst"), f"{case.service}, {case.team}" if case.team else str(case.service)),
        (_("Zuständig"), str(case.responsible)),
        (_("Eröffnet"), day(case.opened_on)),
        (_("Anliegen"), case.concern),
    ]
    if case.closed_on:
        code = result_code(case.result_code)
        result = shipped(code.name) if code else case.get_result_display()
        rows.append((_("Abgeschlossen"), f"{day(case.closed_on)}: {result}"))
    blocks: list[Block] = [Facts(rows=told(rows))]
    orders = list(case.mandates.select_related("commissioner").order_by("valid_from", "pk"))
    for order in orders:
        order.case = case
    if orders:
        columns = [_("Auftrag"), _("Auftraggeber"), _("von"), _("bis"), _("Ziel")]
        blocks.append(Table(title=_("Aufträge"), columns=columns, rows=[_order(order) for order in orders]))
    return blocks


def _order(order: Mandate) -> list[str]:
    until = day(order.valid_until) if order.valid_until else _("ohne Ende")
    return [
        order.get_kind_display(),
        str(order.commissioner or _("ohne Auftrag")),
        day(order.valid_from),
        until,
        order.goal,
    ]


def _person(case: Case, _wish: Wish) -> Blocks:
    person = case.person
    address = ", ".join(p for p in (person.street, f"{person.postcode} {person.town}".strip()) if p)
    rows = [
        (_("Name"), str(person)),
        (_("Geboren am"), day(person.birth_date)),
        (_("Geschlecht"), person.get_gender_display()),
        (_("Staatsangehörigkeit"), person.nationality),
        (_("Anschrift"), address),
        (_("Telefon"), person.phone),
        (_("E-Mail"), person.email),
        (_("Verständigung"), person.communication),
    ]
    return [Facts(rows=told(rows))]


def _steps(case: Case, _wish: Wish) -> Blocks:
    blocks: list[Block] = []
    for story in stories_of(case):
        title = f"{story.chain.id}: {shipped(story.run.chain_version.title)}"
        end = story.end
        state = shipped(end.title) if end else story.run.get_state_display()
        blocks.append(Text(text=f"{title}, {_('begonnen')} {moment(story.started_at)}. {state}"))
        for visit in story.visits:
            if visit.task.state == TaskState.DROPPED:
                continue
            task = visit.task
            meta = [task.get_state_display(), moment(task.closed_at or task.opened_at)]
            if task.closed_by:
                meta.append(str(task.closed_by))
            text = "\n".join(line for line in (shipped(task.outcome), task.note) if line)
            blocks.append(Entry(title=shipped(visit.title), meta=", ".join(meta), text=text))
    return blocks


def _journal(case: Case, wish: Wish) -> Blocks:
    rows = _entries(case, wish.span).select_related("written_by").order_by("happened_at", "pk")
    if wish.bound:
        return [_entry(entry) for entry in complete(rows, case)]
    secret = rows.filter(stems_from__kind=RecipientKind.PROFESSIONAL)
    blocks: list[Block] = [
        _entry(entry) for entry in complete(rows.exclude(pk__in=secret.values("pk")), case)
    ]
    if left := secret.count():
        sentence = _("%(n)s Einträge von Menschen mit Schweigepflicht stehen nicht in diesem Ausdruck.")
        blocks.append(Text(text=sentence % {"n": left}, quiet=True))
    return blocks


def _entries(case: Case, span: Range) -> QuerySet[JournalEntry]:
    rows = entries_of(case)
    if span.first is not None:
        rows = rows.filter(happened_at__gte=_start(span.first))
    if span.last is not None:
        rows = rows.filter(happened_at__lt=_start(span.last + timedelta(days=1)))
    return rows


def _entry(entry: JournalEntry) -> Entry:
    kind = entry.get_kind_display()
    company = entry.information == Information.COMPANY
    title = f"{kind} ({_('Betriebsinformation')}: {entry.company})" if company else kind
    with_whom = [str(user) for user in entry.colleagues.all()]
    lines = [
        entry.text,
        *_line(_("Dabei"), ", ".join([entry.people, *with_whom]).strip(", ")),
        *_line(_("Ergebnis"), entry.result),
        *_line(
            _("Nächster Schritt"), entry.next_step + (f" ({day(entry.next_on)})" if entry.next_on else "")
        ),
        *_line(_("Anlagen"), ", ".join(shown_name(one.file) for one in entry.files)),  # type: ignore[attr-defined]
    ]
    meta = f"{moment(entry.happened_at)}, {entry.written_by}"
    if entry.minutes:
        meta += f", {entry.minutes} min"
    return Entry(title=title, meta=meta, text="\n".join(lines))


def _deadlines(case: Case, _wish: Wish) -> Blocks:
    rows = [
        [_("Frist"), shipped(row.title), day(row.due_on), counted_here(row.computed)]
        for row in deadlines_of(case)
    ]
    rows += [
        [_("Wiedervorlage"), row.text, day(row.due_on), str(row.assigned_to)] for row in follow_ups_of(case)
    ]
    for one in appointments_of(case):
        about = ", ".join(part for part in (one.get_kind_display(), one.subject, one.place) if part)
        state = one.get_attendance_display() if one.attendance else one.get_state_display()
        rows.append([_("Termin"), about, moment(one.starts_at), str(state)])
    columns = [_("Art"), _("Was"), _("Wann"), _("Näheres")]
    return [Table(title=_("Fristen, Wiedervorlagen und Termine"), columns=columns, rows=rows)] if rows else []


def _documents(case: Case, _wish: Wish) -> Blocks:
    rows = []
    for story in stories_of(case):
        for visit in story.visits:
            for row in visit.documents:
                name = shown_name(row.file) if row.file else row.reason
                rows.append(
                    [
                        shipped(row.title),
                        row.get_state_display(),
                        moment(row.recorded_at),
                        shipped(visit.title),
                        name,
                    ]
                )
    columns = [_("Unterlage"), _("Stand"), _("Festgehalten"), _("Schritt"), _("Datei oder Begründung")]
    return [Table(title=_("Unterlagen"), columns=columns, rows=rows)] if rows else []


def _declarations(case: Case, _wish: Wish) -> Blocks:
    blocks: list[Block] = []
    person = case.person
    for consent in consents_of(person):
        consent.person = person
        recipients = ", ".join(str(one) for one in consent.recipients.all())
        blocks.append(_declared(_("Einwilligung"), recipients, consent))
    for release in releases_of(person):
        release.person = person
        towards = ", ".join(str(one) for one in release.towards.all())
        who = _("%(holder)s gegenüber %(towards)s") % {"holder": release.holder, "towards": towards}
        blocks.append(_declared(_("Entbindung von der Schweigepflicht"), who, release))
    rows = []
    for transfer in ledger_of(person):
        transfer.person = person
        out = moment(transfer.out_at) if transfer.out_at else transfer.get_state_display()
        classes = ", ".join(str(DataClass(code).label).partition(":")[0] for code in transfer.classes)
        rows.append([str(transfer.recipient), out, transfer.get_channel_display(), transfer.purpose, classes])
    if rows:
        columns = [_("An"), _("Wann"), _("Wie"), _("Wozu"), _("Arten von Angaben")]
        blocks.append(Table(title=_("Weitergaben"), columns=columns, rows=rows))
    return blocks


def _declared(title: str, who: str, row: Declaration) -> Entry:
    meta = _("erklärt am %(given)s, gilt bis %(until)s") % {
        "given": day(row.given_on),
        "until": day(row.valid_until),
    }
    if row.withdrawn_at:
        meta += ", " + _("widerrufen am %(day)s") % {"day": moment(row.withdrawn_at)}
    return Entry(title=f"{title}: {who}", meta=meta, text=row.purpose)


def part_from_above(part: Part) -> Callable[[Callable[[Case, Wish], Blocks]], None]:
    """Register what a package above this one tells of a case in the file."""

    def register(blocks: Callable[[Case, Wish], Blocks]) -> None:
        _BLOCKS[part] = blocks

    return register


_BLOCKS: dict[Part, Callable[[Case, Wish], Blocks]] = {
    Part.HEAD: _head,
    Part.PERSON: _person,
    Part.SURROUNDINGS: lambda case, wish: surroundings_blocks(case, bound=wish.bound),
    Part.ANAMNESIS: lambda case, wish: anamnesis_blocks(case, on=wish.on, bound=wish.bound),
    Part.HEALTH: lambda case, wish: health_blocks(case, on=wish.on, bound=wish.bound),
    Part.STEPS: _steps,
    Part.JOURNAL: _journal,
    Part.DEADLINES: _deadlines,
    Part.DOCUMENTS: _documents,
    Part.DECLARATIONS: _declarations,
}


def told(rows: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pairs of which something is known."""
    return [(word, value) for word, value in rows if value]


def in_lines(rows: Sequence[tuple[str, str]]) -> str:
    """The same below one another, for the text of an entry."""
    return "\n".join(f"{word}: {value}" for word, value in told(rows))


def day(on: date | datetime) -> str:
    """The calendar day; of a moment the local one."""
    return date_format(timezone.localtime(on) if isinstance(on, datetime) else on, "d.m.Y")


def moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "d.m.Y, H:i")


def _line(word: str, value: str) -> list[str]:
    return [f"{word}: {value}"] if value.strip() else []


def _start(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time()))


def open_keys(case: Case) -> None:
    """Take the keys that a whole file needs into the keyring with one query."""
    keyring.prefetch([case.data_key_id, case.person.data_key_id])
