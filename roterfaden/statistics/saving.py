"""Keep a question to the figures under a name, for oneself or for colleagues."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import organisations_of
from roterfaden.audit import actions, trail
from roterfaden.statistics.report_models import SavedView

SAVED = actions.register("statistics.view_saved", "Auswertung gemerkt")
FORGOTTEN = actions.register("statistics.view_forgotten", "Gemerkte Auswertung gelöscht")
MOST = 50


class ViewRefused(ValueError):
    """The view cannot be kept like this; the message says why."""


def save_view(
    *,
    organisation: Organisation,
    name: str,
    asked: Mapping[str, list[str]],
    is_shared: bool,
    by: User,
    at: datetime,
) -> SavedView:
    """Keep `asked` under `name`; the same name of the same person is written over. Refuses no name and the 51st."""
    if not name.strip():
        raise ViewRefused("Bitte geben Sie der Auswertung einen Namen.")
    with transaction.atomic():
        mine = SavedView.objects.filter(owner=by)
        if not mine.filter(name=name).exists() and mine.count() >= MOST:
            raise ViewRefused("Sie haben schon 50 Auswertungen gemerkt. Bitte löschen Sie eine.")
        view, _created = SavedView.objects.update_or_create(
            owner=by,
            name=name,
            defaults={"organisation": organisation, "asked": dict(asked), "is_shared": is_shared},
        )
        trail.record(SAVED, by=by, at=at, subject=view, organisation=organisation)
    return view


def forget_view(*, view: SavedView, by: User, at: datetime) -> None:
    """Delete a view of one's own. Refuses that of somebody else."""
    if view.owner_id != by.pk:
        raise ViewRefused("Diese Auswertung hat jemand anderes gemerkt.")
    with transaction.atomic():
        trail.record(FORGOTTEN, by=by, at=at, subject=view, organisation=view.organisation)
        view.delete()


def views_for(user: User, *, on: date) -> QuerySet[SavedView]:
    """One's own, and what colleagues of the own organisations share; by name."""
    near = Q(is_shared=True, organisation__in=organisations_of(user, on=on))
    return SavedView.objects.filter(Q(owner=user) | near).select_related("owner").order_by("name", "id")
