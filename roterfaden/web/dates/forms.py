"""Forms for deadlines, rests, extensions and follow-ups of a case."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import User
from roterfaden.accounts.queries import colleagues_in, valid_on
from roterfaden.cases.models import Case
from roterfaden.common.forms import PickField, PlainTextField, RevisionField, SafeDateField, offer
from roterfaden.deadlines.case_deadlines import ByRule, OnDay
from roterfaden.deadlines.choices import Outcome
from roterfaden.languages.shipped import shipped
from roterfaden.people.queries import CASE_ROLES
from roterfaden.process.deadline_fields import MOST
from roterfaden.process.deadline_rules import ANYWHERE, DeadlineRule, rule_book
from roterfaden.process.reckoning.terms import WORDS, Span, Unit

OWN_DAY = ""


def lines(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class DeadlineForm(forms.Form):
    """A deadline by a rule of the catalogue, or for a day."""

    rule = PickField(label=_("Frist"), required=False)
    started_on = SafeDateField(
        label=_("Tag des Ereignisses"),
        required=False,
        help_text=_("Der Tag, ab dem die Regel zählt, zum Beispiel der Eingang des Antrags."),
    )
    region = PickField(label=_("Feiertage von"), required=False)
    due_on = SafeDateField(label=_("Oder: Tag der eigenen Frist"), required=False)
    subject = PlainTextField(
        label=_("Worum geht es?"),
        required=False,
        max_length=500,
        widget=lines(),
        help_text=_("Wird verschlüsselt. Bei einer eigenen Frist nötig."),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        case: Case,
        today: date,
        proposed: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        region = case.service.region
        initial = {"region": region, "started_on": today} | _proposal(proposed or {})
        super().__init__(data, initial=initial, **kwargs)
        book = rule_book()
        known = book.rules_for(region=region, on=today)
        older = [
            rule
            for rule in book.rules
            if rule not in known and rule.holds(region=region, on=rule.in_force_from)
        ]
        offer(self, "rule", [(OWN_DAY, gettext("eigene Frist, ohne Regel")), *grouped(known + older)])
        country = region.partition("-")[0]
        places = {code: name for code, name in book.regions.items() if code.startswith(country)}
        offer(self, "region", list((places or book.regions).items()))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("rule") and "started_on" not in self.errors and not data.get("started_on"):
            self.add_error("started_on", gettext("Bitte geben Sie den Tag des Ereignisses an."))
        if not data.get("rule") and "due_on" not in self.errors and not data.get("due_on"):
            self.add_error("due_on", gettext("Bitte geben Sie den Tag an, oder wählen Sie oben eine Regel."))
        return data

    def how(self) -> ByRule | OnDay:
        data = self.cleaned_data
        if data["rule"]:
            return ByRule(data["rule"], data["started_on"], data["region"] or self.initial["region"])
        return OnDay(data["due_on"])


def _proposal(asked: Mapping[str, str]) -> dict[str, Any]:
    """What a link to the form proposes; nonsense in the address proposes nothing."""
    try:
        day = date.fromisoformat(asked.get("started_on", ""))
    except ValueError:
        return {}
    return {"rule": asked.get("rule", ""), "started_on": day}


def grouped(rules: list[DeadlineRule]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Law and practice, each rule once: `Entscheidung … (1 Monat, § 171 Abs. 1 SGB IX)`."""
    law: dict[str, str] = {}
    practice: dict[str, str] = {}
    for rule in rules:
        words = f"{shipped(rule.title)} ({rule.term.span.words}, {rule.law})"
        (practice if rule.jurisdiction == ANYWHERE else law).setdefault(rule.id, words)
    groups = [(gettext("Gesetz"), law), (gettext("Fachlicher Richtwert"), practice)]
    return [(title, list(rows.items())) for title, rows in groups if rows]


class RestForm(forms.Form):
    """A deadline rests from a day, with or without a last day."""

    revision = RevisionField()
    first_on = SafeDateField(label=_("Ruht ab"))
    last_on = SafeDateField(
        label=_("Ruht bis"), required=False, help_text=_("Leer lassen, wenn das Ende noch offen ist.")
    )
    reason = PlainTextField(label=_("Grund in einem Satz"), max_length=2000, widget=lines())


class RunOnForm(forms.Form):
    """A deadline that rested runs on."""

    revision = RevisionField()
    last_on = SafeDateField(
        label=_("Letzter Tag der Ruhezeit"), help_text=_("Am Tag danach läuft die Frist weiter.")
    )


class ExtendForm(forms.Form):
    """A deadline runs longer: by a span, or to a day."""

    revision = RevisionField()
    amount = forms.IntegerField(
        label=_("Um wie viel"),
        required=False,
        min_value=1,
        max_value=MOST[Unit.DAYS],
        error_messages={"invalid": _("Bitte geben Sie eine ganze Zahl ein.")},
    )
    unit = PickField(label=_("Einheit"), required=False)
    until = SafeDateField(label=_("Oder: bis zum Tag"), required=False)
    reason = PlainTextField(label=_("Grund in einem Satz"), max_length=2000, widget=lines())

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        offer(self, "unit", [(unit.value, WORDS[unit][1]) for unit in (Unit.WEEKS, Unit.MONTHS, Unit.DAYS)])

    def span(self) -> Span | None:
        amount = self.cleaned_data["amount"]
        return Span(amount, Unit(self.cleaned_data["unit"] or Unit.DAYS)) if amount else None

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("amount") and data.get("unit") and data["amount"] > MOST[Unit(data["unit"])]:
            self.add_error("amount", gettext("Das ist zu lang. Bitte geben Sie lieber einen Tag an."))
        return data


class FinishForm(forms.Form):
    """A deadline is done, or no longer needed."""

    revision = RevisionField()
    outcome = PickField(
        label=_("Wie ist es ausgegangen?"),
        choices=[(Outcome.DONE.value, Outcome.DONE.label), (Outcome.DROPPED.value, Outcome.DROPPED.label)],
        initial=Outcome.DONE.value,
        widget=forms.RadioSelect,
    )
    result = PlainTextField(
        label=_("Ergebnis oder Grund in einem Satz"), required=False, max_length=1000, widget=lines()
    )


class FollowUpForm(forms.Form):
    """Look at something again on a day."""

    revision = RevisionField(required=False)
    due_on = SafeDateField(label=_("Wieder vorlegen am"))
    text = PlainTextField(label=_("Was ist dann zu tun?"), max_length=2000, widget=lines(3))
    assigned_to = PickField(label=_("Wem?"))
    reason = PlainTextField(
        label=_("Warum später oder anders?"), required=False, max_length=1000, widget=lines()
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        case: Case,
        on: date,
        is_new: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.made_with = {"case": case, "on": on, "is_new": is_new}
        offer(self, "assigned_to", [(user.username, str(user)) for user in workers_on(case, on=on)])
        if is_new:
            del self.fields["reason"]

    def said(self) -> dict[str, Any]:
        data = self.cleaned_data
        receiver = User.objects.get(username=data["assigned_to"])
        return {"due_on": data["due_on"], "text": data["text"], "assigned_to": receiver}


def workers_on(case: Case, *, on: date) -> list[User]:
    """Who does casework in the service, and who takes part by name."""
    staff = list(colleagues_in(case.service, on=on, roles=CASE_ROLES))
    guests = case.participants.filter(valid_on(on), ended_at__isnull=True, user__is_active=True)
    others = [row.user for row in guests.select_related("user")]
    return list(dict.fromkeys([*staff, *others]))
