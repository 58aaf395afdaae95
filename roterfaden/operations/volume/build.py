"""Fill an empty, migrated database."""

import multiprocessing
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta

from django.db import connection, connections, transaction
from django.db.models import F

from roterfaden.accounts.models import Organisation, User
from roterfaden.cases.mandates import remember_all_commissioners
from roterfaden.cases.models import Case
from roterfaden.operations.volume import sizes
from roterfaden.operations.volume.employers import add_employers
from roterfaden.operations.volume.making import Foundry, Made, Opened, tables
from roterfaden.operations.volume.stage import Stage, set_stage
from roterfaden.operations.volume.tables import loading, write
from roterfaden.operations.volume.texts import demo_texts
from roterfaden.operations.volume.threads import moulds
from roterfaden.operations.volume.trail import Trail
from roterfaden.people.models import Person
from roterfaden.process.catalogue import versions_in_force

SMALLEST = 100
# from so many cases on, rare chains occur
MANY = 1000
Told = Callable[[str], None]
_foundry: Foundry | None = None


class SeedRefused(ValueError):
    """The database cannot be filled; the message says why."""


def seed(*, cases: int, today: date, processes: int, told: Told) -> None:
    """Fill the database with `cases` cases as of `today`; says now and then how far it is.

    Refuses a database that holds a person, and fewer than a hundred cases. The contents depend on `cases` and `today`
    alone (keys, nonces and salts are new each time, as they must be). Each case has one entry in the audit trail.
    Effects: all tables of persons, cases, runs and journals; indexes are built afterwards, constraints checked.
    """
    if cases < SMALLEST:
        raise SeedRefused(f"Mengendaten beginnen bei {SMALLEST} Fällen.")
    if Person.objects.exists() or Organisation.objects.exists():
        raise SeedRefused("In dieser Datenbank stehen schon Daten. Mengendaten kommen nur in eine leere.")
    texts = demo_texts()
    plans = sizes.service_plans(cases)
    at = datetime.combine(today - timedelta(days=sizes.YEARS * 366), time(8), UTC)
    stage = set_stage(plans, texts=texts, at=at)
    home = Organisation.objects.get(pk=stage.services[0].organisation_id)
    versions = list(versions_in_force(on=today))
    cast = moulds(home, versions, sentences=texts["notes"], rare=cases >= MANY)
    told(f"{len(plans)} Dienste, {User.objects.count()} Zugänge, {len(cast)} Formen von Fäden.")
    foundry = Foundry(stage, cast, texts, today=today)
    parts = sizes.slices(plans)
    filled = tables()
    trail = Trail(dict(User.objects.values_list("pk", "username")))
    with loading(list(filled)):
        done = 0
        for made, opened in _made(foundry, parts, processes=processes):
            with transaction.atomic():
                for model, table in filled.items():
                    write(table, made[model])
                trail.tell(opened)
            done += len(opened)
            told(f"{done} von {cases} Fällen")
        told("Verzeichnisse werden gebaut, Bedingungen geprüft.")
    remember_all_commissioners()
    _count_file_numbers(stage)
    told(f"{add_employers(stage, foundry.names)} Betriebe")


def _count_file_numbers(stage: Stage) -> None:
    for service in stage.services:
        Organisation.objects.filter(pk=service.organisation_id).update(
            next_file_number=F("next_file_number") + service.plan.cases
        )


def _made(
    foundry: Foundry, parts: list[sizes.Slice], *, processes: int
) -> Iterator[tuple[Made, list[Opened]]]:
    """The slices in order; made here, or in so many processes beside this one, which writes."""
    global _foundry  # noqa: PLW0603 - handed to the processes by forking
    if processes == 0 or len(parts) < 2:  # noqa: PLR2004
        yield from map(foundry.make, parts)
        return
    _foundry = foundry
    connection.close()
    gate = multiprocessing.get_context("fork").BoundedSemaphore(processes * 3)
    with multiprocessing.get_context("fork").Pool(processes) as pool:

        def admitted() -> Iterator[sizes.Slice]:
            for part in parts:
                gate.acquire()
                yield part

        for made in pool.imap(_make, admitted()):
            gate.release()
            yield made
    connections.close_all()


def _make(part: sizes.Slice) -> tuple[Made, list[Opened]]:
    if _foundry is None:
        raise RuntimeError("The process was not forked from the one that seeds.")
    return _foundry.make(part)


def is_seeded() -> bool:
    """Whether the database holds volume data."""
    return Case.objects.filter(service__code="dienst-000").exists()
