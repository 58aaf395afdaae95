"""The demo's handbook: what Land and service add, working aids, proposals on their way, and years of finished runs."""

import random
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Organisation, User
from roterfaden.common.crypto import keyring
from roterfaden.common.days import noon
from roterfaden.process.catalogue import chain_of, version_in_force
from roterfaden.process.choices import DeviationKind, ReasonCategory, RunState, TaskState
from roterfaden.process.engine.definition import Chain, Path
from roterfaden.process.models import ChainVersion, Deviation, Run, Task
from roterfaden.quality import aids, boxes, committee, proposals
from roterfaden.quality.choices import AidForm, BoxKind, BoxMode, EntryKind
from roterfaden.quality.entries import Entry, entry
from roterfaden.quality.models import Box, Proposal
from roterfaden.statistics.refreshing import refresh

RUNS = 60
SEED = 109


def tell_of_the_handbook(
    offices: Mapping[str, Organisation], users: Mapping[str, User], *, today: date
) -> None:
    """Everything of the handbook that the demo shows; quick, through the real functions but for the finished runs."""
    at = noon(today - timedelta(days=30))
    land, service = offices["inklusionsamt"], offices["ifd-neuhafen"]
    members.add_member(
        user=users["amt"],
        organisation=land,
        role=Role.COORDINATOR,
        valid_from=today - timedelta(days=900),
        by=None,
        at=at,
    )
    _boxes(land, service, users, at)
    _written_over_an_older_edition(service)
    aids.add_aid(
        organisation=service,
        facts=aids.AidFacts(
            title="Telefonleitfaden Betriebe in Neuhafen",
            form=AidForm.LEAFLET,
            text="Zuerst die Personalabteilung, dann die Werkstattleitung.\nNachmittags ab 14 Uhr ist Ruhe.\n"
            "Nie mit der Behinderung beginnen, sondern mit der Aufgabe.",
            chain="V1",
            step="5",
            chapter="vermittlung",
        ),
        upload=None,
        by=users["lorenz"],
        at=at,
    )
    committee.give_seat(
        organisation=service,
        user=users["koester"],
        valid_from=today - timedelta(days=200),
        by=users["quandt"],
        at=at,
    )
    _proposals(service, users, today=today)
    _history(service, users["holm"], today=today)
    refresh(at=noon(today))


def _boxes(land: Organisation, service: Organisation, users: Mapping[str, User], at: datetime) -> None:
    adds, replaces = BoxMode.ADDS, BoxMode.REPLACES
    for organisation, of, key, box, mode, text, by in (
        (
            land,
            EntryKind.CHAPTER,
            "erreichbarkeit",
            BoxKind.REQUIREMENTS,
            adds,
            "Im Land: Rückruf bis zum nächsten Werktag.\nGebärdensprache innerhalb einer Woche.",
            "amt",
        ),
        (
            service,
            EntryKind.CHAPTER,
            "erreichbarkeit",
            BoxKind.REQUIREMENTS,
            adds,
            "Sprechstunde im Hafenviertel donnerstags ab 15 Uhr.",
            "quandt",
        ),
        (
            service,
            EntryKind.CHAPTER,
            "aufbewahrung",
            BoxKind.REQUIREMENTS,
            replaces,
            "Laut Vertrag: fünf Jahre nach dem Jahr des Abschlusses, dann löschen.",
            "quandt",
        ),
        (service, EntryKind.AID, "erstgespraech", "1-items", adds, "Hafenpass zeigen und erklären", "quandt"),
        (service, EntryKind.MEASURE, "M7", "guidance", adds, "Bei uns: höchstens drei Wochen.", "quandt"),
        (service, EntryKind.TERM, "ahoi", "meaning", adds, "In Neuhafen: der rote Ordner im Flur.", "quandt"),
        (service, EntryKind.OFFICE, "agentur", "label", replaces, "Arbeitsagentur", "quandt"),
    ):
        boxes.write_box(
            organisation=organisation,
            entry=_entry(of, key),
            box=box,
            mode=mode,
            text=text,
            revision=0,
            by=users[by],
            at=at,
        )


def _written_over_an_older_edition(service: Organisation) -> None:
    """What the service replaced was shipped with other words then: the page of additions asks to look at it again."""
    Box.objects.filter(organisation=service, entry="aufbewahrung").update(
        base_version="2025-12", base_lines=["Akten drei Jahre aufbewahren, dann löschen."]
    )


def _proposals(service: Organisation, users: Mapping[str, User], *, today: date) -> None:
    editor, author = users["quandt"], users["holm"]
    said = (
        ("sicherung", "Die Rückmeldung an den Betrieb fehlt als Anforderung.", "Betriebe fragen danach.", 40),
        ("krise", "Die Nummer des Krisendienstes gehört in den Grundstock.", "Sie wird oft gesucht.", 25),
        (
            "einarbeitung",
            "Bitte eine Hospitation beim Auftraggeber aufnehmen.",
            "Neue verstehen dann mehr.",
            3,
        ),
    )
    made = [
        proposals.propose(
            organisation=service,
            about=proposals.About(chapter=chapter),
            texts=proposals.Texts(what=what, why=why),
            token=UUID(int=number),
            by=author,
            at=noon(today - timedelta(days=days)),
        )
        for number, (chapter, what, why, days) in enumerate(said, start=1)
    ]
    _walk(made[1], editor, today, [proposals.Outcome(outcome="nein")])
    answer = "Die Nummern sind je Kreis verschieden. Wir nehmen sie in den Kasten des Dienstes auf."
    _walk(made[1], editor, today, [proposals.Outcome(answer=answer)])
    box = boxes.write_box(
        organisation=service,
        entry=_entry(EntryKind.CHAPTER, "sicherung"),
        box=BoxKind.REQUIREMENTS,
        mode=BoxMode.ADDS,
        text="Der Betrieb bekommt innerhalb von zwei Wochen eine Rückmeldung.",
        revision=0,
        by=editor,
        at=noon(today - timedelta(days=10)),
    )
    steps = [proposals.Outcome(outcome="ja"), proposals.Outcome(), proposals.Outcome()]
    _walk(made[0], editor, today, [*steps, proposals.Outcome(outcome="ja"), proposals.Outcome()])
    _walk(made[0], users["koester"], today, [proposals.Outcome(outcome="ja")])
    done = proposals.Outcome(answer="Danke, das gilt jetzt.", became_box=box.versions.first())
    _walk(made[0], editor, today, [done])


def _entry(kind: EntryKind, key: str) -> Entry:
    found = entry(kind, key)
    if found is None:
        raise LookupError(key)
    return found


def _walk(proposal: Proposal, by: User, today: date, said: list[proposals.Outcome]) -> None:
    """Say one thing after the other at what is open. A step and the question after it are two moves."""
    for one in said:
        run = Run.objects.get(pk=proposal.run_id)
        proposal.run = run
        task = Task.objects.filter(run=run, state=TaskState.OPEN).order_by("number").first()
        if task is None:
            return
        proposals.move_on(
            proposal=proposal,
            seen_moves=run.moves,
            number=task.number,
            said=one,
            by=by,
            at=noon(today - timedelta(days=9)),
        )


def _history(service: Organisation, by: User, *, today: date) -> None:
    """Finished runs without cases, as they remain when the files are erased: days, steps, ways, nothing else."""
    rng = random.Random(SEED)  # noqa: S311
    key = keyring.new_key()
    for name in ("V1", "S2"):
        version = version_in_force(name, on=today)
        if version is None:
            continue
        chain = chain_of(version)
        runs, tasks, ways = [], [], []
        for _number in range(RUNS):
            begin = noon(today - timedelta(days=rng.randint(200, 650)))
            path = rng.choices(chain.paths, weights=[6, *[1] * (len(chain.paths) - 1)])[0]
            run, visited, deviation = _run(version, chain, path, begin, rng)
            run.organisation, run.data_key = service, key
            runs.append(run)
            tasks += visited
            ways += [deviation] if deviation else []
        Run.objects.bulk_create(runs)
        for task in tasks:
            task.closed_by = by
        Task.objects.bulk_create(tasks)
        for way in ways:
            way.by = by
        Deviation.objects.bulk_create(ways)


def _run(
    version: ChainVersion, chain: Chain, path: Path, begin: datetime, rng: random.Random
) -> tuple[Run, list[Task], Deviation | None]:
    run = Run(chain_version=version, start_node=path.walk[0], started_at=begin, state=RunState.ENDED)
    now, tasks = begin, []
    skipped = rng.randrange(len(path.walk) * 2)
    deviation = None
    for number, word in enumerate(path.walk[1:-1], start=1):
        node, _answer, outcome = word.partition("=")
        opened = now
        step = chain.step(node)
        slow = 3 if step is not None and "AG" in step.responsible else 1
        now += timedelta(hours=rng.randint(1, 300) * slow if step else rng.randint(0, 30))
        skip = number == skipped and step is not None
        task = Task(
            run=run,
            number=number,
            node=node,
            kind=str(chain.kind_of(node)),
            state=TaskState.SKIPPED if skip else TaskState.DONE,
            opened_at=opened,
            opened_move=number,
            closed_at=now,
            closed_move=number + 1,
            outcome=outcome,
        )
        tasks.append(task)
        if skip:
            deviation = Deviation(
                run=run,
                move=number + 1,
                kind=DeviationKind.SKIP,
                from_task=task,
                category=rng.choice([ReasonCategory.ALREADY_DONE, ReasonCategory.NOT_NEEDED]),
                reason="Steht in der Akte.",
                at=now,
            )
    run.ended_at, run.end_node = now, path.walk[-1]
    run.tasks_opened, run.moves = len(tasks), len(tasks) + 1
    return run, tasks, deviation
