"""A chain written as a file is the same chain when it is read again."""

import pytest

from roterfaden.process.schema import CHAINS, load_directory, parse_chain
from roterfaden.process.writing import as_yaml
from tests.process.files import GOOD

pytestmark = pytest.mark.one_database
SHIPPED = {one.chain.id: one.chain for one in load_directory(CHAINS)}


@pytest.mark.parametrize("key", SHIPPED)
def test_every_shipped_chain_reads_back_the_same(key: str) -> None:
    chain = SHIPPED[key]
    assert parse_chain(as_yaml(chain), name=key).chain == chain


def test_a_chain_that_has_everything_reads_back_the_same() -> None:
    chain = parse_chain(GOOD, name="gut").chain
    text = as_yaml(chain)
    again = parse_chain(text, name="noch einmal")
    assert again.chain == chain
    assert as_yaml(again.chain) == text
