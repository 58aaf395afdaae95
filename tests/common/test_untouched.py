"""PostgreSQL's tables after a test with real transactions."""

import pytest

from roterfaden.accounts.models import Organisation
from tests import template
from tests.fixtures import build_world
from tests.untouched import as_it_stands


@pytest.mark.skipif(not template.on_postgres(), reason="SQLite gets its whole file back")
@pytest.mark.django_db(transaction=True)
def test_every_row_and_every_key_stands_as_before() -> None:
    before = as_it_stands()
    build_world()
    Organisation.objects.filter(code="ina").update(name="Anders")
    assert as_it_stands() != before
    before.put_back()
    assert as_it_stands() == before
    assert before.rows, "the catalogue was there"
