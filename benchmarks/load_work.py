"""What the people of a service do in a day, as pieces of work that lead from page to page; how often each is done."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import uuid4

from benchmarks.load_client import Form, Gone, Person, forms_of

WORDS = (
    "Gespräch am Telefon, es geht besser als in der letzten Woche. Der Weg zur Arbeit ist noch schwer. ",
    "Mit dem Betrieb ist besprochen, dass die Pausen anders liegen. Die Kollegin am Platz weiß Bescheid. ",
    "Der Antrag ist unterschrieben und geht heute zur Post. Nächstes Gespräch in zwei Wochen. ",
)
# words come into an entry by and by; a script keeps what stands there about so often
TYPING_SECONDS = (20, 90)
KEPT_EVERY = 3.0


async def write_down(person: Person) -> None:
    """After a contact: from the worklist to the case, its journal, and an entry that takes a while to type."""
    await person.look("worklist:index", "/")
    code = one_of(person)
    await person.look("cases:thread", f"/faelle/{code}/")
    page = await person.look("casefile:journal", f"/faelle/{code}/journal/")
    form = form_with(page, "text")
    if form is None:
        raise Gone("no form for an entry")
    mark = person.mark()
    text = f"{mark} {person.rng.choice(WORDS) * person.rng.randint(2, 5)}"
    token = await type_in(person, form, text)
    said = [*form.filled(text=text, minutes="20"), ("rf_draft", token)]
    await person.send("casefile:write_entry", form.action, said)
    person.tally.wrote("entries", [code, mark])


async def look_up(person: Person) -> None:
    """Somebody calls: search for the name, look at the case, its journal, the person."""
    await person.look("search:index", "/suche/", q=person.rng.choice(person.who["names"]))
    code = one_of(person)
    await person.look("cases:thread", f"/faelle/{code}/")
    await person.look("casefile:journal", f"/faelle/{code}/journal/")
    await person.look("casefile:person", f"/faelle/{code}/akte/")


async def complete_step(person: Person) -> None:
    """A step is done: from the worklist to the thread, complete it there."""
    await person.look("worklist:index", "/")
    code = one_of(person)
    page = await person.look("cases:thread", f"/faelle/{code}/")
    form = next(
        (one for one in forms_of(page) if one.action.endswith("/abschliessen/") and one.buttons), None
    )
    if form is None:
        return
    mark = person.mark()
    said = [(name, value) for name, value in form.fields if not name.endswith(("-note", "-missing_reason"))]
    for name, _value in form.fields:
        if name.endswith("-note"):
            said.append((name, mark))
        elif name.endswith("-missing_reason"):
            said.append((name, "Liegt auf Papier vor."))
    await person.ponder()
    await person.send("cases:complete", form.action, [*said, form.buttons[0]])
    person.tally.wrote("steps", [code, mark])


async def make_appointment(person: Person) -> None:
    """Agree on a day: the week, the dates of the case, the form."""
    await person.look("agenda:index", "/termine/")
    code = one_of(person)
    await person.look("dates:index", f"/faelle/{code}/termine/")
    address = f"/faelle/{code}/termine/neu/"
    form = form_with(await person.look("dates:add_appointment", address), "subject")
    if form is None:
        raise Gone("no form for an appointment")
    mark = person.mark()
    said = form.filled(kind="meeting", day=person.who["day"], begins="10:00", ends="11:00", subject=mark)
    await person.ponder()
    await person.send("dates:add_appointment, sent", address, said)
    person.tally.wrote("appointments", [code, mark])


async def go_through_cases(person: Person) -> None:
    """Look through one's own cases and open one or two."""
    await person.look("caselist:index", "/faelle/", **person.who["own_cases"])
    for _number in range(person.rng.randint(1, 2)):
        code = one_of(person)
        await person.look("cases:thread", f"/faelle/{code}/")
        await person.look("cases:documents", f"/faelle/{code}/unterlagen/")


async def read_up(person: Person) -> None:
    """Before a letter or a report: the journal, the mandates, what reports there are."""
    code = one_of(person)
    await person.look("casefile:journal", f"/faelle/{code}/journal/")
    await person.look("casefile:mandates", f"/faelle/{code}/auftraege/")
    await person.look("reports:index", f"/faelle/{code}/berichte/")


async def find_employer(person: Person) -> None:
    """Look for an employer."""
    await person.look("employers:index", "/betriebe/", q="Tischlerei")


async def watch_the_team(person: Person) -> None:
    """What the lead of a team does: the team's worklist, its cases, how much everybody has to do."""
    await person.look("worklist:index, team", "/", scope="team")
    await person.look("caselist:index", "/faelle/", **person.who["own_cases"])
    code = one_of(person)
    await person.look("cases:thread", f"/faelle/{code}/")
    await person.look("staff:caseload", "/personal/auslastung/")


async def read_figures(person: Person) -> None:
    """Now and then: the figures of the service."""
    await person.look("statistics:index", "/statistik/")


Work = Callable[[Person], Awaitable[None]]
CASEWORK: dict[Work, int] = {
    write_down: 26,
    look_up: 24,
    complete_step: 12,
    make_appointment: 10,
    go_through_cases: 14,
    read_up: 10,
    find_employer: 4,
}
LEADING: dict[Work, int] = {
    watch_the_team: 45,
    look_up: 25,
    go_through_cases: 15,
    read_up: 11,
    read_figures: 4,
}


async def work(person: Person) -> None:
    """Do one piece of work after the other until cancelled. What goes wrong is in the tally; people begin anew."""
    pieces = LEADING if person.who["lead"] else CASEWORK
    await asyncio.sleep(person.rng.uniform(0, person.think))
    while True:
        piece = person.rng.choices(list(pieces), weights=list(pieces.values()))[0]
        try:
            await piece(person)
        except Gone:
            await person.ponder()


async def type_in(person: Person, form: Form, text: str) -> str:
    """Type for a while, with the draft kept again and again; returns the draft's token."""
    token = str(uuid4())
    moments = round(person.rng.uniform(*TYPING_SECONDS) * person.think / 25 / KEPT_EVERY)
    for moment in range(1, moments + 1):
        await asyncio.sleep(KEPT_EVERY * person.rng.uniform(0.7, 1.3))
        so_far = text[: max(1, len(text) * moment // moments)]
        await person.keep_draft(form.action, form.filled(text=so_far), token=token, version=moment)
    return token


def one_of(person: Person) -> str:
    """One of the cases that this person works on."""
    chosen: str = person.rng.choice(person.who["cases"])
    return chosen


def form_with(page: str, name: str) -> Form | None:
    """The form in which a field of this name stands."""
    return next((form for form in forms_of(page) if name in dict(form.fields)), None)
