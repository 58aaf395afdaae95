"""A whole chain in the making: the quality officer of the IFD Neuhafen rewrites S2; to be edited, rehearsed, drawn."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from roterfaden.operations.demo.people import Stage
from roterfaden.process import editions
from roterfaden.process.catalogue import chain_of, version_in_force
from roterfaden.process.choices import EditionKind
from roterfaden.process.editing import insert_step
from roterfaden.process.engine.definition import Chain
from roterfaden.process.part_editing import change_part
from roterfaden.process.starting_texts import starting_text

CHAIN = "S2"
WRITTEN = time(14, 10)


def draft_a_chain(stage: Stage, *, today: date) -> None:
    """A draft of yesterday with one step more than what holds today."""
    office, by = stage.offices["ifd-neuhafen"], stage.users["quandt"]
    at = timezone.make_aware(datetime.combine(today - timedelta(days=1), WRITTEN))
    version = version_in_force(CHAIN, on=today, service=office)
    if version is None:
        raise ValueError(f"{CHAIN} is not in force on {today}")
    text = starting_text(chain=chain_of(version), kind=EditionKind.CHAIN, organisation=office)
    edition = editions.draft(
        key=CHAIN,
        kind=EditionKind.CHAIN,
        organisation=office,
        text=text,
        by=by,
        at=at - timedelta(minutes=20),
    )
    change_part(edition=edition, make=_with_the_way_there, by=by, at=at)


def _with_the_way_there(chain: Chain) -> Chain:
    first = chain.steps[1]
    return insert_step(
        chain,
        behind=first.id,
        title="Ort und Weg zum ersten Gespräch absprechen",
        responsible=first.responsible,
    )
