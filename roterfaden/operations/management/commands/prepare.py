"""`manage.py prepare`: everything an installation needs before it can serve. May be run again at any time."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from roterfaden.accounts.organisations import load_organisation_kinds
from roterfaden.cases.models import Case
from roterfaden.common import rows
from roterfaden.common.crypto.keyring import ensure_master_key
from roterfaden.languages.compiling import compile_all
from roterfaden.operations import row_security
from roterfaden.operations.upkeep import count_rows
from roterfaden.process.catalogue import chain_of, load_catalogue
from roterfaden.process.models import ChainVersion
from roterfaden.process.shipped_overlays import load_overlays
from roterfaden.quality.reader import faults_with_chains
from roterfaden.quality.shelf import book


def _refuse_a_database_of_before() -> None:
    """Refuse a database with steps that are gone: they were joined before the first release (decision 0095)."""
    known = MigrationLoader(connection)
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("roterfaden.")}
    if any(app in ours for app, _name in set(known.applied_migrations) - set(known.disk_migrations)):
        raise CommandError(
            "Diese Datenbank stammt aus einer Fassung vor der ersten Veröffentlichung und lässt sich nicht fortführen. "
            "Für die Demo: make clean, dann make run."
        )


def _check_handbook(versions: list[ChainVersion]) -> None:
    """Refuse to go on with a handbook that is faulty or names chains and steps that do not exist."""
    faults = faults_with_chains(book(), [chain_of(version) for version in versions])
    if faults:
        raise CommandError("\n".join(faults))


class Command(BaseCommand):
    help = "Create keys, database, texts in all languages and static files; load the catalogue, in demo mode the demo."

    def handle(self, *_args: Any, **_options: Any) -> None:
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        ensure_master_key()
        _refuse_a_database_of_before()
        compile_all(settings.LOCALE_PATHS[0])
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        load_organisation_kinds()
        loaded = load_catalogue()
        for broken in load_overlays(at=timezone.now()):
            for fault in broken.faults:
                self.stderr.write(f"Anpassung passt nicht: {fault}")
        _check_handbook(loaded)
        self._secure_rows()
        call_command("collectstatic", interactive=False, verbosity=0)
        self.stdout.write(f"{len(loaded)} Ketten geladen.")
        if settings.DEMO_MODE:
            call_command("demo")
        count_rows(at=timezone.now())

    def _secure_rows(self) -> None:
        """On from the first day; where people have worked without it somebody switches it on by hand."""
        if not rows.in_use():
            return
        if row_security.is_on(connection) or not Case.objects.exists():
            row_security.switch_on(connection)
        else:
            self.stderr.write("Die Zeilensicherheit ist noch nicht eingeschaltet: manage.py rows on")
