"""Sessions: who is logged in where since when, and how a session ends."""

from collections.abc import Sequence
from datetime import datetime
from importlib import import_module
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction

from roterfaden.accounts.login_models import LoginSession
from roterfaden.accounts.models import User
from roterfaden.accounts.signon_models import Identity
from roterfaden.audit import actions, trail

actions.register("accounts.logged_in", "Angemeldet")
actions.register("accounts.logged_out", "Abgemeldet")
actions.register("accounts.login_failed", "Anmeldung misslungen")
actions.register("accounts.session_ended", "Sitzung auf einem anderen Gerät beendet")
actions.register("accounts.session_over", "Sitzung abgelaufen")

BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    *(("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad")),
    *(("Mac OS", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")),
)


class SessionUnknown(LookupError):
    """This person has no such session (any more)."""


def begin_session(
    *,
    user: User,
    session_key: str,
    agent: str,
    by: User,
    at: datetime,
    identity: Identity | None = None,
    provider_session: str = "",
) -> LoginSession:
    """Note a login; what a browser says of itself becomes "Firefox, Windows".

    `identity`, `provider_session`: by whom an identity provider let them in, and the hash of its own session.
    Effects: audit entry.
    """
    noted = {
        "user": user,
        "began_at": at,
        "seen_at": at,
        "device": device_name(agent),
        "identity": identity,
        "provider_session": provider_session,
    }
    with transaction.atomic():
        session, _created = LoginSession.objects.update_or_create(session_key=session_key, defaults=noted)
        details = {"device": session.device} | ({"provider": identity.provider} if identity else {})
        trail.record("accounts.logged_in", by=by, at=at, subject=user, details=details)
    return session


def see_session(*, session_key: str, at: datetime) -> None:
    """Note that a session is still in use."""
    LoginSession.objects.filter(session_key=session_key).update(seen_at=at)


def close_session(*, user: User, session_key: str, action: str, by: User | None, at: datetime) -> None:
    """Forget a session that a person ended (`accounts.logged_out`) or time did (`accounts.session_over`)."""
    with transaction.atomic():
        LoginSession.objects.filter(session_key=session_key).delete()
        trail.record(action, by=by, at=at, subject=user)


def end_session(*, session: LoginSession, by: User | None, at: datetime) -> None:
    """End a session on another device at once: its next request finds nobody logged in. Effects: audit entry.

    `by`: nobody where an identity provider says that it is over.
    """
    with transaction.atomic():
        _store().delete(session.session_key)
        LoginSession.objects.filter(pk=session.pk).delete()
        trail.record(
            "accounts.session_ended",
            by=by,
            at=at,
            subject=session.user,
            details={"device": session.device},
        )


def end_other_sessions(*, user: User, but: str, by: User, at: datetime) -> int:
    """End all sessions of `user` except the one with the key `but`; returns how many."""
    others = list(user.login_sessions.exclude(session_key=but))
    with transaction.atomic():
        for session in others:
            end_session(session=session, by=by, at=at)
    return len(others)


def open_sessions_of(user: User) -> Sequence[LoginSession]:
    """The sessions of `user` that could still be used; rows of those that are gone are left out."""
    rows = list(user.login_sessions.all())
    return [row for row in rows if _store().exists(row.session_key)]


def session_of(user: User, *, uuid: UUID) -> LoginSession:
    """One session of `user`; refuses another person's like one that does not exist."""
    found = user.login_sessions.filter(uuid=uuid).first()
    if found is None:
        raise SessionUnknown
    return found


def note_failure(*, user: User | None, at: datetime) -> None:
    """A login failed. What was typed is not kept: it may be a password in the wrong field."""
    with transaction.atomic():
        trail.record("accounts.login_failed", by=None, at=at, subject=user)


def device_name(agent: str) -> str:
    """`Firefox, Windows`: enough to recognise a device, too little to recognise a person."""
    browser = next((name for sign, name in BROWSERS if sign in agent), "Browser")
    system = next((name for sign, name in SYSTEMS if sign in agent), "unbekanntes System")
    return f"{browser}, {system}"


def _store() -> SessionBase:
    store: SessionBase = import_module(settings.SESSION_ENGINE).SessionStore()
    return store
