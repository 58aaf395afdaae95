"""How a user wants the pages to look."""

from datetime import datetime

from django.db import transaction

from roterfaden.accounts.choices import TextSize, Theme
from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail

actions.register("accounts.appearance_changed", "Darstellung geändert")


def change_appearance(*, user: User, by: User, at: datetime, theme: Theme, text_size: TextSize) -> None:
    """Set theme and text size of `user`. Effects: an audit entry, if anything changed."""
    if (user.theme, user.text_size) == (theme, text_size):
        return
    with transaction.atomic():
        user.theme, user.text_size = theme, text_size
        user.save(update_fields=["theme", "text_size"])
        trail.record(
            "accounts.appearance_changed",
            by=by,
            at=at,
            subject=user,
            details={"theme": str(theme), "text_size": str(text_size)},
        )
