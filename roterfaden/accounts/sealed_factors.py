"""After a change of the master key: secrets of second factors are sealed by the new one, too."""

from collections import Counter

from allauth.mfa.models import Authenticator
from django.db import transaction

from roterfaden.accounts.adapter import SEALED, SecondFactorAdapter
from roterfaden.common.crypto import master

FIELD = "secret"


def masters_of_factors() -> Counter[str]:
    """How many secrets are sealed by which master key; an empty name: by none."""
    rows = Authenticator.objects.filter(type=Authenticator.Type.TOTP).values_list("data", flat=True)
    return Counter(_master_of(str(data[FIELD])) for data in rows)


def reseal_factors() -> int:
    """Seal every secret by the current master key; returns how many were not. A second call finds none.

    Effects: one UPDATE for each; whoever logs in meanwhile meets either secret, which are the same.
    """
    done, adapter, current = 0, SecondFactorAdapter(), master.current().id
    for key in Authenticator.objects.filter(type=Authenticator.Type.TOTP).values_list("pk", flat=True):
        with transaction.atomic():
            row = Authenticator.objects.select_for_update().filter(pk=key).first()
            if row is None or _master_of(row.data[FIELD]) == current:
                continue
            row.data[FIELD] = adapter.encrypt(adapter.decrypt(row.data[FIELD]))
            row.save(update_fields=["data"])
            done += 1
    return done


def _master_of(sealed: str) -> str:
    version, _colon, rest = sealed.partition(":")
    return rest.partition(":")[0] if version == SEALED else ""
