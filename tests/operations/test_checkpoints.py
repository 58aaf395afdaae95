"""The signed end of the trail, kept every night in a folder; the doctor tells when none comes or one does not hold."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from roterfaden.audit import checkpoints, triggers
from roterfaden.audit.models import Entry
from roterfaden.jobs.clock import do_what_is_due
from roterfaden.operations.checkpointing import faults_of_checkpoints, make_checkpoint
from roterfaden.operations.doctor import Level, examine
from tests.audit.makers import drop_guards, write_entries
from tests.fixtures import AT

pytestmark = pytest.mark.django_db


def levels(at: Any) -> list[Level]:
    return [one.level for one in examine(at=at, quick=True) if one.about == "Prüfpunkte"]


@pytest.mark.requirement(
    "R-43",
    figure="a signed checkpoint every night in a folder of its own; none for 26 hours, or one that does not hold: told",
)
def test_every_night_one_is_kept_and_the_doctor_looks(tmp_path: Path, settings: Any) -> None:
    settings.CHECKPOINTS, settings.DATA_DIR = str(tmp_path), Path("/proc")
    write_entries(3)
    assert levels(AT) == [Level.BAD], "none is there yet"
    assert "operations.checkpoint" in do_what_is_due(at=AT)
    assert "operations.checkpoint" not in do_what_is_due(at=AT + timedelta(hours=1))
    write_entries(3)
    assert "operations.checkpoint" in do_what_is_due(at=AT + timedelta(days=1))
    files = checkpoints.kept_in(tmp_path)
    assert [checkpoints.made_at(file) for file in files] == [AT, AT + timedelta(days=1)]
    assert [checkpoints.fault_of(file) for file in files] == ["", ""]
    call_command("audit", "verify", "--checkpoint", str(tmp_path))
    now = AT + timedelta(days=1)
    assert [levels(now + timedelta(hours=hours)) for hours in (1, 27, 73)] == [
        [Level.FINE], [Level.WARNING], [Level.BAD]
    ]  # fmt: skip
    drop_guards()
    Entry.objects.filter(pk=2).update(hash="0" * 64)
    assert levels(now) == [Level.FINE], "the newest alone vouches for another row"
    files[-1].unlink()
    Entry.objects.filter(pk=3).update(hash="0" * 64)
    told = [sentence for bad, sentence in faults_of_checkpoints(at=AT, quick=False) if bad]
    assert len(told) == 1
    assert "eine andere" in told[0]
    triggers.install(connection)


def test_one_is_never_written_over_and_a_folder_that_is_away_is_told(tmp_path: Path, settings: Any) -> None:
    settings.CHECKPOINTS = str(tmp_path)
    write_entries(1)
    assert make_checkpoint(at=AT) == make_checkpoint(at=AT) == {"files": 1}
    (file,) = checkpoints.kept_in(tmp_path)
    before = file.read_text()
    write_entries(1)
    make_checkpoint(at=AT)
    assert file.read_text() == before
    settings.CHECKPOINTS = str(tmp_path / "weg")
    with pytest.raises(OSError, match="weg"):
        make_checkpoint(at=AT)
    assert levels(AT) == [Level.BAD]
    settings.CHECKPOINTS = ""
    assert make_checkpoint(at=AT) == {"files": 0}
    assert levels(AT) == [Level.WARNING]


def test_beside_the_data_is_not_far_enough(tmp_path: Path, settings: Any) -> None:
    settings.CHECKPOINTS, settings.DATA_DIR = str(tmp_path), tmp_path
    write_entries(1)
    make_checkpoint(at=AT)
    assert [sentence.split(".")[0] for _bad, sentence in faults_of_checkpoints(at=AT, quick=True)] == [
        f"{tmp_path} liegt bei den Daten"
    ]
