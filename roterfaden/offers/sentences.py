"""What a check says, in sentences in the language of the page."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.languages.shipped import shipped, written_here
from roterfaden.offers.admission.checking import Checked, Finding, Result, Verdict
from roterfaden.offers.admission.definition import Condition, Fact, Op, Value

FINDINGS = {
    Finding.MET: gettext_lazy("erfüllt"),
    Finding.NOT_MET: gettext_lazy("nicht erfüllt"),
    Finding.UNKNOWN: gettext_lazy("noch nicht bekannt"),
    Finding.JUDGE: gettext_lazy("von einer Person zu beurteilen"),
    Finding.NOT_APPLICABLE: gettext_lazy("hier ohne Bedeutung"),
}
VERDICTS = {
    Verdict.ADMITTED: gettext_lazy("Alle Bedingungen erfüllt"),
    Verdict.OPEN: gettext_lazy("Noch offen"),
    Verdict.NOT_ADMITTED: gettext_lazy("Bedingungen nicht erfüllt"),
}
OPS = {
    Op.NE: gettext_lazy("nicht %(value)s"),
    Op.GT: gettext_lazy("mehr als %(value)s"),
    Op.GTE: gettext_lazy("mindestens %(value)s"),
    Op.LT: gettext_lazy("weniger als %(value)s"),
    Op.LTE: gettext_lazy("höchstens %(value)s"),
    Op.IN: gettext_lazy("eines von: %(value)s"),
    Op.CONTAINS: gettext_lazy("mindestens eines von: %(value)s"),
}


def value_words(value: Value, fact: Fact) -> str:
    """The value as a person says it, with its unit."""
    match value:
        case bool():
            return _("ja") if value else _("nein")
        case tuple():
            return ", ".join(shipped(str(fact.values.get(str(one), one))) for one in value)
        case str():
            return shipped(fact.values.get(value, value))
        case _number:
            return f"{value} {shipped(fact.unit)}".strip()


def condition_words(condition: Condition, facts: dict[str, Fact]) -> str:
    """What is wanted: „Alter der Person: mindestens 16 Jahre“."""
    fact = facts[condition.fact]
    if condition.op == Op.BETWEEN and isinstance(condition.value, tuple):
        span = _("%(from)s bis %(until)s") % {"from": condition.value[0], "until": condition.value[1]}
        wanted = f"{span} {shipped(fact.unit)}".strip()
    else:
        value = value_words(condition.value, fact)
        wanted = OPS[condition.op] % {"value": value} if condition.op in OPS else value
    return f"{shipped(fact.meaning)}: {wanted}"


def criterion_words(checked: Checked, known: dict[str, Value], facts: dict[str, Fact]) -> str:
    """One sentence: the criterion, what the file says of it, and what would have to change."""
    criterion = checked.criterion
    said = ": ".join((written_here(criterion.text), str(FINDINGS[checked.finding]))) + "."
    if criterion.condition is None:
        return said
    fact = facts[criterion.condition.fact]
    if fact.id in known:
        said += " " + _("Bekannt ist: %(value)s.") % {"value": value_words(known[fact.id], fact)}
    if checked.finding == Finding.NOT_MET:
        if checked.replaced:
            return f"{said} {_('Eine andere Bedingung derselben Gruppe ist erfüllt.')}"
        said += " " + _("Nötig wäre: %(value)s.") % {"value": condition_words(criterion.condition, facts)}
    return said


def summary(result: Result) -> str:
    """The verdict with the state of the law."""
    words = str(VERDICTS[result.verdict])
    if result.offer.is_historic:
        words += f". {_('Früherer Rechtsstand: kein Vorschlag')}"
    return f"{words}."
