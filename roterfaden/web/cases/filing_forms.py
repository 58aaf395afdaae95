"""What a file is and whom it came from, asked wherever one is uploaded or sorted."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from roterfaden.cases.document_kinds import document_kinds
from roterfaden.cases.filing import Upload
from roterfaden.cases.models import Case
from roterfaden.common.forms import PickField, offer
from roterfaden.consent.models import Recipient
from roterfaden.consent.origins import bound_recipients
from roterfaden.languages.shipped import shipped

CHOOSE = _("bitte wählen")


def offer_bound(form: forms.BaseForm, name: str, case: Case) -> dict[str, Recipient]:
    """Let somebody bound to secrecy be named, where the service knows such; the field is gone where it does not."""
    known = {str(one.uuid): one for one in bound_recipients(case.service_id)}
    offer(
        form, name, [("", _("niemand mit Schweigepflicht")), *((key, one.name) for key, one in known.items())]
    )
    if not known:
        del form.fields[name]
    return known


class FileKindFields(forms.Form):
    """The kind of a file, and from which bound person it came. Needs `offer_kinds`."""

    file_kind = PickField(
        label=_("Was für eine Unterlage ist das?"),
        required=False,
        help_text=_("Danach richtet sich, wer sie lesen kann und an wen sie gehen darf."),
    )
    file_from = PickField(
        label=_("Aus welcher Praxis oder Klinik stammt sie?"),
        required=False,
        help_text=_("Ohne deren Entbindung von der Schweigepflicht geht sie an niemanden sonst."),
    )

    def offer_kinds(self, case: Case, *, title: str = "") -> None:
        kinds = document_kinds()
        offer(
            self,
            "file_kind",
            [("", CHOOSE), *((kind.id, shipped(kind.title)) for kind in kinds.kinds.values())],
        )
        self.initial.setdefault("file_kind", kinds.proposed_for(title))
        self.bound = offer_bound(self, "file_from", case)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("file") and not cleaned.get("file_kind") and "file_kind" not in self.errors:
            self.add_error("file_kind", _("Bitte sagen Sie, was für eine Unterlage das ist."))
        return cleaned

    def file_origin(self) -> Recipient | None:
        return self.bound.get(self.cleaned_data.get("file_from", ""))

    def upload(self) -> Upload | None:
        """The file with its kind, if one was sent."""
        file = self.cleaned_data["file"]
        kind = self.cleaned_data["file_kind"]
        return Upload(file.name, file.file, kind, self.file_origin()) if file else None


class SortForm(FileKindFields):
    """Say anew what a file is. `seen` is the kind that it had before."""

    seen = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    field_order = ["file_kind", "file_from", "seen"]

    def __init__(self, *args: Any, case: Case, title: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_kinds(case, title=title)
        self.fields["file_kind"].required = True
