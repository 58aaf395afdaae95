"""The demo's service has set its own crosses in the matrix of measures."""

from datetime import date, timedelta

from roterfaden.common.days import noon
from roterfaden.operations.demo.people import Stage
from roterfaden.process.matrix import fill_in, shipped_matrix

# what the service added to the certain crosses of the source
OWN = {
    "M2": {"T1", "T2", "T5", "T9"},
    "M6": {"T1", "T5"},
    "M9": {"T6", "T7"},
    "M10": {"T4", "T5", "T6", "T7"},
    "M13": {"T2"},
    "M14": {"T1", "T2", "T5"},
    "M15": {"T1", "T5"},
}


def set_crosses(stage: Stage, *, today: date) -> None:
    """The team lead sets the crosses of the IFD Neuhafen a month ago."""
    certain = shipped_matrix().certain_cells()
    fill_in(
        organisation=stage.offices["ifd-neuhafen"],
        cells={key: fields | OWN.get(key, set()) for key, fields in certain.items()},
        revision=0,
        by=stage.users["lorenz"],
        at=noon(today - timedelta(days=30)),
    )
