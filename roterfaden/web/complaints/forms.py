"""Forms of complaints: what somebody said, what is done with it, who looks after it."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import Organisation, User
from roterfaden.common.forms import PickField, PlainTextField, RevisionField, offer
from roterfaden.complaints.choices import Channel, Complainant
from roterfaden.complaints.handling import Said
from roterfaden.complaints.models import MOST_TEXT
from roterfaden.complaints.receiving import Told
from roterfaden.languages.shipped import shipped
from roterfaden.quality.book import Chapter

BY_STAFF = [(value, label) for value, label in Channel.choices if value != Channel.PORTAL]


class TakingForm(forms.Form):
    """What the person says. Nothing but the complaint itself has to be filled in."""

    complainant = PickField(label=gettext_lazy("Wer beschwert sich?"), choices=Complainant.choices)
    channel = PickField(label=gettext_lazy("Wie kam die Beschwerde?"), choices=BY_STAFF)
    text = PlainTextField(
        label=gettext_lazy("Worum geht es?"),
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("In den Worten der Person. Nichts glätten, nichts bewerten."),
    )
    wish = PlainTextField(
        label=gettext_lazy("Was soll sich ändern?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    concerned = forms.MultipleChoiceField(
        label=gettext_lazy("Wen betrifft die Beschwerde?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Wer hier steht, sieht und bearbeitet die Beschwerde nicht."),
    )
    about = PlainTextField(
        label=gettext_lazy("Andere Personen oder Stellen, um die es geht"), max_length=400, required=False
    )
    name = PlainTextField(
        label=gettext_lazy("Name"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Leer lassen, wenn die Person ohne Namen bleiben will."),
    )
    contact = PlainTextField(
        label=gettext_lazy("Wohin geht die Antwort?"),
        max_length=400,
        required=False,
        help_text=gettext_lazy(
            "Anschrift, Telefon oder „beim nächsten Termin“. Ohne Weg gibt es keine Antwort."
        ),
    )
    organisation = PickField(label=gettext_lazy("An die Beschwerdestelle von"))
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        places: Iterable[Organisation],
        people: Iterable[User],
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.people = {str(user.uuid): user for user in people}
        people_field = cast("forms.MultipleChoiceField", self.fields["concerned"])
        people_field.choices = [(key, str(user)) for key, user in self.people.items()]
        choices = [(place.code, place.name) for place in places]
        field = cast("forms.ChoiceField", self.fields["organisation"])
        field.choices = choices
        if len(choices) == 1:
            field.widget = forms.HiddenInput()

    def told(self) -> Told:
        data = self.cleaned_data
        return Told(
            complainant=Complainant(data["complainant"]),
            channel=Channel(data["channel"]),
            **{name: data[name] for name in ("text", "wish", "about", "name", "contact")},
        )

    def about_users(self) -> list[User]:
        return [self.people[key] for key in self.cleaned_data["concerned"]]


class MoveForm(forms.Form):
    """What is said at one place of a complaint's way; each place asks for some of it."""

    handler = PickField(
        label=gettext_lazy("Unabhängige Person"),
        help_text=gettext_lazy("Wen die Beschwerde betrifft und wer den Fall führt, steht nicht zur Wahl."),
    )
    lesson = PlainTextField(
        label=gettext_lazy("Was ist daraus zu lernen?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Ohne Namen, Orte und Tage: Alle im Dienst können es lesen."),
    )
    improvement = PlainTextField(
        label=gettext_lazy("Was wird besser?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Ohne Namen: Alle im Dienst können es lesen."),
    )
    chapter = PickField(
        label=gettext_lazy("Als Vorschlag zum Handbuch einreichen"),
        required=False,
        help_text=gettext_lazy("Dann geht die Verbesserung den Weg aller Vorschläge (Q1)."),
    )
    note = PlainTextField(
        label=gettext_lazy("Notiz"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    moves = RevisionField()

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        asks_for: Iterable[str],
        people: Iterable[User] = (),
        chapters: Iterable[Chapter] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.people = {str(user.uuid): user for user in people}
        wanted = {*asks_for, "note", "moves"}
        for name in list(self.fields):
            if name not in wanted:
                del self.fields[name]
        nothing = [("", _("Bitte wählen"))]
        if "handler" in wanted:
            field = cast("forms.ChoiceField", self.fields["handler"])
            field.choices = nothing + [(key, str(user)) for key, user in self.people.items()]
        if "chapter" in wanted:
            field = cast("forms.ChoiceField", self.fields["chapter"])
            field.choices = [("", _("nicht einreichen"))] + [
                (one.key, f"{one.number} {shipped(one.title)}") for one in chapters
            ]

    def said(self, outcome: str) -> Said:
        data = self.cleaned_data
        return Said(
            outcome=outcome,
            note=data["note"],
            handler=self.people.get(data.get("handler", "")),
            lesson=data.get("lesson", ""),
            improvement=data.get("improvement", ""),
            chapter=data.get("chapter", ""),
        )


class AnswerForm(forms.Form):
    """The letter of answer, as it will go out."""

    answer = PlainTextField(
        label=gettext_lazy("Antwort"),
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=gettext_lazy("Kurze Sätze, keine Fachwörter. Niemanden bloßstellen."),
    )
    revision = RevisionField()


class ConcernForm(forms.Form):
    """Who else it concerns."""

    concerned = forms.MultipleChoiceField(
        label=gettext_lazy("Wen die Beschwerde noch betrifft"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, people: Iterable[User], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.people = {str(user.uuid): user for user in people}
        field = cast("forms.MultipleChoiceField", self.fields["concerned"])
        field.choices = [(key, str(user)) for key, user in self.people.items()]

    def users(self) -> list[User]:
        return [self.people[key] for key in self.cleaned_data["concerned"]]


class NotConcernedForm(forms.Form):
    """Whom it does not concern after all, and why."""

    user = PickField(label=gettext_lazy("Wen betrifft sie nicht?"))
    reason = PlainTextField(label=gettext_lazy("Wie kam es zu dem Irrtum?"), max_length=1000)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, people: Iterable[User], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.people = {str(user.uuid): user for user in people}
        named = ((key, str(user)) for key, user in self.people.items())
        offer(self, "user", [("", _("Bitte wählen")), *named])


class ReasonForm(forms.Form):
    """Why a move is taken back, or how the person took the complaint back."""

    reason = PlainTextField(label=gettext_lazy("Grund"), max_length=1000)
    moves = RevisionField()


class OfficerForm(forms.Form):
    """Who looks after complaints from today on."""

    user = PickField(label=gettext_lazy("Wer?"))

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, people: Iterable[User], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.people = {str(user.uuid): user for user in people}
        named = ((key, str(user)) for key, user in self.people.items())
        offer(self, "user", [("", _("Bitte wählen")), *named])
