"""Reads: the cooperation of a case, who takes part, what was signed and what is still to be said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from roterfaden.accounts.models import Organisation
from roterfaden.cases.models import Case
from roterfaden.cooperation.choices import ENDED_STEPS, PartyKind, SignatureKind
from roterfaden.cooperation.models import Cooperation, Meeting, Party, PlanStep, PlanVersion, Signature
from roterfaden.cooperation.procedures import Procedure, shipped_procedures


def procedure_of(cooperation: Cooperation) -> Procedure:
    """The words and rules under which it was begun; the newest of the same id where that version is gone."""
    shipped = shipped_procedures()
    if cooperation.procedure in shipped:
        return shipped[cooperation.procedure]
    key = cooperation.procedure.partition("@")[0]
    return max((one for one in shipped.values() if one.id == key), key=lambda one: one.version)


def cooperations_of(case: Case) -> QuerySet[Cooperation]:
    """Those of a case, the newest first."""
    related = (
        "case__data_key",
        "case__person",
        "case__service",
        "office",
        "registering",
        "authority",
        "manager",
    )
    return Cooperation.objects.filter(case=case).select_related(*related, "inform_by__deadline")


def newest_cooperation(case: Case) -> Cooperation | None:
    found = cooperations_of(case).first()
    if found is not None:
        found.case = case
    return found


def parties_of(cooperation: Cooperation) -> list[Party]:
    """Who takes part now: the person first, then in the order in which they came."""
    rows = list(cooperation.parties.filter(left_on__isnull=True).select_related("recipient"))
    for row in rows:
        row.cooperation = cooperation
    return sorted(rows, key=lambda row: (row.kind != PartyKind.CLIENT, row.pk))


def title_of(party: Party) -> str:
    """`IV-Stelle: Daniel Zempf`; of the person the name alone."""
    return f"{party.recipient.name}: {party.name}" if party.recipient else party.name


def body_of(party: Party) -> str:
    return party.recipient.name if party.recipient else party.name


def meetings_of(cooperation: Cooperation) -> list[Meeting]:
    rows = list(cooperation.meetings.select_related("appointment"))
    for row in rows:
        row.cooperation = cooperation
    return rows


def newest_version(cooperation: Cooperation) -> PlanVersion | None:
    found = cooperation.versions.select_related("issued_by").first()
    if found is not None:
        found.cooperation = cooperation
    return found


@dataclass(frozen=True)
class Standing:
    """Where the signatures of a version stand: the word of each party, None where it is missing."""

    lines: Sequence[tuple[Party, Signature | None]]

    def _count(self, kind: SignatureKind) -> int:
        return sum(1 for _party, said in self.lines if said is not None and said.kind == kind)

    @property
    def missing(self) -> list[Party]:
        return [party for party, said in self.lines if said is None]

    @property
    def refused(self) -> int:
        return self._count(SignatureKind.REFUSED)

    @property
    def reserved(self) -> int:
        return self._count(SignatureKind.RESERVED)

    @property
    def given(self) -> int:
        return self._count(SignatureKind.SIGNED) + self.reserved

    @property
    def is_binding(self) -> bool:
        """All have signed, with or without a reservation."""
        return bool(self.lines) and self.given == len(self.lines)


def standing_of(version: PlanVersion) -> Standing:
    """The word of each party that was asked when the version was issued; the last one counts."""
    asked = [entry["party"] for entry in version.content["signers"]]
    parties = {
        str(row.uuid): row
        for row in Party.objects.filter(cooperation=version.cooperation_id, uuid__in=asked).select_related(
            "recipient"
        )
    }
    said: dict[int, Signature] = {}
    for row in version.signatures.select_related("witnessed_by", "scan"):
        row.version = version
        said[row.party_id] = row
    for party in parties.values():
        party.cooperation = version.cooperation
    ordered = [parties[key] for key in asked if key in parties]
    return Standing([(party, said.get(party.pk)) for party in ordered])


def steps_of(cooperation: Cooperation) -> dict[str, PlanStep]:
    """How far each item is, by its key."""
    rows = cooperation.steps.prefetch_related("changes__by")
    found = {}
    for row in rows:
        row.cooperation = cooperation
        found[row.key] = row
    return found


def overdue_steps(cooperation: Cooperation, *, on: date) -> QuerySet[PlanStep]:
    return cooperation.steps.filter(due_on__lt=on).exclude(state__in=ENDED_STEPS)


def is_of(organisation: Organisation | None) -> bool:
    """Whether a body has people with a login here."""
    return organisation is not None and organisation.memberships.exists()
