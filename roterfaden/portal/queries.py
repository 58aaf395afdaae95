"""Reads: who has access to a case, what was written, what lies ready to be signed."""

from collections.abc import Sequence
from datetime import date, datetime

from roterfaden.cases.models import Case
from roterfaden.cooperation.choices import CooperationState, PartyKind
from roterfaden.cooperation.models import Cooperation, Party, PlanVersion
from roterfaden.cooperation.queries import newest_cooperation, newest_version, standing_of
from roterfaden.deadlines.choices import AppointmentState
from roterfaden.deadlines.models import Appointment
from roterfaden.portal.choices import GuestKind, OfferState
from roterfaden.portal.models import DateWord, Guest, Message, Offer, OwnView

RELATED = (
    "case__person",
    "case__service",
    "case__responsible",
    "case__data_key",
    "transfer__consent",
    "transfer__recipient",
    "transfer__person",
    "party__recipient",
    "offer",
    "version",
)


def guests_of(case: Case) -> list[Guest]:
    """Everybody who has or had access, the newest first."""
    rows = list(Guest.objects.filter(case=case).select_related(*RELATED, "granted_by", "revoked_by"))
    for row in rows:
        row.case = case
    return rows


def client_of(case: Case) -> Guest | None:
    """The person's own access, if it was not revoked."""
    found = Guest.objects.filter(case=case, kind=GuestKind.CLIENT, revoked_at__isnull=True).first()
    if found is not None:
        found.case = case
    return found


def messages_with(guest: Guest) -> list[Message]:
    """The conversation, the oldest first."""
    rows = list(guest.messages.select_related("sent_by", "taken_by").order_by("sent_at", "id"))
    for row in rows:
        row.case, row.guest = guest.case, guest
    return rows


def waiting_count(case: Case) -> int:
    """How many messages of guests nobody has dealt with yet."""
    return Message.objects.filter(case=case, sent_by__isnull=True, taken_at__isnull=True).count()


def unread_of(guest: Guest) -> int:
    return guest.messages.filter(sent_by__isnull=False, read_at__isnull=True).count()


def open_offers(case: Case) -> list[Offer]:
    rows = list(
        Offer.objects.filter(case=case, state=OfferState.OPEN)
        .select_related("holder", "offered_by")
        .prefetch_related("recipients")
    )
    for row in rows:
        row.case = case
    return rows


def running_cooperation(case: Case) -> Cooperation | None:
    found = newest_cooperation(case)
    return found if found is not None and found.state == CooperationState.ACCEPTED else None


def newest_plan(case: Case) -> PlanVersion | None:
    """The plan as it stands, running or ended."""
    found = newest_cooperation(case)
    return newest_version(found) if found is not None else None


def client_party(cooperation: Cooperation) -> Party | None:
    found = cooperation.parties.filter(kind=PartyKind.CLIENT).first()
    if found is not None:
        found.cooperation = cooperation
    return found


def plan_to_sign(case: Case) -> PlanVersion | None:
    """The newest version, if the person was asked and has not said a word to it yet."""
    cooperation = running_cooperation(case)
    version = newest_version(cooperation) if cooperation is not None else None
    if version is None:
        return None
    asked = [said for party, said in standing_of(version).lines if party.kind == PartyKind.CLIENT]
    return version if asked and asked[0] is None else None


def coming_dates(case: Case, *, at: datetime) -> list[Appointment]:
    """The planned appointments with the person from now on, the next one first."""
    rows = list(
        Appointment.objects.filter(
            case=case, with_client=True, state=AppointmentState.PLANNED, ends_at__gt=at
        ).prefetch_related("colleagues")
    )
    for row in rows:
        row.case = case
    return rows


def words_to(appointments: Sequence[Appointment], guest: Guest) -> dict[int, DateWord]:
    """The last word of the guest to each."""
    rows = DateWord.objects.filter(guest=guest, appointment__in=appointments)
    return {row.appointment_id: row for row in rows}


def own_views_of(case: Case) -> dict[str, OwnView]:
    """How the person sees each line of the plan, and the whole (key ""): the newest words."""
    found = {}
    for row in OwnView.objects.filter(case=case):
        row.case = case
        found[row.line] = row
    return found


def is_over(guest: Guest, *, on: date) -> bool:
    return guest.revoked_at is not None or guest.valid_until < on
