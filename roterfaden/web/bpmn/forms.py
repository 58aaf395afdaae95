"""The forms that take a BPMN file, uploaded or drawn, and the name of a way that was walked."""

from django import forms
from django.utils.translation import gettext_lazy as _

from roterfaden.common.forms import PlainTextField, RevisionField
from roterfaden.common.safe_xml import MAX_BYTES
from roterfaden.process.chain_reader import MAX_TITLE


class UploadForm(forms.Form):
    """One BPMN 2.0 file, for the draft that was seen."""

    file = forms.FileField(
        label=_("BPMN-2.0-Datei"),
        help_text=_("Endung .bpmn, höchstens 5 MB. Skripte und fremde Prozesse werden nicht übernommen."),
    )
    revision = RevisionField()


class PathNameForm(forms.Form):
    """What a way that must always be possible is called."""

    name = PlainTextField(label=_("Name des Wegs"), max_length=MAX_TITLE, widget=forms.TextInput)


class ModelForm(forms.Form):
    """The drawing as BPMN 2.0. The script draws it; without script it is a text like any other."""

    revision = RevisionField()
    # a file has one kind of line break already, and may hold any letters that XML allows: the reader judges it
    xml = forms.CharField(
        label=_("BPMN 2.0 als Text"),
        max_length=MAX_BYTES,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 26, "spellcheck": "false", "wrap": "off"}),
    )
