"""Forms of proposals: what is wrong and why; what the editors say; who decides."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import Organisation, User
from roterfaden.common.forms import PickField, PlainTextField, RevisionField
from roterfaden.process.models import ChainVersion
from roterfaden.quality.models import BoxVersion
from roterfaden.quality.proposals import Outcome, Texts

NO_PERSON = gettext_lazy("Keine Namen, keine Angaben zu Klientinnen, Klienten oder Kolleginnen.")


class ProposalForm(forms.Form):
    """What is wrong, why, and how it should read."""

    what = PlainTextField(
        label=gettext_lazy("Was stimmt hier nicht?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=NO_PERSON,
    )
    why = PlainTextField(
        label=gettext_lazy("Warum?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    wording = PlainTextField(
        label=gettext_lazy("So könnte es heißen"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    organisation = PickField(label=gettext_lazy("An die Redaktion von"))
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, places: Iterable[Organisation], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        choices = [(place.code, place.name) for place in places]
        field = cast("forms.ChoiceField", self.fields["organisation"])
        field.choices = choices
        if len(choices) == 1:
            field.widget = forms.HiddenInput()

    def texts(self) -> Texts:
        data = self.cleaned_data
        return Texts(what=data["what"], why=data["why"], wording=data["wording"])


class MoveForm(forms.Form):
    """What is said at one place of a proposal's way."""

    note = PlainTextField(
        label=gettext_lazy("Notiz"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Die vorschlagende Person liest mit."),
    )
    answer = PlainTextField(
        label=gettext_lazy("Antwort an die vorschlagende Person"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    became = PickField(label=gettext_lazy("Was ist daraus geworden?"))
    moves = RevisionField()

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        answers: bool,
        publishes: bool,
        versions: Iterable[ChainVersion] = (),
        boxes: Iterable[BoxVersion] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.versions = {f"version:{one.pk}": one for one in versions}
        self.boxes = {f"box:{one.pk}": one for one in boxes}
        if not answers:
            del self.fields["answer"]
        if not publishes:
            del self.fields["became"]
            return
        choices = [("", _("Bitte wählen"))]
        choices += [(key, f"{one.key} {one.title}, {one.version}") for key, one in self.versions.items()]
        choices += [(key, f"{one.box.entry}, {one.box.organisation}") for key, one in self.boxes.items()]
        cast("forms.ChoiceField", self.fields["became"]).choices = choices

    def said(self, outcome: str) -> Outcome:
        data = self.cleaned_data
        became = data.get("became", "")
        return Outcome(
            outcome=outcome,
            note=data["note"],
            answer=data.get("answer", ""),
            became_version=self.versions.get(became),
            became_box=self.boxes.get(became),
        )


class ReasonForm(forms.Form):
    """Why a move is taken back, or the whole proposal."""

    reason = PlainTextField(label=gettext_lazy("Grund"), max_length=1000)
    moves = RevisionField()


class PassForm(forms.Form):
    """To which body the proposal goes on, and why."""

    to = PickField(label=gettext_lazy("Wohin?"))
    reason = PlainTextField(label=gettext_lazy("Warum?"), max_length=1000)
    moves = RevisionField()

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, bodies: Iterable[Organisation], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.bodies = {body.code: body for body in bodies}
        choices = [(code, str(body)) for code, body in self.bodies.items()]
        cast("forms.ChoiceField", self.fields["to"]).choices = choices


class SeatForm(forms.Form):
    """Who is to decide."""

    user = PickField(label=gettext_lazy("Wen berufen?"))

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, people: Iterable[User], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.people = {person.username: person for person in people}
        choices = [("", _("Bitte wählen")), *((name, str(person)) for name, person in self.people.items())]
        cast("forms.ChoiceField", self.fields["user"]).choices = choices
