"""The second factor of the person: the PIN that was told, or from their own wish on the number of an app instead."""

from datetime import datetime

from django.db import transaction

from roterfaden.audit import actions, trail
from roterfaden.portal import authenticator, codes
from roterfaden.portal.choices import GuestKind
from roterfaden.portal.models import Guest
from roterfaden.portal.refusals import PortalRefused
from roterfaden.portal.visitors import Visitor

actions.register("portal.app_connected", "App als zweiter Schutz verbunden")

NO_STEP = 0


def connect_app(*, guest: Guest, secret: str, number: str, at: datetime) -> None:
    """From now on the number of the app opens instead of the PIN.

    Refuses: others than the person, a secret that we did not make, a number that does not fit. Effects: the secret is
    kept sealed, remembered devices stay, an audit entry. A lost app: the service gives a new PIN, which ends it.
    """
    if guest.kind != GuestKind.CLIENT:
        raise PortalRefused("Das geht nur für den Zugang der Person selbst.")
    if not authenticator.is_secret(secret):
        raise PortalRefused("Das Formular ist beschädigt. Bitte laden Sie die Seite neu.")
    step = authenticator.step_of(secret, number, at=at, after=NO_STEP)
    if step is None:
        raise PortalRefused("Die Zahl passt nicht. Nehmen Sie die Zahl, die jetzt in der App steht.")
    with transaction.atomic():
        row = Guest.objects.select_for_update().get(pk=guest.pk)
        row.case = guest.case
        row.app_secret, row.app_since, row.app_step = secret, at, step
        row.save(update_fields=["app_secret", "app_since", "app_step"])
        trail.record("portal.app_connected", by=Visitor(guest), at=at, subject=guest, scope=guest.case)


def second_factor_fits(guest: Guest | None, typed: str, *, at: datetime) -> bool:
    """Whether PIN or number is right. A PIN is always tried, so that it takes as long whoever is there.

    Effects: a number opens once: its step is noted as used.
    """
    fits = codes.pin_fits(typed, guest.pin_hash if guest else "")
    if guest is None or guest.app_since is None:
        return fits
    step = authenticator.step_of(guest.app_secret, typed, at=at, after=guest.app_step)
    if step is None:
        return False
    return bool(Guest.objects.filter(pk=guest.pk, app_step__lt=step).update(app_step=step))
