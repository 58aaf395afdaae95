"""Evidence that lapses, for who keeps it up to date."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import User
from roterfaden.quality.duties import Duty, source
from roterfaden.standards.models import Evidence
from roterfaden.standards.queries import places_inside


@source("standards.evidence")
def days_of_evidence(user: User, on: date) -> Iterable[Duty]:
    """The last day of each piece of evidence that `user` keeps, where the user still sees it."""
    rows = Evidence.objects.filter(owner=user, withdrawn_at__isnull=True, valid_until__isnull=False)
    if not rows.exists():
        return
    rows = rows.filter(organisation__in=places_inside(user, on=on))
    for row in rows.select_related("organisation").order_by("valid_until", "pk"):
        assert row.valid_until is not None
        yield Duty(
            what=_("Nachweis zu einer Anforderung erneuern"),
            place=str(row.organisation),
            due_on=row.valid_until,
            view="requirements:evidence_list",
            args=(row.organisation.code,),
        )
