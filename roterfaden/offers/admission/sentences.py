"""What a check says, in German sentences."""

from roterfaden.offers.admission.checking import Checked, Finding, Result, Verdict
from roterfaden.offers.admission.definition import Condition, Fact, Op, Value

FINDINGS = {
    Finding.MET: "erfüllt",
    Finding.NOT_MET: "nicht erfüllt",
    Finding.UNKNOWN: "noch nicht bekannt",
    Finding.JUDGE: "von einer Person zu beurteilen",
    Finding.NOT_APPLICABLE: "hier ohne Bedeutung",
}
VERDICTS = {
    Verdict.ADMITTED: "Alle Bedingungen erfüllt",
    Verdict.OPEN: "Noch offen",
    Verdict.NOT_ADMITTED: "Bedingungen nicht erfüllt",
}
OPS = {
    Op.EQ: "{value}",
    Op.NE: "nicht {value}",
    Op.GT: "mehr als {value}",
    Op.GTE: "mindestens {value}",
    Op.LT: "weniger als {value}",
    Op.LTE: "höchstens {value}",
    Op.IN: "eines von: {value}",
    Op.CONTAINS: "mindestens eines von: {value}",
}


def value_words(value: Value, fact: Fact) -> str:
    """The value as a person says it, with its unit."""
    match value:
        case bool():
            return "ja" if value else "nein"
        case tuple():
            return ", ".join(str(fact.values.get(str(one), one)) for one in value)
        case str():
            return fact.values.get(value, value)
        case _:
            return f"{value} {fact.unit}".strip()


def condition_words(condition: Condition, facts: dict[str, Fact]) -> str:
    """What is wanted: „Alter der Person: mindestens 16 Jahre“."""
    fact = facts[condition.fact]
    if condition.op == Op.BETWEEN and isinstance(condition.value, tuple):
        wanted = f"{condition.value[0]} bis {condition.value[1]} {fact.unit}".strip()
    else:
        wanted = OPS[condition.op].format(value=value_words(condition.value, fact))
    return f"{fact.meaning}: {wanted}"


def criterion_words(checked: Checked, known: dict[str, Value], facts: dict[str, Fact]) -> str:
    """One sentence: the criterion, what the file says of it, and what would have to change."""
    criterion = checked.criterion
    if criterion.condition is None:
        return f"{criterion.text}: {FINDINGS[checked.finding]}."
    fact = facts[criterion.condition.fact]
    said = f"{criterion.text}: {FINDINGS[checked.finding]}."
    if fact.id in known:
        said += f" Bekannt ist: {value_words(known[fact.id], fact)}."
    if checked.finding == Finding.NOT_MET:
        if checked.replaced:
            return said + " Eine andere Bedingung derselben Gruppe ist erfüllt."
        said += f" Nötig wäre: {condition_words(criterion.condition, facts)}."
    return said


def summary(result: Result) -> str:
    """The verdict with the state of the law."""
    words = VERDICTS[result.verdict]
    if result.offer.is_historic:
        words += ". Früherer Rechtsstand: kein Vorschlag"
    return f"{words}."
