"""What comes after the end: cases in the archive, one restricted, one whose time is over, a protocol, a time away."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from roterfaden.accounts import members
from roterfaden.archive import destroying, filing, restricting
from roterfaden.archive.choices import RestrictionGround
from roterfaden.archive.models import Keeping
from roterfaden.cases import closing, intake, journal, steps
from roterfaden.cases.choices import CaseResult, CaseState, ContactKind, MandateKind
from roterfaden.cases.mandates import MandateFacts
from roterfaden.cases.models import Case
from roterfaden.dossier import printing, protocols
from roterfaden.dossier.choices import Part, Purpose
from roterfaden.operations.demo.people import Stage
from roterfaden.process.catalogue import version_in_force
from roterfaden.process.choices import ReasonCategory
from roterfaden.process.deviations import Reason, leave
from roterfaden.process.models import Run

YEARS_AGO = 7
# long enough closed to lie in the archive
FILED_AFTER = timedelta(days=90)
LEFT_TO_FILE = 3


def tell_of_endings(stage: Stage, *, today: date) -> None:
    """For the service of Katrin Holm, whom Jan Reimers represented last week; deterministic for a given day."""
    lorenz, holm, reimers = (stage.users[name] for name in ("lorenz", "holm", "reimers"))
    morning = _at(today, 1)
    old = _an_old_case(stage, today=today)
    closed = list(
        Case.objects.filter(service=stage.offices["ifd-neuhafen"], state=CaseState.CLOSED)
        .exclude(pk=old.pk)
        .select_related("service", "person", "data_key")
        .order_by("closed_on", "pk")
    )
    resting = [case for case in closed if case.closed_on and case.closed_on < today - FILED_AFTER]
    filing.file_all(cases=[old, *resting[:-LEFT_TO_FILE]], by=lorenz, at=morning)
    _time_over(old, today=today)
    destroying.list_due(at=morning)
    if closed:
        case = Case.objects.get(pk=closed[-1].pk)
        restricting.restrict(
            case=case,
            ground=RestrictionGround.DISPUTED,
            reason="Die Person bestreitet, dass die Begleitung einvernehmlich endete. Wir prüfen das.",
            revision=case.revision,
            by=lorenz,
            at=morning,
        )
    _a_protocol(stage, today=today)
    members.name_deputy(
        absent=holm,
        deputy=reimers,
        organisation=stage.offices["ifd-neuhafen"],
        valid_from=today - timedelta(days=9),
        valid_until=today - timedelta(days=1),
        by=holm,
        at=_at(today, 12),
    )


def _an_old_case(stage: Stage, *, today: date) -> Case:
    """A case of the time before this program, written down later and closed so long ago that nobody may keep it."""
    by, service = stage.users["holm"], stage.offices["ifd-neuhafen"]
    opened = today - timedelta(days=YEARS_AGO * 365)
    ended, at = opened + timedelta(days=300), _at(today, 3 * 365)
    version = version_in_force("V1", on=today)
    assert version is not None
    case = intake.open_case(
        service=service,
        person={
            "first_name": "Jonte",
            "last_name": "Altmann",
            "birth_date": date(1971, 3, 9),
            "town": "Neuhafen",
        },
        chain_version=version,
        start_node="start_auftrag",
        responsible=by,
        opened_on=opened,
        concern="Suchte nach langer Krankheit wieder eine Arbeit im Lager.",
        mandate=MandateFacts(
            kind=MandateKind.PLACEMENT,
            valid_from=opened,
            valid_until=opened + timedelta(days=365),
            commissioner=stage.offices["agentur"],
        ),
        by=by,
        at=at,
    )
    text = "Vertrag unterschrieben, erster Tag ist am Montag."
    journal.write_entry(case=case, kind=ContactKind.CALL, happened_at=_at(ended, 0), text=text, by=by, at=at)
    run = Run.objects.get(case_run__case=case)
    steps.deviate(
        case=case,
        seen=steps.Seen(run, run.moves),
        deviation=leave,
        reason=Reason(ReasonCategory.ALREADY_DONE, "Arbeit gefunden, keine Begleitung mehr gewünscht."),
        by=by,
        at=at,
    )
    closing.close_case(
        case=case,
        result=CaseResult.PERMANENT,
        code="",
        reason="Unbefristet im Lager eingestellt.",
        closed_on=ended,
        revision=case.revision,
        by=by,
        at=at,
    )
    return Case.objects.select_related("service", "person", "data_key").get(pk=case.pk)


def _time_over(case: Case, *, today: date) -> None:
    """Where five years after the end of the closing year are not quite over on this day of the year, say they are."""
    last = today - timedelta(days=1)
    Case.objects.filter(pk=case.pk, keep_until__gte=today).update(keep_until=last)
    Keeping.objects.filter(case=case, keep_until__gte=today).update(keep_until=last)


def _a_protocol(stage: Stage, *, today: date) -> None:
    """A kept protocol in a case that went from placement to securing, and a draft in one that may go there."""
    rows = Case.objects.filter(service=stage.offices["ifd-neuhafen"], state=CaseState.OPEN).select_related(
        "service", "person", "data_key", "responsible"
    )
    gone_on = rows.filter(
        case_runs__run__chain_version__key="S2", case_runs__run__handed_over_from__isnull=False
    )
    for case in gone_on.order_by("pk")[:1]:
        at = _at(today, 3)
        draft = protocols.begin_protocol(case=case, form_id="v1-s2", health=True, by=case.responsible, at=at)
        texts = dict(draft.texts or {}) | {
            "hinweise": "Bitte die Pausen im Blick behalten. Kündigt Termine lieber per Nachricht an als per Anruf."
        }
        protocols.change_protocol(
            protocol=draft, texts=texts, revision=draft.revision, by=case.responsible, at=at
        )
        protocols.keep_protocol(protocol=draft, revision=draft.revision, by=case.responsible, at=at)
    placement = rows.filter(responsible=stage.users["holm"], case_runs__run__chain_version__key="V1")
    for case in placement.exclude(pk__in=gone_on.values("pk")).order_by("pk")[:1]:
        at = _at(today, 2)
        protocols.begin_protocol(case=case, form_id="v1-s2", health=True, by=case.responsible, at=at)
        order = printing.Order(parts=[Part.HEAD, Part.STEPS, Part.JOURNAL], purpose=Purpose.AUDIT)
        printing.print_file(case=case, order=order, by=case.responsible, at=at)


def _at(today: date, ago: int) -> datetime:
    return timezone.make_aware(datetime.combine(today - timedelta(days=ago), time(9)))
