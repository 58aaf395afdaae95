"""What is shipped for staff: criteria, the template of the induction, terms. One edition for each country."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from roterfaden.accounts.models import Organisation
from roterfaden.common.catalogue_file import MAX_LINE, MAX_TITLE, CatalogueFile
from roterfaden.common.yaml_fields import Fields
from roterfaden.staff.choices import StepKind
from roterfaden.staff.models import StaffCriterion

FOLDER = Path(settings.PACKAGE_DIR) / "catalogue" / "staff"
KINDS = ("one_of", "experience", "proof", "look")
CERTAINTIES = ("law", "guide", "general")
PARTS = ("qualification", "needs", "induction", "plan", "effect", "supervision", "team")
MOST_MONTHS, MOST_WEEKS, MOST_DAYS, MOST_YEARS = 240, 104, 366, 30


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One thing that is asked of a worker.

    `months`: of experience; `later`: within so many months after the start it may be made up for, none: from the first
    day; `area`: holds only for who works in it; `own`: asked for by the service itself.
    """

    key: str
    title: str
    kind: str
    note: str = ""
    months: int = 0
    later: int | None = None
    area: str = ""
    proves: str = ""
    choices: Mapping[str, str]
    own: bool = False


@dataclass(frozen=True)
class TemplateStep:
    """One step of the template of an induction."""

    key: str
    title: str
    kind: StepKind
    area: str
    weeks: int


@dataclass(frozen=True, kw_only=True)
class Terms:
    """Terms of the country: `evaluate_before` days before the end of probation; `keep_years` whole years after the one
    in which somebody left; `warn_percent` of the target of cases; `lapse_days` before a proof lapses; `ask_days` after
    a training its effect is asked after; the needs are gathered every `needs_months`.
    """

    probation: str
    evaluate_before: int
    evaluate_source: str
    keep_years: int
    keep_source: str
    keep_certainty: str
    warn_percent: int
    lapse_days: int
    ask_days: int
    needs_months: int


@dataclass(frozen=True, kw_only=True)
class Requirements:
    """The edition of one country."""

    label: str
    region: str
    source: str
    areas: Mapping[str, str]
    criteria: tuple[Criterion, ...]
    induction: tuple[TemplateStep, ...]
    terms: Terms
    proves: Mapping[str, str]

    def criterion(self, key: str) -> Criterion | None:
        return next((one for one in self.criteria if one.key == key), None)


@lru_cache(maxsize=1)
def shipped() -> tuple[Requirements, ...]:
    """All editions, one for each country. Raises FileFaults if a file is faulty."""
    return tuple(read_requirements(path) for path in sorted(FOLDER.glob("*.yaml")))


def requirements_for(organisation: Organisation) -> Requirements:
    """What holds in the service: the edition of its country with what the service added; no edition: the first one."""
    editions = shipped()
    found = next((one for one in editions if organisation.region.startswith(one.region)), None)
    edition = found or next(one for one in editions if one.region == "DE")
    rows = StaffCriterion.objects.filter(organisation=organisation, ended_on__isnull=True)
    own = [
        Criterion(
            key=str(row.uuid),
            title=row.title,
            kind="proof",
            note=row.source,
            area=row.area,
            choices={},
            own=True,
        )
        for row in rows
    ]
    return replace(edition, criteria=(*edition.criteria, *own))


def read_requirements(path: Path) -> Requirements:
    """Read and check one file; all faults at once."""
    file = CatalogueFile(path)
    edition = file.edition("staff_requirements")
    region = file.top.text("region", most=MAX_LINE)
    areas = file.top.titles("areas", most=MAX_TITLE)
    criteria = tuple(_criterion(one, areas) for one in file.top.many("criteria", least=1))
    file.top.unique("criteria", (one.key for one in criteria))
    induction = tuple(_step(one, areas) for one in file.top.many("induction", least=1))
    file.top.unique("induction", (one.key for one in induction))
    rules, proves = file.top.one("rules"), file.top.words("proves", most=MAX_TITLE)
    if rules is None:
        file.top.refuse("rules", "Die Fristen fehlen.")
    if set(proves) != set(PARTS):
        file.top.refuse("proves", f"Hier stehen genau: {', '.join(PARTS)}.")
    # every core process is watched by who is new
    watched = {one.area for one in induction if one.kind == StepKind.SHADOWING}
    if watched != set(areas):
        file.top.refuse("induction", "Zu jedem Kernprozess gehört eine Hospitation.")
    terms = _terms(rules) if rules is not None else None
    file.close()
    assert terms is not None
    return Requirements(
        label=edition.label,
        region=region,
        source=edition.source,
        areas=areas,
        criteria=criteria,
        induction=induction,
        terms=terms,
        proves=proves,
    )


def _criterion(fields: Fields, areas: Mapping[str, str]) -> Criterion:
    given = fields.mapping.entries
    kind = fields.choice("kind", KINDS)
    found = Criterion(
        key=fields.identifier("id"),
        title=fields.text("title", most=MAX_TITLE),
        kind=kind,
        note=fields.text("note", most=MAX_LINE),
        months=fields.number("months", least=1, most=MOST_MONTHS) if kind == "experience" else 0,
        later=fields.number("later", least=1, most=MOST_MONTHS) if "later" in given else None,
        area=fields.choice("area", tuple(areas), default=""),
        proves=fields.text("proves", most=MAX_TITLE),
        choices=fields.titles("choices", most=MAX_TITLE) if kind == "one_of" else {},
    )
    fields.close()
    return found


def _step(fields: Fields, areas: Mapping[str, str]) -> TemplateStep:
    kind = fields.choice("kind", StepKind.values)
    found = TemplateStep(
        key=fields.identifier("id"),
        title=fields.text("title", most=MAX_TITLE),
        kind=StepKind(kind) if kind in StepKind else StepKind.CONTENT,
        area=fields.choice("area", tuple(areas), default=""),
        weeks=fields.number("weeks", least=0, most=MOST_WEEKS),
    )
    fields.close()
    return found


def _terms(fields: Fields) -> Terms:
    found = Terms(
        probation=fields.identifier("probation"),
        evaluate_before=fields.number("evaluate_before", least=0, most=MOST_DAYS),
        evaluate_source=fields.text("evaluate_source", most=MAX_LINE),
        keep_years=fields.number("keep_years", least=1, most=MOST_YEARS),
        keep_source=fields.text("keep_source", most=MAX_LINE),
        keep_certainty=fields.choice("keep_certainty", CERTAINTIES),
        warn_percent=fields.number("warn_percent", least=1, most=100),
        lapse_days=fields.number("lapse_days", least=0, most=MOST_DAYS),
        ask_days=fields.number("ask_days", least=0, most=MOST_DAYS),
        needs_months=fields.number("needs_months", least=1, most=MOST_MONTHS),
    )
    fields.close()
    return found
