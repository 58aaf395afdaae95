"""By what the figures of outcomes are split: contract, follow-up, measure, order, language."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.measures.catalogue import carrying
from roterfaden.measures.choices import Came, OrderState
from roterfaden.people.choices import CefrLevel
from roterfaden.people.languages import LANGUAGES
from roterfaden.placement.choices import CheckInResult
from roterfaden.placement.terms import placement_terms
from roterfaden.process.deadline_rules import rule_book
from roterfaden.statistics.splitting import Dimension, of_choices, plain


def _contracts(_keys: Iterable[str]) -> dict[str, str]:
    return placement_terms().contracts


def _stages(_keys: Iterable[str]) -> dict[str, str]:
    """After how many months each stage of the rule for following up asks, as the newest rule says it."""
    rule = rule_book().rule_or_newest(placement_terms().deadlines["follow_up"], on=date.max)
    spans = (rule.term.span, *rule.later)
    return {str(n): _("nach %(months)s Monaten") % {"months": span.amount} for n, span in enumerate(spans)}


def _measure_kinds(_keys: Iterable[str]) -> dict[str, str]:
    return {kind.id: kind.title for kind in carrying().kinds.values()}


def _measure_results(_keys: Iterable[str]) -> dict[str, str]:
    return carrying().results


OUTCOMES = (
    Dimension(
        id="contract",
        title=gettext_lazy("Art des Vertrags"),
        on=("jobs",),
        column=plain("contract"),
        words=_contracts,
    ),
    Dimension(
        id="stage",
        title=gettext_lazy("Nachgefragt"),
        on=("check_ins",),
        column=lambda table: table.stage.cast("string"),
        words=_stages,
        first=["0", "1", "2"],
    ),
    of_choices(
        CheckInResult.choices,
        id="how_it_stands",
        title=gettext_lazy("Wie es steht"),
        on=("check_ins",),
        column=plain("how_it_stands"),
    ),
    Dimension(
        id="measure_kind",
        title=gettext_lazy("Durchgeführte Maßnahme"),
        on=("carried", "hours"),
        column=plain("measure_kind"),
        words=_measure_kinds,
    ),
    Dimension(
        id="measure_result",
        title=gettext_lazy("Ergebnis der Maßnahme"),
        on=("carried",),
        column=plain("measure_result"),
        words=_measure_results,
    ),
    of_choices(
        Came.choices,
        id="came",
        title=gettext_lazy("Anwesenheit in der Maßnahme"),
        on=("hours",),
        column=plain("came"),
    ),
    of_choices(
        OrderState.choices,
        id="commission_state",
        title=gettext_lazy("Stand des Auftrags"),
        on=("commissions",),
        column=plain("state"),
    ),
    Dimension(
        id="language",
        title=gettext_lazy("Sprache"),
        on=("levels",),
        column=plain("language"),
        words=lambda _keys: LANGUAGES,
        first=list(LANGUAGES),
    ),
    of_choices(
        CefrLevel.choices,
        id="level",
        title=gettext_lazy("Sprachstand"),
        on=("levels",),
        column=plain("level"),
    ),
)
