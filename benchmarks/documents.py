"""`python -m benchmarks.documents`: a report of three pages as PDF, and 500 letters in one go with one file to print.

The report is set from its stored sentences, as `reports.release` sets it; the letters are written through
`bulk.write_many`, with everything that it records: sealed content, missing facts, audit entries, the PDF, labels.
`--quick` writes 60 letters; `--kills 300` kills the processes that do such work (`benchmarks.document_kills`).
"""

import sys
import time
from statistics import median
from typing import Any

from benchmarks.environment import sqlite_database
from benchmarks.frame import Goal, Options, Report, run

LETTERS, QUICK_LETTERS = 500, 60
ROUNDS, QUICK_ROUNDS = 21, 9
SECTIONS, SENTENCES = 6, 8
GOALS = (
    Goal("report_ms", at_most=150),
    Goal("letters_per_second", at_least=20),
    Goal("report_pages", at_least=3),
)
SENTENCE = (
    "Am 3. November hat sie vier Stunden im Lager gearbeitet und die Aufträge ohne Hilfe zusammengestellt. "
)


def measure(options: Options) -> Report:
    """Median of a report of three pages in milliseconds; letters a second, with all that is recorded."""
    count = QUICK_LETTERS if options.quick else LETTERS
    with sqlite_database():
        from django.db import transaction  # noqa: PLC0415

        from benchmarks.twelve import AT, Office  # noqa: PLC0415
        from roterfaden.correspondence import bulk  # noqa: PLC0415
        from roterfaden.correspondence.models import LetterRun  # noqa: PLC0415
        from roterfaden.drafts.keys import personal_key_of  # noqa: PLC0415

        pages, seconds = _reports(QUICK_ROUNDS if options.quick else ROUNDS)
        office = Office.set_up()
        with transaction.atomic():
            for _ in range(count):
                office.open_case(office.straight)
        letter_run = LetterRun.objects.create(
            service=office.service,
            template="erinnerung",
            data_key=personal_key_of(office.worker),
            made_at=AT,
            made_by=office.worker,
        )
        codes = sorted(office.service.cases.values_list("code", flat=True))[:count]
        begin = time.perf_counter()
        bulk.write_many(_Silent(office.worker, AT), run=str(letter_run.uuid), codes=codes, url="/")
        took = time.perf_counter() - begin
        written = letter_run.letters.count()
    figures = {
        "report_pages": pages,
        "report_ms": round(median(seconds) * 1000, 1),
        "letters": written,
        "letters_seconds": round(took, 2),
        "letters_per_second": round(written / took, 1),
    }
    return Report("documents", figures, {}, GOALS, quick=options.quick)


class _Silent:
    """A progress that nobody watches."""

    def __init__(self, by: Any, at: Any) -> None:
        self.by, self.at = by, at

    def now(self) -> Any:
        return self.at

    def report(self, **_said: int) -> None:
        return


def _reports(rounds: int) -> tuple[int, list[float]]:
    """How many pages the report has, and the seconds of each round; the first, which warms up, is thrown away."""
    from roterfaden.documents.typesetting.content import Document, Section, Text  # noqa: PLC0415
    from roterfaden.documents.typesetting.pdf import set_pdf  # noqa: PLC0415

    seconds, made = [], b""
    for nth in range(rounds + 1):
        sections = [
            Section(
                id=str(n),
                title=f"Abschnitt {n}",
                blocks=[Text(text="\n\n".join([SENTENCE * 2 + str(nth)] * SENTENCES))],
            )
            for n in range(SECTIONS)
        ]
        document = Document(
            title="Zwischenbericht", subtitle="", notice="An: Amt", foot="f", sections=sections
        )
        begin = time.perf_counter()
        made = set_pdf(document)
        seconds.append(time.perf_counter() - begin)
    return made.count(b"/Type/Page/") + made.count(b"/Type/Page\n"), seconds[1:]


if __name__ == "__main__":
    if "--kills" in sys.argv:
        from benchmarks import document_kills

        sys.exit(document_kills.main())
    sys.exit(run(measure))
