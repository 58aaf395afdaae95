"""The forms of starts, ends, parallel parts, standing rules, tables, checked paths, and of the chain as a whole."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _

from roterfaden.common.forms import SafeDateField
from roterfaden.process.chain_reader import (
    CORE_PROCESSES,
    MAX_COUNT,
    MAX_LABEL,
    MAX_LINE,
    MAX_PARAGRAPH,
    MAX_TITLE,
)
from roterfaden.process.engine.definition import Chain, Counter, End, Path, Split, StandingRule, Start, Table
from roterfaden.process.overlay_reader import MAX_OVERLAY_VERSION
from roterfaden.process.wordings import END_KINDS, LANGUAGES, SPLIT_MODES, START_KINDS, SUBJECTS
from roterfaden.web.editor.base_form import NOTHING, PartForm, pick
from roterfaden.web.editor.fields import IdField, LineField, LinesField, lines_of

CELL = "|"


class StartForm(PartForm):
    """One way in."""

    told_at: ClassVar[Mapping[str, str]] = {"from": "from_"}

    def build(self) -> None:
        start: Start | None = self.item
        now = [start.enters_at] if start else []
        called = [start.chain] if start else []
        title = LineField(label=_("Wie beginnt es?"), max_length=MAX_TITLE)
        self.add("title", title, start.title if start else "")
        self.add("kind", pick(_("Art"), list(START_KINDS.items())), start.kind if start else "message")
        self.add("enters_at", pick(_("Danach"), self.known.places(now=now)), start.enters_at if start else "")
        chains = [*NOTHING, *self.known.chains(now=called)]
        hint = _("Nur bei der Art „andere Kette“.")
        self.add(
            "chain", pick(_("Welche Kette"), chains, required=False, hint=hint), start.chain if start else ""
        )
        self.add("from_", IdField(label=_("Von wem (Kürzel)"), required=False), start.from_ if start else "")
        self.block("", "title", "kind", "chain", "enters_at", "from_")

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("kind") == "chain" and not said.get("chain"):
            self.add_error("chain", _("Bitte wählen Sie die Kette, aus der dieser Beginn kommt."))
        return said

    def said(self) -> Start:
        said = self.cleaned_data
        chain = said["chain"] if said["kind"] == "chain" else ""
        identifier = self.item.id if self.item else ""
        return Start(identifier, said["title"], said["kind"], said["enters_at"], said["from_"], chain)


class EndForm(PartForm):
    """One way out; a hand-over says where it goes on."""

    told_at: ClassVar[Mapping[str, str]] = {"chain": "goes_on", "enters_at": "goes_on"}

    def build(self) -> None:
        end: End | None = self.item
        now = f"{end.chain}:{end.enters_at}" if end and end.chain else ""
        self.add("title", LineField(label=_("Wie endet es?"), max_length=MAX_TITLE), end.title if end else "")
        self.add("kind", pick(_("Art"), list(END_KINDS.items())), end.kind if end else "success")
        choices = [("", _("keine Kette von hier")), *self.known.entrances(now=[now])]
        hint = _("Nur bei der Art „Übergabe“: die Kette und ihr Beginn.")
        self.add("goes_on", pick(_("Weiter mit"), choices, required=False, hint=hint), now)
        self.block("", "title", "kind", "goes_on")

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("goes_on") and said.get("kind") != "handover":
            self.add_error("goes_on", _("Nur eine Übergabe nennt eine nächste Kette."))
        return said

    def said(self) -> End:
        said = self.cleaned_data
        chain, _colon, enters_at = said["goes_on"].partition(":")
        return End(self.item.id if self.item else "", said["title"], said["kind"], chain, enters_at)


class SplitForm(PartForm):
    """Branches side by side: behind which step, which branches, where they meet."""

    told_at: ClassVar[Mapping[str, str]] = {"branches": "branches-0-node"}

    def build(self) -> None:
        split: Split | None = self.item
        origin, join = (split.split_from, split.joins_at) if split else ("", "")
        steps, places = self.known.steps(now=[origin]), self.known.places(now=[join])
        self.add("split_from", pick(_("Nach welchem Schritt?"), steps), origin)
        self.add("joins_at", pick(_("Wo kommen die Zweige zusammen?"), places), join)
        offered = list(SPLIT_MODES.items())
        modes = pick(_("Was muss gegangen werden?"), offered)
        modes.widget = forms.RadioSelect(choices=offered)
        self.add("mode", modes, split.mode if split else "all")
        self.block("", "split_from", "mode", "joins_at")
        branches = split.branches if split else ()
        hint = _("Je Zweig der erste Schritt oder die erste Frage. Leer nimmt den Zweig heraus.")
        self.add_rows("branches", _("Zweige"), branches, self._branch, hint=hint)

    def _branch(self, node: str | None) -> Iterable[tuple[str, forms.Field, Any]]:
        now = self.item.branches if self.item else ()
        choices = [*NOTHING, *self.known.places(now=now)]
        yield "node", pick(_("Zweig beginnt mit"), choices, required=False), node or ""

    def clean(self) -> dict[str, Any]:
        found = [row["node"] for row in self.rows_typed("branches") if row.get("node")]
        if len(set(found)) < 2:  # noqa: PLR2004
            self.add_error("branches-0-node", _("Es braucht mindestens zwei verschiedene Zweige."))
        if self.known.chain.split_at.get(self.cleaned_data.get("split_from", "")) not in {None, self.item}:
            self.add_error("split_from", _("Hinter diesem Schritt geht es schon nebeneinander weiter."))
        return self.cleaned_data

    def said(self) -> Split:
        said = self.cleaned_data
        branches = dict.fromkeys(row["node"] for row in self.row_values("branches") if row["node"])
        identifier = self.item.id if self.item else ""
        return Split(identifier, said["split_from"], tuple(branches), said["joins_at"], said["mode"])


class RuleForm(PartForm):
    """What holds at any time."""

    def build(self) -> None:
        rule: StandingRule | None = self.item
        now = [rule.leads_to] if rule else []
        self.add("title", LineField(label=_("Regel"), max_length=MAX_TITLE), rule.title if rule else "")
        self.add(
            "trigger", LineField(label=_("Wann gilt sie?"), max_length=MAX_LINE), rule.trigger if rule else ""
        )
        self.add(
            "leads_to", pick(_("Dann weiter mit"), self.known.targets(now=now)), rule.leads_to if rule else ""
        )
        lines = LinesField(label=_("Grundlagen"), rows=3, help_text=_("Je Zeile eine."))
        self.add("guidance", lines, "\n".join(rule.guidance) if rule else "")
        events = [
            ("unexcused_absence", _("unentschuldigtes Fehlen")),
            ("excused_absence", _("entschuldigtes Fehlen")),
        ]
        counts = rule.counts if rule else None
        chosen = [("", _("nichts wird gezählt")), *events]
        self.add(
            "event", pick(_("Wird angeboten, wenn"), chosen, required=False), counts.event if counts else ""
        )
        often = forms.IntegerField(label=_("Wie oft"), required=False, min_value=1, max_value=MAX_COUNT)
        self.add("at", often, counts.at if counts else None)
        self.block("", "title", "trigger", "leads_to", "guidance", "event", "at")

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("event") and "at" in self.cleaned_data and not self.cleaned_data["at"]:
            self.add_error("at", _("Bitte geben Sie die Zahl an."))
        return self.cleaned_data

    def said(self) -> StandingRule:
        said = self.cleaned_data
        return StandingRule(
            self.item.id if self.item else "",
            said["title"],
            said["trigger"],
            said["leads_to"],
            lines_of(said["guidance"]),
            Counter(said["event"], said["at"]) if said["event"] else None,
        )


class TableForm(PartForm):
    """What the source prints beside the chain."""

    def build(self) -> None:
        table: Table | None = self.item
        self.add("title", LineField(label=_("Titel"), max_length=MAX_TITLE), table.title if table else "")
        columns = LinesField(label=_("Spalten"), rows=3, most=MAX_LABEL, help_text=_("Je Zeile eine Spalte."))
        self.add("columns", columns, "\n".join(table.columns) if table else "")
        hint = _("Je Zeile der Tabelle eine Zeile, die Felder getrennt durch |.")
        rows = LinesField(label=_("Zeilen"), rows=8, most=MAX_PARAGRAPH, help_text=hint)
        self.add("rows", rows, "\n".join(f" {CELL} ".join(row) for row in table.rows) if table else "")
        self.block("", "title", "columns", "rows")

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        width = len(lines_of(said.get("columns", "")))
        if "columns" in said and not width:
            self.add_error("columns", _("Eine Tabelle braucht mindestens eine Spalte."))
        for number, row in enumerate(self._rows() if "rows" in said and width else (), start=1):
            if len(row) != width:
                sentence = _("Zeile %(number)s hat %(found)s Felder, die Tabelle hat %(width)s Spalten.")
                self.add_error("rows", sentence % {"number": number, "found": len(row), "width": width})
                break
        return said

    def _rows(self) -> tuple[tuple[str, ...], ...]:
        lines = lines_of(self.cleaned_data["rows"])
        return tuple(tuple(cell.strip() for cell in line.split(CELL)) for line in lines)

    def said(self) -> Table:
        said = self.cleaned_data
        return Table(
            self.item.id if self.item else "", said["title"], lines_of(said["columns"]), self._rows()
        )


class PathForm(PartForm):
    """A walk that must be possible. They are easiest made at the end of a rehearsal."""

    has_id = False

    def build(self) -> None:
        path: Path | None = self.item
        self.add("name", LineField(label=_("Name des Wegs"), max_length=MAX_TITLE), path.name if path else "")
        hint = _("Je Zeile eine Kennung vom Beginn bis zum Ende; eine Antwort als Frage=Antwort.")
        walk = LinesField(label=_("Der Weg"), rows=10, most=MAX_TITLE, help_text=hint)
        self.add("walk", walk, "\n".join(path.walk) if path else "")
        self.block("", "name", "walk")

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        others = {path.name for path in self.known.chain.paths if path is not self.item}
        if said.get("name") in others:
            self.add_error("name", _("Zwei Wege heißen gleich."))
        if "walk" in said and not said["walk"]:
            self.add_error("walk", _("Bitte geben Sie den Weg an."))
        return said

    def said(self) -> Path:
        return Path(self.cleaned_data["name"], lines_of(self.cleaned_data["walk"]))


class HeadForm(PartForm):
    """The chain as a whole: title, purpose, source, roles."""

    has_id = False
    item: Chain

    def build(self) -> None:
        chain: Chain = self.item
        self.add("title", LineField(label=_("Name der Kette"), max_length=MAX_TITLE), chain.title)
        area = forms.Textarea(attrs={"rows": 4})
        self.add(
            "summary",
            LineField(label=_("Wozu sie da ist"), max_length=MAX_PARAGRAPH, widget=area),
            chain.summary,
        )
        self.add("source", LineField(label=_("Quelle"), max_length=MAX_LINE), chain.source)
        self.add("version", LineField(label=_("Fassung"), max_length=MAX_OVERLAY_VERSION), chain.version)
        self.add("valid_from", SafeDateField(label=_("Erster Tag laut Quelle")), chain.valid_from)
        self.add(
            "core_process",
            pick(_("Kernprozess"), [(c, c) for c in sorted(CORE_PROCESSES)]),
            chain.core_process,
        )
        self.add("subject", pick(_("Worum geht ein Lauf?"), list(SUBJECTS.items())), chain.subject)
        self.add("language", pick(_("Sprache"), list(LANGUAGES.items())), chain.language)
        self.block("", "title", "summary", "source", "version")
        hint = _("Wer an dieser Kette beteiligt ist. Ein leeres Kürzel nimmt die Rolle heraus.")
        self.add_rows("roles", _("Rollen"), list(chain.roles.items()), self._role, hint=hint)
        lines = LinesField(
            label=_("Was die Quelle offen lässt"), most=MAX_PARAGRAPH, help_text=_("Je Zeile eine Lesart.")
        )
        self.add("uncertain", lines, "\n".join(chain.uncertain))
        self.block(
            _("Einordnung"), "core_process", "subject", "language", "valid_from", "uncertain", folded=True
        )

    def _role(self, role: tuple[str, str] | None) -> Iterable[tuple[str, forms.Field, Any]]:
        yield "code", IdField(label=_("Kürzel"), required=False), role[0] if role else ""
        meaning = LineField(label=_("Wer das ist"), max_length=MAX_LINE, required=False)
        yield "meaning", meaning, role[1] if role else ""

    def clean(self) -> dict[str, Any]:
        rows = [row for row in self.rows_typed("roles") if row.get("code")]
        used = {role for step in self.item.steps for role in step.responsible}
        used |= {role for decision in self.item.decisions for role in decision.responsible}
        gone = sorted((used & set(self.item.roles)) - {row["code"] for row in rows})
        if gone:
            self.add_error(
                "roles-0-code", _("Diese Rollen sind noch zuständig: %(roles)s.") % {"roles": ", ".join(gone)}
            )
        for number, row in enumerate(self.rows_typed("roles")):
            if row.get("code") and not row.get("meaning") and f"roles-{number}-meaning" not in self.errors:
                self.add_error(f"roles-{number}-meaning", _("Wer ist das?"))
        return self.cleaned_data

    def said(self) -> Chain:
        said = self.cleaned_data
        return replace(
            self.item,
            **{name: said[name] for name in ("title", "summary", "source", "version", "valid_from")},
            **{name: said[name] for name in ("core_process", "subject", "language")},
            uncertain=lines_of(said["uncertain"]),
            roles={row["code"]: row["meaning"] for row in self.row_values("roles") if row["code"]},
        )
