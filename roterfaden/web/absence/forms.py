"""Whose cases, and between which two days."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import User
from roterfaden.common.forms import PickField, SafeDateField, offer
from roterfaden.deadlines.absence import Span

LONGEST_DAYS = 366


class SpanForm(forms.Form):
    """The first and the last day; for whoever stands in also whose cases."""

    is_filter = True

    whose = PickField(label=_("Wessen Fälle?"), required=False)
    first = SafeDateField(label=_("Erster Tag"))
    last = SafeDateField(label=_("Letzter Tag"))

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, user: User, absent: list[User], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.people = {"": user} | {one.username: one for one in absent}
        offer(self, "whose", [("", _("meine")), *((one.username, str(one)) for one in absent)])
        if not absent:
            self.fields["whose"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("first"), data.get("last")
        if first and last and last < first:
            self.add_error("last", _("Der letzte Tag liegt vor dem ersten."))
        elif first and last and (last - first).days > LONGEST_DAYS:
            self.add_error("last", _("Bitte wählen Sie höchstens ein Jahr."))
        return data

    def chosen(self) -> tuple[User, Span]:
        data = self.cleaned_data
        return self.people[data.get("whose", "")], Span(first=data["first"], last=data["last"])
