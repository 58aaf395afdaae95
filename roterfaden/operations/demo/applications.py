"""Applications of the demo: in preparation, forwarded, refused, and a Swiss one with a Vorbescheid; all invented."""

from datetime import date, timedelta
from typing import Any

from roterfaden.applications import applying
from roterfaden.applications.applying import Said
from roterfaden.applications.checking import find_responsible
from roterfaden.applications.choices import Delivery, Outcome, State
from roterfaden.applications.models import Application
from roterfaden.applications.reader import application_facts, application_kinds
from roterfaden.cases.choices import CaseState, FieldClass
from roterfaden.cases.models import Case
from roterfaden.common.days import noon
from roterfaden.offers.answering import Given, record_answers
from roterfaden.operations.demo.people import Stage

KNOWN: dict[str, Any] = {
    "cause": "other", "participation_form": "open_market", "pension_insurance_years": 18,
    "draws_reduced_earning_pension": False, "needed_after_pension_rehab": False,
}  # fmt: skip


def help_to_apply(stage: Stage, *, today: date) -> None:
    """Three cases of the IFD and one of the coordination in Lucerne."""
    first, second, third = _cases(stage, "ifd-neuhafen", 3)
    _prepared(first, today=today)
    _forwarded(second, today=today)
    _refused(third, today=today)
    (swiss,) = _cases(stage, "iiz", 1)
    _announced(swiss, today=today)


def _cases(stage: Stage, code: str, most: int) -> list[Case]:
    rows = Case.objects.filter(service=stage.offices[code], state=CaseState.OPEN, restricted_at=None)
    return list(
        rows.select_related("person", "service__kind", "responsible", "data_key").order_by("pk")[:most]
    )


def _begin(
    case: Case, kind: str, day: date, aim: str, body: str, offer: str = "", **known: Any
) -> Application:
    told: dict[str, Any] = {"by": case.responsible, "at": noon(day)}
    if known:
        given = [Given(fact=name, value=value) for name, value in known.items()]
        record_answers(
            case=case, given=given, facts=application_facts(), source="Gespräch mit der Person", said_on=day,
            health=True, **told,
        )  # fmt: skip
    found = find_responsible(case, application_kinds()[kind], parts=frozenset(FieldClass), on=day)
    facts = {"agency": found.proposed, "aim": aim, "body": body}
    return applying.prepare(case=case, found=found, facts=facts, offer=offer, **told)


def _turn(row: Application, state: State, day: date, **more: Any) -> None:
    said = Said(state=state, day=day, **more)
    told: dict[str, Any] = {"by": row.case.responsible, "at": noon(day)}
    applying.record_turn(application=row, said=said, revision=row.revision, **told)


def _papers(row: Application, day: date, there: int) -> None:
    """The first ones are there, the next one is asked for."""
    states = ["there"] * there + ["asked"]
    kept = [
        one | {"state": states[place] if place < len(states) else "missing"}
        for place, one in enumerate(row.papers)
    ]
    told: dict[str, Any] = {"by": row.case.responsible, "at": noon(day)}
    applying.keep_papers(application=row, papers=kept, revision=row.revision, **told)


def _prepared(case: Case, *, today: date) -> None:
    day = today - timedelta(days=4)
    aim = "Gleichstellung, damit der Arbeitsplatz im Lager erhalten bleibt."
    row = _begin(case, "de-equation", day, aim, "Agentur für Arbeit Neuhafen", offer="DE26-GLEICHSTELLUNG")
    _papers(row, day, 1)


def _forwarded(case: Case, *, today: date) -> None:
    begun = today - timedelta(days=30)
    aim = "Unterstützte Beschäftigung in einer Großküche, zuerst zur Orientierung."
    row = _begin(
        case, "de-working-life", begun, aim, "Rentenversicherung Nordland",
        offer="DE26-UNTERSTUETZTE-BESCHAEFTIGUNG", **KNOWN,
    )  # fmt: skip
    _papers(row, begun, 4)
    _turn(row, State.SENT, today - timedelta(days=26), note="Per Post, Kopie liegt in der Akte.")
    _turn(row, State.RECEIVED, today - timedelta(days=23))
    note = "Die Rentenversicherung sieht die Wartezeit nicht erfüllt."
    _turn(
        row,
        State.FORWARDED,
        today - timedelta(days=13),
        agency="employment",
        body="Agentur für Arbeit Neuhafen",
        note=note,
    )


def _refused(case: Case, *, today: date) -> None:
    begun = today - timedelta(days=70)
    aim = "Höhenverstellbarer Tisch und Bildschirmlesegerät für den Platz in der Verwaltung."
    known = KNOWN | {"pension_insurance_years": 6}
    row = _begin(case, "de-working-life", begun, aim, "Agentur für Arbeit Neuhafen", **known)
    _papers(row, begun, 4)
    _turn(row, State.SENT, today - timedelta(days=66))
    _turn(row, State.RECEIVED, today - timedelta(days=63))
    note = (
        "Begründung: Der Betrieb sei zuständig. Mit der Person besprochen, sie möchte Widerspruch einlegen."
    )
    _turn(
        row,
        State.DECIDED,
        today - timedelta(days=21),
        outcome=Outcome.REFUSED,
        delivery=Delivery.POSTED,
        note=note,
    )


def _announced(case: Case, *, today: date) -> None:
    begun = today - timedelta(days=80)
    aim = "Aufbautraining in der Werkstatt für Velos, drei Tage in der Woche."
    row = _begin(case, "ch-integration", begun, aim, "IV Luzern", offer="CH-LU-AUFBAU")
    _papers(row, begun, 2)
    _turn(row, State.SENT, today - timedelta(days=78))
    _turn(row, State.RECEIVED, today - timedelta(days=75))
    _turn(row, State.ANNOUNCED, today - timedelta(days=9), note="Die IV will die Massnahme nicht zusprechen.")
