"""Forms of the style guide: every kind of field, empty and wrong; a conflict; a grave step."""

from django import forms

from roterfaden.web.components import Conflict, FieldVersion
from roterfaden.web.styleguide.samples import moment

CHAINS = [("", "Alle Ketten"), ("V1", "V1 Vermittlung"), ("S2", "S2 Sicherung"), ("M7", "M7 Arbeitsversuch")]
REASONS = [
    ("client_wish", "Wunsch der Klientin, des Klienten"),
    ("health", "Gesundheit"),
    ("employer", "Betrieb"),
    ("other", "anderer Grund"),
]


class NoteForm(forms.Form):
    text = forms.CharField(label="Notiz zum Fall", widget=forms.Textarea)


class FilterForm(forms.Form):
    chain = forms.ChoiceField(label="Kette", choices=CHAINS, required=True)
    commissioner = forms.ChoiceField(
        label="Auftraggeber", choices=[("", "Alle"), ("ba", "Agentur für Arbeit"), ("ia", "Integrationsamt")]
    )
    need = forms.MultipleChoiceField(
        label="Was ist nötig",
        choices=[
            ("decision", "Entscheidung"),
            ("document", "Unterlage"),
            ("report", "Bericht"),
            ("talk", "Gespräch"),
        ],
        initial=["decision", "document"],
        widget=forms.CheckboxSelectMultiple,
    )


class ReasonForm(forms.Form):
    category = forms.ChoiceField(label="Warum", choices=REASONS, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Grund in einem Satz", help_text="Der Grund steht später am Faden.", widget=forms.Textarea
    )


class StepForm(forms.Form):
    revision = forms.IntegerField(widget=forms.HiddenInput, initial=4)
    note = forms.CharField(
        label="Ergebnis in einem Satz", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class EveryFieldForm(forms.Form):
    name = forms.CharField(label="Vor- und Nachname", max_length=80)
    born_on = forms.DateField(label="Geboren am", widget=forms.DateInput)
    file_number = forms.CharField(
        label="Aktenzeichen", help_text="Steht auf dem Brief oben rechts.", required=False
    )
    kind = forms.ChoiceField(label="Art des Auftrags", choices=[("", "Bitte wählen"), *CHAINS[1:]])
    contact = forms.ChoiceField(
        label="Wie möchte die Person erreicht werden?",
        choices=[("phone", "Telefon"), ("mail", "E-Mail"), ("post", "Brief")],
        widget=forms.RadioSelect,
    )
    needs = forms.MultipleChoiceField(
        label="Was braucht die Person im Gespräch?",
        help_text="Mehreres ist möglich.",
        required=False,
        choices=[("dgs", "Gebärdensprache"), ("plain", "Leichte Sprache"), ("access", "Raum ohne Stufen")],
        widget=forms.CheckboxSelectMultiple,
    )
    report = forms.CharField(label="Bericht", widget=forms.Textarea(attrs={"rows": 4}))
    file = forms.FileField(label="Datei", help_text="PDF, Bild oder Word, höchstens 20 MB.", required=False)
    consent = forms.BooleanField(
        label="Die Schweigepflichtentbindung liegt unterschrieben vor",
        help_text="Ohne sie darf nichts weitergegeben werden.",
    )


def every_field_wrong() -> EveryFieldForm:
    """The form after a refused answer: the typed text is kept, every field says what is wrong."""
    form = EveryFieldForm(
        {"falsch-name": "", "falsch-born_on": "31.02.1991", "falsch-report": ""}, prefix="falsch"
    )
    form.full_clean()
    form.add_error("file", "Diese Datei ist 34 MB groß. Erlaubt sind 20 MB.")
    form.add_error("needs", "Bitte wählen Sie nur aus der Liste.")
    form.add_error("file_number", "Dieses Aktenzeichen gibt es schon.")
    form.add_error(None, "Der Auftrag kann nicht vor der Beauftragung beginnen.")
    return form


class MergeForm(forms.Form):
    revision = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(label="Text", widget=forms.Textarea(attrs={"rows": 5}))


MINE = "Frau Aksoy möchte vormittags arbeiten, höchstens 25 Stunden. Der Weg soll kürzer als 40 Minuten sein."
STORED = "Frau Aksoy möchte vormittags arbeiten. Teilzeit, 25 Stunden. Busverbindung ist geklärt."
CONSEQUENCES = [
    "3 offene Fristen enden.",
    "Der Fall bleibt 10 Jahre in der Ablage und ist zu finden.",
    "Sie können ihn mit einem Grund wieder öffnen.",
]


def conflict() -> Conflict:
    """Two caseworkers corrected the same journal entry."""
    return Conflict(
        fields=[FieldVersion(label="Text", mine=MINE, stored=STORED)],
        changed_by="Torsten Reimers",
        changed_at=moment("2026-11-23T09:42"),
        url="#",
        form=MergeForm(initial={"revision": 5, "text": MINE}),
        keep_url="#",
    )
