"""Emergency access: somebody of the service opens a case that is closed to them, for hours, and a second person knows.

Never across services, never to the case of oneself or somebody close.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.choices import Role
from roterfaden.accounts.languages import speaking_to
from roterfaden.accounts.models import User
from roterfaden.accounts.queries import colleagues_in
from roterfaden.audit import actions, trail
from roterfaden.cases.access import access_to
from roterfaden.cases.access_records import Opening
from roterfaden.cases.access_table import access_table
from roterfaden.cases.models import Case
from roterfaden.cases.queries import services_led_by, services_of
from roterfaden.cases.relations import openings_running
from roterfaden.common.days import local_day
from roterfaden.common.names import compact
from roterfaden.jobs.outbox import queue_mail
from roterfaden.people.queries import LEADING_ROLES, out_of_reach

actions.register("cases.emergency_opened", "Notzugang geöffnet")
actions.register("cases.emergency_ended", "Notzugang beendet")
actions.register("cases.emergency_reviewed", "Notzugang geprüft")

LEAST_LETTERS = 15
SUBJECT = gettext_lazy("Roter Faden: Ein Notzugang wurde geöffnet")
# who is told, the first of them where there is somebody
TOLD = (LEADING_ROLES, (Role.QUALITY_OFFICER,), (Role.ADMINISTRATOR,))
NOT_THERE = "Unter diesem Aktenzeichen lässt sich hier nichts öffnen."


class OpeningRefused(ValueError):
    """The case cannot be opened like this; the message says why."""


def open_in_emergency(*, number: str, category: str, reason: str, by: User, at: datetime) -> Opening:
    """Open the case with this file number to `by`, for the hours of the access table.

    Refuses with one and the same sentence: no such case, one of another service, a destroyed one, one of somebody close
    to `by`. Refuses: an unknown category, less than a sentence, a case that is open to `by` anyway, and where nobody
    else could be told. Opening again while it runs gives the same row. Effects: row; a mail to each of the leads (else
    quality, else administration) that names neither person nor number; audit entry.
    """
    table = access_table()
    if category not in table.reasons:
        raise OpeningRefused("Bitte wählen Sie einen Grund.")
    if len(reason.strip()) < LEAST_LETTERS:
        raise OpeningRefused("Bitte sagen Sie in einem Satz, warum Sie den Fall jetzt sehen müssen.")
    with transaction.atomic():
        case = _case_behind(number, by, at)
        running = openings_running(by, at=at).filter(case=case).first()
        if running is not None:
            return running
        if access_to(by, case, on=local_day(at)).whole:
            raise OpeningRefused("Dieser Fall ist Ihnen ohnehin offen. Ein Notzugang ist nicht nötig.")
        told = witnesses(case, besides=by, at=at)
        if not told:
            raise OpeningRefused(
                "Es gibt niemanden, der davon erfahren kann. Ohne zweite Person geht es nicht."
            )
        made = Opening.objects.create(
            case=case,
            user=by,
            category=category,
            reason=reason,
            opened_at=at,
            ends_at=at + timedelta(hours=table.hours),
        )
        for one in told:
            _tell(made, one, at=at)
        details = {"category": category, "told": [one.username for one in told]}
        trail.record("cases.emergency_opened", by=by, at=at, subject=made, scope=case, details=details)
    return made


def end_opening(*, opening: Opening, by: User, at: datetime) -> None:
    """End an emergency access before its time; ending twice changes nothing. Effects: audit entry."""
    with transaction.atomic():
        running = Opening.objects.filter(pk=opening.pk, ended_at__isnull=True, ends_at__gt=at)
        if running.update(ended_at=at):
            trail.record("cases.emergency_ended", by=by, at=at, subject=opening, scope=opening.case)


def review_opening(*, opening: Opening, result: str, by: User, at: datetime) -> None:
    """Mark an emergency access as looked at, with what came out. Refuses the one who opened it, and no result.

    Reviewing twice changes nothing. Effects: audit entry.
    """
    if by.pk == opening.user_id:
        raise OpeningRefused("Den eigenen Notzugang prüft eine andere Person.")
    if not result.strip():
        raise OpeningRefused("Bitte halten Sie in einem Satz fest, was die Prüfung ergab.")
    with transaction.atomic():
        row = Opening.objects.select_for_update().get(pk=opening.pk)
        if row.reviewed_at is not None:
            return
        row.case = opening.case
        row.review, row.reviewed_at, row.reviewed_by = result, at, by
        row.save(update_fields=["review", "reviewed_at", "reviewed_by"])
        trail.record("cases.emergency_reviewed", by=by, at=at, subject=row, scope=row.case)


def witnesses(case: Case, *, besides: User, at: datetime) -> list[User]:
    """Who is told of an emergency access: who leads the service, else quality, else administration; not the opener."""
    for roles in TOLD:
        found = colleagues_in(case.service, on=local_day(at), roles=roles).exclude(pk=besides.pk)
        told = list(found.exclude(pk__in=_close_to(case)))
        if told:
            return told
    return []


def openings_to_review(user: User, *, at: datetime) -> QuerySet[Opening]:
    """All emergency accesses to cases of services that `user` leads, newest first; none to those of somebody close."""
    led = Case.objects.filter(pk=OuterRef("case_id"), service__in=services_led_by(user, on=local_day(at)))
    # from the few openings, not from the many cases
    rows = Opening.objects.filter(Exists(led.exclude(person__in=out_of_reach(user))))
    return rows.select_related("case__data_key", "user", "reviewed_by").order_by("-opened_at", "-pk")


def own_openings(user: User, *, at: datetime) -> QuerySet[Opening]:
    """What `user` opened and what still runs, the one that ends first first."""
    return openings_running(user, at=at).select_related("case__data_key").order_by("ends_at")


def opened_cases(user: User, *, at: datetime) -> QuerySet[Case]:
    """The cases that an emergency access opens to `user` at this moment, as long as they work for the service."""
    rows = openings_running(user, at=at).values("case_id")
    services = services_of(user, on=local_day(at))
    found = Case.objects.filter(pk__in=rows, service__in=services, destroyed_at__isnull=True)
    return found.exclude(person__in=out_of_reach(user))


def _case_behind(number: str, by: User, at: datetime) -> Case:
    wanted = compact(number)
    own = Case.objects.filter(service__in=services_of(by, on=local_day(at)), destroyed_at__isnull=True)
    found = own.filter(search_number=wanted).exclude(person__in=out_of_reach(by)) if wanted else own.none()
    case = found.select_related("data_key", "person", "service").first()
    if case is None:
        raise OpeningRefused(NOT_THERE)
    return case


def _close_to(case: Case) -> list[int]:
    return list(case.person.out_of_reach_for.values_list("user_id", flat=True))


def _tell(opening: Opening, whom: User, *, at: datetime) -> None:
    if not whom.email:
        return
    with speaking_to(whom, on=local_day(at)):
        subject = str(SUBJECT)
        lines = [
            _("In Ihrem Dienst hat jemand einen Fall über den Notzugang geöffnet."),
            _("Wer, welcher Fall und warum steht im Programm. Bitte prüfen Sie den Vorgang:"),
            f"{settings.PUBLIC_URL}/notzugang/" if settings.PUBLIC_URL else _("Notzugänge"),
        ]
    queue_mail(
        key=f"emergency:{opening.uuid}:{whom.uuid}",
        to=whom.email,
        subject=subject,
        body="\n".join(lines),
        not_before=at,
        by=opening.user,
        at=at,
        organisation=opening.case.service,
    )
