"""A provider tells that somebody has logged out there: their sessions here end at once (back-channel logout)."""

from datetime import datetime

from django.db import IntegrityError, transaction

from roterfaden.accounts.login_models import LoginSession
from roterfaden.accounts.sessions import end_session
from roterfaden.accounts.signon.providers import Provider
from roterfaden.accounts.signon.tokens import TokenRefused, digest, read_logout
from roterfaden.accounts.signon_models import SpentToken


def end_by_provider(token: str, *, provider: Provider, at: datetime) -> int:
    """End what a logout token names; returns how many sessions ended.

    A token with a session ends that session only, one without ends all sessions of the subject that began through this
    provider. Refuses a token that `tokens.read_logout` does not believe or that was used before. Effects: sessions end,
    an audit entry each, by nobody. Raises ProviderAway.
    """
    told = read_logout(token, provider=provider, at=at)
    with transaction.atomic():
        _spend(digest(provider, f"jti {told.number}"), until=told.until)
        rows = LoginSession.objects.filter(identity__provider=provider.code).select_related("user")
        if told.subject:
            rows = rows.filter(identity__subject_digest=digest(provider, told.subject))
        if told.session:
            rows = rows.filter(provider_session=digest(provider, told.session))
        ended = list(rows)
        for session in ended:
            end_session(session=session, by=None, at=at)
    return len(ended)


def _spend(number: str, *, until: datetime) -> None:
    """Note that a token was used. Of two that come at once, one is refused."""
    try:
        with transaction.atomic():
            SpentToken.objects.create(digest=number, until=until)
    except IntegrityError:
        raise TokenRefused("used before") from None


def forget_spent_tokens(*, at: datetime) -> int:
    """Forget logout tokens that are too old to be believed anyway; returns how many."""
    return SpentToken.objects.filter(until__lt=at).delete()[0]
