"""Who works in the office of `benchmarks.load`, and whether everything that they were told is written was written.

Runs in a process of its own with the settings of production. `begin COUNT` logs people in (sessions of people whom an
identity provider let in with two factors) and prints one JSON list; `verify` reads what was acknowledged and prints
how much of it is missing.
"""

import json
import secrets
import sys
from datetime import timedelta
from random import Random
from typing import Any

CASES = 25
NAMES = 12
# one lead for so many caseworkers, as the seed has them
WORKERS_OF_A_LEAD = 4


def main() -> None:
    import django  # noqa: PLC0415

    django.setup()
    from roterfaden.common import rows  # noqa: PLC0415

    rows.stand(rows.EVERYTHING)
    if sys.argv[1] == "begin":
        told: Any = people(int(sys.argv[2]))
    else:
        told = missing(json.load(sys.stdin))
    print(json.dumps(told))


def people(count: int) -> list[dict[str, Any]]:
    """`count` members of services, one in five a lead of a team; chosen alike for the same data."""
    from roterfaden.accounts.choices import Role  # noqa: PLC0415
    from roterfaden.accounts.models import Membership  # noqa: PLC0415

    rng = Random(1)  # a choice, no secret
    leads = count // (WORKERS_OF_A_LEAD + 1)
    found: list[dict[str, Any]] = []
    for role, wanted in ((Role.CASEWORKER, count - leads), (Role.TEAM_LEAD, leads)):
        rows = list(
            Membership.objects.filter(role=role, organisation__code__startswith="dienst-")
            .select_related("user", "organisation")
            .order_by("pk")
        )
        rng.shuffle(rows)
        able = (one for one in (person(row, role == Role.TEAM_LEAD) for row in rows) if one["cases"])
        found += [one for one, _number in zip(able, range(wanted), strict=False)]
    if len(found) < count:
        print(f"Only {len(found)} people work there.", file=sys.stderr)
    return found


def person(membership: Any, leads: bool) -> dict[str, Any]:
    """One of them: logged in, with the cases that they open and the names that they search for."""
    from django.utils import timezone  # noqa: PLC0415

    from roterfaden.cases.models import Case  # noqa: PLC0415

    user = membership.user
    open_ones = Case.objects.filter(state="open", service=membership.organisation).select_related("person")
    theirs = open_ones.filter(responsible__memberships__team=membership.team_id) if leads else (
        open_ones.filter(responsible=user)
    )  # fmt: skip
    cases = list(theirs.order_by("-opened_on", "pk").distinct()[:CASES])
    csrf = secrets.token_hex(16)
    return {
        "name": user.username,
        "uuid": str(user.uuid),
        "lead": leads,
        "own_cases": {"team": str(membership.team_id)} if leads else {"responsible": user.username},
        "cases": [case.code for case in cases],
        "names": [case.person.last_name for case in cases[:NAMES]],
        "day": (timezone.localdate() + timedelta(days=14)).isoformat(),
        "address": f"192.0.2.{membership.pk % 250 + 1}",
        "csrf": csrf,
        "cookies": cookies_of(user, csrf) if cases else {},
    }


def cookies_of(user: Any, csrf: str) -> dict[str, str]:
    """What a browser holds after logging in."""
    from django.conf import settings  # noqa: PLC0415
    from django.contrib import auth  # noqa: PLC0415
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from roterfaden.accounts.languages import usual_language_of  # noqa: PLC0415
    from roterfaden.accounts.login_stages import CARRIED  # noqa: PLC0415
    from roterfaden.accounts.sessions import begin_session  # noqa: PLC0415
    from roterfaden.web.account.languages import SESSION  # noqa: PLC0415

    store = SessionStore()
    store[auth.SESSION_KEY] = str(user.pk)
    store[auth.BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[auth.HASH_SESSION_KEY] = user.get_session_auth_hash()
    store[SESSION] = usual_language_of(user, on=timezone.localdate())
    store[CARRIED] = {"strong": True}
    store.create()
    key = store.session_key or ""
    begin_session(user=user, session_key=key, agent="Firefox Linux", by=user, at=timezone.now())
    return {settings.SESSION_COOKIE_NAME: key, settings.CSRF_COOKIE_NAME: csrf}


def missing(acknowledged: dict[str, list[tuple[str, str]]]) -> dict[str, int]:
    """How many of the acknowledged writes are not there to be read, of each kind; and how many drafts stayed."""
    return {kind: sum(not is_there(kind, *one) for one in ones) for kind, ones in acknowledged.items()}


def is_there(kind: str, code: str, mark: str) -> bool:
    """Whether the case holds the text with this mark, read back through its seal."""
    from roterfaden.cases.models import JournalEntry  # noqa: PLC0415
    from roterfaden.deadlines.models import Appointment  # noqa: PLC0415
    from roterfaden.process.models import Task  # noqa: PLC0415

    if kind == "entries":
        texts = [row.text for row in JournalEntry.objects.filter(case__code=code).order_by("-pk")[:200]]
    elif kind == "appointments":
        texts = [row.subject for row in Appointment.objects.filter(case__code=code).order_by("-pk")[:200]]
    else:
        done = Task.objects.filter(run__case_run__case__code=code, closed_move__isnull=False)
        texts = [row.note for row in done.order_by("-pk")[:200]]
    return any(f"{text} ".startswith(f"{mark} ") for text in texts)


if __name__ == "__main__":
    main()
