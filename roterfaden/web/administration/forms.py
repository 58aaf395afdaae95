"""The forms of the administration: organisations, users, memberships, teams, labels."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.choices import Language, Role
from roterfaden.accounts.login_models import LoginRules
from roterfaden.accounts.models import Organisation, OrganisationKind, Team, User
from roterfaden.accounts.signon.providers import provider_of, providers
from roterfaden.accounts.signon.tokens import MOST_SUBJECT
from roterfaden.common.forms import PickField, PlainTextField, RevisionField, SafeDateField, offer
from roterfaden.fieldwork.models import OfflineRule

CHOOSE = gettext_lazy("Bitte wählen")
CODE = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*\Z",
    gettext_lazy("Nur kleine Buchstaben, Ziffern und Bindestriche, zum Beispiel ifd-neuhafen."),
)
REGION = RegexValidator(r"^(DE|CH|AT)-[A-Z0-9]{1,3}\Z", gettext_lazy("So wie DE-NW oder CH-LU."))
PREFIX = RegexValidator(r"^[A-Z0-9]*\Z", gettext_lazy("Nur große Buchstaben und Ziffern."))
USERNAME = RegexValidator(
    r"^[a-z0-9]+([._-][a-z0-9]+)*\Z", gettext_lazy("Nur kleine Buchstaben, Ziffern, Punkt und Bindestrich.")
)


class OrganisationForm(forms.Form):
    """Add an organisation or a part of one."""

    name = PlainTextField(label=gettext_lazy("Name"), max_length=200)
    kind = PickField(label=gettext_lazy("Art der Stelle"))
    parent = PickField(label=gettext_lazy("Gehört zu"), required=False)
    region = PlainTextField(
        label=gettext_lazy("Land oder Kanton"),
        help_text=gettext_lazy(
            "Nach ISO 3166-2, zum Beispiel DE-NW oder CH-LU. Danach richten sich die Feiertage."
        ),
        max_length=6,
        validators=[REGION],
    )
    code = PlainTextField(
        label=gettext_lazy("Kürzel"),
        help_text=gettext_lazy("Steht in der Adresse, zum Beispiel ifd-neuhafen."),
        max_length=40,
        validators=[CODE],
    )
    file_prefix = PlainTextField(
        label=gettext_lazy("Kürzel im Aktenzeichen"),
        help_text=gettext_lazy("Zum Beispiel NH für NH-2026-0001."),
        max_length=8,
        required=False,
        validators=[PREFIX],
    )

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        kinds = OrganisationKind.objects.order_by("code")
        offer(
            self, "kind", [("", CHOOSE), *sorted(((k.code, str(k)) for k in kinds), key=lambda pair: pair[1])]
        )
        parents = Organisation.objects.values_list("code", "name")
        offer(self, "parent", [("", _("niemandem: eigene Stelle")), *parents])

    def said(self) -> dict[str, Any]:
        parent = Organisation.objects.filter(code=self.cleaned_data["parent"] or None).first()
        return self.cleaned_data | {"parent": parent}


class TeamForm(forms.Form):
    name = PlainTextField(label=gettext_lazy("Name des Teams"), max_length=120)


class MemberForm(forms.Form):
    """Somebody begins to work for an organisation."""

    username = PlainTextField(
        label=gettext_lazy("Anmeldename"),
        help_text=gettext_lazy("Der Zugang muss schon angelegt sein."),
        max_length=150,
    )
    role = PickField(label=gettext_lazy("Aufgabe"), choices=[("", CHOOSE), *Role.choices])
    team = PickField(label=gettext_lazy("Team"), required=False)
    valid_from = SafeDateField(label=gettext_lazy("Beginn"))

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, organisation: Organisation, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        teams = Team.objects.filter(organisation=organisation)
        offer(self, "team", [("", _("keinem")), *((str(team.pk), team.name) for team in teams)])

    def clean_username(self) -> User:
        user = User.objects.filter(username=self.cleaned_data["username"], is_active=True).first()
        if user is None:
            raise forms.ValidationError(_("Diesen Anmeldenamen gibt es nicht."))
        return user

    def said(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "user": data["username"],
            "role": Role(data["role"]),
            "team": Team.objects.filter(pk=int(data["team"] or 0)).first(),
            "valid_from": data["valid_from"],
        }


class EndForm(forms.Form):
    last_day = SafeDateField(label=gettext_lazy("Letzter Tag"))


class UserForm(forms.Form):
    """A new access."""

    first_name = PlainTextField(label=gettext_lazy("Vorname"), max_length=150)
    last_name = PlainTextField(label=gettext_lazy("Nachname"), max_length=150)
    username = PlainTextField(
        label=gettext_lazy("Anmeldename"),
        help_text=gettext_lazy("Zum Beispiel anna.berger. Er bleibt für immer dieser Person."),
        max_length=150,
        validators=[USERNAME],
    )


class LabelsForm(forms.Form):
    """How this tenant calls the kinds of offices that go by several names."""

    revision = RevisionField()

    def __init__(self, data: Mapping[str, Any] | None = None, *, organisation: Organisation) -> None:
        super().__init__(data, initial={"revision": organisation.revision}, auto_id="label_%s")
        self.kinds = {k.code: k for k in OrganisationKind.objects.order_by("code") if len(k.labels) > 1}
        for code, kind in self.kinds.items():
            self.fields[code] = PickField(
                label=_(" oder ").join(kind.labels),
                choices=[(label, label) for label in kind.labels],
                initial=organisation.kind_labels.get(code, kind.labels[0]),
            )

    def changed_labels(self, organisation: Organisation) -> dict[str, str]:
        """What differs from the present choice, by the code of the kind."""
        now = {code: organisation.kind_labels.get(code, kind.labels[0]) for code, kind in self.kinds.items()}
        return {code: self.cleaned_data[code] for code in self.kinds if self.cleaned_data[code] != now[code]}


class LanguageForm(forms.Form):
    """In which language people of an organisation read who have chosen none."""

    revision = RevisionField()
    language = PickField(label=gettext_lazy("Sprache der Seiten"), required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, organisation: Organisation) -> None:
        initial = {"revision": organisation.revision, "language": organisation.language}
        super().__init__(data, initial=initial, auto_id="language_%s")
        offer(
            self, "language", [("", _("wie die Stelle darüber, sonst wie in der Region")), *Language.choices]
        )


class SearchForm(forms.Form):
    is_filter = True

    name = PlainTextField(label=gettext_lazy("Name oder Anmeldename"), required=False, max_length=100)


class LoginRulesForm(forms.ModelForm[LoginRules]):
    """What an organisation asks of those who log in for it."""

    revision = RevisionField()

    class Meta:
        model = LoginRules
        fields = ("second_factor", "idle_minutes", "longest_hours")


class OfflineRuleForm(forms.ModelForm[OfflineRule]):
    """Whether cases may be taken along on a device."""

    revision = RevisionField()

    class Meta:
        model = OfflineRule
        fields = ("is_on",)


class IdentityForm(forms.Form):
    """What an identity provider calls somebody."""

    provider = PickField(label=gettext_lazy("Anmeldedienst"))
    subject = PlainTextField(
        label=gettext_lazy("Kennung"),
        help_text=gettext_lazy(
            "So, wie der Anmeldedienst sie nennt (sub), zum Beispiel eine lange Folge aus Ziffern und Buchstaben. "
            "Wird nicht wieder angezeigt."
        ),
        max_length=MOST_SUBJECT,
    )

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        offer(self, "provider", [("", CHOOSE), *((one.code, one.title) for one in providers())])

    def said(self) -> dict[str, Any]:
        return self.cleaned_data | {"provider": provider_of(self.cleaned_data["provider"])}
