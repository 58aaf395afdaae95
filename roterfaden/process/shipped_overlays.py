"""Overlays that come as files: of a Land or canton with the product, of the demo's places with the demo."""

from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from roterfaden.accounts.models import Organisation
from roterfaden.common.yaml_nodes import Fault, FileFaults, read_file
from roterfaden.process.catalogue import CatalogueRefused
from roterfaden.process.choices import EditionKind, EditionState
from roterfaden.process.layering import NotFitting, keys_with_editions, replan
from roterfaden.process.models import Edition
from roterfaden.process.overlay_reader import LoadedOverlay, parse_overlay
from roterfaden.process.schema import CATALOGUE

OVERLAYS_DIR = CATALOGUE / "overlays"


def load_overlays(*, at: datetime, directory: Path = OVERLAYS_DIR) -> list[NotFitting]:
    """Bring the shipped overlays (`*.yaml`) into the database and make the merged versions anew; safe to repeat.

    Refuses as a whole: faulty files (FileFaults), a version that is known with other content (CatalogueRefused), an
    organisation that there is not. Returns what was loaded and does not fit its chain.
    """
    loaded = [parse_overlay(read_file(path), name=str(path)) for path in sorted(directory.glob("*.yaml"))]
    with transaction.atomic():
        for one in loaded:
            store_shipped(one, at=at)
        return [broken for key in keys_with_editions() for broken in replan(key, at=at)]


def store_shipped(loaded: LoadedOverlay, *, at: datetime) -> list[Edition]:
    """One overlay that comes as a file, for each of its chains: released by its file, nobody edits it here."""
    overlay = loaded.overlay
    if overlay.valid_from is None:
        raise FileFaults(
            [Fault(loaded.path, 1, "valid_from", "Eine Anpassung als Datei braucht ihren ersten Tag.")]
        )
    organisation = None
    if overlay.organisation:
        organisation = Organisation.objects.filter(code=overlay.organisation).first()
        if organisation is None:
            sentence = f"Die Stelle „{overlay.organisation}“ gibt es nicht."
            raise FileFaults([Fault(loaded.path, 1, "organisation", sentence)])
    return [_stored(loaded, key, overlay.valid_from, organisation, at=at) for key in overlay.chains]


def _stored(
    loaded: LoadedOverlay, key: str, valid_from: date, organisation: Organisation | None, *, at: datetime
) -> Edition:
    overlay = loaded.overlay
    where = {"key": key, "region": overlay.region, "organisation": organisation}
    known = Edition.objects.filter(**where, version=overlay.version).first()
    if known is not None:
        if known.checksum != loaded.checksum:
            raise CatalogueRefused(
                f"{loaded.path}: Fassung {overlay.version} dieser Anpassung ist schon mit anderem Inhalt geladen. "
                "Geänderter Inhalt braucht eine neue Fassung."
            )
        return known
    return Edition.objects.create(
        **where,
        kind=EditionKind.OVERLAY,
        version=overlay.version,
        title=overlay.title,
        text=loaded.text,
        checksum=loaded.checksum,
        state=EditionState.RELEASED,
        shipped=True,
        valid_from=valid_from,
        edited_at=at,
        released_at=at,
    )
