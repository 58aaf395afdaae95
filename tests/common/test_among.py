"""Many ids in one parameter."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from roterfaden.accounts.models import Organisation
from tests.fixtures import World

pytestmark = pytest.mark.django_db


def test_among_finds_what_in_finds(world: World) -> None:
    known = list(Organisation.objects.values_list("pk", flat=True))
    assert len(known) > 1
    for ids in ([], known[:1], known, [*known, *known, 10**12, -1]):
        assert set(Organisation.objects.filter(pk__among=ids)) == set(Organisation.objects.filter(pk__in=ids))
        assert set(Organisation.objects.exclude(pk__among=ids)) == set(
            Organisation.objects.exclude(pk__in=ids)
        )


def test_more_ids_than_a_statement_holds_variables(world: World) -> None:
    known = Organisation.objects.values_list("pk", flat=True)[0]
    with CaptureQueriesContext(connection) as asked:
        assert Organisation.objects.filter(pk__among=[known, *range(10**6, 10**6 + 300_000)]).count() == 1
    assert len(asked) == 1


def test_what_is_no_id_is_refused(world: World) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        list(Organisation.objects.filter(pk__among=["1) OR (1=1"]))
