"""What another body gets to read through a link: chosen parts, filtered by the gate, kept in the ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from roterfaden.accounts.models import User
from roterfaden.cases.access import Access, guest_access
from roterfaden.cases.choices import FieldClass, Relation
from roterfaden.cases.journal import require_open
from roterfaden.cases.models import Case
from roterfaden.cases.sharing import Shareable, shareable_parts
from roterfaden.common.days import local_day
from roterfaden.consent import transfers
from roterfaden.consent.choices import Channel, DataClass
from roterfaden.consent.gate import Decision, Item
from roterfaden.consent.models import Consent, Recipient
from roterfaden.cooperation.choices import PlanSection
from roterfaden.cooperation.comparison import line_of
from roterfaden.cooperation.models import Party, PlanVersion
from roterfaden.cooperation.queries import procedure_of
from roterfaden.deadlines.models import Appointment
from roterfaden.portal.choices import GuestKind
from roterfaden.portal.granting import GuestFacts, Issued, Secrets, make_guest
from roterfaden.portal.models import Guest
from roterfaden.portal.queries import coming_dates, newest_plan, running_cooperation
from roterfaden.portal.refusals import PortalRefused

PLAN, DATE = "plan-", "date-"
PLAN_SOURCE = "Plan"
# of what went out before the parts were noted
_PARTS_BY_SOURCE = {PLAN_SOURCE: FieldClass.PLAN, "Termin": FieldClass.DATES, "Akte": FieldClass.CONTACT}


@dataclass(frozen=True, kw_only=True)
class Part:
    """What a partner is to get: chosen parts by their keys, what for, on which basis, and what they may do."""

    recipient: Recipient
    purpose: str
    parts: Sequence[str]
    consent: Consent | None = None
    legal_basis: str = ""
    party: Party | None = None
    may_add: bool = False
    may_sign: bool = False


def parts_for_link(case: Case, *, health: bool, at: datetime) -> list[Shareable]:
    """What can be ticked: of the file, of the newest plan line by line, of the coming dates; nothing of a part that the
    access table closes to partners.

    Without `health` nothing that only those may read who may open the health record.
    """
    access = guest_access(case, Relation.PARTNER)
    parts = [*shareable_parts(case, health=health), *_plan_parts(case), *_date_parts(case, at=at)]
    return [one for one in parts if access.allows(FieldClass(one.item.part))]


def _plan_parts(case: Case) -> list[Shareable]:
    version = newest_plan(case)
    if version is None:
        return []
    word = procedure_of(version.cooperation).terms["plan"]
    return [
        Shareable(
            f"{PLAN}{entry['key']}",
            Item(
                data_class=DataClass(entry["data_class"]),
                title=f"{word}, Fassung {version.number}: {section.label}",
                text=line_of(entry),
                source=PLAN_SOURCE,
                part=FieldClass.PLAN,
            ),
        )
        for section in PlanSection
        for entry in version.content[section]
    ]


def _date_parts(case: Case, *, at: datetime) -> list[Shareable]:
    found = []
    for row in coming_dates(case, at=at):
        when = f"{date_format(timezone.localtime(row.starts_at), 'l, j. F Y, H:i')} Uhr"
        text = ", ".join(part for part in (when, row.place) if part)
        item = Item(
            data_class=DataClass.COURSE,
            title=row.get_kind_display(),
            text=text,
            source="Termin",
            part=FieldClass.DATES,
        )
        found.append(Shareable(f"{DATE}{row.uuid}", item))
    return found


def preview(*, case: Case, part: Part, at: datetime) -> Decision:
    """What the partner would read, and what the gate keeps back and why. Changes nothing."""
    plan, _chosen = _plan(case, part, at=at)
    return transfers.preview(person=case.person, service=case.service, plan=plan, on=local_day(at))


def grant_partner(
    *,
    case: Case,
    part: Part,
    facts: GuestFacts,
    by: User,
    at: datetime,
    given: Secrets | None = None,
    like: Guest | None = None,
) -> Issued:
    """Give another body a link to exactly what passes the gate, until a day, with a PIN that goes another way.

    `like`: an earlier link of this body, whose PIN opens this one, too.

    Refuses: what `granting.grant_client` refuses, what the gate refuses (TransferRefused), a seat of another body, a
    right to sign without a seat or without a plan. Effects: a transfer that waits until the link is first opened and
    is asked again then; a guest; a code that opens until the last day; audit entries.
    """
    plan, chosen = _plan(case, part, at=at)
    version = _version(case, part)
    with transaction.atomic():
        require_open(case)
        transfer = transfers.queue(
            person=case.person, service=case.service, plan=plan, scope=case, by=by, at=at
        )
        transfer.person = case.person
        guest = Guest(
            case=case,
            kind=GuestKind.PARTNER,
            transfer=transfer,
            party=part.party,
            may_add=part.may_add,
            may_sign=part.may_sign,
            version=version,
        )
        issued = make_guest(guest, facts, by=by, at=at, given=given, like=like)
        passed = {(item["title"], item["text"]) for item in transfer.content}
        guest.appointments.set(_appointments(case, chosen, passed, at=at))
    return issued


def _plan(case: Case, part: Part, *, at: datetime) -> tuple[transfers.Plan, list[Shareable]]:
    chosen = [one for one in parts_for_link(case, health=True, at=at) if one.key in part.parts]
    plan = transfers.Plan(
        recipient=part.recipient,
        channel=Channel.LINK,
        purpose=part.purpose,
        items=[one.item for one in chosen],
        consent=part.consent,
        legal_basis=part.legal_basis,
    )
    return plan, chosen


def _version(case: Case, part: Part) -> PlanVersion | None:
    if part.party is not None:
        cooperation = running_cooperation(case)
        if cooperation is None or part.party.cooperation_id != cooperation.pk:
            raise PortalRefused("Dieser Platz gehört zu keiner laufenden Zusammenarbeit.")
        if part.party.recipient_id != part.recipient.pk:
            raise PortalRefused("Dieser Platz gehört einer anderen Stelle.")
    if not part.may_sign:
        return None
    version = newest_plan(case)
    if part.party is None or version is None:
        raise PortalRefused("Unterschreiben kann nur, wer im Kreis sitzt, und erst, wenn es einen Plan gibt.")
    return version


def _appointments(
    case: Case, chosen: Sequence[Shareable], passed: set[tuple[Any, Any]], *, at: datetime
) -> list[Appointment]:
    """The appointments among what really passed."""
    keys = {
        one.key for one in chosen if one.key.startswith(DATE) and (one.item.title, one.item.text) in passed
    }
    return [row for row in coming_dates(case, at=at) if f"{DATE}{row.uuid}" in keys]


def part_of(item: Mapping[str, Any]) -> FieldClass:
    """Which part of the case something stands in that went to a partner."""
    return FieldClass(item.get("part") or _PARTS_BY_SOURCE.get(item["source"], FieldClass.JOURNAL))


def content_for(guest: Guest, access: Access) -> list[dict[str, Any]]:
    """What a partner got, as far as the access table opens it to partners today."""
    content = guest.transfer.content if guest.transfer is not None else None
    return [item for item in content or () if access.allows(part_of(item))]


def plan_lines(guest: Guest) -> list[dict[str, Any]]:
    """The lines of the plan among what a partner got."""
    content = guest.transfer.content if guest.transfer is not None else []
    return [item for item in content if item["source"] == PLAN_SOURCE]
