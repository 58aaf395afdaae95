"""What the pages of audits show: how one stands, what is open, what one may do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.auditing.choices import Effect
from roterfaden.auditing.models import Audit, CatalogueMeasure, Finding, Sample
from roterfaden.auditing.neutrality import neutral_auditors
from roterfaden.auditing.preparing import announce_until, audit_before
from roterfaden.auditing.procedure import procedure
from roterfaden.auditing.reporting import digest_of, may_write_report, place_words, unsigned
from roterfaden.auditing.rules import may_act_on, may_audit, may_correct, may_plan, party_of
from roterfaden.auditing.walking import lacking, who_acts
from roterfaden.process.catalogue import chain_of_run
from roterfaden.process.choices import RunState, TaskState
from roterfaden.process.engine.definition import Chain
from roterfaden.process.models import Task
from roterfaden.process.spoken import spoken
from roterfaden.standards.layering import standards_for
from roterfaden.standards.library import Standard, words_of
from roterfaden.standards.standing import latest_round
from roterfaden.web.auditing.forms import SignForm, TurnForm
from roterfaden.web.complaints.forms import ReasonForm
from roterfaden.web.components import Fact, Link
from roterfaden.web.stops import answers_of, open_tasks_of, stop_of


@dataclass(frozen=True)
class Line:
    """One row of a list of audits."""

    audit: Audit
    url: str
    standing: str
    is_mine: bool


@dataclass(frozen=True)
class Turn:
    """An open place: what it asks for, what it lacks, and a form for who acts there."""

    title: str
    hints: tuple[str, ...]
    who: str
    lacks: list[str]
    url: str
    form: TurnForm | None
    answers: list[tuple[str, str]]


@dataclass(frozen=True)
class FindingLine:
    """A finding with what may be done with it by the reader."""

    finding: Finding
    place: str
    may_change: bool
    may_correct: bool
    may_report: bool
    may_check: bool


def lines(audits: Iterable[Audit], reader: User) -> list[Line]:
    """Audits as rows; one query for what is open in all of them."""
    rows = list(audits)
    found = open_tasks_of(row.run_id for row in rows)
    return [
        Line(
            audit=row,
            url=reverse("auditing:detail", args=[row.uuid]),
            standing=standing(row, found.get(row.run_id, [])),
            is_mine=any(may_act_on(reader, row, task.node) for task in found.get(row.run_id, [])),
        )
        for row in rows
    ]


def standing(audit: Audit, open_tasks: Iterable[Task]) -> str:
    """Where its run stands, in words."""
    chain = spoken(chain_of_run(audit.run))
    if audit.run.state == RunState.RUNNING:
        return ", ".join(chain.title_of(task.node) for task in open_tasks)
    return chain.title_of(audit.run.end_node) if audit.run.end_node else _("verlassen")


def detail_page(
    audit: Audit,
    reader: User,
    *,
    today: date,
    typed: TurnForm | None = None,
    number: int = 0,
    sign_form: SignForm | None = None,
) -> dict[str, Any]:
    """The context of one audit; `typed` is the form of task `number` that was refused."""
    chain = spoken(chain_of_run(audit.run))
    rows = Task.objects.filter(run=audit.run).exclude(state=TaskState.VOID).select_related("closed_by")
    tasks = list(rows.order_by("number"))
    open_tasks = [task for task in tasks if task.state == TaskState.OPEN]
    party = party_of(reader, audit)
    signatures = list(audit.signatures.select_related("audit", "user"))
    signed = any(one.user_id == reader.pk for one in signatures)
    standards = standards_for(audit.organisation, on=today)
    return {
        "nav": "handbook",
        "today": today,
        "audit": audit,
        "crumbs": _crumbs(audit),
        "facts": _facts(audit),
        "standing": standing(audit, open_tasks),
        "running": audit.run.state == RunState.RUNNING,
        "stops": [stop_of(chain, task) for task in tasks],
        "turns": [
            _turn(audit, chain, task, reader, typed if task.number == number else None) for task in open_tasks
        ],
        "is_auditor": may_audit(reader, audit) and audit.signed_first_at is None,
        "may_name": may_plan(reader, audit.organisation, on=today)
        or audit.programme.coordinator_id == reader.pk,
        "may_correct": may_correct(reader, audit),
        "may_report": may_write_report(reader, audit),
        "may_undo": reader.pk in {audit.programme.coordinator_id, audit.auditor_id},
        "questions": [
            (row, words_of(row.requirement, standards)) for row in audit.questions.select_related("audit")
        ],
        "interviews": audit.interviews.select_related("audit"),
        "sample": Sample.objects.filter(audit=audit).prefetch_related("cases").first(),
        "findings": finding_lines(audit, reader, standards),
        "assessed": latest_round(audit.organisation) is not None,
        "measures": audit.measures.select_related("audit", "responsible"),
        "previous": _previous(audit),
        "signatures": signatures,
        "unsigned": unsigned(audit),
        "sign_form": sign_form or SignForm(initial={"digest": digest_of(audit)}, auto_id="zeichnen_%s"),
        "may_sign": bool(party) and not signed and bool(audit.report),
        "undo_form": ReasonForm(initial={"moves": audit.run.moves}, auto_id="undo_%s"),
    }


def finding_lines(audit: Audit, reader: User, standards: Mapping[str, Standard]) -> list[FindingLine]:
    rows = Finding.objects.filter(audit=audit).select_related(
        "audit__run", "audit__programme", "responsible", "sampled"
    )
    auditing, correcting = may_audit(reader, audit), may_correct(reader, audit)
    return [
        FindingLine(
            finding=row,
            place=finding_place(row, standards),
            may_change=auditing and not row.correction and audit.signed_first_at is None,
            may_correct=correcting and row.is_deviation and row.done_on is None,
            may_report=(row.responsible_id == reader.pk or correcting)
            and bool(row.correction)
            and row.done_on is None,
            may_check=auditing and bool(row.correction) and row.effect != Effect.EFFECTIVE,
        )
        for row in rows
    ]


def finding_place(row: Finding, standards: Mapping[str, Standard]) -> str:
    """Where it stands, in words, with the title of a requirement."""
    words = place_words(row)
    return words.replace(row.reference, words_of(row.reference, standards)) if row.reference else words


def turn_form(audit: Audit, task: Task, data: Any = None) -> TurnForm:
    """The form of one open place."""
    announcing = procedure().places.get(task.node) == "announced_at"
    return TurnForm(
        data, announcing=announcing, initial={"moves": audit.run.moves}, auto_id=f"z{task.number}_%s"
    )


def _turn(audit: Audit, chain: Chain, task: Task, reader: User, typed: TurnForm | None) -> Turn:
    step = chain.step(task.node)
    mine = may_act_on(reader, audit, task.node)
    return Turn(
        title=chain.title_of(task.node),
        hints=(*step.hints, *step.guidance) if step else (),
        who=who_acts(audit, task.node),
        lacks=lacking(audit, task.node, outcome=procedure().enough, at=timezone.now()),
        url=reverse("auditing:move_on", args=[audit.uuid, task.number]),
        form=(typed or turn_form(audit, task)) if mine else None,
        answers=answers_of(chain, task),
    )


def _crumbs(audit: Audit) -> list[Link]:
    programme = audit.programme
    return [
        Link(title=_("Audits"), url=reverse("auditing:index")),
        Link(title=programme.title, url=reverse("auditing:programme", args=[programme.uuid])),
        Link(title=str(audit)),
    ]


def _previous(audit: Audit) -> tuple[Audit, list[CatalogueMeasure]] | None:
    before = audit_before(audit)
    if before is None:
        return None
    return before, list(before.measures.select_related("audit", "responsible"))


def _facts(audit: Audit) -> list[Fact]:
    until, _how = announce_until(audit)
    facts = [
        Fact(label=_("Art"), value=str(audit.get_kind_display())),
        Fact(label=_("Seite"), value=str(audit.get_side_display())),
        Fact(label=_("Auditor/in"), value=str(audit.auditor or _("noch niemand"))),
        Fact(label=_("Koordination"), value=str(audit.programme.coordinator)),
        Fact(label=_("Träger"), value=str(audit.provider)),
        Fact(label=_("Beschäftigte"), value=str(audit.staff)),
        Fact(label=_("Ort und Dauer"), value=f"{audit.place or '–'}, {audit.hours} Std."),
        Fact(label=_("Ziel"), value=audit.goal or "–"),
        Fact(label=_("Unterlagen"), value=audit.instruments or "–"),
        Fact(label=_("Tag"), value=audit.held_on.strftime("%d.%m.%Y")),
    ]
    if audit.announced_on is None:
        facts.append(Fact(label=_("Fragen nennen bis"), due=until))
    else:
        facts.append(Fact(label=_("Fragen genannt"), value=audit.announced_on.strftime("%d.%m.%Y")))
    if audit.short_notice:
        facts.append(Fact(label=_("Kürzere Frist"), value=audit.short_notice))
    return facts


def neutral_people(audit: Audit, *, on: date) -> list[tuple[User, str]]:
    """Whom one may give the audit to."""
    rows = neutral_auditors(audit.organisation, kind=audit.kind, side=audit.side, on=on)
    return [(row.user, str(row.organisation)) for row in rows]
