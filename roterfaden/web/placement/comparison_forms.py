"""To whom a comparison goes, what for, on which basis."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.cases.models import Case
from roterfaden.common.forms import PickField, PlainTextField, offer
from roterfaden.consent.queries import recipients_of, standing_consents
from roterfaden.placement.comparing import Address
from roterfaden.web.casefile.forms import CHOOSE
from roterfaden.web.consent.forms import bases


class ComparisonForm(forms.Form):
    recipient = PickField(label=_("An wen?"))
    purpose = PlainTextField(label=_("Wozu?"), max_length=1000)
    basis = PickField(label=_("Auf welcher Grundlage?"))

    def __init__(self, data: Any = None, *, case: Case, **more: Any) -> None:
        super().__init__(data, **more)
        self.made_with = {"case": case}
        self.known = {str(one.uuid): one for one in recipients_of(case.service)}
        standing = standing_consents(case.person, on=timezone.localdate())
        self.consents = {str(one.uuid): one for one in standing}
        offer(self, "recipient", [("", CHOOSE), *((key, one.name) for key, one in self.known.items())])
        offer(self, "basis", [("", CHOOSE), *bases(self.consents, case.service)])

    def address(self) -> Address:
        said = self.cleaned_data
        consent = self.consents.get(said["basis"])
        return Address(
            self.known[said["recipient"]], said["purpose"], consent, "" if consent else said["basis"]
        )
