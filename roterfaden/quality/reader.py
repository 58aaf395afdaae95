"""Read the files of the handbook strictly: every fault with file, line and key, all at once; nothing half loaded."""

from collections.abc import Iterable
from pathlib import Path

from roterfaden.common.catalogue_file import MAX_LINE, MAX_PARAGRAPH, MAX_TITLE, CatalogueFile, Edition
from roterfaden.common.yaml_fields import Fields
from roterfaden.common.yaml_nodes import Fault, FileFaults
from roterfaden.process.engine.definition import Chain
from roterfaden.quality.book import (
    Aid,
    Book,
    Chapter,
    Concordance,
    LawRow,
    Links,
    Part,
    Procedure,
    Section,
    Term,
)
from roterfaden.quality.catalogue_reader import read_layers, read_measures, read_offices
from roterfaden.quality.choices import Actor, AidForm, BoxKind, Dimension, LawStatus

READ = ("primary", "heading")


def load_book(directory: Path) -> Book:
    """The handbook in `directory`. Raises FileFaults with the faults of the first kind of file that has some."""
    special = ("abbreviations", "law", "links", "offices", "procedure")
    parts = [_part(path) for path in sorted(directory.glob("*.yaml")) if path.stem not in special]
    book = Book(
        parts=sorted(parts, key=lambda part: part.order),
        aids=[_aid(path) for path in sorted((directory / "aids").glob("*.yaml"))],
        terms=_terms(directory / "abbreviations.yaml"),
        law=_law(directory / "law.yaml"),
        links=_links(directory / "links.yaml"),
        procedure=_procedure(directory / "procedure.yaml"),
        measures=read_measures(directory.parent / "measures"),
        offices=read_offices(directory / "offices.yaml"),
        layers=read_layers(directory / "layers"),
    )
    faults = [Fault(str(directory), 1, key, message) for key, message in _within(book)]
    if faults:
        raise FileFaults(faults)
    return book


def faults_with_chains(book: Book, chains: Iterable[Chain]) -> list[str]:
    """What the handbook says of chains that is not so: unknown chains and steps, a chain without a chapter."""
    known = {chain.id: chain for chain in chains}
    links, procedure = book.links, book.procedure
    places = [*links.steps, *(place for aid in book.aids for place in aid.steps)]
    places += [(chain, "") for chain in links.chains]
    places += [(chain, "") for measure in book.measures for chain in measure.chains]
    found = []
    for key, step in places:
        chain = known.get(key)
        if chain is None:
            found.append(f"Die Kette „{key}“ gibt es nicht.")
        elif step and chain.step(step) is None and chain.decision(step) is None:
            found.append(f"Die Kette {key} hat keinen Schritt „{step}“.")
    found += [
        f"Zur Kette {chain.id} führt kein Kapitel."
        for chain in known.values()
        if not book.chapters_of(core_process=chain.core_process, chain=chain.id)
    ]
    way = known.get(procedure.chain)
    if way is None:
        return [*found, f"Die Kette „{procedure.chain}“ der Vorschläge gibt es nicht."]
    starts = {start.id for start in way.starts}
    found += [
        f"{way.id} hat keinen Beginn „{s}“."
        for s in (*procedure.starts.values(), procedure.other_start)
        if s not in starts
    ]
    steps = (procedure.handed_in_by, *procedure.answered_at, *procedure.published_at)
    found += [f"{way.id} hat keinen Schritt „{step}“." for step in steps if way.step(step) is None]
    return found + [
        f"Für die Rolle {role} handelt niemand." for role in way.roles if role not in procedure.actors
    ]


def _part(path: Path) -> Part:
    file = CatalogueFile(path)
    edition, top = file.edition("handbook"), file.top
    dimension = top.choice("dimension", Dimension.values)
    regions = top.identifiers("regions")
    part = Part(
        title=top.text("title", most=MAX_TITLE),
        dimension=dimension,
        order=top.number("order", least=1, most=99),
        regions=regions,
        chapters=tuple(
            _chapter(f, dimension, regions, edition) for f in top.many("chapters", named="key", least=1)
        ),
        edition=edition,
    )
    file.close()
    return part


def _chapter(fields: Fields, dimension: str, regions: tuple[str, ...], edition: Edition) -> Chapter:
    chapter = Chapter(
        key=fields.identifier("key"),
        number=fields.text("number", most=20),
        title=fields.text("title", most=MAX_TITLE),
        source=fields.text("source", most=MAX_LINE),
        text=fields.texts("text", most=MAX_PARAGRAPH),
        boxes={kind: fields.texts(kind, most=MAX_LINE) for kind in BoxKind},
        regions=regions,
        dimension=dimension,
        edition=edition,
    )
    if not chapter.text:
        fields.refuse("text", "Ein Kapitel ohne Text hilft niemandem.")
    fields.close()
    return chapter


def _aid(path: Path) -> Aid:
    file = CatalogueFile(path)
    edition, top = file.edition("working_aid"), file.top
    aid = Aid(
        key=edition.key,
        title=top.text("title", most=MAX_TITLE),
        form=top.choice("form", AidForm.values),
        summary=top.text("summary", most=MAX_LINE),
        regions=top.identifiers("regions"),
        steps=tuple(_place(fields) for fields in top.many("steps", named="chain")),
        chapters=top.identifiers("chapters"),
        sections=tuple(_section(fields) for fields in top.many("sections", named="title", least=1)),
        edition=edition,
    )
    file.close()
    return aid


def _place(fields: Fields) -> tuple[str, str]:
    place = fields.identifier("chain"), fields.identifier("step")
    fields.close()
    return place


def _section(fields: Fields) -> Section:
    section = Section(
        title=fields.text("title", most=MAX_TITLE),
        text=fields.texts("text", most=MAX_PARAGRAPH),
        items=fields.texts("items", most=MAX_LINE),
        fields=fields.texts("fields", most=MAX_LINE),
    )
    if not (section.text or section.items or section.fields):
        fields.refuse("items", "Dieser Abschnitt ist leer.")
    fields.close()
    return section


def _terms(path: Path) -> list[Term]:
    file = CatalogueFile(path)
    edition = file.edition("abbreviations")
    terms = []
    for fields in file.top.many("terms", named="short", least=1):
        terms.append(
            Term(
                short=fields.label("short", most=40),
                long=fields.text("long", most=MAX_TITLE),
                since=fields.text("since", most=MAX_TITLE, default=""),
                regions=fields.identifiers("regions"),
                edition=edition,
            )
        )
        fields.close()
    file.close()
    return terms


def _law(path: Path) -> Concordance:
    file = CatalogueFile(path)
    edition, top = file.edition("law_concordance"), file.top
    law = Concordance(
        act=top.text("act", most=40),
        old_state=top.text("old_state", most=MAX_TITLE),
        new_state=top.text("new_state", most=MAX_TITLE),
        checked_on=top.day("checked_on"),
        old_sources=top.texts("old_sources", most=MAX_TITLE),
        old_until=top.number("old_until", least=1, most=999),
        rows=tuple(_law_row(fields) for fields in top.many("rows", named="subject", least=1)),
        edition=edition,
    )
    file.close()
    return law


def _law_row(fields: Fields) -> LawRow:
    row = LawRow(
        old=fields.identifiers("old"),
        now=fields.identifiers("now"),
        subject=fields.text("subject", most=MAX_TITLE),
        status=fields.choice("status", LawStatus.values),
        read=fields.choice("read", READ, default="primary"),
        note=fields.text("note", most=MAX_LINE, default=""),
    )
    if not row.old and row.status != LawStatus.NEW:
        fields.refuse("old", "Ohne alten Paragrafen ist die Vorschrift neu (status: new).")
    if not row.now and row.status != LawStatus.GONE:
        fields.refuse("now", "Ohne heutigen Paragrafen ist die Vorschrift weggefallen (status: gone).")
    fields.close()
    return row


def _links(path: Path) -> Links:
    file = CatalogueFile(path)
    file.edition("handbook_links")
    top = file.top
    links = Links(
        core_processes=_by(top, "core_processes", "core_process"),
        chains=_by(top, "chains", "chain"),
        steps={},
    )
    steps = {}
    for fields in top.many("steps", named="chain"):
        steps[fields.identifier("chain"), fields.identifier("step")] = fields.identifiers("chapters")
        fields.close()
    file.close()
    return Links(links.core_processes, links.chains, steps)


def _by(top: Fields, key: str, name: str) -> dict[str, tuple[str, ...]]:
    found = {}
    for fields in top.many(key, named=name, least=1):
        found[fields.identifier(name)] = fields.identifiers("chapters", optional=False)
        fields.close()
    return found


def _procedure(path: Path) -> Procedure:
    file = CatalogueFile(path)
    file.edition("handbook_procedure")
    top = file.top
    starts, actors = {}, {}
    for fields in top.many("starts", named="organisation_kind"):
        starts[fields.identifier("organisation_kind")] = fields.identifier("start")
        fields.close()
    for fields in top.many("actors", named="role", least=1):
        actors[fields.identifier("role")] = fields.choice("actor", Actor.values)
        fields.close()
    procedure = Procedure(
        land_kinds=top.identifiers("land_kinds"),
        publisher_kinds=top.identifiers("publisher_kinds"),
        chain=top.identifier("chain"),
        starts=starts,
        other_start=top.identifier("other_start"),
        handed_in_by=top.identifier("handed_in_by"),
        answered_at=top.identifiers("answered_at"),
        published_at=top.identifiers("published_at"),
        actors=actors,
    )
    file.close()
    return procedure


def _within(book: Book) -> Iterable[tuple[str, str]]:
    """What does not fit together inside the handbook."""
    keys = [chapter.key for chapter in book.chapters]
    yield from (
        (key, "Dieses Kapitel gibt es zweimal.") for key in sorted({k for k in keys if keys.count(k) > 1})
    )
    aids = [aid.key for aid in book.aids]
    yield from (
        (key, "Diese Arbeitshilfe gibt es zweimal.") for key in sorted({k for k in aids if aids.count(k) > 1})
    )
    links = book.links
    named = [(aid.key, key) for aid in book.aids for key in aid.chapters]
    for table in (links.core_processes, links.chains, links.steps):
        named += [(str(where), key) for where, chapters in table.items() for key in chapters]
    yield from ((where, f"Das Kapitel „{key}“ gibt es nicht.") for where, key in named if key not in keys)
    for what, keys in (
        ("Abkürzung", [term.key for term in book.terms]),
        ("Maßnahme", [measure.key for measure in book.measures]),
        ("Zeile des Rechts", [row.key for row in book.law.rows]),
    ):
        twice = sorted({key for key in keys if keys.count(key) > 1})
        yield from ((key, f"Diese Kennung gibt es zweimal ({what}).") for key in twice)
    yield from (
        (aid.key, "Der Titel steht schon bei einer anderen Arbeitshilfe.")
        for aid in book.aids
        if sum(other.title == aid.title for other in book.aids) > 1
    )
