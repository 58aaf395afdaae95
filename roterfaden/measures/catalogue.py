"""Read the catalogue of carrying out: strictly, with all faults at once, each with its line."""

from collections.abc import Container
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path

from django.conf import settings

from roterfaden.common.yaml_fields import Faults, Fields
from roterfaden.common.yaml_nodes import FileFaults, read_file, read_tree
from roterfaden.measures.definitions import (
    Carrying,
    Condition,
    FieldSpec,
    Limit,
    MeasureKind,
    PresencePlan,
    RecordKind,
    Sign,
    SupportKind,
    SupportState,
    Tariff,
    Tariffs,
)

DIRECTORY = Path(settings.PACKAGE_DIR) / "catalogue" / "carrying"
COUNTRIES = ("DE", "CH")
TYPES = ("text", "long", "day", "time", "minutes", "hours", "choice")
PARTS = ("presence", "hours", "goals", "steps", "sessions")
SIGNS = ("contract", "hours", "begun", "lasting", "not_ending")
UNITS = ("month", "hour", "flat", "success")
PARTIALS = ("whole", "daily")
MAX_TITLE, MAX_LINE = 200, 400


@cache
def carrying() -> Carrying:
    """The shipped kinds of measures, read once per process."""
    path = DIRECTORY / "measures-2026-11.yaml"
    return parse_carrying(read_file(path), name=str(path))


@cache
def support_kinds() -> dict[str, SupportKind]:
    """The shipped support processes, by their id."""
    path = DIRECTORY / "support-2026-11.yaml"
    return parse_support(read_file(path), name=str(path))


@cache
def tariff_book() -> Tariffs:
    """The shipped tariffs."""
    path = DIRECTORY / "tariffs-2026-11.yaml"
    return parse_tariffs(read_file(path), name=str(path))


def parse_carrying(text: str, *, name: str) -> Carrying:
    """The kinds of measures of one file's text. Raises FileFaults with all faults."""
    top, faults = _opened(text, name, "carrying")
    parties, results = _titles(top, "parties"), _titles(top, "results")
    limits = {row.id: row for row in (_limit(one) for one in _each(top, "limits"))}
    records = {row.id: row for row in (_record(one) for one in _each(top, "records"))}
    kinds = {}
    for one in _each(top, "kinds"):
        kind = _kind(one)
        _known(one, "parties", kind.parties, parties, "Beteiligte")
        _known(one, "records", kind.records, records, "Aufzeichnung")
        _known(one, "limit", (kind.limit,) if kind.limit else (), limits, "Grenze")
        if ("presence" in kind.parts) != (kind.presence is not None):
            one.refuse("parts", "presence gehört zum Teil presence, und nur dazu.")
        kinds[kind.id] = kind
    found = Carrying(
        parties=parties,
        results=results,
        notices=_notices(top),
        limits=limits,
        records=records,
        kinds=kinds,
    )
    _close(top, faults)
    return found


def parse_support(text: str, *, name: str) -> dict[str, SupportKind]:
    """The support processes of one file's text. Raises FileFaults with all faults."""
    top, faults = _opened(text, name, "support")
    found = {}
    for one in _each(top, "kinds"):
        states = {
            state.id: state
            for state in (
                SupportState(
                    id=row.identifier("id"),
                    title=row.text("title", most=MAX_TITLE),
                    next=row.identifiers("next"),
                    needs=row.identifiers("needs"),
                    due=row.identifier("due", optional=True),
                    rule=row.identifier("rule", optional=True),
                )
                for row in _each(one, "states")
            )
        }
        kind = SupportKind(
            id=one.identifier("id"),
            title=one.text("title", most=MAX_TITLE),
            add=one.text("add", most=MAX_TITLE),
            hint=one.text("hint", most=MAX_LINE),
            source=one.text("source", most=MAX_LINE),
            fields=_fields(one),
            states=states,
        )
        ids = {field.id for field in kind.fields}
        days = {field.id for field in kind.fields if field.type == "day"}
        for state in states.values():
            _known(one, "states", (state.due,) if state.due else (), days, "Tag")
            if bool(state.due) != bool(state.rule):
                one.refuse("states", "due und rule gehören zusammen.")
            _known(one, "states", state.next, states, "Stand")
            _known(one, "states", state.needs, ids, "Feld")
        found[kind.id] = kind
        one.close()
    _close(top, faults)
    return found


def parse_tariffs(text: str, *, name: str) -> Tariffs:
    """The tariffs of one file's text. Raises FileFaults with all faults."""
    top, faults = _opened(text, name, "tariffs")
    steps, currency_of = {}, {}
    for one in _each(top, "currencies", "code"):
        code = one.identifier("code")
        steps[code] = _decimal(one, "step")
        currency_of[one.choice("country", COUNTRIES)] = code
        one.close()
    tariffs = {}
    for one in _each(top, "tariffs", "code"):
        tariff = Tariff(
            code=one.text("code", most=MAX_TITLE),
            title=one.text("title", most=MAX_TITLE),
            currency=one.choice("currency", tuple(steps)),
            region=one.identifier("region", optional=True),
            unit=one.choice("unit", UNITS),
            partial=one.choice("partial", PARTIALS, default=""),
            measures=one.identifiers("measures", optional=False),
            conditions=tuple(_condition(row) for row in _each(one, "conditions", least=0)),
            source=one.text("source", most=MAX_LINE),
        )
        if bool(tariff.conditions) != (tariff.unit == "success"):
            one.refuse("unit", "Bedingungen gehören zu success, und nur dazu.")
        if bool(tariff.partial) != (tariff.unit == "month"):
            one.refuse("unit", "partial gehört zu month, und nur dazu.")
        if tariff.region and currency_of.get(tariff.region[:2]) != tariff.currency:
            one.refuse("region", "In dieser Region gilt eine andere Währung.")
        if tariff.code in tariffs:
            one.refuse("code", f"„{tariff.code}“ steht zweimal.")
        tariffs[tariff.code] = tariff
        one.close()
    _close(top, faults)
    return Tariffs(steps=steps, currency_of=currency_of, tariffs=tariffs)


def _opened(text: str, name: str, kind: str) -> tuple[Fields, Faults]:
    faults = Faults(name)
    top = Fields(read_tree(text, path=name), faults)
    top.choice("kind", (kind,))
    top.choice("language", ("de",))
    for key in ("id", "version", "source"):
        top.text(key, most=MAX_LINE)
    top.day("valid_from")
    return top, faults


def _close(top: Fields, faults: Faults) -> None:
    top.close()
    if faults.found:
        raise FileFaults(faults.found)


def _each(fields: Fields, key: str, named: str = "id", least: int = 1) -> list[Fields]:
    """The mappings of a list, each id once."""
    rows = fields.many(key, named=named, least=least)
    names = [row.prefix for row in rows]
    for twice in sorted({name for name in names if names.count(name) > 1}):
        fields.refuse(key, f"„{twice}“ steht zweimal.")
    return rows


def _titles(top: Fields, key: str) -> dict[str, str]:
    found = {}
    for one in _each(top, key):
        found[one.identifier("id")] = one.text("title", most=MAX_TITLE)
        one.close()
    return found


def _notices(top: Fields) -> dict[str, str]:
    found = {}
    for one in _each(top, "notices", "country"):
        found[one.choice("country", COUNTRIES)] = one.identifier("basis")
        one.close()
    return found


def _known(fields: Fields, key: str, names: tuple[str, ...], among: Container[str], what: str) -> None:
    for name in names:
        if name not in among:
            fields.refuse(key, f"{what} „{name}“ gibt es hier nicht.")


def _fields(fields: Fields) -> tuple[FieldSpec, ...]:
    found = []
    for one in _each(fields, "fields"):
        kind = one.choice("type", TYPES)
        found.append(
            FieldSpec(
                id=one.identifier("id"),
                label=one.text("label", most=MAX_TITLE),
                type=kind,
                optional=one.choice("optional", ("true",), default="") == "true",
                options=one.words("options", most=MAX_TITLE) if kind == "choice" else {},
            )
        )
        one.close()
    return tuple(found)


def _record(one: Fields) -> RecordKind:
    record = RecordKind(
        id=one.identifier("id"),
        title=one.text("title", most=MAX_TITLE),
        add=one.text("add", most=MAX_TITLE),
        fields=_fields(one),
        deadlines={
            row.identifier("value"): row.identifier("rule")
            for row in _each(one, "deadlines", "value", least=0)
        },
    )
    one.close()
    return record


def _limit(one: Fields) -> Limit:
    limit = Limit(
        id=one.identifier("id"),
        title=one.text("title", most=MAX_TITLE),
        months=one.number("months", least=1, most=120),
        warn=one.number("warn", least=1, most=120),
        law=one.text("law", most=MAX_LINE),
    )
    one.choice("country", COUNTRIES, default="")
    one.close()
    return limit


def _kind(one: Fields) -> MeasureKind:
    plan = one.one("presence")
    kind = MeasureKind(
        id=one.identifier("id"),
        title=one.text("title", most=MAX_TITLE),
        country=one.choice("country", COUNTRIES, default=""),
        offer=one.identifier("offer", optional=True),
        limit=one.identifier("limit", optional=True),
        parts=one.identifiers("parts", optional=False),
        parties=one.identifiers("parties", optional=False),
        records=one.identifiers("records"),
        presence=_presence(plan) if plan else None,
        role_before=one.text("role_before", most=MAX_LINE, default=""),
        role_now=one.text("role_now", most=MAX_LINE, default=""),
        hint=one.text("hint", most=MAX_LINE),
        source=one.text("source", most=MAX_LINE),
    )
    _known(one, "parts", kind.parts, PARTS, "Teil")
    one.close()
    return kind


def _condition(one: Fields) -> Condition:
    shown = one.one("shown")
    condition = Condition(
        id=one.identifier("id"),
        text=one.text("text"),
        proof=one.text("proof"),
        sign=_sign(shown) if shown else None,
    )
    one.close()
    return condition


def _sign(shown: Fields) -> Sign:
    fact = shown.choice("fact", SIGNS)
    sign = Sign(
        fact=fact,
        least=shown.number("least", least=1, most=120) if fact in ("hours", "lasting") else 0,
        among=shown.identifiers("among", optional=False) if fact == "contract" else (),
    )
    shown.close()
    return sign


def _presence(plan: Fields) -> PresencePlan:
    found = PresencePlan(
        weeks=plan.number("weeks", least=1, most=104),
        start_hours=plan.number("start_hours", least=1, most=50),
        start_days=plan.number("start_days", least=1, most=7),
        target_hours=plan.number("target_hours", least=1, most=50),
        target_days=plan.number("target_days", least=1, most=7),
    )
    plan.close()
    return found


def _decimal(one: Fields, key: str) -> Decimal:
    text = one.text(key, most=10)
    try:
        return Decimal(text)
    except InvalidOperation:
        one.refuse(key, "Hier steht ein Betrag wie „0.05“.")
        return Decimal(1)
