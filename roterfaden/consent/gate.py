"""The one gate for all ways out. Nothing leaves without recipient, purpose, classes and a basis; what may not pass is
taken out, class by class and fact by fact, and the gate says why.

Pure: it decides over values that `transfers` loads, so that every combination can be tested without a database.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from roterfaden.consent.choices import DataClass, RecipientKind

# whatever somebody consented to: a company learns what somebody can do and needs, never what they have
NEVER = {RecipientKind.EMPLOYER: frozenset((DataClass.DIAGNOSIS,))}

# holder of what came from a bound person whom nobody named: no release frees it
UNNAMED = 0


@dataclass(frozen=True, kw_only=True)
class Item:
    """One fact on its way. `holder` is the bound person (doctor …) from whom it came: see `consent.origins`.

    `part` is the part of the case that it stands in, `file` the uuid of the file that goes along, if one does.
    """

    data_class: DataClass
    title: str
    text: str
    source: str = ""
    holder: int | None = None
    # disputed by the person: the mark travels with the fact (§ 84 Abs. 2 SGB X)
    disputed: bool = False
    part: str = ""
    file: str = ""


@dataclass(frozen=True, kw_only=True)
class Basis:
    """Why something may pass: a consent or a legal power, reduced to what the gate asks."""

    title: str
    classes: frozenset[DataClass]
    recipients: frozenset[int] | None = None  # of a consent
    recipient_kinds: frozenset[RecipientKind] | None = None  # of a legal power
    valid_from: date
    valid_until: date | None = None
    withdrawn: bool = False


@dataclass(frozen=True, kw_only=True)
class Release:
    """A release from secrecy, reduced to what the gate asks."""

    holder: int
    towards: frozenset[int]
    classes: frozenset[DataClass]
    valid_from: date
    valid_until: date
    withdrawn: bool = False


@dataclass(frozen=True, kw_only=True)
class Request:
    """What somebody wants to pass on, to whom and for what."""

    recipient: int
    recipient_kind: RecipientKind
    purpose: str
    items: Sequence[Item]
    pledged: bool = False
    needs_pledge: bool = False


@dataclass(frozen=True)
class Decision:
    """What passes, and a sentence for everything that does not. Nothing passes where `refusals` is not empty."""

    passing: tuple[Item, ...] = ()
    kept_back: tuple[tuple[Item, str], ...] = ()
    refusals: tuple[str, ...] = field(default=())

    @property
    def classes(self) -> frozenset[DataClass]:
        return frozenset(item.data_class for item in self.passing)


def decide(request: Request, basis: Basis | None, releases: Iterable[Release], *, on: date) -> Decision:
    """Decide what of `request` may pass on the day `on`."""
    refusals = list(_refusals(request, basis, on=on))
    if refusals or basis is None:
        return Decision(refusals=tuple(refusals))
    valid = [r for r in releases if not r.withdrawn and r.valid_from <= on <= r.valid_until]
    passing, kept_back = [], []
    for item in request.items:
        reason = _kept_back_because(item, request, basis, valid)
        if reason:
            kept_back.append((item, reason))
        else:
            passing.append(item)
    if not passing:
        return Decision(kept_back=tuple(kept_back), refusals=("Nichts davon darf weitergegeben werden.",))
    return Decision(tuple(passing), tuple(kept_back))


def _refusals(request: Request, basis: Basis | None, *, on: date) -> Iterable[str]:
    if not request.purpose.strip():
        yield "Wozu soll es weitergegeben werden? Ohne Zweck geht nichts hinaus."
    if not request.items:
        yield "Was soll weitergegeben werden? Bitte wählen Sie etwas aus."
    if request.needs_pledge and not request.pledged:
        yield "Diese Stelle hat noch nicht zugesagt, die Angaben nur für diesen Zweck zu nutzen (§ 78 SGB X)."
    if basis is None:
        yield "Auf welcher Grundlage? Ohne Einwilligung oder Rechtsgrundlage geht nichts hinaus."
        return
    if basis.withdrawn:
        yield "Die Einwilligung ist widerrufen."
    if on < basis.valid_from or (basis.valid_until is not None and on > basis.valid_until):
        yield "Die Grundlage gilt heute nicht."
    reaches = (
        request.recipient in basis.recipients
        if basis.recipients is not None
        else request.recipient_kind in (basis.recipient_kinds or ())
    )
    if not reaches:
        yield f"„{basis.title}“ gilt nicht für diese Stelle."


def _kept_back_because(item: Item, request: Request, basis: Basis, releases: Sequence[Release]) -> str:
    if item.data_class in NEVER.get(request.recipient_kind, ()):
        return "Ein Betrieb erfährt Fähigkeiten und Bedarf, keine Diagnosen."
    if item.data_class not in basis.classes:
        return "Von der Grundlage nicht umfasst."
    if item.holder is not None and item.holder != request.recipient:
        freed = any(
            release.holder == item.holder
            and request.recipient in release.towards
            and item.data_class in release.classes
            for release in releases
        )
        if item.holder == UNNAMED:
            return "Stammt von einer Person mit Schweigepflicht; es ist nicht festgehalten, von welcher."
        if not freed:
            return (
                "Stammt von einer Person mit Schweigepflicht; ihre Entbindung fehlt (§ 203 StGB, § 76 SGB X)."
            )
    return ""
