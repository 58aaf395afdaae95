"""The papers as documents, filled from catalogue, configuration and what the body wrote."""

from collections.abc import Sequence
from datetime import datetime

from django.apps import apps
from django.db.models import Model
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation
from roterfaden.archive.retention import shipped_rules
from roterfaden.common.crypto.fields import SealedField
from roterfaden.consent.choices import DataClass, RecipientKind
from roterfaden.documents.typesetting.content import Block, Document, Facts, Section, Table, Text
from roterfaden.dossier.parts import day, moment, told
from roterfaden.languages.shipped import shipped
from roterfaden.privacy.activities import WEIGHTS, Activity, activities, measures_and_risks
from roterfaden.privacy.choices import Place
from roterfaden.privacy.models import Breach, Operator, Processor
from roterfaden.privacy.papers import open_duties
from roterfaden.privacy.protections import protections
from roterfaden.privacy.queries import processors_of
from roterfaden.privacy.regimes import Regime, regime_of

NOT_SAID = "–"


def record_document(organisation: Organisation, *, at: datetime) -> Document:
    """The record of processing activities (Art. 30 DSGVO, Art. 12 DSG)."""
    regime, operator = regime_of(organisation.region), operator_of(organisation)
    sections = [
        Section(id="who", title=_("Verantwortliche Stelle"), blocks=[_responsible(organisation, operator)])
    ]
    sections += [_activity(one, organisation, regime) for one in activities()]
    sections += [
        Section(id="processors", title=_("Dienstleister"), blocks=_processors(organisation)),
        Section(
            id="measures",
            title=_("Technische und organisatorische Maßnahmen"),
            blocks=_measures(organisation, at),
        ),
    ]
    return _paper(_("Verzeichnis der Verarbeitungstätigkeiten"), regime.record, organisation, sections, at=at)


def assessment_document(organisation: Organisation, *, at: datetime) -> Document:
    """The data protection impact assessment (Art. 35 DSGVO, Art. 22 DSG): risks and measures from the catalogue."""
    regime, operator = regime_of(organisation.region), operator_of(organisation)
    casework = activities()[0]
    what: list[Block] = [Text(text=shipped(casework.purpose)), _facts_of(casework, organisation, regime)]
    weighed = Facts(
        rows=[
            (_("Warum ist die Verarbeitung nötig und angemessen?"), operator.need or NOT_SAID),
            (_("Rat der oder des Datenschutzbeauftragten"), operator.advice or NOT_SAID),
            (_("Ergebnis der Abschätzung"), operator.result or NOT_SAID),
            (_("Abgeschätzt am"), day(operator.assessed_on) if operator.assessed_on else NOT_SAID),
            (_("Wieder prüfen am"), day(operator.review_on) if operator.review_on else NOT_SAID),
        ]
    )
    sections = [
        Section(id="who", title=_("Verantwortliche Stelle"), blocks=[_responsible(organisation, operator)]),
        Section(id="what", title=_("Was verarbeitet wird und wozu"), blocks=what),
        Section(id="risks", title=_("Risiken für die Personen"), blocks=_risks()),
        Section(
            id="measures",
            title=_("Technische und organisatorische Maßnahmen"),
            blocks=_measures(organisation, at),
        ),
        Section(id="weighed", title=_("Abwägung und Ergebnis"), blocks=[weighed]),
    ]
    return _paper(_("Datenschutz-Folgenabschätzung"), regime.assessment, organisation, sections, at=at)


def notice_document(processor: Processor, *, at: datetime) -> Document:
    """The notice of a provider to the supervision before it begins (§ 80 Abs. 1 SGB X)."""
    organisation = processor.organisation
    regime, operator = regime_of(organisation.region), operator_of(organisation)
    classes = [str(DataClass(one).label) for one in processor.classes]
    rows = [
        (_("Dienstleister"), "\n".join(part for part in (processor.name, processor.address) if part)),
        (_("Was tut der Dienstleister?"), processor.task),
        (_("Arten von Angaben"), "\n".join(classes) or NOT_SAID),
        (_("Wessen Angaben?"), processor.persons or NOT_SAID),
        (_("Wo?"), str(Place(processor.place).label)),
        (_("Weitere Dienstleister darunter"), processor.others or _("keine")),
        (_("Schutz und Kontrolle"), processor.safeguards or NOT_SAID),
        (_("Vertrag vom"), day(processor.contract_on) if processor.contract_on else NOT_SAID),
        (_("Beginnt am"), day(processor.begins_on)),
    ]
    sections = [
        Section(id="to", title=_("An die Aufsicht"), blocks=[Text(text=operator.supervision or NOT_SAID)]),
        Section(id="from", title=_("Anzeigende Stelle"), blocks=[_responsible(organisation, operator)]),
        Section(id="what", title=_("Angezeigter Auftrag"), blocks=[Facts(rows=rows)]),
        Section(
            id="measures",
            title=_("Technische und organisatorische Maßnahmen"),
            blocks=_measures(organisation, at),
        ),
        Section(id="sign", title=_("Unterschrift"), blocks=[Text(text=_("Ort, Tag, Unterschrift:"))]),
    ]
    return _paper(shipped(regime.notice_title), regime.notice_law, organisation, sections, at=at)


def pledge_document(organisation: Organisation, *, at: datetime) -> Document:
    """The sheet that somebody signs who is pledged to secrecy, with the law of the place."""
    regime, operator = regime_of(organisation.region), operator_of(organisation)
    text = _(
        "Ich wurde heute verpflichtet, alles geheim zu halten, was ich bei meiner Arbeit über Menschen erfahre: über "
        "Klientinnen und Klienten, ihr Umfeld, Betriebe und Kolleginnen.\n"
        "Ich gebe nichts weiter, frage nichts aus Neugier ab und nehme nichts mit. Das gilt auch, wenn ich nicht mehr "
        "hier arbeite.\n"
        "Wer sich nicht daran hält, kann bestraft werden und muss Schaden ersetzen. Die Vorschriften wurden mir "
        "erklärt, einen Abdruck habe ich bekommen."
    )
    lines = [
        _("Name, Vorname:"),
        _("Tätigkeit oder Firma:"),
        _("Verpflichtet durch:"),
        _("Ort, Tag, Unterschrift:"),
    ]
    sections = [
        Section(id="who", title=_("Stelle"), blocks=[Text(text=operator.controller or organisation.name)]),
        Section(id="text", title=_("Verpflichtung"), blocks=[Text(text=text)]),
        Section(id="law", title=_("Vorschriften"), blocks=[Text(text=regime.pledge_law)]),
        Section(id="sign", title=_("Unterschrift"), blocks=[Text(text="\n\n".join(lines))]),
    ]
    return _paper(_("Verpflichtung zum Geheimnis"), regime.pledge_law, organisation, sections, at=at)


def breach_document(breach: Breach, *, at: datetime) -> Document:
    """What the authority is told of a breach (Art. 33 Abs. 3 DSGVO, Art. 15 DSV); what is not known yet says so."""
    organisation = breach.organisation
    regime, operator = regime_of(organisation.region), operator_of(organisation)
    by = moment(breach.report_by) if breach.report_by else _("so rasch als möglich")
    clock = [
        (_("Bekannt geworden"), moment(breach.known_at)),
        (_("Zu melden bis"), by),
        (_("Gemeldet"), moment(breach.reported_at) if breach.reported_at else NOT_SAID),
        (_("Warum später?"), breach.late_because),
        (_("Rechts- oder Fachaufsicht unterrichtet am"), _day_or_dash(breach.supervision_told_on)),
        (_("Betroffene unterrichtet am"), _day_or_dash(breach.persons_told_on)),
        (_("Warum wurde nicht gemeldet oder unterrichtet?"), breach.not_told_because),
    ]
    classes = "\n".join(str(DataClass(one).label) for one in breach.classes)
    what = [
        (_("Was ist geschehen?"), breach.what),
        (_("Arten von Angaben"), classes or NOT_SAID),
        (_("Wie viele Personen, ungefähr?"), NOT_SAID if breach.persons is None else str(breach.persons)),
        (_("Was kann daraus folgen?"), breach.consequences or NOT_SAID),
        (_("Was wurde getan?"), breach.measures or NOT_SAID),
        (_("Risiko"), str(breach.get_risk_display())),
    ]
    law = [regime.breach.law, regime.breach.persons, regime.breach.supervision]
    sections = [
        Section(id="who", title=_("Verantwortliche Stelle"), blocks=[_responsible(organisation, operator)]),
        Section(id="clock", title=_("Zeiten"), blocks=[Facts(rows=told(clock))]),
        Section(id="what", title=_("Verletzung"), blocks=[Facts(rows=what)]),
    ]
    if duties := open_duties(breach):
        sections.append(Section(id="open", title=_("Noch offen"), blocks=[Text(text="\n".join(duties))]))
    title = _("Verletzung des Datenschutzes Nr. %(n)s") % {"n": breach.number}
    return _paper(title, "; ".join(law), organisation, sections, at=at)


def operator_of(organisation: Organisation) -> Operator:
    """What the body wrote about itself; empty where it has written nothing yet."""
    found = Operator.objects.filter(organisation=organisation).select_related("data_key", "officer").first()
    return found or Operator(organisation=organisation, revision=0)


def _paper(
    title: str, law: str, organisation: Organisation, sections: Sequence[Section], *, at: datetime
) -> Document:
    stand = _("Stand %(day)s. Grundlage: %(law)s. Aus Einstellungen und Katalog gefüllt; bitte prüfen.")
    return Document(
        title=title,
        subtitle=str(organisation),
        notice=stand % {"day": day(at), "law": law},
        foot=f"{organisation} · {day(at)}",
        sections=sections,
    )


def _responsible(organisation: Organisation, operator: Operator) -> Facts:
    return Facts(
        rows=[
            (_("Verantwortliche Stelle mit Anschrift"), operator.controller or str(organisation)),
            (_("Vertreten durch"), operator.head or NOT_SAID),
            (_("Datenschutzbeauftragte oder Datenschutzberater"), operator.officer_contact or NOT_SAID),
            (_("Aufsicht über den Datenschutz"), operator.authority or NOT_SAID),
            (_("Rechts- oder Fachaufsicht"), operator.supervision or NOT_SAID),
            (_("Wo läuft das Programm?"), operator.hosting or NOT_SAID),
        ]
    )


def _activity(one: Activity, organisation: Organisation, regime: Regime) -> Section:
    return Section(id=one.id, title=shipped(one.title), blocks=[_facts_of(one, organisation, regime)])


def _facts_of(one: Activity, organisation: Organisation, regime: Regime) -> Facts:
    tables, sealed = tables_of(one)
    kinds = [str(RecipientKind(kind).label) for kind in one.recipients]
    kept = [
        f"{shipped(rule.title)}: {rule.years} {_('Jahre')} ({rule.source})"
        for rule in shipped_rules()
        if one.retention and organisation.region.startswith(rule.region)
    ]
    return Facts(
        rows=[
            (_("Zweck"), shipped(one.purpose)),
            (_("Grundlage"), shipped(one.basis[regime.id])),
            (_("Wessen Angaben?"), "\n".join(one.persons)),
            (
                _("Welche Angaben?"),
                _("%(tables)s Tabellen mit %(sealed)s verschlüsselten Spalten: %(apps)s")
                % {"tables": tables, "sealed": sealed, "apps": ", ".join(one.apps)},
            ),
            (_("Empfänger"), "\n".join(kinds) or _("keine")),
            (_("In andere Länder"), _("nein, außer wo es bei den Dienstleistern steht")),
            (_("Löschung"), "\n".join(kept) or _("mit dem Zweck, nach den Regeln der Stelle")),
        ]
    )


def tables_of(one: Activity) -> tuple[int, int]:
    """How many tables belong to an activity, and how many of their columns are sealed."""
    models = [model for app in one.apps if apps.is_installed(f"roterfaden.{app}") for model in _models(app)]
    sealed = sum(isinstance(column, SealedField) for model in models for column in model._meta.fields)  # noqa: SLF001
    return len(models), sealed


def _models(app: str) -> list[type[Model]]:
    return [one for one in apps.get_models() if one.__module__.startswith(f"roterfaden.{app}.")]


def _processors(organisation: Organisation) -> list[Block]:
    rows = [
        [one.name, one.task, str(Place(one.place).label), _day_or_dash(one.contract_on)]
        for one in processors_of(organisation).filter(ended_on__isnull=True)
    ]
    if not rows:
        return [Text(text=_("Keine."))]
    columns = [_("Name"), _("Was tut der Dienstleister?"), _("Wo?"), _("Vertrag vom")]
    return [Table(title=_("Dienstleister"), columns=columns, rows=rows)]


def _measures(organisation: Organisation, at: datetime) -> list[Block]:
    rows = [
        [
            shipped(one.measure.title),
            one.measure.text,
            one.found + (f" ({_('bitte verbessern')})" if one.weak else ""),
            ", ".join(one.measure.requirements),
        ]
        for one in protections(organisation, at=at)
    ]
    columns = [_("Maßnahme"), _("Was sie tut"), _("Stand hier"), _("Nachweis durch Tests")]
    return [Table(title=_("Maßnahmen"), columns=columns, rows=rows)]


def _risks() -> list[Block]:
    measures, risks = measures_and_risks()
    rows = [
        [
            shipped(one.title),
            f"{one.who}: {one.harm}",
            shipped(WEIGHTS[one.weight]),
            ", ".join(shipped(measures[name].title) for name in one.measures),
            shipped(WEIGHTS[one.left]),
        ]
        for one in risks
    ]
    columns = [_("Risiko"), _("Für wen, welcher Schaden"), _("vorher"), _("Maßnahmen"), _("danach")]
    return [Table(title=_("Risiken"), columns=columns, rows=rows)]


def _day_or_dash(on: object) -> str:
    return f"{on:%d.%m.%Y}" if on else NOT_SAID
