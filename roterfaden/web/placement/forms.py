"""Forms of trials, employment, support, follow-up and job loss."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from roterfaden.cases.models import Case
from roterfaden.common.forms import PickField, PlainTextField, RevisionField, SafeDateField, offer
from roterfaden.employers.models import Workplace
from roterfaden.languages.shipped import shipped, shipped_pairs
from roterfaden.placement.choices import CheckInResult, Side, SubsidyState, TrialEnd
from roterfaden.placement.employments import EMPLOYMENT_FIELDS, SUBSIDY_FIELDS
from roterfaden.placement.models import Trial
from roterfaden.placement.terms import placement_terms
from roterfaden.placement.trials import MOST_HOURS, TRIAL_FIELDS
from roterfaden.profiles.queries import open_workplaces
from roterfaden.web.casefile.forms import CHOOSE

MOST_OFFERED = 300
ANSWER = "q_"


def _area(label: Any, *, required: bool = True, rows: int = 4, **more: Any) -> PlainTextField:
    return PlainTextField(
        label=label, required=required, max_length=4000, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


class AtWorkplace(forms.Form):
    """A form about one workplace of the service: given, or chosen among those that are free."""

    workplace = PickField(
        label=_("Arbeitsplatz"), help_text=_("Freie Plätze. Andere: auf der Seite des Platzes beginnen.")
    )

    def __init__(
        self, data: Any = None, *, case: Case, place: Workplace | None, on: date, **more: Any
    ) -> None:
        super().__init__(data, **more)
        self.made_with = {"case": case, "place": place, "on": on}
        rows = Workplace.objects.filter(employer__organisation=case.service_id).select_related("employer")
        if place is not None:
            rows = rows.filter(pk=place.pk)
            self.fields["workplace"].initial = place.code
            self.fields["workplace"].help_text = ""
        else:
            rows = open_workplaces(rows, on=on).order_by("employer__search_name", "title")[:MOST_OFFERED]
        self.places = {row.code: row for row in rows}
        choices = [(code, f"{row.employer.name}: {row.title}") for code, row in self.places.items()]
        offer(self, "workplace", choices if place else [("", CHOOSE), *choices])
        if place is not None and "contact" in self.fields:
            self.contacts = {str(c.uuid): c for c in place.employer.contacts.filter(left_on__isnull=True)}
            offer(self, "contact", [("", "–"), *((key, c.name) for key, c in self.contacts.items())])
        elif "contact" in self.fields:
            del self.fields["contact"]

    def chosen(self) -> Workplace:
        return self.places[self.cleaned_data["workplace"]]


class TrialForm(AtWorkplace):
    """What is agreed for a trial."""

    kind = PickField(label=_("Art"))
    starts_on = SafeDateField(label=_("Erster Tag"))
    ends_on = SafeDateField(label=_("Letzter Tag"))
    hours = forms.IntegerField(label=_("Wochenstunden"), min_value=1, max_value=MOST_HOURS)
    contact = PickField(label=_("Ansprechperson im Betrieb"), required=False)
    goals = _area(_("Was soll die Erprobung zeigen?"))
    terms = _area(
        _("Was vereinbart ist"), required=False,
        help_text=_("Aufgaben, Anleitung, Versicherung, Geld, wer wann nachfragt"),
    )  # fmt: skip
    agreed_on = SafeDateField(label=_("Von allen unterschrieben am"), required=False)
    revision = RevisionField(required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        kinds = placement_terms().trial_kinds.values()
        offer(
            self,
            "kind",
            [("", CHOOSE), *((one.id, f"{shipped(one.title)}: {shipped(one.purpose)}") for one in kinds)],
        )

    def facts(self) -> dict[str, Any]:
        said = {name: self.cleaned_data[name] for name in TRIAL_FIELDS if name in self.fields}
        if "contact" in said:
            said["contact"] = self.contacts.get(said["contact"])
        return said


def stored_trial(trial: Trial) -> dict[str, Any]:
    """A trial as the values of its form."""
    known = {name: getattr(trial, name) for name in TRIAL_FIELDS}
    known["contact"] = str(trial.contact.uuid) if trial.contact else ""
    return known | {"workplace": trial.workplace.code}


class EvaluationForm(forms.Form):
    """How one side saw the trial: eight questions, four marks, words."""

    side = PickField(label=_("Wer sagt das?"), choices=Side.choices)
    told_on = SafeDateField(label=_("Tag"))
    told_by = PlainTextField(label=_("Name oder Aufgabe"), max_length=200, required=False)
    note = _area(_("In Worten"), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        table = placement_terms()
        marks = [*shipped_pairs(table.marks.items()), ("", _("nicht gefragt"))]
        for key, title in table.questions.items():
            self.fields[ANSWER + key] = PickField(
                label=title, choices=marks, required=False, widget=forms.RadioSelect
            )
        self.order_fields(["side", "told_on", "told_by", *(ANSWER + key for key in table.questions), "note"])

    def said(self) -> dict[str, Any]:
        data = self.cleaned_data
        answers = {key: data[ANSWER + key] for key in placement_terms().questions}
        return {
            "side": Side(data["side"]), "told_on": data["told_on"], "told_by": data["told_by"],
            "answers": answers, "note": data["note"],
        }  # fmt: skip


class EndTrialForm(forms.Form):
    """What came of it."""

    end = PickField(label=_("Ergebnis"), choices=[("", CHOOSE), *TrialEnd.choices])
    ended_on = SafeDateField(label=_("Letzter Tag"))
    note = _area(_("Warum? Wie geht es weiter?"), required=False)
    revision = RevisionField()


class CancelForm(forms.Form):
    note = _area(_("Warum?"), rows=2)
    revision = RevisionField()


class EmploymentForm(AtWorkplace):
    """The data of the contract."""

    contract = PickField(label=_("Vertrag"))
    starts_on = SafeDateField(label=_("Erster Arbeitstag"))
    hours = forms.IntegerField(label=_("Wochenstunden"), min_value=1, max_value=MOST_HOURS)
    probation_until = SafeDateField(label=_("Probezeit bis"), required=False)
    fixed_until = SafeDateField(label=_("Befristet bis"), required=False)
    pay = PlainTextField(label=_("Entgelt"), max_length=200, required=False)
    terms = _area(_("Was sonst vereinbart ist"), required=False)
    revision = RevisionField(required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, "contract", [("", CHOOSE), *shipped_pairs(placement_terms().contracts.items())])

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in EMPLOYMENT_FIELDS}


class SubsidyForm(forms.Form):
    """What supports the employment."""

    kind = PickField(label=_("Förderung"))
    payer = PlainTextField(label=_("Von wem"), max_length=120, required=False)
    state = PickField(label=_("Stand"), choices=SubsidyState.choices)
    starts_on = SafeDateField(label=_("Von"), required=False)
    ends_on = SafeDateField(label=_("Bis"), required=False)
    amount = PlainTextField(label=_("Höhe"), max_length=200, required=False)
    revision = RevisionField(required=False)

    def __init__(self, data: Any = None, *, case: Case, **more: Any) -> None:
        super().__init__(data, **more)
        self.made_with = {"case": case}
        kinds = placement_terms().subsidies_in(case.service.region)
        offer(self, "kind", [("", CHOOSE), *((one.id, f"{shipped(one.title)} ({one.law})") for one in kinds)])

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in SUBSIDY_FIELDS}


class CheckInForm(forms.Form):
    """How it stands."""

    result = PickField(label=_("Wie steht es?"), choices=CheckInResult.choices, widget=forms.RadioSelect)
    asked_on = SafeDateField(label=_("Gefragt am"))
    note = _area(_("In Worten"), required=False, rows=3)
    revision = RevisionField()


class LossForm(forms.Form):
    """Why the job ends, and what comes next."""

    reason = PickField(label=_("Grund"))
    told_on = SafeDateField(label=_("Davon erfahren, Kündigung zugegangen am"))
    ended_on = SafeDateField(label=_("Letzter Arbeitstag"))
    note = _area(_("Was war"), required=False)
    steps = forms.MultipleChoiceField(
        label=_("Nächste Schritte"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Jeder gewählte Schritt wird eine Wiedervorlage für Sie."),
    )  # fmt: skip
    free_from = SafeDateField(
        label=_("Der Platz ist wieder frei ab"), required=False,
        help_text=_("Nur wenn er neu besetzt werden soll. Im Verzeichnis steht nichts über die Person."),
    )  # fmt: skip
    revision = RevisionField()

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        table = placement_terms()
        offer(
            self,
            "reason",
            [("", CHOOSE), *((one.id, shipped(one.title)) for one in table.loss_reasons.values())],
        )
        offer(self, "steps", [(s.id, f"{shipped(s.title)} ({s.measure})") for s in table.next_steps.values()])
