"""The forms around versions of chains: text of a draft, release, retirement, two versions to compare."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import Organisation
from roterfaden.common.forms import PickField, PlainTextField, RevisionField, SafeDateField, offer
from roterfaden.process.choices import EditionKind
from roterfaden.process.editions import publication_days
from roterfaden.process.models import ChainVersion

OTHER_DAY = "other"
MOST_LETTERS = 400_000


class NewDraftForm(forms.Form):
    """Which kind of draft, and for which of the organisations that one keeps."""

    kind = PickField(
        label=gettext_lazy("Was möchten Sie schreiben?"),
        choices=[
            (EditionKind.OVERLAY, gettext_lazy("Anpassung: einzelne Zeilen, Schritte, Fristen ändern")),
            (EditionKind.CHAIN, gettext_lazy("Eigene Fassung der ganzen Kette")),
        ],
        widget=forms.RadioSelect,
        initial=EditionKind.OVERLAY,
    )
    organisation = PickField(label=gettext_lazy("Für welche Stelle?"))

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, organisations: list[Organisation], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.organisations = {one.code: one for one in organisations}
        offer(self, "organisation", [(one.code, one.name) for one in organisations])
        self.fields["organisation"].initial = next(iter(self.organisations), "")

    def said(self) -> tuple[EditionKind, Organisation]:
        data = self.cleaned_data
        return EditionKind(data["kind"]), self.organisations[data["organisation"]]


class TextForm(forms.Form):
    """The text of a draft. Any text is kept; whether it is in order is told beside it."""

    revision = RevisionField()
    text = PlainTextField(
        label=gettext_lazy("Text"),
        max_length=MOST_LETTERS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 26, "spellcheck": "false", "wrap": "off"}),
    )


class RevisionForm(forms.Form):
    revision = RevisionField()


class ReleaseForm(forms.Form):
    """From which day on: today, the next days on which handbooks are published, or another."""

    revision = RevisionField()
    day = PickField(label=gettext_lazy("Ab wann gilt die Fassung?"), widget=forms.RadioSelect)
    other_day = SafeDateField(label=gettext_lazy("Anderer Tag"), required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, today: date, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        days = [(today.isoformat(), _("ab heute, %(day)s") % {"day": date_format(today, "d.m.Y")})]
        days += [
            (
                day.isoformat(),
                _("ab %(day)s, üblicher Tag der Veröffentlichung") % {"day": date_format(day, "d.m.Y")},
            )
            for day in publication_days(after=today)
        ]
        offer(self, "day", [*days, (OTHER_DAY, _("ab einem anderen Tag"))])
        self.fields["day"].initial = days[1][0]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("day") == OTHER_DAY and not data.get("other_day") and "other_day" not in self.errors:
            self.add_error("other_day", _("Bitte geben Sie den Tag an."))
        return data

    def valid_from(self) -> date:
        chosen = self.cleaned_data["day"]
        other: date = self.cleaned_data["other_day"]
        return other if chosen == OTHER_DAY else date.fromisoformat(chosen)


class RetireForm(forms.Form):
    revision = RevisionField()
    last_day = SafeDateField(label=gettext_lazy("Letzter Tag, an dem neue Fälle auf dieser Fassung beginnen"))


class CompareForm(forms.Form):
    """Two versions of the same chain."""

    is_filter = True

    alt = PickField(label=gettext_lazy("Von Fassung"))
    neu = PickField(label=gettext_lazy("Zu Fassung"))

    def __init__(
        self, data: Mapping[str, Any] | None, *, versions: list[ChainVersion], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.versions = {version.version: version for version in versions}
        for name in ("alt", "neu"):
            offer(self, name, [(version.version, version.version) for version in versions])
