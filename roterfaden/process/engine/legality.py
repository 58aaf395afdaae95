"""Whether a state is one that the engine itself could have brought about on this chain, and can lead on from."""

from collections.abc import Iterator

from roterfaden.process.engine.definition import Chain
from roterfaden.process.engine.state import State


def faults_of(chain: Chain, state: State) -> list[str]:
    """What is wrong with the state of a running run, in sentences; nothing if it is legal."""
    return [*_of_visits(chain, state), *_of_arrivals(chain, state)]


def _of_visits(chain: Chain, state: State) -> Iterator[str]:
    numbers = [visit.number for visit in state.open]
    if len(set(numbers)) < len(numbers) or any(number >= state.next_number for number in numbers):
        yield "Die Nummern der offenen Schritte sind nicht eindeutig."
    on_the_way = [visit for visit in state.open if not visit.is_own]
    if not on_the_way:
        yield "Danach wäre kein Schritt mehr offen; der Faden käme nicht weiter."
    if len({visit.frames for visit in on_the_way}) < len(on_the_way):
        yield "Zwei Schritte wären danach im selben Zweig offen; der Faden liefe doppelt."
    for visit in on_the_way:
        if visit.node not in chain.places():
            yield f"Den Schritt „{visit.node}“ gibt es in dieser Fassung nicht."
    for visit in state.open:
        for frame in visit.frames:
            if visit.node not in chain.inside.get((frame.split, frame.branch), frozenset()):
                yield f"„{chain.title_of(visit.node)}“ läge danach außerhalb seines Zweigs."


def _of_arrivals(chain: Chain, state: State) -> Iterator[str]:
    rounds = {(frame.split, frame.instance) for visit in state.open for frame in visit.frames}
    numbers = {visit.number for visit in state.open}
    for arrival in state.waiting:
        split = chain.split_by_id.get(arrival.split)
        if split is None or arrival.branch not in split.branches:
            yield "Ein erledigter Zweig gehörte danach zu keiner Verzweigung mehr."
        elif split.mode == "at_least_one":
            if arrival.join_visit not in numbers:
                yield "Ein erledigter Zweig wartete danach auf einen Schritt, der nicht offen ist."
        elif (arrival.split, arrival.instance) not in rounds:
            yield "Ein erledigter Zweig wartete danach auf niemanden."
    for split_id, instance in rounds:
        split = chain.split_by_id.get(split_id)
        if split is None or split.mode != "all":
            continue
        here = {
            f.branch for v in state.open for f in v.frames if (f.split, f.instance) == (split_id, instance)
        }
        here |= {a.branch for a in state.waiting if (a.split, a.instance) == (split_id, instance)}
        for branch in split.branches:
            if branch not in here:
                yield f"Der Zweig „{chain.title_of(branch)}“ würde nie begonnen; die anderen warteten für immer."
