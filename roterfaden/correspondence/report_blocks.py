"""Texts to begin a sentence of a report with: shipped ones by life domain, and the text blocks of the journal."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.cases.text_blocks import blocks_for
from roterfaden.common.yaml_fields import Faults, Fields
from roterfaden.common.yaml_nodes import FileFaults, read_file, read_tree
from roterfaden.consent.choices import DataClass
from roterfaden.languages import shipped as languages

FILE = Path(settings.PACKAGE_DIR) / "catalogue" / "letters" / "report-blocks-2026-11.yaml"
MOST_TEXT = 1000
OWN = "own-"


@dataclass(frozen=True, kw_only=True)
class ReportBlock:
    """One text; `data` is what kind of facts it will hold, None where the writer says so."""

    key: str
    title: str
    group: str
    text: str
    data: DataClass | None = None


def blocks_of_reports(user: User, *, on: date) -> list[ReportBlock]:
    """What `user` may insert into a report on the day `on`: own and the service's blocks first. One query."""
    return [
        *(
            ReportBlock(
                key=f"{OWN}{row.uuid}",
                title=row.title,
                group=str(row.service) if row.service else _("Eigene Textbausteine"),
                text=row.text,
            )
            for row in blocks_for(user, on=on)
        ),
        *shipped_blocks(),
    ]


def grouped(blocks: Iterable[ReportBlock]) -> list[tuple[str, list[tuple[str, str]]]]:
    """As the choices of a field, under the name of their group."""
    found: dict[str, list[tuple[str, str]]] = {}
    for one in blocks:
        found.setdefault(languages.shipped(one.group), []).append((one.key, languages.shipped(one.title)))
    return list(found.items())


@cache
def shipped_blocks() -> tuple[ReportBlock, ...]:
    """The shipped blocks. Raises FileFaults with all faults of the file."""
    return read_blocks(read_file(FILE), name=str(FILE))


def read_blocks(text: str, *, name: str) -> tuple[ReportBlock, ...]:
    """The blocks of one file's text. Raises FileFaults: an id twice, a kind of facts that does not exist."""
    faults = Faults(name)
    top = Fields(read_tree(text, path=name), faults)
    top.choice("kind", ("report_blocks",))
    top.choice("language", ("de",))
    top.text("version", most=20)
    top.day("valid_from")
    top.text("source", most=400)
    found: dict[str, ReportBlock] = {}
    for domain in top.many("domains", least=1):
        domain.identifier("id")
        group = domain.text("title", most=80)
        for one in domain.many("blocks", least=1):
            block = _block(one, group)
            if block.key in found:
                one.refuse("id", f"„{block.key}“ steht hier zweimal.")
            found[block.key] = block
        domain.close()
    top.close()
    if faults.found:
        raise FileFaults(faults.found)
    return tuple(found.values())


def _block(one: Fields, group: str) -> ReportBlock:
    data = one.choice("data", DataClass.values)
    block = ReportBlock(
        key=one.identifier("id"),
        title=one.text("title", most=80),
        group=group,
        text=one.text("text", most=MOST_TEXT),
        data=DataClass(data) if data in DataClass else DataClass.DIAGNOSIS,
    )
    one.close()
    return block
