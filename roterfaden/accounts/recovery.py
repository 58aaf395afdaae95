"""Recovery codes: made ten at a time, shown once, kept as hashes of passwords, each good for one login (R-13)."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from roterfaden.accounts.login_models import RecoveryCode
from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail

actions.register("accounts.recovery_codes_made", "Ersatzcodes erzeugt")
actions.register("accounts.recovery_code_used", "Mit einem Ersatzcode angemeldet")

COUNT = 10
# three groups of four; without signs that look alike: 59 bits, of which the first two signs are kept in the clear
SIGNS, GROUPS, LENGTH, MARK = "23456789abcdefghjkmnpqrstuvwxyz", 3, 4, 2


def make_codes(*, user: User, by: User, at: datetime) -> Sequence[str]:
    """Make ten new codes and forget all older ones; returns them, which happens this once. Effects: audit entry."""
    codes = [_new_code() for _ in range(COUNT)]
    rows = [
        RecoveryCode(user=user, mark=_plain(code)[:MARK], hashed=_hashed(code), made_at=at) for code in codes
    ]
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        RecoveryCode.objects.filter(user=user).delete()
        RecoveryCode.objects.bulk_create(rows)
        trail.record("accounts.recovery_codes_made", by=by, at=at, subject=user)
    return codes


def use_code(*, user: User, code: str, by: User, at: datetime) -> bool:
    """Whether this is a code of `user` that was not used; from then on it is. Of two at once one is right.

    Effects: audit entry if it was right.
    """
    plain = _plain(code)
    waiting = RecoveryCode.objects.filter(user=user, mark=plain[:MARK], used_at__isnull=True)
    right = next((row for row in waiting if check_password(plain, row.hashed)), None)
    if right is None:
        return False
    with transaction.atomic():
        if not RecoveryCode.objects.filter(pk=right.pk, used_at__isnull=True).update(used_at=at):
            return False
        trail.record("accounts.recovery_code_used", by=by, at=at, subject=user)
    return True


def looks_like_one(typed: str) -> bool:
    """Whether what was typed may be a recovery code, and not the six digits of an app."""
    return len(_plain(typed)) > len("123456")


def codes_left(user: User) -> int:
    """How many codes were not used yet."""
    return RecoveryCode.objects.filter(user=user, used_at__isnull=True).count()


def _new_code() -> str:
    return "-".join("".join(secrets.choice(SIGNS) for _ in range(LENGTH)) for _ in range(GROUPS))


def _plain(code: str) -> str:
    """As it was made, however it was typed: small letters, no dashes, no spaces."""
    return "".join(code.casefold().replace("-", "").split())


def _hashed(code: str) -> str:
    return make_password(_plain(code))
