"""Search workplaces for a person, and persons for a workplace, with reasons. Always from the rows as they stand now."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from roterfaden.employers.models import Workplace
from roterfaden.languages.shipped import shipped
from roterfaden.matching.comparison import Line, Standing, compare
from roterfaden.matching.places import Places, Scale, Seeker, Terms, places_of
from roterfaden.matching.ranking import Obstacle, Weights, cost_tables, obstacles, rank, rank_many
from roterfaden.people.models import Person
from roterfaden.profiles.choices import DeclineReason
from roterfaden.profiles.instruments import Instrument, whole_scale
from roterfaden.profiles.keeping import current_terms
from roterfaden.profiles.models import Decline, SearchTerms
from roterfaden.profiles.queries import Values, abilities_of, open_workplaces, requirements_of
from roterfaden.profiles.terms import Support, Wishes, terms_table

OFTEN = 2
OBSTACLES = {
    Obstacle.REGION: "Liegt außerhalb des Gebiets",
    Obstacle.HOURS: "Die Arbeitszeit passt nicht",
    Obstacle.LICENCE: "Ein Führerschein ist nötig",
    Obstacle.DECLINED: "Wurde schon abgelehnt",
}


@dataclass(frozen=True)
class Reason:
    """One item in words: title, both values, how many steps, and what could close a gap."""

    line: Line
    title: str
    supports: tuple[Support, ...] = ()


@dataclass(frozen=True)
class Offer:
    """One workplace for one person: what it costs, what speaks for and against it, what nobody knows yet."""

    workplace: Workplace
    cost: int
    obstacles: tuple[str, ...]
    lines: tuple[Reason, ...]

    def of(self, standing: Standing) -> list[Reason]:
        return [reason for reason in self.lines if reason.line.standing == standing]

    @property
    def gaps(self) -> list[Reason]:
        """The shortfalls, the largest first."""
        return sorted(self.of(Standing.SHORTFALL), key=lambda reason: -reason.line.steps)

    @property
    def strong(self) -> list[Reason]:
        """What fits exactly where much is asked for: what speaks for this workplace."""
        fits = self.of(Standing.MATCH)
        return sorted(fits, key=lambda reason: -(reason.line.requirement or 0))

    @property
    def surplus(self) -> list[Reason]:
        return sorted(self.of(Standing.SURPLUS), key=lambda reason: -reason.line.steps)

    @property
    def unknown(self) -> list[Reason]:
        return self.of(Standing.UNKNOWN)

    @property
    def missing(self) -> list[Reason]:
        """What the workplace asks for and nobody knows of the person."""
        return [reason for reason in self.unknown if reason.line.requirement is not None]


@dataclass(frozen=True)
class Search:
    """The result: offers in order, how many were looked at, and why the others were left out."""

    offers: list[Offer]
    looked_at: int
    left_out: dict[str, int]
    # conditions that were the reason of several declines and do not stand in the terms yet
    hints: tuple[str, ...] = ()


@dataclass(frozen=True)
class Frame:
    """All items of the instruments of a service in one order, as `instrument.item`."""

    instruments: Mapping[str, Instrument]

    @property
    def scale(self) -> Scale:
        return whole_scale(self.instruments)

    def flat(self, values: Mapping[str, Values]) -> Values:
        """The values of all instruments under the names of the scale; what an instrument no longer has is left out."""
        known = set(self.scale.items)
        return {
            name: value
            for key, items in values.items()
            for item, value in items.items()
            if (name := f"{key}.{item}") in known
        }

    def reason(self, line: Line) -> Reason:
        key, item = line.item.split(".", 1)
        instrument = self.instruments[key]
        title = next(one.title for one in instrument.items if one.id == item)
        if line.standing != Standing.SHORTFALL:
            return Reason(line, title)
        return Reason(line, title, terms_table().support.get(instrument.group_of(item).id, ()))


def search_places(
    *,
    person: Person,
    workplaces: QuerySet[Workplace],
    instruments: Mapping[str, Instrument],
    weights: Weights,
    top: int,
    on: date,
) -> Search:
    """The `top` free workplaces for a person, exact. Reads abilities, terms, declines and workplaces as they are now.

    Nothing else of the person is read: no gender, no age, no nationality, no diagnosis.
    """
    frame = Frame(instruments)
    free = list(open_workplaces(workplaces, on=on).select_related("employer").order_by("pk"))
    asked, regions = requirements_of(free), _Regions(free)
    places = _places(free, asked, frame, regions)
    own = frame.flat(abilities_of([person]).get(person.pk, {}))
    terms = current_terms(person)
    wishes = Wishes.of(terms.content if terms else None)
    declines = list(Decline.objects.filter(person=person))
    gone = {row.workplace_id for row in declines}
    seeker = Seeker(
        frame.scale.encode(own),
        regions.terms(wishes),
        frozenset(n for n, place in enumerate(free) if place.pk in gone),
    )
    tables = cost_tables(frame.scale.items, weights)
    hits = rank(seeker, places, tables, top=top)
    blocked = obstacles(seeker, places)
    offers = [
        Offer(
            free[hit.place], hit.cost, (), _reasons(frame, own, frame.flat(asked.get(free[hit.place].pk, {})))
        )
        for hit in hits
    ]
    return Search(offers, len(free), _left_out(blocked.tolist()), _hints(declines, wishes))


def explain(
    *, person: Person, workplace: Workplace, instruments: Mapping[str, Instrument], weights: Weights
) -> Offer:
    """Why (not) this one: the obstacles and every item, for any workplace, free or not."""
    frame, regions = Frame(instruments), _Regions([workplace])
    asked = requirements_of([workplace])
    own = frame.flat(abilities_of([person]).get(person.pk, {}))
    terms = current_terms(person)
    wishes = Wishes.of(terms.content if terms else None)
    declined = Decline.objects.filter(person=person, workplace=workplace).exists()
    seeker = Seeker(frame.scale.encode(own), regions.terms(wishes), frozenset([0] if declined else []))
    places = _places([workplace], asked, frame, regions)
    bits = int(obstacles(seeker, places)[0])
    required = frame.flat(asked.get(workplace.pk, {}))
    cost = sum(
        weights.cost(item, a, r)
        for item, a, r in zip(frame.scale.items, seeker.levels, frame.scale.encode(required), strict=True)
    )
    return Offer(workplace, cost, obstacle_words(bits, workplace, wishes), _reasons(frame, own, required))


def search_persons(
    *,
    workplace: Workplace,
    persons: Sequence[Person],
    instruments: Mapping[str, Instrument],
    weights: Weights,
    top: int,
) -> list[tuple[Person, int]]:
    """Those of `persons` who agreed to be looked for and whom nothing keeps from the workplace, the best first.

    The caller hands in only persons whose health record the user may open.
    """
    agreed: dict[int, SearchTerms] = {}
    rows = SearchTerms.objects.filter(person__in=list(persons)).select_related("data_key").order_by("id")
    for row in rows:
        agreed[row.person_id] = row
    asked_for = [p for p in persons if p.pk in agreed and agreed[p.pk].agreed_on is not None]
    frame, regions = Frame(instruments), _Regions([workplace])
    abilities = abilities_of(asked_for)
    gone = set(Decline.objects.filter(workplace=workplace).values_list("person_id", flat=True))
    seekers = [
        Seeker(
            frame.scale.encode(frame.flat(abilities.get(p.pk, {}))),
            regions.terms(Wishes.of(agreed[p.pk].content)),
            frozenset([0] if p.pk in gone else []),
        )
        for p in asked_for
    ]
    places = _places([workplace], requirements_of([workplace]), frame, regions)
    found = rank_many(seekers, places, cost_tables(frame.scale.items, weights), top=1)
    hits = [(p, hits[0].cost) for p, hits in zip(asked_for, found, strict=True) if hits]
    return sorted(hits, key=lambda pair: pair[1])[:top]


def obstacle_words(bits: int, workplace: Workplace, wishes: Wishes) -> tuple[str, ...]:
    """The hard conditions in words; what must not be is named, never why."""
    words = [text for bit, text in OBSTACLES.items() if bits & bit]
    titles = terms_table().conditions
    clashes = [
        shipped(titles[one].title) for one in workplace.conditions if one in wishes.must_not and one in titles
    ]
    return (*words, *(f"Darf nicht sein: {title}" for title in clashes))


class _Regions:
    """Postcodes of workplaces as numbers, and which of them a person reaches."""

    def __init__(self, workplaces: Iterable[Workplace]) -> None:
        codes = sorted({postcode_of(place) for place in workplaces})
        self.numbers = {code: number for number, code in enumerate(codes, start=1)}

    def terms(self, wishes: Wishes) -> Terms:
        reached = {n for code, n in self.numbers.items() if not code or code.startswith(wishes.postcodes)}
        # 0 is the number of no workplace: who reaches none of them is not somebody who goes anywhere
        regions = frozenset(reached or {0}) if wishes.postcodes else frozenset[int]()
        marks = terms_table().bits(wishes.must_not)
        return Terms(regions, wishes.hours_from, wishes.hours_to, wishes.licence, marks)


def postcode_of(workplace: Workplace) -> str:
    """Where the workplace is; a workplace without a postcode is where its company is."""
    return workplace.postcode or workplace.employer.postcode


def _places(
    workplaces: Sequence[Workplace], asked: Mapping[int, dict[str, Values]], frame: Frame, regions: _Regions
) -> Places:
    scale, table = frame.scale, terms_table()
    rows = [
        (
            scale.encode(frame.flat(asked.get(place.pk, {}))),
            Terms(
                frozenset([regions.numbers[postcode_of(place)]]), min(place.hours_from, 80), min(place.hours_to, 80),
                place.licence, table.bits(place.conditions),
            ),
        )
        for place in workplaces
    ]  # fmt: skip
    return places_of(rows, items=len(scale.items))


def _reasons(frame: Frame, own: Values, required: Values) -> tuple[Reason, ...]:
    lines = compare(frame.scale.items, abilities=own, requirements=required)
    return tuple(frame.reason(line) for line in lines)


def _left_out(bits: list[int]) -> dict[str, int]:
    words = OBSTACLES | {Obstacle.MUST_NOT: "Etwas darf nicht sein"}
    counted = {text: sum(1 for one in bits if one & bit) for bit, text in words.items()}
    return {text: number for text, number in counted.items() if number}


def _hints(declines: list[Decline], wishes: Wishes) -> tuple[str, ...]:
    counted = Counter(row.condition for row in declines if row.reason == DeclineReason.CONDITION)
    titles = terms_table().conditions
    return tuple(
        shipped(titles[one].title)
        for one, n in counted.items()
        if n >= OFTEN and one in titles and one not in wishes.must_not
    )
