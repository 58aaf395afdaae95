"""Between the rows of deadlines and the arithmetic: what a row counts by, and the day that comes of it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from roterfaden.process.choices import DeadlineChangeKind
from roterfaden.process.deadline_rules import PRACTICE, DeadlineRule, rule_book
from roterfaden.process.engine.definition import Deadline as ChainRule
from roterfaden.process.models import Deadline, DeadlineChange
from roterfaden.process.reckoning.compute import compute
from roterfaden.process.reckoning.terms import (
    Change,
    Computed,
    CountsFrom,
    Direction,
    Extension,
    Pause,
    Span,
    Term,
    Unit,
    Weekend,
)

MOST_TEXT = 4000


def chain_deadline_words(asked: ChainRule) -> str:
    """How long a step has, in words: `6 Monate, danach jeweils 1 Jahr`, `3 Wochen (§ 14 Abs. 2 SGB IX)`."""
    words = asked.span.words
    if asked.rule:
        known = [rule for rule in rule_book().rules if rule.id == asked.rule]
        words = f"{known[-1].term.span.words} ({known[-1].law})" if known else f"nach Regel „{asked.rule}“"
    return f"{words}, danach jeweils {asked.then.words}" if asked.then else words


def as_terms(
    term: Term, *, method: str, warn: int | None, escalate: int | None, note: str = ""
) -> dict[str, Any]:
    """How a deadline counts, as plain values for its row: what the law says later does not change it."""
    return {
        "amount": term.span.amount,
        "unit": term.span.unit.value,
        "direction": term.direction.value,
        "counts_from": term.counts_from.value,
        "weekend": term.weekend.value,
        "rests": term.rests,
        "method": method,
        "warn": warn,
        "escalate": escalate,
        "note": note,
    }


def term_of(terms: dict[str, Any]) -> Term:
    return Term(
        span=Span(terms["amount"], Unit(terms["unit"])),
        direction=Direction(terms["direction"]),
        counts_from=CountsFrom(terms["counts_from"]),
        weekend=Weekend(terms["weekend"]),
        rests=terms["rests"],
    )


def reckon(deadline: Deadline, changes: Iterable[DeadlineChange] = ()) -> Computed:
    """Count the deadline from its event through its changes. Refuses what `compute` refuses."""
    book = rule_book()
    terms = deadline.terms
    if deadline.started_on is None or not terms:
        raise ValueError("This deadline is a day that somebody named; it cannot be counted.")
    return compute(
        term_of(terms),
        deadline.started_on,
        book.calendar(deadline.region),
        book.methods.get(terms["method"], book.methods[PRACTICE]),
        event=deadline.event,
        changes=[_change(row) for row in changes],
    )


def _change(row: DeadlineChange) -> Change:
    if row.kind == DeadlineChangeKind.EXTENSION:
        span = Span(row.amount, Unit(row.unit)) if row.amount else None
        return Extension(span=span, until=row.until)
    if row.first_on is None:
        raise ValueError("A rest without its first day.")
    return Pause(row.first_on, row.last_on)


def set_days(deadline: Deadline, computed: Computed) -> None:
    """Write the day, its text, and when it is near or late into `deadline`; nothing is saved."""
    terms = deadline.terms
    deadline.due_on = computed.due_on
    note = terms.get("note", "")
    deadline.computed = "\n".join((*computed.steps, note) if note else computed.steps)[:MOST_TEXT]
    deadline.warn_on = _shifted(computed.due_on, terms.get("warn"), -1)
    deadline.escalate_on = _shifted(computed.due_on, terms.get("escalate"), 1)


def _shifted(day: date, days: int | None, sign: int) -> date | None:
    return None if days is None else day + sign * timedelta(days=days)


def deadline_by_rule(
    rule: DeadlineRule, *, started_on: date, region: str, span: Span | None = None
) -> Deadline:
    """An unsaved row that counts `rule` (or a later stage of it, `span`) from the event on `started_on`."""
    term = rule.term if span is None else replace(rule.term, span=span)
    deadline = Deadline(
        title=rule.title,
        rule=rule.id,
        law_version=rule.law_version,
        event=rule.event,
        started_on=started_on,
        region=region,
        terms=as_terms(
            term, method=rule.method, warn=rule.warn, escalate=rule.escalate, note=rule.consequence
        ),
    )
    set_days(deadline, reckon(deadline))
    return deadline


def deadline_of_chain(
    asked: ChainRule, *, title: str, event: str, started_on: date, region: str, again: bool = False
) -> Deadline:
    """An unsaved row for the deadline of a step. `again`: the step was done before, and counts `then` from there."""
    if asked.rule:
        rule = rule_book().rule_or_newest(asked.rule, on=started_on)
        term, method = rule.term, rule.method
        warn, escalate, law_version = rule.warn, rule.escalate, rule.law_version
    else:
        term, method = Term(span=asked.span, weekend=asked.weekend), PRACTICE
        warn = escalate = None
        law_version = ""
    if again and asked.then is not None:
        term = replace(term, span=asked.then)
    deadline = Deadline(
        title=title,
        rule=asked.rule,
        law_version=law_version,
        event=event,
        started_on=started_on,
        region=region,
        terms=as_terms(
            term,
            method=method,
            warn=asked.warn if asked.warn is not None else warn,
            escalate=asked.escalate if asked.escalate is not None else escalate,
            note=asked.note,
        ),
    )
    set_days(deadline, reckon(deadline))
    return deadline
