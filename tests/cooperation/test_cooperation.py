"""From the entry check to the end, and what is refused on the way."""

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from roterfaden.common.revisions import Conflict
from roterfaden.common.yaml_nodes import FileFaults
from roterfaden.consent import declarations
from roterfaden.cooperation import (
    dates,
    entry,
    parties,
    planning,
    registration,
    reminders,
    signing,
    situation,
    tables,
)
from roterfaden.cooperation.choices import (
    CooperationState,
    FindingKind,
    PartyKind,
    PlanSection,
    SignatureKind,
    SignatureWay,
    TurnKind,
)
from roterfaden.cooperation.comparison import changes, line_of
from roterfaden.cooperation.models import PlanStep, PlanVersion, Signature
from roterfaden.cooperation.procedures import procedure_for, read_procedure, shipped_procedures
from roterfaden.cooperation.queries import standing_of
from roterfaden.cooperation.refusals import CooperationRefused
from roterfaden.deadlines.models import CaseDeadline
from roterfaden.jobs.models import Mail
from tests.cooperation.makers import YES, Circle
from tests.fixtures import TODAY


@pytest.mark.one_database
def test_the_shipped_procedures_are_sound_and_the_most_exact_region_wins(tmp_path: Path) -> None:
    assert {one.id for one in shipped_procedures().values()} == {"ch-lu-iiz", "ch-iiz", "de-teilhabeplan"}
    found = {region: procedure_for(region, on=TODAY) for region in ("CH-LU", "CH-ZH", "DE-NW", "AT-9")}
    assert [one.id if one else None for one in found.values()] == [
        "ch-lu-iiz",
        "ch-iiz",
        "de-teilhabeplan",
        None,
    ]
    assert procedure_for("DE-NW", on=date(2017, 12, 31)) is None
    broken = tmp_path / "x.yaml"
    shipped = Path(entry.__file__).parents[1] / "catalogue/cooperation/de.yaml"
    broken.write_text(
        shipped.read_text("utf-8").replace("rule: must", "rule: maybe", 1) + "more: x\n", "utf-8"
    )
    with pytest.raises(FileFaults) as refused:
        read_procedure(broken)
    assert {fault.key for fault in refused.value.faults} == {"criteria[consent].rule", "more"}


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("answers", "met", "why"),
    [
        (
            {"registered": "yes", "within_six_months": "yes", "voluntary": "yes", "complex": "yes"},
            True,
            "Alle",
        ),
        (
            {"registered": "yes", "within_six_months": "no", "voluntary": "yes", "complex": "yes"},
            False,
            "sechs Monate",
        ),
        ({"registered": "yes", "voluntary": "yes", "complex": "yes"}, False, "Noch zu klären"),
        (
            {"registered": "yes", "within_six_months": "yes", "voluntary": "yes", "several_bodies": "no"},
            False,
            "eines zutreffen",
        ),
    ],
)
def test_the_entry_check_says_why(answers: dict[str, str], met: bool, why: str) -> None:
    procedure = procedure_for("CH-LU", on=TODAY)
    assert procedure is not None
    verdict = entry.judge(procedure, answers)
    assert verdict.met is met
    assert why in verdict.why
    assert all(line.criterion.why for line in verdict.lines)


def test_the_entry_check_is_kept_and_a_no_needs_a_reason(circle: Circle) -> None:
    no = YES | {"consent": "no"}
    with pytest.raises(CooperationRefused, match="einverstanden"):
        entry.begin(case=circle.case, answers=no, reason=" ", **circle.who)
    made = entry.begin(case=circle.case, answers=no, reason="Sie überlegt noch.", **circle.who)
    check = made.checks.get()
    assert (check.met, check.answers["consent"], check.answers["wished"]) == (False, "no", "unknown")
    entry.check_again(cooperation=circle.running, answers=YES, reason="", **circle.who)
    assert [row.met for row in made.checks.all()] == [True, False]
    with pytest.raises(CooperationRefused, match="läuft schon"):
        entry.begin(case=circle.case, answers=YES, reason="", **circle.who)


def test_registration_names_whom_the_authority_forgets(circle: Circle) -> None:
    circle.begin()
    part = circle.consent(circle.agency)
    with pytest.raises(CooperationRefused, match="Integrationsamt Nordland, Rentenversicherung, Praxis Dr"):
        circle.register(part)
    with pytest.raises(CooperationRefused, match="Es fehlt"):
        registration.register(
            cooperation=circle.running, office=circle.office, registering=circle.agency, authority=None,
            text="", revision=circle.running.revision, **circle.who,
        )  # fmt: skip
    assert circle.running.state == CooperationState.PREPARING
    circle.register()
    seen = circle.running.revision

    def say(kind: TurnKind, text: str, revision: int = 0) -> None:
        registration.decide(
            cooperation=circle.running,
            kind=kind,
            text=text,
            revision=revision or circle.running.revision,
            **circle.who,
        )

    with pytest.raises(CooperationRefused, match="in einem Satz"):
        say(TurnKind.DECLINED, " ")
    say(TurnKind.ASKED_BACK, "Welche Leistungen laufen?")
    with pytest.raises(Conflict):
        say(TurnKind.ACCEPTED, "", seen)
    circle.register()
    say(TurnKind.ACCEPTED, "")
    kinds = list(circle.running.turns.values_list("kind", flat=True))
    assert kinds == ["registered", "asked_back", "replied", "accepted"]


def test_dates_are_found_fixed_and_told_without_a_name(circle: Circle) -> None:
    circle.accept()
    meeting = circle.meeting()
    first, second = (str(option.uuid) for option in meeting.options.all())
    replies = {
        circle.agency: ("yes", "yes"),
        circle.pension: ("no", "if_need_be"),
    }
    for recipient, said in replies.items():
        both = dict(zip((first, second), said, strict=True))
        dates.answer(meeting=meeting, party=circle.party(recipient), replies=both, revision=0, **circle.who)
    with pytest.raises(CooperationRefused, match="jedem Tag"):
        dates.answer(
            meeting=meeting,
            party=circle.party(circle.doctor),
            replies={first: "yes"},
            revision=0,
            **circle.who,
        )
    again = dict.fromkeys((first, second), "no")
    with pytest.raises(Conflict):
        dates.answer(
            meeting=meeting, party=circle.party(circle.agency), replies=again, revision=7, **circle.who
        )
    options, answers = list(meeting.options.all()), list(meeting.date_answers.all())
    best = dates.best_option(options, answers)
    assert best is not None
    assert str(best.uuid) == second
    circle.now += timedelta(days=4)
    assert reminders.remind(at=circle.now)["asked"] == 2
    assert reminders.remind(at=circle.now)["asked"] == 2
    meeting.cooperation = circle.running
    dates.fix_date(meeting=meeting, option=best, place="Raum 3", revision=meeting.revision, **circle.who)
    assert circle.case.appointments.get().starts_at == best.starts_at
    mails = list(Mail.objects.all())
    assert sorted(m.subject for m in mails).count("Erinnerung: Einladung: Welcher Tag passt?") == 1
    assert len([m for m in mails if m.subject == dates.FIXED]) == 3
    for mail in mails:
        whole = f"{mail.subject} {mail.body} {mail.attachments}"
        assert "Aksoy" not in whole
        assert "Teilhabe" not in whole
    assert "BEGIN:VCALENDAR" in mails[-1].attachments[0]["text"]


def test_a_withdrawn_authority_invites_nobody(circle: Circle) -> None:
    authority = circle.accept().authority
    assert authority is not None
    meeting = circle.meeting()
    declarations.withdraw(declaration=authority, scope=circle.case, **circle.who)
    with pytest.raises(CooperationRefused, match="widerrufen"):
        circle.fix(meeting)
    circle.now += timedelta(days=9)
    assert reminders.remind(at=circle.now)["asked"] == 0


def test_the_table_has_an_agenda_seats_and_parts(circle: Circle) -> None:
    circle.accept()
    situation.add_finding(
        cooperation=circle.running,
        facts=situation.FindingFacts(domain="work", kind=FindingKind.RESOURCE, text="Bürolehre"),
        **circle.who,
    )
    meeting = circle.fix(circle.meeting())
    assert tables.build_agenda(meeting=meeting, **circle.who) == 10
    assert tables.build_agenda(meeting=meeting, **circle.who) == 0
    texts = [item.text for item in meeting.agenda.all()]
    assert any(text.startswith("Gesundheit:") for text in texts)
    assert not any(text.startswith("Arbeit und Beruf") for text in texts)
    with pytest.raises(CooperationRefused, match="noch nicht begonnen"):
        tables.hold(meeting=meeting, seats=[], revision=meeting.revision, **circle.who)
    circle.hold(meeting)
    assert meeting.attendances.count() == 4
    assert "Klara Muster" in circle.case.journal.get().text
    with pytest.raises(Conflict):
        tables.note_parts(
            meeting=meeting, first_part="a", second_part="b", own_view="c", revision=1, **circle.who
        )


@pytest.mark.requirement("R-59", figure="0 changes of a signed version")
def test_a_change_of_the_plan_is_a_new_version_and_asks_again(circle: Circle) -> None:
    circle.accept()
    circle.hold(circle.fix(circle.meeting()))
    first = circle.plan()
    agency, client = circle.party(circle.agency), circle.party(None)
    circle.sign(first, agency)
    circle.sign(first, client, way=SignatureWay.DRAWN, drawing="M10 10 L20 20 L30 10")
    circle.sign(first, circle.party(circle.pension), kind=SignatureKind.RESERVED, note="Nur bis Juni.")
    circle.sign(first, circle.party(circle.doctor), kind=SignatureKind.REFUSED, note="Kein Auftrag.")
    standing = standing_of(first)
    assert (standing.given, standing.reserved, standing.refused, standing.is_binding) == (3, 1, 1, False)
    circle.sign(first, circle.party(circle.doctor))
    assert standing_of(first).is_binding
    with pytest.raises(CooperationRefused, match="nichts geändert"):
        circle.issue("Noch einmal")
    before = first.content
    key = first.content[PlanSection.ITEMS][0]["key"]
    due = circle.now.date() + timedelta(days=60)
    circle.write(PlanSection.ITEMS, "Berufliche Abklärung", key=key, person="Rolf Renner", due_on=due)
    with pytest.raises(CooperationRefused, match="Warum ändert"):
        circle.issue("")
    second = circle.issue("Der Platz wird später frei.")
    assert PlanVersion.objects.get(pk=first.pk).content == before
    assert [c.sentence for c in changes(first.content, second.content)] == [
        "Schritt „Berufliche Abklärung“: zuständige Person Rolf Renner, vorher Klara Muster.",
        f"Schritt „Berufliche Abklärung“: bis {due:%d.%m.%Y}, vorher {circle.now + timedelta(days=30):%d.%m.%Y}.",
    ]
    assert len(standing_of(second).missing) == 4
    with pytest.raises(CooperationRefused, match="neuere Fassung"):
        circle.sign(first, agency)
    assert PlanStep.objects.get().due_on == due
    assert CaseDeadline.objects.filter(outcome="open").count() == 1


def test_a_line_of_the_plan_ends_with_one_full_stop() -> None:
    line = {"text": "Die Richtung ist geklärt.", "body": "", "person": "", "cost_bearer": "", "due_on": ""}
    assert line_of(line) == "„Die Richtung ist geklärt.“"
    assert line_of(line | {"text": "Arbeit finden"}) == "„Arbeit finden“."
    assert line_of(line | {"body": "IV-Stelle"}) == "„Die Richtung ist geklärt.“ (IV-Stelle)."


def test_what_a_signature_must_hold(circle: Circle) -> None:
    circle.accept()
    version, party = circle.plan(), circle.party(circle.agency)
    for wrong, sentence in (
        ({"name": " "}, "Wer hat"),
        ({"kind": SignatureKind.RESERVED}, "Welcher Vorbehalt"),
        ({"kind": SignatureKind.REFUSED}, "Warum nicht"),
        ({"way": SignatureWay.DRAWN, "drawing": "M1 1"}, "im Feld"),
        ({"way": SignatureWay.DRAWN, "drawing": 'M1 1 L2 2 L3 3"/><script>'}, "im Feld"),
        ({"way": SignatureWay.DRAWN, "drawing": "M1 1 " * 20_000}, "im Feld"),
        ({"way": SignatureWay.SCANNED}, "eingescannte"),
        ({"way": SignatureWay.PORTAL}, "Im Portal"),
        ({"signed_on": TODAY + timedelta(days=1)}, "Zukunft"),
        ({"signed_on": TODAY - timedelta(days=1)}, "noch nicht"),
    ):
        with pytest.raises(CooperationRefused, match=sentence):
            circle.sign(version, party, **wrong)
    assert circle.sign(version, party) == circle.sign(version, party)
    scan = signing.Scan("plan.txt", BytesIO(b"unterschrieben"))
    assert circle.sign(version, party, way=SignatureWay.SCANNED, scan=scan).scan is not None
    assert Signature.objects.count() == 2
    late = parties.add_party(
        cooperation=circle.running,
        kind=PartyKind.INSTITUTION,
        recipient=circle.office,
        facts=parties.PartyFacts(name="Silke Amthor"),
        **circle.who,
    )
    late.cooperation = circle.running
    with pytest.raises(CooperationRefused, match="nicht gefragt"):
        circle.sign(version, late)


def test_two_who_write_the_plan_do_not_overwrite_each_other(circle: Circle) -> None:
    circle.accept()
    circle.write(PlanSection.GOALS, "Eine Stelle finden")
    seen = planning.draft_of(circle.running).revision
    circle.write(PlanSection.GOALS, "Belastbar werden")
    facts = planning.EntryFacts(text="Anderes")
    for revision in (seen, 0):
        with pytest.raises(Conflict):
            planning.put_entry(
                cooperation=circle.running, section=PlanSection.GOALS, key="", facts=facts, revision=revision,
                **circle.who,
            )  # fmt: skip
    for missing in (
        {"party": None},
        {"person": ""},
        {"cost_bearer": " "},
        {"due_on": None},
    ):
        with pytest.raises(CooperationRefused):
            circle.write(PlanSection.ITEMS, "Abklärung", **missing)
    assert len(planning.draft_of(circle.running).content[PlanSection.GOALS]) == 2
