"""The management review of a year, and a target agreement, as documents: from the data, without any client."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from django.db.models import Count
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation
from roterfaden.complaints.models import Complaint
from roterfaden.documents.typesetting.content import Block, Document, Facts, Section, Table, Text
from roterfaden.languages.shipped import shipped
from roterfaden.network.figures import network_year
from roterfaden.process.choices import DeviationKind
from roterfaden.process.models import Deviation
from roterfaden.statistics.figures import SMALLEST_GROUP
from roterfaden.steering.agreement_records import Agreement, Goal
from roterfaden.steering.checking import shipped_checks
from roterfaden.steering.choices import Dimension, Indicator, Outcome, Side
from roterfaden.steering.kpis import in_order, kpis_for
from roterfaden.steering.models import Finding, Improvement
from roterfaden.steering.periods import Period, year_of
from roterfaden.steering.reckoning import reckon_all

Shown = Callable[[Decimal | None], str]
DAY = "%d.%m.%Y"


def review_document(service: Organisation, year: int, *, today: date, shown: Shown) -> Document:
    """The review of one year of a service; `shown` writes numbers as people read them.

    KPIs with target and standing, the goals agreed, complaints and deviations in numbers, improvements with their
    effect, what the data still lack, the network of the year. Nothing about fewer than five cases of a deviation, no
    person but those responsible for improvements.
    """
    period = year_of(year, today=today)
    sections = [
        Section(id="kpi", title=_("1 Kennzahlen"), blocks=_kpis(service, period, shown)),
        Section(id="goals", title=_("2 Zielvereinbarungen"), blocks=_agreements(service, period, shown)),
        Section(id="voices", title=_("3 Beschwerden und Abweichungen"), blocks=_voices(service, period)),
        Section(id="better", title=_("4 Verbesserungen"), blocks=_improvements(service, period)),
        Section(id="data", title=_("5 Güte der Daten"), blocks=_data(service)),
        Section(
            id="network", title=_("6 Netzwerk und Erreichbarkeit"), blocks=_network(service, year, today)
        ),
    ]
    return Document(
        title=_("Managementbewertung %(year)s") % {"year": year},
        subtitle=f"{service.name} · {_('Stand')} {today:{DAY}}",
        notice=_(
            "Aus den Daten des Dienstes berechnet. Zahlen sind Anlass für Fragen, kein Urteil über Menschen."
        ),
        foot=service.name,
        sections=sections,
    )


def _kpis(service: Organisation, period: Period, shown: Shown) -> list[Block]:
    kpis = in_order(kpis_for(service, on=period.reached))
    results = reckon_all(kpis, service, period, patient=True)
    rows = [
        (
            shipped(result.kpi.title),
            f"{shown(result.value)} {shipped(result.kpi.unit)}",
            f"{_('mindestens') if result.kpi.direction == 'up' else _('höchstens')} {shown(result.kpi.target)}",
            str(result.light.label) + (_(" (wenige Fälle)") if result.is_small else ""),
        )
        for result in results
    ]
    columns = (_("Kennzahl"), _("Wert"), _("Ziel"), _("Stand"))
    return [Table(title=_("Kennzahlen des Jahres"), columns=columns, rows=rows)]


def _agreements(service: Organisation, period: Period, shown: Shown) -> list[Block]:
    rows = Agreement.objects.filter(
        service=service, begins_on__lte=period.last, ends_on__gte=period.first
    ).select_related("office")
    found: list[Block] = []
    for agreement in rows:
        goals = [
            (
                str(Dimension(goal.dimension).label),
                goal.title,
                target_words(goal, shown),
                str(Outcome(goal.outcome).label) if goal.outcome else (goal.interim or _("läuft")),
            )
            for goal in agreement.goals.select_related("agreement")
        ]
        title = f"{agreement.office}: {agreement.begins_on:{DAY}} – {agreement.ends_on:{DAY}}"
        columns = (_("Dimension"), _("Ziel"), _("Zielgröße"), _("Ergebnis"))
        found.append(Table(title=title, columns=columns, rows=goals))
    return found or [Text(text=_("Für dieses Jahr gibt es keine Zielvereinbarung."))]


def _voices(service: Organisation, period: Period) -> list[Block]:
    came = Complaint.objects.filter(
        organisation=service, received_at__gte=period.begins_at, received_at__lt=period.ends_before
    )
    answered = came.filter(answered_at__isnull=False).count()
    lessons = came.filter(lesson_at__isnull=False).count()
    facts: list[Block] = [
        Facts(
            rows=[
                (_("Beschwerden"), str(came.count())),
                (_("davon beantwortet"), str(answered)),
                (_("davon mit Lehre"), str(lessons)),
            ]
        )
    ]
    rows = Deviation.objects.filter(
        run__organisation=service, undone=False, at__gte=period.begins_at, at__lt=period.ends_before
    )
    counted = rows.order_by().values_list("run__chain_version__key", "kind").annotate(n=Count("pk"))
    table = [
        (chain, str(DeviationKind(kind).label), str(n))
        for chain, kind, n in sorted(counted, key=lambda row: -row[2])
        if n >= SMALLEST_GROUP
    ]
    if table:
        columns = (_("Kette"), _("Abweichung"), _("Anzahl"))
        facts.append(Table(title=_("Häufige Abweichungen von den Ketten"), columns=columns, rows=table))
    else:
        facts.append(Text(text=_("Keine Abweichung kam so oft vor, dass sie hier stehen darf."), quiet=True))
    return facts


def _improvements(service: Organisation, period: Period) -> list[Block]:
    rows = Improvement.objects.filter(
        organisation=service, proposed_at__lt=period.ends_before
    ).select_related("responsible", "data_key")
    rows = rows.exclude(checked_on__lt=period.first).order_by("due_on", "pk")
    told = [
        (
            row.what,
            str(row.responsible or "–"),
            f"{row.due_on:{DAY}}" if row.due_on else "–",
            str(row.get_effect_display() or row.get_stage_display()),
        )
        for row in rows
    ]
    if not told:
        return [Text(text=_("Es ist keine Verbesserung vorgeschlagen."))]
    columns = (_("Was?"), _("Wer?"), _("Bis wann?"), _("Stand und Wirkung"))
    return [Table(title=_("Verbesserungen"), columns=columns, rows=told)]


def _data(service: Organisation) -> list[Block]:
    counts = Counter(Finding.objects.filter(service=service).values_list("check_key", flat=True))
    rows = [
        (shipped(check.title), str(counts[key])) for key, check in shipped_checks().items() if counts.get(key)
    ]
    if not rows:
        return [Text(text=_("Die letzte Prüfung hat nichts gefunden."))]
    return [Table(title=_("Offene Befunde heute"), columns=(_("Prüfung"), _("Anzahl")), rows=rows)]


def _network(service: Organisation, year: int, today: date) -> list[Block]:
    told = network_year(service, year, today=today)
    facts = [
        (
            _("Partner"),
            _("%(n)d, davon mit Kontakt im Jahr: %(m)d") % {"n": told.partners, "m": told.touched},
        ),
        (_("Kooperationsvereinbarungen"), str(told.pacts)),
        (_("Sitzungen von Gremien"), str(told.sittings)),
        (
            _("Beschlüsse"),
            _("%(n)d, davon erledigt: %(m)d, überfällig: %(k)d")
            % {"n": told.resolutions, "m": told.done, "k": told.overdue},
        ),
        (_("Barrieren in den Räumen heute"), str(told.gaps)),
    ]
    blocks: list[Block] = [Facts(rows=facts)]
    if told.actions:
        rows = [
            (
                shipped(one.title),
                str(one.held),
                str(one.planned),
                str(one.reached),
                number_format(one.cost, 2),
            )
            for one in told.actions
        ]
        columns = (_("Art"), _("gelaufen"), _("geplant"), _("erreicht"), _("Kosten"))
        blocks.append(Table(title=_("Öffentlichkeitsarbeit"), columns=columns, rows=rows))
    return blocks


def target_words(goal: Goal, shown: Shown) -> str:
    """The target as a number with its unit, or in words."""
    return f"{shown(goal.target)} {goal.unit}".strip() if goal.target is not None else goal.target_words


def agreement_document(agreement: Agreement, *, shown: Shown) -> Document:
    """A target agreement as it is signed: the parties, each goal with its six points, the signatures."""
    sections = [
        Section(id=str(goal.uuid), title=goal.title, blocks=[Facts(rows=_goal_facts(goal, shown))])
        for goal in agreement.goals.select_related("agreement").order_by("dimension", "pk")
    ]
    signed = [
        (str(Side(one.side).label), f"{one.by}, {one.at:{DAY}}")
        for one in agreement.signatures.select_related("by")
    ]
    blocks: list[Block] = [Facts(rows=signed)] if signed else [Text(text=_("Noch nicht unterschrieben."))]
    sections.append(Section(id="signed", title=_("Unterschriften"), blocks=blocks))
    complete = len(signed) == len(Side)
    return Document(
        title=_("Zielvereinbarung %(year)s") % {"year": agreement.begins_on.year},
        subtitle=f"{agreement.office} · {agreement.service.parent or agreement.service} · {agreement.service}",
        notice=_("Von beiden Seiten unterschrieben.") if complete else _("Entwurf."),
        foot=f"{agreement.begins_on:{DAY}} – {agreement.ends_on:{DAY}}",
        sections=sections,
        contents=False,
    )


def _goal_facts(goal: Goal, shown: Shown) -> list[tuple[str, str]]:
    kinds = (goal.extent_by, goal.measure_by, goal.time_by)
    named = ", ".join(str(Indicator(kind).label) for kind in dict.fromkeys(kinds) if kind)
    baseline = f"{shown(goal.baseline)} {goal.unit}" if goal.baseline is not None else ""
    return [
        (_("Dimension"), str(Dimension(goal.dimension).label)),
        (_("Ist-Stand"), " ".join(part for part in (baseline, goal.state) if part) or "–"),
        (_("Zu ändern"), goal.need or "–"),
        (_("Ergebnis"), goal.content or "–"),
        (_("Zielgröße"), target_words(goal, shown) or "–"),
        (_("Maßstab"), goal.measure or "–"),
        (_("Indikatoren"), named or "–"),
        (_("Bis wann"), f"{goal.due_on:{DAY}}"),
        (_("Aktionsprogramm"), goal.programme or "–"),
        (_("Wer"), goal.responsible or "–"),
    ]
