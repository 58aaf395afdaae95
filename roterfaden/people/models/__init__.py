"""Persons, what is known of them, and who stands beside them."""

from roterfaden.people.models.anamnesis import (
    Dispute,
    Fact,
    FactSlot,
    FormOverlay,
    FormOverlayVersion,
    HealthGrant,
    HealthRecord,
)
from roterfaden.people.models.persons import Person

__all__ = [
    "Dispute",
    "Fact",
    "FactSlot",
    "FormOverlay",
    "FormOverlayVersion",
    "HealthGrant",
    "HealthRecord",
    "Person",
]
