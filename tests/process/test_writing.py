"""A chain written as a file is the same chain when it is read again."""

import pytest

from roterfaden.process.schema import parse_chain
from roterfaden.process.writing import as_yaml
from tests.catalogue.shipped import SHIPPED
from tests.process.files import GOOD

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize("key", SHIPPED)
def test_every_shipped_chain_reads_back_the_same(key: str) -> None:
    chain = SHIPPED[key]
    assert parse_chain(as_yaml(chain), name=key).chain == chain


def test_deadlines_in_all_their_forms_read_back_the_same() -> None:
    for deadline in (
        "{days: 0, of: self, escalate: 0}",
        "{months: 6, of: start, then: {years: 1}, warn: 14, escalate: 3, weekend: next_working_day}",
        "{rule: zwischenbericht, of: start, note: Wie vereinbart}",
    ):
        text = GOOD.replace("{days: 14, of: start, note: Aus der Quelle}", deadline)
        text = text.replace(
            "leads_to: end_weg,", "leads_to: end_weg, counts: {event: unexcused_absence, at: 2},"
        )
        chain = parse_chain(text, name="gut").chain
        assert chain.standing_rules[0].counts is not None
        assert parse_chain(as_yaml(chain), name="noch einmal").chain == chain


def test_a_chain_that_has_everything_reads_back_the_same() -> None:
    chain = parse_chain(GOOD, name="gut").chain
    text = as_yaml(chain)
    again = parse_chain(text, name="noch einmal")
    assert again.chain == chain
    assert as_yaml(again.chain) == text
