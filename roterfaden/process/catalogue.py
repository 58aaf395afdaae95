"""The chain versions in the database: load the shipped files, find the version in force, read it back."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from roterfaden.accounts.models import Organisation
from roterfaden.process.engine.definition import Chain
from roterfaden.process.models import ChainVersion, Run
from roterfaden.process.places import Place, lineage
from roterfaden.process.schema import LoadedChain, load_directory, parse_chain

CHAINS_DIR = Path(settings.PACKAGE_DIR) / "catalogue" / "chains"


class CatalogueRefused(ValueError):
    """The files cannot become part of the catalogue; nothing was changed."""


def load_catalogue(directory: Path = CHAINS_DIR) -> list[ChainVersion]:
    """Bring all chain files of `directory` into the database; safe to repeat.

    Refuses as a whole: faulty files (FileFaults: file, line and key), and a version that is known with other
    content (CatalogueRefused).
    Returns the versions of the directory, new and known. Overlays are loaded by `layering.load_overlays`.
    """
    loaded = load_directory(directory)
    with transaction.atomic():
        return [_store(chain) for chain in loaded]


def _store(loaded: LoadedChain) -> ChainVersion:
    chain = loaded.chain
    known = ChainVersion.objects.filter(key=chain.id, version=chain.version).first()
    if known is not None:
        if known.checksum != loaded.checksum:
            raise CatalogueRefused(
                f"{loaded.path}: Fassung {chain.version} der Kette {chain.id} ist schon mit anderem Inhalt "
                "geladen. Geänderter Inhalt braucht eine neue Fassung."
            )
        return known
    return ChainVersion.objects.create(**columns_of(loaded))


def columns_of(loaded: LoadedChain) -> dict[str, object]:
    """What a row holds of the chain itself."""
    chain = loaded.chain
    return {
        "key": chain.id,
        "version": chain.version,
        "checksum": loaded.checksum,
        "title": chain.title,
        "subject": chain.subject,
        "core_process": chain.core_process,
        "valid_from": chain.valid_from,
        "source_text": loaded.text,
    }


def in_force(versions: QuerySet[ChainVersion], *, on: date) -> QuerySet[ChainVersion]:
    """Those that may be started on the day `on`. A day ahead comes by itself; nothing has to run for it."""
    return versions.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=on), valid_from__lte=on)


def versions_in_force(*, on: date) -> QuerySet[ChainVersion]:
    """Every shipped version that may be started on the day `on`; what Länder and services make of them is not here."""
    return in_force(ChainVersion.objects.filter(organisation=None, region=""), on=on)


def versions_for(
    service: Organisation, *, on: date, keys: Iterable[str] | None = None
) -> dict[str, ChainVersion]:
    """The version of each chain on which `service` starts new runs on the day `on`, by key, without its text.

    The most particular place counts: the service itself, what it belongs to, its Land or canton, the base.
    """
    places = lineage(service)
    rank = {(place.region, place.organisation_id): number for number, place in enumerate(places, start=1)}
    regions = [place.region for place in places if place.region]
    above = [place.organisation_id for place in places if place.organisation_id is not None]
    found = ChainVersion.objects.filter(
        Q(organisation=None, region="") | Q(organisation=None, region__in=regions) | Q(organisation__in=above)
    )
    if keys is not None:
        found = found.filter(key__in=list(keys))
    rows = in_force(found, on=on).defer("source_text", "origins")
    ordered = sorted(
        rows, key=lambda row: (rank.get((row.region, row.organisation_id), 0), row.valid_from, row.pk)
    )
    return {row.key: row for row in ordered}


def version_in_force(key: str, *, on: date, service: Organisation | None = None) -> ChainVersion | None:
    """The newest version of the chain `key` that may be started on the day `on`: by `service`, or the shipped one."""
    if service is not None:
        return versions_for(service, on=on, keys=[key]).get(key)
    return versions_in_force(on=on).filter(key=key).order_by("-valid_from", "-pk").first()


def place_of(version: ChainVersion) -> Place:
    return Place(version.region, version.organisation_id)


def chain_of(version: ChainVersion) -> Chain:
    """The chain as the engine knows it."""
    _checksums[version.pk] = version.checksum
    return _chain(version.pk, version.checksum)


def chain_of_run(run: Run) -> Chain:
    """The chain on whose version `run` walks; costs no query once this process has read the version."""
    return chain_by_id(run.chain_version_id)


def chain_by_id(version_id: int) -> Chain:
    """The chain of the version with this id."""
    checksum = _checksums.get(version_id)
    if checksum is None:
        checksum = ChainVersion.objects.values_list("checksum", flat=True).get(pk=version_id)
        _checksums[version_id] = checksum
    return _chain(version_id, checksum)


# a number may come again after a transaction that was rolled back, so content is known by its checksum as well
_checksums: dict[int, str] = {}


@lru_cache(maxsize=256)
def _chain(pk: int, _checksum: str) -> Chain:
    """Versions are immutable, so each is read once per process."""
    version = ChainVersion.objects.only("source_text", "key", "version").get(pk=pk)
    return parse_chain(version.source_text, name=str(version)).chain
