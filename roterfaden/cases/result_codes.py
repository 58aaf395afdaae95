"""How cases come out, as dated data (`catalogue/results`): read strictly, offered by place, day and kind of order."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings

from roterfaden.cases.choices import CaseResult, MandateKind
from roterfaden.common.yaml_fields import Faults, Fields
from roterfaden.common.yaml_nodes import FileFaults, read_file, read_tree
from roterfaden.languages.shipped import shipped

FILE = Path(settings.PACKAGE_DIR) / "catalogue" / "results" / "results-2026-11.yaml"
OPEN_ENDED = date.max


@dataclass(frozen=True, kw_only=True)
class ResultCode:
    """One way in which a case can come out. `region` is "" everywhere, else a country, Land or canton."""

    id: str
    title: str
    group: str
    counts_as: CaseResult
    region: str
    valid_from: date
    valid_until: date

    @property
    def name(self) -> str:
        """The code as it reads outside of its group, in the language of the page."""
        return f"{shipped(self.group)}: {shipped(self.title)}"


@dataclass(frozen=True, kw_only=True)
class ResultGroup:
    """Codes under one heading, offered first for certain kinds of orders."""

    id: str
    title: str
    kinds: frozenset[MandateKind]
    codes: tuple[ResultCode, ...]


@cache
def shipped_results() -> tuple[ResultGroup, ...]:
    """The shipped groups. Raises FileFaults with all faults of the file."""
    return read_results(read_file(FILE), name=str(FILE))


def result_code(code_id: str) -> ResultCode | None:
    """The code with this id, in force or not: old cases keep theirs."""
    return next((c for group in shipped_results() for c in group.codes if c.id == code_id), None)


def results_for(region: str, *, on: date, kinds: Collection[str] = ()) -> list[ResultGroup]:
    """What is on offer in `region` (DE-NW) on the day `on`; groups that fit the `kinds` of orders come first."""
    found = []
    for group in shipped_results():
        codes = tuple(code for code in group.codes if _holds(code, region, on))
        if codes:
            kept = ResultGroup(id=group.id, title=group.title, kinds=group.kinds, codes=codes)
            found.append(kept)
    return sorted(found, key=lambda group: not group.kinds.intersection(kinds))


def is_offered(code: ResultCode, region: str, *, on: date) -> bool:
    return _holds(code, region, on)


def read_results(text: str, *, name: str) -> tuple[ResultGroup, ...]:
    """The groups of one file's text. Raises FileFaults: an id twice, a result or kind that does not exist."""
    faults = Faults(name)
    top = Fields(read_tree(text, path=name), faults)
    top.choice("kind", ("results",))
    top.choice("language", ("de",))
    top.text("version", most=20)
    top.text("source", most=400)
    top.day("valid_from")
    known: set[str] = set()
    groups = tuple(_group(fields, known) for fields in top.many("groups", least=1))
    top.close()
    if faults.found:
        raise FileFaults(faults.found)
    return groups


def _group(fields: Fields, known: set[str]) -> ResultGroup:
    identifier, title = fields.identifier("id"), fields.text("title")
    kinds = fields.identifiers("kinds")
    for kind in kinds:
        if kind not in MandateKind:
            fields.refuse("kinds", f"Die Art von Auftrag „{kind}“ gibt es nicht.")
    codes = []
    for one in fields.many("codes", least=1):
        code = _code(one, title)
        if code.id in known:
            one.refuse("id", f"Der Code „{code.id}“ steht hier zweimal.")
        known.add(code.id)
        codes.append(code)
        one.close()
    fields.close()
    named = frozenset(MandateKind(kind) for kind in kinds if kind in MandateKind)
    return ResultGroup(id=identifier, title=title, kinds=named, codes=tuple(codes))


def _code(fields: Fields, group: str) -> ResultCode:
    counts_as = fields.choice("counts_as", [str(result) for result in CaseResult])
    return ResultCode(
        id=fields.identifier("id"),
        title=fields.text("title"),
        group=group,
        counts_as=CaseResult(counts_as) if counts_as in CaseResult else CaseResult.OTHER,
        region=fields.text("region", most=6, default=""),
        valid_from=fields.day("valid_from"),
        valid_until=fields.day("valid_until") if "valid_until" in fields.mapping.entries else OPEN_ENDED,
    )


def _holds(code: ResultCode, region: str, on: date) -> bool:
    here = code.region in ("", region, region.partition("-")[0])
    return here and code.valid_from <= on <= code.valid_until
