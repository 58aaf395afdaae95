"""Forms of audits."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import Organisation, User
from roterfaden.auditing.choices import AuditKind, Effect, FindingKind, Side
from roterfaden.auditing.models import Audit
from roterfaden.auditing.procedure import procedure
from roterfaden.common.forms import PickField, PlainTextField, RevisionField, SafeDateField, offer
from roterfaden.process.catalogue import versions_in_force
from roterfaden.web.formpage import UserPick, offer_people

PARTIES = ("coordinator", "office", "trainer", "releaser")


def large(label: Any, *, rows: int = 4, most: int = 4000, **kwargs: Any) -> PlainTextField:
    """A large text field."""
    return PlainTextField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class ProgrammeForm(forms.Form):
    """A programme and who acts in it."""

    organisation = PickField(label=gettext_lazy("Für"))
    title = PlainTextField(label=gettext_lazy("Name des Programms"), max_length=200)
    begins_on = SafeDateField(label=gettext_lazy("Beginn des Zyklus"))
    ends_on = SafeDateField(label=gettext_lazy("Ende des Zyklus"))
    scope = large(
        gettext_lazy("Welche Prozesse und Anforderungen, welche Mittel?"), required=False, most=10_000
    )
    coordinator = UserPick(
        label=gettext_lazy("Koordination"),
        help_text=gettext_lazy("Erarbeitet und verteilt das Programm, wertet am Ende aus."),
    )
    office = UserPick(
        label=gettext_lazy("Integrationsamt"), help_text=gettext_lazy("Sagt, ob genügend Auditoren da sind.")
    )
    trainer = UserPick(
        label=gettext_lazy("Schulung"), help_text=gettext_lazy("Schult Auditoren, wenn sie fehlen.")
    )
    releaser = UserPick(
        label=gettext_lazy("Freigabe"), help_text=gettext_lazy("Gibt das Programm und seine Mittel frei.")
    )
    revision = RevisionField(initial=0)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        places: Iterable[Organisation],
        people: Iterable[tuple[User, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.made_with = {"places": places, "people": people}
        choices = [(place.code, place.name) for place in places]
        offer(self, "organisation", choices)
        if len(choices) == 1:
            self.fields["organisation"].widget = forms.HiddenInput()
        offer_people(self, PARTIES, people)


class AuditForm(forms.Form):
    """An audit of one service in a programme."""

    organisation = PickField(label=gettext_lazy("Geprüfter Dienst"))
    kind = PickField(label=gettext_lazy("Art"), choices=AuditKind.choices)
    side = PickField(label=gettext_lazy("Wer prüft?"), choices=Side.choices)
    held_on = SafeDateField(label=gettext_lazy("Tag des Audits"))
    prepared_by = PickField(
        label=gettext_lazy("Vorbereitet durch das interne Audit"),
        required=False,
        help_text=gettext_lazy("Dessen Bericht geht den Beteiligten des externen Audits vorher zu."),
    )
    first = forms.BooleanField(label=gettext_lazy("Erstes Audit nach der Einführung"), required=False)
    provider = UserPick(label=gettext_lazy("Für den Träger"))
    staff = UserPick(label=gettext_lazy("Für die Beschäftigten"))
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        places: Iterable[Organisation],
        people: Iterable[tuple[User, str]],
        before: Iterable[Audit],
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        offer(self, "organisation", [(place.code, place.name) for place in places])
        self.before = {str(one.uuid): one for one in before}
        rows = [(key, f"{one.organisation}, {one}") for key, one in self.before.items()]
        offer(self, "prepared_by", [("", _("keines")), *rows])
        offer_people(self, ("provider", "staff"), people)


class AppointForm(forms.Form):
    """Appoint somebody for audits."""

    organisation = PickField(label=gettext_lazy("Ernannt von"))
    user = UserPick(label=gettext_lazy("Wer?"))
    side = PickField(label=gettext_lazy("Prüft"), choices=Side.choices)
    training = PlainTextField(label=gettext_lazy("Welche Schulung, wo liegt der Nachweis?"), max_length=300)
    trained_on = SafeDateField(label=gettext_lazy("Geschult am"))

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        places: Iterable[Organisation],
        people: Iterable[tuple[User, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        offer(self, "organisation", [(place.code, place.name) for place in places])
        offer_people(self, ("user",), people)


class PersonForm(forms.Form):
    """Who does it."""

    user = UserPick(label=gettext_lazy("Wer?"))
    revision = RevisionField()

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, people: Iterable[tuple[User, str]], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.made_with = {"people": people}
        offer_people(self, ("user",), people)


class DetailsForm(forms.Form):
    """The frame of an audit."""

    kind = PickField(label=gettext_lazy("Art"), choices=AuditKind.choices)
    held_on = SafeDateField(label=gettext_lazy("Tag des Audits"))
    hours = forms.IntegerField(
        label=gettext_lazy("Dauer in Stunden"),
        min_value=1,
        max_value=40,
        help_text=gettext_lazy("Richtwert 3 Stunden"),
    )
    place = PlainTextField(label=gettext_lazy("Ort"), max_length=200, required=False)
    goal = large(gettext_lazy("Ziel"), most=2000, rows=3, required=False)
    instruments = large(gettext_lazy("Unterlagen und Instrumente"), most=2000, rows=3, required=False)
    revision = RevisionField()


class QuestionForm(forms.Form):
    """An own question."""

    text = large(gettext_lazy("Frage"), most=1000, rows=2)
    guiding = PickField(label=gettext_lazy("Gehört zur Leitfrage"), required=False)
    requirement = PickField(label=gettext_lazy("Fragt nach der Anforderung"), required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        requirements: Iterable[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        rows = [(str(one.number), f"{one.number} {one.topic}") for one in procedure().questions]
        offer(self, "guiding", [("", _("keiner")), *rows])
        offer(self, "requirement", [("", _("keiner")), *requirements])


class AnswerForm(forms.Form):
    """What came of a question."""

    text = large(gettext_lazy("Antwort"), most=10_000, rows=6)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)


class InterviewForm(forms.Form):
    """A talk."""

    who = PlainTextField(
        label=gettext_lazy("Mit wem?"), max_length=200, help_text=gettext_lazy("Funktion statt Name.")
    )
    held_on = SafeDateField(label=gettext_lazy("Am"))
    notes = large(gettext_lazy("Was wurde gesagt?"), most=10_000, rows=6)


class SampleForm(forms.Form):
    """From which cases is drawn, and how many."""

    opened_from = SafeDateField(label=gettext_lazy("Fälle, eröffnet von"))
    opened_until = SafeDateField(label=gettext_lazy("bis"))
    chain = PickField(label=gettext_lazy("Nur Fälle auf der Kette"), required=False)
    how_many = forms.IntegerField(label=gettext_lazy("Wie viele?"), min_value=1, max_value=20)

    def __init__(self, data: Mapping[str, Any] | None = None, *, today: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        rows = [(one.key, f"{one.key} {one.title}") for one in versions_in_force(on=today)]
        offer(self, "chain", [("", _("alle")), *sorted(set(rows))])


class FindingForm(forms.Form):
    """What was found, and where."""

    kind = PickField(label=gettext_lazy("Art"), choices=FindingKind.choices)
    place = PickField(label=gettext_lazy("Wo?"))
    text = large(
        gettext_lazy("Feststellung"),
        rows=5,
        help_text=gettext_lazy("Nachvollziehbar, ohne Namen. Nur was der Dienst beeinflussen kann."),
    )
    revision = RevisionField(initial=0)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, places: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.made_with = {"places": places}
        offer(self, "place", places)


class CorrectionForm(forms.Form):
    """What the service says and does."""

    statement = large(gettext_lazy("Stellungnahme des Dienstes"), required=False, rows=3)
    cause = large(gettext_lazy("Ursache"), required=False, rows=3)
    correction = large(gettext_lazy("Was wird getan?"), rows=3)
    responsible = UserPick(label=gettext_lazy("Wer?"))
    due_on = SafeDateField(label=gettext_lazy("Bis wann?"))
    revision = RevisionField()

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, people: Iterable[tuple[User, str]], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.made_with = {"people": people}
        offer_people(self, ("responsible",), people)


class DoneForm(forms.Form):
    """What was done."""

    note = large(gettext_lazy("Was wurde getan?"), rows=3)
    revision = RevisionField()


class RecheckForm(forms.Form):
    """What the re-check found."""

    effect = PickField(label=gettext_lazy("Ergebnis"), choices=Effect.choices)
    note = large(gettext_lazy("Woran sieht man das?"), rows=3)
    again_by = SafeDateField(
        label=gettext_lazy("Sonst: wirksam bis"),
        required=False,
        help_text=gettext_lazy("Nur, wenn die Maßnahme noch nicht wirkt."),
    )
    revision = RevisionField()


class MeasureForm(forms.Form):
    """A line of the goal and measure catalogue."""

    guiding = PickField(label=gettext_lazy("Zur Leitfrage"))
    what = large(gettext_lazy("Was ist zu tun?"), rows=3)
    responsible = UserPick(label=gettext_lazy("Wer setzt es um?"))
    due_on = SafeDateField(label=gettext_lazy("Bis wann?"))

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, people: Iterable[tuple[User, str]], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        rows = [(str(one.number), f"{one.number} {one.topic}") for one in procedure().questions if one.plans]
        offer(self, "guiding", rows)
        offer_people(self, ("responsible",), people)


class EffectForm(forms.Form):
    """What became of a measure."""

    effect = PickField(label=gettext_lazy("Ergebnis"), choices=Effect.choices)
    revision = RevisionField()


class LongTextForm(forms.Form):
    """The evaluation, or the report."""

    text = large(gettext_lazy("Text"), most=10_000, rows=16, required=False)
    revision = RevisionField()

    def __init__(self, data: Mapping[str, Any] | None = None, *, label: str = "", **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.made_with = {"label": label}
        self.fields["text"].label = label


class SignForm(forms.Form):
    """Sign, with a difference where there is one."""

    difference = large(
        gettext_lazy("Offene Differenz"),
        most=2000,
        rows=3,
        required=False,
        help_text=gettext_lazy(
            "Leer, wenn Sie mit dem Bericht einverstanden sind. Sie bleibt im Bericht stehen."
        ),
    )
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)


class TurnForm(forms.Form):
    """Go on at one place."""

    short_notice = large(
        gettext_lazy("Kürzere Frist: wer war einverstanden, und warum?"),
        most=1000,
        rows=2,
        required=False,
    )
    note = large(gettext_lazy("Notiz"), most=2000, rows=2, required=False)
    moves = RevisionField()

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, announcing: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        if not announcing:
            del self.fields["short_notice"]
