"""The forms of the portal. Their words come from the texts in the chosen wording."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, cast
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from roterfaden.common.forms import PickField, PlainTextField, RevisionField
from roterfaden.cooperation.choices import DateReply, SignatureKind
from roterfaden.cooperation.models import DateOption
from roterfaden.portal.choices import Coming
from roterfaden.portal.messages import MOST_LETTERS
from roterfaden.portal.signing import MOST_NAME, MOST_NOTE, Said
from roterfaden.portal.talking import MOST_VIEW
from roterfaden.portal.texts import Words
from roterfaden.steering.case_goals import LEVELS
from roterfaden.steering.models import CaseGoal

# what the levels of a goal are called where nothing was agreed, the lowest first
LEVEL_TEXTS = ("goal_level_0", "goal_level_1", "goal_level_2", "goal_level_3", "goal_level_4")
EMPTY = {"required": _("Bitte füllen Sie dieses Feld aus.")}


class WordedForm(forms.Form):
    """A form whose labels and hints are texts of the catalogue: field -> (label, hint)."""

    texts: ClassVar[dict[str, tuple[str, str]]] = {}

    def __init__(self, data: Mapping[str, Any] | None = None, *, t: Words, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.t = t
        for name, (label, hint) in self.texts.items():
            self.fields[name].label = t[label]
            self.fields[name].help_text = t[hint] if hint else ""


class PinForm(WordedForm):
    pin = forms.CharField(
        max_length=20,
        error_messages=EMPTY,
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "current-password"}),
    )
    texts: ClassVar = {"pin": ("enter_pin", "enter_pin_hint")}


class EnterForm(PinForm):
    code = forms.CharField(
        max_length=40,
        error_messages=EMPTY,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    remember = forms.BooleanField(required=False)
    field_order = ["code", "pin", "remember"]
    texts: ClassVar = PinForm.texts | {
        "code": ("enter_code", "enter_code_hint"),
        "remember": ("enter_remember", "enter_remember_hint"),
    }


class NewCodeForm(PinForm):
    number = forms.CharField(
        max_length=40, error_messages=EMPTY, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    field_order = ["number", "pin"]
    texts: ClassVar = PinForm.texts | {"number": ("code_number", "code_number_hint")}


class TokenForm(WordedForm):
    """Sending it twice writes once."""

    token = forms.UUIDField(
        initial=uuid4,
        widget=forms.HiddenInput,
        error_messages={"required": _("Das Formular ist unvollständig. Bitte laden Sie die Seite neu.")},
    )


class MessageForm(TokenForm):
    text = PlainTextField(
        max_length=MOST_LETTERS, error_messages=EMPTY, widget=forms.Textarea(attrs={"rows": 5})
    )
    texts: ClassVar = {"text": ("message_field", "message_hint")}


class ComplaintForm(MessageForm):
    texts: ClassVar = {"text": ("complaint_field", "")}


class OwnViewForm(WordedForm):
    text = PlainTextField(
        max_length=MOST_VIEW, error_messages=EMPTY, widget=forms.Textarea(attrs={"rows": 4})
    )
    texts: ClassVar = {"text": ("own_view_field", "")}


class GoalViewForm(WordedForm):
    """On which level of the scale the person sees a goal."""

    level = PickField(widget=forms.RadioSelect)
    note = PlainTextField(max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    texts: ClassVar = {"level": ("goal_level", ""), "note": ("goal_note", "")}

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, t: Words, goal: CaseGoal, **kwargs: Any
    ) -> None:
        super().__init__(data, t=t, **kwargs)
        choices = [(str(level), level_words(goal, level, t)) for level in reversed(LEVELS)]
        cast("forms.ChoiceField", self.fields["level"]).choices = choices

    @property
    def said(self) -> dict[str, Any]:
        return {"level": int(self.cleaned_data["level"]), "note": self.cleaned_data["note"]}


def level_words(goal: CaseGoal, level: int, t: Words) -> str:
    """What a level looks like: as it was agreed with the person, else in general words."""
    place = LEVELS.index(level)
    return goal.levels[place] if goal.levels[place:] and goal.levels[place] else t[LEVEL_TEXTS[place]]


class DateForm(TokenForm):
    coming = PickField(widget=forms.RadioSelect)
    note = PlainTextField(max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    texts: ClassVar = {"coming": ("date_answer", ""), "note": ("date_note", "")}

    def __init__(self, data: Mapping[str, Any] | None = None, *, t: Words, **kwargs: Any) -> None:
        super().__init__(data, t=t, **kwargs)
        cast("forms.ChoiceField", self.fields["coming"]).choices = [
            (Coming.YES.value, t["date_come"]),
            (Coming.NO.value, t["date_not"]),
        ]


class DaysForm(WordedForm):
    """One answer to each proposed day."""

    revision = RevisionField()

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, t: Words, options: Sequence[DateOption], **kwargs: Any
    ) -> None:
        super().__init__(data, t=t, **kwargs)
        self.days = {f"day_{option.uuid.hex}": str(option.uuid) for option in options}
        for name, option in zip(self.days, options, strict=True):
            when = f"{date_format(timezone.localtime(option.starts_at), 'l, j. F Y, H:i')} Uhr"
            self.fields[name] = PickField(label=when, choices=DateReply.choices, widget=forms.RadioSelect)

    def replies(self) -> dict[str, str]:
        return {uuid: self.cleaned_data[name] for name, uuid in self.days.items()}


class SignForm(WordedForm):
    kind = PickField(widget=forms.RadioSelect)
    note = PlainTextField(max_length=MOST_NOTE, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    name = PlainTextField(
        max_length=MOST_NAME,
        error_messages=EMPTY,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
    texts: ClassVar = {
        "kind": ("sign_how", ""),
        "note": ("sign_note", "sign_note_hint"),
        "name": ("sign_name", ""),
    }

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, t: Words, reserve: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(data, t=t, **kwargs)
        ways = [(SignatureKind.SIGNED.value, t["sign_yes"]), (SignatureKind.REFUSED.value, t["sign_no"])]
        if reserve:
            ways.insert(1, (SignatureKind.RESERVED.value, t["sign_but"]))
        cast("forms.ChoiceField", self.fields["kind"]).choices = ways

    def said(self) -> Said:
        data = self.cleaned_data
        return Said(
            kind=SignatureKind(data["kind"]), name=data["name"], note=data["note"], digest=data["digest"]
        )
