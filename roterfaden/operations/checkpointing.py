"""Every night the end of the trail goes, signed, to where whoever writes to the database does not reach."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from roterfaden.audit import checkpoints
from roterfaden.jobs import clock

LATE, TOO_LATE = timedelta(hours=26), timedelta(days=3)
NOWHERE = (
    "Das unterschriebene Ende des Protokolls geht nirgendwohin. Nennen Sie in ROTERFADEN_CHECKPOINTS einen Ordner, "
    "der auf einem anderen Rechner liegt."
)


@clock.nightly("operations.checkpoint")
def make_checkpoint(*, at: datetime) -> dict[str, int]:
    """Keep a checkpoint in the folder of the settings, if there is one. Doing it twice makes one file."""
    if not settings.CHECKPOINTS:
        return {"files": 0}
    checkpoints.keep(Path(settings.CHECKPOINTS), at=at)
    return {"files": 1}


def faults_of_checkpoints(*, at: datetime, quick: bool) -> Iterator[tuple[bool, str]]:
    """What is wrong with the checkpoints, each with whether it is bad. `quick` looks at the newest alone."""
    if not settings.CHECKPOINTS:
        yield False, NOWHERE
        return
    folder = Path(settings.CHECKPOINTS)
    files = checkpoints.kept_in(folder) if folder.is_dir() else []
    if not files:
        told = "Es gibt den Ordner nicht." if not folder.is_dir() else "Dort liegt noch keiner."
        yield True, f"{told} manage.py audit checkpoint --folder {folder} legt einen ab und sagt, was fehlt."
        return
    age = at - checkpoints.made_at(files[-1])
    if age > LATE:
        told = f"Der letzte ist {age.days * 24 + age.seconds // 3600} Stunden alt."
        yield (
            age > TOO_LATE,
            f"{told} Sehen Sie nach, ob manage.py work läuft und in {folder} schreiben darf.",
        )
    if folder.stat().st_dev == Path(settings.DATA_DIR).stat().st_dev:
        told = f"{folder} liegt bei den Daten. Kopieren Sie ihn jede Nacht auf einen anderen Rechner."
        yield False, told
    for file in files[-1:] if quick else files:
        if fault := checkpoints.fault_of(file):
            told = "Nach dem Einspielen einer älteren Sicherung legen Sie die jüngeren beiseite"
            yield True, f"{fault} {told}; sonst rufen Sie die Datenschutzbeauftragte."
            return
