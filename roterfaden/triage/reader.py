"""Read the triages of the catalogue: strictly, with all faults at once, each with its file and line."""

from functools import cache
from pathlib import Path as FilePath

from roterfaden.common.catalogue_file import CatalogueFile
from roterfaden.common.yaml_fields import Fields
from roterfaden.offers.admission.definition import Condition, Fact
from roterfaden.offers.reader import read_condition, shipped_facts, shipped_offers
from roterfaden.triage.choices import FollowUp
from roterfaden.triage.guide import Act, Area, AssessmentForm, Guide, Outcome, Path, Question, Way

DIRECTORY = FilePath(__file__).resolve().parents[1] / "catalogue" / "triage"
MAX_LINE, MAX_TITLE = 400, 120


@cache
def shipped_guides() -> tuple[Guide, ...]:
    """All triages that come with the program, in the order of their files."""
    paths = sorted(DIRECTORY.glob("*.yaml"))
    return tuple(read_guide(path, shipped_facts()) for path in paths if not path.name.startswith("sanction"))


def guide_for(region: str) -> Guide | None:
    """The triage of the region in which a service works."""
    return next((one for one in shipped_guides() if one.region == region), None)


def read_guide(path: FilePath, facts: dict[str, Fact]) -> Guide:
    """The triage of one file. Raises FileFaults: unknown facts, offers, parts, acts, keys; ids that stand twice."""
    file = CatalogueFile(path)
    edition, top = file.edition("triage"), file.top
    parts = top.titles("parts", most=MAX_TITLE)
    acts = {one.id: one for one in (_act(fields) for fields in top.many("acts", least=1))}
    guide = Guide(
        key=edition.key,
        edition=edition.label,
        valid_from=edition.valid_from,
        region=top.identifier("region"),
        chain=top.identifier("chain"),
        title=top.text("title", most=MAX_TITLE),
        source=edition.source,
        parts=parts,
        questions=tuple(_question(one, parts, facts) for one in top.many("questions", least=1)),
        paths=tuple(_path(one, acts, facts) for one in top.many("offers", least=1)),
        assessment=_assessment(top),
    )
    known = {one.id for one in guide.paths}
    for result in guide.assessment.results:
        for missing in set(result.paths) - known:
            top.refuse("assessment", f"Den Weg „{missing}“ gibt es nicht.")
    for name, ids in (
        ("questions", [one.id for one in guide.questions]),
        ("questions", [one.fact for one in guide.questions]),
        ("offers", [one.id for one in guide.paths]),
        ("offers", [one.offer for one in guide.paths]),
    ):
        top.unique(name, ids)
    file.close()
    return guide


def conditions_in(fields: Fields, facts: dict[str, Fact]) -> tuple[Condition, ...]:
    """The conditions under `when`; none where the key is missing."""
    found = []
    for one in fields.many("when"):
        one.identifier("id")
        condition = read_condition(one, facts)
        found += [condition] if condition else []
        one.close()
    return tuple(found)


def _act(fields: Fields) -> Act:
    act = Act(fields.identifier("id"), fields.text("title", most=MAX_TITLE), fields.flag("binding"))
    fields.close()
    return act


def _question(fields: Fields, parts: dict[str, str], facts: dict[str, Fact]) -> Question:
    fact = fields.identifier("fact")
    if fact not in facts:
        fields.refuse("fact", f"Den Sachverhalt „{fact}“ gibt es nicht.")
    question = Question(
        id=fields.identifier("id"),
        part=fields.choice("part", list(parts)),
        fact=fact,
        why=fields.text("why", most=MAX_LINE),
        source=fields.text("source", most=MAX_TITLE),
        when=conditions_in(fields, facts),
    )
    fields.close()
    return question


def _path(fields: Fields, acts: dict[str, Act], facts: dict[str, Fact]) -> Path:
    offer = fields.identifier("offer")
    if offer not in shipped_offers():
        fields.refuse("offer", f"Das Angebot „{offer}“ gibt es nicht.")
    ways = [_way(one, acts, facts) for one in fields.many("acts", least=1)]
    path = Path(
        id=fields.identifier("id"),
        offer=offer,
        step=fields.identifier("step"),
        follow=fields.choice("follow", FollowUp.values),
        when=conditions_in(fields, facts),
        ways=tuple(way for way in ways if way is not None),
    )
    fields.close()
    return path


def _way(fields: Fields, acts: dict[str, Act], facts: dict[str, Fact]) -> Way | None:
    act = acts.get(fields.choice("act", list(acts)))
    key, text = fields.identifier("id"), fields.text("text", most=MAX_LINE)
    source, when = fields.text("source", most=MAX_TITLE), conditions_in(fields, facts)
    fields.close()
    return Way(key, act, text, source, when) if act else None


def _assessment(top: Fields) -> AssessmentForm:
    fields = top.one("assessment")
    if fields is None:
        top.refuse("assessment", "Dieser Schlüssel fehlt.")
        return AssessmentForm("", {}, (), {}, ())
    form = AssessmentForm(
        source=fields.text("source", most=MAX_LINE),
        kinds=fields.titles("kinds", most=MAX_TITLE),
        areas=tuple(_area(one) for one in fields.many("areas", least=1)),
        levels=fields.titles("levels", most=MAX_TITLE),
        results=tuple(_outcome(one) for one in fields.many("results", least=1)),
    )
    fields.close()
    return form


def _area(fields: Fields) -> Area:
    area = Area(fields.identifier("id"), fields.text("title", most=MAX_TITLE), fields.flag("health"))
    fields.close()
    return area


def _outcome(fields: Fields) -> Outcome:
    outcome = Outcome(
        fields.identifier("id"), fields.text("title", most=MAX_TITLE), fields.identifiers("offers")
    )
    fields.close()
    return outcome
