"""What comes in behind a node: a step, a question, or several steps side by side."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from roterfaden.process.chain_reader import MAX_TITLE
from roterfaden.process.editing import insert_decision, insert_parallel, insert_step
from roterfaden.process.engine.definition import Chain, Decision, Start, Step
from roterfaden.process.part_editing import digest_of
from roterfaden.process.rewiring import add_branch
from roterfaden.web.editor.base_form import pick
from roterfaden.web.editor.fields import LinesField, lines_of

MOST_BRANCHES = 12


class InsertForm(forms.Form):
    """For the node `item`; what can be put in depends on what it is."""

    seen = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *, chain: Chain, item: Any) -> None:
        super().__init__(data, auto_id="danach_%s")
        self.chain, self.item = chain, item
        self.fields["seen"].initial = digest_of(item)
        kinds = [("step", _("ein Schritt")), ("question", _("eine Frage mit ja und nein"))]
        if isinstance(item, Step) and item.id not in chain.split_at:
            kinds.append(("parallel", _("mehrere Schritte nebeneinander")))
        if isinstance(item, Decision):
            answers = [(outcome.label, outcome.label) for outcome in item.outcomes]
            self.fields["answer"] = pick(_("Nach welcher Antwort?"), answers)
        if self.is_split:
            kinds = [("branch", _("ein weiterer Zweig"))]
        self.fields["what"] = pick(_("Was kommt dazu?"), kinds)
        self.fields["titles"] = LinesField(
            label=_("Wie heißt es?"),
            most=MAX_TITLE,
            rows=2,
            help_text=_("Nebeneinander: je Zeile ein Schritt.") if len(kinds) > 2 else "",  # noqa: PLR2004
        )
        self.fields["titles"].required = True

    @property
    def is_split(self) -> bool:
        return not isinstance(self.item, Start | Step | Decision)

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        lines = lines_of(said.get("titles") or "")
        if lines and said.get("what") == "parallel" and not 2 <= len(lines) <= MOST_BRANCHES:  # noqa: PLR2004
            self.add_error("titles", _("Nebeneinander braucht es zwei bis zwölf Zeilen: je Zweig eine."))
        elif len(lines) > 1 and said.get("what") != "parallel":
            self.add_error("titles", _("Bitte nur eine Zeile."))
        return said

    def change(self) -> Callable[[Chain], Chain]:
        """The change that was typed; only of a valid form."""
        said, behind = self.cleaned_data, self.item.id
        titles, answer = lines_of(said["titles"]), said.get("answer", "")
        responsible = getattr(self.item, "responsible", ())
        match said["what"]:
            case "branch":
                return lambda chain: add_branch(chain, behind, title=titles[0])
            case "parallel":
                return lambda chain: insert_parallel(
                    chain, behind=behind, titles=titles, responsible=responsible
                )
            case "question":
                return lambda chain: insert_decision(
                    chain, behind=behind, answer=answer, question=titles[0], responsible=responsible
                )
            case _:
                return lambda chain: insert_step(
                    chain, behind=behind, answer=answer, title=titles[0], responsible=responsible
                )
