"""Read what stands beside the chapters: measures, names of offices, shipped layers of Länder and cantons."""

from pathlib import Path

from roterfaden.common.catalogue_file import MAX_LINE, MAX_PARAGRAPH, MAX_TITLE, CatalogueFile
from roterfaden.quality.book import Measure, Office, ShippedBox
from roterfaden.quality.choices import BoxMode, EntryKind, MeasureKind

MEASURE_BOXES = ("purposes", "actions", "documentation", "guidance")
MAX_KEY = 60


def read_measures(directory: Path) -> list[Measure]:
    """The measures of all files of `directory`, in their order. Raises FileFaults."""
    return [measure for path in sorted(directory.glob("*.yaml")) for measure in _measures(path)]


def _measures(path: Path) -> list[Measure]:
    file = CatalogueFile(path)
    edition = file.edition("measures")
    found = []
    for fields in file.top.many("measures", named="id", least=1):
        found.append(
            Measure(
                key=fields.identifier("id"),
                title=fields.text("title", most=MAX_TITLE),
                kind=fields.choice("kind", MeasureKind.values),
                section=fields.text("section", most=MAX_TITLE),
                definition=fields.text("definition", most=MAX_PARAGRAPH),
                boxes={box: fields.texts(box, most=MAX_LINE) for box in MEASURE_BOXES},
                chains=fields.identifiers("chains"),
                edition=edition,
            )
        )
        fields.close()
    file.close()
    return found


def read_offices(path: Path) -> list[Office]:
    """What the shipped texts call the offices. Raises FileFaults."""
    file = CatalogueFile(path)
    edition = file.edition("offices")
    found = []
    for fields in file.top.many("offices", named="key", least=1):
        found.append(Office(fields.identifier("key"), fields.text("label", most=MAX_TITLE), edition))
        fields.close()
    file.close()
    return found


def read_layers(directory: Path) -> list[ShippedBox]:
    """What Länder and cantons say, as it is shipped. Whether it fits is told by `layer_checks`. Raises FileFaults."""
    return [box for path in sorted(directory.glob("*.yaml")) for box in read_layer(path)]


def read_layer(path: Path) -> list[ShippedBox]:
    """The boxes of one shipped layer. Raises FileFaults."""
    file = CatalogueFile(path)
    edition, top = file.edition("handbook_layer"), file.top
    region, title = top.identifier("region"), top.text("title", most=MAX_TITLE)
    found = []
    for fields in top.many("boxes", named="entry", least=1):
        found.append(
            ShippedBox(
                region=region,
                title=title,
                kind=fields.choice("of", EntryKind.values),
                entry=fields.label("entry", most=MAX_KEY),
                box=fields.label("box", most=MAX_KEY),
                mode=fields.choice("mode", BoxMode.values),
                lines=fields.texts("lines", most=MAX_LINE),
                edition=edition,
            )
        )
        fields.close()
    file.close()
    return found
