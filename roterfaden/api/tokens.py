"""Keys for other programs: made once, shown once, kept as a hash, narrowed by scopes, expiring, revoked."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import memberships_held, memberships_of, organisations_of
from roterfaden.api.choices import Scope
from roterfaden.api.models import Token
from roterfaden.audit import actions, trail
from roterfaden.common.days import local_day
from roterfaden.common.prepared import Prepared

actions.register("api.token_made", "Zugang für ein Programm angelegt")
actions.register("api.token_revoked", "Zugang für ein Programm gesperrt")

PREFIX = "rf_"
TOKEN_BYTES = 32
HINT = len(PREFIX) + 6
LONGEST_TOKEN = 80
MOST_TOKENS = 20
MOST_DAYS = 366
# who sees the keys of colleagues and may end them
WHO_LOOKS_AFTER = (Role.TEAM_LEAD, Role.COORDINATOR, Role.ADMINISTRATOR)


class TokenRefused(ValueError):
    """The key cannot be made like this; the message says why."""


def make_token(
    *,
    user: User,
    organisation: Organisation,
    name: str,
    scopes: Sequence[Scope],
    valid_until: date,
    by: User,
    at: datetime,
) -> tuple[Token, str]:
    """Make a key with which a program acts for `user` in `organisation`; returns it with its secret, told this once.

    Refuses: an organisation that the user does not work for today, no name, no scope, a last day that is past or more
    than a year ahead, more than 20 keys that run. Effects: row, audit entry with name and scopes.
    """
    today = local_day(at)
    if not memberships_of(user, on=today).filter(organisation=organisation).exists():
        raise TokenRefused("Für diese Stelle arbeiten Sie nicht.")
    if not name.strip() or not scopes:
        raise TokenRefused("Bitte sagen Sie, wofür der Zugang ist und was er darf.")
    if not today <= valid_until <= today + timedelta(days=MOST_DAYS):
        raise TokenRefused("Ein Zugang gilt höchstens ein Jahr und nicht rückwirkend.")
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if running(user.api_tokens.all(), on=today).count() >= MOST_TOKENS:
            raise TokenRefused(
                "Sie haben schon 20 Zugänge. Sperren Sie zuerst einen, den niemand mehr braucht."
            )
        secret = PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
        token = Token.objects.create(
            user=user,
            organisation=organisation,
            name=name.strip(),
            token_hash=hash_of(secret),
            hint=secret[:HINT],
            scopes=sorted({str(scope) for scope in scopes}),
            made_at=at,
            valid_until=valid_until,
        )
        trail.record(
            "api.token_made",
            by=by,
            at=at,
            subject=token,
            organisation=organisation,
            details={"name": token.name, "scopes": token.scopes, "valid_until": valid_until.isoformat()},
        )
    return token, secret


def revoke_token(*, token: Token, by: User, at: datetime) -> None:
    """End a key at once. Safe to repeat. Effects: audit entry."""
    with transaction.atomic():
        ended = Token.objects.filter(pk=token.pk, revoked_at__isnull=True).update(
            revoked_at=at, revoked_by=by
        )
        if ended:
            trail.record(
                "api.token_revoked",
                by=by,
                at=at,
                subject=token,
                organisation=token.organisation,
                details={"name": token.name},
            )


def token_behind(secret: str, *, at: datetime) -> Token | None:
    """The key with this secret, if it opens anything at `at`: neither over nor revoked, its owner active and still
    working for the organisation. Two queries, one for an unknown secret.
    """
    if not secret.startswith(PREFIX) or len(secret) > LONGEST_TOKEN:
        return None
    today = local_day(at)
    for token in _NOT_REVOKED.rows(hash_of(secret)):
        works = memberships_held(token.user, on=today)
        if token.valid_until >= today and token.organisation_id in {one.organisation_id for one in works}:
            return token
    return None


# asked with every call
_NOT_REVOKED = Prepared(
    Token.objects.filter(revoked_at__isnull=True, user__is_active=True).select_related(
        "user", "organisation__kind"
    ),
    by="token_hash",
)


def count_use(token: Token, *, most: int, at: datetime) -> bool:
    """Note that the key is used; False if it has asked `most` times in this minute. One statement that several
    processes may send side by side.
    """
    minute = at.replace(second=0, microsecond=0)
    row = Token.objects.filter(pk=token.pk)
    if token.minute != minute:
        fresh = row.filter(Q(minute__isnull=True) | Q(minute__lt=minute))
        if fresh.update(minute=minute, asked=1, last_used_at=at):
            return True
    return bool(row.filter(asked__lt=most).update(asked=F("asked") + 1, last_used_at=at))


def running(tokens: QuerySet[Token], *, on: date) -> QuerySet[Token]:
    return tokens.filter(revoked_at__isnull=True, valid_until__gte=on)


def tokens_looked_after_by(user: User, *, on: date) -> QuerySet[Token]:
    """The keys that run of colleagues, in the organisations that `user` leads, coordinates or administers."""
    places = organisations_of(user, on=on, roles=WHO_LOOKS_AFTER)
    found = running(Token.objects.filter(organisation__in=places).exclude(user=user), on=on)
    return found.select_related("user", "organisation")


def tokens_revocable_by(user: User, *, on: date) -> QuerySet[Token]:
    """The own keys, and those that `user` looks after."""
    places = organisations_of(user, on=on, roles=WHO_LOOKS_AFTER)
    return Token.objects.filter(Q(user=user) | Q(organisation__in=places)).select_related("organisation")


def hash_of(secret: str) -> str:
    """What is kept of a secret of 256 random bits: nothing to guess, so no slow hash is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()
