"""Forms of requirements, evidence, own standards and the introduction."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import User
from roterfaden.common.forms import PickField, PlainTextField, RevisionField, SafeDateField
from roterfaden.languages.shipped import shipped, shipped_pairs
from roterfaden.standards.choices import Decision, StageState, State
from roterfaden.standards.evidence import Facts, Upload
from roterfaden.standards.library import Standard
from roterfaden.standards.models import MOST_FILE, Evidence
from roterfaden.web.auditing.forms import large
from roterfaden.web.formpage import UserPick, alone, key_of, offer_people

MOST_CODES = 60


class RatingForm(forms.Form):
    """How a requirement is kept."""

    state = PickField(label=gettext_lazy("Wie steht es?"), choices=State.choices, widget=forms.RadioSelect)
    note = large(
        gettext_lazy("Begründung"),
        rows=3,
        most=2000,
        required=False,
        help_text=gettext_lazy(
            "Nötig, wenn etwas fehlt oder nicht zutrifft. Ohne Namen von Klientinnen und Klienten."
        ),
    )
    revision = RevisionField()


class BeginForm(forms.Form):
    """What is compared."""

    subject = PlainTextField(label=gettext_lazy("Name des anderen Systems"), max_length=200)
    token = forms.UUIDField(widget=forms.HiddenInput)


class CloseForm(forms.Form):
    """What a round showed."""

    summary = large(gettext_lazy("Ergebnis in Worten"), rows=5, required=False)
    revision = RevisionField()


class DecideForm(forms.Form):
    """What was decided about a compared system."""

    decision = PickField(label=gettext_lazy("Entscheidung"), choices=[("", "…"), *Decision.choices])
    decided_on = SafeDateField(label=gettext_lazy("Entschieden am"))
    decided_by = PlainTextField(label=gettext_lazy("Wer hat entschieden?"), max_length=200)
    revision = RevisionField()


class EvidenceForm(forms.Form):
    """A piece of evidence."""

    title = PlainTextField(label=gettext_lazy("Was ist der Nachweis?"), max_length=200)
    proves = PlainTextField(
        label=gettext_lazy("Welche Anforderungen belegt er?"),
        max_length=2000,
        help_text=gettext_lazy("Kennungen mit Komma, zum Beispiel P61-04, AZ-07."),
    )
    file = forms.FileField(label=gettext_lazy("Datei"), required=False)
    link = PlainTextField(
        label=gettext_lazy("Adresse"),
        max_length=300,
        required=False,
        help_text=gettext_lazy(
            "Im Netz mit https:// oder eine Seite dieses Programms, zum Beispiel /handbuch/."
        ),
    )
    note = large(gettext_lazy("Notiz"), rows=3, most=2000, required=False)
    owner = UserPick(label=gettext_lazy("Wer hält ihn aktuell?"))
    valid_until = SafeDateField(label=gettext_lazy("Gültig bis"), required=False)
    token = forms.UUIDField(widget=forms.HiddenInput)
    revision = RevisionField(initial=0)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        *,
        people: Iterable[User],
        standards: Mapping[str, Standard],
        **kwargs: Any,
    ) -> None:
        super().__init__(data, files, **kwargs)
        self.made_with = {"people": people, "standards": standards}
        offer_people(self, ["owner"], alone(people))
        self.known: dict[str, str] = {}
        for key, standard in standards.items():
            for one in standard.requirements:
                self.known.setdefault(one.code.casefold(), f"{key}:{one.code}")
                self.known[f"{key}:{one.code}".casefold()] = f"{key}:{one.code}"

    def clean_proves(self) -> str:
        typed = [
            one.strip() for one in self.cleaned_data["proves"].replace("\n", ",").split(",") if one.strip()
        ]
        if len(typed) > MOST_CODES:
            raise forms.ValidationError(_("Bitte höchstens %(most)s Kennungen.") % {"most": MOST_CODES})
        for one in typed:
            if one.casefold() not in self.known:
                raise forms.ValidationError(_("„%(code)s“ ist hier keine Anforderung.") % {"code": one[:40]})
        return ", ".join(dict.fromkeys(self.known[one.casefold()] for one in typed))

    def facts(self) -> Facts:
        """What was typed, for the domain."""
        data = self.cleaned_data
        return Facts(
            title=data["title"],
            owner=data["owner"],
            proves=tuple(data["proves"].split(", ")),
            note=data["note"],
            link=data["link"],
            valid_until=data["valid_until"],
        )

    def upload(self) -> Upload | None:
        file = self.cleaned_data["file"]
        return Upload(file.name, file) if file else None


def shown_of(row: Evidence) -> dict[str, Any]:
    """A piece of evidence as its form shows it."""
    return {
        "title": row.title,
        "proves": ", ".join(str(proof) for proof in row.proofs.all()),
        "link": row.link,
        "note": row.note,
        "owner": key_of(row.owner),
        "valid_until": row.valid_until,
        "token": row.token,
        "revision": row.revision,
    }


class LoadForm(forms.Form):
    """The YAML of a standard."""

    text = PlainTextField(
        label=gettext_lazy("Norm als YAML"),
        max_length=MOST_FILE,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "false", "class": "rf-code"}),
    )


class DemandForm(forms.Form):
    """A requirement of one's own, or a new wording."""

    code = PlainTextField(
        label=gettext_lazy("Kennung"),
        max_length=40,
        help_text=gettext_lazy(
            "Eine neue, zum Beispiel N-01, oder die einer Anforderung, die hier anders lautet."
        ),
    )
    chapter = PickField(label=gettext_lazy("Kapitel"))
    topic = PlainTextField(label=gettext_lazy("Thema"), max_length=200)
    text = large(gettext_lazy("Anforderung"), rows=3, most=400)
    needs_evidence = forms.BooleanField(label=gettext_lazy("Ein Nachweis ist nötig"), required=False)
    revision = RevisionField(initial=0)

    def __init__(self, data: Mapping[str, Any] | None = None, *, standard: Standard, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.made_with = {"standard": standard}
        chapters = [(one.id, shipped(one.title)) for one in standard.chapters]
        cast("forms.ChoiceField", self.fields["chapter"]).choices = chapters


class BeginIntroductionForm(forms.Form):
    """How one introduces it, and who is the contact."""

    variant = PickField(label=gettext_lazy("Wie gehen Sie vor?"), widget=forms.RadioSelect)
    officer = UserPick(
        label=gettext_lazy("Beauftragte Person"),
        help_text=gettext_lazy("Hält den Kontakt zu denen, die das System pflegen."),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        variants: Mapping[str, str],
        people: Iterable[User],
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        cast("forms.ChoiceField", self.fields["variant"]).choices = shipped_pairs(variants.items())
        offer_people(self, ["officer"], alone(people))


class OfficerForm(forms.Form):
    """Who is the contact now."""

    officer = UserPick(label=gettext_lazy("Beauftragte Person"))
    revision = RevisionField()

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, people: Iterable[User], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.made_with = {"people": people}
        offer_people(self, ["officer"], alone(people))


class StageForm(forms.Form):
    """How far a stage is."""

    state = PickField(label=gettext_lazy("Stand"), choices=StageState.choices, widget=forms.RadioSelect)
    responsible = UserPick(label=gettext_lazy("Wer kümmert sich?"), required=False)
    due_on = SafeDateField(label=gettext_lazy("Bis wann?"), required=False)
    note = large(gettext_lazy("Notiz"), rows=3, most=2000, required=False)
    revision = RevisionField()

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, people: Iterable[User], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.made_with = {"people": people}
        offer_people(self, ["responsible"], alone(people))


class TitleForm(forms.Form):
    """A stage of one's own."""

    title = PlainTextField(label=gettext_lazy("Name der Stufe"), max_length=200)
