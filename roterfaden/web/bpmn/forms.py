"""The form that takes a BPMN file."""

from django import forms
from django.utils.translation import gettext_lazy as _

from roterfaden.common.forms import RevisionField


class UploadForm(forms.Form):
    """One BPMN 2.0 file, for the draft that was seen."""

    file = forms.FileField(
        label=_("BPMN-2.0-Datei"),
        help_text=_("Endung .bpmn, höchstens 5 MB. Skripte und fremde Prozesse werden nicht übernommen."),
    )
    revision = RevisionField()
