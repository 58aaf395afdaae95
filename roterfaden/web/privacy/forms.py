"""The forms of data protection."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import User
from roterfaden.common.forms import PickField, PlainTextField, RevisionField, SafeDateField, offer
from roterfaden.consent.choices import DataClass
from roterfaden.privacy.choices import (
    Ground,
    HealthRoute,
    Identity,
    Outcome,
    Place,
    RequestKind,
    RequestWay,
    Risk,
)
from roterfaden.privacy.models import LINE, LONG_TEXT, MOST_TEXT, Processor
from roterfaden.web.formpage import UserPick, alone

CHOOSE = ("", _("Bitte wählen"))
MOST_PERSONS = 10_000_000


def _area(
    label: Any, *, required: bool = True, rows: int = 4, most: int = MOST_TEXT, **more: Any
) -> PlainTextField:
    widget = forms.Textarea(attrs={"rows": rows})
    return PlainTextField(label=label, required=required, max_length=most, widget=widget, **more)


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


class TokenForm(forms.Form):
    """For something new: sent twice, it is made once."""

    token = forms.UUIDField(widget=forms.HiddenInput)


class RequestForm(TokenForm):
    """What a person asks for."""

    kind = PickField(label=_("Worum geht es?"), choices=[CHOOSE, *RequestKind.choices])
    way = PickField(label=_("Wie kam der Antrag?"), choices=[CHOOSE, *RequestWay.choices])
    received_on = SafeDateField(label=_("Eingegangen am"))
    wording = _area(
        _("Antrag im Wortlaut"),
        required=False,
        help_text=_("Eine Form ist nicht nötig: Auch ein Satz genügt."),
    )
    identity = PickField(label=_("Wer fragt?"), choices=Identity.choices)


class ChangeRequestForm(forms.Form):
    """What is known of a request by now."""

    way = PickField(label=_("Wie kam der Antrag?"), choices=RequestWay.choices)
    identity = PickField(label=_("Wer fragt?"), choices=Identity.choices)
    wording = _area(_("Antrag im Wortlaut"), required=False)
    health_route = PickField(label=_("Angaben zur Gesundheit"), choices=HealthRoute.choices)
    physician = PlainTextField(
        label=_("Wer vermittelt?"),
        max_length=400,
        required=False,
        help_text=_("Name und Anschrift der Ärztin, des Arztes oder der Vertrauensperson."),
    )
    revision = RevisionField()


class ExtendForm(forms.Form):
    """Why it takes longer."""

    reason = _area(
        _("Warum länger?"), help_text=_("Die Person muss den Grund erfahren, solange die Frist läuft.")
    )
    revision = RevisionField()


class DecideForm(forms.Form):
    """What became of a request."""

    outcome = PickField(label=_("Ergebnis"), choices=Outcome.choices, widget=forms.RadioSelect)
    reason = _area(
        _("Begründung"),
        required=False,
        help_text=_("Nötig, wenn nicht alles erfüllt wird. Die Person erfährt sie."),
    )
    revision = RevisionField()


class HoldBackForm(forms.Form):
    """Which row stays out of the report, and why."""

    row = PickField(label=_("Welche Angabe?"))
    ground = PickField(label=_("Grund"), choices=[CHOOSE, *Ground.choices])
    reason = _area(_("Begründung"), rows=2)

    def __init__(self, data: Any = None, *, rows: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        offer(self, "row", [CHOOSE, *rows])


class OperatorForm(forms.Form):
    """Who answers for the processing."""

    controller = _area(_("Verantwortliche Stelle mit Anschrift"), required=False, rows=3, most=600)
    head = PlainTextField(label=_("Vertreten durch"), max_length=LINE, required=False)
    officer_contact = _area(
        _("Datenschutzbeauftragte oder Datenschutzberater: Name und Kontakt"),
        required=False,
        rows=2,
        most=600,
    )
    officer = UserPick(
        label=_("Hat einen Zugang als"),
        required=False,
        help_text=_("Wer hier steht, liest und pflegt diese Unterlagen, sieht aber keine Fälle."),
    )
    authority = _area(_("Aufsicht über den Datenschutz"), required=False, rows=2, most=600)
    supervision = _area(_("Rechts- oder Fachaufsicht"), required=False, rows=2, most=600)
    hosting = _area(_("Wo läuft das Programm?"), required=False, rows=2, most=1000)
    trail_months = forms.IntegerField(
        label=_("Einzelheiten des Lesens behalten (Monate)"), required=False, min_value=1, max_value=120
    )
    revision = RevisionField()

    def __init__(self, data: Any = None, *, people: Iterable[User], hint: str, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        picked = self.fields["officer"]
        assert isinstance(picked, UserPick)
        picked.offer(alone(people))
        self.fields["trail_months"].help_text = hint
        self.made_with = {"people": people, "hint": hint}


class AssessmentForm(forms.Form):
    """What people must weigh themselves."""

    need = _area(
        _("Warum ist die Verarbeitung nötig und angemessen?"), required=False, rows=6, most=LONG_TEXT
    )
    advice = _area(_("Rat der oder des Datenschutzbeauftragten"), required=False, most=LONG_TEXT)
    result = _area(_("Ergebnis der Abschätzung"), required=False, most=LONG_TEXT)
    assessed_on = SafeDateField(label=_("Abgeschätzt am"), required=False)
    review_on = SafeDateField(label=_("Wieder prüfen am"), required=False)
    revision = RevisionField()


class ProcessorForm(forms.Form):
    """What is known of a service provider."""

    name = PlainTextField(label=_("Name"), max_length=LINE)
    address = _area(_("Anschrift"), required=False, rows=2, most=400)
    task = _area(_("Was tut der Dienstleister?"), rows=3)
    classes = forms.MultipleChoiceField(
        label=_("Arten von Angaben"),
        choices=DataClass.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    persons = PlainTextField(label=_("Wessen Angaben?"), max_length=LINE, required=False)
    others = _area(_("Weitere Dienstleister darunter"), required=False, rows=2)
    place = PickField(label=_("Wo?"), choices=[CHOOSE, *Place.choices])
    safeguards = _area(_("Schutz und Kontrolle"), required=False, rows=3)
    contract_on = SafeDateField(label=_("Vertrag vom"), required=False)
    begins_on = SafeDateField(label=_("Beginnt am"))
    notified_on = SafeDateField(label=_("Angezeigt am"), required=False)
    ended_on = SafeDateField(label=_("Beendet am"), required=False)


class NewProcessorForm(ProcessorForm, TokenForm):
    """A service provider that is taken up."""


class ChangeProcessorForm(ProcessorForm):
    """A service provider that changes, was told to the supervision, or goes."""

    revision = RevisionField()


class NewPledgeForm(TokenForm):
    """Who was pledged: a colleague or a provider."""

    user = UserPick(label=_("Person"), required=False)
    processor = PickField(label=_("oder Dienstleister"), required=False)
    pledged_on = SafeDateField(label=_("Verpflichtet am"))

    def __init__(
        self, data: Any = None, *, people: Iterable[User], providers: Iterable[Processor], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.providers = {str(one.uuid): one for one in providers}
        picked = self.fields["user"]
        assert isinstance(picked, UserPick)
        picked.offer(alone(people))
        offer(self, "processor", [("", "–"), *((key, one.name) for key, one in self.providers.items())])

    def clean_processor(self) -> Processor | None:
        return self.providers.get(self.cleaned_data["processor"])


class PledgeForm(forms.Form):
    """A pledge that is renewed or ends."""

    pledged_on = SafeDateField(label=_("Verpflichtet am"), help_text=_("Bei einer Erneuerung der neue Tag."))
    ended_on = SafeDateField(label=_("Beendet am"), required=False)
    revision = RevisionField()


class MomentForm(forms.Form):
    """A day and a time of that day."""

    def moment(self, day: str, hour: str) -> datetime:
        said = self.cleaned_data
        return timezone.make_aware(datetime.combine(said[day], said[hour]))


class NewBreachForm(MomentForm, TokenForm):
    """What happened, and since when it is known: from then on the clock runs."""

    known_on = SafeDateField(label=_("Bekannt geworden am"))
    known_time = _time(_("um"))
    what = _area(
        _("Was ist geschehen?"), most=LONG_TEXT, help_text=_("Ohne Namen von Klientinnen und Klienten.")
    )


class BreachForm(forms.Form):
    """What is known of a breach by now."""

    what = _area(_("Was ist geschehen?"), most=LONG_TEXT)
    classes = forms.MultipleChoiceField(
        label=_("Arten von Angaben"),
        choices=DataClass.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    persons = forms.IntegerField(
        label=_("Wie viele Personen, ungefähr?"), required=False, min_value=0, max_value=MOST_PERSONS
    )
    consequences = _area(_("Was kann daraus folgen?"), required=False, most=LONG_TEXT)
    measures = _area(_("Was wurde getan?"), required=False, most=LONG_TEXT)
    risk = PickField(label=_("Risiko"), choices=Risk.choices, widget=forms.RadioSelect)
    supervision_told_on = SafeDateField(label=_("Rechts- oder Fachaufsicht unterrichtet am"), required=False)
    persons_told_on = SafeDateField(label=_("Betroffene unterrichtet am"), required=False)
    not_told_because = _area(_("Warum wurde nicht gemeldet oder unterrichtet?"), required=False, rows=2)
    revision = RevisionField()


class ReportBreachForm(MomentForm):
    """When the authority was told."""

    reported_on = SafeDateField(label=_("Gemeldet am"))
    reported_time = _time(_("um"))
    late_because = _area(
        _("Warum später?"), required=False, rows=2, help_text=_("Nötig, wenn die Frist vorbei ist.")
    )
    revision = RevisionField()
