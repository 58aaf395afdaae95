"""Who knows what about the person: what they allowed, what went to whom, who has a link, who opened the file (Art. 15
DSGVO, § 83 SGB X; Art. 25 DSG).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import BooleanField, Count, ExpressionWrapper, Max, Q
from django.utils import timezone
from django.utils.formats import date_format

from roterfaden.accounts.models import User
from roterfaden.audit.actions import readings
from roterfaden.audit.models import Entry
from roterfaden.cases.listing import LISTED
from roterfaden.cases.models import Case
from roterfaden.common.days import local_day
from roterfaden.consent import legal
from roterfaden.consent.choices import DataClass, TransferState
from roterfaden.consent.models import Consent, SecrecyRelease, Transfer
from roterfaden.consent.queries import consents_of, ledger_of, releases_of
from roterfaden.documents.typesetting.content import Document, Facts, Section, Table, Text
from roterfaden.portal.choices import GuestKind
from roterfaden.portal.models import Guest
from roterfaden.portal.queries import guests_of
from roterfaden.portal.rules import may_come_in
from roterfaden.portal.texts import Words


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """One declaration in words. `holder` is who was freed from secrecy."""

    row: Consent | SecrecyRelease
    kind: str
    whom: Sequence[str]
    what: Sequence[str]
    stands: bool
    holder: str = ""


@dataclass(frozen=True, kw_only=True)
class Went:
    """One thing that went, waits or was stopped, with its words."""

    row: Transfer
    what: Sequence[str]
    law: str = ""

    @property
    def is_out(self) -> bool:
        return self.row.state == TransferState.OUT

    @property
    def is_stopped(self) -> bool:
        return self.row.state == TransferState.STOPPED


@dataclass(frozen=True)
class Known:
    """What one recipient got, the newest first."""

    name: str
    went: Sequence[Went]

    @property
    def last(self) -> datetime:
        return self.went[0].row.out_at or self.went[0].row.decided_at


@dataclass(frozen=True)
class Reader:
    """Who opened the file, or saw the name in a list, how often, and when last."""

    name: str
    count: int
    last: datetime


@dataclass(frozen=True, kw_only=True)
class Knowledge:
    standing: Sequence[Allowed]
    past: Sequence[Allowed]
    went: Sequence[Went]
    partners: Sequence[Guest]
    readers: Sequence[Reader]
    listed: Sequence[Reader]

    @property
    def by_recipient(self) -> list[Known]:
        """What went, a recipient at a time; who got something last comes first."""
        found: dict[str, list[Went]] = {}
        for one in self.went:
            found.setdefault(one.row.recipient.name, []).append(one)
        return [Known(name, went) for name, went in found.items()]


def knowledge_about(case: Case, *, on: date) -> Knowledge:
    """Everything the person may see about who knows what. A constant number of queries."""
    rows = [_consent(row, on=on) for row in consents_of(case.person)]
    rows += [_release(row, on=on) for row in releases_of(case.person)]
    went = []
    for transfer in ledger_of(case.person):
        transfer.person = case.person
        power = legal.shipped_bases().get(transfer.legal_basis)
        went.append(Went(row=transfer, what=_labels(transfer.classes), law=power.title if power else ""))
    partners = [
        guest for guest in guests_of(case) if guest.kind == GuestKind.PARTNER and may_come_in(guest, on=on)
    ]
    readers, listed = readers_of(case)
    return Knowledge(
        standing=[row for row in rows if row.stands],
        past=[row for row in rows if not row.stands],
        went=went,
        partners=partners,
        readers=readers,
        listed=listed,
    )


def readers_of(case: Case) -> tuple[list[Reader], list[Reader]]:
    """Every colleague who opened the file, and every one who saw the name in a list, from the trail of reads. Two
    queries.
    """
    counted = (
        Entry.objects.filter(
            scope_uuid__in=(case.uuid, case.person.uuid), action__in=readings(), actor_id__isnull=False
        )
        .order_by()
        .values_list("actor_id", ExpressionWrapper(Q(action=LISTED), output_field=BooleanField()))
        .annotate(count=Count("seq"), last=Max("at"))
    )
    found = list(counted)
    users = User.objects.in_bulk({actor for actor, *_rest in found})
    rows = [
        (listed, Reader(str(users[actor]), count, last))
        for actor, listed, count, last in found
        if actor in users
    ]
    rows.sort(key=lambda row: row[1].last, reverse=True)
    return [row for listed, row in rows if not listed], [row for listed, row in rows if listed]


def _consent(row: Consent, *, on: date) -> Allowed:
    whom = [recipient.name for recipient in row.recipients.all()]
    return Allowed(
        row=row, kind="einwilligung", whom=whom, what=_labels(row.classes), stands=_stands(row, on=on)
    )


def _release(row: SecrecyRelease, *, on: date) -> Allowed:
    whom = [recipient.name for recipient in row.towards.all()]
    return Allowed(
        row=row,
        kind="entbindung",
        whom=whom,
        what=_labels(row.classes),
        stands=_stands(row, on=on),
        holder=row.holder.name,
    )


def _stands(row: Consent | SecrecyRelease, *, on: date) -> bool:
    return row.withdrawn_at is None and row.valid_until >= on


def _labels(codes: Sequence[str]) -> list[str]:
    return [str(DataClass(code).label) for code in codes]


def as_document(case: Case, found: Knowledge, words: Words, *, on: date) -> Document:
    """The same as a document, to keep as a page or as PDF."""
    allowed = [Facts(rows=_allowed_rows(row, words)) for row in [*found.standing, *found.past]]
    went = [Facts(rows=_went_rows(row, words)) for row in found.went]
    partners = [
        Text(text=f"{guest.transfer.recipient.name}: {words.say('known_until', day=_day(guest.valid_until))}")
        for guest in found.partners
        if guest.transfer is not None
    ]
    nothing = Text(text=words["known_nothing_went"])
    sections = [
        Section(
            id="allowed",
            title=words["known_allowed"],
            blocks=allowed or [Text(text=words["known_nothing_allowed"])],
        ),
        Section(id="went", title=words["known_went"], blocks=went or [nothing]),
        *([Section(id="partners", title=words["known_partners"], blocks=partners)] if partners else []),
        _readers("readers", words["known_readers"], found.readers),
        *([_readers("listed", words["known_listed"], found.listed)] if found.listed else []),
    ]
    return Document(
        title=words["known"],
        subtitle=str(case.person),
        notice=f"{case.service}, {_day(on)}",
        foot=str(case.service),
        sections=sections,
        contents=False,
    )


def _readers(key: str, title: str, readers: Sequence[Reader]) -> Section:
    rows = [(row.name, str(row.count), _day(timezone.localtime(row.last).date())) for row in readers]
    table = Table(title=title, columns=("Name", "Anzahl", "Zuletzt"), rows=rows)
    return Section(id=key, title=title, blocks=[table] if rows else [Text(text="–")])


def _allowed_rows(row: Allowed, words: Words) -> list[tuple[str, str]]:
    whom = ", ".join(row.whom)
    end = _day(row.row.valid_until)
    if row.row.withdrawn_at is not None:
        until = words.say("known_withdrawn", day=_day(local_day(row.row.withdrawn_at)))
    else:
        until = words.say("known_until" if row.stands else "known_over", day=end)
    first = (words["offer_holder"], row.holder) if row.holder else None
    rows = [
        (words["offer_whom"], whom),
        (words["offer_what"], ", ".join(row.what)),
        (words["offer_why"], row.row.purpose),
        (words["offer_until"], until),
    ]
    return [first, *rows] if first else rows


def _went_rows(row: Went, words: Words) -> list[tuple[str, str]]:
    transfer = row.row
    if row.is_out:
        when = _day(local_day(transfer.out_at or transfer.decided_at))
    else:
        when = words["known_stopped" if row.is_stopped else "known_waits"]
    if transfer.consent is not None:
        because = words.say("known_because_consent", day=_day(transfer.consent.given_on))
    else:
        because = words.say("known_because_law", law=row.law)
    told = "\n".join(f"{item['title']}: {item['text']}" for item in transfer.content)
    return [
        (words["offer_whom"], f"{transfer.recipient.name}, {when}"),
        (words["offer_why"], f"{transfer.purpose}. {because}"),
        (words["known_text"], told),
    ]


def _day(day: date) -> str:
    return date_format(day, "d.m.Y")
