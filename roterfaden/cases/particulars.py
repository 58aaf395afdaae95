"""What a case is about and which team it belongs to: corrected while it is open."""

from datetime import datetime

from django.db import transaction

from roterfaden.accounts.models import Team, User
from roterfaden.audit import actions, trail
from roterfaden.cases.choices import TextKind
from roterfaden.cases.journal import require_open
from roterfaden.cases.models import Case
from roterfaden.cases.search import index_text
from roterfaden.common.revisions import save_revision

actions.register("cases.corrected", "Anliegen oder Team des Falls geändert")


class ParticularsRefused(ValueError):
    """The case cannot be changed like this; the message says why."""


def correct_particulars(
    *, case: Case, concern: str, team: Team | None, revision: int, by: User, at: datetime
) -> None:
    """Write concern and team of `case`, if it still has `revision`; refuses with Conflict when somebody was faster.

    Refuses a closed case and a team of another organisation. Effects: the concern is sealed and indexed anew, an audit
    entry names the changed fields, never their content.
    """
    if team is not None and team.organisation_id != case.service_id:
        raise ParticularsRefused("Das Team gehört zu einer anderen Stelle.")
    said = {"concern": concern, "team": team}
    changed = [name for name, value in said.items() if getattr(case, name) != value]
    if not changed:
        return
    with transaction.atomic():
        require_open(case)
        case.concern, case.team = concern, team
        save_revision(case, expected=revision, fields=changed)
        if "concern" in changed:
            index_text(case=case, source=case.uuid, text=concern, kind=TextKind.CONCERN)
        trail.record("cases.corrected", by=by, at=at, subject=case, scope=case, details={"fields": changed})
