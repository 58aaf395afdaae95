"""`manage.py quality check [--service S]`: run the checks of the data, print what they found as JSON.

Names records by file number, kind and uuid, never a person. Exits with 0 (nothing found) or 1 (something found).
"""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from roterfaden.accounts.models import Organisation
from roterfaden.steering.checking import shipped_checks
from roterfaden.steering.models import Finding
from roterfaden.steering.sweeping import sweep


class Command(BaseCommand):
    help = "Check the data of all services, or of one, and print the findings as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        check = commands.add_parser("check", help="run every check now")
        check.add_argument("--service", help="code of one service")

    def handle(self, *_args: Any, **options: Any) -> None:
        services = Organisation.objects.filter(kind__runs_cases=True).order_by("code")
        if options["service"]:
            services = services.filter(code=options["service"])
            if not services:
                raise CommandError("Diesen Dienst gibt es nicht.")
        for service in services:
            sweep(service, at=timezone.now())
        rows = Finding.objects.filter(service__in=services).select_related("service", "case")
        found = [self._told(row) for row in rows.order_by("service__code", "check_key", "pk")]
        self.stdout.write(json.dumps({"findings": found, "count": len(found)}, ensure_ascii=False, indent=1))
        sys.exit(1 if found else 0)

    def _told(self, row: Finding) -> dict[str, Any]:
        check = shipped_checks()[row.check_key]
        return {
            "check": check.key,
            "title": check.title,
            "service": row.service.code,
            "record_kind": row.record_kind,
            "record": str(row.record),
            "case": row.case.code if row.case else None,
            "file_number": row.case.file_number if row.case else None,
            "page": check.page,
            "found_at": row.found_at.isoformat(timespec="seconds"),
        }
