"""Steering in Chromium: readable for everybody; and every KPI of the demo's years counted anew from its database."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page

from benchmarks.killing import environment
from roterfaden.steering import case_goals, keeping
from roterfaden.steering.agreement_records import SideText
from roterfaden.steering.case_goals import GoalWords
from roterfaden.steering.choices import Outcome, Party
from roterfaden.steering.kpis import shipped_kpis
from roterfaden.steering.sweeping import sweep
from tests.browser.checks import everyhow
from tests.browser.test_journal_pages import visit
from tests.demo import ROOT, prepared_demo
from tests.fixtures import AT, TODAY, World, open_case
from tests.standards.makers import prove
from tests.steering.makers import clerk_of_the_office, typed
from tests.web.browsing import stop_clock

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]


def test_the_pages_are_readable_for_everybody(
    open_page: OpenPage, transactional_db: None, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    case = open_case(world)
    typed(world, "workers", "2")
    words = GoalWords(text="Ich will bleiben.", levels=["", "", "Ich bin da.", "", ""], topic="keep")
    goal = case_goals.set_goal(case=case, words=words, by=world.anna, at=AT)
    case_goals.note_view(goal=goal, party=Party.CLIENT, level=0, seen_on=TODAY, note="", by=world.anna, at=AT)
    case_goals.end_goal(goal=goal, outcome=Outcome.PARTLY, ending="Fast.", revision=1, by=world.anna, at=AT)
    prove(world, "kassys:P61-01", until=TODAY + timedelta(days=5))
    keeping.keep_values(world.service, at=AT)
    sweep(world.service, at=AT)
    office = open_page("/qualitaet/vereinbarungen/", user=clerk_of_the_office(world))
    office.get_by_role("link", name="Zielvereinbarung beginnen").click()
    office.get_by_label("Dienst", exact=True).select_option(world.service.name)
    everyhow(office)
    office.get_by_role("button", name="Beginnen").click()
    office.get_by_role("button", name="Erledigt").click()
    office.get_by_role("link", name="Entwurf schreiben").click()
    office.get_by_label("Entwurf").fill("Krisen zuerst.")
    office.get_by_role("button", name="Entwurf speichern").click()
    office.get_by_text("Krisen zuerst.").wait_for()
    assert SideText.objects.get().text == "Krisen zuerst."
    everyhow(office)
    lead = open_page("/qualitaet/", user=world.lena)
    everyhow(lead)
    pages = (
        "kennzahlen/caseload/",
        "kennzahlen/neu/",
        "groessen/",
        "daten/",
        "ziele/",
        "verbesserungen/neu/",
    )
    for address in pages:
        visit(lead, f"/qualitaet/{address}")
        everyhow(lead)
    visit(lead, "/")
    lead.get_by_role("link", name="Nachweis zu einer Anforderung erneuern").wait_for()
    everyhow(lead)
    for address in ("", "neu/"):
        visit(lead, f"/faelle/{case.code}/ziele/{address}")
        everyhow(lead)


SCRIPT = """
import json
from io import StringIO
from django.core.management import call_command
from roterfaden.steering.kpis import shipped_kpis
found = {}
for year in YEARS:
    for kpi in shipped_kpis():
        out = StringIO()
        said = ["kpi", "compute", kpi.key, "--year", str(year), "--service", "ifd-neuhafen", "--format", "json"]
        call_command(*said, stdout=out)
        found[f"{year} {kpi.key}"] = json.loads(out.getvalue())["value"]
print("FOUND" + json.dumps(found))
"""


def test_every_kpi_of_the_demo_equals_an_independent_recount(tmp_path: Path) -> None:
    """The command reckons; the test counts rows of the database with its own loops, in SQL without our code."""
    place = tmp_path / "demo"
    shutil.copytree(prepared_demo(), place)
    today = date.today()  # noqa: DTZ011 - the demo is made for the day of the test
    years = (today.year - 1, today.year)
    told = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", SCRIPT.replace("YEARS", repr(years))],
        cwd=ROOT, env=environment(place) | {"PATH": os.environ["PATH"]}, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    found = json.loads(told.split("FOUND")[1])
    database = sqlite3.connect(place / "data" / "roterfaden.sqlite3")
    for year in years:
        recounted = Recount(database, year, today).all()
        assert set(recounted) == {kpi.key for kpi in shipped_kpis()}
        for key, value in recounted.items():
            expected = None if value is None else pytest.approx(value, abs=0.006)
            assert found[f"{year} {key}"] == expected, f"{year} {key}"
    assert sum(value is not None for value in found.values()) > len(shipped_kpis())


class Recount:
    """Counts the KPIs of one year of the IFD Neuhafen row by row."""

    def __init__(self, database: sqlite3.Connection, year: int, today: date) -> None:
        self.database = database
        (self.service,) = self.ask("select id from accounts_organisation where code = 'ifd-neuhafen'")[0]
        self.today, self.year = today, str(year)
        ends = [date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1) for month in range(1, 13)]
        self.months = [min(end, today) for end in ends if end.replace(day=1) <= today]
        self.cases = {
            row[0]: row[1:]
            for row in self.ask(
                "select id, opened_on, closed_on, result from cases_case where service_id = ?", self.service
            )
        }
        self.away = self.ways_out()

    def ask(self, sql: str, *args: Any) -> list[Any]:
        return self.database.execute(sql, args).fetchall()

    def all(self) -> dict[str, float | None]:
        hired = {"training", "fixed_term", "permanent", "inclusion_company"}
        placed = [one for one in self.closed() if one[1] in hired]
        placing = [one for one in self.closed() if self.is_placing(one[0])]
        kept = [one for one in self.closed() if one[1] == "job_kept"]
        ended = [one for one in self.closed() if one[1] in {"job_kept", "job_ended"}]
        share = part(sum(one[1] in hired for one in placing) * 100, len(placing))
        goals = self.goals()
        return {
            "caseload": part(self.case_months(), self.typed("workers")),
            "district": part(len(self.months), self.typed("agency_districts")),
            "case_groups": part(100 * self.typed("case_groups_staffed"), self.typed("case_groups")),
            "refunded": part(100 * self.typed("refunded"), self.typed("costs")),
            "placements": part(len(placed), self.typed("placement_workers")),
            "placed_share": share,
            "placed_share_training": share,
            "secured_share": part(100 * len(kept), len(ended)),
            "statements": part(100 * sum(days <= 14 for days in self.statements()), len(self.statements())),
            "reaction": self.met({"call", "meeting", "visit", "company", "mail"}, 3),
            "first_talk": self.met({"meeting", "visit"}, 14),
            "crisis": part(100 * sum(hours <= 1 for hours in self.crises()), len(self.crises())),
            "companies": part(self.company_contacts(), len(self.months)),
            "complaints": part(100 * sum(self.complaints()), len(self.complaints())),
            "goals_client": self.goals_client(),
            "goals_reached": part(100 * (goals.count("reached") + goals.count("partly") / 2), len(goals)),
        }

    def closed(self) -> list[tuple[int, str]]:
        """Case and result of each way out of the year: the last one of each case, and those before it came back."""
        found = [(one, row[2]) for one, row in self.cases.items() if row[1] and row[1][:4] == self.year]
        return found + [(case, result) for case, left, _back, result in self.away if left[:4] == self.year]

    def ways_out(self) -> list[tuple[int, str, str, str]]:
        """Case, day it went, day it came back, and its result in between, for cases that were opened again."""
        found = []
        for case in self.cases:
            left = None
            for kind, day, at, result in self.ask(
                "select kind, day, at, result from cases_caseevent where case_id = ? and kind in "
                "('closed', 'reopened', 'result_corrected') order by id",
                case,
            ):
                on = day or str(local(at))
                if kind == "reopened" and left is not None and left[0] < on:
                    found.append((case, left[0], on, left[1]))
                left = None if kind == "reopened" else (on, result)
        return found

    def is_placing(self, case: int) -> bool:
        kinds = {row[0] for row in self.ask("select kind from cases_mandate where case_id = ?", case)}
        return bool(kinds & {"placement", "transition_school", "transition_workshop", "measure"})

    def case_months(self) -> int:
        return sum(
            opened <= str(end)
            and (not closed or closed > str(end))
            and not any(case == one and left <= str(end) < back for one, left, back, _result in self.away)
            for end in self.months
            for case, (opened, closed, _result) in self.cases.items()
        )

    def typed(self, name: str) -> float:
        rows = self.ask(
            "select month, value from steering_typedfigure where service_id = ? and name = ? order by month",
            self.service,
            name,
        )
        return sum([float(value) for month, value in rows if month <= str(end)][-1] for end in self.months)

    def statements(self) -> list[int]:
        rows = self.ask(
            "select r.started_at, r.ended_at from process_run r join process_chainversion v on v.id = "
            "r.chain_version_id where v.key = 'M16' and r.state = 'ended' and r.organisation_id = ?",
            self.service,
        )
        return [(local(b) - local(a)).days for a, b in rows if str(local(b))[:4] == self.year]

    def met(self, kinds: set[str], days: int) -> float | None:
        asked = in_time = 0
        for case, (opened, _closed, _result) in self.cases.items():
            until = date.fromisoformat(opened) + timedelta(days=days)
            if opened[:4] != self.year or until > self.today:
                continue
            asked += 1
            rows = self.ask("select kind, happened_at from cases_journalentry where case_id = ?", case)
            in_time += any(kind in kinds and local(at) <= until for kind, at in rows)
        return part(100 * in_time, asked)

    def crises(self) -> list[float]:
        found = []
        for pk, began in self.ask(
            "select c.id, c.began_at from cases_crisis c join cases_case k on k.id = c.case_id "
            "where k.service_id = ?",
            self.service,
        ):
            if str(local(began))[:4] == self.year:
                log = [
                    moment(row[0])
                    for row in self.ask("select at from cases_crisislogentry where crisis_id = ?", pk)
                ]
                found.append((min(log) - moment(began)).total_seconds() / 3600 if log else 9e9)
        return found

    def company_contacts(self) -> int:
        rows = self.ask(
            "select j.happened_at from cases_journalentry j join cases_case k on k.id = j.case_id "
            "where j.kind = 'company' and k.service_id = ?",
            self.service,
        )
        return sum(str(local(row[0]))[:4] == self.year for row in rows)

    def complaints(self) -> list[bool]:
        rows = self.ask(
            "select received_at, answer_due_on, answered_at from complaints_complaint where organisation_id = ? "
            "and answer_due_on is not null",
            self.service,
        )
        return [
            bool(answered) and str(local(answered)) <= due
            for received, due, answered in rows
            if str(local(received))[:4] == self.year and (answered or due < str(self.today))
        ]

    def goals_client(self) -> float | None:
        rows = self.ask(
            "select g.id, g.ended_on from steering_casegoal g join cases_case k on k.id = g.case_id "
            "where k.service_id = ? and g.outcome in ('reached', 'partly', 'not')",
            self.service,
        )
        last = []
        for goal, ended in rows:
            views = self.ask(
                "select level from steering_goalview where goal_id = ? and party = 'client' "
                "order by seen_on desc, id desc limit 1",
                goal,
            )
            last += [views[0][0]] if views and ended[:4] == self.year else []
        return part(100 * sum(level >= 0 for level in last), len(last))

    def goals(self) -> list[str]:
        rows = self.ask(
            "select g.outcome, g.ended_on from steering_casegoal g join cases_case k on k.id = g.case_id "
            "where k.service_id = ? and g.outcome in ('reached', 'partly', 'not')",
            self.service,
        )
        return [outcome for outcome, ended in rows if ended[:4] == self.year]


def part(above: float, below: float) -> float | None:
    return above / below if below else None


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def local(text: Any) -> date:
    """The calendar day in Germany of a moment as the database writes it."""
    return moment(text).astimezone(ZoneInfo("Europe/Berlin")).date()
