"""What the script sends while somebody types."""

import json
from typing import Any

from django import forms
from django.urls import Resolver404, resolve

from roterfaden.drafts.drafting import LONGEST_PATH, LONGEST_TITLE, Fields, Typed

# forms that hold passwords and codes: never kept, whatever the page says
SECRET_PAGES = ("account_", "mfa_")


class TypedForm(forms.Form):
    """One form as it stands now."""

    owner = forms.UUIDField()
    token = forms.UUIDField()
    replaces = forms.UUIDField(required=False)
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    page = forms.CharField(max_length=LONGEST_PATH)
    form = forms.CharField(max_length=LONGEST_PATH)
    title = forms.CharField(max_length=LONGEST_TITLE, required=False)
    fields_typed = forms.CharField(strip=False)

    def clean_page(self) -> str:
        return _own_page(self.cleaned_data["page"])

    def clean_form(self) -> str:
        return _own_page(self.cleaned_data["form"])

    def clean_fields_typed(self) -> Fields:
        try:
            pairs = json.loads(self.cleaned_data["fields_typed"])
            return [(_text(name), _text(value)) for name, value in pairs]
        except (ValueError, TypeError, RecursionError) as error:
            raise forms.ValidationError("unreadable") from error

    def typed(self) -> Typed:
        data = self.cleaned_data
        return Typed(
            token=data["token"],
            page=data["page"],
            form=data["form"],
            title=data["title"],
            fields=data["fields_typed"],
            version=data["version"],
        )


def _own_page(path: str) -> str:
    """`path`, if it is one of our pages on which drafts may be kept."""
    try:
        found = resolve(path.partition("#")[0])
    except Resolver404 as error:
        raise forms.ValidationError("no page of ours") from error
    if (found.url_name or "").startswith(SECRET_PAGES):
        raise forms.ValidationError("never kept")
    return path


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    # half a surrogate pair cannot be stored
    return value.encode("utf-8", "replace").decode("utf-8")
