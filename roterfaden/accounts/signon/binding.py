"""Who is who at an identity provider: bound once by the person or an administrator, never found by name or mail."""

from datetime import date, datetime

from allauth.mfa.utils import is_mfa_enabled
from django.db import transaction

from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import below, memberships_of
from roterfaden.accounts.sessions import end_session
from roterfaden.accounts.signon.providers import Provider
from roterfaden.accounts.signon.tokens import MOST_SUBJECT, Shown, digest
from roterfaden.accounts.signon_models import Identity
from roterfaden.audit import actions, trail
from roterfaden.common.days import local_day

actions.register("accounts.identity_bound", "Mit einem Anmeldedienst verbunden")
actions.register("accounts.identity_unbound", "Verbindung mit einem Anmeldedienst gelöst")


class BindingRefused(ValueError):
    """These two cannot be bound, or nobody comes in by this; the message says why."""


def bind_own(*, user: User, provider: Provider, shown: Shown, by: User, at: datetime) -> Identity:
    """Bind `user` to whom the provider has just let in.

    Refuses what `bind` refuses; where the file of providers names a claim for it, also another user name.
    """
    if provider.name_claim and shown.name.casefold() != user.username.casefold():
        raise BindingRefused(
            "Beim Anmeldedienst ist jemand anderes angemeldet. Melden Sie sich dort zuerst ab."
        )
    return bind(user=user, provider=provider, subject=shown.subject, by=by, at=at)


def bind_for(*, user: User, provider: Provider, subject: str, by: User, at: datetime) -> Identity:
    """An administrator binds somebody who could not yet do it: `subject` is what the provider calls them (`sub`).

    Refuses what `bind` refuses, and somebody with a second factor of their own, which nobody else may walk around.
    """
    if is_mfa_enabled(user):
        raise BindingRefused("Diese Person hat schon einen zweiten Faktor. Sie verbindet ihr Konto selbst.")
    return bind(user=user, provider=provider, subject=subject, by=by, at=at)


def bind(*, user: User, provider: Provider, subject: str, by: User, at: datetime) -> Identity:
    """From now on `subject` of `provider` logs in as `user`. Safe to repeat.

    Refuses: nothing as a subject, a subject that is bound to somebody else, a user who is bound to another subject
    there, a user for whose organisation the provider does not vouch. Effects: audit entry with the provider's code.
    """
    subject = subject.strip()
    if not subject or len(subject) > MOST_SUBJECT or not subject.isprintable():
        raise BindingRefused("Bitte tragen Sie die Kennung so ein, wie der Anmeldedienst sie nennt.")
    if not vouches_for(provider, user, on=local_day(at)):
        raise BindingRefused("Dieser Anmeldedienst gilt für eine andere Stelle.")
    number = digest(provider, subject)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        known = Identity.objects.filter(subject_digest=number).first()
        if known is not None and known.user_id == user.pk:
            return known
        if known is not None:
            raise BindingRefused("Dieses Konto des Anmeldedienstes gehört hier schon zu jemand anderem.")
        if Identity.objects.filter(user=user, provider=provider.code).exists():
            raise BindingRefused("Hier ist schon ein Konto verbunden. Lösen Sie zuerst diese Verbindung.")
        row = Identity.objects.create(
            user=user, provider=provider.code, subject_digest=number, bound_at=at, bound_by=by
        )
        trail.record(
            "accounts.identity_bound", by=by, at=at, subject=user, details={"provider": provider.code}
        )
    return row


def unbind(*, identity: Identity, by: User, at: datetime) -> None:
    """Nobody logs in by this any more, and the sessions that began with it end. Safe to repeat.

    Effects: audit entry.
    """
    with transaction.atomic():
        for session in identity.sessions.all():
            end_session(session=session, by=by, at=at)
        if Identity.objects.filter(pk=identity.pk).delete()[0]:
            trail.record(
                "accounts.identity_unbound",
                by=by,
                at=at,
                subject=identity.user,
                details={"provider": identity.provider},
            )


def identity_of(provider: Provider, shown: Shown, *, on: date) -> Identity:
    """The binding by which somebody comes in today. Refuses a subject that nobody was bound to (it makes no account),
    and a user for whom the provider does not vouch (any more). Whether the account is locked is asked by the login.
    """
    row = (
        Identity.objects.filter(subject_digest=digest(provider, shown.subject)).select_related("user").first()
    )
    if row is None or (row.user.is_active and not vouches_for(provider, row.user, on=on)):
        raise BindingRefused(
            "Dieses Konto des Anmeldedienstes ist hier mit niemandem verbunden. Fragen Sie Ihre Administration."
        )
    return row


def vouches_for(provider: Provider, user: User, *, on: date) -> bool:
    """Whether the provider may let `user` in: it is for all, or the user works for its organisation or below it."""
    if not provider.organisation:
        return True
    places = below(Organisation.objects.filter(code=provider.organisation))
    return memberships_of(user, on=on).filter(organisation__in=places).exists()
