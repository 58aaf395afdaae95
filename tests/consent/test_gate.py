"""The gate: every combination of what is missing, and an independent reading of its rules over random requests."""

import random
from datetime import date, timedelta
from itertools import product

import pytest

from roterfaden.consent.choices import DataClass, RecipientKind
from roterfaden.consent.gate import Basis, Decision, Item, Release, Request, decide

pytestmark = pytest.mark.one_database
DAY = date(2026, 11, 24)
ME, DOCTOR, OTHER = 1, 2, 3


def item(data_class: DataClass, holder: int | None = None) -> Item:
    return Item(data_class=data_class, title="", text=str(data_class), holder=holder)


def basis(**changes: object) -> Basis:
    facts: dict[str, object] = {
        "title": "Einwilligung",
        "classes": frozenset((DataClass.WORK, DataClass.HEALTH, DataClass.DIAGNOSIS)),
        "recipients": frozenset((ME,)),
        "valid_from": DAY,
        "valid_until": DAY,
    }
    return Basis(**(facts | changes))  # type: ignore[arg-type]


def request(*items: Item, **changes: object) -> Request:
    facts: dict[str, object] = {
        "recipient": ME,
        "recipient_kind": RecipientKind.PUBLIC,
        "purpose": "Zweck",
        "items": items or (item(DataClass.WORK),),
    }
    return Request(**(facts | changes))  # type: ignore[arg-type]


def test_with_all_parts_it_passes() -> None:
    decision = decide(request(), basis(), [], on=DAY)
    assert decision.refusals == ()
    assert decision.classes == {DataClass.WORK}


@pytest.mark.parametrize(
    ("asked", "ground", "word"),
    [
        (request(purpose=" "), basis(), "Wozu"),
        (request(items=()), basis(), "Was soll"),
        (request(), None, "Grundlage"),
        (request(needs_pledge=True), basis(), "§ 78"),
        (request(recipient=OTHER), basis(), "gilt nicht für diese Stelle"),
        (request(), basis(withdrawn=True), "widerrufen"),
        (request(), basis(valid_until=DAY - timedelta(days=1), valid_from=date(2026, 1, 1)), "heute nicht"),
        (request(), basis(valid_from=DAY + timedelta(days=1), valid_until=None), "heute nicht"),
        (
            request(recipient_kind=RecipientKind.EMPLOYER),
            basis(recipients=None, recipient_kinds=frozenset((RecipientKind.PUBLIC,))),
            "gilt nicht für diese Stelle",
        ),
    ],
)
def test_each_missing_part_closes_it(asked: Request, ground: Basis | None, word: str) -> None:
    decision = decide(asked, ground, [], on=DAY)
    assert decision.passing == ()
    assert any(word in sentence for sentence in decision.refusals), decision.refusals


@pytest.mark.requirement("R-52", figure="0 diagnoses")
def test_a_company_never_gets_a_diagnosis_whatever_was_signed() -> None:
    asked = request(
        item(DataClass.WORK), item(DataClass.DIAGNOSIS), recipient_kind=RecipientKind.EMPLOYER, pledged=True
    )
    decision = decide(asked, basis(), [], on=DAY)
    assert decision.classes == {DataClass.WORK}
    assert "keine Diagnosen" in decision.kept_back[0][1]


@pytest.mark.requirement("R-50", figure="0 pass")
def test_what_came_from_a_doctor_needs_the_doctors_release() -> None:
    asked = request(item(DataClass.WORK), item(DataClass.HEALTH, holder=DOCTOR))
    assert decide(asked, basis(), [], on=DAY).classes == {DataClass.WORK}
    freed = Release(
        holder=DOCTOR,
        towards=frozenset((ME,)),
        classes=frozenset((DataClass.HEALTH,)),
        valid_from=DAY,
        valid_until=DAY,
    )
    assert decide(asked, basis(), [freed], on=DAY).classes == {DataClass.WORK, DataClass.HEALTH}
    for spoilt in (
        {"withdrawn": True},
        {"towards": frozenset((OTHER,))},
        {"holder": OTHER},
        {"classes": frozenset((DataClass.WORK,))},
        {"valid_until": DAY - timedelta(days=1), "valid_from": DAY - timedelta(days=9)},
    ):
        other = Release(**{**freed.__dict__, **spoilt})
        assert DataClass.HEALTH not in decide(asked, basis(), [other], on=DAY).classes, spoilt


def test_if_nothing_may_pass_nothing_goes() -> None:
    decision = decide(request(item(DataClass.SOCIAL)), basis(), [], on=DAY)
    assert decision.passing == ()
    assert decision.refusals == ("Nichts davon darf weitergegeben werden.",)


def test_over_random_requests_nothing_passes_that_an_independent_reading_keeps_back() -> None:
    rng = random.Random(7)
    passed = kept = 0
    for _ in range(5000):
        kind = rng.choice(list(RecipientKind))
        granted = frozenset(rng.sample(list(DataClass), rng.randint(0, 5)))
        to = frozenset(rng.sample((ME, DOCTOR, OTHER), 2))
        freed = [
            Release(
                holder=h, towards=frozenset((t,)), classes=frozenset((c,)), valid_from=DAY, valid_until=DAY
            )
            for h, t, c in product((DOCTOR, OTHER), (ME, OTHER), DataClass)
            if rng.random() < 0.3
        ]
        things = [item(rng.choice(list(DataClass)), rng.choice((None, DOCTOR, OTHER))) for _ in range(4)]
        decision: Decision = decide(
            request(*things, recipient_kind=kind), basis(classes=granted, recipients=to), freed, on=DAY
        )
        for thing in decision.passing:
            passed += 1
            assert ME in to
            assert thing.data_class in granted
            assert not (kind == RecipientKind.EMPLOYER and thing.data_class == DataClass.DIAGNOSIS)
            assert thing.holder is None or any(
                f.holder == thing.holder and ME in f.towards and thing.data_class in f.classes for f in freed
            )
        kept += len(things) - len(decision.passing)
    assert passed > 500
    assert kept > 500
