"""Three complaints of the IFD Neuhafen: one just taken in, one being cleared, one answered and learnt from."""

from datetime import date, datetime, timedelta
from uuid import UUID

from roterfaden.accounts.models import User
from roterfaden.cases.choices import CaseState
from roterfaden.cases.models import Case
from roterfaden.common.days import noon
from roterfaden.complaints import handling, officers, receiving
from roterfaden.complaints.choices import Channel, Complainant
from roterfaden.complaints.handling import Said
from roterfaden.complaints.letters import drafted
from roterfaden.complaints.models import Complaint
from roterfaden.complaints.receiving import Told
from roterfaden.operations.demo.people import Stage
from roterfaden.process.choices import TaskState
from roterfaden.process.models import Run, Task

FOUND = "Das haben wir festgestellt:"


def tell_of_complaints(stage: Stage, *, today: date) -> None:
    """Quick, through the real functions."""
    service, users = stage.offices["ifd-neuhafen"], stage.users
    officers.name_officer(
        organisation=service,
        user=users["quandt"],
        valid_from=today - timedelta(days=300),
        by=users["lorenz"],
        at=noon(today - timedelta(days=300)),
    )
    _just_came(stage, at=noon(today - timedelta(days=1)))
    _being_cleared(stage, today=today)
    _learnt_from(stage, today=today)


def _just_came(stage: Stage, *, at: datetime) -> None:
    """A client about their caseworker, taken in by a colleague."""
    holm = stage.users["holm"]
    service = stage.offices["ifd-neuhafen"]
    case = Case.objects.filter(service=service, responsible=holm, state=CaseState.OPEN).earliest("pk")
    _receive(
        stage,
        1,
        Told(
            Complainant.CLIENT,
            Channel.IN_PERSON,
            text="Meine Termine fallen oft aus. Ich erfahre es erst, wenn ich vor der Tür stehe. "
            "Dann bin ich umsonst eine Stunde mit dem Bus gefahren.",
            wish="Ich will einen Tag vorher Bescheid bekommen.",
            name=str(case.person),
            contact="beim nächsten Termin, schriftlich",
        ),
        by=stage.users["reimers"],
        at=at,
        concerned=[holm],
        case=case,
    )


def _being_cleared(stage: Stage, *, today: date) -> None:
    """A company about a visit; a colleague of the other team clears it and has begun to write."""
    users, at = stage.users, noon(today - timedelta(days=12))
    told = Told(
        Complainant.EMPLOYER,
        Channel.PHONE,
        text="Ihr Mitarbeiter stand ohne Anmeldung in der Halle, mitten in der Schicht.",
        wish="Besuche nur nach Anruf.",
        name="Werkstattleitung der Firma Brandt",
        contact="Telefon 0431 555 0142",
    )
    made = _receive(stage, 2, told, by=users["yilmaz"], at=at, concerned=[users["albers"]])
    _go(made, users["quandt"], at + timedelta(hours=2), Said())
    _go(made, users["quandt"], at + timedelta(days=1), Said(handler=users["falk"]))
    text = drafted(made, "answer").replace(
        FOUND, f"{FOUND} Der Besuch war nicht angekündigt. Das tut uns leid."
    )
    made.refresh_from_db()
    later = at + timedelta(days=6)
    handling.write_answer(complaint=made, text=text, revision=made.revision, by=users["falk"], at=later)


def _learnt_from(stage: Stage, *, today: date) -> None:
    """Without a name, justified, answered by a notice, with an improvement that became a proposal."""
    users, at = stage.users, noon(today - timedelta(days=70))
    told = Told(
        Complainant.OTHER,
        Channel.LETTER,
        text="Im Wartezimmer hört man jedes Wort aus dem Beratungszimmer.",
        wish="Eine dichte Tür.",
    )
    made = _receive(stage, 3, told, by=users["reimers"], at=at)
    _go(made, users["quandt"], at + timedelta(days=1), Said(handler=users["koester"]))
    said = (
        (users["koester"], Said(outcome="berechtigt", note="Selbst gehört.")),
        (users["koester"], Said(note="Vorhang sofort, Tür bis Quartalsende.")),
        (users["koester"], Said(outcome="keine Rückmeldung")),
        (
            users["quandt"],
            Said(outcome="ja", lesson="Vor jedem Gespräch prüfen, ob man draußen mithören kann."),
        ),
        (
            users["quandt"],
            Said(
                improvement="Die Hörprobe gehört in die Liste zu Räumen und Technik.",
                chapter="ausstattung",
            ),
        ),
    )
    for days, (by, one) in enumerate(said, start=4):
        _go(made, by, at + timedelta(days=days * 3), one)


def _receive(
    stage: Stage,
    number: int,
    told: Told,
    *,
    by: User,
    at: datetime,
    concerned: list[User] | None = None,
    case: Case | None = None,
) -> Complaint:
    return receiving.receive(
        organisation=stage.offices["ifd-neuhafen"],
        told=told,
        token=UUID(int=number),
        concerned=concerned or [],
        case=case,
        by=by,
        at=at,
    )


def _go(complaint: Complaint, by: User, at: datetime, said: Said) -> None:
    run = Run.objects.get(pk=complaint.run_id)
    fresh = Complaint.objects.select_related("run", "organisation", "case", "handler").get(pk=complaint.pk)
    fresh.run = run
    number = Task.objects.filter(run=run, state=TaskState.OPEN).earliest("number").number
    handling.move_on(complaint=fresh, seen_moves=run.moves, number=number, said=said, by=by, at=at)
