"""Organisations and their kinds: load the shipped kinds, add organisations, choose labels."""

from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db import transaction

from roterfaden.accounts.models import Organisation, OrganisationKind, Team, User
from roterfaden.audit import actions, trail
from roterfaden.common.revisions import save_revision

actions.register("accounts.organisation_added", "Organisation angelegt")
actions.register("accounts.label_chosen", "Bezeichnung einer Art von Stelle gewählt")
actions.register("accounts.team_added", "Team angelegt")

KINDS_FILE = Path(settings.PACKAGE_DIR) / "catalogue" / "organisation_kinds.yaml"


class OrganisationRefused(ValueError):
    """The organisation cannot be written like this; the message says why."""


def load_organisation_kinds() -> int:
    """Write the shipped kinds into the database; returns how many there are. Plain list: updated in place."""
    catalogue: dict[str, Any] = yaml.safe_load(KINDS_FILE.read_text(encoding="utf-8"))
    with transaction.atomic():
        for entry in catalogue["entries"]:
            OrganisationKind.objects.update_or_create(
                code=entry["code"],
                defaults={
                    "labels": entry["labels"],
                    "runs_cases": entry["runs_cases"],
                    "version": catalogue["version"],
                },
            )
    return len(catalogue["entries"])


def add_organisation(
    *,
    code: str,
    name: str,
    kind: str,
    region: str,
    by: User | None,
    at: datetime,
    parent: Organisation | None = None,
    file_prefix: str = "",
) -> Organisation:
    """Add an organisation under `parent`. Refuses an unknown kind and a code that is taken."""
    with transaction.atomic():
        known = OrganisationKind.objects.filter(code=kind).first()
        if known is None:
            raise OrganisationRefused(f"Die Art „{kind}“ gibt es nicht.")
        if Organisation.objects.filter(code=code).exists():
            raise OrganisationRefused(f"Das Kürzel „{code}“ ist schon vergeben.")
        organisation = Organisation.objects.create(
            code=code, name=name, kind=known, region=region, parent=parent, file_prefix=file_prefix
        )
        trail.record(
            "accounts.organisation_added",
            by=by,
            at=at,
            subject=organisation,
            organisation=organisation,
            details={"kind": kind},
        )
    return organisation


def choose_label(
    *,
    organisation: Organisation,
    kind: OrganisationKind,
    label: str,
    revision: int,
    by: User | None,
    at: datetime,
) -> None:
    """From now on `organisation` and all below it call offices of `kind` by `label`. Refuses labels not on offer."""
    if label not in kind.labels:
        raise OrganisationRefused(f"Für „{kind}“ steht die Bezeichnung „{label}“ nicht zur Wahl.")
    with transaction.atomic():
        organisation.kind_labels = {**organisation.kind_labels, kind.code: label}
        save_revision(organisation, expected=revision, fields=["kind_labels"])
        trail.record(
            "accounts.label_chosen",
            by=by,
            at=at,
            subject=organisation,
            organisation=organisation,
            details={"kind": kind.code, "label": label},
        )


def add_team(*, organisation: Organisation, name: str, by: User | None, at: datetime) -> Team:
    """Add a team. Refuses a name that the organisation uses already."""
    with transaction.atomic():
        if Team.objects.filter(organisation=organisation, name=name).exists():
            raise OrganisationRefused(f"Ein Team „{name}“ gibt es hier schon.")
        team = Team.objects.create(organisation=organisation, name=name)
        trail.record("accounts.team_added", by=by, at=at, subject=team, organisation=organisation)
    return team
