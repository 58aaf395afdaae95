"""Reads: requests of the persons whose cases one sees, and the papers of the bodies that one answers for."""

from datetime import date

from django.db.models import Q, QuerySet

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import has_role, organisations_of
from roterfaden.cases.models import Case
from roterfaden.common.prepared import Prepared
from roterfaden.consent.choices import TransferState
from roterfaden.consent.models import Recipient, Transfer
from roterfaden.people.models import Person
from roterfaden.people.queries import LEADING_ROLES
from roterfaden.privacy.models import Breach, Operator, Processor, RightsRequest, SecrecyPledge

KEEPING = (Role.ADMINISTRATOR,)


def requests_of(person: Person) -> QuerySet[RightsRequest]:
    """All requests of a person, the newest first. The caller sees a case of the person."""
    rows = RightsRequest.objects.filter(person=person)
    return rows.select_related("person__data_key", "service", "received_by", "decided_by")


def open_requests(rows: QuerySet[RightsRequest]) -> QuerySet[RightsRequest]:
    """Those without a decision, the most urgent first."""
    return rows.filter(outcome="").order_by("due_on", "pk")


def requests_led_by(user: User, *, on: date) -> QuerySet[RightsRequest]:
    """The requests at the services that `user` leads: kind and days; the words stand in the case."""
    led = organisations_of(user, on=on, roles=LEADING_ROLES)
    return RightsRequest.objects.filter(service__in=led).select_related("service", "person")


def case_for_request(request: RightsRequest, visible: QuerySet[Case]) -> Case | None:
    """A visible case of the person, the newest: where the request is worked on."""
    return visible.filter(person=request.person_id).order_by("-opened_on", "-pk").first()


def operators_of(user: User, *, on: date) -> QuerySet[Organisation]:
    """The bodies whose papers `user` keeps: as their administrator, or named as their data protection officer."""
    named = Operator.objects.filter(officer=user).values("organisation_id") if user.is_active else []
    own = organisations_of(user, on=on, roles=KEEPING).values("pk")
    rows = Organisation.objects.filter(Q(pk__in=own) | Q(pk__in=named))
    return rows.select_related("kind").order_by("name", "pk")


def keeps_papers(user: User, *, on: date) -> bool:
    """Whether `user` keeps the papers of any body, as `operators_of` says."""
    return user.is_active and (has_role(user, on=on, roles=KEEPING) or bool(_OFFICES.ids(user.pk)))


# asked with every start page; mostly there is none
_OFFICES = Prepared(Operator.objects.only("id").order_by(), by="officer")


def recipients_to_tell(request: RightsRequest) -> QuerySet[Recipient]:
    """Who got anything about the person until now, by the ledger, and was not told yet."""
    out = Transfer.objects.filter(person=request.person_id, state=TransferState.OUT)
    told = request.told.values("recipient_id")
    return Recipient.objects.filter(pk__in=out.values("recipient_id")).exclude(pk__in=told).order_by("name")


def processors_of(organisation: Organisation) -> QuerySet[Processor]:
    return Processor.objects.filter(organisation=organisation).select_related("organisation", "data_key")


def pledges_of(organisation: Organisation) -> QuerySet[SecrecyPledge]:
    rows = SecrecyPledge.objects.filter(organisation=organisation)
    return rows.select_related("organisation", "user", "processor").order_by("ended_on", "renew_on", "pk")


def breaches_of(organisation: Organisation) -> QuerySet[Breach]:
    return Breach.objects.filter(organisation=organisation).select_related("organisation", "data_key", "by")
