"""`python -m benchmarks.retention`: 10,000 invented cases over 12 years, night by night: what is due goes, no more.

Cases of a German and of a Swiss service are opened, closed, put away, opened again, restricted at closing or on an
objection and freed again, held for a dispute, and destroyed by two people as soon as a night lists them. Beside it a
plain reckoning, which knows the plan and neither our tables nor our rules, says for every night what must be listed.
"""

import argparse
import random
import re
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.environment import sqlite_database
from benchmarks.frame import Goal, Report

CASES, QUICK_CASES = 10_000, 40
FIRST, LAST = date(2027, 1, 1), date(2039, 1, 31)
# the terms of the shipped catalogue, said once more: years after the end of the year of closing
YEARS = {"DE": 5, "CH": 10}
# in one of so many cases
SWISS, RESTRICTED, OBJECTED, HELD, REOPENED, PAIRED, WITH_FILE = 4, 12, 15, 10, 12, 8, 20
MAIL_KEPT = timedelta(days=90)
ZERO = ("early", "late", "held_and_gone", "not_gone", "remains", "keys_in_backup", "harmed", "trail_broken")
GOALS = tuple(Goal(name, at_most=0) for name in ZERO)


@dataclass
class Plan:
    """What will happen to one case, day by day; `due` is the plain reckoning over it."""

    number: int
    country: str
    events: list[tuple[date, str]] = field(default_factory=list)
    # a case whose person has this one, too
    of_person: int | None = None
    held_until: date | None = None

    @property
    def name(self) -> str:
        return f"KANARIE-{self.number:06d}-X"

    def days(self, what: str) -> list[date]:
        return [day for day, event in self.events if event == what]

    def due(self) -> date | None:
        """The first day whose night must list it, were nobody to hold it; None if that comes after the end."""
        closed, filed = self.days("close"), self.days("file")
        if not closed or not filed or filed[-1] < closed[-1]:
            return None
        listed = max(date(closed[-1].year + YEARS[self.country] + 1, 1, 1), filed[-1] + timedelta(days=1))
        freed = self.days("release")
        if self.days("restrict") and not freed:
            return None
        return max([listed, *(day + timedelta(days=1) for day in freed)])

    def due_at_last(self) -> date | None:
        """The same with the hold: it is put on the day of the first listing, and lasts up to `held_until`."""
        first = self.due()
        if first is None or self.held_until is None:
            return first
        return max(first, self.held_until + timedelta(days=1))


def plans(count: int, rng: random.Random) -> list[Plan]:
    """A life for each case, in days of the years to come."""
    made: list[Plan] = []
    for number in range(count):
        plan = Plan(number, "CH" if number % SWISS == 0 else "DE")
        if number % PAIRED == PAIRED - 1 and made[-1].of_person is None and made[-1].country == plan.country:
            plan.of_person = number - 1
        opened = _later(FIRST, rng, 0, 2200)
        closed = _later(opened, rng, 20, 900)
        plan.events += [(opened, "open"), (closed, "close")]
        if rng.randrange(RESTRICTED) == 0:
            plan.events.append((closed, "restrict"))
        filed = _later(closed, rng, 90, 400)
        if not plan.days("restrict"):
            plan.events.append((filed, "file"))
            if rng.randrange(REOPENED) == 0:
                again = _later(filed, rng, 10, 300)
                closed = _later(again, rng, 10, 300)
                filed = _later(closed, rng, 90, 200)
                plan.events += [(again, "reopen"), (closed, "close"), (filed, "file")]
            if rng.randrange(OBJECTED) == 0:
                plan.events.append((_later(filed, rng, 10, 1500), "restrict"))
        restricted = plan.days("restrict")
        if restricted and rng.randrange(3):
            plan.events.append((_later(restricted[0], rng, 10, 2500), "release"))
            if not plan.days("file"):
                plan.events.append((_later(plan.days("release")[0], rng, 1, 60), "file"))
        if rng.randrange(HELD) == 0 and (due := plan.due()) is not None:
            plan.held_until = _later(due, rng, 30, 900)
        made.append(plan)
    return made


def _later(day: date, rng: random.Random, least: int, most: int) -> date:
    return day + timedelta(days=rng.randint(least, most))


class Life:
    """Does to the cases what their plans say, and notes when each was listed and destroyed."""

    def __init__(self, planned: list[Plan], world: Any, swiss: Any) -> None:
        self.plans, self.world, self.swiss = planned, world, swiss
        self.cases: dict[int, Any] = {}
        self.number_of: dict[int, int] = {}
        self.keys: dict[int, set[str]] = {}
        self.files: dict[int, list[Path]] = {}
        self.listed: dict[int, list[date]] = defaultdict(list)
        self.destroyed: dict[int, date] = {}
        self.held: dict[int, date] = {}
        self.refused: Counter[str] = Counter()
        self.on: dict[date, list[tuple[int, str]]] = defaultdict(list)
        for plan in planned:
            for day, event in plan.events:
                self.on[day].append((plan.number, event))

    def night(self, day: date) -> None:
        """Midnight has passed: the duty lists; then people decide what was listed; then the day's work is done."""
        from roterfaden.archive import destroying  # noqa: PLC0415
        from roterfaden.archive.models import Destruction  # noqa: PLC0415
        from roterfaden.jobs.outbox import empty_old_mails  # noqa: PLC0415

        at = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
        if destroying.list_due(at=at)["cases"]:
            for row in Destruction.objects.filter(listed_at=at).select_related("case"):
                self._decide(row, day, at + timedelta(hours=6))
        for number, event in self.on[day]:
            getattr(self, f"_{event}")(self.plans[number], day, at + timedelta(hours=8))
        if day.day == 1:
            empty_old_mails(at=at)

    def _decide(self, row: Any, day: date, at: datetime) -> None:
        from roterfaden.archive import destroying  # noqa: PLC0415

        number, lena, bela = self.number_of[row.case_id], self.world.lena, self.world.bela
        self.listed[number].append(day)
        until = self.plans[number].held_until
        if until is not None and number not in self.held:
            self.held[number] = until
            destroying.keep_longer(
                row=row, until=until, reason="Klage.", revision=row.revision, by=lena, at=at
            )
            return
        destroying.propose(row=row, revision=row.revision, by=lena, at=at)
        destroying.confirm(row=row, revision=row.revision, by=bela, at=at)
        self.destroyed[number] = day

    def _open(self, plan: Plan, day: date, at: datetime) -> None:
        from roterfaden.cases import intake  # noqa: PLC0415
        from roterfaden.cases.choices import MandateKind  # noqa: PLC0415
        from roterfaden.cases.mandates import MandateFacts  # noqa: PLC0415
        from roterfaden.process.catalogue import version_in_force  # noqa: PLC0415

        version = version_in_force("V1", on=day)
        assert version is not None
        swiss, world = plan.country == "CH", self.world
        other = self.cases.get(plan.of_person) if plan.of_person is not None else None
        person: Any = {"first_name": "Kim", "last_name": plan.name, "birth_date": date(1990, 1, 1)}
        case = intake.open_case(
            service=self.swiss if swiss else world.service,
            person=other.person if other is not None and plan.of_person not in self.destroyed else person,
            chain_version=version,
            start_node="start_auftrag",
            responsible=world.anna,
            opened_on=day,
            concern=f"{plan.name} sucht Arbeit.",
            mandate=None if swiss else MandateFacts(MandateKind.PLACEMENT, day, commissioner=world.agency),
            by=world.anna,
            at=at,
        )
        self.cases[plan.number], self.number_of[case.pk] = case, plan.number
        self.keys[plan.number] = {case.data_key_id.hex}
        if plan.number % WITH_FILE == 0:
            self._give(plan, case, at)

    def _give(self, plan: Plan, case: Any, at: datetime) -> None:
        """A file and a mail that name the person."""
        from io import BytesIO  # noqa: PLC0415

        from django.conf import settings  # noqa: PLC0415
        from django.db import transaction  # noqa: PLC0415

        from roterfaden.documents.files import store_file  # noqa: PLC0415
        from roterfaden.jobs.outbox import queue_mail, send_waiting  # noqa: PLC0415

        by, content = self.world.anna, BytesIO(plan.name.encode())
        with transaction.atomic():
            stored = store_file(
                name=f"{plan.name}.txt", stream=content, data_key=case.data_key, kind="other", scope=case, by=by, at=at
            )  # fmt: skip
            key, to = f"brief-{plan.number}", f"{plan.name.lower()}@example.org"
            queue_mail(key=key, to=to, subject="Termin", body=plan.name, not_before=at, by=by, at=at)
        send_waiting(at=at)
        name = stored.uuid.hex
        self.files[plan.number] = [Path(settings.MEDIA_ROOT) / name[:2] / name]

    def _close(self, plan: Plan, day: date, at: datetime) -> None:
        from roterfaden.archive.closing import close_checked  # noqa: PLC0415
        from roterfaden.cases.choices import CaseResult  # noqa: PLC0415

        case = self._now(plan)
        close_checked(
            case=case, result=CaseResult.ADVISED, code="", reason=f"{plan.name} ist beraten.", gaps_reason="Ende.",
            closed_on=day, health=True, revision=case.revision, by=self.world.anna, at=at,
        )  # fmt: skip

    def _file(self, plan: Plan, _day: date, at: datetime) -> None:
        from roterfaden.archive.filing import file_away  # noqa: PLC0415

        case = self._now(plan)
        file_away(case=case, revision=case.revision, by=self.world.lena, at=at)

    def _reopen(self, plan: Plan, _day: date, at: datetime) -> None:
        from roterfaden.cases.closing import reopen_case  # noqa: PLC0415

        case = self._now(plan)
        reopen_case(case=case, reason="Kündigung droht.", revision=case.revision, by=self.world.anna, at=at)

    def _restrict(self, plan: Plan, _day: date, at: datetime) -> None:
        from roterfaden.archive import restricting  # noqa: PLC0415
        from roterfaden.archive.choices import RestrictionGround  # noqa: PLC0415

        case, ground = self._now(plan), RestrictionGround.OBJECTION
        if plan.country == "CH":
            ground = RestrictionGround.SWISS
        elif not plan.days("file") or plan.days("file")[0] > at.date():
            ground = RestrictionGround.INSTEAD
        if case.destroyed_at is None:
            restricting.restrict(
                case=case, ground=ground, reason="Widerspruch.", revision=case.revision, by=self.world.lena, at=at
            )  # fmt: skip

    def _release(self, plan: Plan, _day: date, at: datetime) -> None:
        from roterfaden.archive import restricting  # noqa: PLC0415

        case = self._now(plan)
        if case.destroyed_at is None:
            restricting.release(
                case=case, reason="Geklärt.", revision=case.revision, by=self.world.lena, at=at
            )

    def _now(self, plan: Plan) -> Any:
        rows = type(self.cases[plan.number]).objects
        return rows.select_related("person", "service", "responsible").get(pk=self.cases[plan.number].pk)

    def keys_of_persons_gone(self) -> set[str]:
        """Of persons of whom no case is left."""
        left = {case.person_id for number, case in self.cases.items() if number not in self.destroyed}
        return {case.person.data_key_id.hex for case in self.cases.values() if case.person_id not in left}

    def persons_that_stay(self) -> set[str]:
        """Names that may still be read: of persons of whom a case is still there."""
        left = {case.person_id for number, case in self.cases.items() if number not in self.destroyed}
        return {
            plan.name for plan in self.plans if plan.number in self.cases and self.cases[plan.number].person_id in left
        }  # fmt: skip


def judged(life: Life) -> dict[str, int]:
    """The nights of our program against the plain reckoning."""
    told = Counter[str]()
    for plan in life.plans:
        due, gone = plan.due_at_last(), life.destroyed.get(plan.number)
        due = due if due is not None and due <= LAST else None
        told["due"] += due is not None
        told["early"] += gone is not None and (due is None or gone < due)
        told["late"] += gone is not None and due is not None and gone > due
        told["not_gone"] += gone is None and due is not None
        until = life.held.get(plan.number)
        told["held_and_gone"] += gone is not None and until is not None and gone <= until
    return dict(told)


def left_of(life: Life, folder: Path, database: Path) -> dict[str, int]:
    """What can still be read of those who are gone: in the bytes of the database, on disk, in the keys of a backup."""
    from django.db import connection  # noqa: PLC0415

    from roterfaden.audit.verification import verify  # noqa: PLC0415
    from roterfaden.cases.models import Case  # noqa: PLC0415
    from roterfaden.common.crypto import keyring  # noqa: PLC0415
    from roterfaden.jobs.models import Mail  # noqa: PLC0415
    from roterfaden.operations.backup.keys import FILE, keep_keys, kept_keys  # noqa: PLC0415

    end = datetime(LAST.year, LAST.month, LAST.day, 20, tzinfo=UTC)
    keep_keys(folder, at=end)
    rows = kept_keys(folder / FILE).rows
    gone = {key for number in life.destroyed for key in life.keys[number]} | life.keys_of_persons_gone()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
    readable = set(re.findall(rb"KANARIE-\d{6}-X", database.read_bytes()))
    remains = len({name.decode() for name in readable} - life.persons_that_stay())
    remains += sum(path.exists() for number in life.destroyed for path in life.files.get(number, []))
    old = Mail.objects.filter(not_before__lt=end - MAIL_KEPT - timedelta(days=31))
    remains += old.filter(data_key__destroyed_at=None).count()
    keyring.forget()
    harmed = 0
    for number, case in life.cases.items():
        if number not in life.destroyed:
            here = Case.objects.get(pk=case.pk)
            whole = here.concern.startswith(life.plans[number].name) and here.destroyed_at is None
            harmed += not (whole and all(path.exists() for path in life.files.get(number, [])))
            harmed += rows[case.data_key_id.hex].wrapped is None
    return {
        "remains": remains,
        "keys_in_backup": sum(rows[key].wrapped is not None for key in gone),
        "harmed": harmed,
        "trail_broken": int(not verify().sound),
    }


def measure(count: int, *, quick: bool) -> Report:
    """Let twelve years pass."""
    began = time.process_time()
    with sqlite_database() as folder:
        from roterfaden.accounts import members, organisations  # noqa: PLC0415
        from roterfaden.accounts.choices import Role  # noqa: PLC0415
        from tests.fixtures import AT, build_world, load_shipped_data  # noqa: PLC0415

        load_shipped_data()
        world = build_world()
        swiss = organisations.add_organisation(
            code="ch-dienst", name="Dienst Luzern", kind="service", region="CH-LU", by=None, at=AT, file_prefix="LU"
        )  # fmt: skip
        for user, role in (
            (world.anna, Role.CASEWORKER),
            (world.bela, Role.CASEWORKER),
            (world.lena, Role.TEAM_LEAD),
        ):
            members.add_member(user=user, organisation=swiss, role=role, valid_from=AT.date(), by=None, at=AT)
        life = Life(plans(count, random.Random(11)), world, swiss)
        for ordinal in range(FIRST.toordinal(), LAST.toordinal() + 1):
            day = date.fromordinal(ordinal)
            life.night(day)
            if (day.month, day.day) == (1, 1):
                print(f"{day}: {len(life.cases)} opened, {len(life.destroyed)} destroyed", file=sys.stderr)
        figures = {"cases": len(life.cases), "nights": LAST.toordinal() - FIRST.toordinal() + 1}
        figures |= judged(life) | left_of(life, folder, folder / "db.sqlite3")
    figures |= {
        "destroyed": len(life.destroyed),
        "held": len(life.held),
        "restricted": sum(bool(plan.days("restrict")) for plan in life.plans),
        "opened_again": sum(bool(plan.days("reopen")) for plan in life.plans),
        "seconds": round(time.process_time() - began),
    }
    return Report("retention", figures, {}, GOALS, quick=quick)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_CASES} cases, under 40 seconds")
    parser.add_argument("--json", action="store_true", help="the report as one JSON object on the last line")
    given = parser.parse_args()
    report = measure(QUICK_CASES if given.quick else given.cases, quick=given.quick)
    print(report.as_table())
    if given.json:
        print(report.as_json())
    return 0 if report.ok else 1


if __name__ == "__main__":
    sys.exit(main())
