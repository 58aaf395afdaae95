"""Audits and what they look at: requirements, staff, network."""

from roterfaden.auditing.models.audits import Audit, Auditor, Interview, Programme, Question, Signature
from roterfaden.auditing.models.findings import CatalogueMeasure, Finding, Sample, SampledCase
from roterfaden.auditing.models.network import Occasion, OpenPlace, Partner, RegionalOfficer, Resolution
from roterfaden.auditing.models.staff import (
    Induction,
    Qualification,
    StaffProfile,
    Supervision,
    Training,
)
from roterfaden.auditing.models.standards import Assessment, Evidence, OwnRequirement

__all__ = [
    "Assessment",
    "Audit",
    "Auditor",
    "CatalogueMeasure",
    "Evidence",
    "Finding",
    "Induction",
    "Interview",
    "Occasion",
    "OpenPlace",
    "OwnRequirement",
    "Partner",
    "Programme",
    "Qualification",
    "Question",
    "RegionalOfficer",
    "Resolution",
    "Sample",
    "SampledCase",
    "Signature",
    "StaffProfile",
    "Supervision",
    "Training",
]
