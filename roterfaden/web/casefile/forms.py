"""The forms of the case file."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Membership, Organisation, Team, User
from roterfaden.accounts.queries import colleagues_in, members_elsewhere
from roterfaden.cases.choices import MandateKind
from roterfaden.cases.mandates import MandateFacts
from roterfaden.cases.models import Case
from roterfaden.common.forms import (
    PickField,
    PlainTextField,
    RevisionField,
    SafeDateField,
    TypedDecimalField,
    offer,
)
from roterfaden.common.text import validate_plain_text
from roterfaden.people.choices import Gender
from roterfaden.people.queries import CASE_ROLES
from roterfaden.people.records import EDITABLE_FIELDS, HEALTH_FIELDS
from roterfaden.web.choices import commissioner_choices

CHOOSE = _("Bitte wählen")


class PersonFields(forms.Form):
    """What a record of a person holds."""

    first_name = PlainTextField(label=_("Vorname"), max_length=100)
    last_name = PlainTextField(label=_("Nachname"), max_length=100)
    birth_date = SafeDateField(label=_("Geburtsdatum"))
    gender = PickField(label=_("Geschlecht"), choices=Gender.choices, initial=Gender.UNKNOWN)
    nationality = PlainTextField(label=_("Staatsangehörigkeit"), max_length=60, required=False)
    street = PlainTextField(label=_("Straße und Hausnummer"), max_length=150, required=False)
    postcode = PlainTextField(label=_("Postleitzahl"), max_length=10, required=False)
    town = PlainTextField(label=_("Ort"), max_length=100, required=False)
    phone = PlainTextField(label=_("Telefon"), max_length=40, required=False)
    email = forms.EmailField(label=_("E-Mail"), required=False, validators=[validate_plain_text])
    communication = PlainTextField(
        label=_("Verständigung"),
        help_text=_("Sprache, Gebärden, Leichte Sprache, Hilfsmittel"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    disability = PlainTextField(
        label=_("Behinderung oder Belastung"),
        help_text=_("Nur, was für die Unterstützung wichtig ist. Wird verschlüsselt."),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def person_facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in EDITABLE_FIELDS if name in self.fields}


class PersonForm(PersonFields):
    """Correct the record of a person; what touches health only with the right at the health record."""

    revision = RevisionField()

    def __init__(self, data: Mapping[str, Any] | None, *, health: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.made_with = {"health": health}
        # it has a page of its own
        del self.fields["communication"]
        if not health:
            for name in HEALTH_FIELDS:
                del self.fields[name]


class MandateFields(forms.Form):
    """Who commissioned what: kind, duration, scope, goal. Needs `offer_commissioners`."""

    kind = PickField(label=_("Art des Auftrags"), choices=[("", CHOOSE), *MandateKind.choices])
    commissioner = PickField(label=_("Auftraggeber"), required=False)
    valid_from = SafeDateField(label=_("Auftrag gilt ab"))
    valid_until = SafeDateField(label=_("Auftrag gilt bis"), required=False)
    hours_per_month = TypedDecimalField(
        label=_("Umfang in Stunden je Monat"),
        required=False,
        min_value=0,
        max_digits=5,
        decimal_places=1,
    )
    goal = PlainTextField(
        label=_("Ziel des Auftrags"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def offer_commissioners(self, seen_from: Organisation) -> None:
        offer(
            self,
            "commissioner",
            [("", _("niemand (ohne Auftrag)")), *commissioner_choices(seen_from=seen_from)],
        )

    def mandate_facts(self) -> MandateFacts:
        data = self.cleaned_data
        return MandateFacts(
            kind=MandateKind(data["kind"]),
            commissioner=Organisation.objects.filter(code=data["commissioner"] or None).first(),
            valid_from=data["valid_from"],
            valid_until=data["valid_until"],
            hours_per_month=data["hours_per_month"],
            goal=data["goal"],
        )


class MandateForm(MandateFields):
    """Add an order to a case, or change one."""

    revision = RevisionField(required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, case: Case, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.made_with = {"case": case}
        self.offer_commissioners(case.service)


class ParticularsForm(forms.Form):
    """What the case is about, and on which team's worklist it stands."""

    revision = RevisionField()
    concern = PlainTextField(
        label=_("Anliegen"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    team = PickField(label=_("Team"), required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, case: Case, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.made_with = {"case": case}
        teams = Team.objects.filter(organisation=case.service_id)
        offer(
            self, "team", [("", _("keinem Team zugeordnet")), *((str(team.pk), team.name) for team in teams)]
        )

    def said(self) -> dict[str, Any]:
        team = Team.objects.filter(pk=int(self.cleaned_data["team"] or 0)).first()
        return {"concern": self.cleaned_data["concern"], "team": team}


class HandOverForm(forms.Form):
    """Make a colleague responsible."""

    revision = RevisionField()
    to = PickField(label=_("Neu zuständig"))
    reason = PlainTextField(
        label=_("Grund in einem Satz"),
        help_text=_("Der Satz steht später im Verlauf des Falls."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, case: Case, on: date, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.made_with = {"case": case, "on": on}
        colleagues = colleagues_in(case.service, on=on, roles=CASE_ROLES)
        offer(self, "to", [("", CHOOSE), *((user.username, _named(user, case)) for user in colleagues)])

    def receiver(self) -> User:
        return User.objects.get(username=self.cleaned_data["to"])


def _named(user: User, case: Case) -> str:
    return (
        gettext("%(name)s (jetzt zuständig)") % {"name": user}
        if user.pk == case.responsible_id
        else str(user)
    )


class ReopenForm(forms.Form):
    """Open a closed case again."""

    revision = RevisionField()
    reason = PlainTextField(
        label=_("Warum wird der Fall wieder geöffnet?"),
        help_text=_("Ein Satz genügt. Er steht später im Verlauf des Falls."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ParticipantForm(forms.Form):
    """Let a colleague of another organisation take part."""

    colleague = PickField(label=_("Fachkraft"), help_text=_("Kolleginnen und Kollegen anderer Stellen"))
    function = PlainTextField(
        label=_("Aufgabe im Fall"), help_text=_("Zum Beispiel: zuständig für Taggelder"), max_length=120
    )
    valid_from = SafeDateField(label=_("Beteiligt ab"))
    valid_until = SafeDateField(label=_("Beteiligt bis"), required=False)
    agreed = forms.BooleanField(
        label=_("Die Person ist damit einverstanden"),
        help_text=_("Die Fachkraft sieht danach den ganzen Fall, mit Journal und Angaben zur Gesundheit."),
        error_messages={"required": _("Ohne Einverständnis darf niemand aufgenommen werden.")},
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, rows: Iterable[Membership], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.rows = {str(row.pk): row for row in rows}
        by_office = [
            (name, [(str(row.pk), f"{row.user}, {row.get_role_display()}") for row in group])
            for name, group in groupby(self.rows.values(), key=lambda row: row.organisation.name)
        ]
        offer(self, "colleague", [("", CHOOSE), *by_office])

    def chosen(self) -> Membership:
        return self.rows[self.cleaned_data["colleague"]]


class OfficeForm(forms.Form):
    """Where the colleague works, when there are too many to be named at once."""

    is_filter = True

    office = PickField(label=_("Stelle"), help_text=_("Danach wählen Sie die Fachkraft."))

    def __init__(self, data: Mapping[str, Any] | None = None, *, offices: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        offer(self, "office", [("", CHOOSE), *offices])


def outside_colleagues(case: Case, *, on: date) -> QuerySet[Membership]:
    """Who works on cases or orders them at other organisations, by organisation and name."""
    return members_elsewhere(case.service, on=on, roles=(*CASE_ROLES, Role.CLERK))
