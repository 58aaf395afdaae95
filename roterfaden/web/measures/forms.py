"""The forms of measures."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import colleagues_in
from roterfaden.cases.models import Case
from roterfaden.common.forms import PickField, PlainTextField, RevisionField, SafeDateField, offer
from roterfaden.languages.shipped import shipped, shipped_pairs, written_here
from roterfaden.measures.agreeing import GoalFacts
from roterfaden.measures.carrying_out import MeasureFacts
from roterfaden.measures.carrying_records import Group, Measure, StepPlan
from roterfaden.measures.catalogue import carrying, tariff_book
from roterfaden.measures.choices import Came, GoalState, Performed, Unit
from roterfaden.measures.groups import GROUP_PART, GroupFacts
from roterfaden.people.queries import CASE_ROLES
from roterfaden.web.casefile.forms import CHOOSE
from roterfaden.web.measures.fields import hours_field

ROWS = 4


def lines(label: Any, *, rows: int = 3, most: int = 1000, **options: Any) -> PlainTextField:
    """A text of several lines."""
    return PlainTextField(
        label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **options
    )


class MeasureForm(forms.Form):
    """Plan a measure, or change one; its kind is chosen once."""

    revision = RevisionField(required=False)
    kind = PickField(label=_("Maßnahme"))
    title = PlainTextField(label=_("Worum geht es genau?"), max_length=200, required=False)
    order = PickField(label=_("Auftrag"), required=False)
    starts_on = SafeDateField(label=_("von"))
    planned_until = SafeDateField(label=_("bis"))
    tariff = PickField(
        label=_("Abrechnung je Monat"), required=False, help_text=_("Stunden nennen ihren Tarif selbst.")
    )
    group = PickField(label=_("Gruppe"), required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        case: Case,
        kind: str = "",
        tariff: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.made_with = {"case": case, "kind": kind, "tariff": tariff}
        country = case.service.region[:2]
        kinds = [one for one in carrying().kinds.values() if one.country in ("", country)]
        offer(self, "kind", [("", CHOOSE), *((one.id, shipped(one.title)) for one in kinds)])
        self.orders = {str(row.uuid): row for row in case.orders.select_related("commissioner")}
        orders = [
            (key, f"{row.commissioner}, {row.get_kind_display()}, bis {row.valid_until:%d.%m.%Y}")
            for key, row in self.orders.items()
        ]
        offer(self, "order", [("", _("ohne Auftrag")), *orders])
        monthly = [
            (one.code, f"{one.code} · {shipped(one.title)}")
            for one in tariff_book().in_region(case.service.region)
            if one.unit == Unit.MONTH and (not kind or kind in one.measures)
        ]
        if tariff and tariff not in tariff_book().tariffs:
            monthly.append((tariff, _("%(code)s (nicht mehr im Katalog)") % {"code": tariff}))
        offer(self, "tariff", [("", _("nicht je Monat")), *monthly])
        self.groups = {str(row.uuid): row for row in Group.objects.filter(service=case.service_id)}
        groups = [(key, row.title) for key, row in self.groups.items() if not kind or row.kind == kind]
        offer(self, "group", [("", _("keine")), *groups])
        if kind:
            del self.fields["kind"]
        if not groups:
            del self.fields["group"]

    def facts(self) -> MeasureFacts:
        data = self.cleaned_data
        return MeasureFacts(
            title=data["title"],
            order=self.orders.get(data["order"]),
            starts_on=data["starts_on"],
            planned_until=data["planned_until"],
            tariff=data["tariff"],
            group=self.groups.get(data.get("group", "")),
        )


class BeginForm(forms.Form):
    """From which day a measure runs."""

    revision = RevisionField()
    on = SafeDateField(label=_("Erster Tag"))


class EndForm(forms.Form):
    """How a measure came out."""

    revision = RevisionField()
    on = SafeDateField(label=_("Letzter Tag"))
    result = PickField(label=_("Ergebnis"))
    text = lines(_("Was ist erreicht, was folgt daraus?"), most=2000)

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        offer(self, "result", [("", CHOOSE), *shipped_pairs(carrying().results.items())])


class WeekForm(forms.Form):
    """What one week shall be."""

    revision = RevisionField()
    hours = hours_field(most=60, label=_("Stunden in der Woche"))
    days = forms.IntegerField(label=_("an wie vielen Tagen"), min_value=0, max_value=7)


class HoursForm(forms.Form):
    """One day: presence of the person, or what the service did."""

    what = PickField(label=_("Was?"), choices=Performed.choices)
    day = SafeDateField(label=_("Tag"))
    came = PickField(label=_("War die Person da?"), choices=Came.choices, initial=Came.CAME)
    hours = hours_field(label=_("Stunden"), initial=0)
    tariff = PickField(label=_("Abrechnen als"), required=False)
    note = PlainTextField(label=_("Notiz"), max_length=500, required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, measure: Measure, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.made_with = {"measure": measure}
        codes = [
            (one.code, shipped(one.title))
            for one in tariff_book().in_region(measure.case.service.region)
            if one.unit == Unit.HOUR and measure.kind in one.measures
        ]
        offer(self, "tariff", [("", _("nicht abrechnen")), *codes])
        if "presence" not in carrying().kinds[measure.kind].parts and measure.group_id is None:
            self.fields["what"].initial = Performed.SERVICE

    def said(self) -> dict[str, Any]:
        data = self.cleaned_data
        return data | {"what": Performed(data["what"]), "came": Came(data["came"])}


class GoalForm(forms.Form):
    """A goal, coarse or fine."""

    revision = RevisionField(required=False)
    text = lines(_("Ziel"), rows=2)
    sign = lines(_("Woran merken wir, dass es erreicht ist?"), rows=2)
    due_on = SafeDateField(label=_("Bis wann?"), required=False)

    def facts(self) -> GoalFacts:
        data = self.cleaned_data
        return GoalFacts(text=data["text"], sign=data["sign"], due_on=data["due_on"])


class JudgeForm(forms.Form):
    """Whether a goal is reached."""

    revision = RevisionField()
    state = PickField(label=_("Stand"), choices=GoalState.choices)
    finding = lines(_("Woran sehen Sie das?"), required=False)


class AgreeForm(forms.Form):
    """Who agreed."""

    party = PickField(label=_("Wer hat zugestimmt?"))
    name = PlainTextField(label=_("Name"), max_length=200, required=False)
    agreed_on = SafeDateField(label=_("am"))

    def __init__(self, data: Mapping[str, Any] | None = None, *, measure: Measure, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        titles = carrying().parties
        parties = [(party, shipped(titles[party])) for party in carrying().kinds[measure.kind].parties]
        offer(self, "party", [("", CHOOSE), *parties])


class StepPlanForm(forms.Form):
    """The steps of a stepwise return, row by row; empty rows do not count."""

    # no field of a row is marked as optional: a row is filled in as a whole
    is_filter = True

    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reason = lines(_("Warum wird geändert?"), rows=2)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, newest: StepPlan | None, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.made_with = {"newest": newest}
        steps = newest.steps if newest else []
        self.count = max(ROWS, len(steps) + 2)
        if newest is None:
            del self.fields["reason"]
        for n in range(1, self.count + 1):
            kept = steps[n - 1] if n <= len(steps) else {}
            days = {key: date.fromisoformat(kept[key]) if kept else None for key in ("first", "last")}
            self.fields |= {
                f"first_{n}": SafeDateField(label=_("von"), required=False, initial=days["first"]),
                f"last_{n}": SafeDateField(label=_("bis"), required=False, initial=days["last"]),
                f"hours_{n}": hours_field(
                    most=12, label=_("Stunden am Tag"), required=False, initial=kept.get("hours")
                ),
                f"days_{n}": forms.IntegerField(
                    label=_("Tage in der Woche"),
                    required=False,
                    min_value=1,
                    max_value=7,
                    initial=kept.get("days"),
                ),
                f"content_{n}": PlainTextField(
                    label=_("Was wird gearbeitet?"),
                    max_length=300,
                    required=False,
                    initial=kept.get("content", ""),
                ),
            }

    def rows(self) -> list[dict[str, forms.BoundField]]:
        """The fields of each row, for the template."""
        names = ("first", "last", "hours", "days", "content")
        return [{name: self[f"{name}_{n}"] for name in names} for n in range(1, self.count + 1)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        names = ("first", "last", "hours", "days", "content")
        for n in range(1, self.count + 1):
            given = [name for name in names if data.get(f"{name}_{n}") not in (None, "")]
            for name in names if given else ():
                if name not in given and f"{name}_{n}" not in self.errors:
                    self.add_error(f"{name}_{n}", str(_("Diese Stufe ist nicht vollständig.")))
        return data

    def steps(self) -> list[dict[str, Any]]:
        names = ("first", "last", "hours", "days", "content")
        rows = [{name: self.cleaned_data[f"{name}_{n}"] for name in names} for n in range(1, self.count + 1)]
        return [row for row in rows if row["first"] is not None]


class ClaimForm(forms.Form):
    """A success or flat part with its conditions and proof."""

    code = PickField(label=_("Was wird abgerechnet?"))
    met_on = SafeDateField(label=_("Erfüllt am"))
    conditions = forms.MultipleChoiceField(
        label=_("Was ist erfüllt?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    proof = lines(_("Womit ist das belegt?"), rows=2)

    def __init__(self, data: Mapping[str, Any] | None = None, *, measure: Measure, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        tariffs = [
            one
            for one in tariff_book().in_region(measure.case.service.region)
            if one.unit in (Unit.SUCCESS, Unit.FLAT) and measure.kind in one.measures
        ]
        offer(self, "code", [("", CHOOSE), *((one.code, shipped(one.title)) for one in tariffs)])
        conditions = [
            (row.id, f"{shipped(one.title)}: {written_here(row.text)} ({written_here(row.proof)})")
            for one in tariffs
            for row in one.conditions
        ]
        offer(self, "conditions", conditions)
        if not conditions:
            del self.fields["conditions"]


class GroupForm(forms.Form):
    """Set up a group."""

    service = PickField(label=_("Dienst"))
    kind = PickField(label=_("Training"))
    title = PlainTextField(label=_("Name der Gruppe"), max_length=120)
    led_by = PickField(label=_("Leitung"))
    begins_on = SafeDateField(label=_("Beginn"))
    places = forms.IntegerField(label=_("Plätze"), min_value=1, max_value=200)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        services: list[Organisation],
        on: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        offer(self, "service", [(row.code, row.name) for row in services])
        if len(services) == 1:
            self.fields["service"].widget = forms.HiddenInput()
            self.fields["service"].initial = services[0].code
        kinds = [one for one in carrying().kinds.values() if GROUP_PART in one.parts]
        offer(self, "kind", [(one.id, shipped(one.title)) for one in kinds])
        self.people: dict[str, User] = {
            user.username: user
            for service in services
            for user in colleagues_in(service, on=on, roles=CASE_ROLES)
        }
        offer(self, "led_by", [("", CHOOSE), *((key, str(user)) for key, user in self.people.items())])

    def facts(self) -> GroupFacts:
        data = self.cleaned_data
        return GroupFacts(
            title=data["title"],
            led_by=self.people[data["led_by"]],
            begins_on=data["begins_on"],
            places=data["places"],
        )


class SessionForm(forms.Form):
    """A session of a group and who came."""

    day = SafeDateField(label=_("Tag"))
    hours = hours_field(label=_("Stunden"))
    topic = PlainTextField(
        label=_("Thema"), help_text=_("Nichts über einzelne Teilnehmende."), max_length=200
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, members: list[Measure], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.members = {f"m_{measure.pk}": measure for measure in members}
        for key, measure in self.members.items():
            self.fields[key] = PickField(
                label=str(measure.case.person), choices=Came.choices, initial=Came.CAME
            )

    def came(self) -> dict[Measure, Came]:
        return {measure: Came(self.cleaned_data[key]) for key, measure in self.members.items()}
