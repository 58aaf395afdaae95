"""The minutes of a meeting in blocks, each of one class of facts: for the page, for Word and PDF, and for the gate."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.cases.choices import FieldClass
from roterfaden.common.days import local_day
from roterfaden.consent import origins
from roterfaden.consent.choices import DataClass
from roterfaden.consent.gate import Item
from roterfaden.cooperation.choices import PRESENT, FindingKind, PlanSection
from roterfaden.cooperation.comparison import line_of
from roterfaden.cooperation.dates import title_of_meeting
from roterfaden.cooperation.models import Cooperation, Finding, Meeting, Party
from roterfaden.cooperation.queries import body_of, newest_version, procedure_of, standing_of, title_of
from roterfaden.cooperation.situation import findings_by_domain
from roterfaden.languages.shipped import shipped


@dataclass(frozen=True, kw_only=True)
class Block:
    """One heading with its lines. `holder` is the bound person from whom the lines came, if they came from one."""

    title: str
    lines: tuple[str, ...]
    data_class: DataClass
    holder: int | None = None


@dataclass(frozen=True, kw_only=True)
class Minutes:
    """What the minutes say, ready for any form."""

    title: str
    person: str
    file_number: str
    service: str
    when: str
    place: str
    attendance: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]


def minutes_of(meeting: Meeting) -> Minutes:
    """The minutes as the records stand now. A constant number of queries."""
    cooperation = meeting.cooperation
    case = cooperation.case
    return Minutes(
        title=title_of_meeting(meeting),
        person=str(case.person),
        file_number=case.file_number,
        service=str(case.service),
        when=when_of(meeting.starts_at, meeting.ends_at),
        place=meeting.place,
        attendance=_attendance(meeting),
        blocks=(
            *_agenda(meeting),
            *_parts(meeting),
            *situation_blocks(cooperation),
            *plan_blocks(cooperation),
        ),
    )


def when_of(starts_at: datetime | None, ends_at: datetime | None) -> str:
    """`Freitag, 27. November 2026, 10:00 bis 12:30 Uhr`, in the language of the moment"""
    if starts_at is None or ends_at is None:
        return ""
    begins, ends = timezone.localtime(starts_at), timezone.localtime(ends_at)
    return _("%(day)s, %(begins)s bis %(ends)s Uhr") % {
        "day": date_format(begins, _("l, j. F Y")),
        "begins": date_format(begins, "H:i"),
        "ends": date_format(ends, "H:i"),
    }


def items_of(minutes: Minutes) -> list[Item]:
    """The minutes as facts for the gate, block by block."""
    there = "; ".join(f"{who}: {how}" for who, how in minutes.attendance)
    told = f"{minutes.when}. {there}".strip()
    head = Item(data_class=DataClass.COURSE, title=minutes.title, text=told, source=_("Niederschrift"))
    return of_the_plan([head, *(item_of(block, source=_("Niederschrift")) for block in minutes.blocks)])


def of_the_plan(items: Iterable[Item]) -> list[Item]:
    """What a round table said stands in the part of the file that holds cooperation and plan."""
    return [replace(item, part=FieldClass.PLAN) for item in items]


def item_of(block: Block, *, source: str) -> Item:
    return Item(
        data_class=block.data_class,
        title=block.title,
        text="\n".join(block.lines),
        source=source,
        holder=block.holder,
    )


def _attendance(meeting: Meeting) -> tuple[tuple[str, str], ...]:
    found = []
    for row in meeting.attendances.select_related("party__recipient"):
        row.meeting = meeting
        row.party.cooperation = meeting.cooperation
        body = row.party.recipient.name if row.party.recipient else ""
        who = ", ".join(part for part in (row.name, body) if part)
        role = f", {row.get_role_display()}" if row.presence in PRESENT else ""
        found.append((who, f"{row.get_presence_display()}{role}"))
    return tuple(found)


def _agenda(meeting: Meeting) -> list[Block]:
    lines = []
    for row in meeting.agenda.all():
        row.meeting = meeting
        lines.append(f"{row.text} – {row.outcome}" if row.outcome else row.text)
    # free words on any question may touch health
    return _block(_("Tagesordnung und Ergebnisse"), lines, DataClass.HEALTH)


def _parts(meeting: Meeting) -> list[Block]:
    """What was said freely at the table: it passes only where health may pass."""
    return [
        *_block(_("Erster Teil: Was die Stellen wissen"), meeting.first_part.splitlines(), DataClass.HEALTH),
        *_block(
            _("Zweiter Teil: Mit der Person besprochen"), meeting.second_part.splitlines(), DataClass.HEALTH
        ),
        *_block(_("Die Sicht der Person"), meeting.own_view.splitlines(), DataClass.HEALTH),
    ]


def _block(title: str, lines: list[str], data_class: DataClass, holder: int | None = None) -> list[Block]:
    kept = tuple(line for line in lines if line.strip())
    return [Block(title=title, lines=kept, data_class=data_class, holder=holder)] if kept else []


def situation_blocks(cooperation: Cooperation) -> list[Block]:
    """The situation analysis: for each domain what anybody may have said, and apart what came from a bound person."""
    blocks: list[Block] = []
    for domain, difficulties, resources in findings_by_domain(cooperation):
        rows = [*difficulties, *resources]
        holders = {_holder(row): None for row in rows}
        for holder in holders:
            lines = [_line(row) for row in rows if _holder(row) == holder]
            blocks += _block(shipped(domain.title), lines, domain.data_class, holder)
    return blocks


def _holder(finding: Finding) -> int | None:
    return holder_of(finding.said_by)


def holder_of(party: Party | None) -> int | None:
    """The recipient bound to secrecy from whom something came; None for everybody else."""
    return origins.holder_of(party.recipient) if party is not None else None


def _line(finding: Finding) -> str:
    name = FindingKind(finding.kind).label
    told = f" ({body_of(finding.said_by)})" if finding.said_by else ""
    own = " " + _("Sicht der Person: %(view)s") % {"view": finding.own_view} if finding.own_view else ""
    return f"{name}: {finding.text}{told}{own}"


def plan_blocks(cooperation: Cooperation) -> list[Block]:
    """The newest version of the plan, line by line with its class, and who signed it."""
    version = newest_version(cooperation)
    if version is None:
        return []
    word = procedure_of(cooperation).terms["plan"]
    found: list[Block] = []
    for section in PlanSection:
        by_class: dict[str, list[str]] = {}
        for entry in version.content[section]:
            by_class.setdefault(entry["data_class"], []).append(line_of(entry))
        title = f"{version_title(word, version.number)}: {section.label}"
        for code, lines in by_class.items():
            found += _block(title, lines, DataClass(code))
    words = [
        f"{title_of(party)}: {said.get_kind_display()}, {said.signed_on:%d.%m.%Y}"
        if said
        else f"{title_of(party)}: {_('offen')}"
        for party, said in standing_of(version).lines
    ]
    title = f"{version_title(word, version.number)}: {_('Unterschriften')}"
    return found + _block(title, words, DataClass.COURSE)


def version_title(word: str, number: int) -> str:
    """`Handlungsplan, Fassung 2`"""
    return _("%(plan)s, Fassung %(number)s") % {"plan": word, "number": number}


def file_name(meeting: Meeting, ending: str) -> str:
    """Names of files are read by others: the number of the case in place of a name."""
    day = local_day(meeting.starts_at or meeting.asked_at)
    return f"Niederschrift-{meeting.cooperation.case.file_number.replace('/', '-')}-{day:%Y-%m-%d}.{ending}"
