"""The personal key: made when a user first writes something that nobody else reads."""

from django.db import IntegrityError, transaction

from roterfaden.accounts.models import User
from roterfaden.common.crypto import keyring
from roterfaden.common.models import DataKey
from roterfaden.drafts.models import PersonalKey


def personal_key_of(user: User) -> DataKey:
    """The data key of `user`. Effect: made at first use; two requests at once get the same one."""
    known = PersonalKey.objects.select_related("data_key").filter(owner=user).first()
    if known is None:
        try:
            with transaction.atomic():
                known = PersonalKey.objects.create(owner=user, data_key=keyring.new_key())
        except IntegrityError:
            known = PersonalKey.objects.select_related("data_key").get(owner=user)
    return known.data_key
