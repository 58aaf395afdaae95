"""Documents of a step as lines: what became of each, and what can be done about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roterfaden.cases.choices import FieldClass
from roterfaden.cases.document_kinds import kind_of
from roterfaden.cases.journal_records import JournalAttachment
from roterfaden.cases.models import Case, CaseRun
from roterfaden.documents.checkouts import lines_of, running, version_counts
from roterfaden.documents.choices import FileState
from roterfaden.documents.models import UNSORTED, StoredFile
from roterfaden.languages.shipped import shipped
from roterfaden.process.catalogue import chain_of_run
from roterfaden.process.choices import DocumentState
from roterfaden.process.engine.definition import Document
from roterfaden.process.evidence import result_title
from roterfaden.process.models import TaskDocument
from roterfaden.process.origins import origins_of
from roterfaden.process.past import title_of
from roterfaden.process.thread import Story, Visit
from roterfaden.web.cases.files import opens
from roterfaden.web.cases.forms import named
from roterfaden.web.cases.reading import shows
from roterfaden.web.components import Action, DocumentRow
from roterfaden.web.wording import until_when

MOST_ATTACHED = 100


def document_rows(case: Case, story: Story, visit: Visit, *, may_work: bool) -> list[DocumentRow]:
    """One line for each document that the step asks for; without buttons where nothing may be changed."""
    if not shows(case, FieldClass.DOCUMENTS):
        return []
    known = {row.title: row for row in visit.documents}
    asked = visit.step.documents if visit.step else ()
    rows = [
        _row(case, story, visit, index, document, known.get(document.title), may_work=may_work)
        for index, document in enumerate(asked)
    ]
    titles = {document.title for document in asked}
    titles |= {result_title(key) for key in visit.step.requires_results} if visit.step else set()
    return rows + [_former(case, row) for row in visit.documents if row.title not in titles]


def _former(case: Case, row: TaskDocument) -> DocumentRow:
    """What was recorded for a document that the step does not ask for by this name any more: it stays to be read."""
    excused = row.state == DocumentState.EXCUSED
    said = f"{row.reason} {recorded(case, row)}" if excused else recorded(case, row)
    return DocumentRow(
        title=row.title,
        state="excused" if excused else "present",
        note=_("%(said)s · auf einer früheren Fassung festgehalten") % {"said": said},
        actions=[Action(label=_("Öffnen"), url=url)] if (url := file_url(case, row)) else [],
    )


def _row(
    case: Case,
    story: Story,
    visit: Visit,
    index: int,
    document: Document,
    known: TaskDocument | None,
    *,
    may_work: bool,
) -> DocumentRow:
    where = [case.code, story.ordinal, visit.task.number, index]
    record = reverse("cases:document", args=where)
    if known is None:
        source = origins_of(story.run.chain_version).source(visit.task.node, "documents", document.title)
        need = _("Pflicht") if document.required else _("wenn nötig")
        direction = _("kommt herein") if document.direction == "in" else _("geht hinaus")
        return DocumentRow(
            title=document.title,
            state="missing" if document.required else "open",
            note=" · ".join(filter(None, (f"{need}, {direction}", source))),
            present_url=reverse("cases:present", args=where) if may_work else "",
            actions=[Action(label=_("Datei oder Grund"), url=record)] if may_work else (),
        )
    actions = [Action(label=_("Ändern"), url=record)] if may_work else []
    if url := file_url(case, known):
        actions.insert(0, Action(label=_("Öffnen"), url=url))
    excused = known.state == DocumentState.EXCUSED
    return DocumentRow(
        title=document.title,
        state="excused" if excused else "present",
        note=f"{known.reason} {recorded(case, known)}" if excused else recorded(case, known),
        actions=actions,
    )


def file_url(case: Case, row: TaskDocument) -> str:
    """Where the file of a document is to be had; "" if it has none, or one that is closed to the reader."""
    if row.file is None or row.file.state != FileState.KEPT or not opens(case, row.file):
        return ""
    return reverse("cases:file", args=[case.code, row.file.uuid])


def recorded(case: Case, row: TaskDocument) -> str:
    """`K. Holm, 12.11.2026`, and the name of the file if there is one that the reader may open."""
    day = date_format(timezone.localtime(row.recorded_at), "d.m.Y")
    who = f"{row.recorded_by.short_name}, {day}"
    if row.file is None:
        return who
    name = row.file.name if opens(case, row.file) else shipped(kind_of(row.file).title)
    state = "" if row.file.state == FileState.KEPT else f" ({row.file.get_state_display()})"
    return f"{name}{state} · {who}"


def missing_warning(missing: Sequence[str], results: Sequence[str] = ()) -> str:
    """What stands above the buttons of a step while required documents, or `results` of other chains, are missing."""
    if not missing:
        return ""
    awaited = [title for title in missing if title in results]
    if awaited:
        sentence = _("Es fehlt noch: %(titles)s. Sie können weitergehen, müssen es aber begründen.")
        return sentence % {"titles": "; ".join(missing)}
    sentence = ngettext(
        "Eine Pflichtunterlage fehlt. Sie können weitergehen, müssen es aber begründen.",
        "%(count)s Pflichtunterlagen fehlen. Sie können weitergehen, müssen es aber begründen.",
        len(missing),
    )
    return sentence % {"count": len(missing)}


@dataclass(frozen=True)
class FileLine:
    """A file in a list: `name` and the addresses are "" where its kind is closed to the reader.

    `url` alone is "" where nobody may read the file, which its state says.
    """

    file: StoredFile
    kind: str
    unsorted: bool
    name: str = ""
    url: str = ""
    sort_url: str = ""
    versions: int = 1
    # who works on it until when, as a sentence
    taken: str = ""


def file_lines(case: Case, files: Sequence[StoredFile]) -> dict[int, FileLine]:
    """A line for each file, by its id. Three queries for all of them."""
    now = timezone.now()
    lines, counts = lines_of(files), version_counts(files)
    taken = running(lines.values(), at=now)
    said = {
        line: _("ausgecheckt von %(who)s %(until)s")
        % {"who": row.taken_by.short_name, "until": until_when(row.until, now)}
        for line, row in taken.items()
    }
    return {
        file.pk: _line(case, file, counts.get(file.pk, 1), said.get(lines[file.pk], "")) for file in files
    }


def _line(case: Case, file: StoredFile, versions: int, taken: str) -> FileLine:
    kind, where = kind_of(file), [case.code, file.uuid]
    unsorted = file.kind == UNSORTED
    if not opens(case, file):
        return FileLine(file, shipped(kind.title), unsorted)
    url = reverse("cases:file", args=where) if file.state == FileState.KEPT else ""
    sort_url = reverse("cases:sort_file", args=where)
    return FileLine(file, shipped(kind.title), unsorted, file.name, url, sort_url, versions, taken)


def attached_lines(case: Case) -> list[FileLine]:
    """The files that hang on entries of the journal, the newest first; none for those who may not read it all."""
    if not (shows(case, FieldClass.JOURNAL) and shows(case, FieldClass.COMPANY)):
        return []
    rows = JournalAttachment.objects.filter(entry__case=case, removed_at__isnull=True)
    files = [row.file for row in rows.select_related("file__data_key").order_by("-pk")[:MOST_ATTACHED]]
    return list(file_lines(case, files).values())


@dataclass(frozen=True)
class EvidenceLine:
    """One document of a case in the list of all."""

    row: TaskDocument
    step: str
    step_url: str
    file: "FileLine | None"


def evidence_lines(case: Case, rows: Iterable[TaskDocument]) -> list[EvidenceLine]:
    """One line for each recorded document, with its step. Four queries, besides that for the rows."""
    rows = list(rows)
    files = file_lines(case, list({row.file.pk: row.file for row in rows if row.file}.values()))
    ordinals = {run: index for index, run in enumerate(_runs_of(case), start=1)}
    found = []
    for row in rows:
        task = row.task
        chain = chain_of_run(task.run)
        url = reverse("cases:visit", args=[case.code, ordinals[task.run_id], task.number])
        step = named(task.node, title_of(chain, task))
        found.append(EvidenceLine(row, f"{chain.id} {step}", url, files.get(row.file_id or 0)))
    return found


def _runs_of(case: Case) -> Iterable[int]:
    return CaseRun.objects.filter(case=case).order_by("pk").values_list("run_id", flat=True)
