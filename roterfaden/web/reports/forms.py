"""What a report is for, its sentences, and the decisions about it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.cases.models import Case
from roterfaden.common.forms import PickField, PlainTextField, RevisionField, SafeDateField, offer
from roterfaden.consent.choices import Channel, DataClass
from roterfaden.consent.queries import recipients_of, standing_consents
from roterfaden.correspondence.body import MOST_SENTENCE, Evidence, Part, Sentence
from roterfaden.correspondence.models import MOST_EASY_WORDS
from roterfaden.correspondence.report_blocks import ReportBlock, grouped
from roterfaden.correspondence.reports import Order
from roterfaden.correspondence.sending import WAYS
from roterfaden.languages.shipped import shipped
from roterfaden.web.casefile.forms import CHOOSE
from roterfaden.web.consent.forms import bases

SENTENCE, NEW, CLASS, EVIDENCE, BLOCK = "s-", "neu-", "art-", "beleg-", "baustein-"


class OrderForm(forms.Form):
    """For whom, what for, on which basis; of a statement also the question."""

    recipient = PickField(label=_("An wen?"))
    purpose = PlainTextField(label=_("Wozu?"), max_length=1000)
    basis = PickField(label=_("Auf welcher Grundlage?"))
    question = PlainTextField(
        label=_("Welche Frage ist zu beantworten?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    asked_on = SafeDateField(label=_("Wann kam die Frage?"), help_text=_("Von da an laufen 14 Tage."))

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, case: Case, statement: bool, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.known = {str(one.uuid): one for one in recipients_of(case.service)}
        self.consents = {
            str(one.uuid): one for one in standing_consents(case.person, on=timezone.localdate())
        }
        offer(self, "recipient", [("", CHOOSE), *((key, one.name) for key, one in self.known.items())])
        offer(self, "basis", [("", CHOOSE), *bases(self.consents, case.service)])
        if not statement:
            del self.fields["question"], self.fields["asked_on"]

    def order(self) -> Order:
        data = self.cleaned_data
        consent = self.consents.get(data["basis"])
        return Order(
            recipient=self.known[data["recipient"]],
            purpose=data["purpose"],
            consent=consent,
            legal_basis="" if consent else data["basis"],
            question=data.get("question", ""),
            asked_on=data.get("asked_on"),
        )


class BodyForm(forms.Form):
    """One field for every sentence; an empty one goes. In every section one more may be added, with its evidence, and
    a text block, which becomes a sentence of its own that can be changed after.
    """

    revision = RevisionField()

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        parts: Sequence[Part],
        evidence: Sequence[Evidence],
        blocks: Sequence[ReportBlock] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.made_with = {"parts": parts, "evidence": evidence, "blocks": blocks}
        self.blocks = {one.key: one for one in blocks}
        texts = [("", _("keiner")), *grouped(blocks)]
        self.parts, self.evidence = parts, {one.key: one for one in evidence}
        chosen = [("", CHOOSE), *((key, shipped(one.label)) for key, one in self.evidence.items())]
        for part in parts:
            for nth, one in enumerate(part.sentences, start=1):
                label = _("%(part)s, Satz %(n)s") % {"part": shipped(part.title), "n": nth}
                self.fields[SENTENCE + one.id] = _sentence_field(label, rows=2, initial=one.text)
            self.fields[NEW + part.id] = _sentence_field(_("Neuer Satz"), rows=2)
            self.fields[BLOCK + part.id] = PickField(
                label=_("Textbaustein"),
                choices=texts,
                required=False,
                help_text=_("Wird beim Speichern als Satz eingefügt; dann füllen Sie die Lücken „…“."),
            )
            self.fields[EVIDENCE + part.id] = PickField(label=_("Beleg"), choices=chosen, required=False)
            self.fields[CLASS + part.id] = PickField(
                label=_("Was für Angaben?"), choices=DataClass.choices, initial=DataClass.COURSE.value
            )

    def rows(self) -> list[dict[str, Any]]:
        """The fields as the page shows them: section by section, each sentence with what it rests on."""
        return [
            {
                "part": part,
                "sentences": [(self[SENTENCE + one.id], one) for one in part.sentences],
                "new": self[NEW + part.id],
                "block": self[BLOCK + part.id],
                "evidence": self[EVIDENCE + part.id],
                "class": self[CLASS + part.id],
            }
            for part in self.parts
        ]

    def written(self) -> list[Part]:
        """The parts as they were typed."""
        data = self.cleaned_data
        found = []
        for part in self.parts:
            kept = [
                replace(one, text=data[SENTENCE + one.id])
                for one in part.sentences
                if data[SENTENCE + one.id].strip()
            ]
            found.append(replace(part, sentences=(*kept, *self._added(part))))
        return found

    def _added(self, part: Part) -> list[Sentence]:
        """The new sentence of a part and its text block, on the same evidence."""
        data = self.cleaned_data
        rests, said = self.evidence.get(data[EVIDENCE + part.id]), DataClass(data[CLASS + part.id])
        texts = [(data[NEW + part.id], said)]
        if block := self.blocks.get(data[BLOCK + part.id]):
            texts.append((block.text, block.data or said))
        evidence = (rests,) if rests else ()
        return [
            Sentence(text=text, data_class=data_class, evidence=evidence)
            for text, data_class in texts
            if text.strip()
        ]


def _sentence_field(label: Any, *, rows: int, initial: str = "") -> PlainTextField:
    return PlainTextField(
        label=label,
        max_length=MOST_SENTENCE,
        required=False,
        initial=initial,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class DecisionForm(forms.Form):
    """What is decided, with what it needs."""

    revision = RevisionField()
    do = forms.ChoiceField(
        choices=[(one, one) for one in ("submit", "release", "return", "send", "receive", "told", "discard")]
    )
    remark = PlainTextField(
        label=_("Was ist zu ändern?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    channel = PickField(
        label=_("Wie geht er hinaus?"),
        choices=[("", CHOOSE), *((one.value, one.label) for one in WAYS)],
        required=False,
    )
    on = SafeDateField(label=_("Tag"), required=False)

    def way(self) -> Channel:
        """The way out; ORAL, which no report takes, where none was chosen."""
        return Channel(self.cleaned_data["channel"] or Channel.ORAL)


class EasyForm(forms.Form):
    """What the report says in Leichte Sprache; for the copy of the person."""

    revision = RevisionField()
    easy_words = PlainTextField(
        label=_("Was im Bericht steht, in Leichter Sprache"),
        help_text=_("Eine Aussage je Zeile. Kurze Wörter, kein „könnte“, keine Abkürzung."),
        max_length=MOST_EASY_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
    )

    def said(self) -> dict[str, Any]:
        """As the domain takes it."""
        return {"text": self.cleaned_data["easy_words"], "revision": self.cleaned_data["revision"] or 0}


class CommentForm(forms.Form):
    """A remark beside the report."""

    text = PlainTextField(label=_("Anmerkung"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class MarkForm(forms.Form):
    """Which of the shown entries are relevant; `shown` says which ones the page had."""

    shown = forms.CharField(widget=forms.HiddenInput)
    chosen = forms.MultipleChoiceField(
        label=_("Für Berichte"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, entries: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        offer(self, "chosen", entries)
