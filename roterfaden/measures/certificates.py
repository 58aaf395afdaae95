"""The certificate for the person: what it was, from when to when, how long. No verdict, no health."""

from datetime import datetime
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from roterfaden.common.days import local_day
from roterfaden.documents.typesetting.content import Document, Facts, Section, Text
from roterfaden.languages.shipped import shipped
from roterfaden.measures.carrying_records import Hours, Measure
from roterfaden.measures.catalogue import carrying
from roterfaden.measures.choices import Came, Performed
from roterfaden.people.writing import writing_to


def certificate_document(measure: Measure, *, at: datetime) -> Document:
    """The certificate of an ended measure, as a document in the language of the person. One query."""
    with writing_to(measure.case.person):
        return _certificate(measure, at=at)


def _certificate(measure: Measure, *, at: datetime) -> Document:
    case, kind = measure.case, carrying().kinds[measure.kind]
    rows = list(
        Hours.objects.filter(
            measure=measure, what=Performed.PRESENCE, came=Came.CAME, struck_at__isnull=True
        ).values_list("hours", flat=True)
    )
    assert measure.ended_on is not None
    span = f"{date_format(measure.starts_on, 'd.m.Y')} – {date_format(measure.ended_on, 'd.m.Y')}"
    facts = [
        (_("Name"), str(case.person)),
        (_("Geboren am"), date_format(case.person.birth_date, "d.m.Y")),
        (_("Maßnahme"), shipped(kind.title)),
        (_("Zeitraum"), span),
    ]
    if rows:
        facts.append((_("Anwesenheit"), _said(rows)))
    return Document(
        title=_("Bescheinigung über die Teilnahme"),
        subtitle=str(case.service),
        notice=_("Für %(name)s. Sie entscheiden, wem Sie diese Bescheinigung zeigen.")
        % {"name": case.person},
        foot=_("%(service)s, %(day)s")
        % {"service": case.service, "day": date_format(local_day(at), "d.m.Y")},
        sections=[
            Section(
                id="1",
                title=_("Teilnahme"),
                blocks=[Facts(rows=facts), Text(text=_("Unterschrift des Dienstes: ____________________"))],
            )
        ],
        contents=False,
    )


def _said(hours: list[Decimal]) -> str:
    return _("%(days)s Tage, zusammen %(hours)s Stunden") % {
        "days": len(hours),
        "hours": number_format(sum(hours, Decimal(0)), decimal_pos=2),
    }
