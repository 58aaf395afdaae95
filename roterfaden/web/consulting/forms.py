"""Forms of framework agreements, consultations, actions, participants, feedback and first contacts."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.common.forms import PickField, PlainTextField, RevisionField, SafeDateField, offer
from roterfaden.employers.choices import Task
from roterfaden.employers.models import Employer, EmployerContact
from roterfaden.languages.shipped import shipped, shipped_pairs
from roterfaden.placement.choices import ContactWay, FrameworkState
from roterfaden.placement.matrix import matrix
from roterfaden.placement.measures import MOST_MINUTES, MOST_PEOPLE, TEXT_LENGTH
from roterfaden.placement.models import ConsultingAction, ConsultingProject, FrameworkAgreement
from roterfaden.web.casefile.forms import CHOOSE

PLAN, SHEET, ANSWER = "c_", "s_", "q_"
OFFICE = "integration_office"
NO_CLIENT = _("Nichts über einzelne Klientinnen und Klienten: Das gehört in deren Fall.")


def _area(
    label: Any, *, required: bool = True, rows: int = 4, most: int = 4000, **more: Any
) -> PlainTextField:
    return PlainTextField(
        label=label, required=required, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


class FrameworkForm(forms.Form):
    """The focus of one year. `services`: for which the user may write; with one of them nothing is asked."""

    service = PickField(label=_("Dienst"), required=False)
    year = forms.IntegerField(label=_("Jahr"), min_value=2000, max_value=2200)
    focus = _area(_("Schwerpunkt des Jahres"), rows=5)
    fields_chosen = forms.MultipleChoiceField(label=_("Felder"), widget=forms.CheckboxSelectMultiple)
    office = PickField(label=_("Wird freigegeben von"), required=False)
    revision = RevisionField(required=False)

    def __init__(self, data: Any = None, *, services: Sequence[Organisation], **more: Any) -> None:
        super().__init__(data, **more)
        self.made_with = {"services": services}
        self.services = {one.code: one for one in services}
        self.offices = {
            one.code: one for one in Organisation.objects.filter(kind__code=OFFICE).order_by("name")
        }
        offer(
            self,
            "fields_chosen",
            [(key, f"{shipped(t)}: {shipped(hint)}") for key, (t, hint) in matrix().fields.items()],
        )
        offer(self, "office", [("", "–"), *((code, one.name) for code, one in self.offices.items())])
        offer(self, "service", [(code, one.name) for code, one in self.services.items()])
        if len(services) == 1:
            del self.fields["service"]

    def service_chosen(self) -> Organisation:
        return self.services.get(self.cleaned_data.get("service", "")) or next(iter(self.services.values()))

    def facts(self) -> dict[str, Any]:
        said = self.cleaned_data
        office = self.offices.get(said["office"])
        return {
            "year": said["year"],
            "focus": said["focus"],
            "fields": said["fields_chosen"],
            "office": office,
        }


def stored_framework(row: FrameworkAgreement) -> dict[str, Any]:
    """An agreement as the values of its form."""
    return {
        "year": row.year, "focus": row.focus, "fields_chosen": list(row.fields),
        "office": row.office.code if row.office else "",
    }  # fmt: skip


class DecisionForm(forms.Form):
    """What the office decided."""

    approved = PickField(
        label=_("Entscheidung"),
        choices=[("", CHOOSE), ("yes", _("freigegeben")), ("no", _("nicht freigegeben"))],
    )
    decided_on = SafeDateField(label=_("Entschieden am"))
    decided_by = PlainTextField(label=_("Von wem im Amt"), max_length=120)
    note = _area(_("Bemerkung"), required=False, rows=3, most=2000)
    revision = RevisionField()

    def said(self) -> dict[str, Any]:
        return self.cleaned_data | {"approved": self.cleaned_data["approved"] == "yes"}


class ProjectForm(forms.Form):
    """What a company is consulted about."""

    kind = PickField(label=_("Art der Beratung"))
    title = PlainTextField(label=_("Titel"), max_length=160)
    goal = _area(_("Ziel"), help_text=NO_CLIENT)
    framework = PickField(label=_("Gehört zur Rahmenvereinbarung"), required=False)
    revision = RevisionField(required=False)

    def __init__(self, data: Any = None, *, employer: Employer, **more: Any) -> None:
        super().__init__(data, **more)
        self.made_with = {"employer": employer}
        rows = FrameworkAgreement.objects.filter(
            service=employer.organisation_id, state=FrameworkState.APPROVED
        )
        self.frameworks = {str(row.uuid): row for row in rows}
        kinds = matrix().projects.values()
        offer(
            self,
            "kind",
            [(k.id, f"{shipped(k.title)} ({k.law})" if k.law else shipped(k.title)) for k in kinds],
        )
        offered = [(key, f"{row.year}: {row.focus[:60]}") for key, row in self.frameworks.items()]
        offer(self, "framework", [("", "–"), *offered])

    def facts(self) -> dict[str, Any]:
        said = self.cleaned_data
        framework = self.frameworks.get(said["framework"])
        return {"kind": said["kind"], "title": said["title"], "goal": said["goal"], "framework": framework}


def stored_project(row: ConsultingProject) -> dict[str, Any]:
    """A consultation as the values of its form."""
    framework = str(row.framework.uuid) if row.framework else ""
    return {"kind": row.kind, "title": row.title, "goal": row.goal, "framework": framework}


class EndProjectForm(forms.Form):
    done = PickField(
        label=_("Wie endet es?"), choices=[("yes", _("abgeschlossen")), ("no", _("nicht weiterverfolgt"))]
    )
    result = _area(_("Was ist erreicht, oder warum endet es?"))
    revision = RevisionField()


class ActionForm(forms.Form):
    """An action: plan by the checklist; `held`: also the documentation sheet."""

    action = PickField(label=_("Maßnahme"))
    field = PickField(label=_("Feld"))
    planned_on = SafeDateField(label=_("Geplant für"))
    place = PlainTextField(label=_("Ort"), max_length=160, required=False)
    revision = RevisionField(required=False)

    def __init__(self, data: Any = None, *, held: bool, **more: Any) -> None:
        super().__init__(data, **more)
        self.made_with = {"held": held}
        self.held = held
        table = matrix()
        offer(
            self,
            "action",
            [("", CHOOSE), *((a.id, f"{a.id}. {shipped(a.title)}") for a in table.actions.values())],
        )
        offer(
            self,
            "field",
            [("", CHOOSE), *((key, shipped(title)) for key, (title, _hint) in table.fields.items())],
        )
        for key, title in table.checklist.items():
            self.fields[PLAN + key] = _area(title, required=False, rows=2, most=TEXT_LENGTH)
        if held:
            self.fields["held_on"] = SafeDateField(label=_("Durchgeführt am"), required=False)
            self.fields["minutes"] = forms.IntegerField(
                label=_("Aufwand in Minuten"), required=False, min_value=0, max_value=MOST_MINUTES
            )
            for key, title in table.sheet.items():
                self.fields[SHEET + key] = _area(title, required=False, rows=3, most=TEXT_LENGTH)

    def head(self) -> list[Any]:
        return [self[name] for name in ("action", "field", "planned_on", "place")]

    def checklist(self) -> list[Any]:
        return [self[PLAN + key] for key in matrix().checklist]

    def sheet(self) -> list[Any]:
        return [self[name] for name in ("held_on", "minutes", *(SHEET + key for key in matrix().sheet))]

    def facts(self) -> dict[str, Any]:
        said = self.cleaned_data
        facts = {name: said[name] for name in ("action", "field", "planned_on", "place")}
        facts["checklist"] = {key: said[PLAN + key] for key in matrix().checklist if said[PLAN + key]}
        if self.held:
            facts |= {"held_on": said["held_on"], "minutes": said["minutes"]}
            facts["sheet"] = {key: said[SHEET + key] for key in matrix().sheet if said[SHEET + key]}
        return facts


def stored_action(row: ConsultingAction) -> dict[str, Any]:
    """An action as the values of its form."""
    names = ("action", "field", "planned_on", "place", "held_on", "minutes")
    known: dict[str, Any] = {name: getattr(row, name) for name in names}
    known |= {PLAN + key: row.checklist.get(key, "") for key in matrix().checklist}
    return known | {SHEET + key: row.sheet.get(key, "") for key in matrix().sheet}


class ParticipantForm(forms.Form):
    """Who took part: a contact of the company, or people of one function."""

    contact = PickField(label=_("Ansprechperson des Betriebs"), required=False)
    task = PickField(label=_("Oder: Menschen mit dieser Funktion"), choices=Task.choices, required=False)
    words = PlainTextField(label=_("Bezeichnung"), max_length=120, required=False)
    number = forms.IntegerField(label=_("Wie viele"), min_value=1, max_value=MOST_PEOPLE, initial=1)

    def __init__(self, data: Any = None, *, employer: Employer, **more: Any) -> None:
        super().__init__(data, **more)
        self.made_with = {"employer": employer}
        rows = EmployerContact.objects.filter(employer=employer, left_on__isnull=True)
        self.contacts = {str(row.uuid): row for row in rows}
        offer(self, "contact", [("", "–"), *((key, row.name) for key, row in self.contacts.items())])

    def said(self) -> dict[str, Any]:
        return self.cleaned_data | {"contact": self.contacts.get(self.cleaned_data["contact"])}


class FeedbackForm(forms.Form):
    """What somebody of the company says of an action."""

    task = PickField(label=_("Wer sagt das?"), choices=Task.choices, required=False)
    given_on = SafeDateField(label=_("Tag"))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        marks = [*shipped_pairs(matrix().marks.items()), ("", _("nicht gefragt"))]
        for key, title in matrix().feedback.items():
            field = PickField(label=title, choices=marks, required=False, widget=forms.RadioSelect)
            self.fields[ANSWER + key] = field
        self.fields["note"] = _area(_("In Worten"), required=False, rows=3, most=2000)

    def said(self) -> dict[str, Any]:
        data = self.cleaned_data
        answers = {key: data[ANSWER + key] for key in matrix().feedback}
        return {"task": data["task"], "given_on": data["given_on"], "answers": answers, "note": data["note"]}


class InquiryForm(forms.Form):
    """A company asks. One that the register knows under this name and town is found, another one is taken down."""

    service = PickField(label=_("Dienst"), required=False)
    name = PlainTextField(label=_("Betrieb"), max_length=200)
    town = PlainTextField(label=_("Ort"), max_length=100, required=False)
    phone = PlainTextField(label=_("Telefon"), max_length=40, required=False)
    caller = PlainTextField(label=_("Wer hat sich gemeldet?"), max_length=160, required=False)
    came_on = SafeDateField(label=_("Eingang"))
    way = PickField(label=_("Weg"), choices=ContactWay.choices)
    topic = PickField(label=_("Thema"))
    text = _area(_("Anliegen"), help_text=NO_CLIENT)

    def __init__(self, data: Any = None, *, services: Sequence[Organisation], **more: Any) -> None:
        super().__init__(data, **more)
        self.made_with = {"services": services}
        self.services = {one.code: one for one in services}
        offer(self, "service", [(code, one.name) for code, one in self.services.items()])
        offer(self, "topic", [("", CHOOSE), *shipped_pairs(matrix().topics.items())])
        if len(services) == 1:
            del self.fields["service"]

    def service_chosen(self) -> Organisation:
        return self.services.get(self.cleaned_data.get("service", "")) or next(iter(self.services.values()))


class AnswerForm(forms.Form):
    answered_on = SafeDateField(label=_("Beantwortet am"))
    answer = _area(_("Was geantwortet wurde"))
    passed_to = PlainTextField(
        label=_("Weitergeleitet an"), max_length=160, required=False,
        help_text=_("Agentur für Arbeit, Inklusionsamt, Kammer, anderer Dienst"),
    )  # fmt: skip
    revision = RevisionField()
