"""Fill the sections of a protocol from what stands in the file: sentences to begin with, for a professional to edit."""

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext as _

from roterfaden.cases.choices import Information
from roterfaden.cases.models import Case
from roterfaden.cases.thread import stories_of
from roterfaden.deadlines.choices import AppointmentState
from roterfaden.deadlines.queries import appointments_of, deadlines_of, follow_ups_of
from roterfaden.dossier.forms import ProtocolForm
from roterfaden.dossier.parts import day, moment
from roterfaden.people.anamnesis import known_facts
from roterfaden.people.overlays import form_for
from roterfaden.people.relations import relations_of
from roterfaden.people.values import in_words
from roterfaden.process.choices import TaskState
from roterfaden.process.runs import next_chain_of

AGREEMENTS = 12  # of the journal, the newest ones
COMPANY_NOTES = 6
# words by which an item of the anamnesis is taken for one about aids and benefits
ABOUT_AIDS = ("hilfsmittel", "leistung", "assistenz", "förder")


def filled(case: Case, form: ProtocolForm, *, health: bool, on: date) -> dict[str, str]:
    """The first text of every section; without the right for `health`, nothing of the health record is in it."""
    return {
        section.id: _FILLED[section.filled_from](case, health, on)[:MOST_LETTERS] for section in form.sections
    }


MOST_LETTERS = 20_000


def _concern(case: Case, _health: bool, _on: date) -> str:
    goals = []
    for order in case.mandates.select_related("commissioner").order_by("valid_from", "pk"):
        order.case = case
        until = day(order.valid_until) if order.valid_until else _("ohne Ende")
        whose = str(order.commissioner or _("ohne Auftrag"))
        line = f"{order.get_kind_display()}, {whose}, {day(order.valid_from)} bis {until}"
        goals.append(f"- {line}" + (f": {order.goal}" if order.goal else ""))
    return "\n".join([case.concern, *goals]).strip()


def _course(case: Case, _health: bool, _on: date) -> str:
    """The steps that were done, with their results."""
    lines = []
    for story in stories_of(case):
        for visit in story.visits:
            task = visit.task
            if task.state != TaskState.DONE or task.closed_at is None:
                continue
            told = ". ".join(part.rstrip(".") for part in (task.outcome, task.note) if part)
            lines.append(f"- {day(task.closed_at)} {visit.title}" + (f": {told}" if told else ""))
    return "\n".join(lines)


def _standing(case: Case, _health: bool, _on: date) -> str:
    lines = []
    for story in stories_of(case):
        goes_on = next_chain_of(story.run)
        if story.end is not None:
            end = f"{story.chain.id}: {story.end.title}"
            lines.append(end + (f" ({_('weiter mit')} {goes_on[0]})" if goes_on else ""))
        lines += [
            f"{story.chain.id}: {visit.title}, {_('seit')} {moment(visit.task.opened_at)}"
            for visit in story.open
        ]
    return "\n".join(f"- {line}" for line in lines)


def _company(case: Case, _health: bool, _on: date) -> str:
    rows = list(case.journal.filter(information=Information.COMPANY).order_by("-happened_at")[:COMPANY_NOTES])
    for row in rows:
        row.case = case
    return "\n".join(f"- {day(row.happened_at)} {row.company}: {row.text}" for row in reversed(rows))


def _agreements(case: Case, _health: bool, _on: date) -> str:
    """Results and next steps of the newest contacts."""
    lines = []
    entries = case.journal.filter(information=Information.CASE).order_by("-happened_at")[: AGREEMENTS * 5]
    for entry in entries:
        entry.case = case
        told = [entry.result, entry.next_step + (f" ({day(entry.next_on)})" if entry.next_on else "")]
        if any(part.strip() for part in told):
            lines.append(f"- {day(entry.happened_at)}: " + "; ".join(part for part in told if part.strip()))
    return "\n".join(reversed(lines[:AGREEMENTS]))


def _aids(case: Case, health: bool, on: date) -> str:
    """What the anamnesis says of aids and benefits."""
    form = form_for(case.service, on=on)
    lines = []
    for one in known_facts(case.person, health=health).values():
        item = form.item(one.slot.item)
        if item is None or one.value is None or not any(word in item.label.lower() for word in ABOUT_AIDS):
            continue
        disputed = f" [{_('bestritten')}]" if one.dispute else ""
        lines.append(f"- {item.label}: {in_words(item, one.value)}{disputed}")
    return "\n".join(lines)


def _contacts(case: Case, health: bool, _on: date) -> str:
    lines = [f"- {case.responsible} ({_('zuständig')}, {case.service})"]
    for row in relations_of(case.person, health=health).filter(ended_on__isnull=True):
        phone = (row.details or {}).get("phone")
        lines.append(f"- {row.name} ({row.get_kind_display()})" + (f", {phone}" if phone else ""))
    orders = case.mandates.select_related("commissioner").order_by("valid_from")
    lines += [f"- {order.commissioner} ({_('Auftraggeber')})" for order in orders if order.commissioner]
    people: dict[str, str] = {}
    for entry in case.journal.order_by("-happened_at")[:60]:
        entry.case = case
        if entry.people:
            people.setdefault(entry.people, entry.company or entry.get_kind_display())
    lines += [f"- {name} ({where})" for name, where in list(people.items())[:8]]
    return "\n".join(dict.fromkeys(lines))


def _open_points(case: Case, _health: bool, _on: date) -> str:
    lines = [f"{row.title}, {_('fällig')} {day(row.due_on)}" for row in deadlines_of(case)]
    lines += [f"{row.text}, {_('Wiedervorlage')} {day(row.due_on)}" for row in follow_ups_of(case)]
    lines += [
        f"{row.get_kind_display()} {moment(row.starts_at)}"
        for row in appointments_of(case).filter(state=AppointmentState.PLANNED)
    ]
    for story in stories_of(case):
        lines += [
            _("fehlt: %(title)s") % {"title": title}
            for visit in story.visits
            if visit.task.state in (TaskState.OPEN, TaskState.DONE)
            for title in visit.missing()
        ]
    return "\n".join(f"- {line}" for line in lines)


def _nothing(_case: Case, _health: bool, _on: date) -> str:
    return ""


_FILLED: dict[str, Callable[[Case, bool, date], str]] = {
    "concern": _concern,
    "course": _course,
    "standing": _standing,
    "company": _company,
    "agreements": _agreements,
    "aids": _aids,
    "contacts": _contacts,
    "open_points": _open_points,
    "nothing": _nothing,
}
