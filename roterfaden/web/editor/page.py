"""What the pages of the editor show: the thread of all parts with what is wrong beside each, and what has changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.process.choices import EditionState
from roterfaden.process.comparison import Difference
from roterfaden.process.editing import Sketch
from roterfaden.process.engine.definition import Chain, Decision, Split, Start, Step
from roterfaden.process.layers import layers_of
from roterfaden.process.past import printed_number
from roterfaden.process.rehearsal import WeakSpot, weak_spots
from roterfaden.web.components import Action, ButtonKind
from roterfaden.web.editor.desk import Desk
from roterfaden.web.editor.insert_form import InsertForm
from roterfaden.web.editor.kinds import KINDS, NODES, Kind, title_of
from roterfaden.web.editor.known import called
from roterfaden.web.versions.draft_page import changes_of
from roterfaden.web.versions.forms import RevisionForm
from roterfaden.web.versions.page import KINDS as CHANGE_WORDS
from roterfaden.web.versions.page import crumbs, grouped


@dataclass(frozen=True)
class Knot:
    """One part in the list: where its form is, what is wrong with it, how it differs from what holds today."""

    url: str
    kind: str
    number: str
    title: str
    wrong: Sequence[str]
    change: str
    here: bool


@dataclass(frozen=True)
class Strand:
    """Parts of the same sort under a heading, and where a new one is made."""

    title: str
    knots: Sequence[Knot]
    is_thread: bool = False
    folded: bool = False
    add: Sequence[Action] = field(default_factory=tuple)


@dataclass(frozen=True)
class Trouble:
    """One sentence about what does not hold, with the form that can mend it."""

    sentence: str
    url: str


def editor_page(desk: Desk, *, today: date, here: tuple[str, str] = ("", "")) -> dict[str, Any]:
    """The context of every page of the editor; `here` is the kind and key of the part whose form is open."""
    edition, chain = desk.edition, desk.chain
    differences = changes_of(edition, chain, today=today)
    spots = weak_spots(chain)
    return {
        "nav": "chains",
        "edition": edition,
        "chain": chain,
        "crumbs": crumbs(edition.key, edition.title or _("Entwurf")),
        "strands": _strands(desk, spots, differences, here),
        "troubles": list(_troubles(desk, spots)),
        "differences": differences,
        "at_head": here[0] == "kette",
        "today": today,
    }


def overview(desk: Desk, *, today: date) -> dict[str, Any]:
    """The page that stands before the forms: what does not hold, what would change, what to do next."""
    context = editor_page(desk, today=today)
    revision = {"revision": desk.edition.revision}
    return context | {
        "groups": grouped(context["differences"]),
        "change_count": len(context["differences"]),
        "actions": _actions(desk),
        "check_form": RevisionForm(initial=revision, auto_id="vorlegen_%s"),
    }


def closed_page(desk: Desk) -> dict[str, Any]:
    """A draft that cannot be edited here, and why."""
    edition = desk.edition
    is_checked = edition.state == EditionState.CHECKED
    return {
        "nav": "chains",
        "edition": edition,
        "crumbs": crumbs(edition.key, edition.title or _("Entwurf")),
        "reason": desk.closed,
        "take_back_form": RevisionForm(initial={"revision": edition.revision}) if is_checked else None,
    }


def part_page(
    desk: Desk, kind: Kind, item: Any, form: Any, *, today: date, insert: InsertForm | None = None
) -> dict[str, Any]:
    """The form of one part, with what may follow it, move it, take it out."""
    key = next(key for key, one in kind.items(desk.chain) if one is item)
    context = editor_page(desk, today=today, here=(kind.slug, key))
    items = [one for _key, one in kind.items(desk.chain)]
    about = [
        one for one in context["differences"] if one.part == kind.part and one.node == getattr(item, "id", "")
    ]
    return context | {
        "kind": kind,
        "item": item,
        "part": key,
        "title": title_of(item) or str(kind.one),
        "number": printed_number(getattr(item, "id", "")),
        "form": form,
        "about": [(one.kind, str(CHANGE_WORDS[one.kind]), one.sentence) for one in about],
        "wrong": _sentences(desk, kind, key),
        "insert": insert or _insert(desk, item),
        "split": desk.chain.split_at.get(item.id) if isinstance(item, Step) else None,
        "coming_from": _coming_from(desk, item) if kind.slug in NODES else [],
        "may_rise": items.index(item) > 0,
        "may_sink": items.index(item) < len(items) - 1,
        "revision_form": RevisionForm(initial={"revision": desk.edition.revision}, auto_id=False),
    }


def new_page(desk: Desk, kind: Kind, form: Any, *, today: date) -> dict[str, Any]:
    """The empty form of a part that is to come."""
    return editor_page(desk, today=today) | {
        "kind": kind,
        "title": str(kind.new),
        "form": form,
        "is_new": True,
    }


def part_url(desk: Desk, slug: str, key: str) -> str:
    return reverse("editor:part", args=[desk.edition.uuid, slug, key])


def _insert(desk: Desk, item: Any) -> InsertForm | None:
    fits = isinstance(item, Start | Decision | Split) or (
        isinstance(item, Step) and item.id not in desk.chain.split_at
    )
    return InsertForm(chain=desk.chain, item=item) if fits else None


def _coming_from(desk: Desk, item: Any) -> list[tuple[str, str]]:
    """The nodes that lead here, with their forms."""
    chain = desk.chain
    found = [node for node in chain.nodes if item.id in chain.successors(node)]
    return [(called(chain, node), part_url(desk, _slug_of(chain, node), node)) for node in found]


def _slug_of(chain: Chain, node: str) -> str:
    return {"start": "beginn", "step": "schritt", "decision": "frage", "end": "ende"}[
        chain.kind_of(node).value
    ]


def _strands(
    desk: Desk, spots: Iterable[WeakSpot], differences: Iterable[Difference], here: tuple[str, str]
) -> list[Strand]:
    chain, words = desk.chain, _wrong_words(desk.sketch, spots)
    changes: dict[tuple[str, str], str] = {
        (one.part, one.node): str(CHANGE_WORDS[one.kind if one.is_whole else "changed"])
        for one in differences
        if one.node
    }

    def knot(kind: Kind, key: str, item: Any) -> Knot:
        identifier = getattr(item, "id", "")
        return Knot(
            url=part_url(desk, kind.slug, key),
            kind=kind.slug,
            number=printed_number(identifier),
            title=title_of(item) or identifier,
            wrong=words.get((kind.group, identifier or title_of(item)), []),
            change=changes.get((kind.part, identifier), ""),
            here=here == (kind.slug, key),
        )

    nodes = {
        key: knot(kind, key, item) for kind in KINDS if kind.slug in NODES for key, item in kind.items(chain)
    }
    strands = [
        Strand(
            _("Der Faden"),
            [nodes[node] for node in _reading_order(chain)],
            is_thread=True,
            add=_new(desk, NODES),
        )
    ]
    for kind in KINDS:
        if kind.slug not in NODES:
            knots = [knot(kind, key, item) for key, item in kind.items(chain)]
            folded = (
                kind.slug in {"tabelle", "weg"}
                and here[0] != kind.slug
                and not any(one.wrong for one in knots)
            )
            strands.append(Strand(str(kind.many), knots, folded=folded, add=_new(desk, {kind.slug})))
    return strands


def _new(desk: Desk, slugs: Iterable[str]) -> list[Action]:
    wanted = set(slugs)
    return [
        Action(
            label=str(kind.new), url=reverse("editor:add", args=[desk.edition.uuid, kind.slug]), icon="add"
        )
        for kind in KINDS
        if kind.slug in wanted
    ]


def _reading_order(chain: Chain) -> list[str]:
    """Starts, then the places from top to bottom, then the ends."""
    layers = layers_of(chain)
    rank = {"start": 0, "end": 2}
    return sorted(chain.nodes, key=lambda node: (rank.get(chain.kind_of(node).value, 1), layers.of[node]))


def _wrong_words(sketch: Sketch, spots: Iterable[WeakSpot]) -> dict[tuple[str, str], list[str]]:
    """A word for each thing that is wrong, by group and id of the part."""
    found: dict[tuple[str, str], list[str]] = {}
    groups = {kind.group for kind in KINDS}
    by_node: dict[str, list[str]] = {}
    for spot in spots:
        by_node.setdefault(spot.node, []).append(spot.word)
    for group in ("starts", "steps", "decisions", "ends"):
        found |= {(group, node): words for node, words in by_node.items()}
    for fault in sketch.faults:
        group, _bracket, rest = fault.key.partition("[")
        if group in groups and rest:
            found.setdefault((group, rest.partition("]")[0]), [_("Fehler")])
    return found


def _troubles(desk: Desk, spots: Iterable[WeakSpot]) -> Iterable[Trouble]:
    """Every weak spot and every fault of the text, once."""
    chain = desk.chain
    told = set()
    for spot in spots:
        told.add(spot.node)
        yield Trouble(spot.sentence, part_url(desk, _slug_of(chain, spot.node), spot.node))
    for fault in desk.sketch.faults:
        group, _bracket, rest = fault.key.partition("[")
        key = rest.partition("]")[0]
        if key in told:
            continue
        url = ""
        for kind in KINDS:
            if kind.group == group and rest:
                known = (name for name, item in kind.items(chain) if key in {name, title_of(item)})
                url = next((part_url(desk, kind.slug, name) for name in known), "")
        yield Trouble(_named(chain, key, fault.message), url)


def _named(chain: Chain, key: str, message: str) -> str:
    title = chain.title_of(key) or (key or "")
    return f"{title}: {message}" if title else message


def _sentences(desk: Desk, kind: Kind, key: str) -> list[str]:
    """All that is wrong with one part."""
    item = kind.find(desk.chain, key)
    name = getattr(item, "id", "") or title_of(item)
    spots = [spot.sentence for spot in weak_spots(desk.chain) if spot.node == name and kind.slug in NODES]
    return spots or [fault.message for fault in desk.sketch.of(kind.group, name)]


def _actions(desk: Desk) -> list[Action]:
    edition = desk.edition
    links: tuple[tuple[str, str, ButtonKind], ...] = (
        (_("Zur Probe gehen"), "bpmn:rehearsal", "secondary"),
        (_("Zeichnen"), "bpmn:model", "secondary"),
        (_("Als Text"), "versions:edit", "tertiary"),
        (_("BPMN herunterladen"), "bpmn:download", "tertiary"),
        (_("BPMN hochladen"), "bpmn:upload", "tertiary"),
        (_("Entwurf verwerfen"), "versions:discard", "tertiary"),
    )
    return [
        Action(label=label, url=reverse(name, args=[edition.uuid]), kind=kind) for label, name, kind in links
    ]
