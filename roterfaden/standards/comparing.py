"""Several services beside each other, requirement by requirement: each as its latest closed round left it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from roterfaden.accounts.models import Organisation
from roterfaden.standards.choices import State
from roterfaden.standards.library import Requirement, Standard
from roterfaden.standards.models import Assessment, Rating

# what a round says of a requirement beside its states: nobody looked at it, it is not among those of the service
UNSEEN, ELSEWHERE = "", "elsewhere"
RATED = (State.MET, State.PARTLY, State.NOT)
ORDER = (*RATED, State.NOT_APPLICABLE, UNSEEN, ELSEWHERE)


@dataclass(frozen=True)
class Stand:
    """One service with its latest closed round: state, wording and lacking proofs by code."""

    place: Organisation
    round: Assessment
    states: Mapping[str, str]
    texts: Mapping[str, str]
    unproved: frozenset[str]

    @property
    def carrier(self) -> Organisation:
        return self.place.parent or self.place

    def state_of(self, code: str) -> str:
        return self.states.get(code, UNSEEN) if code in self.texts else ELSEWHERE


@dataclass(frozen=True)
class Told:
    """One service at one requirement; `other_words`: it rated another wording."""

    stand: Stand
    unproved: bool
    other_words: bool


@dataclass(frozen=True)
class Across:
    """One requirement over all services, by state in the order of `ORDER`; states that nobody has are left out."""

    requirement: Requirement
    by_state: tuple[tuple[str, tuple[Told, ...]], ...]

    @property
    def judged(self) -> int:
        return sum(len(told) for state, told in self.by_state if state in RATED)

    @property
    def met(self) -> int:
        return sum(len(told) for state, told in self.by_state if state == State.MET)

    @property
    def is_gap(self) -> bool:
        """Some service does not keep it, or only in part, or says so without a proof."""
        return self.met < self.judged or any(one.unproved for _state, told in self.by_state for one in told)

    @property
    def differs(self) -> bool:
        """Two services that rated it stand differently."""
        return sum(state in RATED for state, _told in self.by_state) > 1


def stands_of(standard: Standard, places: Iterable[Organisation]) -> list[Stand]:
    """Those of `places` that closed a round against the standard, by carrier and name; three queries."""
    known = {place.pk: place for place in places}
    rows = Assessment.objects.filter(
        organisation__in=known, standard=standard.key, subject="", closed_on__isnull=False
    )
    latest = dict(rows.order_by("closed_on", "pk").values_list("organisation_id", "pk"))
    rounds = Assessment.objects.defer("summary").in_bulk(latest.values())
    states: dict[int, dict[str, str]] = {}
    ratings = Rating.objects.filter(assessment__in=rounds).values_list("assessment_id", "code", "state")
    for found, code, state in ratings:
        states.setdefault(found, {})[code] = state
    made = [_stand(known[place], rounds[found], states.get(found, {})) for place, found in latest.items()]
    return sorted(made, key=lambda one: (one.carrier.name, one.place.name, one.place.pk))


def across(standard: Standard, stands: Sequence[Stand]) -> list[Across]:
    """Every requirement of the standard with how each service stands at it."""
    return [_across(one, stands) for one in standard.requirements]


def _stand(place: Organisation, found: Assessment, states: Mapping[str, str]) -> Stand:
    return Stand(
        place=place,
        round=found,
        states=states,
        texts={one["code"]: one["text"] for one in found.wording},
        unproved=frozenset(one["code"] for one in found.wording if one["unproved"]),
    )


def _across(requirement: Requirement, stands: Sequence[Stand]) -> Across:
    code = requirement.code
    found: dict[str, list[Told]] = {}
    for stand in stands:
        words = stand.texts.get(code, requirement.text)
        told = Told(stand, code in stand.unproved, words != requirement.text)
        found.setdefault(stand.state_of(code), []).append(told)
    return Across(requirement, tuple((state, tuple(found[state])) for state in ORDER if state in found))
