"""Letters to many persons at once: made by a job, kept with each case, printed from one file, with labels."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.cases.access import cases_with_whole_file
from roterfaden.cases.choices import CaseState
from roterfaden.cases.models import Case
from roterfaden.common.days import local_day
from roterfaden.correspondence.choices import Audience, Nature
from roterfaden.correspondence.filling import LetterRefused, filled, template_by_id
from roterfaden.correspondence.models import Letter, LetterRun
from roterfaden.correspondence.shipped import LetterTemplate, shipped_letters
from roterfaden.documents.files import discard_file, keep_made_file
from roterfaden.documents.models import StoredFile
from roterfaden.documents.typesetting.content import LetterPage, Section
from roterfaden.documents.typesetting.content import block_from_plain as block_of
from roterfaden.documents.typesetting.pdf import set_labels, set_letters
from roterfaden.drafts.keys import personal_key_of
from roterfaden.jobs import clock, work
from roterfaden.jobs.models import Job

actions.register("correspondence.run_begun", "Serienbrief begonnen")
actions.register("correspondence.letter_written", "Brief einer Serie geschrieben")
actions.register("correspondence.run_printed", "Serienbrief zum Drucken zusammengestellt")

MOST_LETTERS = 2000
PORTION = 25
FETCHED_WITHIN = timedelta(days=7)


@dataclass(frozen=True)
class Asked:
    """A run and the job that works it off."""

    run: LetterRun
    job: Job


def bulk_templates() -> list[LetterTemplate]:
    """The letters that go to the persons themselves: nothing passes to anybody else, so no gate is asked."""
    return [
        one
        for one in shipped_letters().values()
        if one.audience == Audience.PERSON and one.nature == Nature.LETTER
    ]


def start_run(
    *, service: Organisation, template_id: str, codes: Sequence[str], url: str, by: User, at: datetime
) -> Asked:
    """Ask for one letter for each of the cases. Refuses none or too many, and what is no letter to the person.

    Effects: run, job, audit entry. `url` is the page of the run with a place for its id: `/serienbriefe/{run}/`.
    """
    template = template_by_id(template_id)
    if template not in bulk_templates():
        raise LetterRefused(_("In Serie gehen nur Briefe an die Person selbst."))
    if not codes:
        raise LetterRefused(_("Bitte wählen Sie mindestens einen Fall."))
    if len(set(codes)) > MOST_LETTERS:
        raise LetterRefused(_("Höchstens %(n)s Briefe auf einmal.") % {"n": MOST_LETTERS})
    with transaction.atomic():
        run = LetterRun.objects.create(
            service=service, template=template.id, data_key=personal_key_of(by), made_at=at, made_by=by
        )
        args = {"run": str(run.uuid), "codes": sorted(set(codes)), "url": url.format(run=run.uuid)}
        job = work.start(kind="correspondence.write_many", args=args, organisation=service, by=by, at=at)
        trail.record(
            "correspondence.run_begun",
            by=by,
            at=at,
            subject=run,
            organisation=service,
            details={"template": template.id, "cases": len(args["codes"])},
        )
    return Asked(run, job)


@work.kind("correspondence.write_many", title=gettext_lazy("Serienbriefe schreiben"), repeatable=True)
def write_many(progress: work.Progress, *, run: str, codes: list[str], url: str) -> Mapping[str, Any]:
    """Write the letters in portions, skipping those that are there; then one file to print, and labels."""
    row = LetterRun.objects.select_related("service", "data_key").get(uuid=UUID(run))
    total = len(codes)
    for start in range(0, total, PORTION):
        progress.report(done=start, total=total)
        _write_portion(row, codes[start : start + PORTION], by=progress.by, at=progress.now())
    progress.report(done=total, total=total)
    written = list(row.letters.select_related("case__person__data_key", "case__data_key").order_by("pk"))
    if not written:
        raise work.WorkRefused(_("Keiner dieser Fälle ist für Sie offen. Es wurde nichts geschrieben."))
    _put_together(row, written, by=progress.by, at=progress.now())
    missing = sum(1 for one in written if one.missing)
    sentences = [_("%(n)s Briefe sind geschrieben.") % {"n": len(written)}]
    if total > len(written):
        sentences.append(
            _("%(n)s Fälle sind ausgelassen: geschlossen oder nicht offen für Sie.")
            % {"n": total - len(written)}
        )
    if missing:
        sentences.append(_("In %(n)s Briefen fehlt etwas; die Liste nennt es.") % {"n": missing})
    return {"sentences": sentences, "url": url}


@clock.nightly("correspondence.forget_runs")
def forget_runs(*, at: datetime) -> dict[str, int]:
    """Delete the files to print after a week; each letter stays with its case."""
    gone = 0
    for run in LetterRun.objects.filter(file__isnull=False, made_at__lt=at - FETCHED_WITHIN).select_related(
        "file", "labels"
    ):
        stored: list[StoredFile] = [one for one in (run.file, run.labels) if one is not None]
        with transaction.atomic():
            run.file, run.labels = None, None
            run.save(update_fields=["file", "labels"])
            for one in stored:
                discard_file(one)
        gone += len(stored)
    return {"files": gone}


def page_of(letter: Letter) -> LetterPage:
    """The letter as it was printed."""
    said = dict(letter.content)
    sections = [
        Section(id=one["id"], title=one["title"], blocks=[block_of(block) for block in one["blocks"]])
        for one in said.pop("sections")
    ]
    return LetterPage(**said, sections=sections)


def _write_portion(run: LetterRun, codes: Sequence[str], *, by: User, at: datetime) -> None:
    today, template = local_day(at), template_by_id(run.template)
    related = ("person__data_key", "service", "responsible", "data_key")
    visible = cases_with_whole_file(by, on=today).filter(
        code__in=codes, service=run.service, state=CaseState.OPEN, restricted_at__isnull=True
    )
    with transaction.atomic():
        known = set(run.letters.values_list("case_id", flat=True))
        for case in visible.select_related(*related).order_by("pk"):
            if case.pk not in known:
                _write(run, case, template, by=by, at=at)


def _write(run: LetterRun, case: Case, template: LetterTemplate, *, by: User, at: datetime) -> None:
    made = filled(case, template, on=local_day(at))
    content = made.page.plain()
    letter = Letter.objects.create(
        run=run, case=case, content=content, missing=list(made.missing), sha256=_digest(content)
    )
    trail.record(
        "correspondence.letter_written",
        by=by,
        at=at,
        subject=letter,
        scope=case,
        details={"template": template.id, "sha256": letter.sha256},
    )


def _put_together(run: LetterRun, written: Sequence[Letter], *, by: User, at: datetime) -> None:
    """One PDF of all letters and one of their labels, sealed with the key of whoever asked."""
    template = template_by_id(run.template)
    pages = [page_of(letter) for letter in written]
    letters = set_letters(pages, title=template.title)
    labels = set_labels([page.address for page in pages], title=_("Etiketten"))
    with transaction.atomic():
        held = LetterRun.objects.select_for_update().get(pk=run.pk)
        if held.file_id is not None:
            return
        for name, content in (("file", letters), ("labels", labels)):
            stored = keep_made_file(
                name=f"{run.template}_{name}_{local_day(at):%Y-%m-%d}.pdf",
                content=content,
                data_key=run.data_key,
                scope=run,
                by=by,
                at=at,
            )
            setattr(held, name, stored)
        held.save(update_fields=["file", "labels"])
        trail.record("correspondence.run_printed", by=by, at=at, subject=run, organisation=run.service)


def _digest(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
