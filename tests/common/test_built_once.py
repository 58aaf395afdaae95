"""Conditions about one user are put together once; every use asks the database anew."""

import copy
import pickle

from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.accounts.queries import organisations_of
from roterfaden.cases.models import Case
from roterfaden.cases.queries import cases_visible_to
from tests.fixtures import AT, TODAY, World


def test_the_question_is_kept_never_the_answer(world: World, case: Case) -> None:
    fritz = world.fritz
    seen = cases_visible_to(fritz, on=TODAY)
    assert list(seen) == []
    assert cases_visible_to(fritz, on=TODAY) is not seen
    members.add_member(
        user=fritz,
        organisation=world.service,
        role=Role.CASEWORKER,
        valid_from=TODAY,
        by=None,
        at=AT,
    )
    assert list(cases_visible_to(fritz, on=TODAY)) == [case]
    assert world.service in organisations_of(fritz, on=TODAY, roles=[Role.CASEWORKER])
    fritz.is_active = False
    fritz.save(update_fields=["is_active"])
    assert not cases_visible_to(fritz, on=TODAY).exists()


def test_a_copy_of_the_user_begins_empty(world: World) -> None:
    anna = world.anna
    organisations_of(anna, on=TODAY)
    assert anna.__dict__["_built"]
    for other in (pickle.loads(pickle.dumps(anna)), copy.deepcopy(anna)):
        assert other.__dict__["_built"] == {}
