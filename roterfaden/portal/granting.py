"""Give somebody without an account access to a part of a case, and take it away at once."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.languages import speaking_as
from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.cases.journal import require_open
from roterfaden.cases.models import Case
from roterfaden.common.codes import CodeWrong, clean_code
from roterfaden.common.days import local_day
from roterfaden.consent.choices import TransferState
from roterfaden.consent.models import Transfer
from roterfaden.cooperation.models import PlanVersion
from roterfaden.jobs.outbox import queue_mail
from roterfaden.people.writing import writing_to
from roterfaden.portal import codes
from roterfaden.portal.choices import CodeWay, GuestKind, OfferState, Wording
from roterfaden.portal.models import Guest, Offer
from roterfaden.portal.refusals import PortalRefused

actions.register("portal.granted", "Zugang ohne Konto gegeben")
actions.register("portal.code_issued", "Code für einen Zugang ausgegeben")
actions.register("portal.pin_changed", "Neue PIN für einen Zugang")
actions.register("portal.revoked", "Zugang ohne Konto gesperrt")

CODE_DAYS = 14
MOST_DAYS = 3 * 366
SUBJECT = gettext_lazy("Ihr Zugang")


@dataclass(frozen=True)
class Secrets:
    """A code and a PIN that are told once. Given only for the demo, whose logins stand on its pages anyway."""

    code: str
    pin: str


@dataclass(frozen=True)
class Issued:
    """What is handed over: the code one way, the PIN another. `pin` is "" where the old one stays."""

    guest: Guest
    code: str
    pin: str


@dataclass(frozen=True, kw_only=True)
class GuestFacts:
    """Who it is, how long, in which language, how the code gets there."""

    name: str
    valid_until: date
    way: CodeWay = CodeWay.PRINTED
    email: str = ""
    wording: Wording = Wording.STANDARD


def grant_client(
    *, case: Case, facts: GuestFacts, by: User, at: datetime, given: Secrets | None = None
) -> Issued:
    """Give the person access to their own pages.

    Refuses: a closed case, a second access beside a standing one, a day that is past or too far off, mail without an
    address. Effects: a guest with a PIN, a code that opens once within 14 days, an audit entry.
    """
    _check(facts, at=at)
    with transaction.atomic():
        require_open(case)
        if case.guests.filter(kind=GuestKind.CLIENT, revoked_at__isnull=True).exists():
            raise PortalRefused("Die Person hat schon einen Zugang. Geben Sie dafür einen neuen Code aus.")
        return _made(Guest(case=case, kind=GuestKind.CLIENT), facts, given, by=by, at=at)


def grant_signature(
    *,
    case: Case,
    document: PlanVersion | Offer,
    facts: GuestFacts,
    by: User,
    at: datetime,
    given: Secrets | None = None,
) -> Issued:
    """Let the person sign exactly one document without a standing access.

    Refuses what `grant_client` refuses, and an offer that was answered. Effects: a code that opens this one document
    until the day named, at most 14 days.
    """
    facts = GuestFacts(
        name=facts.name,
        valid_until=min(facts.valid_until, local_day(at) + timedelta(days=CODE_DAYS)),
        way=facts.way,
        email=facts.email,
        wording=facts.wording,
    )
    _check(facts, at=at)
    guest = Guest(case=case, kind=GuestKind.SIGNER)
    if isinstance(document, Offer):
        if document.state != OfferState.OPEN:
            raise PortalRefused("Diese Erklärung liegt nicht mehr zur Unterschrift bereit.")
        guest.offer = document
    else:
        guest.version = document
    with transaction.atomic():
        require_open(case)
        return _made(guest, facts, given, by=by, at=at)


def make_guest(
    guest: Guest,
    facts: GuestFacts,
    *,
    by: User,
    at: datetime,
    given: Secrets | None = None,
    like: Guest | None = None,
) -> Issued:
    """Write a guest that another module of the portal has put together. Refuses what `grant_client` refuses.

    `like`: an earlier access of the same body, whose PIN and language it keeps; then no PIN is told.
    """
    _check(facts, at=at)
    with transaction.atomic():
        require_open(guest.case)
        return _made(guest, facts, given, like, by=by, at=at)


def _made(
    guest: Guest,
    facts: GuestFacts,
    given: Secrets | None,
    like: Guest | None = None,
    *,
    by: User,
    at: datetime,
) -> Issued:
    guest.name, guest.email = facts.name.strip(), facts.email.strip()
    guest.number = codes.fresh_code(codes.NUMBER_LENGTH)
    if like is not None:
        pin, guest.pin_hash, guest.language = "", like.pin_hash, like.language
    else:
        pin = given.pin if given else codes.fresh_pin()
        guest.pin_hash = codes.hash_of_pin(pin)
    guest.wording, guest.valid_until = facts.wording, facts.valid_until
    guest.granted_at, guest.granted_by = at, by
    guest.save(force_insert=True)
    trail.record(
        "portal.granted",
        by=by,
        at=at,
        subject=guest,
        scope=guest.case,
        organisation=guest.case.service,
        details={"kind": str(guest.kind), "until": facts.valid_until.isoformat()},
    )
    code = issue_code(guest=guest, way=facts.way, by=by, at=at, given=given.code if given else "")
    return Issued(guest, code, pin)


def issue_code(*, guest: Guest, way: CodeWay, by: User | None, at: datetime, given: str = "") -> str:
    """A new code for a standing access; earlier ones open nothing from now on. Returns it: it is told once.

    Refuses: an access that is over, mail without an address. `by` None: the guest asked for it. Effects: a code, for
    mail a message in the outbox without any name, an audit entry.
    """
    if guest.revoked_at is not None or guest.valid_until < local_day(at):
        raise PortalRefused("Dieser Zugang ist beendet. Geben Sie bitte einen neuen.")
    if way == CodeWay.MAILED and not guest.email:
        raise PortalRefused("Für diesen Zugang ist keine E-Mail-Adresse hinterlegt.")
    reusable = guest.kind != GuestKind.CLIENT
    code = given or codes.fresh_code(codes.LINK_LENGTH if reusable else codes.ONCE_LENGTH)
    expires_at = at + timedelta(days=CODE_DAYS)
    if reusable:
        expires_at = timezone.make_aware(datetime.combine(guest.valid_until, time.max))
    with transaction.atomic():
        guest.codes.filter(ended_at__isnull=True).update(ended_at=at)
        row = guest.codes.create(
            code_hash=codes.hash_of(code, of="code"),
            way=way,
            issued_at=at,
            issued_by=by,
            expires_at=expires_at,
            reusable=reusable,
        )
        if way == CodeWay.MAILED:
            with speaking_to_guest(guest):
                subject, body = str(SUBJECT), _mail(guest, code)
            queue_mail(
                key=f"portal:code:{row.uuid}",
                to=guest.email,
                subject=subject,
                body=body,
                organisation=guest.case.service,
                not_before=at,
                by=by,
                at=at,
            )
        trail.record(
            "portal.code_issued",
            by=by,
            at=at,
            subject=guest,
            scope=guest.case,
            organisation=guest.case.service,
            details={"way": str(way)},
        )
    return code


def change_pin(*, guest: Guest, by: User, at: datetime) -> str:
    """A new PIN, because the old one was forgotten or overheard, or an app was lost. Returns it: it is told once.

    Effects: an app opens nothing any more, open sittings end, remembered devices are forgotten, an audit entry.
    """
    pin = codes.fresh_pin()
    with transaction.atomic():
        guest.pin_hash = codes.hash_of_pin(pin)
        guest.app_secret, guest.app_since = None, None
        guest.save(update_fields=["pin_hash", "app_secret", "app_since"])
        _shut(guest, at=at)
        trail.record("portal.pin_changed", by=by, at=at, subject=guest, scope=guest.case)
    return pin


def revoke(*, guest: Guest, by: User, at: datetime) -> None:
    """End an access at once, also in a closed case. Safe to repeat.

    Effects: sittings, codes and devices end; what has not gone out yet does not; an audit entry.
    """
    with transaction.atomic():
        standing = Guest.objects.filter(pk=guest.pk, revoked_at__isnull=True)
        if not standing.update(revoked_at=at, revoked_by=by):
            return
        guest.codes.filter(ended_at__isnull=True).update(ended_at=at)
        _shut(guest, at=at)
        if guest.transfer_id is not None:
            Transfer.objects.filter(pk=guest.transfer_id, state=TransferState.QUEUED).update(
                state=TransferState.STOPPED, stopped_because="Der Zugang wurde gesperrt."
            )
        trail.record("portal.revoked", by=by, at=at, subject=guest, scope=guest.case)
    guest.refresh_from_db(fields=["revoked_at", "revoked_by"])


def address_of(code: str = "") -> str:
    """Where the portal is reached; with a code filled in. "" where the installation has no public address."""
    if not settings.PUBLIC_URL:
        return ""
    return f"{settings.PUBLIC_URL}/portal/" + (f"?code={code}" if code else "")


def _shut(guest: Guest, *, at: datetime) -> None:
    guest.visits.filter(closed_at__isnull=True).update(closed_at=at)
    guest.devices.filter(ended_at__isnull=True).update(ended_at=at)


def _mail(guest: Guest, code: str) -> str:
    """Read on locked screens and by others: no name of the person, of the case or of what it is about."""
    where = address_of(code) or _("die Seite, die Ihnen genannt wurde")
    return _(
        "Guten Tag,\n\nIhr Code: %(code)s\n\nSo kommen Sie hinein: %(where)s\n"
        "Sie brauchen dazu Ihre PIN. Die PIN steht in keiner E-Mail.\n\n"
        "Haben Sie keinen Code bestellt? Dann rufen Sie uns bitte an.\n\n%(service)s"
    ) % {"code": codes.grouped(code), "where": where, "service": guest.case.service}


def speaking_to_guest(guest: Guest) -> AbstractContextManager[None]:
    """Within `with`: the language chosen in the portal; else the person's, or for other bodies the service's."""
    if guest.language:
        return translation.override(guest.language)
    if guest.kind == GuestKind.PARTNER:
        return speaking_as(guest.case.service)
    return writing_to(guest.case.person)


def where_to_read() -> str:
    """The sentence that leads to the portal; "" where nobody said how the installation is reached."""
    return _("Hier können Sie sie lesen: %(address)s") % {"address": address_of()} if address_of() else ""


def _check(facts: GuestFacts, *, at: datetime) -> None:
    today = local_day(at)
    if not facts.name.strip():
        raise PortalRefused("Für wen ist der Zugang? Bitte nennen Sie einen Namen.")
    if facts.valid_until < today:
        raise PortalRefused("Der letzte Tag ist schon vorbei.")
    if (facts.valid_until - today).days > MOST_DAYS:
        raise PortalRefused("Ein Zugang gilt höchstens drei Jahre.")
    if facts.way == CodeWay.MAILED and not facts.email.strip():
        raise PortalRefused("Wohin soll die E-Mail gehen? Bitte nennen Sie die Adresse.")


def number_of(typed: str) -> str:
    """The number of an access as people type it; "" where it cannot be one."""
    try:
        return clean_code(typed)
    except CodeWrong:
        return ""
