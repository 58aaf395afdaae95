"""Come in with a code and a PIN, or with a remembered device and the PIN; stay for one sitting; leave.

Wrong, spent, expired, revoked and missing look the same and take as long. What is counted against guessing never
shuts the owner out for good: another address, a remembered device and a new code each have a count of their own.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from roterfaden.accounts.choices import Language
from roterfaden.audit import actions, trail
from roterfaden.common.days import local_day
from roterfaden.consent import transfers
from roterfaden.consent.choices import TransferState
from roterfaden.portal import codes, granting
from roterfaden.portal.choices import CodeWay, GuestKind
from roterfaden.portal.models import Device, EntryCode, Guest, Visit
from roterfaden.portal.protecting import second_factor_fits
from roterfaden.portal.queries import RELATED
from roterfaden.portal.refusals import NotLetIn, PortalRefused, TooManyTries
from roterfaden.portal.rules import may_come_in
from roterfaden.portal.visitors import Visitor

actions.register("portal.entered", "Zugang ohne Konto geöffnet")
actions.register("portal.language_chosen", "Sprache im Zugang ohne Konto gewählt")
actions.register("portal.left", "Zugang ohne Konto verlassen")

IDLE, LONGEST = timedelta(minutes=60), timedelta(hours=8)
REMEMBERED = timedelta(days=180)
SEEN_EVERY = timedelta(minutes=1)
OF_GUEST = tuple(f"guest__{path}" for path in RELATED)


@dataclass(frozen=True, kw_only=True)
class Try:
    """What somebody types, from where, and the token of a remembered device, if the browser sent one."""

    pin: str
    address: str
    code: str = ""
    device: str = ""
    remember: bool = False


@dataclass(frozen=True)
class Entered:
    """The token of the sitting, and of the device where it is to be remembered from now on."""

    guest: Guest
    token: str
    device: str = ""


def enter(*, tried: Try, at: datetime) -> Entered:
    """Let a guest in: with a code and the PIN, or without a code from a remembered device.

    Refuses with NotLetIn, the same for every reason, and with TooManyTries whatever comes from an address with too many
    failures. Effects: a sitting; a code that opens once is spent; what a partner gets goes out through the gate now,
    if it has not before; an audit entry. A failure is counted.
    """
    address = codes.bucket_of("address", tried.address)
    if codes.is_worn_out(address, codes.OF_ADDRESS, at=at):
        raise TooManyTries
    here, everywhere = _buckets(tried)
    worn_out = codes.is_worn_out(here, codes.OF_CODE_HERE, at=at) or codes.is_worn_out(
        everywhere, codes.OF_CODE, at=at
    )
    with transaction.atomic():
        code, guest = _found(tried, at=at)
        fits = second_factor_fits(guest, tried.pin, at=at)
        if guest is not None and fits and not worn_out and may_come_in(guest, on=local_day(at)):
            entered = _let_in(guest, code, tried, at=at)
            if entered is not None:
                return entered
    codes.note_failure(address, here, everywhere, at=at)
    raise NotLetIn


def _buckets(tried: Try) -> tuple[str, str]:
    if tried.code:
        what = codes.hash_of_code(tried.code)
        return codes.bucket_of("code", what, tried.address), codes.bucket_of("code", what)
    what = codes.bucket_of("device", tried.device)
    return what, what


def _found(tried: Try, *, at: datetime) -> tuple[EntryCode | None, Guest | None]:
    if tried.code:
        row = (
            EntryCode.objects.select_related(*OF_GUEST)
            .filter(code_hash=codes.hash_of_code(tried.code), ended_at__isnull=True, expires_at__gt=at)
            .first()
        )
        return row, (row.guest if row else None)
    device = _device(tried.device, at=at)
    return None, (device.guest if device else None)


def _device(token: str, *, at: datetime) -> Device | None:
    if not token:
        return None
    found = Device.objects.select_related(*OF_GUEST).filter(
        token_hash=codes.hash_of(token, of="device"), ended_at__isnull=True, expires_at__gt=at
    )
    return found.first()


def _let_in(guest: Guest, code: EntryCode | None, tried: Try, *, at: datetime) -> Entered | None:
    """Open the sitting; None where somebody else spent the code this moment, or the gate says no."""
    if code is not None and not code.reusable:
        spent = EntryCode.objects.filter(pk=code.pk, ended_at__isnull=True)
        if not spent.update(used_at=at, ended_at=at):
            return None
    elif code is not None:
        EntryCode.objects.filter(pk=code.pk).update(used_at=at)
    if not _may_read(guest, at=at):
        return None
    token, device = codes.fresh_token(), ""
    Visit.objects.create(guest=guest, token_hash=codes.hash_of(token, of="visit"), opened_at=at, seen_at=at)
    if tried.remember and guest.kind == GuestKind.CLIENT:
        device = codes.fresh_token()
        Device.objects.create(
            guest=guest,
            token_hash=codes.hash_of(device, of="device"),
            added_at=at,
            expires_at=at + REMEMBERED,
        )
    trail.record(
        "portal.entered",
        by=Visitor(guest),
        at=at,
        subject=guest,
        scope=guest.case,
        organisation=guest.case.service,
        details={"kind": str(guest.kind), "with": "code" if code else "device"},
    )
    return Entered(guest, token, device)


def _may_read(guest: Guest, *, at: datetime) -> bool:
    """What waits for a partner goes out in this moment, asked once more; a withdrawal before it stops it."""
    transfer = guest.transfer
    if transfer is None or transfer.state == TransferState.OUT:
        return True
    gone = transfers.let_out(transfer=transfer, scope=guest.case, by=Visitor(guest), at=at)
    guest.transfer = gone
    return gone.state == TransferState.OUT


def guest_of_visit(token: str, *, at: datetime) -> Guest | None:
    """Who sits behind the token; nobody for a sitting that ended, rested too long, or stands on nothing any more.

    Effects: at most once a minute the sitting notes that it was used.
    """
    if not token:
        return None
    visit = (
        Visit.objects.select_related(*OF_GUEST)
        .filter(token_hash=codes.hash_of(token, of="visit"), closed_at__isnull=True)
        .filter(seen_at__gt=at - IDLE, opened_at__gt=at - LONGEST)
        .first()
    )
    if visit is None or not may_come_in(visit.guest, on=local_day(at)):
        return None
    if at - visit.seen_at > SEEN_EVERY:
        Visit.objects.filter(pk=visit.pk).update(seen_at=at)
    return visit.guest


def knows_device(token: str, *, at: datetime) -> bool:
    """Whether the PIN alone is enough here."""
    return _device(token, at=at) is not None


def leave(*, guest: Guest, token: str, device: str = "", at: datetime) -> None:
    """End the sitting; with `device` this device is forgotten as well. Safe to repeat."""
    with transaction.atomic():
        guest.visits.filter(token_hash=codes.hash_of(token, of="visit"), closed_at__isnull=True).update(
            closed_at=at
        )
        if device:
            guest.devices.filter(token_hash=codes.hash_of(device, of="device")).update(ended_at=at)
        trail.record("portal.left", by=Visitor(guest), at=at, subject=guest, scope=guest.case)


def choose_language(*, guest: Guest, language: str, at: datetime) -> None:
    """From now on pages and mails to `guest` are in `language`. Effects: an audit entry, if anything changed.

    Refuses a language that the program does not speak.
    """
    if language not in Language.values:
        raise PortalRefused("Diese Sprache gibt es hier nicht.")
    if guest.language == language:
        return
    with transaction.atomic():
        guest.language = language
        guest.save(update_fields=["language"])
        trail.record(
            "portal.language_chosen",
            by=Visitor(guest),
            at=at,
            subject=guest,
            scope=guest.case,
            details={"language": language},
        )


def ask_for_code(*, number: str, pin: str, address: str, at: datetime) -> None:
    """Mail a new code to the address we know, if number and PIN fit and there is one. Says nothing either way.

    For a new device: the PIN is known, the mailbox is the second factor. Refuses only an address with too many
    requests. Effects: a code in the outbox; a request is counted.
    """
    here = codes.bucket_of("ask", address)
    if codes.is_worn_out(here, codes.OF_ADDRESS, at=at):
        raise TooManyTries
    what = granting.number_of(number)
    bucket = codes.bucket_of("ask", what, address)
    worn_out = codes.is_worn_out(bucket, codes.OF_ASKING, at=at)
    guest = Guest.objects.select_related(*RELATED).filter(number=what, kind=GuestKind.CLIENT).first()
    fits = second_factor_fits(guest, pin, at=at)
    codes.note_failure(here, bucket, at=at)
    if guest is None or not fits or worn_out or not may_come_in(guest, on=local_day(at)):
        return
    try:
        granting.issue_code(guest=guest, way=CodeWay.MAILED, by=None, at=at)
    except PortalRefused:
        return
