"""What the parts in templates/components expect. Plain values, no model and no query: pages fill them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from django.forms import BaseForm

KnotKind = Literal[
    "start", "done", "bundle", "loop", "detour", "undone", "called", "now", "handover", "ended", "next"
]
DocumentStanding = Literal["present", "missing", "excused", "open"]
ButtonKind = Literal["primary", "secondary", "tertiary", "ink", "danger"]


@dataclass(frozen=True, kw_only=True)
class Action:
    """Something one can go and do: a link that looks like a link or like a button."""

    label: str
    url: str
    # continues the label for people who hear it out of its row: "Öffnen" + ": Fähigkeitsprofil"
    about: str = ""
    kind: ButtonKind = "secondary"
    icon: str = ""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One line of a head or of a description list. `due` is shown as a day with its distance from today."""

    label: str
    value: str = ""
    due: date | None = None
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Link:
    """One entry of a breadcrumb, of tabs, of segments or of the side navigation of a case."""

    title: str
    url: str = ""
    current: bool = False
    count: int | None = None
    # draws a line above: begins a new group of the side navigation
    gap: bool = False


@dataclass(frozen=True, kw_only=True)
class Hint:
    """One line under "Was ist zu tun?". `done` is None where nobody ticks it off."""

    text: str
    done: bool | None = None
    # whose line it is, where a Land or a service put it into the shipped chain
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Basis:
    """One line under "Auf welcher Grundlage?": a law, an agreement, the source of the chain."""

    text: str
    note: str = ""
    url: str = ""
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class DocumentRow:
    """One line under "Was ist festzuhalten?"."""

    title: str
    state: DocumentStanding
    note: str = ""
    actions: Sequence[Action] = ()
    # one press records that it is there; without it there is no such button
    present_url: str = ""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One way on, as a button of the decision form: `value` is sent as `outcome`."""

    label: str
    value: str
    leads_to: str = ""


@dataclass(frozen=True, kw_only=True)
class Card:
    """The present step: what to do, on which basis, what to record, what next and until when."""

    anchor: str
    title: str
    # the form that completes the step is posted here
    url: str
    number: str = ""
    # what it is, where it has no number: "Frage", "eigener Schritt"
    kind: str = ""
    nth: int = 1
    chain: str = ""
    since: date | datetime | None = None
    responsible: str = ""
    # whose step it is, where a Land or a service put it into the shipped chain or renamed it
    source: str = ""
    todo: Sequence[Hint] = ()
    basis: Sequence[Basis] = ()
    # working aids that help with this step
    aids: Sequence[Basis] = ()
    documents: Sequence[DocumentRow] = ()
    due: date | None = None
    # what the due day is about: "Entscheidung", "Bericht"; and how it was computed
    due_label: str = ""
    due_computed: str = ""
    question: str = ""
    outcomes: Sequence[Outcome] = ()
    # a quieter button below the others: the step is done, the answer comes later
    later: Outcome | None = None
    # fields above the buttons (note), and hidden ones such as the revision
    form: BaseForm | None = None
    # what is missing, and the form that asks why it goes on all the same
    warning: str = ""
    reason_form: BaseForm | None = None
    # what of the anamnesis this step stands on and is not known yet
    facts_missing: Basis | None = None
    # chains that were begun from this step
    called: Sequence[Basis] = ()
    # measures that are usual in this field of activity; a suggestion, never a lock
    suggested: Sequence[Basis] = ()
    # what else can be done here, below the buttons
    actions: Sequence[Action] = ()
    # ways off the drawn path; each opens its own page or form
    deviations: Sequence[Action] = ()
    # a form shown folded under "Vom Faden abweichen" instead of links, posted to deviate_url
    deviate_form: BaseForm | None = None
    deviate_url: str = ""
    # id of the element that htmx replaces with the answer; without it the page is loaded anew
    target: str = ""


@dataclass(frozen=True, kw_only=True)
class Knot:
    """One place on the thread; `kind` decides how it is drawn and which of the other fields count."""

    kind: KnotKind
    title: str = ""
    number: str = ""
    url: str = ""
    # an id, so that links lead here
    anchor: str = ""
    on: date | datetime | None = None
    # words in place of the day: "offen", "nur bei Ja"
    when: str = ""
    who: str = ""
    question: str = ""
    outcome: str = ""
    # further questions that were answered after it
    answers: Sequence[tuple[str, str]] = ()
    result: str = ""
    # which visit of this step it was
    nth: int = 1
    # a word in a small frame: "übersprungen", "M7"
    badge: str = ""
    # detour and undone: why, in which category
    reason: str = ""
    category: str = ""
    # bundle and called: what is folded, and until when
    knots: Sequence["Knot"] = ()
    until: date | datetime | None = None
    # now: one card, or two to four beside each other
    cards: Sequence[Card] = ()
    # next: the last one is drawn as an end
    is_end: bool = False


@dataclass(frozen=True, kw_only=True)
class Thread:
    """The whole thread of a case, in the order walked."""

    knots: Sequence[Knot]
    # of the heading; several threads on one page need several
    anchor: str = "faden"
    steps_walked: int = 0
    since: date | datetime | None = None
    title: str = ""
    drawing_url: str = ""
    # shows "Zum jetzigen Schritt" above the thread
    now_anchor: str = ""


@dataclass(frozen=True, kw_only=True)
class DueItem:
    """One line of the list of deadlines beside a case, with the sentence how the day was computed."""

    due: date
    title: str
    computed: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class JournalLine:
    """One entry of the short journal beside a case."""

    at: datetime
    kind: str
    who: str
    text: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Involved:
    """One person or body and what it may see of the case."""

    name: str
    function: str
    sees: Sequence[str] = ()
    sees_not: Sequence[str] = ()
    note: str = ""
    action: Action | None = None


@dataclass(frozen=True, kw_only=True)
class FieldVersion:
    """One field that two people changed: what you typed and what is stored now."""

    label: str
    mine: str
    stored: str


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """Two people changed the same thing. `form` carries the typed values with the new revision, hidden."""

    fields: Sequence[FieldVersion]
    changed_by: str
    changed_at: datetime
    url: str
    form: BaseForm
    keep_url: str


@dataclass(frozen=True, kw_only=True)
class CaseHead:
    """What stands above every page of a case."""

    name: str
    meta: str = ""
    facts: Sequence[Fact] = field(default_factory=tuple)
    actions: Sequence[Action] = ()
    crumbs: Sequence[Link] = ()
    # what comes before everything else: a crisis
    urgent: str = ""


@dataclass(frozen=True)
class Empty:
    """Nothing is here: why, and what one can do (components/empty.html)."""

    title: str
    text: str = ""
    actions: Sequence[Action] = ()
