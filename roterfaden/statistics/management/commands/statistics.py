"""`manage.py statistics report|extract|export|reckon`: a report as a file, the extract, its tables elsewhere."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from roterfaden.accounts.models import Organisation
from roterfaden.statistics import store
from roterfaden.statistics.choices import Way
from roterfaden.statistics.content import content_of, content_on
from roterfaden.statistics.elsewhere import EngineRefused, stage_elsewhere
from roterfaden.statistics.engine import gathered
from roterfaden.statistics.exchange import as_json
from roterfaden.statistics.extraction import fingerprints
from roterfaden.statistics.files import as_csv, as_pdf, as_xlsx
from roterfaden.statistics.periods import Period
from roterfaden.statistics.publication import for_publication
from roterfaden.statistics.publishing import beside_of
from roterfaden.statistics.releasing import ReportRefused
from roterfaden.statistics.report_models import Report
from roterfaden.statistics.statutory import ReportKind, kinds_for, shipped_kinds

FIRST_YEAR, LAST_YEAR = 1990, 2200


class Command(BaseCommand):
    help = "Berichte als Datei und der Auszug für die Statistik."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True)
        report = parts.add_parser("report", help="den Jahresbericht eines Dienstes schreiben")
        report.add_argument("--year", type=int, required=True)
        report.add_argument("--service", required=True, help="Kürzel des Dienstes")
        report.add_argument("--format", choices=("json", "pdf", "xlsx", "csv"), default="json")
        report.add_argument("--kind", help="Art des Berichts, sonst die erste des Landes")
        report.add_argument("--publish", action="store_true", help="kleine Zahlen verdecken")
        report.add_argument("--output", type=Path, help="Datei, sonst die Ausgabe")
        extract = parts.add_parser("extract", help="den Auszug erneuern")
        extract.add_argument("--service", help="nur dieser Dienst")
        export = parts.add_parser(
            "export", help="die Tabellen als Parquet für eine andere Maschine schreiben"
        )
        export.add_argument("folder", type=Path)
        export.add_argument("--service", help="nur dieser Dienst")
        reckon = parts.add_parser("reckon", help="einen Bericht über ausgegebene Tabellen rechnen")
        reckon.add_argument("folder", type=Path)
        reckon.add_argument(
            "--engine", default="duckdb:", help="duckdb:, spark:local[2], clickhouse://…, trino://…"
        )
        reckon.add_argument("--year", type=int, required=True)
        reckon.add_argument(
            "--kind", default="de-197", choices=sorted(shipped_kinds()), help="Art des Berichts"
        )
        reckon.add_argument("--output", type=Path, help="Datei, sonst die Ausgabe")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["part"] == "report":
            self._report(options)
        elif options["part"] == "extract":
            self._extract(options)
        elif options["part"] == "reckon":
            self._reckon(options)
        else:
            services = _services(options["service"])
            tables = gathered(services, fingerprints([one.pk for one in services]))
            store.hand_over(tables, options["folder"], at=timezone.now())
            self.stderr.write(f"{sum(table.num_rows for table in tables.values())} Zeilen geschrieben.")

    def _report(self, options: dict[str, Any]) -> None:
        service = _services(options["service"])[0]
        period, kind = _year(options["year"]), _kind(service, options["kind"])
        # not kept: the report as the cases stand now
        report = Report(
            organisation=service,
            kind=kind.id,
            kind_version=kind.version,
            first=period.first,
            last=period.last,
            reckoned_at=timezone.now(),
        )
        content = content_of(kind, [service], period)
        if options["publish"]:
            try:
                beside = beside_of(service, kind.id, period, way=Way.HIDDEN)
            except ReportRefused as refusal:
                raise CommandError(str(refusal)) from None
            content = for_publication(content, beside=beside)
        self._put(_written(report, kind, content, options), options["output"])

    def _reckon(self, options: dict[str, Any]) -> None:
        period, kind = _year(options["year"]), shipped_kinds()[options["kind"]]
        try:
            stage = stage_elsewhere(options["engine"], options["folder"])
        except EngineRefused as refusal:
            raise CommandError(str(refusal)) from None
        try:
            content = content_on(stage, kind, period)
        finally:
            stage.release()
        self._put(json.dumps(content, ensure_ascii=False, indent=1).encode(), options["output"])

    def _put(self, data: bytes, output: Path | None) -> None:
        if output is not None:
            output.write_bytes(data)
        else:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()

    def _extract(self, options: dict[str, Any]) -> None:
        seen = 0

        def told(rows: int) -> None:
            nonlocal seen
            seen += rows
            self.stderr.write(f"\r{seen} Zeilen gelesen", ending="")

        counts = store.refresh(_services(options["service"]), at=timezone.now(), told=told)
        self.stderr.write(f"\nNeu geschrieben: {counts['parts']} Teile, {counts['rows']} Zeilen.")


def _year(year: int) -> Period:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CommandError("Das Jahr liegt außerhalb dessen, was es gibt.")
    return Period.year(year)


def _services(code: str | None) -> list[Organisation]:
    rows = Organisation.objects.filter(kind__runs_cases=True).select_related("kind").order_by("code")
    found = list(rows.filter(code=code) if code else rows)
    if not found:
        raise CommandError("Diesen Dienst gibt es nicht.")
    return found


def _kind(service: Organisation, kind_id: str | None) -> ReportKind:
    kinds = [kind for kind in kinds_for(service) if kind_id in (None, kind.id)]
    if not kinds:
        raise CommandError("Diesen Bericht gibt es für diesen Dienst nicht.")
    return kinds[0]


def _written(report: Report, kind: ReportKind, content: dict[str, Any], options: dict[str, Any]) -> bytes:
    if options["format"] == "json":
        return json.dumps(as_json(report, content), ensure_ascii=False, indent=1).encode()
    if options["format"] == "csv":
        return as_csv(content)
    if options["format"] == "xlsx":
        return as_xlsx(content, title=kind.title, notes=[report.organisation.name, str(options["year"])])
    return as_pdf(report, content, way=Way.HIDDEN if options["publish"] else "")
