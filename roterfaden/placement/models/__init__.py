"""Trials, employment and what follows in a case; consulting of companies beyond single cases."""

from roterfaden.placement.models.consulting import (
    ConsultingAction,
    ConsultingProject,
    Feedback,
    FrameworkAgreement,
    Inquiry,
    Participant,
)
from roterfaden.placement.models.work import CheckIn, Employment, Evaluation, Subsidy, Trial

__all__ = [
    "CheckIn",
    "ConsultingAction",
    "ConsultingProject",
    "Employment",
    "Evaluation",
    "Feedback",
    "FrameworkAgreement",
    "Inquiry",
    "Participant",
    "Subsidy",
    "Trial",
]
