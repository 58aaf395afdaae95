"""The form that opens a case: person, chain, concern, order, who is responsible."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from roterfaden.accounts.models import Organisation, Team, User
from roterfaden.accounts.queries import teams_of
from roterfaden.cases.choices import MandateKind
from roterfaden.cases.mandates import MandateFacts
from roterfaden.cases.queries import services_of
from roterfaden.common.forms import PickField, PlainTextField, SafeDateField, offer
from roterfaden.people.duplicates import LookAlike, look_alikes
from roterfaden.people.models import Person
from roterfaden.people.queries import out_of_reach, persons_visible_to
from roterfaden.people.records import EDITABLE_FIELDS
from roterfaden.process.catalogue import version_in_force
from roterfaden.process.models import ChainVersion
from roterfaden.web.casefile.forms import CHOOSE, MandateFields, PersonFields
from roterfaden.web.choices import colleague_choices, flattened, start_choices, team_choices
from roterfaden.web.intake import token

NEW_PERSON = "new"
LONGEST_CODE = 12


class IntakeForm(PersonFields, MandateFields):
    """Everything a case begins with. A person like one already known is asked about before a second record is made."""

    field_order = (
        "form_token", "known", *EDITABLE_FIELDS, "service", "start", "concern", "opened_on", "kind", "commissioner",
        "valid_from", "valid_until", "hours_per_month", "goal", "responsible", "team",
    )  # fmt: skip

    form_token = forms.CharField(widget=forms.HiddenInput, max_length=300)
    known = PickField(
        label=gettext_lazy("Ist es eine dieser Personen?"), required=False, widget=forms.RadioSelect
    )
    service = PickField(label=gettext_lazy("Dienst"))
    start = PickField(
        label=gettext_lazy("Kette – Beginn"),
        help_text=gettext_lazy("Womit fängt es an? Die Kette führt danach Schritt für Schritt."),
    )
    opened_on = SafeDateField(label=gettext_lazy("Eröffnet am"))
    concern = PlainTextField(
        label=gettext_lazy("Anliegen"),
        help_text=gettext_lazy("Was möchte die Person? Ein, zwei Sätze genügen."),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    kind = PickField(
        label=gettext_lazy("Art des Auftrags"),
        required=False,
        choices=[("", gettext_lazy("noch kein Auftrag")), *MandateKind.choices],
    )
    valid_from = SafeDateField(label=gettext_lazy("Auftrag gilt ab"), required=False)
    team = PickField(label=gettext_lazy("Team"), required=False)
    responsible = PickField(label=gettext_lazy("Zuständig"))

    def __init__(
        self, data: Mapping[str, Any] | None, *, user: User, today: date, person: Person | None = None
    ) -> None:
        self.user, self.today = user, today
        self.shown: list[Person] = []
        self.services = {service.code: service for service in services_of(user, on=today).order_by("name")}
        super().__init__(data, initial=self._initial(person))
        self.person = person if data is None else self._known_person(str(data.get("known", "")))
        self._offer()

    @property
    def one_service(self) -> bool:
        return len(self.services) == 1

    @property
    def asks_who(self) -> bool:
        """Whether there is somebody to choose from."""
        return bool(self.fields["known"].choices)  # type: ignore[attr-defined]

    @property
    def only_known(self) -> str:
        """Who it is, if nobody has typed another name: the page then needs no fields for a person."""
        return described(self.person) if self.person and not self.data.get("first_name") else ""

    def clean_form_token(self) -> Any:
        number = token.read(self.cleaned_data["form_token"], user_id=self.user.pk)
        if number is None:
            # the next sending carries a number that counts
            fresh = cast("QueryDict", self.data).copy()
            fresh["form_token"] = token.issue(self.user.pk)
            self.data = fresh
            raise ValidationError(_("Das Formular lag zu lange offen. Bitte senden Sie es noch einmal."))
        return number

    def clean(self) -> dict[str, Any]:
        self._ask_who_it_is()
        data = self.cleaned_data
        if data.get("kind"):
            if not data.get("valid_from") and "valid_from" not in self.errors:
                self.add_error("valid_from", _("Bitte geben Sie an, ab wann der Auftrag gilt."))
        elif any(data.get(name) for name in ("commissioner", "valid_until", "hours_per_month", "goal")):
            self.add_error(
                "kind", _("Bitte wählen Sie die Art des Auftrags, oder leeren Sie die Felder darunter.")
            )
        return data

    def who(self) -> Person | dict[str, Any]:
        """The known person, or the facts of a new one."""
        return self.person or self.person_facts()

    def chosen_service(self) -> Organisation:
        return self.services[self.cleaned_data["service"]]

    def chosen_start(self) -> tuple[ChainVersion | None, str]:
        key, _colon, start = self.cleaned_data["start"].partition(":")
        return version_in_force(key, on=self.today, service=self.chosen_service()), start

    def chosen_team(self) -> Team | None:
        return Team.objects.filter(pk=int(self.cleaned_data["team"] or 0)).first()

    def chosen_responsible(self) -> User:
        return User.objects.get(username=self.cleaned_data["responsible"])

    def mandate(self) -> MandateFacts | None:
        return self.mandate_facts() if self.cleaned_data["kind"] else None

    def _initial(self, person: Person | None) -> dict[str, Any]:
        teams = list(teams_of(self.user, on=self.today)[:2])
        return {
            "form_token": token.issue(self.user.pk),
            "known": person.code if person else "",
            "service": next(iter(self.services), ""),
            "opened_on": self.today,
            "valid_from": self.today,
            "team": str(teams[0].pk) if len(teams) == 1 else "",
            "responsible": self.user.username,
        }

    def _offer(self) -> None:
        services = list(self.services.values())
        offer(self, "service", [(service.code, service.name) for service in services])
        offer(self, "start", [("", CHOOSE), *start_choices(services, on=self.today)])
        offer(
            self,
            "team",
            [("", _("keinem Team zugeordnet")), *flattened(team_choices(services) or [("", [])])],
        )
        offer(self, "responsible", flattened(colleague_choices(services, on=self.today)))
        self.offer_commissioners(services[0])
        self._offer_known([LookAlike(self.person, 1, ())] if self.person else [])
        if self.person is not None:
            for name in EDITABLE_FIELDS:
                self.fields[name].required = False

    def _offer_known(self, found: Sequence[LookAlike]) -> None:
        self.shown = [one.person for one in found]
        prefetch_related_objects(self.shown, "cases", "organisation")
        known = [(one.person.code, described(one.person, one.reasons)) for one in found]
        choices = [*known, (NEW_PERSON, _("Nein: eine neue Person aufnehmen"))] if known else []
        if self.data.get("known") == NEW_PERSON and not choices:
            choices = [(NEW_PERSON, "")]
        offer(self, "known", choices)

    def _known_person(self, code: str) -> Person | None:
        if not code or code == NEW_PERSON or len(code) > LONGEST_CODE:
            return None
        return persons_visible_to(self.user, on=self.today).filter(code=code).first()

    def _ask_who_it_is(self) -> None:
        service = self.services.get(self.cleaned_data.get("service", ""))
        if service is None:
            return
        if self.person is not None:
            if self.person.organisation_id != service.pk:
                self.add_error("known", _("Diese Person ist bei einem anderen Dienst erfasst."))
            return
        names = ("first_name", "last_name", "birth_date")
        facts = {name: self.cleaned_data.get(name) for name in names}
        if not all(facts.values()):
            return
        similar = look_alikes(organisation=service, facts=facts, besides=out_of_reach(self.user))
        if similar:
            self._offer_known(similar)
            self.fields["known"].required = True
            if self.cleaned_data.get("known") != NEW_PERSON:
                self.add_error("known", _("Es gibt schon jemanden mit ähnlichen Angaben. Bitte wählen Sie."))


def described(person: Person, reasons: Sequence[str] = ()) -> str:
    """`Leyla Aksoy, geboren 04.06.1991, Neuhafen: 1 Fall (NH-2026-0001) – ähnlicher Name`"""
    why = f" – {', '.join(reasons)}" if reasons else ""
    cases = [case.file_number for case in person.cases.all()]
    born = _("geboren %(day)s") % {"day": date_format(person.birth_date, "d.m.Y")}
    about = ", ".join(part for part in (str(person), born, person.town) if part)
    if not cases:
        return about + why
    count = ngettext("%(n)s Fall", "%(n)s Fälle", len(cases)) % {"n": len(cases)}
    return f"{about}: {count} ({', '.join(cases)}){why}"
