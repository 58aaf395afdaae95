"""Lay what Länder, cantons and services say over the shipped lines of a box. Pure; one way for all entries.

A layer adds lines or puts its own in place of those below. It remembers the lines that its author saw below, so that it
can be told later what broke; what it says stays in force until its author decides.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from roterfaden.quality.choices import BoxMode

# two lines that are so alike are one line that was changed
ALIKE = 60


@dataclass(frozen=True)
class Said:
    """What one layer says in a box. `seen`: the lines below when it was written; None where nobody wrote them down."""

    mode: BoxMode
    lines: Sequence[str]
    seen: Sequence[str] | None = None


@dataclass(frozen=True)
class Laid:
    """One layer in the merged box: whether a later one takes its place, which lines it kept, and what broke."""

    lines: Sequence[str]
    replaced: bool = False
    kept: frozenset[str] = frozenset()
    broken: Sequence[str] = ()


def lay(base: Sequence[str], layers: Sequence[Said]) -> list[Laid]:
    """The base and each layer over it, in order; what holds are the lines of those that are not replaced."""
    last = max((n for n, said in enumerate(layers) if said.mode == BoxMode.REPLACES), default=-1)
    below = list(base)
    found = [Laid(base, replaced=last >= 0)]
    for number, said in enumerate(layers):
        replaces = said.mode == BoxMode.REPLACES
        broken = list(_differences(said.seen, below) if replaces else _twice(said.lines, below))
        kept = frozenset(said.lines) & frozenset(below) if replaces else frozenset()
        found.append(Laid(said.lines, number < last, kept, broken))
        below = list(said.lines) if replaces else [*below, *said.lines]
    return found


def in_force(base: Sequence[str], layers: Sequence[Said]) -> list[str]:
    """The lines that hold."""
    return [line for laid in lay(base, layers) if not laid.replaced for line in laid.lines]


def _differences(seen: Sequence[str] | None, below: Sequence[str]) -> Iterator[str]:
    """What has changed below a layer that takes its place."""
    if seen is None:
        return
    gone = [line for line in seen if line not in below]
    new = [line for line in below if line not in seen]
    for line in gone:
        heir = max(new, key=lambda other, line=line: fuzz.ratio(line, other), default="")  # type: ignore[misc]
        if heir and fuzz.ratio(line, heir) >= ALIKE:
            new.remove(heir)
            yield f"Die ersetzte Zeile „{line}“ heißt jetzt „{heir}“."
        else:
            yield f"Die ersetzte Zeile „{line}“ gibt es nicht mehr."
    for line in new:
        yield f"Neu, und hier ersetzt: „{line}“."


def _twice(lines: Sequence[str], below: Sequence[str]) -> Iterator[str]:
    return (f"Die Zeile „{line}“ steht inzwischen auch darunter." for line in lines if line in below)
