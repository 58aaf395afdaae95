"""Evidence that lapses, for who keeps it up to date."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import User
from roterfaden.common.prepared import Prepared
from roterfaden.quality.duties import Duty, source
from roterfaden.standards.models import Evidence
from roterfaden.standards.queries import places_inside

# asked with every start page; mostly there is none
_KEPT_BY = Prepared(
    Evidence.objects.filter(withdrawn_at__isnull=True, valid_until__isnull=False).only("id").order_by(),
    by="owner",
)


@source("standards.evidence")
def days_of_evidence(user: User, on: date) -> Iterable[Duty]:
    """The last day of each piece of evidence that `user` keeps, where the user still sees it."""
    kept = _KEPT_BY.ids(user.pk)
    if not kept:
        return
    rows = Evidence.objects.filter(pk__in=kept, organisation__in=places_inside(user, on=on))
    for row in rows.select_related("organisation").order_by("valid_until", "pk"):
        assert row.valid_until is not None
        yield Duty(
            what=_("Nachweis zu einer Anforderung erneuern"),
            place=str(row.organisation),
            due_on=row.valid_until,
            view="requirements:evidence_list",
            args=(row.organisation.code,),
        )
