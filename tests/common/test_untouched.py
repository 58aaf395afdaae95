"""PostgreSQL's tables after a test with real transactions."""

import pytest

from roterfaden.accounts.models import Organisation
from roterfaden.accounts.organisations import add_organisation
from tests import template
from tests.fixtures import AT, build_world
from tests.snapshots import Snapshot
from tests.untouched import as_it_stands


@pytest.mark.skipif(not template.on_postgres(), reason="SQLite gets its whole file back")
@pytest.mark.django_db(transaction=True)
def test_every_row_stands_as_before_and_no_key_is_handed_out_twice() -> None:
    before, built = as_it_stands(), Snapshot(build_world)
    built.again()
    Organisation.objects.filter(code="ina").update(name="Anders")
    assert as_it_stands() != before
    before.put_back()
    assert as_it_stands() == before
    assert before.rows, "the catalogue was there"
    built.again()
    known = set(Organisation.objects.values_list("pk", flat=True))
    added = add_organisation(code="neu", name="Neu", kind="service", region="DE-NW", by=None, at=AT)
    assert added.pk not in known
