"""The documentation sheet of an action of consulting, as a document. It holds no client."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.documents.typesetting.content import Block, Document, Facts, Section, Table, Text
from roterfaden.languages.shipped import shipped
from roterfaden.placement.matrix import matrix
from roterfaden.placement.models import ConsultingAction


def sheet_of(action: ConsultingAction, *, by: User, at: datetime) -> Document:
    """Head, plan, what was, who took part, what they said."""
    table, project = matrix(), action.project
    kind, (field, _hint) = table.actions[action.action], table.fields[action.field]
    day = date_format(timezone.localtime(at), "d.m.Y")
    head = [
        (_("Betrieb"), str(project.employer)),
        (_("Beratung"), f"{project.title} ({shipped(table.projects[project.kind].title)})"),
        (_("Feld"), shipped(field)),
        (_("Geplant für"), date_format(action.planned_on, "d.m.Y")),
        (_("Durchgeführt am"), date_format(action.held_on, "d.m.Y") if action.held_on else "–"),
        (_("Ort"), action.place or "–"),
        (_("Freigabe"), _release(action)),
    ]
    sections = [Section(id="head", title=_("Angaben"), blocks=[Facts(rows=head)])]
    for name, title, words, said in (
        ("plan", _("Planung"), table.checklist, action.checklist),
        ("sheet", _("Dokumentation"), table.sheet, action.sheet),
    ):
        rows = [(shipped(words[key]), text) for key, text in said.items() if key in words]
        if rows:
            sections.append(Section(id=name, title=title, blocks=[Facts(rows=rows)]))
    sections += _people(action)
    return Document(
        title=_("Dokumentationsbogen Betriebliche Beratung"),
        subtitle=f"{kind.id}. {shipped(kind.title)}",
        notice=_("Erstellt am %(day)s von %(who)s, %(service)s.")
        % {"day": day, "who": by, "service": project.employer.organisation},
        foot=f"{project.employer} · {day}",
        sections=sections,
        contents=False,
    )


def _release(action: ConsultingAction) -> str:
    project = action.project
    if project.decided_on is None:
        return str(project.get_state_display())
    day = date_format(project.decided_on, "d.m.Y")
    return f"{project.get_state_display()}, {day}, {project.decided_by}"


def _people(action: ConsultingAction) -> list[Section]:
    found: list[Section] = []
    people = list(action.participants.select_related("contact"))
    if people:
        rows = [
            (
                one.contact.name if one.contact else one.words or "–",
                str(one.get_task_display()),
                str(one.number),
            )
            for one in people
        ]
        columns = (_("Wer"), _("Funktion"), _("Anzahl"))
        found.append(
            Section(
                id="people",
                title=_("Teilnehmende"),
                blocks=[Table(title=_("Teilnehmende"), columns=columns, rows=rows)],
            )
        )
    table = matrix()
    told: list[Block] = []
    for one in action.feedback.all():
        lines = [
            (shipped(table.feedback[k]), shipped(table.marks[m]))
            for k, m in one.answers.items()
            if k in table.feedback
        ]
        told += [Facts(rows=lines)] if lines else []
        told += [Text(text=one.note)] if one.note else []
    if told:
        found.append(Section(id="feedback", title=_("Rückmeldung"), blocks=told))
    return found
