"""Telling other programs that something happened: read from the trail, signed, sent until it arrives. Never contents.

The trail is written in the transaction of each change, so nothing is told that did not happen, and nothing is lost.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.db import transaction
from django.db.models import F

from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import memberships_of
from roterfaden.api.choices import DeliveryState, HookKind
from roterfaden.api.finding import cases_in
from roterfaden.api.models import Delivery, Hook
from roterfaden.audit import actions, trail
from roterfaden.audit.models import Entry, Head
from roterfaden.cases.access import only_open
from roterfaden.cases.choices import FieldClass
from roterfaden.cases.models import Case
from roterfaden.common.crypto import keyring
from roterfaden.common.days import local_day
from roterfaden.jobs import clock

actions.register("api.hook_made", "Benachrichtigung für ein Programm angelegt")
actions.register("api.hook_ended", "Benachrichtigung für ein Programm beendet")
actions.register("api.sent_again", "Meldungen an ein Programm noch einmal gesendet")

# which entries of the trail are told as what, and which part of the case must be open to the owner
TOLD: Mapping[str, tuple[HookKind, FieldClass]] = {
    "cases.opened": (HookKind.CASE_OPENED, FieldClass.CORE),
    "cases.closed": (HookKind.CASE_CLOSED, FieldClass.CORE),
    "cases.reopened": (HookKind.CASE_CLOSED, FieldClass.CORE),
    "process.completed": (HookKind.THREAD_MOVED, FieldClass.THREAD),
    "process.deviated": (HookKind.THREAD_MOVED, FieldClass.THREAD),
    "process.undone": (HookKind.THREAD_MOVED, FieldClass.THREAD),
    "cases.journal_written": (HookKind.JOURNAL_WRITTEN, FieldClass.JOURNAL),
    "cases.journal_corrected": (HookKind.JOURNAL_WRITTEN, FieldClass.JOURNAL),
    "cases.mandate_recorded": (HookKind.MANDATE_CHANGED, FieldClass.ORDERS),
    "cases.mandate_changed": (HookKind.MANDATE_CHANGED, FieldClass.ORDERS),
}
MOST_HOOKS = 5
# minutes to wait after the first, second … failure
WAITS = (1, 5, 15, 60, 240, 720)
SECONDS = 10
MOST_READ, MOST_SENT = 2000, 50
# what a worker took up and never told of is sent again: the receiver knows it by its number
LOST_AFTER = timedelta(minutes=10)
KEPT_FOR = timedelta(days=30)
SIGNATURE = "Roter-Faden-Signature"
HERE = ("localhost", "127.0.0.1")


class HookRefused(ValueError):
    """This address cannot be told; the message says why."""


def make_hook(
    *, user: User, organisation: Organisation, url: str, kinds: Sequence[HookKind], by: User, at: datetime
) -> tuple[Hook, str]:
    """Tell `url` from now on what happens; returns the row and the secret of its signatures, told this once.

    Refuses: an organisation that the user does not work for today, hosts that the operator has not named
    (`ROTERFADEN_HOOK_HOSTS`), anything but https, addresses with a name or a password in them, no kind, more than five.
    Effects: row with a key of its own, audit entry with the host.
    """
    if not memberships_of(user, on=local_day(at)).filter(organisation=organisation).exists():
        raise HookRefused("Für diese Stelle arbeiten Sie nicht.")
    host = _host_of(url)
    if not kinds:
        raise HookRefused("Bitte wählen Sie, wovon das Programm erfahren soll.")
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if running_hooks(user).count() >= MOST_HOOKS:
            raise HookRefused("Sie haben schon fünf Benachrichtigungen. Beenden Sie zuerst eine.")
        secret = secrets.token_urlsafe(32)
        hook = Hook.objects.create(
            user=user,
            organisation=organisation,
            data_key=keyring.new_key(),
            url=url,
            kinds=sorted({str(kind) for kind in kinds}),
            secret=secret,
            made_at=at,
            seen=Head.objects.get(pk=1).seq,
        )
        details = {"host": host, "kinds": hook.kinds}
        trail.record("api.hook_made", by=by, at=at, subject=hook, organisation=organisation, details=details)
    return hook, secret


def end_hook(*, hook: Hook, by: User, at: datetime) -> None:
    """Tell nothing more, not even what waits. Safe to repeat. Effects: the secret is destroyed, audit entry."""
    with transaction.atomic():
        if Hook.objects.filter(pk=hook.pk, ended_at__isnull=True).update(ended_at=at, secret=""):
            Delivery.objects.filter(hook=hook, state=DeliveryState.WAITING).delete()
            keyring.destroy(hook.data_key, at=at)
            trail.record("api.hook_ended", by=by, at=at, subject=hook, organisation=hook.organisation)


def lost_of(hooks: Iterable[Hook]) -> dict[int, list[Delivery]]:
    """What never arrived at each of these addresses and is not forgotten yet, the newest first; one query."""
    rows = Delivery.objects.filter(hook__in=list(hooks), state=DeliveryState.FAILED).order_by("-happened_at")
    found: dict[int, list[Delivery]] = {}
    for row in rows:
        found.setdefault(row.hook_id, []).append(row)
    return found


def send_again(*, hook: Hook, by: User, at: datetime) -> int:
    """Let what never arrived wait for the next sending, with all its attempts; returns how many. Safe to repeat.

    Only about cases that the owner sees today; the rest is forgotten. Effects: an audit entry with the number.
    """
    with transaction.atomic():
        row = Hook.objects.select_for_update().select_related("user", "organisation").get(pk=hook.pk)
        if row.ended_at is not None:
            return 0
        lost = Delivery.objects.filter(hook=row, state=DeliveryState.FAILED)
        if not lost.exists():
            return 0
        entries = Entry.objects.filter(seq__in=lost.values("entry"), action__in=list(TOLD))
        told = list(entries.values_list("seq", "action", "scope_uuid"))
        open_parts = _codes(row, told, at=at)
        seen = [seq for seq, action, case in told if case in open_parts[TOLD[action][1]]]
        lost.exclude(entry__in=seen).delete()
        again = lost.update(state=DeliveryState.WAITING, attempts=0, not_before=at, problem="")
        trail.record(
            "api.sent_again",
            by=by,
            at=at,
            subject=row,
            organisation=row.organisation,
            details={"messages": again},
        )
    return again


def running_hooks(user: User) -> Any:
    return Hook.objects.filter(user=user, ended_at__isnull=True).select_related(
        "organisation", "data_key", "user"
    )


def _host_of(url: str) -> str:
    """The host, if it may be told. `settings.HOOK_HOSTS` is asked again before each sending."""
    try:
        where = urlsplit(url)
        host, named = where.hostname or "", where.netloc
    except ValueError:
        host, named = "", ""
    if not host or "@" in named or not url.isascii() or not url.isprintable() or " " in url:
        raise HookRefused("Das ist keine Adresse. So sieht eine aus: https://amt.example.org/meldung")
    if where.scheme != "https" and host not in HERE:
        raise HookRefused("Die Adresse beginnt mit https://.")
    if named not in settings.HOOK_HOSTS:
        raise HookRefused(
            "Dorthin meldet diese Installation nichts. Ihre Verwaltung kann den Rechner freigeben."
        )
    return host


@clock.minutely("api.tell_programs")
def tell_programs(*, at: datetime) -> dict[str, int]:
    """Note what is new for every address, and send what is due. Each worker may do it; nothing is told twice as new."""
    for hook in Hook.objects.filter(ended_at__isnull=True).order_by("pk"):
        note_news(hook, at=at)
    return {"sent": send_waiting(at=at)}


def note_news(hook: Hook, *, at: datetime) -> int:
    """Write a delivery for each new entry of the trail about a case that the owner sees today; returns how many.

    At most 2,000 entries; the next minute goes on. Whoever has left the organisation is told nothing, and the news of
    that time are gone.
    """
    with transaction.atomic():
        row = Hook.objects.select_for_update().select_related("user", "organisation").get(pk=hook.pk)
        entries = list(
            Entry.objects.filter(seq__gt=row.seen).order_by("seq").values_list(
                "seq", "action", "scope_uuid", "at"
            )[:MOST_READ]
        )  # fmt: skip
        if row.ended_at is not None or not entries:
            return 0
        wanted = [one for one in entries if one[1] in TOLD and TOLD[one[1]][0] in row.kinds and one[2]]
        open_parts = _codes(row, wanted, at=at)
        news = [
            Delivery(
                hook=row, entry=seq, kind=TOLD[action][0], code=codes[case], happened_at=when, not_before=at
            )
            for seq, action, case, when in wanted
            if case in (codes := open_parts[TOLD[action][1]])
        ]
        Delivery.objects.bulk_create(news)
        Hook.objects.filter(pk=row.pk).update(seen=entries[-1][0])
    return len(news)


def _codes(
    hook: Hook, wanted: Iterable[tuple[Any, ...]], *, at: datetime
) -> dict[FieldClass, dict[Any, str]]:
    """For each part the cases in which it is open to the owner, by uuid."""
    today = local_day(at)
    uuids = {one[2] for one in wanted}
    works = memberships_of(hook.user, on=today).filter(organisation=hook.organisation).exists()
    visible = cases_in(hook.user, hook.organisation, on=today) if works else Case.objects.none()
    near = visible.filter(uuid__in=uuids)
    parts = {TOLD[one[1]][1] for one in wanted}
    return {
        part: dict(only_open(near, hook.user, part, on=today).values_list("uuid", "code")) if uuids else {}
        for part in parts
    }


def send_waiting(*, at: datetime) -> int:
    """Send what is due, 50 at most; returns how many arrived. A delivery is taken up in a transaction of its own."""
    lost = Delivery.objects.filter(state=DeliveryState.SENDING, not_before__lt=at - LOST_AFTER)
    lost.update(state=DeliveryState.WAITING)
    due = Delivery.objects.filter(
        state=DeliveryState.WAITING, not_before__lte=at, hook__ended_at__isnull=True
    ).order_by("not_before", "pk")
    return sum(_send(pk, at=at) for pk in list(due.values_list("pk", flat=True)[:MOST_SENT]))


def _send(pk: int, *, at: datetime) -> bool:
    taken = Delivery.objects.filter(pk=pk, state=DeliveryState.WAITING)
    if not taken.update(state=DeliveryState.SENDING, not_before=at, attempts=F("attempts") + 1):
        return False
    row = Delivery.objects.select_related("hook__data_key").get(pk=pk)
    problem = _post(row, at=at)
    state, wait = DeliveryState.SENT, timedelta()
    if problem:
        again = row.attempts <= len(WAITS)
        state = DeliveryState.WAITING if again else DeliveryState.FAILED
        wait = timedelta(minutes=WAITS[row.attempts - 1]) if again else wait
    Delivery.objects.filter(pk=pk).update(state=state, not_before=at + wait, problem=problem[:40])
    return not problem


class _StayHere(HTTPRedirectHandler):
    """Nobody is told but the host that was named."""

    def redirect_request(self, *_args: Any, **_named: Any) -> None:
        return None


def _post(row: Delivery, *, at: datetime) -> str:
    """Send one message; returns what went wrong, or nothing."""
    body = message_of(row)
    headers = {"Content-Type": "application/json", SIGNATURE: signature_of(row.hook.secret, body, at=at)}
    try:
        _host_of(row.hook.url)
        request = Request(row.hook.url, body, headers, method="POST")  # noqa: S310 - the host is checked
        with build_opener(_StayHere).open(request, timeout=SECONDS):
            return ""
    except HookRefused:
        return "Rechner nicht mehr freigegeben"
    except HTTPError as error:
        error.close()
        return f"Antwort {error.code}"
    except (OSError, HTTPException) as error:
        return type(error).__name__


def message_of(row: Delivery) -> bytes:
    """Kind, code of the case, moment, and the number by which a receiver knows a message that comes twice."""
    told = {"id": str(row.uuid), "kind": row.kind, "case": row.code, "at": row.happened_at.isoformat()}
    return json.dumps(told).encode()


def signature_of(secret: str, body: bytes, *, at: datetime) -> str:
    """`t=<seconds>,v1=<HMAC-SHA-256 of seconds, dot and body>`: nobody else sends it, and no old one is sent again."""
    seconds = int(at.timestamp())
    digest = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={digest}"


@clock.nightly("api.forget_deliveries")
def forget_deliveries(*, at: datetime) -> dict[str, int]:
    """Forget what arrived, or never did, after 30 days. Safe to repeat."""
    through = (DeliveryState.SENT, DeliveryState.FAILED)
    gone, _rows = Delivery.objects.filter(state__in=through, not_before__lt=at - KEPT_FOR).delete()
    return {"deliveries": gone}
