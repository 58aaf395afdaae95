"""What of the answers may be told. Pure: numbers in, numbers out; no small cell, nor one that can be worked out.

A count is told when it is nought or at least the minimum. Where smaller ones are held back, together they are again
at least the minimum, so that the total less what is told gives none of them away.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from roterfaden.surveys.choices import Kind
from roterfaden.surveys.reader import Question

LEAST = 5
VALUES = {
    Kind.PAIR: ("1", "2", "3", "4", "5"),
    Kind.SCALE: ("1", "2", "3", "4", "5"),
    Kind.YES_NO: ("yes", "no"),
}


def safe_counts(counts: Mapping[str, int], *, minimum: int) -> dict[str, int | None]:
    """The counts that may be told; None is held back. Of a total below the minimum nothing is told."""
    if sum(counts.values()) < minimum:
        return dict.fromkeys(counts)
    hidden = {key for key, count in counts.items() if 0 < count < minimum}
    rest = sorted((count, key) for key, count in counts.items() if count >= minimum)
    while hidden and (sum(counts[key] for key in hidden) < minimum or len(hidden) == 1):
        if not rest:
            return dict.fromkeys(counts)
        hidden.add(rest.pop(0)[1])
    return {key: None if key in hidden else count for key, count in counts.items()}


def published(
    questions: Sequence[Question], answers: Sequence[Mapping[str, str]], *, minimum: int
) -> list[dict[str, Any]]:
    """One row for each part of a question: how many answered, the counts that may be told. Free texts are not here."""
    rows: list[dict[str, Any]] = []
    for question in questions:
        if question.kind == Kind.TEXT:
            continue
        for part in question.parts:
            given = [answer[part] for answer in answers if answer.get(part)]
            counts = {value: given.count(value) for value in VALUES[question.kind]}
            shown = safe_counts(counts, minimum=minimum)
            told = len(given) >= minimum and set(shown.values()) != {None}
            rows.append({"part": part, "answered": len(given) if told else None, "counts": shown})
    return rows
