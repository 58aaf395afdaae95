"""Forms of applications: what is applied for and where, the papers, each turn."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.applications.applying import FIELDS, WITH_OUTCOME, Said, kind_of
from roterfaden.applications.choices import Delivery, Outcome, PaperState, State
from roterfaden.applications.models import Application
from roterfaden.applications.reader import Kind
from roterfaden.common.forms import PickField, PlainTextField, RevisionField, SafeDateField, offer
from roterfaden.languages.shipped import shipped
from roterfaden.web.casefile.forms import CHOOSE

DAYS = {
    State.SENT: gettext_lazy("Abgeschickt am"),
    State.RECEIVED: gettext_lazy("Eingegangen bei der Stelle am"),
    State.FORWARDED: gettext_lazy("Eingegangen bei der anderen Stelle am"),
    State.ANNOUNCED: gettext_lazy("Vorbescheid zugestellt am"),
    State.DECIDED: gettext_lazy("Bescheid zur Post gegeben oder zugestellt am"),
    State.OBJECTED: gettext_lazy("Widerspruch, Einsprache oder Beschwerde eingelegt am"),
    State.RULED: gettext_lazy("Entscheidung zur Post gegeben oder zugestellt am"),
    State.WITHDRAWN: gettext_lazy("Zurückgezogen am"),
}


class ApplicationForm(forms.Form):
    """What is applied for, and where."""

    agency = PickField(label=gettext_lazy("Zuständige Stelle"))
    body = PlainTextField(
        label=gettext_lazy("Name der Stelle"), max_length=200, required=False,
        help_text=gettext_lazy("Zum Beispiel: Deutsche Rentenversicherung Nord."),
    )  # fmt: skip
    aim = PlainTextField(
        label=gettext_lazy("Worum es geht"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    reference = PlainTextField(label=gettext_lazy("Aktenzeichen der Stelle"), max_length=100, required=False)
    revision = RevisionField(required=False)

    def __init__(self, data: Any = None, *, kind: Kind, **more: Any) -> None:
        super().__init__(data, **more)
        self.made_with = {"kind": kind}
        offer(
            self, "agency", [("", CHOOSE), *((one.id, shipped(one.title)) for one in kind.agencies.values())]
        )

    def facts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in FIELDS}


class PapersForm(forms.Form):
    """The state of each paper, and one more."""

    own = PlainTextField(label=gettext_lazy("Weitere Unterlage"), max_length=200, required=False)
    revision = RevisionField()

    def __init__(self, data: Any = None, *, papers: list[dict[str, str]], **more: Any) -> None:
        super().__init__(data, **more)
        self.made_with = {"papers": papers}
        self.papers = papers
        rows = {
            f"paper{place}": PickField(label=one["title"], choices=PaperState.choices, initial=one["state"])
            for place, one in enumerate(papers)
        }
        self.fields = rows | self.fields

    def said(self) -> list[dict[str, str]]:
        """All papers as chosen; the further one is missing until somebody says otherwise."""
        states = [self.cleaned_data[f"paper{place}"] for place in range(len(self.papers))]
        known = [
            {"title": one["title"], "state": state} for one, state in zip(self.papers, states, strict=True)
        ]
        own = self.cleaned_data["own"]
        return [*known, {"title": own, "state": str(PaperState.MISSING)}] if own else known


class TurnForm(forms.Form):
    """One turn of an application; only the fields that it takes."""

    day = SafeDateField()
    outcome = PickField(label=gettext_lazy("Entscheidung"), choices=Outcome.choices, widget=forms.RadioSelect)
    delivery = PickField(
        label=gettext_lazy("Wie kam der Bescheid?"), choices=Delivery.choices, widget=forms.RadioSelect
    )
    arrived_on = SafeDateField(
        label=gettext_lazy("Später angekommen am"), required=False,
        help_text=gettext_lazy("Nur, wenn der Brief später kam, als er sonst gilt."),
    )  # fmt: skip
    until = SafeDateField(
        label=gettext_lazy("Frist nach der Rechtsmittelbelehrung"), required=False,
        help_text=gettext_lazy("Steht am Ende des Bescheids. Hier rechnet das Programm nicht."),
    )  # fmt: skip
    agency = PickField(label=gettext_lazy("Weitergeleitet an"))
    body = PlainTextField(label=gettext_lazy("Name der anderen Stelle"), max_length=200, required=False)
    note = PlainTextField(
        label=gettext_lazy("Notiz"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    revision = RevisionField()

    def __init__(self, data: Any = None, *, application: Application, state: State, **more: Any) -> None:
        super().__init__(data, **more)
        self.made_with = {"application": application, "state": state}
        self.state = state
        self.fields["day"].label = DAYS[state]
        kind = kind_of(application)
        if state == State.FORWARDED:
            choices = [(one.id, shipped(one.title)) for one in kind.agencies.values()]
            offer(self, "agency", [("", CHOOSE), *choices])
        else:
            del self.fields["agency"]
            del self.fields["body"]
        if state not in WITH_OUTCOME:
            for name in ("outcome", "delivery", "arrived_on", "until"):
                del self.fields[name]
            return
        terms = kind.agencies[application.agency].procedure.terms
        if ("objection" if state == State.DECIDED else "appeal") in terms:
            del self.fields["until"]
        if "notice" not in terms:
            del self.fields["arrived_on"]
            self.fields["delivery"].help_text = _("Die Frist zählt ab dem Tag, an dem der Bescheid ankam.")

    def said(self) -> Said:
        said = self.cleaned_data
        known = {name: said[name] for name in self.fields if name != "revision"}
        return Said(state=self.state, **known)
