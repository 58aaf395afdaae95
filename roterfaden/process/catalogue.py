"""The chain versions in the database: load the shipped files, find the version in force, read it back."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from roterfaden.process.engine.definition import Chain
from roterfaden.process.models import ChainVersion, Run
from roterfaden.process.schema import LoadedChain, load_directory, parse_chain

CHAINS_DIR = Path(settings.PACKAGE_DIR) / "catalogue" / "chains"


class CatalogueRefused(ValueError):
    """The files cannot become part of the catalogue; nothing was changed."""


def load_catalogue(directory: Path = CHAINS_DIR) -> list[ChainVersion]:
    """Bring all chain files of `directory` into the database; safe to repeat.

    Refuses as a whole: faulty files (ChainFaults: file, line and key), and a version that is known with other
    content (CatalogueRefused).
    Returns the versions of the directory, new and known.
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
    return ChainVersion.objects.create(
        key=chain.id,
        version=chain.version,
        checksum=loaded.checksum,
        title=chain.title,
        subject=chain.subject,
        core_process=chain.core_process,
        valid_from=chain.valid_from,
        source_text=loaded.text,
    )


def versions_in_force(*, on: date) -> QuerySet[ChainVersion]:
    """Every version that may be started on the day `on`."""
    return ChainVersion.objects.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=on), valid_from__lte=on)


def version_in_force(key: str, *, on: date) -> ChainVersion | None:
    """The newest version of the chain `key` that may be started on the day `on`."""
    return versions_in_force(on=on).filter(key=key).order_by("-valid_from", "-pk").first()


def chain_of(version: ChainVersion) -> Chain:
    """The chain as the engine knows it."""
    return _chain(version.pk)


def chain_of_run(run: Run) -> Chain:
    """The chain on whose version `run` walks; costs no query once this process has read the version."""
    return _chain(run.chain_version_id)


@lru_cache(maxsize=256)
def _chain(pk: int) -> Chain:
    """Versions are immutable, so each is read once per process."""
    version = ChainVersion.objects.only("source_text", "key", "version").get(pk=pk)
    return parse_chain(version.source_text, name=str(version)).chain
