"""Every page that the staff of the demo can reach by following links, looked at in Chromium.

A walk from the first page of every role finds the pages; each name of the URLconf is looked at once, where most stands
on it.
"""

import json
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from contextlib import closing
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

import pytest
from django.urls import Resolver404, resolve, reverse
from playwright.sync_api import APIRequestContext, Browser, Page

from benchmarks.killing import Server
from roterfaden.operations.demo.cast import DEMO_PASSWORD
from tests.access.urls import all_pages
from tests.browser.checks import everyhow, otherhow
from tests.browser.conftest import watch
from tests.demo import prepared_demo

pytestmark = [pytest.mark.browser, pytest.mark.one_database, pytest.mark.walk]

# in this order: a page belongs to the first who reaches it
WALKERS = ("holm", "lorenz", "quandt", "admin", "amrein", "koester", "amt", "kamber", "flury")
# where a walker begins besides the first page: the chain of which there is a draft
STARTS = {"quandt": ("/prozesse/S2/fassungen/",)}
PARTS = 6
TRIES = 2
LINK = re.compile(r'href="(/[^"#]*)"')


# what the walk need not reach; the walk follows links only, and of each kind of page only the first few
NOT_WALKED = {
    "for machines": "health:health health:metrics agenda:feed drafts:token api:*",
    "other people, other session: test_portal.py": "portal:*",
    "before or after a login, with a second factor: test_passkey.py": "account_* mfa_*",
    "a file, not a page": """*_pdf billing:export consulting:sheet letters:* measures:certificate measures:step_plan
        orders:letter reports:copy reports:file reports:letter reports:own_letter requirements:evidence_file
        statistics:export statistics:file steering:review bpmn:download bpmn:file cases:file
        complaints:letter complaints:receipt cooperation:minutes_file cooperation:scan dates:appointment_file
        dossier:printed_file dossier:protocol_file fieldwork:worker handbook:aid_file imports:findings imports:sample
        invitations:export invitations:letters network:minutes network:notice_data network:pact_file
        offers:dmn_file privacy:assessment_paper privacy:breach_paper privacy:notice privacy:pledge_sheet
        privacy:record programmes:measures programmes:report rights:report rights:report_data staff:paper
        staff:training_paper surveys:file surveys:letters surveys:sheet_file""",
    "a sign that something is done or wrong, shown after sending": """archive:keep casefile:write_entry
        complaints:taken deputies:name_deputy jobs:detail dossier:read search:index dates:apply_rule""",
    "of an import that runs: test_import_pages.py": "imports:columns imports:detail imports:rows imports:undo",
    "of a state that no walker meets: test_survey_pages.py, test_signon.py, test_privacy_pages.py": """
        administration:bind_identity agenda:cancel agenda:change cases:check_in cases:version quarantine:discard
        recovery:index rights:hold_back signon:* staff:confirm steering:clientele surveys:answer surveys:compared
        surveys:enter surveys:goals welcome:film welcome:thanks""",
    "of the canton's demo, if its walkers do not come so far: test_programme_pages.py": """invitations:add
        invitations:answer invitations:detail invitations:invite programmes:change programmes:line programmes:plan
        programmes:value triage:*""",
    "of a stage that no table of the demo is in: test_cooperation.py": """cooperation:answer cooperation:ask
        cooperation:cancel cooperation:decide cooperation:fix cooperation:issue""",
    "of a state that the walk does not meet: test_versions_pages.py": """versions:add_change versions:release
        versions:move_all_back versions:move_back versions:move_one versions:retire""",
    "of something that the cases of the walk do not have": """anamnesis:change_own_field anamnesis:own_fields
        anamnesis:own_fields_of casefile:entry_versions casefile:merge_persons cases:resume cases:subchain
        consent:pledge dates:run_on""",
    "of a stage that the demo is not in: test_audits.py, test_requirement_pages.py and others": """auditing:*
        consulting:decide_framework consulting:decide_project consulting:edit_framework instruments:rebuild
        measures:agree measures:begin offers:change_own placement:cancel_trial placement:edit_subsidy requirements:*
        staff:erase_file staff:sign steering:next_version steering:side_text tokens:new_hook""",
}
# what the browser refused or stumbled over on any of the pages
COMPLAINTS: list[str] = []


class Found(NamedTuple):
    """A page: its name in the URLconf, who reaches it, where."""

    name: str
    user: str
    address: str


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("demo"))
    running.prepare(prepared_demo())
    running.start()
    running.wait()
    yield running
    running.kill()


def logged_in(browser: Browser, server: Server, user: str) -> Page:
    context = browser.new_context(base_url=server.url, locale="de-DE", reduced_motion="reduce")
    watch(context, COMPLAINTS)
    page = context.new_page()
    page.goto("/konto/anmelden/")
    page.locator("input[name=login]").first.fill(user)
    page.locator("input[name=password]").first.fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Anmelden", exact=True).first.click()
    page.wait_for_url(f"{server.url}/")
    return page


def telling_cases(data: Path) -> list[str]:
    """The codes of a few cases of the demo which together have rows in every table that belongs to cases."""
    with closing(sqlite3.connect(next(data.glob("*.sqlite3")))) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows: dict[int, dict[str, int]] = defaultdict(dict)
        for table in tables:
            if "case_id" in {column[1] for column in database.execute(f"PRAGMA table_info({table})")}:
                for case, number in database.execute(
                    f"SELECT case_id, COUNT(*) FROM {table} GROUP BY case_id"
                ):
                    if case is not None:
                        rows[case][table] = number
        missing, chosen = {table for held in rows.values() for table in held}, set[int]()
        while missing:
            case = max(rows, key=lambda one: (len(missing & set(rows[one])), sum(rows[one].values())))
            chosen.add(case)
            missing -= set(rows[case])
        rows_of_cases = database.execute("SELECT id, code FROM cases_case ORDER BY id")
        return [code for pk, code in rows_of_cases if pk in chosen]


def walk(
    request: APIRequestContext,
    server: Server,
    *,
    starts: Collection[str],
    cases: Collection[str],
    known: Collection[str],
) -> dict[str, str]:
    """Follow the links from the first page and into `cases`: the richest page of each name that is not among `known`.

    Of pages outside of cases a few of each name are tried, of pages of other cases none.
    """
    waiting = [*starts, *(reverse("cases:thread", args=[code]) for code in cases)]
    seen, tried = set(waiting), Counter[str]()
    richest: dict[str, tuple[int, str]] = {}
    while waiting:
        address = waiting.pop(0)
        name, code = named(address)
        if code not in cases and (code is not None or tried[name] >= (1 if name in known else TRIES)):
            continue
        if code is not None and tried[f"{name} {code}"] >= TRIES:
            continue
        answer = request.get(server.url + address, max_redirects=0)
        if answer.status != 200 or "text/html" not in answer.headers["content-type"]:
            continue
        text = answer.text()
        tried.update((name, f"{name} {code}"))
        richest[name] = max(richest.get(name, (0, "")), (len(text), address))
        for link in LINK.findall(text):
            path = link.replace("&amp;", "&")
            if path not in seen and named(path)[0]:
                seen.add(path)
                waiting.append(path)
    return {name: address for name, (_size, address) in richest.items() if name not in known}


def named(address: str) -> tuple[str, str | None]:
    """The name of the page behind an address, and the code of the case that it belongs to, if any."""
    try:
        match = resolve(address.partition("?")[0])
    except Resolver404:
        return "", None
    return match.view_name, match.kwargs.get("code") if address.startswith("/faelle/") else None


@pytest.fixture(scope="module")
def found(server: Server, browser: Browser) -> list[Found]:
    """What all walkers reach; kept beside the demo, so that one process walks for all."""
    kept = prepared_demo() / "pages.json"
    if not kept.exists():
        pages: dict[str, Found] = {}
        cases = telling_cases(prepared_demo() / "data")
        for user in WALKERS:
            page = logged_in(browser, server, user)
            reached = walk(
                page.context.request, server, starts=("/", *STARTS.get(user, ())), cases=cases, known=pages
            )
            pages |= {name: Found(name, user, address) for name, address in reached.items()}
            page.context.close()
        kept.write_text(json.dumps(sorted(pages.values())), "utf-8")
    return [Found(*row) for row in json.loads(kept.read_text("utf-8"))]


@pytest.mark.parametrize("part", range(PARTS))
def test_accessible_wide_and_narrow_light_and_dark(
    part: int, server: Server, browser: Browser, found: list[Found]
) -> None:
    pages: dict[str, Page] = {}
    faults = []
    for number, row in enumerate(found):
        if number % PARTS != part:
            continue
        if row.user not in pages:
            pages[row.user] = logged_in(browser, server, row.user)
        page = pages[row.user]
        page.goto(row.address)
        try:
            everyhow(page, turn=number, what=f"{row.name} {row.address} ({row.user})")
            otherhow(page, what=f"{row.name} {row.address} ({row.user})")
        except AssertionError as fault:
            faults.append(str(fault).splitlines()[0])
    for page in pages.values():
        page.context.close()
    assert pages
    assert not faults, "\n".join(faults)
    assert COMPLAINTS == [], "the browser complained"


def test_the_walk_leaves_out_nothing_but_what_is_named(found: list[Found]) -> None:
    patterns = " ".join(NOT_WALKED.values()).split()
    left = {page.name for page in all_pages() if page.can_be_read} - {row.name for row in found}
    assert sorted(name for name in left if not any(fnmatch(name, pattern) for pattern in patterns)) == []
    assert len(found) > 180
