"""The access table: an oracle written by hand, strict reading, narrowing, and every page of a case in it."""

from collections.abc import Iterator
from typing import Any

import pytest

from roterfaden.cases import narrowing, participants
from roterfaden.cases.access import access_of, access_to, cases_open_to, cases_with_whole_file, may
from roterfaden.cases.access_table import ACCESS_FILE, WHOLE_FILE, Level, access_table, parse_access
from roterfaden.cases.choices import FieldClass, Relation
from roterfaden.cases.models import Case
from roterfaden.common.yaml_nodes import FileFaults
from tests.access.stage import AUDIENCE
from tests.fixtures import AT, TODAY, World

# Written from § 35 SGB I, §§ 67b and 76 SGB X and KASSYS 3.1.3, not from the table: relations, state, part, level.
ORACLE = """
responsible         | open       | core         | w
responsible         | open       | health       | w
responsible         | open       | journal      | w
responsible         | open       | notes        | w
responsible         | open       | declarations | w
responsible         | closed     | journal      | r
responsible         | closed     | health       | r
responsible         | closed     | core         | r
responsible         | closed     | turns        | w
responsible         | closed     | declarations | w
responsible         | restricted | core         | n
responsible         | restricted | health       | n
responsible         | restricted | journal      | n
deputy              | open       | journal      | w
deputy              | open       | health       | w
deputy              | closed     | thread       | r
deputy              | restricted | thread       | n
team                | open       | core         | w
team                | open       | health       | w
team                | open       | billing      | r
team                | restricted | core         | n
caseworker          | open       | core         | w
caseworker          | open       | journal      | w
caseworker          | open       | health       | n
caseworker          | open       | billing      | n
caseworker          | closed     | anamnesis    | r
caseworker          | restricted | documents    | n
caseworker granted  | open       | health       | w
granted             | open       | core         | n
granted             | open       | journal      | n
team_lead           | open       | health       | n
team_lead           | open       | core         | w
team_lead           | open       | billing      | w
team_lead           | restricted | core         | r
team_lead           | restricted | turns        | w
team_lead           | restricted | journal      | r
team_lead           | restricted | health       | n
team_lead granted   | restricted | health       | n
coordinator         | open       | health       | n
coordinator         | open       | orders       | w
coordinator         | restricted | documents    | r
participant         | open       | core         | r
participant         | open       | journal      | w
participant         | open       | health       | n
participant         | open       | declarations | r
participant         | open       | billing      | n
participant         | restricted | core         | n
participant         | closed     | plan         | r
opened caseworker   | open       | health       | r
opened caseworker   | restricted | journal      | r
opened caseworker   | restricted | health       | r
opened caseworker   | restricted | core         | r
opened              | open       | declarations | r
opened              | open       | billing      | n
client              | open       | plan         | r
client              | open       | declarations | r
client              | open       | journal      | n
client              | open       | notes        | n
client              | open       | health       | n
partner             | open       | plan         | r
client              | open       | core         | r
client              | open       | thread       | r
client              | open       | dates        | r
client              | open       | documents    | r
client              | open       | company      | n
client              | closed     | declarations | r
client              | restricted | plan         | n
partner             | open       | core         | r
partner             | open       | journal      | r
partner             | open       | documents    | r
partner             | open       | thread       | n
partner             | open       | notes        | n
partner             | open       | declarations | n
partner             | open       | turns        | n
partner             | restricted | core         | n
partner             | open       | health       | n
outside             | open       | core         | n
outside             | open       | dates        | n
outside             | closed     | declarations | n
"""
LEVELS = {"n": Level.NOTHING, "r": Level.READ, "w": Level.WRITE}


def cells() -> Iterator[tuple[set[Relation], str, FieldClass, Level]]:
    for line in ORACLE.strip().splitlines():
        who, state, part, level = (one.strip() for one in line.split("|"))
        yield {Relation(one) for one in who.split()}, state, FieldClass(part), LEVELS[level]


@pytest.mark.one_database
def test_the_table_says_what_the_oracle_says() -> None:
    found = list(cells())
    assert len(found) >= 60
    for relations, state, part, level in found:
        access = access_of(relations, closed=state == "closed", restricted=state == "restricted")
        assert access.levels[part] == level, f"{sorted(relations)} {state} {part}"
        assert access.allows(part) == (level >= Level.READ)


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("  - [health, ", "  - [gesundheit, ", "kein Teil der Akte"),
        ("  - {id: partner,", "  - {id: partnerin,", "nicht erlaubt"),
        ("[billing,      w,", "[billing,      x,", "„x“ ist nicht erlaubt"),
        ("  - [billing, ", "  - [core, ", "zweimal"),
        ("  - [keeping, turns]", "  - [keeping, alles]", "geht nicht"),
        ("hours: 4", "hours: 400", "zwischen 1 und 24"),
        ("language: de", "language: de\nextra: 1", "gibt es hier nicht"),
        ("restricted:\n  to:", "restricted:\n  for:", "fehlt"),
    ],
)
def test_a_faulty_table_is_refused_by_name(old: str, new: str, sentence: str) -> None:
    text = ACCESS_FILE.read_text("utf-8")
    assert old in text
    with pytest.raises(FileFaults, match=sentence):
        parse_access(text.replace(old, new, 1), name="access.yml")


@pytest.mark.one_database
def test_every_page_of_a_case_stands_in_the_table() -> None:
    pages = [name for name, audience in AUDIENCE.items() if audience == "case"]
    unknown = [name for name in pages if access_table().page(name) is WHOLE_FILE]
    assert unknown == [], "say in catalogue/access which part of a case these pages show"


@pytest.mark.requirement("R-04", figure="6 users x 17 parts: the single case and the list agree")
def test_the_ties_to_the_case_decide_in_single_cases_and_in_lists(world: World, case: Case) -> None:
    participants.add_participant(
        case=case, user=world.klara, organisation=world.agency, function="Sachbearbeitung",
        valid_from=TODAY, valid_until=None, agreed=True, by=world.anna, at=AT,
    )  # fmt: skip
    everybody = [world.anna, world.bela, world.lena, world.quirin, world.fritz, world.klara]
    narrowing.narrow(
        service=world.service,
        relation=Relation.PARTICIPANT,
        levels={FieldClass.DOCUMENTS: Level.NOTHING},
        by=world.lena,
        at=AT,
    )
    seen = {}
    for user in everybody:
        access = access_to(user, case, on=TODAY)
        for part in FieldClass:
            listed = cases_open_to(user, part, on=TODAY).filter(pk=case.pk).exists()
            assert listed == access.allows(part), f"{user} {part}"
            assert may(user, case, part, Level.READ, on=TODAY) == listed
        seen[user.username] = cases_with_whole_file(user, on=TODAY).exists()
    assert seen == {
        "anna": True, "bela": True, "lena": True, "quirin": False, "fritz": False, "klara": False,
    }  # fmt: skip


def test_a_service_narrows_but_never_widens(world: World, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(team=None)
    case.refresh_from_db()
    shut: dict[FieldClass, Level] = {
        part: Level.NOTHING for part in FieldClass if part not in (FieldClass.CORE, FieldClass.HEALTH)
    }
    said: dict[str, Any] = {
        "service": world.service,
        "relation": Relation.CASEWORKER,
        "by": world.lena,
        "at": AT,
    }
    assert narrowing.narrow(**said, levels={**shut, FieldClass.CORE: Level.READ})
    assert not narrowing.narrow(**said, levels=shut), "nothing new, nothing written"
    bela = access_to(world.bela, case, on=TODAY)
    assert [part for part in FieldClass if bela.allows(part)] == [FieldClass.CORE]
    assert not bela.allows(FieldClass.CORE, Level.WRITE)
    assert access_to(world.anna, case, on=TODAY).whole, "who is responsible works on"
    assert access_to(world.lena, case, on=TODAY).whole
    for levels, sentence in (
        ({FieldClass.HEALTH: Level.READ}, "nicht weiter"),
        ({FieldClass.CORE: Level.NOTHING}, "bleibt sichtbar"),
    ):
        with pytest.raises(narrowing.NarrowingRefused, match=sentence):
            narrowing.narrow(**said, levels=levels)
    with pytest.raises(narrowing.NarrowingRefused, match="nicht enger"):
        narrowing.narrow(**said | {"relation": Relation.RESPONSIBLE}, levels={FieldClass.CORE: Level.READ})
    assert not narrowing.may_narrow(world.anna, world.service, on=TODAY)
    assert narrowing.may_narrow(world.lena, world.service, on=TODAY)
    narrowing.narrow(**said, levels=dict.fromkeys(shut, Level.WRITE) | {FieldClass.BILLING: Level.NOTHING})
    assert access_to(world.bela, case, on=TODAY).whole
