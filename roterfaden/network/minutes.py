"""The minutes of a meeting as a document: agenda, who was there, what was said, what was decided."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from roterfaden.documents.typesetting.content import Block, Document, Facts, Section, Table, Text
from roterfaden.network.models import Sitting

DAY = "%d.%m.%Y"


def minutes_document(sitting: Sitting) -> Document:
    """The meeting as it is handed round; before it was held the invitation with the agenda."""
    facts = [(_("Tag"), f"{sitting.held_on:{DAY}}"), (_("Ort"), sitting.location or "–")]
    if sitting.written_by:
        facts.append((_("Protokoll"), str(sitting.written_by)))
    sections = [
        Section(id="facts", title=_("Sitzung"), blocks=[Facts(rows=facts)]),
        Section(id="agenda", title=_("Tagesordnung"), blocks=[Text(text=sitting.agenda or "–")]),
    ]
    if sitting.attendance:
        sections.append(Section(id="there", title=_("Anwesend"), blocks=[Text(text=sitting.attendance)]))
    if sitting.minutes:
        minutes = [Text(text=sitting.minutes)]
        sections.append(Section(id="minutes", title=pgettext("Sitzung", "Verlauf"), blocks=minutes))
        sections.append(Section(id="decided", title=_("Beschlüsse"), blocks=[_decided(sitting)]))
    committee = sitting.committee
    title = _("Protokoll: %(name)s") if sitting.minutes else _("Einladung: %(name)s")
    return Document(
        title=title % {"name": committee.name},
        subtitle=f"{committee.organisation} · {sitting.held_on:{DAY}}",
        notice=_("Ohne Namen von Klientinnen und Klienten."),
        foot=f"{committee.name} · {sitting.held_on:{DAY}}",
        sections=sections,
        contents=False,
    )


def _decided(sitting: Sitting) -> Block:
    rows = [
        (
            one.text,
            str(one.responsible or one.elsewhere),
            f"{one.due_on:{DAY}}" if one.due_on else "–",
            f"{_('erledigt')} {one.done_on:{DAY}}" if one.done_on else _("offen"),
        )
        for one in sitting.resolutions.select_related("responsible", "sitting__committee__data_key")
    ]
    if not rows:
        return Text(text=_("Es wurde nichts beschlossen."))
    return Table(title=_("Beschlüsse"), columns=(_("Was?"), _("Wer?"), _("Bis wann?"), _("Stand")), rows=rows)
