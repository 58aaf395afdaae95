"""The forms about staff."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from roterfaden.accounts.models import User
from roterfaden.common.forms import PickField, PlainTextField, RevisionField, SafeDateField, offer
from roterfaden.languages.shipped import shipped_pairs
from roterfaden.staff.choices import (
    Held,
    Impact,
    InductionResult,
    Origin,
    Priority,
    StepKind,
    SupervisionKind,
    TrainingState,
)
from roterfaden.staff.requirements import Criterion
from roterfaden.web.formpage import UserPick
from roterfaden.web.network.forms import NetworkForm, PlacePick

NO_CLIENT = _("Ohne Namen von Klientinnen und Klienten.")
SHARE_HELP = _("1 ist eine volle Stelle, 0,5 eine halbe, 0 heißt: gerade nicht da, zum Beispiel Elternzeit.")
Choices = Sequence[tuple[Any, Any]]


def _area(
    label: Any, *, required: bool = True, rows: int = 4, most: int = 4000, **more: Any
) -> PlainTextField:
    widget = forms.Textarea(attrs={"rows": rows})
    return PlainTextField(label=label, required=required, max_length=most, widget=widget, **more)


def _share(**more: Any) -> forms.DecimalField:
    """A share of a full post."""
    return forms.DecimalField(
        label=_("Stellenanteil"), max_digits=4, decimal_places=3, min_value=0, max_value=1, **more
    )


class PeoplePick(forms.MultipleChoiceField):
    """Several of the offered people; cleaned to the users."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.people: dict[str, User] = {}

    def offer(self, people: Sequence[User]) -> None:
        self.people = {str(user.uuid): user for user in people}
        self.choices = [(key, str(user)) for key, user in self.people.items()]

    def clean(self, value: Any) -> Any:
        return [self.people[key] for key in super().clean(value)]


class StaffForm(NetworkForm):
    """A form for something new (`token`) or for a change (`revision`). `options`: what a field offers, by its name."""

    def __init__(
        self,
        data: Any = None,
        *,
        options: Mapping[str, Choices] | None = None,
        people: Sequence[User] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(data, people=people, **kwargs)
        self.made_with |= {"options": dict(options or {})}
        for name, choices in (options or {}).items():
            offer(self, name, choices)
        for field in self.fields.values():
            if isinstance(field, PeoplePick):
                field.offer(people)


class FileForm(StaffForm):
    """The days of work and the tasks."""

    employed_from = SafeDateField(label=_("Im Dienst seit"))
    probation_until = SafeDateField(
        label=_("Probezeit bis"),
        required=False,
        help_text=_("Leer: Die Einarbeitung rechnet mit der üblichen Dauer nach dem Gesetz."),
    )
    areas = forms.MultipleChoiceField(
        label=_("Aufgaben"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Manche Anforderungen gelten nur für eine Aufgabe."),
    )


class NewFileForm(FileForm):
    user = UserPick(label=_("Wer?"))
    share = _share(help_text=SHARE_HELP)
    service = PlacePick(label=_("Dienst"))
    field_order = ("service", "user", "employed_from", "share", "probation_until", "areas")


class ChangeFileForm(FileForm):
    left_on = SafeDateField(
        label=_("Letzter Tag im Dienst"),
        required=False,
        help_text=_("Von da an läuft die Frist, nach der die Akte gelöscht wird."),
    )


class PostForm(StaffForm):
    """The share of a post from a day on."""

    valid_from = SafeDateField(label=_("Ab wann?"))
    share = _share(help_text=SHARE_HELP)


class SureForm(forms.Form):
    """One press, on the version that one saw."""

    revision = RevisionField()


class QualificationForm(StaffForm):
    """What a worker brings for one criterion; its fields follow the kind of the criterion."""

    held = PickField(label=_("Stand"), choices=Held.choices)
    choice = PickField(label=_("Welcher Abschluss?"), required=False)
    what = PlainTextField(
        label=_("Was genau?"), max_length=200, help_text=_("Zum Beispiel: Lehrgang, Schule, Stelle.")
    )
    since = SafeDateField(label=_("Seit oder am"), required=False)
    until = SafeDateField(label=_("Bis"), required=False, help_text=_("Leer: Es geht weiter."))
    valid_until = SafeDateField(
        label=_("Nachweis gilt bis"), required=False, help_text=_("Leer: Er läuft nicht ab.")
    )
    paper = forms.FileField(label=_("Urkunde oder Bescheinigung"), required=False)
    reason = PlainTextField(label=_("Wenn es keine gibt: warum?"), max_length=500, required=False)

    def __init__(self, data: Any = None, files: Any = None, *, criterion: Criterion, **kwargs: Any) -> None:
        super().__init__(data, files=files, **kwargs)
        self.made_with |= {"criterion": criterion}
        unused = {
            "one_of": ("until", "valid_until"),
            "experience": ("choice", "valid_until"),
            "proof": ("choice", "until"),
            "look": ("choice", "until", "valid_until", "paper", "reason"),
        }[criterion.kind]
        for name in unused:
            del self.fields[name]
        if criterion.choices:
            offer(self, "choice", [("", _("Bitte wählen")), *shipped_pairs(criterion.choices.items())])
        if criterion.kind == "experience":
            self.fields["since"].required = True


class CriterionForm(StaffForm):
    """What the service asks for beyond the shipped requirements."""

    title = PlainTextField(label=_("Was wird zusätzlich verlangt?"), max_length=200)
    source = PlainTextField(
        label=_("Wer verlangt es?"),
        max_length=200,
        help_text=_("Zum Beispiel: Vertrag mit dem Integrationsamt."),
    )
    area = PickField(label=_("Nur für"), required=False)
    service = PlacePick(label=_("Dienst"))


class ChangeCriterionForm(CriterionForm):
    ended_on = SafeDateField(label=_("Gilt nicht mehr seit"), required=False)


class VacancyForm(StaffForm):
    """A share of a post that nobody fills."""

    share = _share()
    since = SafeDateField(label=_("Frei seit"))
    service = PlacePick(label=_("Dienst"))


class ChangeVacancyForm(VacancyForm):
    filled_on = SafeDateField(label=_("Besetzt am"), required=False)


class InductionForm(StaffForm):
    """Who shows a new worker the work, from when on."""

    mentor = UserPick(label=_("Wer arbeitet ein?"))
    begins_on = SafeDateField(label=_("Beginn"))


class StepForm(StaffForm):
    """One step of an induction."""

    title = PlainTextField(label=_("Was?"), max_length=200)
    kind = PickField(label=_("Art"), choices=StepKind.choices)
    area = PickField(label=_("Kernprozess"), required=False, help_text=_("Bei einer Hospitation."))
    responsible = UserPick(label=_("Mit wem?"), required=False)
    due_on = SafeDateField(label=_("Bis wann?"))


class ChangeStepForm(StepForm):
    done_on = SafeDateField(label=_("Erledigt am"), required=False)
    note = _area(_("Bemerkung"), required=False, rows=2, most=1000, help_text=NO_CLIENT)


class EvaluationForm(StaffForm):
    """The talk about the induction."""

    evaluated_on = SafeDateField(label=_("Gespräch am"))
    result = PickField(label=_("Ergebnis"), choices=[("", _("Bitte wählen")), *InductionResult.choices])
    evaluation = _area(
        _("Wie ging es, was hilft noch?"), rows=6, help_text=_("Die Fachkraft liest und unterschreibt das.")
    )


class WishForm(StaffForm):
    """A training that a worker wishes for."""

    topic = PlainTextField(label=_("Worum soll es gehen?"), max_length=200)
    priority = forms.TypedChoiceField(
        label=_("Wie dringend?"), choices=Priority.choices, coerce=int, initial=Priority.SECOND
    )


class TrainingForm(WishForm):
    """A need and the plan for it."""

    origin = PickField(label=_("Woher kommt der Bedarf?"), choices=Origin.choices)
    criterion = PickField(label=_("Zu welcher Anforderung?"), required=False)
    state = PickField(
        label=_("Stand"),
        choices=[(one.value, one.label) for one in TrainingState if one != TrainingState.HELD],
    )
    planned_on = SafeDateField(label=_("Geplant für"), required=False)
    provider = PlainTextField(label=_("Bei wem?"), max_length=200, required=False)
    cost = forms.DecimalField(label=_("Kosten"), required=False, min_value=0, max_digits=8, decimal_places=2)
    for_whom = PickField(label=_("Für wen?"), required=False)
    service = PlacePick(label=_("Dienst"))
    field_order = ("service", "for_whom", "topic", "origin", "criterion", "priority", "state")


class HoldForm(StaffForm):
    """That a training took place."""

    held_on = SafeDateField(label=_("Besucht am"))
    paper = forms.FileField(label=_("Urkunde oder Bescheinigung"), required=False)
    reason = PlainTextField(label=_("Wenn es keine gibt: warum?"), max_length=500, required=False)

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files=files, **kwargs)


class EffectForm(StaffForm):
    """What a training brought."""

    impact = PickField(label=_("Hat es geholfen?"), choices=[("", _("Bitte wählen")), *Impact.choices])
    effect = _area(_("Was hat es in der Arbeit gebracht?"), rows=3, most=1000, help_text=NO_CLIENT)


class SupervisionForm(StaffForm):
    """That supervision took place."""

    kind = PickField(label=_("Art"), choices=SupervisionKind.choices)
    held_on = SafeDateField(label=_("Wann?"))
    led_by = PlainTextField(label=_("Wer leitete sie?"), max_length=200, required=False)
    there = PeoplePick(label=_("Wer war dabei?"))
    topic = PlainTextField(label=_("Thema"), max_length=200, help_text=NO_CLIENT)
    minutes = _area(
        pgettext_lazy("Sitzung", "Verlauf"),
        required=False,
        rows=8,
        most=20_000,
        help_text=_("Das lesen nur, die dabei waren. Ohne Namen von Klientinnen und Klienten."),
    )
    is_no_name = forms.BooleanField(
        label=_("Ein Wort sieht aus wie ein Nachname aus meinen Fällen, ist aber keiner."), required=False
    )
    service = PlacePick(label=_("Dienst"))
