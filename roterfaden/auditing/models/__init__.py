"""Audits: programme, auditors, questions, sample, findings, catalogue, signatures."""

from roterfaden.auditing.models.audits import Audit, Auditor, Interview, Programme, Question, Signature
from roterfaden.auditing.models.findings import CatalogueMeasure, Finding, Sample, SampledCase

__all__ = [
    "Audit",
    "Auditor",
    "CatalogueMeasure",
    "Finding",
    "Interview",
    "Programme",
    "Question",
    "Sample",
    "SampledCase",
    "Signature",
]
