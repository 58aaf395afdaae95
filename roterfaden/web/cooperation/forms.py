"""The forms of a cooperation: entry check, circle, registration, dates, table, situation, ending."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from roterfaden.common.forms import PickField, PlainTextField, RevisionField, SafeDateField, offer
from roterfaden.common.text import validate_plain_text
from roterfaden.consent.models import Consent
from roterfaden.consent.queries import recipients_of, standing_consents
from roterfaden.cooperation.choices import (
    CriterionAnswer,
    DateReply,
    FindingKind,
    MeetingKind,
    PartyKind,
    Presence,
    TableRole,
    TurnKind,
)
from roterfaden.cooperation.models import Cooperation, DateAnswer, Meeting, Party
from roterfaden.cooperation.parties import PartyFacts
from roterfaden.cooperation.procedures import Procedure
from roterfaden.cooperation.queries import body_of, title_of
from roterfaden.cooperation.situation import FindingFacts
from roterfaden.cooperation.tables import Seat
from roterfaden.languages.shipped import shipped, written_here
from roterfaden.web.casefile.forms import CHOOSE
from roterfaden.web.consent.forms import NewRecipientFields
from roterfaden.web.dates.appointment_forms import time_field

DATES_OFFERED = 4
Data = Mapping[str, Any] | None


def lines(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class EntryForm(forms.Form):
    """One question for each criterion of the procedure, with the reason why it is asked."""

    def __init__(self, data: Data = None, *, procedure: Procedure, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.criteria = [one.id for one in procedure.criteria]
        for one in procedure.criteria:
            self.fields[one.id] = PickField(
                label=one.question,
                help_text=written_here(one.why),
                choices=CriterionAnswer.choices,
                widget=forms.RadioSelect,
                initial=CriterionAnswer.UNKNOWN,
            )
        self.fields["reason"] = PlainTextField(
            label=_("Warum geht es trotzdem weiter?"),
            help_text=_("Nur nötig, wenn eine Voraussetzung fehlt oder noch offen ist."),
            max_length=2000,
            required=False,
            widget=lines(2),
        )

    def answers(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.criteria}


class PartyForm(NewRecipientFields):
    """A body and who acts for it."""

    revision = RevisionField(required=False)
    recipient = PickField(label=_("Stelle"), required=False)
    kind = PickField(
        label=_("Dabei als"),
        choices=[
            (PartyKind.INSTITUTION, PartyKind.INSTITUTION.label),
            (PartyKind.GUEST, PartyKind.GUEST.label),
        ],
    )
    name = PlainTextField(label=_("Wer handelt für diese Stelle?"), max_length=200)
    function = PlainTextField(label=_("Aufgabe"), max_length=200, required=False)
    email = forms.EmailField(
        label=_("E-Mail für Einladungen"),
        help_text=_("Einladungen nennen nie den Namen der Person."),
        required=False,
        validators=[validate_plain_text],
    )
    signs = forms.BooleanField(label=_("Unterschreibt den Plan"), required=False, initial=True)
    field_order = ["recipient", "new_name", "new_kind", "kind", "name", "function", "email", "signs"]

    def __init__(
        self, data: Data = None, *, cooperation: Cooperation, party: Party | None = None, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.made_with = {"cooperation": cooperation, "party": party}
        self.known = {str(one.uuid): one for one in recipients_of(cooperation.case.service)}
        offer(self, "recipient", [("", CHOOSE), *((key, one.name) for key, one in self.known.items())])
        if party is not None:
            for name in ("recipient", "new_name", "new_kind", "kind"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "recipient" in self.fields and not data.get("recipient") and not data.get("new_name"):
            self.add_error("recipient", _("Welche Stelle? Wählen Sie eine oder tragen Sie eine neue ein."))
        return data

    def facts(self) -> PartyFacts:
        data = self.cleaned_data
        return PartyFacts(
            name=data["name"], function=data["function"], email=data["email"], signs=data["signs"]
        )


class RegisterForm(NewRecipientFields):
    """With whom the person is registered, by whom, and on which authority."""

    revision = RevisionField()
    office = PickField(label=_("Anmelden bei"), required=False)
    registering = PickField(label=_("Es meldet an"))
    authority = PickField(label=_("Gestützt auf"), required=False)
    text = PlainTextField(
        label=_("Was soll die Koordination wissen?"), max_length=4000, required=False, widget=lines()
    )
    field_order = ["office", "new_name", "new_kind", "registering", "authority", "text"]

    def __init__(
        self, data: Data = None, *, cooperation: Cooperation, word: str, purposes: bool, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        case = cooperation.case
        self.known = {str(one.uuid): one for one in recipients_of(case.service)}
        self.consents = {
            str(one.uuid): one for one in standing_consents(case.person, on=timezone.localdate())
        }
        named = [(key, one.name) for key, one in self.known.items()]
        offer(self, "office", [("", CHOOSE), *named])
        offer(self, "registering", [("", CHOOSE), *named])
        offer(
            self,
            "authority",
            [("", _("noch keine")), *((k, _consent(c, purposes=purposes)) for k, c in self.consents.items())],
        )
        self.fields["authority"].label = word

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("office") and not data.get("new_name"):
            self.add_error(
                "office", _("Wer koordiniert? Wählen Sie eine Stelle oder tragen Sie eine neue ein.")
            )
        return data


def _consent(consent: Consent, *, purposes: bool) -> str:
    day = date_format(consent.given_on, "d.m.Y")
    if not purposes:
        return _now("Einwilligung vom %(day)s") % {"day": day}
    return _now("Einwilligung vom %(day)s: %(purpose)s") % {"day": day, "purpose": consent.purpose[:80]}


class DecideForm(forms.Form):
    """What the coordination office says."""

    revision = RevisionField()
    kind = PickField(
        label=_("Die Koordination"),
        choices=[
            (TurnKind.ACCEPTED, _("nimmt an")),
            (TurnKind.ASKED_BACK, _("fragt zurück")),
            (TurnKind.DECLINED, _("lehnt ab")),
        ],
        widget=forms.RadioSelect,
    )
    text = PlainTextField(
        label=_("Was fragt sie, oder warum nicht?"),
        help_text=_("Bei einer Rückfrage und einer Absage nötig."),
        max_length=4000,
        required=False,
        widget=lines(),
    )


class ProposeForm(forms.Form):
    """Up to four days with their beginning."""

    kind = PickField(label=_("Wofür?"), widget=forms.RadioSelect)
    place = PlainTextField(label=_("Ort"), max_length=300, required=False)

    def __init__(self, data: Data = None, *, procedure: Procedure, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        terms = procedure.terms
        choices = [(MeetingKind.TABLE, terms["table"]), (MeetingKind.EVALUATION, terms["evaluation"])]
        offer(self, "kind", choices)
        for number in range(1, DATES_OFFERED + 1):
            self.fields[f"day_{number}"] = SafeDateField(
                label=_("Vorschlag %(number)s: Tag") % {"number": number}, required=number == 1
            )
            self.fields[f"time_{number}"] = time_field(
                _("Vorschlag %(number)s: Beginn") % {"number": number}, required=number == 1
            )

    @property
    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"day_{n}"], self[f"time_{n}"]) for n in range(1, DATES_OFFERED + 1)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for number in range(1, DATES_OFFERED + 1):
            day, time = f"day_{number}", f"time_{number}"
            if data.get(day) and not data.get(time) and time not in self.errors:
                self.add_error(time, _("Um wie viel Uhr?"))
        return data

    def starts(self) -> list[datetime]:
        data = self.cleaned_data
        return [
            timezone.make_aware(datetime.combine(data[f"day_{n}"], data[f"time_{n}"]))
            for n in range(1, DATES_OFFERED + 1)
            if data.get(f"day_{n}") and data.get(f"time_{n}")
        ]


class AnswerForm(forms.Form):
    """What one party says to each proposed day."""

    revision = RevisionField(required=False)

    def __init__(
        self, data: Data = None, *, meeting: Meeting, known: DateAnswer | None, **kwargs: Any
    ) -> None:
        super().__init__(data, initial={"revision": known.revision if known else 0}, **kwargs)
        self.options = {f"option_{n}": str(o.uuid) for n, o in enumerate(meeting.options.all(), start=1)}
        replies = known.replies if known else {}
        for (name, uuid), option in zip(self.options.items(), meeting.options.all(), strict=True):
            self.fields[name] = PickField(
                label=date_format(timezone.localtime(option.starts_at), "l, j. F Y, H:i"),
                choices=DateReply.choices,
                widget=forms.RadioSelect,
                initial=replies.get(uuid),
            )

    def replies(self) -> dict[str, str]:
        return {uuid: self.cleaned_data[name] for name, uuid in self.options.items()}


class FixForm(forms.Form):
    """Which of the proposed days it is."""

    revision = RevisionField()
    option = PickField(label=_("Tag"), widget=forms.RadioSelect)
    place = PlainTextField(label=_("Ort"), max_length=300, required=False)

    def __init__(self, data: Data = None, *, options: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        offer(self, "option", list(options.items()))


class ReasonForm(forms.Form):
    revision = RevisionField()
    reason = PlainTextField(label=_("Grund"), max_length=1000, widget=lines(2))


class AgendaForm(forms.Form):
    text = PlainTextField(label=_("Weitere Frage"), max_length=500)


class OutcomeForm(forms.Form):
    revision = RevisionField()
    outcome = PlainTextField(label=_("Was kam heraus?"), max_length=4000, required=False, widget=lines())


class NotesForm(forms.Form):
    """What the two parts of a table brought."""

    revision = RevisionField()
    first_part = PlainTextField(
        label=_("Erster Teil: Was die Stellen wissen"), required=False, widget=lines(7)
    )
    second_part = PlainTextField(
        label=_("Zweiter Teil: Mit der Person besprochen"), required=False, widget=lines(7)
    )
    own_view = PlainTextField(
        label=_("Die Sicht der Person, in ihren Worten"), required=False, widget=lines(4)
    )


class SeatsForm(forms.Form):
    """Who was there: for each party in which part, in which role, and who came for it."""

    revision = RevisionField()

    def __init__(self, data: Data = None, *, parties: Iterable[Party], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.parties = list(parties)
        for party in self.parties:
            key = party.uuid.hex
            self.fields[f"presence_{key}"] = PickField(
                label=_("Anwesend"), choices=[("", CHOOSE), *Presence.choices]
            )
            self.fields[f"role_{key}"] = PickField(
                label=_("Rolle"), choices=TableRole.choices, initial=TableRole.MEMBER
            )
            self.fields[f"name_{key}"] = PlainTextField(
                label=_("Wer kam?"), max_length=200, required=False, initial=party.name
            )

    @property
    def rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [
            (body_of(p), [self[f"{part}_{p.uuid.hex}"] for part in ("presence", "role", "name")])
            for p in self.parties
        ]

    def seats(self) -> list[Seat]:
        data = self.cleaned_data
        return [
            Seat(
                party,
                Presence(data[f"presence_{party.uuid.hex}"]),
                TableRole(data[f"role_{party.uuid.hex}"]),
                data[f"name_{party.uuid.hex}"],
            )
            for party in self.parties
        ]


class FindingForm(forms.Form):
    """One difficulty or resource."""

    revision = RevisionField(required=False)
    domain = PickField(label=_("Lebensbereich"))
    kind = PickField(label=_("Was ist es?"), choices=FindingKind.choices, widget=forms.RadioSelect)
    text = PlainTextField(label=_("In einem Satz"), max_length=2000, widget=lines(2))
    said_by = PickField(label=_("Wer hat es gesagt?"), required=False)
    own_view = PlainTextField(
        label=_("Wie sieht es die Person selbst?"), max_length=2000, required=False, widget=lines(2)
    )

    def __init__(
        self, data: Data = None, *, procedure: Procedure, parties: Iterable[Party], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.made_with = {"procedure": procedure, "parties": parties}
        self.people = {str(party.uuid): party for party in parties}
        offer(self, "domain", [("", CHOOSE), *((one.id, shipped(one.title)) for one in procedure.domains)])
        named = [(key, title_of(party)) for key, party in self.people.items()]
        offer(self, "said_by", [("", _("gemeinsam festgestellt")), *named])

    def facts(self) -> FindingFacts:
        data = self.cleaned_data
        return FindingFacts(
            domain=data["domain"],
            kind=FindingKind(data["kind"]),
            text=data["text"],
            said_by=self.people.get(data["said_by"]),
            own_view=data["own_view"],
        )


class EndForm(forms.Form):
    revision = RevisionField()
    end = PickField(label=_("Wie ging es aus?"), widget=forms.RadioSelect)
    ended_on = SafeDateField(label=_("Letzter Tag"))
    reason = PlainTextField(
        label=_("Wie kam es dazu?"),
        help_text=_("Ein Satz genügt. Bei erreichten Zielen freiwillig."),
        max_length=2000,
        required=False,
        widget=lines(2),
    )

    def __init__(self, data: Data = None, *, procedure: Procedure, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        offer(self, "end", [(one.id, shipped(one.title)) for one in procedure.ends])


class ManagerForm(forms.Form):
    revision = RevisionField()
    party = PickField(label=_("Wer übernimmt?"), widget=forms.RadioSelect)

    def __init__(self, data: Data = None, *, parties: Iterable[Party], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.people = {str(p.uuid): p for p in parties if p.kind != PartyKind.CLIENT}
        offer(self, "party", [(key, title_of(party)) for key, party in self.people.items()])
