"""The orders of a case: read them, record one."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import Organisation
from roterfaden.api import answers
from roterfaden.api.bodies import NewMandate
from roterfaden.api.choices import Scope
from roterfaden.api.finding import note_writing
from roterfaden.api.operations import Call, Operation
from roterfaden.api.problems import Fault, invalid
from roterfaden.cases.access import Access
from roterfaden.cases.mandates import MandateFacts, record_mandate
from roterfaden.cases.models import Case, Mandate


def list_mandates(call: Call, case: Case, access: Access) -> answers.MandateList:  # noqa: ARG001
    rows = list(case.mandates.select_related("commissioner").order_by("-valid_from", "-id"))
    for row in rows:
        row.case = case
    return answers.MandateList(items=[_item(row) for row in rows])


def add_mandate(call: Call, case: Case, access: Access, body: NewMandate) -> answers.Made:  # noqa: ARG001
    made = record_mandate(case=case, facts=facts_of(body), by=call.user, at=call.at)
    note_writing(call, case)
    return answers.Made(id=str(made.uuid), url=f"/api/v1/cases/{case.code}/mandates")


def facts_of(body: NewMandate, *, at: str = "") -> MandateFacts:
    """As the domain wants it; a body that is not known is a fault of the field below `at`."""
    commissioner = Organisation.objects.filter(code=body.commissioner).first() if body.commissioner else None
    if body.commissioner and commissioner is None:
        raise invalid([Fault(f"{at}commissioner", _("Diese Stelle ist hier nicht bekannt."))])
    return MandateFacts(
        kind=body.kind,
        commissioner=commissioner,
        valid_from=body.valid_from,
        valid_until=body.valid_until,
        hours_per_month=body.hours_per_month,
        goal=body.goal,
    )


def _item(row: Mandate) -> answers.MandateItem:
    body = row.commissioner
    return answers.MandateItem(
        id=row.uuid,
        revision=row.revision,
        kind=row.kind,
        commissioner=answers.Body(code=body.code, name=body.name) if body else None,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        hours_per_month=row.hours_per_month,
        goal=row.goal,
    )


OPERATIONS = (
    Operation(
        id="list_mandates",
        method="GET",
        path="cases/<code:code>/mandates",
        scope=Scope.MANDATES_READ,
        summary=gettext_lazy("Aufträge eines Falls lesen"),
        answer=answers.MandateList,
        do=list_mandates,
    ),
    Operation(
        id="add_mandate",
        method="POST",
        path="cases/<code:code>/mandates",
        scope=Scope.MANDATES_WRITE,
        summary=gettext_lazy("Auftrag festhalten"),
        body=NewMandate,
        answer=answers.Made,
        do=add_mandate,
    ),
)
