"""From the conditions of a file to the content of an own offer: what it can carry, and what is said of the rest."""

from typing import Any

from roterfaden.offers.admission.definition import Criterion, Offer
from roterfaden.offers.dmn.names import DmnFault, DmnRefused
from roterfaden.offers.dmn.reading import Rules


def content_of(rules: Rules, *, most: int) -> list[dict[str, Any]]:
    """The criteria as an own offer keeps them. Raises DmnRefused for more than `most`, and for what it cannot say."""
    faults = []
    if len(rules.criteria) > most:
        message = f"Ein eigenes Angebot hat höchstens {most} Bedingungen, die Datei {len(rules.criteria)}."
        faults.append(DmnFault(1, "criteria", message))
    for one in rules.criteria:
        if one.applies_if:
            message = "Ein eigenes Angebot kann nicht sagen, dass eine Bedingung nur manchmal gilt."
            faults.append(DmnFault(1, f"rule_{one.id}", message))
    if faults:
        raise DmnRefused(faults)
    return [_row(one) for one in rules.criteria]


def left_out(rules: Rules) -> list[str]:
    """What the file says and an own offer does not keep, in sentences."""
    said = []
    if rules.advice:
        said.append(
            f"Hinweise übernimmt ein eigenes Angebot nicht: {', '.join(one.text for one in rules.advice)}."
        )
    notes = [one.text for one in rules.criteria if one.note]
    if notes:
        said.append(f"Anmerkungen werden nicht übernommen bei: {', '.join(notes)}.")
    return said


def differences(before: Offer, rules: Rules) -> list[str]:
    """Which conditions the file adds, drops and changes, in sentences."""
    old, new = _by_text(before.criteria), _by_text(rules.criteria)
    said = [f"Neu: {text}." for text in new if text not in old]
    said += [f"Fällt weg: {text}." for text in old if text not in new]
    said += [
        f"Anders: {text}."
        for text in new
        if text in old
        and (new[text].condition, new[text].group != "") != (old[text].condition, old[text].group != "")
    ]
    return said


def _by_text(criteria: tuple[Criterion, ...]) -> dict[str, Criterion]:
    return {one.text: one for one in criteria}


def _row(one: Criterion) -> dict[str, Any]:
    row = {"text": one.text, "fact": "", "op": "", "value": None, "group": one.group}
    if one.condition is None:
        return row
    value = one.condition.value
    kept = list(value) if isinstance(value, tuple) else value
    return row | {"fact": one.condition.fact, "op": str(one.condition.op), "value": kept}
