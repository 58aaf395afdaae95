"""The days of audits that wait for somebody: announcement, the audit itself, corrections, re-checks."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import User
from roterfaden.auditing.choices import DEVIATIONS, Effect
from roterfaden.auditing.models import Audit, CatalogueMeasure, Finding
from roterfaden.auditing.preparing import announce_until
from roterfaden.auditing.queries import corrections_of, measures_of, open_corrections, open_measures
from roterfaden.common.only_reading import found_once
from roterfaden.common.prepared import Prepared
from roterfaden.process.choices import RunState
from roterfaden.quality.duties import Duty, source

RUNNING = Q(audit__run__state=RunState.RUNNING)

# asked with every start page; mostly there is none
_AUDITS = Prepared(Audit.objects.filter(run__state=RunState.RUNNING).only("id").order_by("pk"), by="auditor")
_CORRECTIONS = Prepared(
    open_corrections().filter(RUNNING, due_on__isnull=False).only("id").order_by(), by="responsible"
)
_MEASURES = Prepared(open_measures().only("id").order_by(), by="responsible")


@source("auditing.audits")
def days_of_audits(user: User, on: date) -> Iterable[Duty]:
    """For the auditor: by when the questions are announced, then the day of the audit until it was held."""
    led = _audits_led_by(user)
    if not led:
        return
    rows = Audit.objects.filter(pk__in=led, signed_first_at__isnull=True)
    for audit in rows.select_related("organisation").order_by("held_on", "pk"):
        announced = audit.announced_on is not None
        if announced and audit.held_on < on:
            continue
        yield Duty(
            what=_("Audit durchführen") if announced else _("Auditfragen ankündigen"),
            place=str(audit.organisation),
            due_on=audit.held_on if announced else announce_until(audit)[0],
            view="auditing:detail",
            args=(audit.uuid,),
        )


@source("auditing.corrections")
def days_of_corrections(user: User, _on: date) -> Iterable[Duty]:
    """For who is responsible: corrections and measures of the catalogue that are not done."""
    if corrections := _CORRECTIONS.ids(user.pk):
        for row in corrections_of(user).filter(pk__in=corrections):
            yield _duty(_("Korrektur aus einem Audit umsetzen"), row, "auditing:done", row.uuid)
    if measures := _MEASURES.ids(user.pk):
        for measure in measures_of(user).filter(pk__in=measures):
            yield _duty(_("Maßnahme aus einem Audit umsetzen"), measure, "auditing:index")


@source("auditing.rechecks")
def days_of_rechecks(user: User, on: date) -> Iterable[Duty]:
    """For the auditor: corrections reported as done, or whose day is over, that nobody checked as effective."""
    led = _audits_led_by(user)
    if not led:
        return
    rows = Finding.objects.filter(audit__in=led, kind__in=DEVIATIONS, due_on__isnull=False)
    rows = rows.exclude(effect=Effect.EFFECTIVE).filter(Q(done_on__isnull=False) | Q(due_on__lt=on))
    for row in rows.select_related("audit__organisation").order_by("due_on", "pk"):
        yield _duty(_("Korrektur aus einem Audit nachprüfen"), row, "auditing:recheck", row.uuid)


def _audits_led_by(user: User) -> list[int]:
    """The running audits of an auditor, as ids: most users lead none, and then nothing more is asked."""
    return found_once(("audits led by", user.pk), lambda: _AUDITS.ids(user.pk))


def _duty(what: object, row: Finding | CatalogueMeasure, view: str, *args: object) -> Duty:
    assert row.due_on is not None
    return Duty(
        what=str(what), place=str(row.audit.organisation), due_on=row.due_on, view=view, args=tuple(args)
    )
