"""`manage.py kpi list | compute KPI --year Y --service S [--format json]`. Numbers only, no person."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from roterfaden.accounts.models import Organisation
from roterfaden.steering.figures import title_of
from roterfaden.steering.kpis import KpiRefused, kpi_for, shipped_kpis
from roterfaden.steering.periods import year_of
from roterfaden.steering.reckoning import Result, reckon

FIRST_YEAR, LAST_YEAR, REFUSED = 1990, 2200, 3


class Command(BaseCommand):
    help = "List the KPIs, and reckon one for a year and a service."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        commands.add_parser("list", help="the shipped KPIs with their formula and target")
        one = commands.add_parser("compute", help="the value of one KPI")
        one.add_argument("kpi")
        one.add_argument("--year", type=int, required=True)
        one.add_argument("--service", required=True, help="code of the service")
        one.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["command"] == "list":
            for kpi in shipped_kpis():
                self.stdout.write(f"{kpi.key}\t{kpi.version}\t{kpi.title}\t{kpi.formula.text}\t{kpi.target}")
            return
        if not FIRST_YEAR <= options["year"] <= LAST_YEAR:
            raise CommandError(f"Das Jahr liegt zwischen {FIRST_YEAR} und {LAST_YEAR}.")
        service = Organisation.objects.filter(code=options["service"]).first()
        if service is None:
            raise CommandError("Diesen Dienst gibt es nicht.")
        period = year_of(options["year"], today=timezone.localdate())
        try:
            kpi = kpi_for(service, options["kpi"], on=period.reached)
        except KpiRefused as refusal:
            self.stderr.write(str(refusal))
            sys.exit(REFUSED)
        told = _told(reckon(kpi, service, period), service, options["year"])
        if options["format"] == "json":
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
        else:
            self.stdout.write(f"{kpi.title}: {told['value'] or '–'} {kpi.unit} ({told['light']})")


def _told(result: Result, service: Organisation, year: int) -> dict[str, Any]:
    kpi = result.kpi
    return {
        "kpi": kpi.key,
        "version": kpi.version,
        "service": service.code,
        "year": year,
        "value": None if result.value is None else float(result.value),
        "unit": kpi.unit,
        "target": float(kpi.target),
        "light": str(result.light),
        "base": result.base,
        "formula": kpi.formula.text,
        "figures": {
            str(call): {
                "title": title_of(call),
                "value": None if amount.value is None else float(amount.value),
            }
            for call, amount in result.amounts.items()
        },
    }
