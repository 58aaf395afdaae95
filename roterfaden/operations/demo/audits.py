"""Audits of the IFD Neuhafen: an internal one that is over, and the external one that it prepares, under way."""

from datetime import date, datetime, timedelta
from uuid import UUID

from roterfaden.accounts.models import User
from roterfaden.auditing import correcting, finding, planning, preparing, reporting, sampling, walking
from roterfaden.auditing.choices import AuditKind, Effect, FindingKind, FindingPlace, Side
from roterfaden.auditing.correcting import Correction
from roterfaden.auditing.finding import Place
from roterfaden.auditing.models import Audit, Finding, Programme
from roterfaden.auditing.planning import Order, Plan
from roterfaden.auditing.preparing import Details
from roterfaden.auditing.sampling import Frame
from roterfaden.common.days import noon
from roterfaden.operations.demo.people import Stage
from roterfaden.process.choices import TaskState
from roterfaden.process.models import Task

ANSWERS = (
    "Die Ketten werden in Fallbesprechungen benutzt. Neue Kolleginnen finden sich schneller zurecht.",
    "Einmal im Monat eine Besprechung je Kette, mit einem gelosten Fall.",
    "Zwei Stellen sind unbesetzt. Die Fälle je Kraft steigen über den Richtwert.",
    "Sicherung: Krisen werden am selben Tag aufgenommen.",
    "Feste Vertretung und ein gemeinsames Telefon.",
    "Berichte an Leistungsträger gehen zu oft nach der Frist hinaus.",
    "Der Bericht beginnt erst, wenn die Erinnerung kommt.",
    "Entwurf des Berichts zwei Wochen vor der Frist, Gegenlesen durch eine Kollegin.",
    "Die Liste der Arbeitshilfen kürzen. Zwölf werden nie geöffnet.",
    "Ein Gespräch im Quartal mit der Agentur und dem Jobcenter, mit fester Tagesordnung.",
)


def hold_audits(stage: Stage, *, today: date) -> None:
    """Through the real functions."""
    users, first = stage.users, today - timedelta(days=120)
    office, service = stage.offices["inklusionsamt"], stage.offices["ifd-neuhafen"]
    for place, user, side, by in (
        (service, users["admin"], Side.INTERNAL, users["quandt"]),
        (office, users["pruefer"], Side.EXTERNAL, users["pruefer"]),
    ):
        planning.appoint(
            organisation=place,
            user=user,
            side=side,
            training="Zweitägige Schulung Qualitätsaudit, Urkunde in Ordner QM 4",
            trained_on=first - timedelta(days=200),
            by=by,
            at=noon(first),
        )
    programme = _programme(stage, first)
    internal = _plan(stage, programme, Side.INTERNAL, AuditKind.PROCESS, first + timedelta(days=30), 1, None)
    _to_the_evaluation(stage, internal, users["admin"], first)
    _to_the_end(stage, internal, users["admin"], first + timedelta(days=32))
    second = today - timedelta(days=55)
    external = _plan(
        stage, programme, Side.EXTERNAL, AuditKind.SINGLE_CASE, second + timedelta(days=30), 2, internal
    )
    _to_the_evaluation(stage, external, users["pruefer"], second)
    _agree(stage, external, second + timedelta(days=32))


def _programme(stage: Stage, day: date) -> Programme:
    users = stage.users
    plan = Plan(
        title=f"Auditprogramm {day.year}",
        begins_on=day - timedelta(days=30),
        ends_on=day + timedelta(days=335),
        scope="Ketten V1 und S2, Anforderungen an Dokumentation und Personal. Je Audit ein halber Tag.",
        coordinator=users["koester"],
        office=users["amt"],
        trainer=users["amt"],
        releaser=users["amt"],
    )
    service = stage.offices["ifd-neuhafen"]
    return planning.plan_programme(organisation=service, plan=plan, by=users["quandt"], at=noon(day))


def _plan(
    stage: Stage,
    programme: Programme,
    side: Side,
    kind: AuditKind,
    held_on: date,
    number: int,
    before: Audit | None,
) -> Audit:
    users = stage.users
    order = Order(
        kind=kind,
        side=side,
        held_on=held_on,
        provider=users["lorenz"],
        staff=users["reimers"],
        prepared_by=before,
    )
    return planning.plan_audit(
        programme=programme,
        organisation=stage.offices["ifd-neuhafen"],
        order=order,
        token=UUID(int=number),
        by=users["quandt"],
        at=noon(held_on - timedelta(days=30)),
    )


def _to_the_evaluation(stage: Stage, audit: Audit, auditor: User, day: date) -> None:
    """Programme, questions, the day itself, findings; presented to the service."""
    koester, amt, at = stage.users["koester"], stage.users["amt"], noon(day)
    for by, outcome in ((koester, ""), (amt, "ja"), (amt, "")):
        _go(audit, by, at, outcome)
    planning.name_auditor(audit=audit, user=auditor, revision=audit.revision, by=koester, at=at)
    _go(audit, koester, at)
    details = Details(
        kind=AuditKind(audit.kind),
        held_on=audit.held_on,
        hours=3,
        place="IFD Neuhafen, Besprechungszimmer",
        goal="Sehen, wie weit die Ketten im Alltag tragen, und was als Nächstes hilft.",
        instruments="Auditbericht des Vorjahrs, Journal, Arbeitshilfen",
    )
    preparing.set_details(audit=audit, details=details, revision=audit.revision, by=auditor, at=at)
    _go(audit, auditor, at)
    preparing.add_questions(audit=audit, texts=preparing.guiding_questions(), by=auditor, at=at)
    for _step in ("prepared", "announced"):
        _go(audit, auditor, at)
    on = noon(audit.held_on)
    for row, text in zip(audit.questions.select_related("audit__run"), ANSWERS, strict=True):
        finding.answer(question=row, text=text, seen="", by=auditor, at=on)
    _look(audit, auditor, on)
    finding.evaluate(
        audit=audit,
        text="Die Ketten sind im Alltag angekommen. Offen ist, dass Berichte pünktlich fertig werden.",
        revision=audit.revision,
        by=auditor,
        at=on,
    )
    for _step in ("held", "evaluated", "presented"):
        _go(audit, auditor, on)


def _look(audit: Audit, auditor: User, on: datetime) -> None:
    """Draw cases, talk, write down what was found."""
    day = audit.held_on
    frame = Frame(opened_from=day - timedelta(days=4 * 365), opened_until=day)
    sample = sampling.draw(audit=audit, frame=frame, how_many=3, by=auditor, at=on, seed=2606)
    first = sample.cases.select_related("case", "sample__audit").earliest("number")
    task = (
        Task.objects.filter(run__case_run__case=first.case)
        .select_related("run__chain_version")
        .earliest("pk")
    )
    step = Place(
        kind=FindingPlace.STEP,
        reference=f"{task.run.chain_version.key}:{task.node}",
        sampled=first,
        task=task,
    )
    demanded = Place(kind=FindingPlace.REQUIREMENT, reference="kassys:P61-04")
    for kind, text, place in (
        (FindingKind.STRENGTH, "Der Verlauf ist auch für eine Vertretung sofort zu verstehen.", step),
        (FindingKind.DEVIATION, "In zwei von drei Fällen ging der Bericht nach der Frist hinaus.", demanded),
        (
            FindingKind.HINT,
            "Arbeitshilfen werden ausgedruckt, die neue Fassung liegt nicht überall.",
            finding.HERE,
        ),
    ):
        finding.write_finding(audit=audit, kind=kind, text=text, place=place, by=auditor, at=on)
    finding.note_interview(
        audit=audit,
        who="zwei Fachkräfte der Vermittlung",
        held_on=day,
        notes="Wünschen sich mehr Zeit für Betriebe. Die Ketten helfen, nichts zu vergessen.",
        by=auditor,
        at=on,
    )


def _agree(stage: Stage, audit: Audit, day: date) -> None:
    """The service says what it does about the deviation, and fills the catalogue."""
    users, at = stage.users, noon(day)
    row = Finding.objects.select_related("audit__run", "audit__programme").get(
        audit=audit, kind=FindingKind.DEVIATION
    )
    said = Correction(
        statement="Das stimmt. Die Vertretung war nicht geregelt.",
        cause="Niemand fühlte sich zuständig, wenn die Fachkraft krank war.",
        correction="Zwei Wochen vor der Frist liegt der Entwurf vor; die Vertretung liest gegen.",
        responsible=users["lorenz"],
        due_on=day + timedelta(days=40),
    )
    correcting.correct(finding=row, said=said, revision=row.revision, by=users["lorenz"], at=at)
    planned = ((2, ANSWERS[1], "lorenz"), (8, ANSWERS[7], "reimers"), (10, ANSWERS[9], "koester"))
    for guiding, what, who in planned:
        correcting.add_measure(
            audit=audit,
            guiding=guiding,
            what=what,
            responsible=users[who],
            due_on=day + timedelta(days=90),
            by=users["koester"],
            at=at,
        )
    _go(audit, users["koester"], at)


def _to_the_end(stage: Stage, audit: Audit, auditor: User, day: date) -> None:
    """Corrected, checked again, reported, signed; one party keeps a difference."""
    users = stage.users
    _agree(stage, audit, day)
    later = noon(day + timedelta(days=20))
    row = Finding.objects.select_related("audit__run", "audit__programme").get(
        audit=audit, kind=FindingKind.DEVIATION
    )
    correcting.report_done(
        finding=row, note="Eingeführt, Aushang im Team.", revision=row.revision, by=users["lorenz"], at=later
    )
    correcting.recheck(
        finding=row,
        effect=Effect.EFFECTIVE,
        note="Fünf Berichte angesehen, alle in der Frist.",
        again_by=None,
        revision=row.revision,
        by=auditor,
        at=later,
    )
    _go(audit, auditor, later)
    text = "Ablauf: ein halber Tag, drei geloste Fälle, ein Gespräch.\n\nErgebnis: Die Ketten tragen."
    reporting.write_report(audit=audit, text=text, revision=audit.revision, by=users["koester"], at=later)
    digest = reporting.digest_of(audit)
    for user in (auditor, users["lorenz"], users["reimers"], users["koester"]):
        difference = "Wir sehen die Zahl der Fälle je Kraft kritischer." if user == users["reimers"] else ""
        reporting.sign(audit=audit, difference=difference, digest=digest, by=user, at=later)
    _go(audit, users["koester"], later)


def _go(audit: Audit, by: User, at: datetime, outcome: str = "") -> None:
    task = Task.objects.filter(run=audit.run, state=TaskState.OPEN).latest("number")
    walking.move_on(
        audit=audit, seen_moves=audit.run.moves, number=task.number, outcome=outcome, by=by, at=at
    )
