"""The forms of steps and questions."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _

from roterfaden.process.chain_reader import MAX_DOCUMENT, MAX_LABEL, MAX_LINE, MAX_TITLE, MAX_WARN
from roterfaden.process.deadline_fields import MOST
from roterfaden.process.engine.definition import Deadline, Decision, Document, Outcome, Step
from roterfaden.process.reckoning.terms import WORDS, Span, Unit, Weekend
from roterfaden.process.rewiring import STEP_ANCHOR
from roterfaden.web.editor.base_form import NOTHING, PartForm, PicksField, pick
from roterfaden.web.editor.fields import LineField, LinesField, lines_of
from roterfaden.web.editor.known import Choices

RULE = "rule"
UNITS: Choices = [(unit.value, many) for unit, (_one, many) in WORDS.items()]
Row = Iterable[tuple[str, forms.Field, Any]]


def anchors() -> dict[str, str]:
    return {"self": _("wenn der Schritt beginnt"), "start": _("wenn der Lauf beginnt")}


class _WorkForm(PartForm):
    """What steps and questions share: who does it, what to aim at, what binds."""

    def add_work(self, item: Step | Decision | None) -> None:
        roles = self.known.roles()
        responsible = item.responsible if item else ()
        others = [(code, code) for code in responsible if code not in dict(roles)]
        self.add(
            "lead",
            pick(_("Zuständig"), [*NOTHING, *roles, *others], required=False),
            next(iter(responsible), ""),
        )
        self.add(
            "others", PicksField(label=_("Auch beteiligt"), choices=[*roles, *others]), list(responsible[1:])
        )
        self.add(
            "hints",
            LinesField(
                label=_("Hinweise"),
                rows=5,
                help_text=_("Je Zeile ein Hinweis: worauf es ankommt, was zu tun ist."),
            ),
            "\n".join(item.hints) if item else "",
        )
        self.add(
            "guidance",
            LinesField(
                label=_("Grundlagen"), rows=3, help_text=_("Je Zeile eine: Gesetz, Vereinbarung, Bedingung.")
            ),
            "\n".join(item.guidance) if item else "",
        )

    def responsible(self) -> tuple[str, ...]:
        said = self.cleaned_data
        lead = [said["lead"]] if said["lead"] else []
        return tuple(dict.fromkeys([*lead, *said["others"]]))


class StepForm(_WorkForm):
    """Everything that a step says."""

    told_at: ClassVar[Mapping[str, str]] = {
        "responsible": "lead",
        "deadline": "amount",
        "documents": "documents-0-title",
    }

    def build(self) -> None:
        step: Step | None = self.item
        self.add(
            "title", LineField(label=_("Was ist zu tun?"), max_length=MAX_TITLE), step.title if step else ""
        )
        self.add_work(step)
        self.block("", "title", "hints", "guidance")
        if step is None or step.id not in self.known.chain.split_at:
            now = step.next[:1] if step else ()
            self.add("next", pick(_("Danach"), self.known.targets(now=now)), now[0] if now else "")
            self.block(_("Wer und was danach"), "next", "lead", "others")
        else:
            self.block(_("Wer"), "lead", "others")
        self.add_rows(
            "documents",
            _("Unterlagen"),
            step.documents if step else (),
            self._document,
            hint=_("Was an diesem Schritt festzuhalten ist. Ein leerer Titel nimmt die Zeile heraus."),
        )
        self._add_deadline(step.deadline if step else None)
        called = step.subchains if step else ()
        needed = step.requires_results if step else ()
        self.add(
            "subchains",
            PicksField(label=_("Kann hier begonnen werden"), choices=self.known.chains(now=called)),
            list(called),
        )
        self.block(_("Teilketten und Maßnahmen"), "subchains", folded=True)
        self.add(
            "requires_results",
            PicksField(label=_("Braucht vorher das Ergebnis von"), choices=self.known.chains(now=needed)),
            list(needed),
        )
        self.block(_("Nötige Ergebnisse"), "requires_results", folded=True)

    def _document(self, one: Document | None) -> Row:
        directions = [("in", _("kommt herein")), ("out", _("geht hinaus"))]
        yield (
            "title",
            LineField(label=_("Titel"), max_length=MAX_DOCUMENT, required=False),
            one.title if one else "",
        )
        yield "direction", pick(_("Richtung"), directions, required=False), one.direction if one else "in"
        yield (
            "required",
            forms.BooleanField(label=_("Pflicht"), required=False),
            one.required if one else False,
        )

    def _add_deadline(self, deadline: Deadline | None) -> None:
        span = deadline.span if deadline else None
        unit = (RULE if deadline.rule else span.unit.value) if deadline and span else ""
        of = deadline.of if deadline else "self"
        steps = [
            (f"{STEP_ANCHOR}{key}", _("wenn erledigt ist: %(title)s") % {"title": title})
            for key, title in self.known.steps()
        ]
        choices = [*anchors().items(), *steps]
        choices += [(of, of)] if of not in dict(choices) else []
        units = [("", _("keine Frist")), *UNITS, (RULE, _("nach einer Regel"))]
        rule = deadline.rule if deadline else ""
        weekends = [
            (Weekend.STAYS.value, _("bleibt")),
            (Weekend.NEXT.value, _("nächster Arbeitstag")),
            (Weekend.PREVIOUS.value, _("vorheriger Arbeitstag")),
        ]
        then = deadline.then if deadline else None
        self.add("unit", pick(_("Frist in"), units, required=False), unit)
        self.add("amount", _number(_("Wie viele"), 9999), span.amount if span and not rule else None)
        self.add("rule", pick(_("Regel"), [*NOTHING, *self.known.rules(now=[rule])], required=False), rule)
        self.add("of", pick(_("Zählt ab"), choices, required=False), of)
        self.add(
            "note",
            LineField(label=_("Anmerkung zur Frist"), max_length=MAX_LINE, required=False),
            deadline.note if deadline else "",
        )
        self.add(
            "then_amount", _number(_("Beim nächsten Mal: wie viele"), 9999), then.amount if then else None
        )
        self.add(
            "then_unit",
            pick(_("Beim nächsten Mal in"), [*NOTHING, *UNITS], required=False),
            then.unit.value if then else "",
        )
        self.add(
            "weekend",
            pick(_("Ende an einem freien Tag"), weekends, required=False),
            (deadline.weekend if deadline else Weekend.STAYS).value,
        )
        self.add("warn", _number(_("Warnen: Tage vorher"), MAX_WARN), deadline.warn if deadline else None)
        self.add(
            "escalate",
            _number(_("Leitung benachrichtigen: Tage danach"), MAX_WARN),
            deadline.escalate if deadline else None,
        )
        self.block(_("Frist"), "amount", "unit", "rule", "of", "note", folded=deadline is None)
        self.block(
            _("Frist: Wiederholung, freie Tage, Warnung"),
            "then_amount",
            "then_unit",
            "weekend",
            "warn",
            "escalate",
            folded=True,
        )

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("unit") == RULE and not said.get("rule"):
            self.add_error("rule", _("Bitte wählen Sie die Regel."))
        for unit, amount in (("unit", "amount"), ("then_unit", "then_amount")):
            self._check_span(said, unit, amount)
        titles = [row["title"] for row in self.rows_typed("documents") if row.get("title")]
        if len(set(titles)) < len(titles):
            self.add_error("documents-0-title", _("Zwei Unterlagen dieses Schritts heißen gleich."))
        return said

    def _check_span(self, said: dict[str, Any], unit: str, amount: str) -> None:
        if not said.get(unit) or said[unit] == RULE:
            if said.get(amount) is not None and unit in said and not said[unit]:
                self.add_error(unit, _("In Tagen, Wochen, Monaten? Bitte wählen Sie."))
            return
        kind = Unit(said[unit])
        least = 0 if kind == Unit.DAYS else 1
        if amount in said and said[amount] is None:
            self.add_error(amount, _("Bitte geben Sie die Zahl an."))
        elif amount in said and not least <= said[amount] <= MOST[kind]:
            self.add_error(
                amount,
                _("Die Zahl liegt zwischen %(least)s und %(most)s.") % {"least": least, "most": MOST[kind]},
            )

    def said(self) -> Step:
        said, step = self.cleaned_data, self.item
        following = (said["next"],) if "next" in said else step.next
        rows = [row for row in self.row_values("documents") if row["title"]]
        return Step(
            id=step.id if step else "",
            title=said["title"],
            next=following,
            responsible=self.responsible(),
            hints=lines_of(said["hints"]),
            guidance=lines_of(said["guidance"]),
            documents=tuple(
                Document(row["title"], row["direction"] or "in", row["required"]) for row in rows
            ),
            deadline=self._deadline(),
            subchains=tuple(said["subchains"]),
            requires_results=tuple(said["requires_results"]),
        )

    def _deadline(self) -> Deadline | None:
        said = self.cleaned_data
        if not said["unit"]:
            return None
        length = {} if said["unit"] == RULE else {said["unit"]: said["amount"]}
        return Deadline(
            **({"days": 0} | length),
            of=said["of"] or "self",
            note=said["note"],
            rule=said["rule"] if said["unit"] == RULE else "",
            then=Span(said["then_amount"], Unit(said["then_unit"])) if said["then_unit"] else None,
            weekend=Weekend(said["weekend"] or Weekend.STAYS.value),
            warn=said["warn"],
            escalate=said["escalate"],
        )


class DecisionForm(_WorkForm):
    """A question with its answers, and where each leads."""

    told_at: ClassVar[Mapping[str, str]] = {"responsible": "lead", "outcomes": "outcomes-0-label"}

    def build(self) -> None:
        decision: Decision | None = self.item
        self.add(
            "question",
            LineField(label=_("Frage"), max_length=MAX_TITLE),
            decision.question if decision else "",
        )
        self.add_work(decision)
        self.block("", "question")
        self.add_rows(
            "outcomes",
            _("Antworten"),
            decision.outcomes if decision else (),
            self._outcome,
            hint=_("Mindestens zwei. Ein leeres Wort nimmt die Antwort heraus."),
        )
        self.block(_("Worauf es ankommt"), "hints", "guidance")
        self.block(_("Wer"), "lead", "others")

    def _outcome(self, one: Outcome | None) -> Row:
        now = [outcome.next for outcome in self.item.outcomes] if self.item else []
        yield (
            "label",
            LineField(label=_("Antwort"), max_length=MAX_LABEL, required=False),
            one.label if one else "",
        )
        yield (
            "next",
            pick(_("Danach"), [*NOTHING, *self.known.targets(now=now)], required=False),
            one.next if one else "",
        )
        yield (
            "note",
            LineField(label=_("Anmerkung"), max_length=MAX_LINE, required=False),
            one.note if one else "",
        )

    def clean(self) -> dict[str, Any]:
        rows = self.rows_typed("outcomes")
        given = [row for row in rows if row.get("label")]
        for number, row in enumerate(rows):
            if row.get("label") and not row.get("next") and f"outcomes-{number}-next" not in self.errors:
                self.add_error(f"outcomes-{number}-next", _("Wohin führt diese Antwort?"))
            if not row.get("label") and row.get("next") and self.item is None:
                self.add_error(f"outcomes-{number}-label", _("Wie lautet diese Antwort?"))
        if len(given) < 2 and rows:  # noqa: PLR2004
            self.add_error("outcomes-0-label", _("Eine Frage braucht mindestens zwei Antworten."))
        labels = [row["label"] for row in given]
        if len(set(labels)) < len(labels):
            self.add_error("outcomes-0-label", _("Zwei Antworten heißen gleich."))
        return self.cleaned_data

    def said(self) -> Decision:
        said = self.cleaned_data
        return Decision(
            id=self.item.id if self.item else "",
            question=said["question"],
            outcomes=tuple(
                Outcome(row["label"], row["next"], row["note"])
                for row in self.row_values("outcomes")
                if row["label"]
            ),
            responsible=self.responsible(),
            hints=lines_of(said["hints"]),
            guidance=lines_of(said["guidance"]),
        )


def _number(label: str, most: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=most)
