"""`manage.py overlay check` (also `chain overlay check`) and `chain diff`: what they say, and when they fail."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from roterfaden.accounts.models import Organisation
from roterfaden.process.catalogue import chain_of, load_catalogue, versions_for
from roterfaden.process.layering import misfits
from roterfaden.process.models import ChainVersion
from roterfaden.process.shipped_overlays import load_overlays
from tests.fixtures import AT, TODAY, World

TEXT = """\
kind: overlay
chain: V1
version: "1"
valid_from: 2026-01-01
language: de
region: DE-NW
title: Probe
source: Eigenes
changes:
  - {do: retitle, at: "1", title: Kennenlernen}
"""


def run(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def refused(*words: str) -> str:
    err = StringIO()
    with pytest.raises(CommandError) as failure:
        call_command(*words, stdout=StringIO(), stderr=err)
    assert failure.value.returncode == 1
    return f"{err.getvalue()}{failure.value}"


@pytest.mark.django_db
def test_all_shipped_overlays_are_in_order() -> None:
    assert run("overlay", "check").endswith("10 Anpassungen in Ordnung.\n")
    assert run("chain", "overlay", "check") == run("overlay", "check")


@pytest.mark.one_database
def test_a_line_that_does_not_fit_is_named_with_file_key_and_sentence(tmp_path: Path) -> None:
    good, bad, unknown = (tmp_path / name for name in ("a.yaml", "b.yaml", "c.yaml"))
    good.write_text(TEXT, encoding="utf-8")
    bad.write_text(TEXT.replace('at: "1"', 'at: "99"'), encoding="utf-8")
    unknown.write_text(
        TEXT.replace("DE-NW", "DE-XX").replace("chain: V1", "chain: [V1, W9]"), encoding="utf-8"
    )
    assert run("overlay", "check", str(good)) == "1 Anpassungen in Ordnung.\n"
    said = refused("overlay", "check", str(good), str(bad), str(unknown))
    assert f"{bad}:10: changes[1] (retitle): V1: „99“ gibt es in der Grundlage nicht." in said
    assert f"{unknown}:1: region: Land oder Kanton „DE-XX“ ist nicht bekannt" in said
    assert f"{unknown}:1: chain: Die Kette „W9“ gibt es nicht." in said
    assert "Fehler: 3." in said
    assert "gibt es nicht" in refused("chain", "overlay", "check", str(tmp_path / "none.yaml"))


def test_the_office_has_its_own_name_in_five_laender(world: World) -> None:
    load_overlays(at=AT)
    assert misfits(on=TODAY) == []
    in_nrw = versions_for(world.service, on=TODAY)
    assert chain_of(in_nrw["V1"]).step("1").guidance[2] == "Mitteilungspflicht an das Inklusionsamt beachten"  # type: ignore[union-attr]
    assert in_nrw["V1"].version == "2026-11+DE-NW.1"
    assert in_nrw["S2"].version == "2026-11", "what does not name the office stays as it is"
    Organisation.objects.filter(pk=world.service.pk).update(region="CH-LU")
    world.service.refresh_from_db()
    assert versions_for(world.service, on=TODAY)["V1"].version == "2026-11"
    count = ChainVersion.objects.count()
    load_catalogue()
    load_overlays(at=AT)
    assert ChainVersion.objects.count() == count


def test_diff_tells_in_sentences_what_the_land_changes(world: World) -> None:
    load_overlays(at=AT)
    told = run("chain", "diff", "V1@2026-11", "V1@2026-11+DE-NW.1")
    assert "Schritt 1: Grundlage „Mitteilungspflicht an das Integrationsamt beachten“ lautet jetzt" in told
    assert "Die Fassung ist jetzt „2026-11+DE-NW.1“ (vorher „2026-11“)." in told
    assert run("chain", "diff", "V1@2026-11", "V1@2026-11") == "Beide Fassungen sagen dasselbe.\n"
    assert "„V1@1999“ gibt es nicht" in refused("chain", "diff", "V1@1999", "V1@2026-11")
    assert date(2020, 1, 1) == ChainVersion.objects.get(version="2026-11+DE-NW.1", key="V1").valid_from
