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
from roterfaden.people.models.conflicts import Conflict, OutOfReach
from roterfaden.people.models.languages import LanguageLevel
from roterfaden.people.models.merging import PersonMerge
from roterfaden.people.models.persons import Person, PersonKey
from roterfaden.people.models.relations import Relation

__all__ = [
    "Conflict",
    "Dispute",
    "Fact",
    "FactSlot",
    "FormOverlay",
    "FormOverlayVersion",
    "HealthGrant",
    "HealthRecord",
    "LanguageLevel",
    "OutOfReach",
    "Person",
    "PersonKey",
    "PersonMerge",
    "Relation",
]
