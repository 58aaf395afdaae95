"""The access report as people read it: what the law asks for first, then the file, then what stands nowhere else."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from roterfaden.cases.models import Case
from roterfaden.common.days import local_day
from roterfaden.documents.typesetting.content import Block, Document, Entry, Facts, Section, Table, Text
from roterfaden.dossier.choices import Part as FilePart
from roterfaden.dossier.parts import Wish, day, moment, open_keys, sections_of
from roterfaden.languages.shipped import shipped
from roterfaden.privacy.access_report import AccessReport, readers_by_day
from roterfaden.privacy.choices import Outcome, Part, RequestKind
from roterfaden.privacy.holdings import holdings
from roterfaden.privacy.models import RightsRequest
from roterfaden.privacy.telling import Told

# of a person with several cases these parts are the same in each
OF_THE_PERSON = (
    FilePart.PERSON,
    FilePart.SURROUNDINGS,
    FilePart.ANAMNESIS,
    FilePart.HEALTH,
    FilePart.DECLARATIONS,
)


def document_of(request: RightsRequest, report: AccessReport) -> Document:
    """The readable answer to a request; says of every gap that there is one, and why."""
    made = Document(
        title=_title(report.part),
        subtitle=f"{report.person} · {request.service}",
        notice=_notice(request, report),
        foot=f"{request.service} · {moment(report.made_at)}",
        sections=[*_about(request, report), *_files(report), *_rest(report)],
    )
    return made.mapped(report.without_unsaid)


def _title(part: Part) -> str:
    if part == Part.HEALTH:
        return _("Auskunft: Angaben zur Gesundheit")
    return _("Auskunft über gespeicherte Angaben")


def _notice(request: RightsRequest, report: AccessReport) -> str:
    lines = [
        _("Antrag vom %(day)s. Grundlage: %(law)s.")
        % {"day": day(request.received_on), "law": report.regime.rights[request.kind].law}
    ]
    if report.part == Part.HEALTH:
        whom = {"who": request.physician, "law": report.regime.health_law}
        lines.append(_("Zur Vermittlung durch: %(who)s (%(law)s).") % whom)
    elif report.part == Part.FILE and report.elsewhere:
        told = _("Angaben zur Gesundheit erhalten Sie durch: %(who)s (%(law)s).")
        lines.append(told % {"who": request.physician, "law": report.regime.health_law})
    lines.append(_("Jeder einzelne Wert steht auch in der Datei im Format JSON, die dazu gehört."))
    return "\n".join(lines)


def _about(request: RightsRequest, report: AccessReport) -> Iterator[Section]:
    if report.part == Part.HEALTH:
        yield _section("back", _("Was fehlt und warum"), _kept_back(report))
        return
    yield _section("purposes", _("Wozu und auf welcher Grundlage"), _purposes(report))
    yield _section(
        "sources",
        _("Woher die Angaben stammen"),
        [Text(text="\n".join(report.sources) or _("Von Ihnen selbst."))],
    )
    yield _section("recipients", _("Wer etwas bekommen hat"), _recipients(report))
    yield _section("readers", _("Wer in der Akte gelesen hat"), _readers(report))
    yield _section("periods", _("Wie lange die Angaben bleiben"), _periods(report))
    yield _section("rights", _("Ihre Rechte"), _rights(request, report))
    yield _section("back", _("Was fehlt und warum"), _kept_back(report))


def _purposes(report: AccessReport) -> list[Block]:
    rows = [[one["title"], one["purpose"], one["basis"]] for one in report.purposes]
    columns = [_("Tätigkeit"), _("Zweck"), _("Grundlage")]
    return [
        Table(title=_("Zwecke"), columns=columns, rows=rows),
        Text(text=_("Kein Programm entscheidet hier von selbst über Sie.")),
    ]


def _recipients(report: AccessReport) -> list[Block]:
    if not report.recipients:
        return [Text(text=_("Bisher ist nichts weitergegeben worden."))]
    rows = []
    for one in report.recipients:
        out = parse_datetime(one["at"]) if one["at"] else None
        rows.append([one["recipient"], moment(out) if out else "", one["way"], one["purpose"]])
    return [Table(title=_("Empfänger"), columns=[_("An"), _("Wann"), _("Wie"), _("Wozu")], rows=rows)]


def _readers(report: AccessReport) -> list[Block]:
    rows = [[_as_day(iso), who, str(number)] for iso, who, number in readers_by_day(report.trail)]
    if not rows:
        return [Text(text=_("Im Protokoll steht noch kein Lesen."))]
    return [Table(title=_("Lesen nach Tagen"), columns=[_("Tag"), _("Wer"), _("Wie oft")], rows=rows)]


def _periods(report: AccessReport) -> list[Block]:
    return [Facts(rows=[(one["case"], one["counted"]) for one in report.periods])]


def _rights(request: RightsRequest, report: AccessReport) -> list[Block]:
    rows = [(str(RequestKind(kind).label), term.law) for kind, term in report.regime.rights.items()]
    blocks: list[Block] = [
        Facts(rows=rows),
        Text(
            text=_(
                "Eine Einwilligung können Sie jederzeit widerrufen. "
                "Beschweren können Sie sich bei der Aufsicht über den Datenschutz."
            )
        ),
    ]
    if request.outcome in (Outcome.PARTLY, Outcome.REFUSED):
        blocks.append(Text(text=request.reason))
    return blocks


def _kept_back(report: AccessReport) -> list[Block]:
    if not report.back:
        return [Text(text=_("Nichts."))]
    reasons = holdings().reasons
    counted: dict[tuple[str, str], int] = {}
    for (table, _column, reason), number in report.back.items():
        known = reasons.get(reason)
        why = f"{shipped(known.title)} ({known.law})" if known else f"{reason} ({report.regime.others})"
        counted[shipped(table), why] = max(number, counted.get((shipped(table), why), 0))
    rows = [[table, str(number), why] for (table, why), number in sorted(counted.items())]
    return [Table(title=_("Zurückgehaltenes"), columns=[_("Wo"), _("Wie viel"), _("Warum")], rows=rows)]


def _files(report: AccessReport) -> Iterator[Section]:
    """The file of each case as it is printed, what is common to all once."""
    for number, case in enumerate(report.cases, start=1):
        open_keys(case)
        wish = Wish(
            parts=_parts(report.part, first=number == 1),
            on=local_day(report.made_at),
            bound=report.part != Part.FILE,
        )
        for section in sections_of(case, wish):
            title = section.title if len(report.cases) == 1 else f"{_number(case)}: {section.title}"
            kept = _without_details(report, section) if section.id == FilePart.SURROUNDINGS else section
            yield replace(kept, id=f"akte{number}-{section.id}", title=title)


def _parts(part: Part, *, first: bool) -> list[FilePart]:
    if part == Part.HEALTH:
        return [FilePart.HEALTH] if first else []
    left_out = set() if part == Part.WHOLE else {FilePart.HEALTH}
    return [one for one in FilePart if one not in left_out and (first or one not in OF_THE_PERSON)]


def _without_details(report: AccessReport, section: Section) -> Section:
    """Of people in the surroundings the names: where they live and how they are reached is theirs."""
    told = [one for one in report.sections if one.table.label == "people.Relation"]
    names = [str(row.columns["name"]["value"]) for one in told for row in one.rows]
    blocks: list[Block] = [Text(text="\n".join(names) or _("Dazu steht nichts in der Akte."))]
    return replace(section, blocks=blocks)


def _rest(report: AccessReport) -> Iterator[Section]:
    """What the printed file does not show: by table, with the columns that have a name for people."""
    blocks: list[Block] = []
    for section in report.sections:
        if section.table.in_dossier and report.part != Part.HEALTH:
            continue
        for row in section.rows:
            text = "\n".join(_lines(row))
            if text:
                blocks.append(Entry(title=shipped(section.table.title), meta=_as_day(_made(row)), text=text))
    if blocks:
        yield _section("rest", _("Alles Übrige"), blocks)
    rows = [[shipped(one.table.title), str(len(one.rows))] for one in report.sections]
    columns = [_("Art der Angaben"), _("Wie viele")]
    yield _section(
        "all", _("Was insgesamt gespeichert ist"), [Table(title=_("Übersicht"), columns=columns, rows=rows)]
    )


def _lines(row: Told) -> Iterator[str]:
    for said in row.columns.values():
        value = said.get("shown") or said["value"]
        if said["label"] and value not in (None, "", [], {}):
            yield f"{said['label']}: {_words(value)}"


def _words(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_words(one) for one in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_words(one)}" for key, one in value.items())
    if isinstance(value, bool):
        return _("ja") if value else _("nein")
    return str(value)


def _made(row: Told) -> str:
    said = row.columns.get("created_at")
    return str(said["value"])[:10] if said else ""


def _as_day(iso: str) -> str:
    return f"{iso[8:10]}.{iso[5:7]}.{iso[:4]}" if iso else ""


def _number(case: Case) -> str:
    return case.file_number


def _section(key: str, title: str, blocks: Iterable[Block]) -> Section:
    return Section(id=key, title=title, blocks=list(blocks))
