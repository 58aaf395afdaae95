"""Requirements in the demo: a closed round of last year, a half-filled one, evidence that lapses, gaps, a comparison of
another system, what the service demands beside it, an introduction under way.
"""

from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from roterfaden.accounts.models import Organisation, User
from roterfaden.common.days import noon
from roterfaden.operations.demo.people import Stage
from roterfaden.standards import assessing, evidence, introduction, own
from roterfaden.standards.choices import Decision, StageState, State
from roterfaden.standards.evidence import Facts
from roterfaden.standards.layering import standards_for
from roterfaden.standards.models import Assessment
from roterfaden.standards.own import Demand
from roterfaden.steering import improvements
from roterfaden.steering.choices import SourceKind

# what was less than met in the round of last year, and why
BEFORE = {
    "P61-04": (State.NOT, "Berichte gehen oft nach der Frist hinaus."),
    "P62-05": (State.PARTLY, "Es gibt einen Plan, aber niemand wertet ihn aus."),
    "P64-01": (State.PARTLY, "Die Haustür ist zu schwer."),
    "P65-03": (State.PARTLY, "Die Seite ist drei Jahre alt."),
    "P66-08": (State.MET, ""),
    "P67-02": (State.NOT, "Befragt wird bisher nicht."),
}
# this year, as far as anybody has looked
NOW = {
    "P61-01": (State.MET, ""),
    "P61-02": (State.MET, ""),
    "P61-03": (State.MET, ""),
    "P61-04": (
        State.PARTLY,
        "Zwei Wochen vor der Frist liegt jetzt ein Entwurf vor, aber nicht in allen Fällen.",
    ),
    "P61-07": (State.MET, ""),
    "P62-01": (State.MET, ""),
    "P62-04": (State.PARTLY, "Gemeinsam mit dem Amt war sie zuletzt vor zwei Jahren."),
    "P62-05": (State.MET, ""),
    "P63-01": (State.MET, ""),
    "P63-02": (State.MET, ""),
    "P64-01": (State.MET, ""),
    "P64-03": (State.PARTLY, "Für gehörlose Menschen fehlt ein Weg ohne Telefon."),
    "P64-07": (State.MET, ""),
    "P65-05": (State.MET, ""),
    "P66-06": (State.MET, ""),
    "P66-07": (State.NOT, "Im Sommer blieb das Telefon an drei Tagen unbesetzt."),
    "P66-08": (State.NOT, "Der Vertrag mit der Supervisorin ist ausgelaufen."),
    "P67-03": (State.MET, ""),
}
# the service of another carrier, in its only round
NEXT_DOOR = {
    "P61-04": (State.MET, ""),
    "P62-01": (State.PARTLY, "Zwei Fachkräfte holen die Zusatzausbildung nach."),
    "P62-05": (State.MET, ""),
    "P63-01": (State.NOT, "Beide Fachkräfte teilen sich ein Büro, ein Besprechungszimmer fehlt."),
    "P65-03": (State.MET, ""),
    "P67-02": (State.PARTLY, "Befragt werden Betriebe, Klientinnen und Klienten noch nicht."),
    "P66-08": (State.NOT, "Supervision wird noch gesucht."),
}
# title, note, address, what it proves, in how many days it lapses, who keeps it up to date
PROOFS = (
    (
        "Diplome und Zeugnisse der Fachkräfte",
        "Mappe Personal, Register 2.",
        "",
        ("kassys:P62-01",),
        None,
        "koester",
    ),
    ("Einarbeitungsplan, Fassung 4", "", "/handbuch/", ("kassys:P62-05",), 400, "lorenz"),
    (
        "Vertrag Supervision",
        "Die Verlängerung ist angefragt.",
        "",
        ("kassys:P66-08", "kassys:P66-09"),
        -20,
        "lorenz",
    ),
    (
        "Protokoll Begehung Barrierefreiheit",
        "Ohne Stufen, Parkplatz vor der Tür.",
        "",
        ("kassys:P64-01",),
        30,
        "falk",
    ),
    ("Auditbericht vom Sommer", "", "/audits/", ("kassys:P67-03",), 250, "quandt"),
    ("Datenschutzkonzept", "Geprüft mit der Datenschutzbeauftragten.", "", ("kassys:P61-07",), 180, "quandt"),
    (
        "Musterakte mit Verlauf",
        "Ohne Namen, zeigt Verlauf und Vertretung.",
        "",
        ("kassys:P61-01", "kassys:P61-02"),
        None,
        "quandt",
    ),
    ("Kooperationsvereinbarung Werkstatt am Kanal", "", "", ("kassys:P65-05",), 700, "koester"),
)


def assess_requirements(stage: Stage, *, today: date) -> None:
    """Quick, through the real functions."""
    service, lead = stage.offices["ifd-neuhafen"], stage.users["quandt"]
    _demand_more(stage, today=today)
    summary = "Die Akten sind gut. Offen sind Berichte, Befragung und die Auswertung der Einarbeitung."
    _whole_round(service, BEFORE, summary, lead, noon(today - timedelta(days=380)))
    next_door, theirs = stage.offices["ifd-altwiek"], stage.users["harms"]
    _whole_round(
        next_door,
        NEXT_DOOR,
        "Die Abläufe stimmen. Es fehlen ein Raum für Gespräche und Supervision.",
        theirs,
        noon(today - timedelta(days=200)),
    )
    _prove(stage, today=today)
    now = noon(today - timedelta(days=12))
    running = _begin(service, "kassys", "", lead, now)
    for code, (state, note) in NOW.items():
        _rate(running, code, state, note, lead, now)
    licence = _begin(service, "azav", "", lead, now)
    assessing.take_over(assessment=licence, by=lead, at=now)
    _improve(service, running, lead, now)
    _compare(service, lead, today=today)
    _introduce(stage, today=today)


def _whole_round(
    place: Organisation, less: dict[str, tuple[State, str]], summary: str, by: User, at: datetime
) -> None:
    """A closed round in which everything is met but `less`."""
    found = _begin(place, "kassys", "", by, at)
    for one in standards_for(place, on=at.date())["kassys"].requirements:
        state, note = less.get(one.code, (State.MET, ""))
        _rate(found, one.code, state, note, by, at)
    assessing.close(assessment=found, summary=summary, revision=1, by=by, at=at)


def _begin(place: Organisation, key: str, subject: str, by: User, at: datetime) -> Assessment:
    token = uuid5(NAMESPACE_URL, f"{place.code}:{key}:{subject}:{at.isoformat()}")
    return assessing.begin(organisation=place, standard=key, subject=subject, token=token, by=by, at=at)


def _rate(found: Assessment, code: str, state: State, note: str, by: User, at: datetime) -> None:
    assessing.rate(assessment=found, code=code, state=state, note=note, revision=0, by=by, at=at)


def _demand_more(stage: Stage, *, today: date) -> None:
    """The service demands two things of its own: one more, and one that is stricter than the handbook."""
    service, by, at = stage.offices["ifd-neuhafen"], stage.users["koester"], noon(today - timedelta(days=500))
    for code, chapter, topic, text, needs in (
        ("NH-01", "erreichbarkeit", "Offene Sprechstunde", "Jeden Donnerstag bis 18 Uhr, ohne Termin", False),
        (
            "P64-07",
            "erreichbarkeit",
            "Bereitstellung",
            "Beratungsanfragen innerhalb von fünf Arbeitstagen",
            False,
        ),
    ):
        said = Demand(code=code, chapter=chapter, topic=topic, text=text, needs_evidence=needs)
        own.demand(organisation=service, standard="kassys", said=said, revision=0, by=by, at=at)


def _prove(stage: Stage, *, today: date) -> None:
    service, by = stage.offices["ifd-neuhafen"], stage.users["quandt"]
    for title, note, link, proves, days, owner in PROOFS:
        evidence.add_evidence(
            organisation=service,
            facts=Facts(
                title=title,
                owner=stage.users[owner],
                proves=proves,
                note=note or ("" if link else "Liegt beim Träger."),
                link=link,
                valid_until=today + timedelta(days=days) if days is not None else None,
            ),
            upload=None,
            token=uuid5(NAMESPACE_URL, f"demo-evidence:{title}"),
            by=by,
            at=noon(today - timedelta(days=300)),
        )


def _improve(service: Organisation, running: Assessment, by: User, at: datetime) -> None:
    improvements.propose(
        organisation=service,
        source_kind=SourceKind.REQUIREMENT,
        source_code="kassys:P64-03",
        what="P64-03 Telefonische Erreichbarkeit: Ein Weg ohne Telefon für gehörlose Menschen.",
        token=uuid5(NAMESPACE_URL, f"{running.uuid}:P64-03"),
        by=by,
        at=at,
    )


def _compare(service: Organisation, by: User, *, today: date) -> None:
    """Another quality system, compared and decided about."""
    at = noon(today - timedelta(days=90))
    found = _begin(service, "kompatibilitaet", "QM-Handbuch des Trägers, Ausgabe 3", by, at)
    lacking = {
        "KK-03": (State.PARTLY, "Führungsgrößen stehen darin, aber ohne Kennzahlen."),
        "KK-05f": (State.NOT, "Wer beteiligt war, erfährt das Ergebnis bisher nicht."),
    }
    compared = standards_for(service, on=today)["kompatibilitaet"]
    for one in compared.requirements:
        state, note = lacking.get(one.code, (State.MET, ""))
        _rate(found, one.code, state, note, by, at)
    proves = tuple(f"kompatibilitaet:{one.code}" for one in compared.requirements)
    title = "QM-Handbuch des Trägers, Ausgabe 3"
    said = Facts(title=title, owner=by, proves=proves, note="Mappe QM, Register 1.")
    token = uuid5(NAMESPACE_URL, "demo-evidence:compared")
    evidence.add_evidence(organisation=service, facts=said, upload=None, token=token, by=by, at=at)
    assessing.close(
        assessment=found, summary="Passt im Ganzen. Es fehlt die Rückmeldung.", revision=1, by=by, at=at
    )
    assessing.decide(
        assessment=found,
        decision=Decision.CONDITIONS,
        decided_on=today - timedelta(days=60),
        decided_by="Unterausschuss Integrationsbegleitung",
        revision=2,
        by=by,
        at=noon(today - timedelta(days=59)),
    )


def _introduce(stage: Stage, *, today: date) -> None:
    service, by, at = stage.offices["ifd-neuhafen"], stage.users["koester"], noon(today - timedelta(days=200))
    plan = introduction.begin_introduction(
        organisation=service, variant="pilots", officer=stage.users["quandt"], by=by, at=at
    )
    said = (
        ("officer", StageState.DONE, "koester", -190, ""),
        ("kickoff", StageState.DONE, "quandt", -150, "Mit der Leitung des Amts."),
        ("training", StageState.DONE, "quandt", -120, "Ein Tag im Haus, zwölf Leute."),
        ("agreement", StageState.DONE, "lorenz", -110, "Wir beginnen mit V1 und mit schwierigen Fällen."),
        ("work", StageState.RUNNING, "lorenz", 60, ""),
        ("feedback", StageState.RUNNING, "falk", -5, "Alle sechs Wochen."),
    )
    for key, state, who, days, note in said:
        introduction.change_stage(
            stage=plan.stages.select_related("introduction__organisation").get(key=key),
            state=state,
            responsible=stage.users[who],
            due_on=today + timedelta(days=days),
            note=note,
            revision=1,
            by=by,
            at=noon(today + timedelta(days=min(days, 0))),
        )
